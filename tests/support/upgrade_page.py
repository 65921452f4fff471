"""The maximal program of a user of an old package, in TypeScript. tsc judges it as mypy judges the one in Python.

What the files declare is read by the compiler (`declarations.mjs`). They do not say which way a type travels. The
package in Python does, for the class of the same name, and it has the names of the fields in snake case.
"""

import json
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from support.commands import node
from support.upgrade_failures import Failure
from support.upgrade_package import Package, Way
from support.upgrade_program import Line

_OPTIONS = ["--strict", "--noEmit", "--pretty", "false", "--skipLibCheck", "--module", "nodenext", "--types", ""]


@dataclass
class Page:
    """What a page says of some names of a package, a statement a line."""

    package: Package
    new: Package
    declared: Sequence[dict[str, Any]]
    names: Set[str]
    lines: list[Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lines.append(
            Line(f'import type * as s from "./{self.package.out.name}/typescript/{self.package.service}.js";')
        )
        for each in self.declared:
            if each["name"] in self.names:
                self.lines += self._lines(each)

    @property
    def text(self) -> str:
        return "".join(f"{each.text}\n" for each in self.lines)

    @cached_property
    def members(self) -> dict[tuple[str, str], str]:
        """The names of fields in snake case, by the class and the name on the wire."""
        classes = [*self.new.classes.values(), *self.package.classes.values()]
        return {(each.name, field.wire): field.name for each in classes for field in each.fields}

    def _lines(self, declared: dict[str, Any]) -> Iterator[Line]:
        name = declared["name"]
        yield Line(f"export type N_{name} = s.{name};", name, "", "class")
        for number, value in enumerate(declared.get("values", [])):
            text = f"export const value_{name}_{number}: s.{name} = {json.dumps(value)};"
            yield Line(text, name, value, "value", value)
        if declared.get("fields"):
            is_union = declared["kind"] == "union"  # each member may be absent when it is read
            yield from self._made(name, declared["fields"], is_union=is_union)
            yield from self._read(name, declared["fields"], is_union=is_union)

    def _made(self, name: str, fields: list[dict[str, Any]], *, is_union: bool) -> Iterator[Line]:
        """An object with the required properties, and one with each other property in addition."""
        kind = "made-type" if self._way(name) is Way.RECEIVED else "sent-type"
        yield Line(f"export function make_{name}(")
        for number, each in enumerate(fields):
            given_type = each["type"] if each["required"] else each["type"].removesuffix(" | undefined")
            yield Line(f"  a{number}: {given_type},", name, each["wire"], kind)
        yield Line("): void {")
        given = [f"{json.dumps(each['wire'])}: a{number}" for number, each in enumerate(fields)]
        required = [] if is_union else [text for text, each in zip(given, fields, strict=True) if each["required"]]
        if not is_union:
            smallest = f"{{ {', '.join(required)} }}"
            yield Line(f"  const v: s.{name} = {smallest};", name, "", kind)
            # Where an object has a property too many, the compiler does not say that it lacks one. Of `u` it does.
            yield Line(f"  const u = {smallest}; const w: s.{name} = u;", name, "", "")
        for number, each in enumerate(fields):
            if given[number] not in required:
                text = ", ".join([*required, given[number]])
                yield Line(f"  const v{number}: s.{name} = {{ {text} }};", name, each["wire"], kind)
        yield Line("}")

    def _read(self, name: str, fields: list[dict[str, Any]], *, is_union: bool) -> Iterator[Line]:
        """Each property, read into a constant of its old type."""
        kind = "read-back" if self._way(name) is Way.SENT else "received-type"
        for number, each in enumerate(fields):
            type_ = each["type"] if each["required"] and not is_union else f"{each['type']} | undefined"
            text = f"export const read_{name}_{number} = (o: s.{name}): {type_} => o[{json.dumps(each['wire'])}];"
            yield Line(text, name, each["wire"], kind)

    def _way(self, name: str) -> Way:
        cls = self.package.classes.get(name)
        return cls.way if cls else Way.SHARED

    def failure(self, number: int, column: int, code: str, message: str) -> Iterator[Failure]:
        """What a complaint of the compiler is about."""
        line = self.lines[number - 1]
        for wire, kind in self._places(line, column, code, message):
            member = self.members.get((line.name, wire), wire)
            yield Failure(self.package.service, line.name, member, kind, message, language="typescript")

    def _places(self, line: Line, column: int, code: str, message: str) -> Iterator[tuple[str, str]]:
        missing = "made-required" if self._way(line.name) is Way.RECEIVED else "required"
        at = re.match(r'"((?:[^"\\]|\\.)*)"', line.text[column - 1 :])
        if found := re.search(rf"Property '(.*)' is missing in type .* required in type '{line.name}'", message):
            yield found[1], missing
        elif found := re.search(rf"is missing the following properties from type '{line.name}': (.*)", message):
            yield from ((each, missing) for each in re.split(r", | and ", found[1]))
        elif found := re.search(
            r"'\"?(\w+)\"?' does not exist in type|Property '(.*?)' does not exist on type", message
        ):
            yield found[1] or found[2], "member"
        elif code == "TS7053":
            yield line.member, "member"
        elif code in {"TS2694", "TS2724"}:
            is_about_member = line.member and not re.match(rf"s\.{line.name}\b", line.text[column - 1 - 2 :])
            yield (line.member, line.says) if is_about_member else ("", "class")
        elif line.says:
            yield line.member or (at[1] if at else ""), line.says


def declarations(packages: Sequence[Package]) -> list[list[dict[str, Any]]]:
    """What the files of these packages declare."""
    files = [str(each.out / "typescript" / f"{each.service}.ts") for each in packages]
    found = json.loads(node("declarations.mjs", text="\n".join(files)).stdout)
    return [found[each] for each in files]


_COMPLAINT = re.compile(r"^(.+?)\((\d+),(\d+)\): error (TS\d+): (.*)$")


def failures(pages: Sequence[Page], out: Path) -> list[Failure]:
    """What tsc refuses in the pages beside the files in the output folder `out`."""
    files = {f"page_of_{each.package.service}.ts": each for each in pages}
    for name, page in files.items():
        (out.parent / name).write_text(page.text)
    if not files:
        return []
    done = node("tsc", *_OPTIONS, *(out.parent / each for each in files))
    found: list[Failure] = []
    for complaint in filter(None, map(_COMPLAINT.match, done.stdout.splitlines())):
        file, line, column, code, message = complaint.groups()
        if Path(file).name not in files:
            raise RuntimeError(f"tsc complains about a generated file: {complaint[0]}")
        found += files[Path(file).name].failure(int(line), int(column), code, message)
    return found
