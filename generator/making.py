"""From specs to what is made of them, in as many processes as there are to be."""

import gc
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from generator.diagnostics import Report, Source, nearest
from generator.inputs import noted
from generator.made import Made, files_of
from generator.options import Options
from generator.output import TOGETHER, Unit
from generator.readers import expand
from generator.request import Request
from generator.targets import TARGETS

if TYPE_CHECKING:  # what takes long to load is loaded when there is something to make
    from generator import ir


@contextmanager
def without_collector() -> Iterator[None]:
    """Services are trees, which go when nobody holds them: to look for circles in them is lost time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def find_specs(request: Request, report: Report) -> list[str]:
    """All specs of the shard, each once, as it is first named."""
    specs = [spec for source in request.sources for _, spec in expand(source, report)]
    specs = list({os.path.realpath(spec): spec for spec in reversed(specs)}.values())[::-1]
    shard, shards = request.shard
    return specs[shard - 1 :: shards]


def make(specs: list[str], known: Mapping[str, Made], request: Request, report: Report) -> Iterator[Made]:
    """What each spec gives, in the order of the specs, whatever the number of processes; `known` is passed on."""
    _look_at_templates(request.options.templates, report)
    work = [(spec, request.targets, request.options) for spec in specs if spec not in known]
    jobs = min(request.jobs or os.cpu_count() or 1, len(work))
    if jobs > 1:
        from generator.workers import WorkerDiedError, in_parallel  # take longer to load than a small service to make

        try:
            yield from _collect(_in_order(specs, known, in_parallel(_make_one, work, jobs)), request, report)
        except WorkerDiedError:
            hint = "the system may have run out of memory: try --jobs 1"
            report.error("worker-died", Source(", ".join(request.sources)), "a process at work on it ended", hint=hint)
    else:
        yield from _collect(_in_order(specs, known, map(_make_one, work)), request, report)


def _in_order(specs: list[str], known: Mapping[str, Made], made: Iterator[Made]) -> Iterator[Made]:
    for spec in specs:
        yield known[spec] if spec in known else next(made)


def _look_at_templates(templates: str, report: Report) -> None:
    """Have the user's read anew, and warn of those that are called almost, but not quite, as one of ours."""
    if templates:
        from generator.targets.render import layout

        layout.cache_clear()
        for file, known in layout(templates).strangers():
            hint = nearest(Path(file).relative_to(templates).as_posix(), known)
            if hint:
                report.warning("unknown-template", Source(file), "it takes no other's place", hint=hint)


def _collect(all_made: Iterable[Made], request: Request, report: Report) -> Iterator[Made]:
    """Pass on what was made, taking its diagnostics over.

    A service that two specs describe is an error, and so is an operation that none of the services has.
    """
    if request.options.operations or request.options.rename:  # mistakes must be known before anything is written
        all_made = list(all_made)
        if _misspells_operations(all_made, request, report) or _misspells_services(all_made, request, report):
            return
    seen: dict[str, str] = {}
    for made in all_made:
        report.extend(made.diagnostics)
        if made.service and (first := seen.setdefault(made.service, made.spec)) != made.spec:
            message = f"{made.service} is described by {first} as well"
            report.error("duplicate-service", Source(made.spec), message, hint="leave one of the two out")
            continue
        yield made


def _misspells_operations(all_made: list[Made], request: Request, report: Report) -> bool:
    """Whether an operation is asked for that none of the services has; each such is reported."""
    services = ", ".join(made.service for made in all_made if made.service)
    known = {
        name
        for made in all_made
        for operation in made.operations
        for name in (operation, f"{made.service}.{operation}" if made.service else operation)
    }
    unknown = [name for name in request.options.operations if name not in known] if services else []
    for name in unknown:
        source = Source(", ".join(request.sources))
        report.error("unknown-operation", source, f"no operation {name} in {services}", hint=nearest(name, known))
    return bool(unknown)


def _misspells_services(all_made: list[Made], request: Request, report: Report) -> bool:
    """Whether a class is to be renamed of a service that is not here; each such is reported."""
    known = {made.service for made in all_made if made.service}
    if not request.whole or len(known) < len(all_made):
        return False
    unknown = dict.fromkeys(old.rpartition(".")[0] for old, _ in request.options.rename)
    for name in [each for each in unknown if each not in known]:
        source = Source(", ".join(request.sources))
        report.error("unknown-service", source, f"no service {name}, of which to rename", hint=nearest(name, known))
    return bool(unknown.keys() - known)


@without_collector()
def _make_one(work: tuple[str, tuple[str, ...], Options]) -> Made:
    """Read, rewrite and generate one spec: no disk but its own, no state, so that any process may do it."""
    from generator.passes import rewrite  # these take longer to load than it takes to see that nothing is to be made
    from generator.targets.render import TemplateError

    spec, targets, options = work
    report = Report()
    service = None
    units: tuple[Unit, ...] = ()
    operations: tuple[str, ...] = ()
    with noted() as seen:
        try:
            for reader, path in expand(spec, report):
                service = reader.read(path, report)
            if service is not None and not report.failed:
                operations = tuple(each.name for each in service.operations)
                service = rewrite(service, options, report)
                if not report.failed:
                    units = tuple(_unit(service, target, options, report) for target in targets)
        except TemplateError as error:
            report.error("bad-template", Source(error.file, error.line), error.why)
        except RecursionError:
            report.error("too-deep", Source(spec), "something in it is nested too deep")
        except Exception as error:  # a bug of ours must not take the other specs with it
            message = f"this is a bug of Shapewright: {type(error).__name__}: {error}"
            report.error("internal-error", Source(spec), message, hint="please report it, with the spec")
    if service is None or report.failed:
        return Made(spec=spec, diagnostics=tuple(report))
    return Made(
        spec=spec,
        service=service.name,
        types=len(service.shapes),
        operations=operations,
        diagnostics=tuple(report),
        seen=seen,
        files=files_of(path for unit in units for path in unit.files),
        units=units,
    )


def _unit(service: "ir.Service", target: str, options: Options, report: Report) -> Unit:
    return Unit(
        service=service.name,
        target=target,
        origin=service.origin,
        ingredients=tuple((each.name, each.digest, each.version) for each in service.ingredients),
        files={file.path: file.text for file in TARGETS[target].generate(service, options, report)},
    )


def together(services: Mapping[str, Iterable[str]], options: Options, report: Report) -> list[Unit]:
    """What targets write about all services together, by target."""
    from generator.targets.render import TemplateError

    units = []
    for target, names in services.items():
        try:
            files = {file.path: file.text for file in TARGETS[target].combine(names, options)}
        except TemplateError as error:
            report.error("bad-template", Source(error.file, error.line), error.why)
            continue
        if files:
            units.append(Unit(TOGETHER, target, "all services", (), files))
    return units
