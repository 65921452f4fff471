"""Runs mypy over the output, and traces each error back to the spec."""

import ast
import functools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from ..diagnostics import Diagnostic, Severity, Source, TypeFault
from ..options import Options

# service -> where its classes and fields come from: `<Class>.<field>` -> the source, and the name there
FindOrigins = Callable[[str], Mapping[str, tuple[Source, str]]]
_PYTHON_FOLDERS = {"pydantic": "pydantic_models", "dataclasses": "dataclass_models"}


def check_types(
    out: Path, targets: Iterable[str], services: Iterable[str], cache: Path | None, find_origins: FindOrigins
) -> Iterator[TypeFault]:
    """Run mypy --strict over the Python output in `out`. With a `cache`, mypy checks only what has changed.

    `services` limits the check to these packages. Empty: all packages.
    """
    places = [out / folder for target, folder in _PYTHON_FOLDERS.items() if target in set(targets)]
    folders = [place / service for place in places for service in services] or places
    folders = [folder for folder in folders if folder.is_dir()]
    if not folders:
        return
    # The user's configuration of mypy is about other code, and must not change what is right here.
    options = ["--strict", "--config-file=", "--no-error-summary", "--output=json"]
    options.append(f"--cache-dir={cache / 'mypy' if cache else os.devnull}")
    command = [sys.executable, "-m", "mypy", *options, *map(str, folders)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    reports = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode and not reports:
        message = (done.stderr or done.stdout).strip().splitlines()[-1:]
        yield TypeFault(Diagnostic("mypy-failed", Severity.ERROR, Source(str(out)), " ".join(message)), "", 0)
    for line in reports:
        error = json.loads(line)
        if error["severity"] == "error":
            yield _fault(Path(error["file"]), error["line"], f"{error['message']} ({error['code']})", out, find_origins)


def explain_bases(faults: Iterable[TypeFault], out: Path, options: Options) -> Iterator[TypeFault]:
    """`faults`, with one at the configured base class in place of all that follow from it, if it cannot be imported."""
    faults = list(faults)
    for target, base in (("pydantic", options.pydantic_base), ("dataclasses", options.dataclass_base)):
        folder = _PYTHON_FOLDERS[target]
        module, _, name = base.partition(":")
        first = next((each for each in faults if base and _is_import_of(each, out / folder, module)), None)
        if first:
            source = options.origin.source(target, "base") or first.diagnostic.source
            message = f"the base class {base} cannot be imported: {first.diagnostic.message}"
            hint = f"{module} must have {name}, and mypy must find it from the folder in which this runs"
            faults = [each for each in faults if not each.file.startswith(f"{folder}/")]
            yield TypeFault(Diagnostic("bad-base", Severity.ERROR, source, message, hint=hint), first.file, first.line)
    yield from faults


def _is_import_of(fault: TypeFault, folder: Path, module: str) -> bool:
    """Whether a fault is that `module` cannot be imported by a file in `folder`."""
    if not fault.file.startswith(f"{folder.name}/") or not fault.line:
        return False
    try:
        lines = (folder.parent / fault.file).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return False
    return any(each.startswith(f"from {module} import ") for each in lines[fault.line - 1 : fault.line])


def _fault(file: Path, line: int, message: str, out: Path, find_origins: FindOrigins) -> TypeFault:
    path = file.resolve().relative_to(out.resolve()).as_posix()
    origins = find_origins(path.split("/")[1])
    name = _definition_at(file, line)
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
