"""The whole program on one page: find the specs, make what has changed, and write it; or compare instead of writing."""

import functools
import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic, Report, Severity, Source
from ..options import Options
from ..output import (
    ALL_SERVICES,
    Changes,
    FileInUseError,
    FileSet,
    ForeignManifestError,
    OutputFolder,
    has_unfinished_run,
)
from ..targets import TARGETS
from .artifacts import Artifacts
from .cache import Cache
from .make_service import find_specs, make_services, make_shared_files, no_garbage_collection, read_service
from .request import Request
from .result import Listener, Result, ServiceResult

if TYPE_CHECKING:
    from .type_check import FindOrigins


@no_garbage_collection()
def build(request: Request, listener: Listener) -> Result:
    """Make the output folder match the specs. If a spec has errors, the files of its service stay as they are."""
    result = Result(Report(), request.out)
    cache = Cache.load(request)
    specs = find_specs(request, result.report)
    cached = {
        spec: found
        for spec, name in specs.items()
        if cache and (found := cache.get(spec, name)) and cache.is_on_disk(found)
    }
    is_settled = cache and cache.is_complete and (not request.whole or len(cache.specs) == len(specs))
    if (
        is_settled
        and len(cached) == len(specs)
        and not result.report.has_errors
        and not has_unfinished_run(request.out)
    ):
        for each in _artifacts(specs, cached, request, listener, result):
            result.services.append(_result(each, Changes(unchanged=each.file_count)))
        return result
    with (
        _reporting_output_errors(result),
        _open(request, listener) as output,
        closing(_artifacts(specs, cached, request, listener, result)) as all_artifacts,
    ):
        are_written = [_write(each, output, cache, result) for each in all_artifacts]
        is_complete = all(are_written) and not result.report.has_errors
        if request.whole and is_complete:
            result.dropped = output.drop_others(result.service_names, request.owners)
        if result.services or request.options.is_runtime:
            services = {each: output.manifest.services(each) for each in request.targets}
            shared_files = make_shared_files(services, output.manifest.targets, request.options, result.report)
            result.shared = output.write(shared_files)
            if result.shared.blocked_by:
                _report_blocked(result.shared, output, result.report)
                result.forget_changes()  # no service can be imported without the shared files
                return result
            output.commit()
            _report_kept(output, result.report)
            if cache:
                cache.is_complete = is_complete and not result.report.has_errors
                shared_paths = [path for file_set in shared_files for path in file_set.files]
                cache.save(specs if request.whole else cache.specs, shared_paths)
    return result


def _artifacts(
    specs: Mapping[str, str], cached: Mapping[str, Artifacts], request: Request, listener: Listener, result: Result
) -> Generator[Artifacts, None, None]:
    """The artifacts of each spec. Tells the listener about each."""
    listener.started(len(specs))
    for each in make_services(specs, cached, request, result.report):
        listener.finished(each)
        if each.is_cached or result.is_check:
            result.known_facts.update(filter(_is_fact, each.diagnostics))
        yield each


def _is_fact(diagnostic: Diagnostic) -> bool:
    """Whether there is nothing to do about a diagnostic, so that it is news only when its service is made."""
    return diagnostic.severity is Severity.NOTE and not diagnostic.hint


def _write(artifacts: Artifacts, output: OutputFolder, cache: Cache | None, result: Result) -> bool:
    """Stage the files of one service. Returns False if it has none, or if a foreign file blocks them."""
    if not artifacts.service:
        return False
    if artifacts.is_cached:
        changes = Changes(unchanged=artifacts.file_count)
    else:
        _compare_botocore(artifacts.spec, artifacts.file_sets[0], output, result.report)
        changes = output.write(artifacts.file_sets)
    if changes.blocked_by:
        _report_blocked(changes, output, result.report)
        return False
    result.services.append(_result(artifacts, changes))
    if cache:
        cache.store(artifacts)
    return True


