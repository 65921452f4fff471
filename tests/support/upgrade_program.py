"""The maximal program of a user of an old package: one statement a line, for each thing that user code can say of it.

mypy judges the program beside the old package, where no line may fail, and beside the new one. A line that fails there
is code that was right and is refused now. Each line knows what it says, so each failure has a place.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path

from support.upgrade_failures import Failure
from support.upgrade_package import ROOT, Class, Package, Way

# What a program imports: the package as `s`, and whatever its types are spelled with.
_HEADER = f"""\
import builtins, collections.abc, datetime, decimal, typing
import {ROOT} as shared
import {ROOT}._scalars, {ROOT}._streams
"""

_FROM = f"from {ROOT}."


@dataclass(frozen=True)
class Line:
    """A line of the program: what it says of the class, enum or operation `name`, and of its field `member`.

    `says` is the kind of failure if the line fails because of a type.
    """

    text: str
    name: str = ""
    member: str = ""
    says: str = ""
    detail: str = ""


@dataclass
class Program:
    """The maximal program of one package, or what it says of some names of the package."""

    package: Package
    names: Set[str]
    lines: list[Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lines += [Line(each) for each in _HEADER.splitlines()]
        self.lines.append(Line(f"import {ROOT}.{self.package.service} as s"))
        self.lines += _imports(self.package)
        for each in self.package.classes.values():
            if each.name not in self.names:
                continue
            self.lines += _made(each)
            self.lines += _values_put_in(each, self.package.enums)
            self.lines += _read(each)
        self.lines += (each for each in _enum_values(self.package) if each.name in self.names)
        self.lines += _calls(self.package, self.names)

    @property
    def text(self) -> str:
        return "".join(f"{each.text}\n" for each in self.lines)


# The lines.


def _imports(package: Package) -> Iterator[Line]:
    """Each name that the package has."""
    for name in package.names:
        kind = "constant" if name in package.constants else "class"
        yield Line(f"{_FROM}{package.service} import {name} as {name}_", name, "", kind)


def _made(cls: Class) -> Iterator[Line]:
    """A call of the class with the required arguments alone, and one with each other argument in addition.

    The arguments are parameters, so that they have the types that the old class takes.
    """
    if not cls.fields:
        yield Line(f"s.{cls.name}()", cls.name)
        return
    kind = "made-type" if cls.way is Way.RECEIVED else "sent-type"
    yield Line(f"def make_{cls.name}(", cls.name)
    for each in cls.fields:
        yield Line(f"    a_{each.name}: {each.type_if_given},", cls.name, each.name, kind)
    yield Line(") -> None:", cls.name)
    required = [f"{each.name}=a_{each.name}" for each in cls.required]
    yield Line(f"    s.{cls.name}({', '.join(required)})", cls.name, "", kind)
    for each in cls.fields:
        if not each.required:
            arguments = ", ".join([*required, f"{each.name}=a_{each.name}"])
            yield Line(f"    s.{cls.name}({arguments})", cls.name, each.name, kind)


def _values_put_in(cls: Class, enums: Mapping[str, tuple[str, ...]]) -> Iterator[Line]:
    """Each value of an enum, put into a field that has it, and that takes nothing else."""
    if cls.way is Way.RECEIVED:
        return
    yield Line(f"def put_{cls.name}(o: s.{cls.name}) -> None:", cls.name)
    yield Line("    pass")
    for each in cls.fields:
        for enum in enums.keys() & {*each.types}:
            if each.type_if_given in {f"s.{enum}", f"collections.abc.Sequence[s.{enum}]"}:
                for value in enums[enum]:
                    text = f"[{value!r}]" if "Sequence" in each.type else repr(value)
                    yield Line(f"    o.{each.name} = {text}", cls.name, each.name, "value", value)


def _read(cls: Class) -> Iterator[Line]:
    """Each field, read into a variable of its old type."""
    kind = "read-back" if cls.way is Way.SENT else "received-type"
    yield Line(f"def read_{cls.name}(o: s.{cls.name}) -> None:", cls.name)
    yield Line("    pass")
    for each in cls.fields:
        yield Line(f"    v_{each.name}: {each.type} = o.{each.name}", cls.name, each.name, kind)
    if cls.is_error:
        yield Line("    e: shared.ServiceError = o", cls.name, "", "error")


def _enum_values(package: Package) -> Iterator[Line]:
    """Each value of each enum, in a variable of the enum."""
    for name, values in package.enums.items():
        for number, value in enumerate(values):
            yield Line(f"value_{name}_{number}: s.{name} = {value!r}", name, value, "value", value)


def _calls(package: Package, names: Set[str]) -> Iterator[Line]:
    """Each call that has to do with one of these names."""
    for request, response, line in _all_calls(package):
        if request in names or response in names:
            yield line


def _all_calls(package: Package) -> Iterator[tuple[str, str | None, Line]]:
    """Each operation, paginator, waiter and method, called with its request; what it returns has its old type."""
    operations = package.table("OPERATIONS")
    paginators = package.table("PAGINATORS")
    for name, (request, response) in operations.items():
        yield _call("call", name, request, response, "call")
        if name in paginators:
            yield _call("pages", name, request, response, "page")
            yield _call("pages", name, paginators[name], response, "page")
    for name, (request, _) in package.table("WAITERS").items():
        yield _call("wait", name, request, None, "waiter")
    for name, (request, response) in package.table("METHODS").items():
        function = "presign_post" if name == "generate_presigned_post" else "call"
        yield _call(function, name, request, response, "call")


def _call(function: str, name: str, request: str, response: str | None, kind: str) -> tuple[str, str | None, Line]:
    head = f"def {function}_{name.replace('.', '_')}_{request}(client: typing.Any, request: s.{request})"
    called = f"shared.{function}(client, request)"
    if response is None:
        return request, response, Line(f"{head} -> None: {called}", name, "", kind)
    returned = f"collections.abc.Iterator[s.{response}]" if function == "pages" else f"s.{response}"
    return request, response, Line(f"{head} -> {returned}: return {called}", name, "", kind)


# The verdict.


@dataclass(frozen=True)
class Complaint:
    """What mypy says of a line."""

    file: str
    line: int
    code: str
    message: str


def complaints(programs: Sequence[Path], out: Path) -> list[Complaint]:
    """What mypy --strict says of the programs beside the packages in the output folder `out`."""
    if not (names := {each.name for each in programs}):
        return []
    options = ["--strict", "--output=json", "--soft-error-limit=-1", "--cache-dir=mypy_cache", "--no-error-summary"]
    command = [sys.executable, "-m", "mypy", "--config-file=", *options, *map(str, programs)]
    # The packages lie in `out`, whose name they share with those of the other side.
    done = subprocess.run(command, cwd=out.parent, capture_output=True, text=True, check=False)
    if done.returncode not in {0, 1} or done.stderr.strip():
        raise RuntimeError(f"mypy stopped: {(done.stderr or done.stdout)[-2000:]}")
    found = [json.loads(each) for each in done.stdout.splitlines()]
    strange = [each for each in found if Path(each["file"]).name not in names]
    if strange:
        raise RuntimeError(f"mypy complains about a generated file: {strange[0]}")
    return [
        Complaint(Path(each["file"]).stem, each["line"], each["code"], each["message"])
        for each in found
        if each["severity"] == "error"
    ]


def failures(program: Program, found: Iterable[Complaint]) -> Iterator[Failure]:
    """What fails in the program, by its place."""
    for each in found:
        line = program.lines[each.line - 1]
        for name, member, kind in _places(line, each):
            yield Failure(program.package.service, name, member, kind, line.detail or each.message)


def _places(line: Line, found: Complaint) -> Iterator[tuple[str, str, str]]:
    """The name, the member and the kind of what a complaint is about."""
    quoted = re.findall(r'"([^"]*)"', found.message)
    name = line.name
    if found.message.startswith("Missing named argument"):
        kind = "made-required" if line.says == "made-type" else "required"
        yield from ((name, each, kind) for each in quoted[:-1])
    elif found.message.startswith(("Unexpected keyword argument", "Too many arguments")):
        yield name, quoted[0], "member"
    elif found.message.startswith("Argument "):
        is_call = line.says in _CALLS
        yield name, "" if is_call else quoted[0], line.says
    elif found.code == "attr-defined" and not found.message.startswith("Module"):
        yield name, line.member, "member"
    elif found.message.startswith("Module") or (found.code == "name-defined" and not line.member):
        # The import of the class says so, or of the request class that an operation no longer has.
        yield name, "", line.says if line.text.startswith(_FROM) or line.says in _CALLS else "class"
    elif line.says:
        yield name, line.member, line.says
    else:
        raise RuntimeError(f"nothing is known of this complaint: {found} about {line}")


_CALLS = {"call", "page", "waiter"}
