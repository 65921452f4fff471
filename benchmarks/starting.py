"""What one pays before anything is made: one small service, from process start, and `--help`.

A generator that runs in a pre-commit hook is mostly this. The libraries are those
that our process has loaded by its end.
"""

import importlib.util
import subprocess
import sys
from dataclasses import replace

from benchmarks import peers
from benchmarks.measure import ROOT, WORK, Command, Cost, clear, medians
from benchmarks.table import Block, Row

_SMALL = "connectparticipant"
_DOCUMENT = ROOT / "specs" / _SMALL / "type_defs.md"


def blocks() -> list[Block]:
    """A small service, the same as a document that botocore enriches, and `--help`."""
    ours = peers.PYDANTIC.command(_SMALL)
    document = replace(ours, line=ours.line.replace(f"botocore:{_SMALL}", str(_DOCUMENT)))
    others = {each.name: each.command(_SMALL) for each in peers.PEERS}
    return [
        _start(f"{_SMALL}, from process start", ours, others),
        _start(f"{_SMALL} as a document, from process start", document, {}),
        _help(),
    ]


def _start(title: str, ours: Command, others: dict[str, Command]) -> Block:
    libraries = _libraries(ours)
    loading = Command(line=f"python -c 'import {', '.join(libraries)}'", programs=peers.OURS)
    named = {peers.PYDANTIC.name: ours, "loading the libraries that takes": loading}
    costs = medians(named | others, repeats=5)
    rows = [Row(name, cost) for name, cost in costs.items()]
    mine, least = (costs[name] for name in named)
    if isinstance(mine, Cost) and isinstance(least, Cost):
        rows[0].remark = f"{mine.seconds - least.seconds:.2f} s over its libraries"
    return Block(title, rows)


def _libraries(command: Command) -> list[str]:
    """The modules that are not Python's own and not ours that a run of our command loads."""
    clear(command)
    words = [str(peers.OURS / "python"), "-X", "importtime", *command.line.split()[1:]]
    said = subprocess.run(words, cwd=WORK, capture_output=True, text=True, check=True).stderr
    names = {line.rpartition("|")[2].strip() for line in said.splitlines() if line.startswith("import time:")}
    packages = {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"generator"}
    installed = {each for each in packages if each[0].isalpha() and _is_library(each)}
    return sorted(name for name in names if name.partition(".")[0] in installed)


def _is_library(package: str) -> bool:
    found = importlib.util.find_spec(package)
    return bool(found and found.origin and "site-packages" in found.origin)


def _help() -> Block:
    lines = {each: f"{each.line.split()[0]} --help" for each in peers.PEERS}
    lines = {peers.PYDANTIC: "python -m generator --help"} | lines
    commands = {each.name.partition(":")[0]: Command(line=line, programs=each.programs) for each, line in lines.items()}
    return Block("--help", [Row(name, cost) for name, cost in medians(commands, repeats=5).items()])
