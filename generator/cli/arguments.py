"""From the arguments of the command line and the configuration to the requests that the pipeline runs."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, TypeVar

from .. import config, naming
from ..config import Config, Settings
from ..diagnostics import Report, Source, did_you_mean
from ..options import Accepted, Correction, Options, Origin, split_place
from ..pipeline import Request
from ..pipeline.cache import CACHE_FOLDER
from ..readers import resolve_spec
from ..readers.botocore.service_data import has_botocore, possible_services
from ..targets import DEFAULT_TARGETS, TARGETS
from .folders import is_part_of_package, report_bad_folders


class Arguments(NamedTuple):
    """The arguments. What they leave out is taken from the configuration."""

    sources: Sequence[str] = ()
    targets: Sequence[str] = ()
    out: str | None = None
    operations: Sequence[str] = ()
    jobs: int | None = None
    shard: tuple[int, int] = (1, 1)
    force: bool = False


@dataclass(frozen=True, slots=True)
class _Overridden(Origin):
    """Options of a configuration, some of which are arguments."""

    configured: Origin
    arguments: Arguments

    def source(self, *key: str) -> Source | None:
        """See `Origin`."""
        if key[0] == "operations" and self.arguments.operations:
            return Source("--operation")
        return Source("--out") if key[0] == "out" and self.arguments.out else self.configured.source(*key)


def make_requests(arguments: Arguments, report: Report, *, needs_sources: bool = True) -> list[Request]:
    """One request for each output folder. Empty, with errors reported, if anything is wrong.

    Changes the current folder to that of the configuration, unless the arguments name sources or an output folder of
    their own: so the output and the messages are the same from wherever the command is run.
    """
    for target in arguments.targets:
        if target not in TARGETS:
            hint = did_you_mean(target, TARGETS) or f"the targets are {', '.join(TARGETS)}"
            report.error("unknown-target", Source("--target"), f"there is no target {target}", hint=hint)
    if needs_sources and not has_botocore(report):
        return []
    file = config.find(Path.cwd())
    settings = config.load(file, TARGETS, report) if file else Settings()
    outputs = _selected_outputs(arguments, settings, file, report) if settings else []
    if needs_sources and not arguments.sources and not all(each.sources or each.runtime for each in outputs):
        hint = 'name a spec with --source, or set sources = ["specs"] in [tool.shapewright]'
        if not file:
            hint = "`shapewright init` writes a configuration; or name a spec with --source"
        report.error("no-source", Source(str(file or "pyproject.toml")), "there are no sources to read", hint=hint)
    if report.has_errors or not settings:
        return []
    base = _relative_to_here(file.parent) if file else Path()
    if file and not arguments.sources and not arguments.out:
        os.chdir(file.parent)
        base = Path()
    origins = [_origin(arguments, settings.table_of(each), base, file) for each in outputs]
    requests = [_request(arguments, each, base, file, origin) for each, origin in zip(outputs, origins, strict=True)]
    report_bad_folders(requests, report)
    return [] if report.has_errors else requests


def configured_table(request: Request) -> config.Key:
    """The table of the configuration that an output was read from."""
    origin = request.options.origin
    configured = origin.configured if isinstance(origin, _Overridden) else origin
    return configured.table if isinstance(configured, config.FileOrigin) else config.TABLE


def _selected_outputs(arguments: Arguments, settings: Settings, file: Path | None, report: Report) -> list[Config]:
    """All configured outputs, or the one that `--out` names.

    With a source, `--out` may name any folder. So it may if the configuration has one output.
    """
    known = [each.out for each in settings.outputs]
    if arguments.out and file:
        place = Path(arguments.out).resolve()
        named = [each for each in settings.outputs if (file.parent / each.out).resolve() == place]
        if not named and len(known) > 1 and not arguments.sources:
            name = _relative_to(file.parent.resolve(), place)
            hint = did_you_mean(name, known) or f"the outputs are {', '.join(known)}"
            report.error("unknown-output", Source("--out"), f"{arguments.out} is not a configured output", hint=hint)
        return named or [settings.table]
    if len(known) > 1 and (arguments.sources or arguments.targets or arguments.operations):
        hint = f"choose one with --out: {', '.join(known)}"
        report.error("which-output", Source(str(file)), "several outputs are configured", hint=hint)
    return list(settings.outputs)


def _origin(arguments: Arguments, table: config.Key, base: Path, file: Path | None) -> Origin:
    """Where the options of an output come from."""
    configured = config.FileOrigin(str(base / file.name), table) if file else Origin()
    return _Overridden(configured, arguments)


def _request(arguments: Arguments, settings: Config, base: Path, file: Path | None, origin: Origin) -> Request:
    options = replace(settings.options, origin=origin)
    if arguments.operations or arguments.sources:  # the configured operations belong to the configured sources
        options = replace(options, operations=tuple(arguments.operations))
    options = replace(options, names=tuple((resolve_spec(base, path), name) for path, name in options.names))
    if options.templates:
        options = replace(options, templates=str(base / options.templates))
    if options.corrections:
        options = replace(options, corrections=tuple(_in_folder(base, each) for each in options.corrections))
    options = replace(options, other_names=tuple(_other_names(options)))
    out = Path(arguments.out) if arguments.out else base / settings.out
    options = replace(options, in_package=is_part_of_package(out))
    targets = tuple(dict.fromkeys(arguments.targets or settings.targets or DEFAULT_TARGETS))
    if settings.runtime and not (arguments.sources or settings.sources):
        options = replace(options, is_runtime=True, operations=(), rename=(), corrections=(), map=())
        targets = tuple(each for each in targets if TARGETS[each].is_package)
    return Request(
        sources=tuple(arguments.sources) or tuple(resolve_spec(base, each) for each in settings.sources),
        out=out,
        targets=targets,
        options=options,
        whole=not arguments.sources
        and not arguments.targets
        and (options.is_runtime or not arguments.operations)
        and arguments.shard == (1, 1),
        spares_others=bool(arguments.operations),
        only_named=bool(arguments.operations) and not arguments.sources,
        jobs=arguments.jobs or 0,
        force=arguments.force,
        shard=arguments.shard,
        cache=base / CACHE_FOLDER,
        accepted=tuple(_in_folder(base, each) for each in settings.accepted),
        configuration=(base / file.name,) if file else (),
    )


def _other_names(options: Options) -> Iterator[tuple[str, str]]:
    """What the options call services of botocore, where that is not botocore's name, with the names of the packages."""
    configured = (*options.rename, *options.map)
    places = (*(place for place, _ in configured), *(each.at for each in options.corrections))
    prefixes = (*(each.rpartition(".")[0] for each in options.operations), *(split_place(each)[0] for each in places))
    named = {naming.service_name(each) for each in prefixes if each}
    known = {naming.service_name(each) for each in possible_services()} if named else set()
    for name in sorted(named - known):
        if service := naming.find_service(name, known):
            yield name, service


_Entry = TypeVar("_Entry", Correction, Accepted)


def _in_folder(base: Path, entry: _Entry) -> _Entry:
    """`entry`, with the path of its file relative to the current folder, where `base` holds the file."""
    return replace(entry, source=Source(str(base / entry.source.file), entry.source.line))


def _relative_to(folder: Path, place: Path) -> str:
    """`place` as a configuration in `folder` would name it. On Windows, a place on another drive stays as it is."""
    try:
        return Path(os.path.relpath(place, folder)).as_posix()
    except ValueError:
        return place.as_posix()


def _relative_to_here(folder: Path) -> Path:
    """`folder`, relative to the current folder if it lies below it."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder
