"""The whole program on one page: find the specs, make what has to be made, write; or, instead of writing, compare."""

import functools
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from typing import TYPE_CHECKING

from generator.diagnostics import Report, Source, TypeFault
from generator.made import Made
from generator.making import find_specs, make, together, without_collector
from generator.memory import Memory
from generator.options import Options
from generator.output import Difference, NotOursError, Output, Unit, Written, is_left_behind
from generator.readers import READERS, below, expand
from generator.request import Request
from generator.result import Result, Row, Watch
from generator.targets import DEFAULT_TARGETS, TARGETS

if TYPE_CHECKING:  # what checks is loaded when there is something to check
    from generator.check import Origins

__all__ = [
    "DEFAULT_TARGETS",
    "READERS",
    "TARGETS",
    "Difference",
    "Made",
    "Request",
    "Result",
    "Row",
    "TypeFault",
    "Watch",
    "Written",
    "below",
    "build",
    "check",
    "clean",
]


@without_collector()
def build(request: Request, watch: Watch) -> Result:
    """Make the output folder hold what the specs give. A spec with errors leaves its service's files as they were."""
    result = Result(Report(), request.out)
    specs = find_specs(request, result.report)
    memory = Memory.of(request)
    known = {spec: made for spec in specs if memory and (made := memory.recall(spec)) and memory.is_there(made)}
    is_settled = memory and memory.is_complete and (not request.whole or len(memory.specs) == len(specs))
    if is_settled and len(known) == len(specs) and not result.report.failed and not is_left_behind(request.out):
        for made in _made(specs, known, request, watch, result):
            result.rows.append(Row(made.service, made.types, Written(unchanged=made.count)))
        return result
    with (
        _usable(result),
        _opened(request, watch) as output,
        closing(_made(specs, known, request, watch, result)) as each_made,
    ):
        each_written = [_write(made, output, memory, result) for made in each_made]
        is_complete = all(each_written) and not result.report.failed
        if request.whole and is_complete:
            result.dropped = output.keep_only(result.services, request.targets)
        if result.services:
            services = {each: output.manifest.services(each) for each in request.targets}
            shared = together(services, request.options, result.report)
            result.shared = output.write(shared)
            _say_theirs(result.shared, output, result.report)
            output.commit()
            _say_kept(output, result.report)
            if memory:
                memory.is_complete = is_complete and not result.report.failed
                paths = [path for unit in shared for path in unit.files]
                memory.save(specs if request.whole else memory.specs, paths)
    return result


def _made(
    specs: list[str], known: Mapping[str, Made], request: Request, watch: Watch, result: Result
) -> Generator[Made, None, None]:
    """What each spec gives, while `watch` is told of it."""
    watch.begin(len(specs))
    for made in make(specs, known, request, result.report):
        watch.made(made)
        yield made


def _write(made: Made, output: Output, memory: Memory | None, result: Result) -> bool:
    """Have what was made be written; whether it could be made, and be written."""
    if not made.service:
        return False
    if made.is_remembered:
        written = Written(unchanged=made.count)
    else:
        _compare_botocore(made.spec, made.units[0], output, result.report.note)
        written = output.write(made.units)
    if written.theirs:
        _say_theirs(written, output, result.report)
        return False
    result.rows.append(Row(made.service, made.types, written))
    if memory:
        memory.keep(made)
    return True


def clean(request: Request, watch: Watch) -> Result:
    """Remove from the output folder what we made, and nothing else."""
    result = Result(Report(), request.out)
    if request.out.is_dir():
        with _usable(result), _opened(request, watch) as output:
            result.dropped = output.clean()
            _say_kept(output, result.report)
    return result


@without_collector()
def check(request: Request, watch: Watch) -> Result:
    """Compare the output folder with what the specs give, and have its types checked. Writes nothing there.

    A service whose files are, to the byte, what the last run wrote is not made again if it would come out the same.
    """
    from generator.check import check_types

    result = Result(Report(), request.out, checked=True)
    specs = find_specs(request, result.report)
    memory = Memory.of(request)
    units: list[Unit] = []
    specs_of: dict[str, str] = {}
    with _usable(result):
        output = Output.look(request.out)
        known = {spec: made for spec in specs if memory and (made := memory.recall(spec))}
        intact = {spec: output.intact(made.service, request.targets) for spec, made in known.items()}
        for made in _made(specs, {spec: known[spec] for spec in known if intact[spec]}, request, watch, result):
            if made.service:
                result.rows.append(Row(made.service, made.types))
                specs_of[made.service] = made.spec
                made_units = made.units or intact[made.spec]
                units += made_units
                _compare_botocore(made.spec, made_units[0], output, result.report.warning)
        if not result.report.failed:
            others = {each: () if request.whole else output.manifest.services(each) for each in request.targets}
            services = {each: {*result.services, *others[each]} for each in request.targets}
            units += together(services, request.options, result.report)
            result.differences += output.differences(units, whole=request.whole)
            for each in result.differences:
                if each.is_theirs:
                    source = Source(str(request.out / each.path))
                    result.report.warning("edited-file", source, _whose(each.path, output), hint=_FORCE)
            targets = {unit.target for unit in units}
            only = () if request.whole else result.services
            origins = _origins(specs_of, request.options)
            result.faults += check_types(request.out, targets, only, request.cache, origins)
    return result


def _opened(request: Request, watch: Watch) -> AbstractContextManager[Output]:
    """The output folder, to be changed."""
    return Output.open(request.out, force=request.force, wait=lambda: watch.waits(request.out))


@contextmanager
def _usable(result: Result) -> Iterator[None]:
    """Report what is wrong with the output folder: a manifest that is not ours; a full disk, a file in its place …"""
    try:
        yield
    except NotOursError as error:
        hint = "`build --force` starts afresh"
        result.report.error("bad-manifest", Source(str(result.out)), str(error), hint=hint)
    except OSError as error:
        result.rows.clear()  # nothing was written
        result.shared = Written()
        place = Source(str(error.filename or result.out))
        result.report.error("unusable-output", place, error.strerror or str(error))


def _say_theirs(written: Written, output: Output, report: Report) -> None:
    """Say what is in the way, so that a service is left as it was."""
    for path in written.theirs:
        report.error("edited-file", Source(str(output.root / path)), _whose(path, output), hint=_FORCE)


def _say_kept(output: Output, report: Report) -> None:
    """Say what was not removed."""
    for path in output.kept:
        message = "nothing asks for it any more; it was changed by hand, so it is left to you"
        report.warning("edited-file", Source(str(output.root / path)), message)


def _whose(path: str, output: Output) -> str:
    if path in output.manifest.before:
        return "it was changed by hand, and is not overwritten"
    return "a file that we did not make is in the way, and is not overwritten"


_FORCE = "move what you need out of it; `build --force` overwrites it"


def _compare_botocore(spec: str, unit: Unit, output: Output, say: Callable[..., None]) -> None:
    """Say when the output was made with another botocore: then what differs is not drift."""
    now = {name: (digest, version) for name, digest, version in unit.ingredients if name.startswith("botocore:")}
    for name, digest, version in output.manifest.ingredients(unit.service):
        if name in now and digest != now[name][0]:
            message = (
                f"botocore differs: the output was made with {version or 'none'}, here is {now[name][1] or 'none'}"
            )
            pin = f"pin botocore=={version} where this runs (for pre-commit: in additional_dependencies)"
            say("botocore-differs", Source(spec), message, hint=pin if version else "")


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
