"""The whole program on one page: read, rewrite, generate, write; or, instead of writing, compare."""

import gc
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from generator import ir
from generator.check import TypeFault, check_types
from generator.diagnostics import Diagnostic, Report, nearest
from generator.options import Options
from generator.output import TOGETHER, Difference, Output, Unit, Written
from generator.passes import rewrite
from generator.readers import READERS, below, expand
from generator.targets import DEFAULT_TARGETS, TARGETS
from generator.targets.python import places
from generator.targets.render import TemplateError, layout

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


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one spec."""

    spec: str
    service: ir.Service | None  # None: it could not be used, and the diagnostics say why
    units: tuple[Unit, ...]
    operations: frozenset[str]  # that the service has, wanted or not
    diagnostics: tuple[Diagnostic, ...]


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


class Watch(Protocol):
    """Is told of a run's progress."""

    def begin(self, specs: int) -> None:
        """So many specs are to be read."""

    def made(self, made: Made, written: Written | None) -> None:
        """One of them is done; `written` says what that did to the disk, if anything was to be written."""


def build(request: Request, watch: Watch) -> Result:
    """Make the output folder hold what the specs give. A spec with errors leaves its service's files as they were."""
    result = Result(Report())
    output = _open(request.out, result.report)
    if output is None:
        return result
    failed = False
    try:
        for made in _make(request, watch, result.report):
            if made.service is None:
                failed = True
                watch.made(made, None)
                continue
            written = output.write(made.units)
            result.services.append(made.service.name)
            result.written += written
            watch.made(made, written)
        if request.whole and not failed and not result.report.failed:
            result.dropped = output.keep_only(result.services, request.targets).removed
        if result.services:
            output.write(
                _together({each: output.services(each) for each in request.targets}, request.options, result.report)
            )
            output.save()
    except OSError as error:
        _say_unusable(error, request.out, result.report)
    return result


def check(request: Request, watch: Watch) -> Result:
    """Compare the output folder with what the specs give, and have its types checked. Writes nothing."""
    result = Result(Report(), checked=True)
    output = _open(request.out, result.report)
    if output is None:
        return result
    units: list[Unit] = []
    origins: dict[str, tuple[ir.Source, str]] = {}
    for made in _make(request, watch, result.report):
        watch.made(made, None)
        if made.service is None:
            continue
        result.services.append(made.service.name)
        units += made.units
        origins |= {f"{made.service.name}.{place}": origin for place, origin in places(made.service).items()}
        _compare_botocore(made.service, output, result.report)
    try:
        if not result.report.failed:
            others = {each: () if request.whole else output.services(each) for each in request.targets}
            units += _together(
                {each: {*result.services, *others[each]} for each in request.targets}, request.options, result.report
            )
            result.differences += output.differences(units, whole=request.whole)
            result.faults += check_types(request.out, [unit.target for unit in units], origins)
    except OSError as error:
        _say_unusable(error, request.out, result.report)
    return result


def _make(request: Request, watch: Watch, report: Report) -> Iterator[Made]:
    """What each spec gives, in the order of the specs, whatever the number of processes."""
    specs = [spec for source in request.sources for _, spec in expand(source, report)]
    specs = list({Path(spec).resolve(): spec for spec in reversed(specs)}.values())[::-1]  # each once, as first named
    for file, known in layout(request.options.templates).strangers():
        hint = nearest(Path(file).relative_to(request.options.templates).as_posix(), known)
        if hint:
            report.warning("unknown-template", ir.Source(file), "it takes no other's place", hint=hint)
    watch.begin(len(specs))
    jobs = min(request.jobs or os.cpu_count() or 1, len(specs))
    work = [(spec, request.targets, request.options) for spec in specs]
    if jobs > 1:
        from concurrent.futures import ProcessPoolExecutor  # takes longer to load than a small service to make

        with ProcessPoolExecutor(jobs) as pool:
            yield from _collect(pool.map(_make_one, work), request, report)
    else:
        yield from _collect(map(_make_one, work), request, report)


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
        if made.service and (first := seen.setdefault(made.service.name, made.spec)) != made.spec:
            message = f"{made.service.name} is described by {first} as well"
            report.error("duplicate-service", ir.Source(made.spec), message, hint="leave one of the two out")
            continue
        yield made


