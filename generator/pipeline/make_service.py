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

from ..diagnostics import Report, Source, did_you_mean
from ..options import Judgement, Options, split_place
from ..output import ALL_SERVICES, ALL_TARGETS, FileSet
from ..plugins import PluginError
from ..readers import expand
from ..readers.botocore.service_data import SCHEME, find_installed
from ..readers.typeddict.specs import report_unknown_paths, service_names
from ..source_files import recording
from ..targets import TARGETS
from .artifacts import Artifacts, group_by_folder
from .request import BASELINE, Request

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
    specs = list({os.path.normcase(os.path.realpath(spec)): spec for spec in reversed(specs)}.values())[::-1]
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
    work = [
        (spec, name, request.targets, request.options, bool(request.cache))
        for spec, name in specs.items()
        if spec not in cached
    ]
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
    if options.operations or options.rename or options.map or options.corrections:
        all_artifacts = list(all_artifacts)  # find mistakes before anything is written
        mistakes = (_has_unknown_operation, _has_unknown_service, _has_unused_mapping)
        if any(each(all_artifacts, request, report) for each in mistakes):
            return
    if options.operations:
        all_artifacts = _not_spared(list(all_artifacts), request, report)
    first_specs: dict[str, str] = {}
    for each in all_artifacts:
        report.extend(each.diagnostics)
        if each.service and (first := first_specs.setdefault(each.service, each.spec)) != each.spec:
            message = f"{each.service} is also described by {first}"
            report.error("duplicate-service", Source(each.spec), message, hint="remove one of the two from the sources")
            continue
        yield each


def _not_spared(all_artifacts: list[Artifacts], request: Request, report: Report) -> list[Artifacts]:
    """The artifacts without the services that stay as they are.

    Reports these services, and those of which nothing is left.
    """
    options = request.options
    of_services = [each for each in all_artifacts if each.service]
    unnamed = {each.spec for each in of_services if options.selected_operations(each.service) is None}
    emptied = {each.spec for each in of_services if each.spec not in unnamed and not _has_selected(each, options)}
    spared = (emptied if request.spares_others else set()) | (unnamed if request.only_named else set())
    if spared:
        services = [each.service for each in of_services if each.spec in spared]
        message = (
            f"the operations are not of {', '.join(services)}, so the files of {_these(services)} stay as they are"
        )
        report.note("service-spared", Source("--operation"), message)
    elif emptied:
        name = next(each for each in options.operations if "." not in each)  # one with its service would be unknown
        owner = next((each.service for each in of_services if name in each.operations), "<service>")
        services = [each.service for each in of_services if each.spec in emptied]
        message = f"the operations are not of {', '.join(services)}, so nothing of {_these(services)} is left"
        source = options.origin.source("operations", name) or Source("operations")
        report.warning("nothing-left", source, message, hint=f"write {owner}.{name} to limit {owner} alone")
    return [each for each in all_artifacts if each.spec not in spared]


def _has_selected(artifacts: Artifacts, options: Options) -> bool:
    selected = options.selected_operations(artifacts.service)
    return selected is None or not selected.isdisjoint(artifacts.operations)


def _these(services: list[str]) -> str:
    return "this service" if len(services) == 1 else "these services"


def _has_unknown_operation(all_artifacts: list[Artifacts], request: Request, report: Report) -> bool:
    """Whether `operations` names one that no service has. Reports each, unless a service that is not here may have it.

    A service may be missing because it could not be made, or because it is in another shard.
    """
    options = request.options
    services = [each.service for each in all_artifacts if each.service]
    is_complete = len(services) == len(all_artifacts) and request.shard == (1, 1)
    has_unknown = False
    for name in options.operations:
        prefix, _, operation = name.rpartition(".")
        candidates = [each for each in all_artifacts if not prefix or options.is_named(each.service, prefix)]
        is_certain = bool(services) and (is_complete or bool(prefix and candidates))
        if not is_certain or any(operation in each.operations for each in candidates):
            continue
        has_unknown = True
        where = ", ".join(each.service for each in candidates or all_artifacts)
        known = {f"{prefix}.{each}" if prefix else each for one in candidates for each in one.operations}
        hint = did_you_mean(name, known) if candidates else _hint_for_service(prefix, services)
        source = options.origin.source("operations", name) or Source(", ".join(request.sources))
        report.error("unknown-operation", source, f"no operation {name} in {where}", hint=hint)
    return has_unknown


def _has_unknown_service(all_artifacts: list[Artifacts], request: Request, report: Report) -> bool:
    """Whether a correction, `rename` or `map` names a service that is not among the sources. Reports each."""
    known = {each.service for each in all_artifacts if each.service}
    if not request.whole or len(known) < len(all_artifacts):
        return False
    options = request.options
    everything = Source(", ".join(request.sources))

    def is_unknown(name: str) -> bool:
        return not any(options.is_named(service, name) for service in known)

    unknown = {
        each.path[0]: ("this correction", each.source) for each in options.corrections if is_unknown(each.path[0])
    }
    for table, entries in (("rename", options.rename), ("map", options.map)):
        for place, _ in entries:
            if (name := split_place(place)[0]) != "*" and is_unknown(name):
                unknown[name] = (f"`{table}`", options.origin.source(table, place) or everything)
    for name, (what, source) in unknown.items():
        message = f"{what} names the service {name}, which is not among the sources"
        report.error("unknown-service", source, message, hint=_hint_for_service(name, known))
    return bool(unknown)


