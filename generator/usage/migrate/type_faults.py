"""What mypy would find in migrated code, and not in the code as it is."""

import ast
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from ...output import write_file
from ..stub_types import find_python

_LINE = re.compile(r"(?P<file>.+?):(?P<line>\d+): error: (?P<message>.+)")


_BOTOCORE = re.compile(r"botocore.*\[import-(?:untyped|not-found)\]")  # which has no types


class TypeFault(NamedTuple):
    """Something that mypy finds."""

    file: str
    line: int
    message: str


class UncheckedError(Exception):
    """Why mypy cannot tell."""


def find_new_faults(
    files: Sequence[Path], changed: Mapping[Path, bytes], known: Sequence[TypeFault], roots: Sequence[Path], cache: Path
) -> list[TypeFault]:
    """What mypy finds in `changed` files beyond the `known` faults.

    Raises:
        UncheckedError: mypy cannot be run on these files.
    """
    counts = Counter((each.file, each.message) for each in known)
    found = []
    for fault in find_faults(files, changed, roots, cache):
        key = fault.file, fault.message
        if counts[key]:
            counts[key] -= 1
        elif "[import-" in fault.message:  # of a generated package
            raise UncheckedError(fault.message)
        else:
            found.append(fault)
    return found


def find_faults(
    files: Iterable[Path], changed: Mapping[Path, bytes], roots: Sequence[Path], cache: Path
) -> list[TypeFault]:
    """What mypy finds in files, some of which have another content than on the disk.

    Raises:
        UncheckedError: mypy cannot be run on these files.
    """
    with TemporaryDirectory() as folder:
        shadows = []
        for number, (file, content) in enumerate(changed.items()):
            shadow = Path(folder, f"{number}.py")
            write_file(shadow, content)
            shadows += ["--shadow-file", str(file), str(shadow)]
        command = [sys.executable, "-m", "mypy", *_OPTIONS, "--cache-dir", str(cache / "mypy-migrate"), *shadows]
        command += ["--python-executable", find_python(), "--", *map(str, files)]
        environment = os.environ | {"MYPYPATH": os.pathsep.join(map(str, roots))}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode not in {0, 1}:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise UncheckedError(lines[0] if lines else f"mypy ended with {done.returncode}")
    matches = filter(None, map(_LINE.fullmatch, done.stdout.splitlines()))
    faults = [TypeFault(Path(each["file"]).as_posix(), int(each["line"]), each["message"]) for each in matches]
    return [each for each in faults if not _BOTOCORE.search(each.message)]


_OPTIONS = (
    "--no-error-summary",
    "--no-pretty",
    "--no-color-output",
    "--hide-error-context",
    "--show-error-codes",
    "--follow-imports=silent",
    "--namespace-packages",
    "--explicit-package-bases",
    "--no-warn-unused-ignores",
)


def functions_by_line(content: bytes) -> dict[int, str]:
    """The function in which each line of a file is. A line outside of functions is not among them."""
    found: dict[int, str] = {}

    def visit(node: ast.AST, name: str) -> None:
        for each in ast.iter_child_nodes(node):
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                inner = f"{name}.{each.name}"
                if not isinstance(each, ast.ClassDef):
                    lines = range(each.lineno, (each.end_lineno or each.lineno) + 1)
                    found.update(dict.fromkeys(lines, inner))
                visit(each, inner)
            else:
                visit(each, name)

    visit(ast.parse(content), "")
    return found
