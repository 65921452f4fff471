"""Runs mypy over the output, and traces each error back to the spec."""

import ast
import functools
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path

from ..diagnostics import Diagnostic, Severity, Source, TypeFault
from ..options import Options

# service -> where its classes and fields come from: `<Class>.<field>` -> the source, and the name there
FindOrigins = Callable[[str], Mapping[str, tuple[Source, str]]]
_MAX_ARGUMENTS = 30_000  # characters; a command of Windows may have 32,767


def check_types(
    out: Path, files: Collection[str], generated: Collection[str], cache: Path | None, find_origins: FindOrigins
) -> Iterator[TypeFault]:
    """Run mypy --strict over Python files below `out`. With a `cache`, mypy checks only what has changed.

    mypy also checks what `files` import. Errors outside of `generated`, such as in the user's own files, are left out.
    """
    places = [out / each for each in _outermost(files) if (out / each).exists()]
    if not places:
        return
    # The user's configuration of mypy is about other code, and must not change what is right here.
    options = ["--strict", "--config-file=", "--no-error-summary", "--output=json"]
    options.append(f"--cache-dir={cache / 'mypy' if cache else os.devnull}")
    seen: set[str] = set()  # several commands may report one error of what services share
    for part in _parts(places):
        command = [sys.executable, "-m", "mypy", *options, *part]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
        reports = [line for line in done.stdout.splitlines() if line.startswith("{")]
        if done.returncode and not reports:
            message = (done.stderr or done.stdout).strip().splitlines()[-1:]
            yield TypeFault(Diagnostic("mypy-failed", Severity.ERROR, Source(str(out)), " ".join(message)), "", 0)
        for line in [each for each in reports if each not in seen]:
            error = json.loads(line)
            if error["severity"] != "error":
                continue
            file, text = Path(error["file"]), f"{error['message']} ({error['code']})"
            path = Path(os.path.relpath(file.resolve(), out.resolve())).as_posix()
            if path in generated:
                yield _fault(path, error["line"], text, out, find_origins)
            elif done.returncode == _STOPPED:
                yield TypeFault(
                    Diagnostic("mypy-failed", Severity.ERROR, Source(str(file), error["line"]), text), "", 0
                )
        seen.update(reports)


def _parts(places: Iterable[Path]) -> list[list[str]]:
    """`places` as text, in as many parts as there must be commands."""
    parts: list[list[str]] = [[]]
    length = 0
    for place in map(str, places):
        length += len(place) + 3  # a space and two quotation marks
        if length > _MAX_ARGUMENTS and parts[-1]:
            parts.append([])
            length = len(place) + 3
        parts[-1].append(place)
    return parts


_STOPPED = 2  # mypy's exit code for an error that kept it from checking anything


def _outermost(files: Collection[str]) -> list[str]:
    """The outermost folders of `files`, and those that lie in no folder."""
    folders = {path.rpartition("/")[0] for path in files} - {""}
    outermost = [each for each in folders if folders.isdisjoint(parent.as_posix() for parent in Path(each).parents)]
    return sorted([*outermost, *(path for path in files if "/" not in path and path.endswith(".py"))])


def explain_bases(
    faults: Iterable[TypeFault], out: Path, files: Mapping[str, Collection[str]], options: Options
) -> Iterator[TypeFault]:
    """`faults`, with one at the configured base class in place of all that follow from it, if it cannot be imported.

    `files`: those of each target.
    """
    faults = list(faults)
    for target, base in (("pydantic", options.pydantic_base), ("dataclasses", options.dataclass_base)):
        own = files.get(target, ())
        module, _, name = base.partition(":")
        first = next((each for each in faults if base and each.file in own and _is_import_of(each, out, module)), None)
        if first:
            source = options.origin.source(target, "base") or first.diagnostic.source
            message = f"the base class {base} cannot be imported: {first.diagnostic.message}"
            hint = f"{module} must have {name}, and mypy must find it from the folder in which this runs"
            faults = [each for each in faults if each.file not in own]
            yield TypeFault(Diagnostic("bad-base", Severity.ERROR, source, message, hint=hint), first.file, first.line)
    yield from faults