def _result(artifacts: Artifacts, changes: Changes) -> ServiceResult:
    return ServiceResult(artifacts.service, artifacts.types, artifacts.enrichment, changes)


def clean(request: Request, listener: Listener) -> Result:
    """Remove from the output folder what we generated, and nothing else."""
    result = Result(Report(), request.out)
    if request.out.is_dir():
        with _reporting_output_errors(result), _open(request, listener) as output:
            result.dropped = output.clean()
            _report_kept(output, result.report)
    return result


@no_garbage_collection()
def check(request: Request, listener: Listener) -> Result:
    """Compare the output folder with the specs, and type-check it. Writes nothing there.

    A service is not made again if its files match the manifest byte for byte and nothing that it depends on changed.
    """
    from .type_check import check_types, explain_bases, explain_own_classes, explain_runtime

    result = Result(Report(), request.out, is_check=True)
    cache = Cache.load(request)
    specs = find_specs(request, result.report)
    file_sets: list[FileSet] = []
    spec_of: dict[str, str] = {}  # by service
    with _reporting_output_errors(result):
        output = OutputFolder.load(request.out)
        cached = {spec: found for spec, name in specs.items() if cache and (found := cache.get(spec, name))}
        unmodified = {spec: output.unmodified(each.service, request.owners) for spec, each in cached.items()}
        up_to_date = {spec: each for spec, each in cached.items() if unmodified[spec]}
        for each in _artifacts(specs, up_to_date, request, listener, result):
            if each.service:
                result.services.append(_result(each, Changes()))
                spec_of[each.service] = each.spec
                file_sets += each.file_sets or unmodified[each.spec]
        if not result.report.has_errors:
            made = {file_set.service: file_set for file_set in reversed(file_sets)}
            others = {each: () if request.whole else output.manifest.services(each) for each in request.targets}
            services = {each: {*result.service_names, *others[each]} for each in request.targets}
            kept = () if request.whole else output.manifest.targets
            file_sets += make_shared_files(services, kept, request.options, result.report)
            result.differences += output.differences(file_sets, whole=request.whole)
            for difference in result.differences:
                if difference.is_foreign:
                    source = Source(str(request.out / difference.path))
                    message = _why_foreign(difference.path, output)
                    result.report.warning("edited-file", source, message, hint=_FORCE_HINT)
            for service, spec in spec_of.items():
                _explain_with_botocore(spec, made[service], output, result)
            packages = [
                each for each in file_sets if each.target in request.targets and TARGETS[each.target].is_package
            ]
            started_from = packages if request.whole else [each for each in packages if each.service != ALL_SERVICES]
            generated = {each: _paths(packages, each) for each in request.targets}
            find_origins = _origin_finder(spec_of, specs, request.options)
            listener.checking_types()
            faults = check_types(request.out, _paths(started_from), _paths(packages), request.cache, find_origins)
            faults = explain_runtime(faults, request.out, request.options)
            faults = explain_bases(faults, request.out, generated, request.options)
            result.type_faults += explain_own_classes(faults, request.out, request.options)
    return result


def _paths(file_sets: Iterable[FileSet], target: str = "") -> set[str]:
    """The paths of all files, or of those of one target."""
    return {path for each in file_sets if target in {"", each.target} for path in each.files}


def _open(request: Request, listener: Listener) -> AbstractContextManager[OutputFolder]:
    return OutputFolder.open(request.out, force=request.force, on_wait=lambda: listener.waiting(request.out))


@contextmanager
def _reporting_output_errors(result: Result) -> Iterator[None]:
    """Report what is wrong with the output folder: a foreign manifest, a full disk, a file in place of a folder."""
    try:
        yield
    except ForeignManifestError as error:
        hint = "`build --force` replaces it"
        result.report.error("bad-manifest", Source(str(result.out)), str(error), hint=hint)
    except FileInUseError as error:
        result.forget_changes()
        hint = "close it there and run again, which makes the remaining changes"
        message = "another program has this file open, so it cannot be changed"
        result.report.error("file-in-use", Source(str(error.filename)), message, hint=hint)
    except OSError as error:
        result.forget_changes()
        source = Source(str(error.filename or result.out))
        result.report.error("unusable-output", source, error.strerror or str(error))


