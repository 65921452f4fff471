"""From what was said on the command line, and what is configured, to what is asked for."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from generator import config
from generator.config import Config, Settings
from generator.diagnostics import Report, Source, nearest
from generator.memory import FOLDER
from generator.pipeline import DEFAULT_TARGETS, TARGETS, Request, below


class Asked(NamedTuple):
    """What was said; what was not is taken from the configuration."""

    sources: Sequence[str] = ()
    targets: Sequence[str] = ()
    out: str | None = None
    operations: Sequence[str] = ()
    jobs: int | None = None
    shard: tuple[int, int] = (1, 1)
    force: bool = False


def requests(asked: Asked, report: Report, *, needs_sources: bool = True) -> list[Request]:
    """A request for each output folder; none, with errors reported, if something in it is wrong."""
    for target in asked.targets:
        if target not in TARGETS:
            hint = nearest(target, TARGETS) or f"known are {', '.join(TARGETS)}"
            report.error("unknown-target", Source("--target"), f"no target {target}", hint=hint)
    file = config.find(Path.cwd())
    settings = config.load(file, TARGETS, report) if file else Settings()
    outputs = _outputs(asked, settings, file, report) if settings else []
    if needs_sources and not asked.sources and not all(each.sources for each in outputs):
        hint = 'name a spec with --source, or set sources = ["specs"] in [tool.shapewright]'
        report.error("no-source", Source(str(file or "pyproject.toml")), "nothing to read", hint=hint)
    if report.failed:
        return []
    base = _relative(file.parent) if file else Path()
    if file and not asked.sources and not asked.out:
        os.chdir(file.parent)  # so that what is written and said is the same from wherever it is asked for
        base = Path()
    return [_request(asked, each, base, file) for each in outputs]


def _outputs(asked: Asked, settings: Settings, file: Path | None, report: Report) -> list[Config]:
    """Those outputs that are asked for: all, or the one that `--out` names, which may be none of the configured."""
    if asked.out and file:
        place = Path(asked.out).resolve()
        named = [each for each in settings.outputs if (file.parent / each.out).resolve() == place]
        return named or [settings.table]
    if len(settings.outputs) > 1 and (asked.sources or asked.targets or asked.operations):
        known = ", ".join(each.out for each in settings.outputs)
        report.error(
            "which-output", Source(str(file)), "there are several outputs", hint=f"name one with --out: {known}"
        )
    return list(settings.outputs)


def _request(asked: Asked, settings: Config, base: Path, file: Path | None) -> Request:
    options = settings.options
    if asked.operations or asked.sources:  # the operations that are configured are those of the sources that are
        options = replace(options, operations=tuple(asked.operations))
    if options.templates:
        options = replace(options, templates=str(base / options.templates))
    return Request(
        sources=tuple(asked.sources) or tuple(below(base, each) for each in settings.sources),
        out=Path(asked.out) if asked.out else base / settings.out,
        targets=tuple(dict.fromkeys(asked.targets or settings.targets or DEFAULT_TARGETS)),
        options=options,
        whole=not asked.sources and not asked.targets and asked.shard == (1, 1),
        jobs=asked.jobs or 0,
        force=asked.force,
        shard=asked.shard,
        cache=base / FOLDER,
        read_besides=(base / file.name,) if file else (),
    )


def _relative(folder: Path) -> Path:
    """`folder` as seen from here, for messages."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder
