"""From specs to the files of services: read, rewrite, generate. Several specs are shared among worker processes."""

import functools
import gc
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from .. import naming
from ..diagnostics import Report, Source, did_you_mean
from ..options import Options
from ..output import ALL_SERVICES, ALL_TARGETS, FileSet
from ..readers import expand
from ..readers.typeddict.specs import report_unknown_paths, service_names
from ..source_files import recording
from ..targets import TARGETS
from .artifacts import Artifacts, group_by_folder
from .request import Request

if TYPE_CHECKING:  # a run that finds nothing to make does not import the IR
    from .. import ir
    from ..targets.file import File


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Pause the garbage collector. Services are trees, which reference counts free; looking for cycles wastes time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def find_specs(request: Request, report: Report) -> dict[str, str]:
    """The specs of the shard, in the order in which the sources name them. A spec that is named twice counts once.

    Each has the name that its service gets. An empty one leaves that to the reader.
    """
    sources = [re.sub(r"(?<!^)/{2,}", "/", source) for source in request.sources]
    specs = [spec for source in sources for _, spec in expand(source, report)]
    specs = list({os.path.realpath(spec): spec for spec in reversed(specs)}.values())[::-1]
    given = dict(request.options.names)
    names = service_names(specs, given, report)
    if request.whole:
        report_unknown_paths(given, specs, report)
    shard, shards = request.shard
    return {spec: names[spec] for spec in specs[shard - 1 :: shards]}


def make_services(
    specs: Mapping[str, str], cached: Mapping[str, Artifacts], request: Request, report: Report
) -> Iterator[Artifacts]:
    """The artifacts of each spec, in the order of `specs`. Those in `cached` are passed on, the others are made."""
    _load_user_templates(request.options.templates, report)
    work = [(spec, name, request.targets, request.options) for spec, name in specs.items() if spec not in cached]
    jobs = min(request.jobs or os.cpu_count() or 1, len(work))
    if jobs > 1:
        from .workers import WorkerDiedError, in_parallel  # imports slowly, and one service needs no workers

        try:
            yield from _collect(_in_order(specs, cached, in_parallel(make_service, work, jobs)), request, report)
        except WorkerDiedError:
            hint = "the system may have run out of memory: try --jobs 1"
            report.error("worker-died", Source(", ".join(request.sources)), "a worker process was killed", hint=hint)
    else:
        yield from _collect(_in_order(specs, cached, map(make_service, work)), request, report)


def _in_order(specs: Iterable[str], cached: Mapping[str, Artifacts], made: Iterator[Artifacts]) -> Iterator[Artifacts]:
    for spec in specs:
        yield cached[spec] if spec in cached else next(made)


def _load_user_templates(folder: str, report: Report) -> None:
    """Read the user's templates afresh. Warn about one whose name is close to, but not, the name of ours."""
    if folder:
        from ..targets.templates import load_templates

        load_templates.cache_clear()
        for file, known in load_templates(folder).unrecognised():
            hint = did_you_mean(Path(file).relative_to(folder).as_posix(), known)
            if hint:
                report.warning("unknown-template", Source(file), "replaces no template of Shapewright", hint=hint)


def _collect(all_artifacts: Iterable[Artifacts], request: Request, report: Report) -> Iterator[Artifacts]:
    """Pass on the artifacts, and copy their diagnostics into `report`.

    Two specs of one service are an error. So is an operation that the configuration names and no service has.
    """
    options = request.options
    if options.operations or options.rename or options.corrections:  # find mistakes before anything is written
        all_artifacts = list(all_artifacts)
        if _has_unknown_operation(all_artifacts, request, report) or _has_unknown_service(
            all_artifacts, request, report
        ):
            return
    first_specs: dict[str, str] = {}
    for each in all_artifacts:
        report.extend(each.diagnostics)
        if each.service and (first := first_specs.setdefault(each.service, each.spec)) != each.spec:
            message = f"{each.service} is also described by {first}"
            report.error("duplicate-service", Source(each.spec), message, hint="remove one of the two from the sources")
            continue
        yield each


def _has_unknown_operation(all_artifacts: list[Artifacts], request: Request, report: Report) -> bool:
    """Whether `operations` names one that no service has. Reports each, unless a service could not be made."""
    services = ", ".join(each.service for each in all_artifacts if each.service)
    if not services or not all(each.service for each in all_artifacts):
        return False  # the service may have the operation; what is wrong with it is reported
    known = {
        name
        for each in all_artifacts
        for operation in each.operations
        for name in (operation, f"{each.service}.{operation}" if each.service else operation)
    }
    unknown = [name for name in request.options.operations if name not in known]
    for name in unknown:
        source = Source(", ".join(request.sources))
        report.error("unknown-operation", source, f"no operation {name} in {services}", hint=did_you_mean(name, known))
    return bool(unknown)


