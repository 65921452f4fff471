"""From the arguments of the command line and the configuration to the requests that the pipeline runs."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from .. import config
from ..config import Config, Settings
from ..diagnostics import Report, Source, did_you_mean
from ..options import Correction
from ..pipeline import Request
from ..pipeline.cache import CACHE_FOLDER
from ..readers import resolve_spec
from ..targets import DEFAULT_TARGETS, TARGETS


class Arguments(NamedTuple):
    """The arguments. What they leave out is taken from the configuration."""

    sources: Sequence[str] = ()
    targets: Sequence[str] = ()
    out: str | None = None
    operations: Sequence[str] = ()
    jobs: int | None = None
    shard: tuple[int, int] = (1, 1)
    force: bool = False


def make_requests(arguments: Arguments, report: Report, *, needs_sources: bool = True) -> list[Request]:
    """One request for each output folder. Empty, with errors reported, if anything is wrong.

    Changes the current folder to that of the configuration, unless the arguments name sources or an output folder of
    their own: so the output and the messages are the same from wherever the command is run.
    """
    for target in arguments.targets:
        if target not in TARGETS:
            hint = did_you_mean(target, TARGETS) or f"the targets are {', '.join(TARGETS)}"
            report.error("unknown-target", Source("--target"), f"there is no target {target}", hint=hint)
    file = config.find(Path.cwd())
    settings = config.load(file, TARGETS, report) if file else Settings()
    outputs = _selected_outputs(arguments, settings, file, report) if settings else []
    if needs_sources and not arguments.sources and not all(each.sources for each in outputs):
        hint = 'name a spec with --source, or set sources = ["specs"] in [tool.shapewright]'
        report.error("no-source", Source(str(file or "pyproject.toml")), "there are no sources to read", hint=hint)
    if report.has_errors:
        return []
    base = _relative_to_here(file.parent) if file else Path()
    if file and not arguments.sources and not arguments.out:
        os.chdir(file.parent)
        base = Path()
    return [_request(arguments, each, base, file) for each in outputs]


def _selected_outputs(arguments: Arguments, settings: Settings, file: Path | None, report: Report) -> list[Config]:
    """All configured outputs, or the one that `--out` names, which need not be a configured one."""
    if arguments.out and file:
        place = Path(arguments.out).resolve()
        named = [each for each in settings.outputs if (file.parent / each.out).resolve() == place]
        return named or [settings.table]
    if len(settings.outputs) > 1 and (arguments.sources or arguments.targets or arguments.operations):
        known = ", ".join(each.out for each in settings.outputs)
        report.error(
            "which-output", Source(str(file)), "several outputs are configured", hint=f"choose one with --out: {known}"
        )
    return list(settings.outputs)


def _request(arguments: Arguments, settings: Config, base: Path, file: Path | None) -> Request:
    options = settings.options
    if arguments.operations or arguments.sources:  # the configured operations belong to the configured sources
        options = replace(options, operations=tuple(arguments.operations))
    options = replace(options, names=tuple((resolve_spec(base, path), name) for path, name in options.names))
    if options.templates:
        options = replace(options, templates=str(base / options.templates))
    if options.corrections:
        options = replace(options, corrections=tuple(_in_folder(base, each) for each in options.corrections))
    return Request(
        sources=tuple(arguments.sources) or tuple(resolve_spec(base, each) for each in settings.sources),
        out=Path(arguments.out) if arguments.out else base / settings.out,
        targets=tuple(dict.fromkeys(arguments.targets or settings.targets or DEFAULT_TARGETS)),
        options=options,
        whole=not arguments.sources and not arguments.targets and arguments.shard == (1, 1),
        jobs=arguments.jobs or 0,
        force=arguments.force,
        shard=arguments.shard,
        cache=base / CACHE_FOLDER,
        configuration=(base / file.name,) if file else (),
    )


def _in_folder(base: Path, correction: Correction) -> Correction:
    """`correction`, with the path of its file relative to the current folder, where `base` holds the file."""
    return replace(correction, source=Source(str(base / correction.source.file), correction.source.line))


def _relative_to_here(folder: Path) -> Path:
    """`folder`, relative to the current folder if it lies below it."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder
