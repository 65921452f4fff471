"""Draws the pictures: how Shapewright works, and what a terminal shows of a build and of a `diff`."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jinja2

from generator.targets import DEFAULT_TARGETS, TARGETS

from .paths import PICTURES, ROOT
from .runs import printed_here, project

RELEASES = ROOT / ".venv" / "botocore-releases"  # `make upgrades` downloads them
_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
_SOURCES = ("botocore", "a document", "stubs", "your TypedDicts")

_BUILD = """[tool.shapewright]
sources = ["botocore:sqs", "botocore:dynamodb"]
operations = ["sqs.SendMessage", "dynamodb.GetItem"]
"""
_DIFF = """[tool.shapewright]
sources = ["botocore:ecs"]
"""


class Span(NamedTuple):
    """Text in one style."""

    text: str
    style: str  # classes of the template: "bold red"


def pictures() -> dict[str, str]:
    """The pictures that need nothing but the installed botocore, by the names of their files."""
    return {"pipeline.svg": pipeline(), "build.svg": terminal(_BUILD, ["build", "check"])}


def diff_picture() -> str:
    """What `diff` says of two releases of botocore. pip finds the older one in `RELEASES`."""
    return terminal(_DIFF, ["diff --from botocore==1.43.80 --fetch"])


def draw_pictures() -> None:
    """Draw all pictures."""
    PICTURES.mkdir(exist_ok=True)
    drawn = pictures()
    if RELEASES.is_dir():
        drawn["diff.svg"] = diff_picture()
    else:
        print("docs/pictures/diff.svg stays as it is: `make upgrades` downloads the releases that it compares")
    for name, text in drawn.items():
        (PICTURES / name).write_text(text, encoding="utf-8")


def pipeline() -> str:
    """From the sources to the targets."""
    targets = [TARGETS[each].description for each in DEFAULT_TARGETS]
    return _render("pipeline.svg.jinja", sources=_SOURCES, targets=targets)


def terminal(configuration: str, commands: list[str]) -> str:
    """A terminal in which commands run, one after the other, in a project of this configuration."""
    lines: list[list[Span]] = []
    with project({"pyproject.toml": configuration}):
        for command in commands:
            printed = printed_here(f"shapewright {command}", has_colour=True, PIP_FIND_LINKS=str(RELEASES))
            prompt = [Span("$ ", "green"), Span(f"shapewright {command}", "bold")]
            lines += [prompt, *map(_spans, printed.rstrip("\n").split("\n")), []]
    return _render("terminal.svg.jinja", lines=lines[:-1])


_STYLES = {"1": "bold", "2": "dim", "31": "red", "32": "green", "33": "yellow", "36": "cyan"}


def _spans(line: str) -> list[Span]:
    """A line with escape sequences, as spans."""
    return list(_split(line))


def _split(line: str) -> Iterator[Span]:
    style: list[str] = []
    for text, codes in re.findall(r"([^\x1b]*)(?:\x1b\[([\d;]*)m)?", line):
        if text:
            yield Span(text, " ".join(style))
        for code in codes.split(";"):
            style = [] if code in {"0", ""} and codes else [*style, _STYLES[code]] if code in _STYLES else style


def _render(template: str, **values: Any) -> str:
    return _TEMPLATES.get_template(template).render(values) + "\n"