def explain_runtime(faults: Iterable[TypeFault], out: Path, options: Options) -> Iterator[TypeFault]:
    """`faults`, with one at the configured run time in place of all that follow from it, if it cannot be imported."""
    faults = list(faults)
    first = next((each for each in faults if options.runtime and _is_import_of(each, out, options.runtime)), None)
    if first is None:
        yield from faults
        return
    source = options.origin.source("runtime") or first.diagnostic.source
    message = f"the run time {options.runtime} cannot be imported: {first.diagnostic.message}"
    hint = "build the output that makes it, with the same `folders`; mypy must find it, installed or by MYPYPATH"
    yield TypeFault(Diagnostic("bad-runtime", Severity.ERROR, source, message, hint=hint), first.file, first.line)


def explain_own_classes(faults: Iterable[TypeFault], out: Path, options: Options) -> Iterator[TypeFault]:
    """`faults`, with one at the configured class in place of all that say that it cannot be imported."""
    faults = list(faults)
    for key, own_class in options.map:
        module, _, name = own_class.partition(":")
        first = next((each for each in faults if _is_import_of(each, out, module, f"{name} as ")), None)
        if first:
            reason = first.diagnostic.message
            source = options.origin.source("map", key) or first.diagnostic.source
            message = f"the class {own_class} cannot be imported: {reason}"
            hint = f"{module} must have {name}, and mypy must find it from the folder in which this runs"
            faults = [
                each for each in faults if each.diagnostic.message != reason or not _is_import_of(each, out, module)
            ]
            yield TypeFault(Diagnostic("bad-class", Severity.ERROR, source, message, hint=hint), first.file, first.line)
    yield from faults


def _is_import_of(fault: TypeFault, out: Path, module: str, name: str = "") -> bool:
    """Whether a fault is that a file below `out` cannot import `module`, what is in it, or a name from it."""
    try:
        lines = (out / fault.file).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return False
    statement = re.compile(rf"\s*from {re.escape(module)}(\.\S+)? import {re.escape(name)}")
    return any(map(statement.match, lines[fault.line - 1 : fault.line]))


def _fault(path: str, line: int, message: str, out: Path, find_origins: FindOrigins) -> TypeFault:
    origins = find_origins(Path(path).parent.name)
    name = _definition_at(out / path, line)
    while name and name not in origins:
        name = name.rpartition(".")[0]
    source, shape = origins.get(name, (Source((out / path).as_posix(), line), name))
    return TypeFault(Diagnostic("type-error", Severity.ERROR, source, message, shape=shape), path, line)


def _definition_at(file: Path, line: int) -> str:
    """The class, or the field of a class, at `line`: `Item.type`."""
    for first, last, name in reversed(_definitions(file)):
        if first <= line <= last:
            return name
    return ""


@functools.cache
def _definitions(file: Path) -> list[tuple[int, int, str]]:
    """First line, last line and name of every definition in `file`, the outer before the inner."""
    try:
        module = ast.parse(file.read_text(encoding="utf-8"))
    except (OSError, SyntaxError):
        return []
    found = []
    for statement in module.body:
        if isinstance(statement, ast.ClassDef):
            found.append((statement.lineno, statement.end_lineno or statement.lineno, statement.name))
            for inner in statement.body:
                if isinstance(inner, ast.AnnAssign) and isinstance(inner.target, ast.Name):
                    name = f"{statement.name}.{inner.target.id}"
                    found.append((inner.lineno, inner.end_lineno or inner.lineno, name))
        elif isinstance(statement, ast.Assign) and isinstance(target := statement.targets[0], ast.Name):
            found.append((statement.lineno, statement.end_lineno or statement.lineno, target.id))
    return found
