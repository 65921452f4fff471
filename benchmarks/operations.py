"""What a user pays for EC2 with 1, 5, 25 or all operations.

Importing is the whole package; a response is one class, imported, and one value validated with it, from process start.
The type checkers judge all that was made, their caches empty. Keeping few operations is
worth most where the whole package is imported, and much with mypy and pyright; a first response costs the same, because
a class is imported when it is used.
"""

from collections.abc import Callable

from benchmarks import peers, work
from benchmarks.measure import ROOT, Command, Cost, medians, run
from benchmarks.plotting import Line, Point
from benchmarks.table import Block, Row

_SERVICE = "ec2"
_KEPT = """
    DescribeInstances
    RunInstances StartInstances StopInstances TerminateInstances
    AttachVolume CreateImage CreateKeyPair CreateSecurityGroup CreateSnapshot CreateTags CreateVolume DeleteTags
    DescribeAvailabilityZones DescribeImages DescribeInstanceStatus DescribeInstanceTypes DescribeKeyPairs
    DescribeRegions DescribeSecurityGroups DescribeSnapshots DescribeSubnets DescribeTags DescribeVolumes DescribeVpcs
""".split()
AXIS = "operations of EC2 that are kept"


def blocks() -> list[Block]:
    """One for each thing that a user does, with a row for each number of operations."""
    kept = {1: _KEPT[:1], 5: _KEPT[:5], len(_KEPT): _KEPT, len(work.spec(_SERVICE)["operations"]): []}
    for number, names in kept.items():
        _generate(_folder(number), names)
    return [Block(f"{_SERVICE}, {what}", _rows(list(kept), command)) for what, command in _WORK.items()]


def lines(measured: list[Block]) -> list[Line]:
    """The same as lines."""
    return [
        Line(block.work, [_point(row, row.outcome) for row in block.rows if isinstance(row.outcome, Cost)])
        for block in measured
    ]


def _point(row: Row, cost: Cost) -> Point:
    return Point(row.tool, int(row.tool.split()[0]), cost.seconds)


def _generate(folder: str, operations: list[str]) -> None:
    kept = " ".join(f"--operation {each}" for each in operations)
    line = (
        f"python -m generator build --source botocore:{_SERVICE} --target pydantic --target typescript"
        f" --out {folder} {kept} --jobs 1"
    )
    run(Command(line=line, programs=peers.OURS, fresh=(folder, peers.MEMORY)))
    run(_import_all(folder))  # compiles the modules


def _folder(number: int) -> str:
    return f"shapewright/operations/{number}"


def _rows(numbers: list[int], command: Callable[[str], Command]) -> list[Row]:
    costs = medians({f"{number} operation{'s' * (number > 1)}": command(_folder(number)) for number in numbers})
    return [Row(name, cost) for name, cost in costs.items()]


def _import_all(folder: str) -> Command:
    return _user(f"touch pydantic_models.{_SERVICE}", folder)


def _first(folder: str) -> Command:
    return _user(f"first pydantic {_SERVICE} DescribeInstancesResult", folder)


def _user(program: str, folder: str) -> Command:
    return Command(line=f"python -m benchmarks.user.{program}", programs=peers.RUNTIME, modules=(str(ROOT), folder))


def _mypy(folder: str) -> Command:
    cache = f"{folder}/cache"
    line = f"mypy --strict --config-file= --cache-dir {cache} {folder}/pydantic_models"
    return Command(line=line, programs=peers.OURS, fresh=(cache,))


def _pyright(folder: str) -> Command:
    line = f"pyright --pythonpath {peers.OURS / 'python'} {folder}/pydantic_models"
    return Command(line=line, programs=peers.JAVASCRIPT)


def _tsc(folder: str) -> Command:
    return peers.compiles(f"{folder}/typescript/{_SERVICE}.ts")


_WORK = {
    "all of it imported": _import_all,
    "one response validated": _first,
    "mypy --strict": _mypy,
    "pyright": _pyright,
    "tsc --strict": _tsc,
}
