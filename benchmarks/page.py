"""`docs/performance.md` and its drawings, made of a record and of what the modules say of themselves."""

import inspect
from collections.abc import Callable
from pathlib import Path

import jinja2

from benchmarks import bars, measure, operations, peers, plotting, profiling, sizes
from benchmarks.chapters import TABLES
from benchmarks.plotting import Line
from benchmarks.record import Record
from benchmarks.table import HEADINGS, ahead, cells

PAGE = "performance.md"
# By their files: the chapter, how it is drawn, and what lies on the x axis.
_DRAWINGS: dict[str, tuple[str, Callable[[list[Line], str], str], str]] = {
    "performance.svg": ("size", plotting.to_scale, sizes.AXIS),
    "performance-operations.svg": ("operations", plotting.by_step, operations.AXIS),
}


def render(record: Record) -> dict[str, str]:
    """The files beside the record, by their names. A drawing that would have a single point at most is left out."""
    lines = {name: chapter.lines for name, chapter in record.chapters.items() if plotting.has_line(chapter.lines)}
    drawn = {file: draw(lines[name], axis) for file, (name, draw, axis) in _DRAWINGS.items() if name in lines}
    return {PAGE: _page(record, set(drawn))} | drawn


def _page(record: Record, drawn: set[str]) -> str:
    chapters = record.chapters
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    template = jinja2.Environment(loader=loader, trim_blocks=True, keep_trailing_newline=True).get_template(
        "page.md.jinja"
    )
    tables = {name: chapters[name].blocks for name in TABLES if name in chapters}
    return template.render(
        about=_about(measure),
        runs=record.runs,
        drawn=drawn,
        bars_about=_about(bars),
        bars=record.bars,
        headings=HEADINGS,
        chapters=[(name, _about(TABLES[name]), map(cells, blocks)) for name, blocks in tables.items()],
        size=chapters.get("size"),
        size_about=_about(sizes),
        profile=chapters.get("profile"),
        profile_about=_about(profiling),
        ahead=[line for blocks in tables.values() for block in blocks for line in ahead(block)],
        generators=peers.GENERATORS,
    )


def _about(module: object) -> str:
    return inspect.cleandoc(module.__doc__ or "")
