"""`docs/performance.md`, written from what was measured and from what the modules say of themselves."""

import inspect
import os
import platform
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import jinja2

from benchmarks import measure, peers, plotting, profiling
from benchmarks.measure import ROOT
from benchmarks.table import HEADINGS, Block, ahead, cells

_PAGE = ROOT / "docs/performance.md"


def write(chapters: Mapping[str, ModuleType], measured: Mapping[str, list[Block]]) -> None:
    """Draw, profile, and write the page."""
    plotting.draw(_PAGE.with_suffix(".svg"))
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    template = jinja2.Environment(loader=loader, trim_blocks=True, keep_trailing_newline=True).get_template(
        "page.md.jinja"
    )
    text = template.render(
        about=_about(measure),
        machine=f"{os.cpu_count()} cores, {platform.system()}, {platform.machine()}",
        versions=_versions(),
        headings=HEADINGS,
        chapters=[(name, _about(chapters[name]), map(cells, blocks)) for name, blocks in measured.items()],
        services=plotting.SERVICES,
        profile_about=_about(profiling),
        profile=profiling.profile(),
        ahead=[line for blocks in measured.values() for block in blocks for line in ahead(block)],
        generators=peers.GENERATORS,
    )
    _PAGE.write_text(text)


def _about(module: ModuleType) -> str:
    return inspect.cleandoc(module.__doc__ or "")


def _versions() -> dict[str, str]:
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    return {"Python": platform.python_version(), "Node": node.strip().removeprefix("v")} | peers.versions()