def _report_blocked(changes: Changes, output: OutputFolder, report: Report) -> None:
    """Report the files because of which a service was not written."""
    for path in changes.blocked_by:
        message = f"{_why_foreign(path, output)}, so it was not overwritten"
        report.error("edited-file", Source(str(output.root / path)), message, hint=_FORCE_HINT)


def _report_kept(output: OutputFolder, report: Report) -> None:
    """Report the files that would have been removed if nobody had edited them."""
    for path in output.kept:
        message = "no spec produces this file any more, but it was edited by hand, so it was not removed"
        report.warning("edited-file", Source(str(output.root / path)), message)


def _why_foreign(path: str, output: OutputFolder) -> str:
    is_ours = path in output.manifest.before
    return "the file was edited by hand" if is_ours else "the file was not generated by Shapewright"


_FORCE_HINT = "copy what you need out of it, then run `build --force`"


def _compare_botocore(spec: str, file_set: FileSet, output: OutputFolder, report: Report) -> None:
    """Report that the output was made with another botocore.

    If the installed one is newer, that is what an upgrade looks like. If it is older, a build is about to go back.
    """
    for before, after, is_same in _other_botocores(file_set, output):
        if _is_older(after, before):
            message = f"botocore {after} is installed, which is older than {before}, with which the output was made"
            report.warning("botocore-older", Source(spec), message, hint=_pin(before))
        elif not is_same:
            report.note("botocore-differs", Source(spec), _differs(before, after))


def _explain_with_botocore(spec: str, file_set: FileSet, output: OutputFolder, result: Result) -> None:
    """Report another botocore if it may be why the output differs, or if it is older, so that a build would go back."""
    for before, after, is_same in _other_botocores(file_set, output):
        if is_same:
            continue
        if _is_older(after, before):
            result.report.warning("botocore-differs", Source(spec), _differs(before, after), hint=_pin(before))
        elif result.differences:
            hint = "build again, and commit the output"
            result.report.note("botocore-differs", Source(spec), _differs(before, after), hint=hint)


def _other_botocores(file_set: FileSet, output: OutputFolder) -> Iterator[tuple[str, str, bool]]:
    """The version that a service was made with, the installed one if it is another, and whether they say the same."""
    now = {name: (digest, version) for name, digest, version in file_set.ingredients if name.startswith("botocore:")}
    for name, digest, version in output.manifest.ingredients(file_set.service):
        if name in now and version != now[name][1]:
            yield version, now[name][1], digest == now[name][0]


def _differs(before: str, after: str) -> str:
    return f"botocore differs: the output was made with {before or 'none'}, and {after or 'none'} is installed"


def _pin(version: str) -> str:
    return f"pin botocore=={version} where this runs (for pre-commit: in additional_dependencies)"


def _is_older(version: str, other: str) -> bool:
    """Whether `version` is a release before `other`. botocore's versions are numbers between dots."""
    numbers = [[int(part) for part in re.findall(r"\d+", each)] for each in (version, other)]
    return bool(version and other) and numbers[0] < numbers[1]


def _origin_finder(spec_of: Mapping[str, str], names: Mapping[str, str], options: Options) -> "FindOrigins":
    """A function that finds where the classes and fields of a service come from, by reading its spec once more.

    `names` has the name that the service of each spec is to have.
    """

    @functools.cache
    def find_origins(service: str) -> Mapping[str, tuple[Source, str]]:
        from ..passes import rewrite
        from ..targets.python.package import origins

        report = Report()
        spec = spec_of.get(service, "")
        found = read_service(spec, names[spec], report) if spec else None
        return origins(rewrite(found, options, report)) if found else {}

    return find_origins
