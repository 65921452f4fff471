"""Runs Shapewright for the pages, in a folder of its own."""

import contextlib
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from click.testing import CliRunner

from generator.cli import cli
from generator.cli.arguments import Arguments, make_requests
from generator.diagnostics import Report
from generator.pipeline import Listener, build

from .paths import ROOT

_ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}", "COLUMNS": "100"}


@contextlib.contextmanager
def project(files: Mapping[str, str]) -> Iterator[Path]:
    """A new folder with these files, which is the current one meanwhile."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name, text in files.items():
            write(Path(folder) / name, text)
        yield Path(folder)


def write(file: Path, text: str) -> None:
    """Write a file, and the folders that it is in."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def generate(folder: Path, configuration: str) -> tuple[dict[str, str], list[str]]:
    """What a configuration gives in a project: the generated files by their paths, and the diagnostics."""
    write(folder / "pyproject.toml", configuration)
    report = Report()
    results = [build(each, Listener()) for each in make_requests(Arguments(), report)]
    diagnostics = [str(each) for part in (report, *(each.report for each in results)) for each in part]
    known = {"pyproject.toml", ".shapewright_cache"}
    files = [each for each in folder.rglob("*") if each.is_file()]
    return {
        each.relative_to(folder).as_posix(): each.read_text(encoding="utf-8")
        for each in sorted(files)
        if each.relative_to(folder).parts[0] not in known
    }, diagnostics


def printed_here(command: str, *, has_colour: bool = False, **environment: str) -> str:
    """What a command line prints in the current folder. It runs in this process, which takes less time."""
    runner = CliRunner(env={**os.environ, "COLUMNS": "100", **environment})
    with runner.isolation(color=has_colour) as (_, _, both), contextlib.suppress(SystemExit):
        cli(_arguments(command), prog_name="shapewright")
    return both.getvalue().decode().replace("\r\n", "\n")


def output_of(command: str, folder: Path = ROOT) -> str:
    """What a command line prints: `shapewright list`. What it says on standard error comes behind it."""
    line = [sys.executable, "-m", "generator", *_arguments(command)]
    done = subprocess.run(line, cwd=folder, env=_ENVIRONMENT, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def _arguments(command: str) -> list[str]:
    program, *arguments = shlex.split(command)
    assert program == "shapewright", command
    return arguments
