"""What one service costs, from process start, by the number of members of its structures."""

from benchmarks import peers
from benchmarks.generation import floor
from benchmarks.measure import Cost, Outcome, medians, run
from benchmarks.plotting import Line, Point
from benchmarks.work import members

_SERVICES = (
    *("connectparticipant", "kms", "dynamodb", "s3", "ssm", "rds"),
    *("medialive", "glue", "connect", "sagemaker", "quicksight", "ec2"),
)
AXIS = "members of the service"


def lines() -> list[Line]:
    """The floor, and ours."""
    sizes = {service: members(service) for service in sorted(_SERVICES, key=members)}
    costs = {service: _costs(service) for service in sizes}
    return [
        Line(name, [Point(service, sizes[service], cost.seconds) for service, cost in _made(costs, name)])
        for name in ("floor", peers.FOUR.name)
    ]


def _costs(service: str) -> dict[str, Outcome]:
    ours = peers.FOUR.command(service)
    run(ours)
    return medians({"floor": floor(ours.fresh[0], service), peers.FOUR.name: ours}, repeats=2)


def _made(costs: dict[str, dict[str, Outcome]], name: str) -> list[tuple[str, Cost]]:
    outcomes = [(service, each[name]) for service, each in costs.items()]
    return [(service, outcome) for service, outcome in outcomes if isinstance(outcome, Cost)]
