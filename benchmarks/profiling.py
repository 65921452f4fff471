"""Where a build spends its time: the functions that take most, without what they call, as cProfile measures it."""

import marshal
from dataclasses import dataclass
from pathlib import Path

from benchmarks import peers
from benchmarks.measure import ROOT, WORK, Command, run

SERVICE = "s3"
_LINES = 12


@dataclass(frozen=True, slots=True)
class Function:
    """One of the dearest."""

    percent: float
    calls: int
    name: str


def profile() -> list[Function]:
    """The dearest functions.

    A profiler makes calls dearer than they are, so this says where to look, not what it costs.
    """
    plain = peers.FOUR.command(SERVICE)
    line = plain.line.replace("-m", "-m cProfile -o profile -m", 1)
    run(Command(line=line, programs=plain.programs, fresh=plain.fresh))
    functions = marshal.loads((WORK / "profile").read_bytes())
    seconds = sum(own for _, _, own, *_ in functions.values())
    dearest = sorted(functions.items(), key=lambda each: each[1][2], reverse=True)[:_LINES]
    return [Function(100 * own / seconds, calls, _name(*at)) for at, (_, calls, own, *_) in dearest]


def _name(file: str, line: int, function: str) -> str:
    if not line:
        return function.strip("<>")  # of C
    path = Path(file)
    ours = path.is_relative_to(ROOT / "generator") or path.is_relative_to(ROOT / "templates")
    library = file.rpartition("site-packages/")[2].rpartition("/lib/")[2]
    place = path.relative_to(ROOT).as_posix() if ours else library if library != file else path.name
    return f"{function}, {place}"