def _misspells_operations(all_made: list[Made], request: Request, report: Report) -> bool:
    """Whether an operation is asked for that none of the services has; each such is reported."""
    services = ", ".join(made.service.name for made in all_made if made.service)
    known = {
        name
        for made in all_made
        for operation in made.operations
        for name in (operation, f"{made.service.name}.{operation}" if made.service else operation)
    }
    unknown = [name for name in request.options.operations if name not in known] if services else []
    for name in unknown:
        source = ir.Source(", ".join(request.sources))
        report.error("unknown-operation", source, f"no operation {name} in {services}", hint=nearest(name, known))
    return bool(unknown)


def _misspells_services(all_made: list[Made], request: Request, report: Report) -> bool:
    """Whether a class is to be renamed of a service that is not here; each such is reported."""
    known = {made.service.name for made in all_made if made.service}
    if not request.whole or len(known) < len(all_made):
        return False
    unknown = dict.fromkeys(old.rpartition(".")[0] for old, _ in request.options.rename)
    for name in [each for each in unknown if each not in known]:
        source = ir.Source(", ".join(request.sources))
        report.error("unknown-service", source, f"no service {name}, of which to rename", hint=nearest(name, known))
    return bool(unknown.keys() - known)


def _make_one(work: tuple[str, tuple[str, ...], Options]) -> Made:
    """Read, rewrite and generate one spec: no disk but its own, no state, so that any process may do it."""
    spec, targets, options = work
    gc.disable()  # services are trees, which go when nobody holds them: to look for circles in them is lost time
    report = Report()
    service = None
    units: tuple[Unit, ...] = ()
    operations: frozenset[str] = frozenset()
    try:
        for reader, path in expand(spec, report):
            service = reader.read(path, report)
        if service is not None and not report.failed:
            operations = frozenset(each.name for each in service.operations)
            service = rewrite(service, options, report)
            if not report.failed:
                units = tuple(_unit(service, target, options, report) for target in targets)
    except TemplateError as error:
        report.error("bad-template", ir.Source(error.file, error.line), error.why)
    except RecursionError:
        report.error("too-deep", ir.Source(spec), "something in it is nested too deep")
    except Exception as error:  # a bug of ours must not take the other specs with it
        message = f"this is a bug of Shapewright: {type(error).__name__}: {error}"
        report.error("internal-error", ir.Source(spec), message, hint="please report it, with the spec")
    return Made(spec, None if report.failed else service, units, operations, tuple(report))


def _unit(service: ir.Service, target: str, options: Options, report: Report) -> Unit:
    return Unit(
        service=service.name,
        target=target,
        origin=service.origin,
        ingredients=tuple((each.name, each.digest, each.version) for each in service.ingredients),
        files={file.path: file.text for file in TARGETS[target].generate(service, options, report)},
    )


def _together(services: Mapping[str, Iterable[str]], options: Options, report: Report) -> list[Unit]:
    """What targets write about all services together, by target."""
    units = []
    for target, names in services.items():
        try:
            files = {file.path: file.text for file in TARGETS[target].combine(names, options)}
        except TemplateError as error:
            report.error("bad-template", ir.Source(error.file, error.line), error.why)
            continue
        if files:
            units.append(Unit(TOGETHER, target, "all services", (), files))
    return units


def _open(out: Path, report: Report) -> Output | None:
    try:
        return Output.open(out)
    except ValueError as error:
        report.error("bad-manifest", ir.Source(str(out)), str(error), hint="remove it to start afresh")
    except OSError as error:
        _say_unusable(error, out, report)
    return None


def _say_unusable(error: OSError, out: Path, report: Report) -> None:
    """The disk refused: a full one, a folder that may not be written, a file in the place of a folder."""
    report.error("unusable-output", ir.Source(str(error.filename or out)), error.strerror or str(error))


def _compare_botocore(service: ir.Service, output: Output, report: Report) -> None:
    """Say when the output was made with another botocore: then what differs is not drift."""
    now = {each.name: each for each in service.ingredients if each.name.startswith("botocore:")}
    for name, digest, version in output.ingredients(service.name):
        if name in now and digest != now[name].digest:
            here = now[name].version or "none"
            message = f"botocore differs: the output was made with {version or 'none'}, here is {here}"
            hint = f"pin botocore=={version}, or build again" if version else "build again"
            report.warning("botocore-differs", service.source, message, hint=hint)
