"""What a run prints: for a person at a terminal, for a pipe, or for a machine.

rich is imported at a terminal only.
"""

import itertools
import json
import os
import sys
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..diagnostics import Diagnostic, Severity, Source, TypeFault, printable
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


def make_console(form: str, *, several: bool, is_short: bool = False) -> Console:
    """The console for `--format` and for where the output goes.

    `several`: results name their output folder. `is_short`: differences are counted, not shown.
    """
    if form == "json":
        return JsonConsole()
    if form == "github":
        return GithubConsole(several, is_short=True)
    is_terminal = sys.stderr.isatty() and sys.stdout.isatty()
    return TerminalConsole(several, is_short) if is_terminal else PlainConsole(several, is_short)


class PlainConsole(Console):
    """A line for each service, then the diagnostics."""

    def __init__(self, several: bool, is_short: bool) -> None:
        self._several = several
        self._is_short = is_short

    def show(self, result: Result) -> None:
        """See `Console`."""
        if self._several and (not result.is_check or result.report.has_errors):
            click.echo(f"{result.out}")
        self._show_services(result)
        if result.dropped:
            reason = " that no spec produces any more" if result.services else ""
            click.echo(f"{_count(result.dropped, 'file')} removed{reason}")
        self._show_differences(result)
        for fault in result.type_faults:
            self._show_fault(fault, result.out)
        self._show_diagnostics([each for each in result.report if each not in result.known_facts])
        if result.is_check and not result.report.has_errors:
            out = f"{result.out}: " if self._several else ""
            click.echo(f"{out}{_verdict(result)}")

    def _show_services(self, result: Result) -> None:
        for each in _services(result):
            enrichment = f"; {_enrichment(each)}" if each.enrichment else ""
            click.echo(f"{each.service}: {_count(each.types, 'type')}, {_summarize(each.changes)}{enrichment}")
        if _has_changes(result.shared):
            click.echo(f"{_SHARED}: {_summarize(result.shared)}")

    def _show_differences(self, result: Result) -> None:
        if self._is_short and result.differences:
            click.echo("\n".join(_stat(result.differences, result.out)))
            return
        for difference in result.differences:
            click.echo("".join(_diff_lines(difference, result.out)), nl=False)

    def _show_fault(self, fault: TypeFault, out: Path) -> None:
        click.echo(str(fault))

    def _show_diagnostics(self, diagnostics: Iterable[Diagnostic]) -> None:
        print_diagnostics(diagnostics)


class GithubConsole(PlainConsole):
    """The same with annotations, which GitHub shows at lines of the files. It shows ten of each severity."""

    def _show_differences(self, result: Result) -> None:
        super()._show_differences(result)
        if result.differences:
            first = next((each for each in result.differences if each.found is not None), result.differences[0])
            files = _count(len(result.differences), "file")
            message = f"{files} in {result.out} changed: run `shapewright` and commit the output"
            source = Source((result.out / first.path).as_posix(), _first_line(first))
            click.echo(annotation(Diagnostic("output-differs", Severity.ERROR, source, message)))

    def _show_fault(self, fault: TypeFault, out: Path) -> None:
        where = f"in {(out / fault.file).as_posix()}:{fault.line}" if fault.file else ""
        click.echo(annotation(fault.diagnostic, where))

    def _show_diagnostics(self, diagnostics: Iterable[Diagnostic]) -> None:
        print_annotations(diagnostics)


class TerminalConsole(PlainConsole):
    """A progress bar, then a table and the diagnostics."""

    def __init__(self, several: bool, is_short: bool) -> None:
        super().__init__(several, is_short)
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

    def checking_types(self) -> None:
        """See `Console`."""
        if self._bar:
            self._bar.update(self._bar.task_ids[0], description="checking types", total=None)

    def show(self, result: Result) -> None:
        """See `Console`."""
        self.close()
        super().show(result)

    def _show_services(self, result: Result) -> None:
        from rich.console import Console as RichConsole
        from rich.table import Table

        if services := _services(result):
            is_enriched = any(each.enrichment for each in services)
            table = Table(box=None, header_style="bold", pad_edge=False)
            table.add_column("service")
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
        lists: dict[str, list[Any]] = {}
        for result in self._results:
            for name, values in _result_as_json(result).items():
                lists.setdefault(name, []).extend(values)
        click.echo(json.dumps(lists, indent=2))


def _result_as_json(result: Result) -> dict[str, list[Any]]:
    """The result of one output. Everything in it says which output that is."""
    out = result.out.as_posix()
    has_shared = result.services or _has_changes(result.shared)
    faults = [
        {**diagnostic_as_json(each.diagnostic), "generated": f"{each.file}:{each.line}", "out": out}
        for each in result.type_faults
    ]
    return {
        "services": [_service_as_json(each, result.out) for each in result.services],
        "diagnostics": [{**diagnostic_as_json(each), "out": out} for each in result.report],
        "shared": [{"out": out, **_counts_as_json(result.shared)}] if has_shared else [],
        "removed": [{"out": out, "files": result.dropped}] if result.dropped else [],
        "differences": [(result.out / each.path).as_posix() for each in result.differences],
        "type_errors": faults,
    }


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


