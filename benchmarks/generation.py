"""What it costs to generate the types of one service, in a new process without a cache; then those of all of AWS.

Those that read JSON Schema get the services as such, with a definition for each shape; making that counts for none.
mypy-boto3-builder makes TypedDicts, and the signatures of the client. The floor is the least that the same files can
cost: it loads the services' JSON, renders every line by a template that only loops, and writes as many files.
"""

import functools

from benchmarks import peers
from benchmarks.measure import ROOT, Command, Failed, Outcome, medians, run
from benchmarks.table import Block, Row
from benchmarks.work import SERVICES, all_services

_ALIKE = {
    "Python": (peers.PYDANTIC, peers.DATAMODEL, peers.STUBS),
    "TypeScript": (peers.TYPESCRIPT, peers.QUICKTYPE, peers.JSON2TS),
}

_LONG = 60  # seconds: all of AWS is measured twice in any case


def blocks() -> list[Block]:
    """One for each service and language; one for all of AWS with each amount of documentation."""
    services = [block for service in SERVICES for block in (*_one_target(service), _four_targets(service))]
    amounts = {"short": "default documentation", "full": "all documentation"}
    return [*services, *(_all_of_aws(folder, which) for folder, which in amounts.items())]


def _one_target(service: str) -> list[Block]:
    costs = medians({each.name: each.command(service) for alike in _ALIKE.values() for each in alike})
    return [
        Block(f"{service}, {language}", [Row(each.name, costs[each.name], _proof(each, service)) for each in alike])
        for language, alike in _ALIKE.items()
    ]


def _proof(generator: peers.Generator, service: str) -> str:
    outcome = run(generator.proof(service))
    if isinstance(outcome, Failed):
        return f"does not work: {outcome.why}"
    return "compiles" if generator.file else "imports"


def _four_targets(service: str) -> Block:
    ours = peers.FOUR.command(service)
    run(ours)
    costs = medians({"floor": floor(ours.fresh[0], service), peers.FOUR.name: ours})
    return Block(f"{service}, four targets", [Row(name, cost) for name, cost in costs.items()])


def _all_of_aws(folder: str, which: str) -> Block:
    costs = all_of_aws(folder)
    return Block(f"all of AWS, four targets, {which}", [Row(name, costs[name]) for name in ("floor", peers.FOUR.name)])


@functools.cache
def all_of_aws(folder: str) -> dict[str, Outcome]:
    """All of AWS in four targets, from nothing, as the configuration in a folder below `WORK` says; and its floor."""
    ours = build(folder, fresh=(f"{folder}/aws", f"{folder}/{peers.MEMORY}"))
    return medians({peers.FOUR.name: ours, "floor": floor(f"{folder}/aws", *all_services())}, repeats=2, enough=_LONG)


def build(folder: str, fresh: tuple[str, ...] = ()) -> Command:
    """All of AWS in four targets and one process."""
    line = "python -m generator build --source 'botocore:*' --out aws --jobs 1"
    return Command(line=line, programs=peers.OURS, folder=folder, fresh=fresh)


def floor(made: str, *services: str) -> Command:
    """The floor of the files in a folder."""
    line = f"python -m benchmarks.floor {made} floor {' '.join(services)}"
    return Command(line=line, programs=peers.OURS, modules=(str(ROOT),), fresh=("floor",), tells=True)