def _has_unused_mapping(all_artifacts: list[Artifacts], request: Request, report: Report) -> bool:
    """Whether `map` names what no service has. Reports each. A service that has errors, or is not here, may have it."""
    if not request.whole or not all(each.service for each in all_artifacts):
        return False
    found = {key for each in all_artifacts for key in each.mapped}
    unused = [key for key, _ in request.options.map if key not in found]
    for key in unused:
        source = request.options.origin.source("map", key) or Source(", ".join(request.sources))
        report.error("unknown-member", source, f"no service has a string or a number {key.removeprefix('*.')}")
    return bool(unused)


def _hint_for_service(name: str, known: Iterable[str]) -> str:
    """What the user may have meant by the name of a service that is not among the sources."""
    installed = find_installed(name)
    return f'add "{SCHEME}{installed}" to the sources' if installed else did_you_mean(name, known)


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
def make_service(work: tuple[str, str, tuple[str, ...], Options, bool]) -> Artifacts:
    """Read, rewrite and generate one spec. Pure but for reading the disk, so any process may do it."""
    from ..passes import configure, settle  # imports slowly, and a run that changes nothing does not need it
    from ..targets.templates import TemplateError
    from .baseline import compress, pack

    spec, name, targets, options, has_cache = work
    report = Report(is_strict=options.strict)
    service = None
    file_sets: tuple[FileSet, ...] = ()
    baseline = b""
    operations: tuple[str, ...] = ()
    with recording() as observations:
        try:
            service = read_service(spec, name, report)
            if service is not None and not report.has_errors:
                operations = tuple(each.name for each in service.operations)
                _report_clashing_folders(service, targets, options, report)
                settled = settle(service, options, report)
                service = configure(settled, options, report)
                if not report.has_errors:
                    file_sets = tuple(_file_sets(service, targets, options, report))
                    if options.baseline:
                        file_sets += (_baseline_files(service, pack(settled)),)
                    elif has_cache:
                        baseline = compress(pack(settled))
        except TemplateError as error:
            report.error("bad-template", Source(error.file, error.line), error.reason)
        except PluginError as error:
            _report_plugin(error, Source(spec), report)
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
        mapped=service.mapped,
        diagnostics=tuple(report),
        observations=observations,
        files=group_by_folder(path for file_set in file_sets for path in file_set.files),
        baseline=baseline,
        file_sets=file_sets,
    )


def _report_plugin(error: PluginError, source: Source, report: Report) -> None:
    report.error("plugin-failed", source, str(error), hint="report it to the authors of this plugin")


def _report_clashing_folders(service: "ir.Service", targets: Iterable[str], options: Options, report: Report) -> None:
    """Report a package of `service` that has the place of something else in the output folder."""
    folders = {target: TARGETS[target].folder(options) for target in targets}
    for target, folder in folders.items():
        if folder != "." or not TARGETS[target].is_package:
            continue
        taken = {
            "notice": "the file NOTICE",
            **{each.lower(): f"the folder of {name}" for name, each in folders.items()},
        }
        if other := taken.get(service.name):
            source = options.origin.source("folders", target) or service.source
            message = f"the package of {service.name} would have the place of {other}"
            hint = f"give {target} a folder of its own, or the service another name (`names`)"
            report.error("folder-clash", source, message, shape=service.name, hint=hint)


def _file_sets(service: "ir.Service", targets: Iterable[str], options: Options, report: Report) -> Iterator[FileSet]:
    """What each target makes of a configured service. Those that want it equally strict share the decided service."""
    from ..passes import decide

    decided: dict[Judgement, ir.Service] = {}
    for name in targets:
        TARGETS[name].check()
        judgement = TARGETS[name].judgement
        if judgement not in decided:
            decided[judgement] = decide(service, options, report, judgement)
        yield _file_set(decided[judgement], name, options, report)


def _file_set(service: "ir.Service", target: str, options: Options, report: Report) -> FileSet:
    plugin = TARGETS[target].plugin
    made_by = ((plugin.label, plugin.digest(), plugin.version),) if plugin else ()
    return FileSet(
        service=service.name,
        target=target,
        origin=service.origin,
        ingredients=(*((each.name, each.digest, each.version) for each in service.ingredients), *made_by),
        files={file.path: file.text for file in TARGETS[target].generate(service, options, report)},
    )


def _baseline_files(service: "ir.Service", baseline: str) -> FileSet:
    from .baseline import FOLDER

    return FileSet(service.name, BASELINE, service.origin, (), {f"{FOLDER}/{service.name}.json": baseline})


def make_shared_files(
    services: Mapping[str, Iterable[str]], others: Iterable[str], options: Options, report: Report
) -> list[FileSet]:
    """The files that all services of a target share, and those of the folder.

    `services` has their names, by target. `others`: targets that the folder keeps, too.
    """
    from ..targets import folder
    from ..targets.templates import TemplateError

    generators: dict[str, Callable[[], Iterable[File]]] = {
        target: functools.partial(TARGETS[target].generate_shared, names, options) for target, names in services.items()
    }
    kept = {*services, *others} - {BASELINE}
    generators[ALL_TARGETS] = functools.partial(folder.generate, kept, options)
    file_sets = []
    for target, generate in generators.items():
        try:
            files = {file.path: file.text for file in generate()}
        except TemplateError as error:
            report.error("bad-template", Source(error.file, error.line), error.reason)
            continue
        except PluginError as error:
            _report_plugin(error, Source(target), report)
            continue
        if files:
            file_sets.append(FileSet(ALL_SERVICES, target, "all services", (), files))
    return file_sets
