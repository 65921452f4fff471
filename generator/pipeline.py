"""The whole program on one page: read, rewrite, generate, write; or, instead of writing, compare."""

import functools
import gc
import itertools
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from generator.diagnostics import Diagnostic, Report, Source, TypeFault, nearest
from generator.inputs import Seen, noted
from generator.memory import Memory, Remembered, files_of
from generator.options import Options
from generator.output import TOGETHER, Difference, Output, Unit, Written
from generator.readers import READERS, below, expand
from generator.targets import DEFAULT_TARGETS, TARGETS

if TYPE_CHECKING:  # what takes long to load is loaded when there is something to make or to check
    from generator import ir
    from generator.check import Origins

__all__ = [
    "DEFAULT_TARGETS",
    "READERS",
    "TARGETS",
    "Difference",
    "Made",
    "Request",
    "Result",
    "TypeFault",
    "Written",
    "below",
    "build",
    "check",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to build."""

    sources: tuple[str, ...]  # specs, and folders of specs
    out: Path
    targets: tuple[str, ...] = DEFAULT_TARGETS
    options: Options = field(default_factory=Options)
    whole: bool = False  # whether the output folder is to hold nothing else of ours
    jobs: int = 0  # processes; 0: one for each core
    cache: Path | None = None  # a folder to remember runs in; None: none


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What became of one spec."""

    spec: str
    service: str = ""  # its name; empty: it could not be used, and the diagnostics say why
    types: int = 0
    operations: tuple[str, ...] = ()  # that the service has, wanted or not
    units: tuple[Unit, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    seen: Seen = field(default_factory=dict)  # on the disk, for it
    remembered: Remembered | None = None  # if nothing was to be made: what the run that did so kept in mind


@dataclass(slots=True)
class Result:
    """What a run came to."""

    report: Report
    services: list[str] = field(default_factory=list)  # that could be used
    written: Written = field(default_factory=Written)
    dropped: int = 0  # files removed because their service or target is no longer wanted
    differences: list[Difference] = field(default_factory=list)
    faults: list[TypeFault] = field(default_factory=list)  # found by the type checkers in the output
    checked: bool = False  # whether it compared, instead of writing


@contextmanager
def _without_collector() -> Iterator[None]:
    """Services are trees, which go when nobody holds them: to look for circles in them is lost time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Watch(Protocol):
    """Is told of a run's progress."""

    def begin(self, specs: int) -> None:
        """So many specs are to be read."""

    def made(self, made: Made, written: Written | None) -> None:
        """One of them is done; `written` says what that did to the disk, if anything was to be written."""


@_without_collector()
def build(request: Request, watch: Watch) -> Result:
    """Make the output folder hold what the specs give. A spec with errors leaves its service's files as they were."""
    result = Result(Report())
    specs = _specs(request, result.report)
    memory = _recall(request)
    known = {spec: found for spec in specs if memory and (found := memory.recall(spec)) and memory.is_there(found)}
    is_settled = memory and memory.is_complete and (not request.whole or len(memory.specs) == len(specs))
    if is_settled and len(known) == len(specs) and not result.report.failed:
        watch.begin(len(specs))
        for made in _collect(_remember(known, specs), request, result.report):
            _tell(made, _unchanged(made), watch, result)
        return result
    output = _open(request.out, result.report)
    if output is None:
        return result
    failed = False
    try:
        for made in _make(specs, known, request, watch, result.report):
            if not made.service:
                failed = True
                watch.made(made, None)
                continue
            written = _unchanged(made) if made.remembered else output.write(made.units)
            _tell(made, written, watch, result)
            if memory:
                memory.specs[made.spec] = made.remembered or _to_remember(made)
        if request.whole and not failed and not result.report.failed:
            result.dropped = output.keep_only(result.services, request.targets).removed
        if result.services:
            together = _together(
                {each: output.services(each) for each in request.targets}, request.options, result.report
            )
            output.write(together)
            output.save()
            if memory:
                memory.is_complete = not failed and not result.report.failed
                memory.save(
                    specs if request.whole else memory.specs, [path for unit in together for path in unit.files]
                )
    except OSError as error:
        _say_unusable(error, request.out, result.report)
    return result


@_without_collector()
def check(request: Request, watch: Watch) -> Result:
    """Compare the output folder with what the specs give, and have its types checked. Writes nothing there.

    A service whose files are, to the byte, what the last run wrote is not made again if it would come out the same.
    """
    from generator.check import check_types

    result = Result(Report(), checked=True)
    specs = _specs(request, result.report)
    output = _open(request.out, result.report)
    if output is None:
        return result
    memory = _recall(request)
    units: list[Unit] = []
    specs_of: dict[str, str] = {}
    try:
        known = {spec: found for spec in specs if memory and (found := memory.recall(spec))}
        intact = {spec: output.intact(found.service, request.targets) for spec, found in known.items()}
        for made in _make(specs, {spec: known[spec] for spec in intact if intact[spec]}, request, watch, result.report):
            watch.made(made, None)
            if made.service:
                result.services.append(made.service)
                specs_of[made.service] = made.spec
                found_units = made.units or intact[made.spec]
                units += found_units
                _compare_botocore(made.spec, found_units, output, result.report)
        if not result.report.failed:
            others = {each: () if request.whole else output.services(each) for each in request.targets}
            units += _together(
                {each: {*result.services, *others[each]} for each in request.targets}, request.options, result.report
            )
            result.differences += output.differences(units, whole=request.whole)
            targets = {unit.target for unit in units}
            result.faults += check_types(request.out, targets, request.cache, _origins(specs_of, request.options))
    except OSError as error:
        _say_unusable(error, request.out, result.report)
    return result


def _specs(request: Request, report: Report) -> list[str]:
    """All specs, each once, as it is first named."""
    specs = [spec for source in request.sources for _, spec in expand(source, report)]
    _find_strangers(request.options.templates, report)
    return list({os.path.realpath(spec): spec for spec in reversed(specs)}.values())[::-1]


def _recall(request: Request) -> Memory | None:
    return Memory.open(request.cache, request.out, request.targets, request.options) if request.cache else None


def _remember(known: Mapping[str, Remembered], specs: Iterable[str]) -> Iterator[Made]:
    for spec in specs:
        found = known[spec]
        yield Made(
            spec=spec,
            service=found.service,
            types=found.types,
            operations=found.operations,
            diagnostics=found.diagnostics,
            remembered=found,
        )


def _to_remember(made: Made) -> Remembered:
    return Remembered(
        service=made.service,
        types=made.types,
        operations=made.operations,
        diagnostics=made.diagnostics,
        seen=made.seen,
        files=files_of(path for unit in made.units for path in unit.files),
    )


def _unchanged(made: Made) -> Written:
    return Written(unchanged=made.remembered.count if made.remembered else 0)


def _tell(made: Made, written: Written, watch: Watch, result: Result) -> None:
    result.services.append(made.service)
    result.written += written
    watch.made(made, written)


def _make(
    specs: list[str], known: Mapping[str, Remembered], request: Request, watch: Watch, report: Report
) -> Iterator[Made]:
    """What each spec gives, in the order of the specs, whatever the number of processes."""
    watch.begin(len(specs))
    work = [(spec, request.targets, request.options) for spec in specs if spec not in known]
    jobs = min(request.jobs or os.cpu_count() or 1, len(work))
    if jobs > 1:
        from concurrent.futures import ProcessPoolExecutor  # takes longer to load than a small service to make

        with ProcessPoolExecutor(jobs) as pool:
            yield from _collect(_in_order(specs, known, pool.map(_make_one, work)), request, report)
    else:
        yield from _collect(_in_order(specs, known, map(_make_one, work)), request, report)


def _in_order(specs: list[str], known: Mapping[str, Remembered], made: Iterator[Made]) -> Iterator[Made]:
    for spec in specs:
        yield next(_remember(known, [spec]) if spec in known else made)


def _find_strangers(templates: str, report: Report) -> None:
    """Warn of templates of the user's that are called almost, but not quite, as one of ours."""
    if templates:
        from generator.targets.render import layout

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


@_without_collector()
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
        units=units,
        diagnostics=tuple(report),
        seen=seen,
    )


def _unit(service: "ir.Service", target: str, options: Options, report: Report) -> Unit:
    return Unit(
        service=service.name,
        target=target,
        origin=service.origin,
        ingredients=tuple((each.name, each.digest, each.version) for each in service.ingredients),
        files={file.path: file.text for file in TARGETS[target].generate(service, options, report)},
    )


def _together(services: Mapping[str, Iterable[str]], options: Options, report: Report) -> list[Unit]:
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


def _open(out: Path, report: Report) -> Output | None:
    try:
        return Output.open(out)
    except ValueError as error:
        report.error("bad-manifest", Source(str(out)), str(error), hint="remove it to start afresh")
    except OSError as error:
        _say_unusable(error, out, report)
    return None


def _say_unusable(error: OSError, out: Path, report: Report) -> None:
    """The disk refused: a full one, a folder that may not be written, a file in the place of a folder."""
    report.error("unusable-output", Source(str(error.filename or out)), error.strerror or str(error))


def _compare_botocore(spec: str, units: Iterable[Unit], output: Output, report: Report) -> None:
    """Say when the output was made with another botocore: then what differs is not drift."""
    for unit in itertools.islice(units, 1):
        now = {name: (digest, version) for name, digest, version in unit.ingredients if name.startswith("botocore:")}
        for name, digest, version in output.ingredients(unit.service):
            if name in now and digest != now[name][0]:
                here = now[name][1] or "none"
                message = f"botocore differs: the output was made with {version or 'none'}, here is {here}"
                hint = f"pin botocore=={version}, or build again" if version else "build again"
                report.warning("botocore-differs", Source(spec), message, hint=hint)


def _origins(specs: Mapping[str, str], options: Options) -> "Origins":
    """Finds where a class or a field comes from; the few specs that have a fault are read once more for it."""

    @functools.cache
    def places_in(service: str) -> Mapping[str, tuple[Source, str]]:
        from generator.passes import rewrite
        from generator.targets.python import places

        report = Report()
        for reader, path in expand(specs[service], report) if service in specs else ():
            if found := reader.read(path, report):
                return places(rewrite(found, options, report))
        return {}

    return places_in
