"""What a run shows while it works and at its end: to a person at a terminal, to a pipe, or to a machine.

rich is loaded for a terminal only.
"""

import json
import sys
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.diagnostics import Diagnostic, Report, Severity, printable
from generator.pipeline import Difference, Made, Result, Row, Watch, Written

if TYPE_CHECKING:
    from rich.progress import Progress

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


class Console(Watch):
    """How a run is shown. It says what came of it when it is over."""

    def waits(self, out: Path) -> None:
        """See `Watch`."""
        click.echo(f"another run is writing to {out}: waiting for it to end", err=True)

    @abstractmethod
    def end(self, result: Result) -> None:
        """An output is done."""

    def close(self) -> None:
        """All are, or it was stopped."""


def console(form: str, *, several: bool) -> Console:
    """The console for `--format`, and for where our output goes; `several`: it has to say which output it speaks of."""
    if form == "json":
        return Machine()
    return Terminal(several) if sys.stderr.isatty() and sys.stdout.isatty() else Plain(several)


class Plain(Console):
    """A line for each service, then what there is to say about the specs."""

    def __init__(self, several: bool) -> None:
        self._several = several

    def end(self, result: Result) -> None:
        """See `Console`."""
        if self._several:
            click.echo(f"{result.out}")
        for row in _written(result):
            click.echo(f"{row.service}: {_count(row.types, 'type')}, {_said(row.written)}")
        if _is_worth_saying(result.shared):
            click.echo(f"{_SHARED}: {_said(result.shared)}")
        _conclude(result)


class Terminal(Console):
    """A bar while there is work, then a table."""

    def __init__(self, several: bool) -> None:
        self._several = several
        self._bar: Progress | None = None

    def begin(self, specs: int) -> None:
        """See `Watch`."""
        from rich.console import Console as RichConsole
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        name = TextColumn("{task.description}", markup=False)
        columns = (name, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = Progress(*columns, console=RichConsole(stderr=True), transient=True)
        self._bar.add_task("reading", total=specs)
        self._bar.start()

    def made(self, made: Made) -> None:
        """See `Watch`."""
        if self._bar:
            self._bar.update(self._bar.task_ids[0], advance=1, description=printable(made.service or made.spec))

    def end(self, result: Result) -> None:
        """See `Console`."""
        from rich.console import Console as RichConsole
        from rich.table import Table

        self.close()
        if rows := _written(result):
            table = Table(box=None, header_style="bold", pad_edge=False)
            table.add_column(f"{result.out}" if self._several else "service")
            for heading in ("types", "written", "unchanged", "removed"):
                table.add_column(heading, justify="right")
            for row in rows:
                table.add_row(row.service, *map(str, (row.types, *_counts(row.written))))
            if _is_worth_saying(result.shared):
                table.add_row(_SHARED, "", *map(str, _counts(result.shared)))
            if len(rows) > 1:
                types = sum(row.types for row in rows)
                counts = map(str, (types, *_counts(result.written)))
                table.add_row(f"{len(rows)} services", *counts, style="bold")
            RichConsole().print(table)
        _conclude(result)

    def close(self) -> None:
        """See `Console`."""
        if self._bar:
            self._bar.stop()
            self._bar = None


class Machine(Console):
    """One JSON document, and nothing else."""

    def __init__(self) -> None:
        self._results: list[Result] = []

    def end(self, result: Result) -> None:
        """See `Console`."""
        self._results.append(result)

    def close(self) -> None:
        """See `Console`."""
        results = self._results
        faults = [each for result in results for each in result.faults]
        document = {
            "services": [_plain_row(row, result.out) for result in results for row in result.rows],
            "diagnostics": [_plain(each) for result in results for each in result.report],
            "shared": [
                {"out": result.out.as_posix(), **_plain_counts(result.shared)} for result in results if result.rows
            ],
            "removed": sum(result.dropped for result in results),
            "differences": [(result.out / each.path).as_posix() for result in results for each in result.differences],
            "type_errors": [{**_plain(each.diagnostic), "generated": f"{each.file}:{each.line}"} for each in faults],
        }
        click.echo(json.dumps(document, indent=2))


def _written(result: Result) -> list[Row]:
    """The services for which something could have been written: none, if the run compared instead."""
    return [] if result.checked else result.rows


_SHARED = "shared by all"


def _is_worth_saying(shared: Written) -> bool:
    """Whether the files that are about all services changed: they do so rarely."""
    return bool(shared.written or shared.removed)


def _said(written: Written) -> str:
    counts = [f"{_count(written.written, 'file')} written"]
    counts += [f"{written.unchanged} unchanged"] if written.unchanged else []
    counts += [f"{written.removed} removed"] if written.removed else []
    return ", ".join(counts)


def _counts(written: Written) -> tuple[int, int, int]:
    return written.written, written.unchanged, written.removed


def _plain_counts(written: Written) -> dict[str, int]:
    return dict(zip(("written", "unchanged", "removed"), _counts(written), strict=True))


def _plain_row(row: Row, out: Path) -> dict[str, Any]:
    return {"service": row.service, "out": out.as_posix(), "types": row.types, **_plain_counts(row.written)}


def say(report: Report) -> None:
    """Diagnostics, for people; what is said of many places alike is said once, and counted."""
    for diagnostic, others in _grouped(report):
        severity = f"{diagnostic.severity}:"
        text = str(diagnostic).replace(severity, click.style(severity, fg=_COLOURS[diagnostic.severity], bold=True), 1)
        click.echo(text, err=True)
        if others:
            places = "place" if len(others) == 1 else "places"
            last = printable(str(others[-1].source))
            click.echo(f"    and {len(others)} more {places}, the last at {last}", err=True)


def _grouped(report: Iterable[Diagnostic]) -> Iterator[tuple[Diagnostic, list[Diagnostic]]]:
    """Diagnostics, each with those that say the same of other places; errors stand for themselves."""
    groups: dict[tuple[str, str], list[Diagnostic]] = {}
    for each in report:
        alike = (each.code, each.message) if each.severity is not Severity.ERROR else (str(each), "")
        groups.setdefault(alike, []).append(each)
    yield from ((first, others) for first, *others in groups.values())


def _plain(diagnostic: Diagnostic) -> dict[str, Any]:
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
    """What there is to say of the whole, for people."""
    if result.dropped:
        why = " that nothing asks for any more" if result.rows else ""
        click.echo(f"{_count(result.dropped, 'file')} removed{why}")
    for difference in result.differences:
        click.echo(_unified(difference, result.out), nl=False)
    for fault in result.faults:
        click.echo(str(fault))
    say(result.report)
    if result.checked and not result.report.failed:
        click.echo(_verdict(result))


def _unified(difference: Difference, out: Path) -> str:
    import difflib  # most runs find no difference

    path = (out / difference.path).as_posix()
    found = (difference.found or "").splitlines(keepends=True)
    wanted = (difference.wanted or "").splitlines(keepends=True)
    before = path if difference.found is not None else "/dev/null"
    after = f"{path} (from the specs)" if difference.wanted is not None else "/dev/null"
    lines = difflib.unified_diff(found, wanted, before, after)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _verdict(result: Result) -> str:
    services = _count(len(result.services), "service")
    if not result.differences and not result.faults:
        return f"{services}: the output is what the specs give, and its types are right"
    return f"{services}: {_count(len(result.differences), 'file')} changed, {_count(len(result.faults), 'type error')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
