"""`scan`: prints the operations that code uses, and compares them with the configuration or writes them into it."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from .. import config
from ..diagnostics import Report, Severity, Source, printable
from ..output import write_file
from ..pipeline import Request
from ..pipeline.cache import CACHE_FOLDER
from ..usage import Certainty, Findings, Output, Selection, Use, report_selection, report_unknowns, scan, select
from .arguments import Arguments, configured_table, make_requests
from .console import diagnostic_as_json, print_annotations, print_diagnostics


class ScanResult(NamedTuple):
    """What `scan` found."""

    findings: Findings
    differs: bool = False  # whether the configuration has other operations
    unknowns: int = 0


class _Table(NamedTuple):
    """A table of the configuration with operations, and the outputs for which they count."""

    key: config.Key
    outputs: list[Output]

    @property
    def configured(self) -> tuple[str, ...]:
        """Its operations."""
        return self.outputs[0].request.options.operations

    def place(self, name: str) -> Source:
        """Where an operation stands."""
        request = self.outputs[0].request
        return request.options.origin.source("operations", name) or Source(str(request.configuration[0]))


def run_scan(
    paths: Sequence[str], out: str | None, report: Report, *, writes: bool, checks: bool, is_strict: bool
) -> ScanResult:
    """Scan `paths`, or the folder of the configuration."""
    here = Path.cwd()
    requests = make_requests(Arguments(out=out), report, needs_sources=False)
    if report.has_errors:
        return ScanResult(Findings())
    requests = [each for each in requests if each.configuration and each.sources]
    if (writes or checks) and not requests:
        hint = "`shapewright init` writes one, with what a scan finds"
        report.error("no-configuration", Source("pyproject.toml"), "no configuration has sources", hint=hint)
        return ScanResult(Findings())
    scanned = [Path(os.path.relpath(here / each)) for each in paths] or [Path()]
    cache = requests[0].cache if requests else Path(CACHE_FOLDER)
    found = scan(scanned, requests, cache, report)
    findings = found.findings
    severity = Severity.ERROR if is_strict else Severity.WARNING
    configured = [name for each in requests for name in each.options.operations]
    unknowns = report_unknowns(findings, configured, severity, report)
    if report.has_errors and not unknowns:
        return ScanResult(findings)
    differs = False
    outputs = [Output(each, found.operations.get(each.out.as_posix(), {})) for each in requests]
    tables = _tables(outputs, requests) if writes or checks else []
    for table in tables:
        selection = select(table.outputs, table.configured, findings)
        _report_sources(table.outputs, findings, report)
        if writes and selection.differs:
            _write(table, selection, report)
        elif not writes:
            places = {name: table.place(name) for name in (*selection.unused, *selection.unremovable)}
            report_selection(selection, places, Severity.ERROR, report)
            differs |= bool(selection.differs or selection.unremovable)
    return ScanResult(findings, differs, unknowns)


def _tables(outputs: Iterable[Output], requests: Sequence[Request]) -> list[_Table]:
    """The tables whose operations count for the outputs."""
    text = Path(requests[0].configuration[0]).read_bytes().decode()
    tables: dict[config.Key, _Table] = {}
    for output in outputs:
        key = config.table_with_operations(text, configured_table(output.request))
        tables.setdefault(key, _Table(key, [])).outputs.append(output)
    return list(tables.values())


def _report_sources(outputs: Iterable[Output], findings: Findings, report: Report) -> None:
    """Report services that the code uses and no source has, and sources that the code does not use."""
    outputs = list(outputs)
    known = {service for each in outputs for service in each.operations}
    used: dict[str, Use] = {}
    for uses in findings.operations.values():
        used.setdefault(uses[0].service, uses[0])
    file = str(outputs[0].request.configuration[0])
    for service in used.keys() - known:
        message = f"the code uses {service}, which no source has: its operations are not compared"
        hint = f'add "botocore:{service}" to `sources` for its classes'
        report.note("service-not-configured", used[service].source, message, hint=hint)
    for output in outputs:
        named = output.request.options
        for service, found in output.operations.items():
            is_listed = any(named.is_named(found.name, each.rpartition(".")[0]) for each in named.operations)
            if service not in used and not is_listed and not any(each.service == service for each in findings.classes):
                message = f"nothing uses {service}, of which everything is kept"
                report.warning("unused-service", Source(file), message, hint=f"remove {service} from `sources`")


def _write(table: _Table, selection: Selection, report: Report) -> None:
    """Put the operations into the configuration."""
    file = Path(table.outputs[0].request.configuration[0])
    try:
        text = file.read_bytes().decode()
        write_file(file, config.with_operations(text, table.key, selection.operations).encode())
    except config.UneditableError:
        message = "`operations` cannot be changed here without changing something else"
        line = json.dumps(selection.operations)
        report.error("not-written", Source(str(file)), message, hint=f"write operations = {line} by hand")
    except OSError as error:
        report.error("unusable-output", Source(str(file)), error.strerror or str(error))


def print_scan(result: ScanResult, report: Report, form: str) -> None:
    """Print what was found."""
    if form == "json":
        click.echo(json.dumps(_as_json(result, report), indent=2))
        return
    for line in _lines(result.findings):
        click.echo(printable(line))
    print_annotations(report) if form == "github" else print_diagnostics(report)


def _lines(findings: Findings) -> Iterator[str]:
    operations = findings.operations
    width = max(map(len, operations), default=0)
    for name, uses in operations.items():
        more = f" and {len(uses) - 1} more" if len(uses) > 1 else ""
        likely = "  likely" if uses[0].certainty is Certainty.LIKELY else "  exact "
        yield f"{name:<{width}}{likely}  {uses[0].source}{more}"
    if operations:
        yield f"operations = {json.dumps(list(operations))}"
    else:
        yield f"no operations found in {findings.files} files"


def _as_json(result: ScanResult, report: Report) -> dict[str, Any]:
    return {
        "operations": [
            {"operation": name, "certainty": uses[0].certainty.value, "uses": [_use_as_json(each) for each in uses]}
            for name, uses in result.findings.operations.items()
        ],
        "unknown": [
            {
                "file": each.source.file,
                "line": each.source.line,
                "reason": each.reason,
                "service": each.service,
                "candidates": list(each.candidates),
            }
            for each in result.findings.unknowns
        ],
        "diagnostics": [diagnostic_as_json(each) for each in report],
    }


def _use_as_json(use: Use) -> dict[str, Any]:
    return {
        "file": use.source.file,
        "line": use.source.line,
        "evidence": use.evidence,
        "certainty": use.certainty.value,
        "output": use.output,
    }
