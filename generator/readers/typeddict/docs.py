"""`type_defs.md`, and the `literals.md` beside it, of the types-aiobotocore and types-boto3 documentation.

What stands in the fences is not Python (`a: str,` ends in a comma, members may be called `from`, and `lambda: str,`
would even parse, as a lambda), so members are taken line by line, name and annotation apart; only the annotation goes
to the Python parser. The grammar of these documents leaves nothing out by this: a member never spans two lines.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from ... import ir, naming, source_files
from ...diagnostics import Report
from ..botocore.installed import find_installed
from .assembly import Declarations, Definition, Field, TypedDict, assemble
from .text import read_text

_SERVICE = re.compile(r"^from types_(?:aiobotocore|boto3)_(\w+)\.type_defs import ")
_CLASS = re.compile(r"^class (\w+)\(TypedDict\):\s*$")
_DEFINITION = re.compile(r"^(\w+) = (.*)$")
_MEMBER = re.compile(r"^    ([^:\s]+): (.+?),?(?:  # \(\d+\))?$")
_FOOTNOTE = re.compile(r",  # \(\d+\)$")
_PROMISE = re.compile(r"^# (\w+) definition$")
_FENCE = re.compile(r"^(```|~~~)")


def read(spec: str, report: Report) -> ir.Service | None:
    """The service that the document at the path `spec` describes; None, with an error reported, if there is none."""
    path = Path(spec)
    document = _Document(path, report)
    if not document.lines:
        return None
    literals = path.with_name("literals.md")
    beside = [_Document(literals, report)] if source_files.is_file(literals) else []
    declared = Declarations(
        service=naming.service_name(_service(document.lines, path)),
        origin="",
        file=document.file,
        ingredients=tuple(each.ingredient for each in (document, *beside)),
    )
    declared.origin = f"{source_files.display_name(path)} of {declared.service}"
    for each in (document, *beside):
        each.add_to(declared)
    if not declared.typed_dicts:
        if not report.failed:
            hint = "the document wanted is the type_defs.md of the types-aiobotocore documentation"
            report.error("no-types", ir.Source(document.file), "no TypedDict in this document", hint=hint)
        return None
    return assemble(declared, find_installed, report)


def _service(lines: list[str], path: Path) -> str:
    """The `<x>` of the example's import line; else of the package's folder; else the folder, else the file."""
    for line in lines:
        if found := _SERVICE.match(line):
            return found[1]
    folder = path.absolute().parent.name
    return re.sub(r"^types_(?:aiobotocore|boto3)_", "", folder) or path.stem


class _Document:
    """One Markdown file: its text, and the declarations in its fences."""

    def __init__(self, path: Path, report: Report) -> None:
        self.file = str(path)
        self.report = report
        found = read_text(path, report)
        self.lines = found[0].split("\n") if found else []
        self.ingredient = found[1] if found else ir.Ingredient(path.name, "")

    def add_to(self, declared: Declarations) -> None:
        """Add what the fences declare."""
        for fence in self._fences():
            self._fence(_Lines(fence), declared)

    def _fences(self) -> Iterator[list[tuple[int, str]]]:
        """The numbered lines of each block of code."""
        opened, mark = 0, ""
        for number, line in enumerate(self.lines, 1):
            if opened and line.strip() == mark:
                yield list(enumerate(self.lines[opened : number - 1], opened + 1))
                opened = 0
            elif not opened and (found := _FENCE.match(line)):
                opened, mark = number, found[1]
        if opened:
            self._error(
                "truncated", opened, "this block of code never ends", hint="the document is cut off: fetch it again"
            )

    def _fence(self, lines: "_Lines", declared: Declarations) -> None:
        promised: dict[str, int] = {}  # by the comment above a definition -> its line
        while (numbered := lines.next()) is not None:
            number, line = numbered
            if found := _CLASS.match(line):
                self._class(found[1], number, lines, declared)
            elif found := _DEFINITION.match(line):
                self._definition(found[1], found[2], number, lines, declared)
            elif line.startswith(("def ", "async def ")):
                lines.skip_indented()
            elif found := _PROMISE.match(line):
                promised[found[1]] = number
            elif line.strip() and not line.startswith(("from ", "import ", "#")):
                self._error("unreadable-line", number, f"neither a class nor a definition: {line[:60]}")
        for name, number in promised.items():
            if name not in declared.typed_dicts and name not in declared.definitions:
                hint = "the document is damaged: fetch it again"
                self._error("truncated", number, "its definition is missing below", shape=name, hint=hint)

    def _class(self, name: str, first: int, lines: "_Lines", declared: Declarations) -> None:
        fields: dict[str, Field] = {}
        for number, line in lines.indented():
            found = _MEMBER.match(line)
            if not found:
                self._error("unreadable-member", number, f"not a member: {line.strip()[:60]}", shape=name)
            elif twin := fields.get(found[1]):
                hint = f"first on line {twin.source.line}"
                self._error("duplicate-member", number, f"{found[1]} stands twice", shape=name, hint=hint)
            else:
                fields[found[1]] = Field(found[1], found[2], ir.Source(self.file, number))
        if self._is_new(name, first, declared):
            declared.typed_dicts[name] = TypedDict(name, tuple(fields.values()), ir.Source(self.file, first))

    def _definition(self, name: str, start: str, first: int, lines: "_Lines", declared: Declarations) -> None:
        if not start.startswith(("Union[", "Literal[")):
            self._error("unreadable-line", first, f"neither a union nor a literal: {start[:60]}", shape=name)
            lines.skip_indented()
            return
        parts = [start]
        if start.endswith("["):
            parts += [_FOOTNOTE.sub(",", line) for _, line in lines.indented()]
            closing = lines.next()
            parts.append(closing[1] if closing else "")
        if self._is_new(name, first, declared):
            source = ir.Source(self.file, first)
            declared.definitions[name] = Definition(name, "\n".join(parts), source, is_type=start.startswith("Union["))

    def _is_new(self, name: str, line: int, declared: Declarations) -> bool:
        known = declared.typed_dicts.get(name) or declared.definitions.get(name)
        if known:
            self._error("duplicate-type", line, "declared twice", shape=name, hint=f"first on line {known.source.line}")
        return known is None

    def _error(self, code: str, line: int, message: str, *, shape: str = "", hint: str = "") -> None:
        self.report.error(code, ir.Source(self.file, line), message, shape=shape, hint=hint)


class _Lines:
    """The numbered lines of a block, from which a part can be taken."""

    def __init__(self, lines: list[tuple[int, str]]) -> None:
        self._lines = lines
        self._place = 0

    def next(self) -> tuple[int, str] | None:
        """The next line; None at the end."""
        if self._place == len(self._lines):
            return None
        self._place += 1
        return self._lines[self._place - 1]

    def indented(self) -> Iterator[tuple[int, str]]:
        """The indented lines that come next; blank ones among them do not end them."""
        while self._place < len(self._lines) and (
            not self._lines[self._place][1].strip() or self._lines[self._place][1][0] == " "
        ):
            if self._lines[self._place][1].strip():
                yield self._lines[self._place]
            self._place += 1

    def skip_indented(self) -> None:
        """Pass over them."""
        for _ in self.indented():
            pass
