"""The limits that we set ourselves, and whether the tables below keep to them.

Missing one fails no test. A peer whose output is wrong does not count.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks import peers
from benchmarks.measure import Cost
from benchmarks.table import Block, Row

Rows = Mapping[tuple[str, str, str], Row]  # by chapter, work and tool
Figure = Callable[[Rows], float | None]  # None if a row is missing or failed

_DATACLASSES, _MODELS = peers.DATACLASSES.name, peers.PYDANTIC.name
_VALIDATOR = "aws-resource-validator: pydantic"
_PEERS = (_VALIDATOR, peers.DATAMODEL.name)
_FIRST = "DescribeInstancesResult with one instance"


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure, and the most that it may be."""

    what: str
    most: float
    figure: Figure
    unit: str = "times"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A bar, and what was measured. None: it was not."""

    what: str
    unit: str
    most: float
    measured: float | None

    @property
    def holds(self) -> bool:
        return self.measured is not None and self.measured <= self.most


def judge(chapters: Mapping[str, Sequence[Block]]) -> list[Verdict]:
    """What the rows say of every bar."""
    rows = {
        (name, block.work, row.tool): row for name, blocks in chapters.items() for block in blocks for row in block.rows
    }
    return [Verdict(bar.what, bar.unit, bar.most, bar.figure(rows)) for bar in _BARS]


def _seconds(chapter: str, work: str, tool: str) -> Figure:
    return lambda rows: _of(rows, chapter, work, tool, "seconds")


def _over(chapter: str, work: str, tool: str, *others: str, what: str = "seconds") -> Figure:
    """What a tool takes, as a multiple of what the best of the others does."""

    def figure(rows: Rows) -> float | None:
        ours = _of(rows, chapter, work, tool, what)
        theirs = [cost for other in others if (cost := _of(rows, chapter, work, other, what))]
        return ours / min(theirs) if ours and theirs else None

    return figure


def _beyond(chapter: str, work: str, tool: str, other: str) -> Figure:
    """How much more a tool takes than another, in seconds."""

    def figure(rows: Rows) -> float | None:
        ours, theirs = (_of(rows, chapter, work, each, "seconds") for each in (tool, other))
        return ours - theirs if ours and theirs else None

    return figure


def _of(rows: Rows, chapter: str, work: str, tool: str, what: str) -> float | None:
    row = rows.get((chapter, work, tool))
    if row is None or not isinstance(row.outcome, Cost) or (tool in _PEERS and row.remark):
        return None
    return row.outcome.seconds if what == "seconds" else row.outcome.megabytes


def _converter(work: str, most: float) -> Bar:
    return Bar(f"{work}: the converter, over the models", most, _over("validate", work, _DATACLASSES, _MODELS))


def _best(work: str) -> Bar:
    return Bar(f"{work}: the models, over the best peer", 1.0, _over("validate", work, _MODELS, *_PEERS))


def _annotated(service: str) -> Bar:
    figure = _over("types", f"mypy, {service}, cold", _MODELS, "bare annotations")
    return Bar(f"mypy, {service}, cold: the models, over bare annotations", 1.2, figure)


_LIBRARIES = "loading the libraries that takes"
_SMALL, _DOCUMENT = (f"connectparticipant{kind}, from process start" for kind in ("", " as a document"))
_AWS = "all of AWS, four targets"
_BARS = (
    Bar(
        f"{_AWS}, default documentation: over the floor",
        5.0,
        _over("generate", f"{_AWS}, default documentation", peers.FOUR.name, "floor"),
    ),
    Bar(f"{_SMALL}: beyond its libraries", 0.13, _beyond("start", _SMALL, _MODELS, _LIBRARIES), "s"),
    Bar(f"{_DOCUMENT}: beyond its libraries", 0.25, _beyond("start", _DOCUMENT, _MODELS, _LIBRARIES), "s"),
    Bar(f"{_AWS}, nothing changed", 0.5, _seconds("nothing-changed", _AWS, "nothing changed"), "s"),
    Bar(f"{_FIRST}: over aws-resource-validator", 1 / 8, _over("import", _FIRST, _MODELS, _VALIDATOR)),
    Bar(
        f"{_FIRST}: memory, over aws-resource-validator",
        1 / 3,
        _over("import", _FIRST, _MODELS, _VALIDATOR, what="megabytes"),
    ),
    Bar(f"{_FIRST}: over pydantic alone", 1.25, _over("import", _FIRST, _MODELS, "pydantic alone")),
    _best("50 instances of EC2"),
    _best("1,000 keys of S3"),
    _best("1,000 flat items of DynamoDB"),
    Bar(
        "1,000 nested items of DynamoDB: the models, over the same fields by hand",
        0.8,
        _over("validate", "1,000 nested items of DynamoDB", _MODELS, "pydantic, the same fields by hand"),
    ),
    _converter("50 instances of EC2", 0.8),
    _converter("1,000 keys of S3", 0.8),
    _converter("1,000 nested items of DynamoDB", 1.0),
    _converter("1,000 flat items of DynamoDB", 1.0),
    _annotated("s3"),
    _annotated("ec2"),
    Bar("mypy, ec2, warm", 1.0, _seconds("types", "mypy, ec2, warm", _MODELS), "s"),
)
