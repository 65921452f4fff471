"""What running a program costs.

The numbers are user CPU seconds, which a busy machine changes least, and peak memory. Programs that are compared run in
turn, three to five times, and the median counts. A program that takes ten seconds runs once, except over all of AWS. A
ratio below 1.2 means nothing.
"""

import os
import shlex
import shutil
import statistics
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

ROOT = Path(__file__).parents[1]
WORK = ROOT / ".venv/benchmarks"  # where everything runs, and what it writes lies
_LAUNCH = Path(__file__).parent / "launch.py"
_ENOUGH = 10  # seconds: what has taken so long is not run again
_SHOWN = 200  # characters of a command line: the floor of all of AWS names 439 services

console = Console(highlight=False, soft_wrap=True)


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one run."""

    seconds: float  # of user CPU, of the process and of all that it started
    megabytes: float  # peak resident memory of the largest process


@dataclass(frozen=True, slots=True)
class Failed:
    """A run that ended with an error."""

    why: str  # the last thing it said


Outcome = Cost | Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A program to run."""

    line: str  # as one would type it
    programs: Path  # the folder where its first word, and what that starts, is looked for first
    modules: tuple[str, ...] = ()  # folders below `WORK` where Python is to find modules
    fresh: tuple[str, ...] = ()  # files and folders there that must not be left from an earlier run
    changed: str = ""  # a file there that gets one more line before each run
    folder: str = "."  # below `WORK`, where it runs
    tells: bool = False  # whether its last line is what to take for its seconds


def run(command: Command) -> Outcome:
    """Run it once, and say what it cost."""
    clear(command)
    if command.changed:
        with (WORK / command.changed).open("a") as file:
            file.write("# one more line\n")
    words = [sys.executable, "-I", "-S", str(_LAUNCH), *shlex.split(command.line)]
    done = subprocess.run(words, cwd=WORK / command.folder, env=_environment(command), capture_output=True, text=True)
    if done.returncode:
        return Failed(_last(done.stderr.splitlines()))  # it did not start
    *said, counted = done.stdout.splitlines()
    seconds, kilobytes, code = counted.split()
    if code != "0":
        return Failed(_last([*said, *done.stderr.splitlines()]))
    cost = Cost(float(_last(said) if command.tells else seconds), int(kilobytes) / 1024)
    console.print(f"{cost.seconds:9.4f} s  {textwrap.shorten(command.line, _SHOWN)}", style="dim", markup=False)
    return cost


def _last(lines: list[str]) -> str:
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return last.replace(f"{WORK}/", "").replace(f"{ROOT}/", "")


def medians(commands: Mapping[str, Command], repeats: int = 3, enough: float = _ENOUGH) -> dict[str, Outcome]:
    """What each costs, the commands taking turns, forwards and backwards. One that failed is not tried again."""
    runs: dict[str, list[Outcome]] = {name: [] for name in commands}
    turn = list(commands)
    for _ in range(repeats):
        for name in turn:
            if all(isinstance(each, Cost) for each in runs[name]) and _total(runs[name]) < enough:
                runs[name].append(run(commands[name]))
        turn.reverse()
    return {name: _median(outcomes) for name, outcomes in runs.items()}


def _total(outcomes: list[Outcome]) -> float:
    return sum(each.seconds for each in outcomes if isinstance(each, Cost))


def _median(outcomes: list[Outcome]) -> Outcome:
    costs = [each for each in outcomes if isinstance(each, Cost)]
    if len(costs) < len(outcomes):
        return outcomes[-1]
    return Cost(
        statistics.median(each.seconds for each in costs),
        statistics.median(each.megabytes for each in costs),
    )


def clear(command: Command) -> None:
    """Remove what must not be left from an earlier run."""
    for name in command.fresh:
        _remove(WORK / name)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)


def _environment(command: Command) -> dict[str, str]:
    """Ours, but for how Python goes about its work: a program is to find its bytecode from the second run on."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    path = os.pathsep.join([str(command.programs), os.environ["PATH"]])
    modules = os.pathsep.join(str(WORK / each) for each in command.modules)
    return {**others, "PATH": path, "PYTHONPATH": modules}
