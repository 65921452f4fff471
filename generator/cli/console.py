"""What a run prints: for a person at a terminal, for a pipe, or for a machine.

rich is imported at a terminal only.
"""

import json
import sys
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..diagnostics import Diagnostic, Report, Severity, printable
from ..output import Changes, Difference
from ..pipeline import Artifacts, Listener, Result, ServiceResult

if TYPE_CHECKING:
    from rich.progress import Progress

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


class Console(Listener):
    """Shows a run while it works, and its results."""

    def waiting(self, out: Path) -> None:
        """See `Listener`."""
        click.echo(f"another run is writing to {out}: waiting for it to end", err=True)

    @abstractmethod
    def show(self, result: Result) -> None:
        """Show the result of one output."""

    def close(self) -> None:
        """End, after the last result or because the run was stopped."""


def make_console(form: str, *, several: bool) -> Console:
    """The console for `--format` and for where the output goes. `several`: results name their output folder."""
    if form == "json":
        return JsonConsole()
    return TerminalConsole(several) if sys.stderr.isatty() and sys.stdout.isatty() else PlainConsole(several)


class PlainConsole(Console):
    """A line for each service, then the diagnostics."""

    def __init__(self, several: bool) -> None:
        self._several = several

    def show(self, result: Result) -> None:
        """See `Console`."""
        if self._several:
            click.echo(f"{result.out}")
        for each in _services(result):
            enrichment = f"; {_enrichment(each)}" if each.enrichment else ""
            click.echo(f"{each.service}: {_count(each.types, 'type')}, {_summarize(each.changes)}{enrichment}")
        if _has_changes(result.shared):
            click.echo(f"{_SHARED}: {_summarize(result.shared)}")
        _conclude(result)


class TerminalConsole(Console):
    """A progress bar, then a table and the diagnostics."""

    def __init__(self, several: bool) -> None:
        self._several = several
        self._bar: Progress | None = None

    def started(self, specs: int) -> None:
        """See `Listener`."""
        from rich.console import Console as RichConsole
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        name = TextColumn("{task.description}", markup=False)
        columns = (name, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=RichConsole(stderr=True), transient=True)
        self._bar.add_task("reading", total=specs)
        self._bar.start()

    def finished(self, artifacts: Artifacts) -> None:
        """See `Listener`."""
        if self._bar:
            description = printable(artifacts.service or artifacts.spec)
            self._bar.update(self._bar.task_ids[0], advance=1, description=description)

    def show(self, result: Result) -> None:
        """See `Console`."""
        from rich.console import Console as RichConsole
        from rich.table import Table

        self.close()
        if services := _services(result):
            is_enriched = any(each.enrichment for each in services)
            table = Table(box=None, header_style="bold", pad_edge=False)
            table.add_column(f"{result.out}" if self._several else "service")
            for heading in ("types", "written", "unchanged", "removed"):
                table.add_column(heading, justify="right")
            for what in ("classes", "members") if is_enriched else ():
                table.add_column(f"{what}\nenriched", justify="right")
            for each in services:
                table.add_row(each.service, *map(str, (each.types, *_counts(each.changes))), *_matches(each))
            if _has_changes(result.shared):
                table.add_row(_SHARED, "", *map(str, _counts(result.shared)))
            if len(services) > 1:
                types = sum(each.types for each in services)
                counts = map(str, (types, *_counts(result.changes)))
                table.add_row(f"{len(services)} services", *counts, style="bold")
            RichConsole().print(table)
        _conclude(result)

    def close(self) -> None:
        """See `Console`."""
        if self._bar:
            self._bar.stop()
            self._bar = None


class JsonConsole(Console):
    """One JSON document."""

    def __init__(self) -> None:
        self._results: list[Result] = []

    def show(self, result: Result) -> None:
        """See `Console`."""
        self._results.append(result)

    def close(self) -> None:
        """See `Console`."""
        results = self._results
        faults = [each for result in results for each in result.type_faults]
        document = {
            "services": [_service_as_json(each, result.out) for result in results for each in result.services],
            "diagnostics": [diagnostic_as_json(each) for result in results for each in result.report],
            "shared": [
                {"out": result.out.as_posix(), **_counts_as_json(result.shared)}
                for result in results
                if result.services
            ],
            "removed": sum(result.dropped for result in results),
            "differences": [(result.out / each.path).as_posix() for result in results for each in result.differences],
            "type_errors": [
                {**diagnostic_as_json(each.diagnostic), "generated": f"{each.file}:{each.line}"} for each in faults
            ],
        }
        click.echo(json.dumps(document, indent=2))


