"""Costs as a drawing: a line for each tool, with a point for each size of the work."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2

_COLOURS = ("#8a8f98", "#2563eb", "#dc2626", "#059669", "#d97706")
_WIDTH, _HEIGHT = 600, 300  # of the plane, without what is written around it


@dataclass(frozen=True, slots=True)
class Point:
    """What one size of the work costs."""

    name: str
    size: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Line:
    """One tool."""

    name: str
    points: list[Point]  # by size


@dataclass(frozen=True, slots=True)
class _Axis:
    """Where values lie, in the drawing, and which of them are written beside it."""

    places: dict[float, float]
    marks: list[tuple[float, str]]


def has_line(lines: Sequence[Line]) -> bool:
    """Whether there is anything to draw: points of two sizes."""
    return len(_sizes(lines)) > 1


def to_scale(lines: Sequence[Line], title: str) -> str:
    """Both axes linear."""
    sizes, seconds = _sizes(lines), _seconds(lines)
    far, high = max(sizes), max(seconds)
    across: dict[float, float] = {size: size / far * _WIDTH for size in sizes}
    columns = [(size / far * _WIDTH, f"{size:,}") for size in range(0, int(far) + 1, 2000)]
    up = {each: _HEIGHT - each / high * _HEIGHT for each in seconds}
    rows = [(_HEIGHT - each / high * _HEIGHT, str(each)) for each in range(int(high) + 1)]
    return _draw(lines, title, "user CPU seconds", _Axis(across, columns), _Axis(up, rows))


def by_step(lines: Sequence[Line], title: str) -> str:
    """The sizes at equal distances, and the seconds on a logarithmic axis."""
    sizes, seconds = _sizes(lines), _seconds(lines)
    gap = _WIDTH / (len(sizes) - 1)
    across: dict[float, float] = {size: gap * number for number, size in enumerate(sizes)}
    columns = [(across[size], f"{size:,}") for size in sizes]
    steps = [digit * 10.0**power for power in range(-3, 4) for digit in (1, 2, 5)]
    low = max(step for step in steps if step <= min(seconds))
    high = 2 * min(step for step in steps if step >= max(seconds))  # leaves room for the names
    scale = _HEIGHT / math.log(high / low)
    up = {each: _HEIGHT - math.log(each / low) * scale for each in seconds}
    rows = [(_HEIGHT - math.log(step / low) * scale, f"{step:g}") for step in steps if low <= step <= high]
    return _draw(lines, title, "user CPU seconds, logarithmic", _Axis(across, columns), _Axis(up, rows))


def _draw(lines: Sequence[Line], x_title: str, y_title: str, across: _Axis, up: _Axis) -> str:
    environment = jinja2.Environment(trim_blocks=True, keep_trailing_newline=True)
    template = environment.from_string((Path(__file__).parent / "plot.svg.jinja").read_text())
    drawn = [
        (line.name, colour, [(across.places[each.size], up.places[each.seconds], each) for each in line.points])
        for line, colour in zip(lines, _COLOURS, strict=False)
    ]
    return template.render(
        width=_WIDTH, height=_HEIGHT, x_title=x_title, y_title=y_title, columns=across.marks, rows=up.marks, lines=drawn
    )


def _sizes(lines: Sequence[Line]) -> list[int]:
    return sorted({point.size for line in lines for point in line.points})


def _seconds(lines: Sequence[Line]) -> list[float]:
    return [point.seconds for line in lines for point in line.points]
