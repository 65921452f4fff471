"""What was measured, as JSON: `docs/performance.json`, from which the page and its drawings are made."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cattrs import Converter

from benchmarks import bars, peers
from benchmarks.measure import ROOT
from benchmarks.plotting import Line
from benchmarks.profiling import Function
from benchmarks.table import Block

FILE = ROOT / "docs/performance.json"


@dataclass(frozen=True, slots=True)
class Chapter:
    """What one chapter shows."""

    blocks: list[Block] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)  # of its drawing
    profile: list[Function] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Origin:
    """What was measured, and on what."""

    machine: str
    commit: str
    versions: dict[str, str]


@dataclass(frozen=True, slots=True)
class Run:
    """Chapters of the same origin."""

    origin: Origin
    chapters: dict[str, Chapter]


@dataclass(frozen=True, slots=True)
class Record:
    """All that is known. A chapter is in one run: the last that measured it."""

    runs: list[Run]
    bars: list[bars.Verdict]

    @property
    def chapters(self) -> dict[str, Chapter]:
        """Those of all runs."""
        return {name: chapter for run in self.runs for name, chapter in run.chapters.items()}


def updated(record: Record, origin: Origin, measured: dict[str, Chapter]) -> Record:
    """The record with these chapters in the place of what it had for them."""
    kept = [Run(run.origin, _without(run.chapters, measured)) for run in record.runs]
    same = {name: chapter for run in kept if run.origin == origin for name, chapter in run.chapters.items()}
    others = [run for run in kept if run.origin != origin and run.chapters]
    return judged([*others, Run(origin, same | measured)])


def _without(chapters: Mapping[str, Chapter], others: Mapping[str, Chapter]) -> dict[str, Chapter]:
    return {name: chapter for name, chapter in chapters.items() if name not in others}


def judged(runs: list[Run]) -> Record:
    """These runs, their numbers with four digits, and what they say of the bars."""
    rounded = _CONVERTER.structure(_CONVERTER.unstructure(runs), list[Run])
    blocks = {name: chapter.blocks for name, chapter in Record(rounded, []).chapters.items()}
    return Record(rounded, bars.judge(blocks))


def origin() -> Origin:
    """Of what is measured now."""
    return Origin(_machine(), _commit(), _versions())


def text(record: Record) -> str:
    """The record as JSON."""
    return json.dumps(_CONVERTER.unstructure(record), indent=1) + "\n"


def parse(written: str) -> Record:
    """The record that JSON stands for."""
    return _CONVERTER.structure(json.loads(written), Record)


def load() -> Record:
    """The record beside the page. Without one, nothing has been measured."""
    return parse(FILE.read_text()) if FILE.exists() else judged([])


_CONVERTER = Converter()
_CONVERTER.register_unstructure_hook(float, lambda value: float(f"{value:.4g}"))


def _machine() -> str:
    return f"{_processor()}, {os.cpu_count()} cores, {platform.system()}, {platform.machine()}"


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or "unknown processor"


def _commit() -> str:
    short = _output("git", "rev-parse", "--short", "HEAD")
    # What measuring writes itself does not count.
    changed = _output("git", "status", "--porcelain", "--", ".", ":!docs/performance*")
    return f"{short} and changes" if changed else short


def _versions() -> dict[str, str]:
    node = _output("node", "--version").removeprefix("v")
    return {"Python": platform.python_version(), "Node": node} | peers.versions()


def _output(*words: str) -> str:
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
