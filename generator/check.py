"""Type checkers over the output, each error brought back to the spec it came from."""

import ast
import functools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from generator.diagnostics import Diagnostic, Severity, Source, TypeFault

# Of a service: where each class or field comes from, `<Class>.<field>` -> its source, and its name there.
Origins = Callable[[str], Mapping[str, tuple[Source, str]]]
_PYTHON_FOLDERS = {"pydantic": "pydantic_models", "dataclasses": "dataclass_models"}


def check_types(
    out: Path, targets: Iterable[str], services: Iterable[str], cache: Path | None, origins: Origins
) -> Iterator[TypeFault]:
    """Run mypy --strict over the Python output in `out`; again over what has changed only, if there is a `cache`.

    `services`: whose packages are to be checked; none: all.
    """
    places = [out / folder for target, folder in _PYTHON_FOLDERS.items() if target in set(targets)]
    folders = [place / service for place in places for service in services] or places
    folders = [folder for folder in folders if folder.is_dir()]
    if not folders:
        return
    # A configuration file of the user's may be about other code, and must not change what is right here.
    options = ["--strict", "--config-file=", "--no-error-summary", "--output=json"]
    options.append(f"--cache-dir={cache / 'mypy' if cache else os.devnull}")
    command = [sys.executable, "-m", "mypy", *options, *map(str, folders)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    reports = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode and not reports:
        message = (done.stderr or done.stdout).strip().splitlines()[-1:]
        yield TypeFault(Diagnostic("mypy-failed", Severity.ERROR, Source(str(out)), " ".join(message)), "", 0)
    for line in reports:
        fault = json.loads(line)
        if fault["severity"] == "error":
            yield _located(Path(fault["file"]), fault["line"], f"{fault['message']} ({fault['code']})", out, origins)


def _located(file: Path, line: int, message: str, out: Path, origins: Origins) -> TypeFault:
    path = file.resolve().relative_to(out.resolve()).as_posix()
    known = origins(path.split("/")[1])
    place = _place(file, line)
    while place and place not in known:
        place = place.rpartition(".")[0]
    source, shape = known.get(place, (Source(path, line), place))
    return TypeFault(Diagnostic("type-error", Severity.ERROR, source, message, shape=shape), path, line)


def _place(file: Path, line: int) -> str:
    """The class, and the field in it, that stand at `line`: `Item.type`."""
    for first, last, place in reversed(_places(file)):
        if first <= line <= last:
            return place
    return ""


@functools.cache
def _places(file: Path) -> list[tuple[int, int, str]]:
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
                    place = f"{statement.name}.{inner.target.id}"
                    found.append((inner.lineno, inner.end_lineno or inner.lineno, place))
        elif isinstance(statement, ast.Assign) and isinstance(target := statement.targets[0], ast.Name):
            found.append((statement.lineno, statement.end_lineno or statement.lineno, target.id))
    return found
