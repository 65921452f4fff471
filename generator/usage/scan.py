"""`scan`: from files to findings. What is slow is imported, and done, only if something has changed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..diagnostics import Report, Severity, Source
from ..pipeline import Request
from ..pipeline.make_service import no_garbage_collection
from ..source_files import recording
from . import stored_scan
from .findings import ClassUse, Findings, Unknown, names
from .modules import PAGES, PYTHON, find_files
from .stored_scan import StoredScan

if TYPE_CHECKING:
    from .catalog import Catalog
    from .flow.definitions import Site
    from .flow.values import Values
    from .outputs import Outputs

_FILE = "scan.json"  # in the folder for caches
Files = Sequence[tuple[Path, bytes]]


@no_garbage_collection()
def scan(paths: Sequence[Path], requests: Sequence[Request], cache: Path | None, report: Report) -> StoredScan:
    """The operations that the code at `paths` uses, and those that the outputs of `requests` may have.

    `cache`: the folder for caches.
    """
    seen = Report()
    files = read_files(paths, seen)
    key = stored_scan.key_of(files, repr([(each.sources, each.targets, each.out, each.options) for each in requests]))
    found = stored_scan.load(cache / _FILE, key) if cache else None
    if found is None:
        with recording() as observations:
            survey = make_survey(files, requests, cache, seen)
            operations = {each.out: each.operations for each in survey.outputs.configured}
            found = StoredScan(survey.findings, operations)
        found.diagnostics = list(seen)
        found.observations = observations
        if cache and not seen.has_errors:
            stored_scan.save(cache / _FILE, key, found)
    report.extend(found.diagnostics)
    return found


class Survey(NamedTuple):
    """What a scan found that was not stored, and what it was compared with."""

    findings: Findings
    outputs: "Outputs"
    catalog: "Catalog"


def read_files(paths: Sequence[Path], report: Report) -> list[tuple[Path, bytes]]:
    """The files to scan, with their content."""
    return [(file, content) for file in find_files(paths, report) if (content := _read(file, report)) is not None]


def make_survey(files: Files, requests: Sequence[Request], cache: Path | None, report: Report) -> Survey:
    """Scan `files`, whatever is stored."""
    from .analysis import analyse
    from .catalog import Catalog
    from .flow import Program
    from .modules import parse_modules
    from .outputs import Outputs
    from .pages import scan_pages

    catalog = Catalog(cache)
    outputs = Outputs(requests, catalog)
    for each in outputs.configured:
        _ = each.operations  # has the sources read
        report.extend(diagnostic for diagnostic in each.report if diagnostic.severity is Severity.ERROR)
    modules = parse_modules([each for each in files if each[0].suffix in PYTHON], report)
    contents = {str(file): content for file, content in files}
    findings = analyse(
        Program(modules, catalog), outputs, lambda sites: _find_types(sites, contents, cache, catalog, report)
    )
    pages = scan_pages([each for each in files if each[0].suffix in PAGES], outputs)
    findings.uses += pages.uses
    findings.classes += pages.classes
    findings.files = len(files)
    findings.sort()
    return Survey(findings, outputs, catalog)


def _read(file: Path, report: Report) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError as error:
        report.warning("not-scanned", Source(str(file)), f"{error.strerror or error}, so it was not scanned")
        return None


def _find_types(
    sites: "Sequence[Site]", contents: Mapping[str, bytes], cache: Path | None, catalog: "Catalog", report: Report
) -> "Mapping[Site, Values]":
    """What mypy says of some places. Nothing, with a note, if it cannot be asked."""
    from .stub_types import UnavailableError, find_types

    try:
        return find_types({file: contents[file] for file, _, _ in sites}, sites, cache, catalog.find_service)
    except UnavailableError as error:
        message = f"types were not looked at: {error}"
        hint = "with mypy and types-boto3 (or boto3-stubs) beside the code, a scan can tell more"
        report.note("scan-types-unavailable", Source(sites[0][0]), message, hint=hint)
        return {}


def report_unknowns(findings: Findings, configured: Sequence[str], severity: Severity, report: Report) -> int:
    """Report the places where nobody can tell. Returns how many there are."""
    unclear = list(findings.unknowns)
    known = {f"{use.service}.{use.operation}" for use in findings.uses} | set(configured)
    for each in findings.classes:
        if known.isdisjoint(f"{each.service}.{operation}" for operation in each.operations):
            unclear.append(_as_unknown(each))
    hint = "add what it uses to `operations` by hand: a scan keeps what the place may use"
    for unknown in unclear:
        report.add(severity, "unknown-use", unknown.source, unknown.reason, hint=hint)
    return len(unclear)


def _as_unknown(use: ClassUse) -> Unknown:
    operations = tuple(f"{use.service}.{each}" for each in use.operations)
    return Unknown(use.source, f"{use.name} of {use.service} may be for {names(operations)}", operations)