def _services(result: Result) -> list[ServiceResult]:
    """The services to list. None for `check`, which writes nothing."""
    return [] if result.is_check else result.services


_SHARED = "shared by all"


def _has_changes(shared: Changes) -> bool:
    """Whether the files that all services share have changed, which is rare."""
    return bool(shared.written or shared.removed)


def _summarize(changes: Changes) -> str:
    counts = [f"{_count(changes.written, 'file')} written"]
    counts += [f"{changes.unchanged} unchanged"] if changes.unchanged else []
    counts += [f"{changes.removed} removed"] if changes.removed else []
    return ", ".join(counts)


def _enrichment(service: ServiceResult) -> str:
    """How much of a document botocore describes as well. Empty for a service that was not read from a document."""
    if not service.enrichment:
        return ""
    return "{model} has {classes} of {all_classes} classes, {members} of {all_members} members".format_map(
        service.enrichment
    )


def _matches(service: ServiceResult) -> Iterator[str]:
    """The enriched classes and members of a document: "28/30"."""
    for what in ("classes", "members"):
        if service.enrichment:
            yield f"{service.enrichment[what]}/{service.enrichment[f'all_{what}']}"


def _counts(changes: Changes) -> tuple[int, int, int]:
    return changes.written, changes.unchanged, changes.removed


def _counts_as_json(changes: Changes) -> dict[str, int]:
    return dict(zip(("written", "unchanged", "removed"), _counts(changes), strict=True))


def _service_as_json(service: ServiceResult, out: Path) -> dict[str, Any]:
    counts = _counts_as_json(service.changes)
    found = {"service": service.service, "out": out.as_posix(), "types": service.types, **counts}
    return {**found, "enrichment": service.enrichment} if service.enrichment else found


def print_diagnostics(report: Report) -> None:
    """Print diagnostics for people. A message that many places share is printed once, with their number."""
    for diagnostic, others in _grouped(report):
        severity = f"{diagnostic.severity}:"
        text = str(diagnostic).replace(severity, click.style(severity, fg=_COLOURS[diagnostic.severity], bold=True), 1)
        click.echo(text, err=True)
        if others:
            places = "place" if len(others) == 1 else "places"
            last = printable(str(others[-1].source))
            click.echo(f"    and {len(others)} more {places}, the last at {last}", err=True)


def _grouped(report: Iterable[Diagnostic]) -> Iterator[tuple[Diagnostic, list[Diagnostic]]]:
    """Each diagnostic with the others that have its code and message. Errors are not grouped."""
    groups: dict[tuple[str, str], list[Diagnostic]] = {}
    for each in report:
        key = (each.code, each.message) if each.severity is not Severity.ERROR else (str(each), "")
        groups.setdefault(key, []).append(each)
    yield from ((first, others) for first, *others in groups.values())


def diagnostic_as_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """A diagnostic for machines."""
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "file": diagnostic.source.file,
        "line": diagnostic.source.line,
        "shape": diagnostic.shape,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
    }


def _conclude(result: Result) -> None:
    """Print what concerns the whole run, for people."""
    if result.dropped:
        reason = " that no spec produces any more" if result.services else ""
        click.echo(f"{_count(result.dropped, 'file')} removed{reason}")
    for difference in result.differences:
        click.echo(_unified_diff(difference, result.out), nl=False)
    for fault in result.type_faults:
        click.echo(str(fault))
    print_diagnostics(result.report)
    if result.is_check and not result.report.has_errors:
        click.echo(_verdict(result))


def _unified_diff(difference: Difference, out: Path) -> str:
    import difflib  # most runs find no differences

    path = (out / difference.path).as_posix()
    found = (difference.found or "").splitlines(keepends=True)
    expected = (difference.expected or "").splitlines(keepends=True)
    before = path if difference.found is not None else "/dev/null"
    after = f"{path} (from the specs)" if difference.expected is not None else "/dev/null"
    lines = difflib.unified_diff(found, expected, before, after)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _verdict(result: Result) -> str:
    services = _count(len(result.services), "service")
    if not result.differences and not result.type_faults:
        return f"{services}: the output matches the specs, and its types are correct"
    files, errors = _count(len(result.differences), "file"), _count(len(result.type_faults), "type error")
    return f"{services}: {files} changed, {errors}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
