"""What services of different sizes cost, as a drawing: user CPU seconds against members, ours and the floor."""

from dataclasses import dataclass
from pathlib import Path

import jinja2

from benchmarks import peers
from benchmarks.generation import floor
from benchmarks.measure import Cost, medians, run
from benchmarks.work import members

SERVICES = (
    *("connectparticipant", "kms", "dynamodb", "s3", "ssm", "rds"),
    *("medialive", "glue", "connect", "sagemaker", "quicksight", "ec2"),
)
_COLOURS = {"floor": "#8a8f98", peers.FOUR.name: "#2563eb"}
_WIDTH, _HEIGHT = 600, 300  # of the plane, without what is written around it


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    colour: str
    points: list[tuple[float, float]]  # members, seconds


def draw(file: Path) -> None:
    """Measure, and write the drawing."""
    lines = {name: _Line(name, colour, []) for name, colour in _COLOURS.items()}
    for service in sorted(SERVICES, key=members):
        ours = peers.FOUR.command(service)
        run(ours)
        costs = medians({"floor": floor(ours.fresh[0], service), peers.FOUR.name: ours})
        for name, cost in costs.items():
            if isinstance(cost, Cost):
                lines[name].points.append((members(service), cost.seconds))
    template = jinja2.Template((Path(__file__).parent / "plot.svg.jinja").read_text(), trim_blocks=True)
    file.write_text(template.render(lines=list(lines.values()), **_scales(list(lines.values()))))


def _scales(lines: list[_Line]) -> dict[str, object]:
    far = max(x for line in lines for x, _ in line.points)
    high = max(y for line in lines for _, y in line.points)
    return {
        "width": _WIDTH,
        "height": _HEIGHT,
        "x": lambda value: round(value / far * _WIDTH, 1),
        "y": lambda value: round(_HEIGHT - value / high * _HEIGHT, 1),
        "columns": range(0, int(far) + 1, 2000),
        "rows": range(int(high) + 1),
    }