def print_diagnostics(report: Iterable[Diagnostic]) -> None:
    """Print diagnostics for people. A message that many places share is printed once, with their number."""
    for diagnostic, others in _grouped(report):
        severity = f"{diagnostic.severity}:"
        text = str(diagnostic).replace(severity, click.style(severity, fg=_COLOURS[diagnostic.severity], bold=True), 1)
        click.echo(text, err=True)
        if others:
            click.echo(f"    {_others(others)}", err=True)


def print_annotations(report: Iterable[Diagnostic]) -> None:
    """Print diagnostics for GitHub."""
    for diagnostic, others in _grouped(report):
        click.echo(annotation(diagnostic, _others(others)))


def _others(others: list[Diagnostic]) -> str:
    """How many other places share a message. Empty if there are none."""
    if not others:
        return ""
    places = "place" if len(others) == 1 else "places"
    return f"and {len(others)} more {places}, the last at {printable(str(others[-1].source))}"


_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def annotation(diagnostic: Diagnostic, *more: str) -> str:
    """A diagnostic as a command for GitHub. `more`: further lines."""
    source = diagnostic.source
    is_file = Path(source.file).is_file()
    place = {"file": _in_workspace(source.file), "line": str(source.line or 1)} if is_file else {}
    properties = ",".join(
        f"{name}={_escaped(value, ':,')}" for name, value in {**place, "title": diagnostic.code}.items()
    )
    subject = ": ".join(filter(None, ["" if is_file else str(source), diagnostic.shape, diagnostic.message]))
    hint = f"hint: {diagnostic.hint}" if diagnostic.hint else ""
    text = "\n".join(printable(each) for each in (subject, hint, *more) if each)
    return f"::{_LEVELS[diagnostic.severity]} {properties}::{_escaped(text)}"


def _escaped(text: str, others: str = "") -> str:
    """`text` for a command for GitHub, in which line breaks, `%` and the characters in `others` are escaped."""
    for each in f"%\r\n{others}":
        text = text.replace(each, f"%{ord(each):02X}")
    return text


def _in_workspace(file: str) -> str:
    """A path as GitHub knows it: below the folder of the repository."""
    path, workspace = Path(file).resolve(), os.environ.get("GITHUB_WORKSPACE")
    if workspace and path.is_relative_to(folder := Path(workspace).resolve()):
        return path.relative_to(folder).as_posix()
    return Path(file).as_posix()


_MENDED_AT_ONCE = {"edited-file"}  # a formatter edits all files, and `build --force` writes all of them


def _grouped(report: Iterable[Diagnostic]) -> Iterator[tuple[Diagnostic, list[Diagnostic]]]:
    """Each diagnostic with the others that have its code and message. Errors that are mended one by one stand alone."""
    groups: dict[tuple[str, str], list[Diagnostic]] = {}
    for each in report:
        is_grouped = each.severity is not Severity.ERROR or each.code in _MENDED_AT_ONCE
        key = (each.code, each.message) if is_grouped else (str(each), "")
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


def _diff_lines(difference: Difference, out: Path) -> Iterator[str]:
    """A unified diff, with the ends of its lines."""
    import difflib  # most runs find no differences

    path = (out / difference.path).as_posix()
    found = (difference.found or "").splitlines(keepends=True)
    expected = (difference.expected or "").splitlines(keepends=True)
    before = path if difference.found is not None else "/dev/null"
    after = f"{path} (from the specs)" if difference.expected is not None else "/dev/null"
    lines = difflib.unified_diff(found, expected, before, after)
    yield from (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _stat(differences: list[Difference], out: Path) -> Iterator[str]:
    """The number of lines that each file gains and loses, and of all of them."""
    rows = []
    for each in differences:
        _, _, *lines = [line[:1] for line in _diff_lines(each, out)] or ["", ""]
        what = "new, " * (each.found is None) + "removed, " * (each.expected is None)
        rows.append(((out / each.path).as_posix(), what, lines.count("+"), lines.count("-")))
    width = max(len(path) for path, *_ in rows)
    yield from (f"{path:<{width}} | {what}+{added} -{removed}" for path, what, added, removed in rows)
    added, removed = sum(row[2] for row in rows), sum(row[3] for row in rows)
    yield f"{_count(len(rows), 'file')}: +{added} -{removed}"


def _first_line(difference: Difference) -> int:
    """The first line of a file that differs, from 1."""
    pairs = itertools.zip_longest(*((each or "").splitlines() for each in (difference.found, difference.expected)))
    return next((number for number, (found, expected) in enumerate(pairs, 1) if found != expected), 1)


def _verdict(result: Result) -> str:
    services = _count(len(result.services), "service")
    if not result.differences and not result.type_faults:
        return f"{services}: the output matches the specs, and its types are correct"
    files, errors = _count(len(result.differences), "file"), _count(len(result.type_faults), "type error")
    return f"{services}: {files} changed, {errors}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