def _has_unknown_service(all_artifacts: list[Artifacts], request: Request, report: Report) -> bool:
    """Whether `rename` or a correction names a service that is not among the sources. Reports each."""
    known = {each.service for each in all_artifacts if each.service}
    if not request.whole or len(known) < len(all_artifacts):
        return False
    everything = Source(", ".join(request.sources))
    named = {("`rename`", old.rpartition(".")[0]): everything for old, _ in request.options.rename}
    unknown = {place: source for place, source in named.items() if place[1] not in known}
    for each in request.options.corrections:
        if naming.service_name(each.path[0]) not in known:
            unknown["this correction", each.path[0]] = each.source
    for (place, name), source in unknown.items():
        message = f"{place} names the service {name}, which is not among the sources"
        report.error("unknown-service", source, message, hint=did_you_mean(name, known))
    return bool(unknown)


def read_service(spec: str, name: str, report: Report) -> "ir.Service | None":
    """The service that `spec` describes, under `name` if it has one. None, with an error reported, if there is none."""
    service = None
    for reader, path in expand(spec, report):
        service = reader.read(path, report)
    if service is None or not name:
        return service
    from ..ir import replace

    return replace(service, name=name)


@no_garbage_collection()
def make_service(work: tuple[str, str, tuple[str, ...], Options]) -> Artifacts:
    """Read, rewrite and generate one spec. Pure but for reading the disk, so any process may do it."""
    from ..passes import rewrite  # imports slowly, and a run that changes nothing does not need it
    from ..targets.templates import TemplateError

    spec, name, targets, options = work
    report = Report(is_strict=options.strict)
    service = None
    file_sets: tuple[FileSet, ...] = ()
    operations: tuple[str, ...] = ()
    with recording() as observations:
        try:
            service = read_service(spec, name, report)
            if service is not None and not report.has_errors:
                operations = tuple(each.name for each in service.operations)
                service = rewrite(service, options, report)
                if not report.has_errors:
                    file_sets = tuple(_file_set(service, target, options, report) for target in targets)
        except TemplateError as error:
            report.error("bad-template", Source(error.file, error.line), error.reason)
        except RecursionError:
            report.error("too-deep", Source(spec), "the spec is nested too deeply")
        except Exception as error:  # our own bug in one spec must not stop the others
            message = f"this is a bug in Shapewright: {type(error).__name__}: {error}"
            report.error("internal-error", Source(spec), message, hint="please report it, with the spec")
    if service is None or report.has_errors:
        return Artifacts(spec=spec, name=name, diagnostics=tuple(report))
    return Artifacts(
        spec=spec,
        name=name,
        service=service.name,
        types=len(service.shapes),
        enrichment=asdict(service.enrichment) if service.enrichment else {},
        operations=operations,
        diagnostics=tuple(report),
        observations=observations,
        files=group_by_folder(path for file_set in file_sets for path in file_set.files),
        file_sets=file_sets,
    )


def _file_set(service: "ir.Service", target: str, options: Options, report: Report) -> FileSet:
    return FileSet(
        service=service.name,
        target=target,
        origin=service.origin,
        ingredients=tuple((each.name, each.digest, each.version) for each in service.ingredients),
        files={file.path: file.text for file in TARGETS[target].generate(service, options, report)},
    )


def make_shared_files(services: Mapping[str, Iterable[str]], options: Options, report: Report) -> list[FileSet]:
    """The files that all services of a target share, and those of the folder. `services` has their names, by target."""
    from ..targets import folder
    from ..targets.templates import TemplateError

    generators: dict[str, Callable[[], Iterable[File]]] = {
        target: functools.partial(TARGETS[target].generate_shared, names, options) for target, names in services.items()
    }
    generators[ALL_TARGETS] = functools.partial(folder.generate, options)
    file_sets = []
    for target, generate in generators.items():
        try:
            files = {file.path: file.text for file in generate()}
        except TemplateError as error:
            report.error("bad-template", Source(error.file, error.line), error.reason)
            continue
        if files:
            file_sets.append(FileSet(ALL_SERVICES, target, "all services", (), files))
    return file_sets
