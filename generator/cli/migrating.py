"""`migrate`: prints what would become of the code, shows it as a diff, or writes it."""

import difflib
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from ..diagnostics import Report, Source, printable
from ..output import write_file
from ..pipeline.cache import CACHE_FOLDER
from ..usage.migrate import MigratedFile, Migration, migrate
from .arguments import Arguments, make_requests
from .console import diagnostic_as_json, print_annotations, print_diagnostics


def run_migrate(
    paths: Sequence[str],
    out: str | None,
    report: Report,
    *,
    writes: bool = False,
    is_application: bool = False,
    checks_types: bool = True,
) -> Migration:
    """Migrate the code at `paths`, or in the folder of the configuration."""
    here = Path.cwd()
    requests = make_requests(Arguments(out=out), report, needs_sources=False)
    if report.has_errors:
        return Migration()
    requests = [each for each in requests if each.configuration and each.sources]
    if not requests:
        hint = "`shapewright init` writes one, with what a scan finds"
        report.error("no-configuration", Source("pyproject.toml"), "no configuration has sources", hint=hint)
        return Migration()
    migrated = [Path(os.path.relpath(here / each)) for each in paths] or [Path()]
    cache = requests[0].cache or Path(CACHE_FOLDER)
    found = migrate(migrated, requests, cache, report, is_application=is_application, checks_types=checks_types)
    if writes and not report.has_errors:
        for file in found.files:
            _write(file, report)
    return found


def _write(file: MigratedFile, report: Report) -> None:
    try:
        write_file(file.path, file.after)
    except OSError as error:
        report.error("not-written", Source(str(file.path)), error.strerror or str(error))


def print_migration(found: Migration, report: Report, form: str, *, shows_diff: bool, writes: bool) -> None:
    """Print what becomes of the code."""
    if form == "json":
        click.echo(json.dumps(_as_json(found, report), indent=2))
        return
    if shows_diff:
        for file in found.files:
            click.echo(diff_of(file), nl=False)
    for line in _lines(found, writes=writes):
        click.echo(printable(line), err=shows_diff)
    print_annotations(report) if form == "github" else print_diagnostics(report)


def diff_of(file: MigratedFile) -> str:
    """What changes in a file, as a unified diff."""
    before, after = (text.decode(errors="replace").splitlines(keepends=True) for text in (file.before, file.after))
    name = file.path.as_posix()
    lines = difflib.unified_diff(before, after, f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(found: Migration, *, writes: bool) -> Iterator[str]:
    by_file = Counter(each.file for each in found.migrated)
    for file, count in sorted(by_file.items()):
        yield f"{file}: {_count(count, 'place')} {'migrated' if writes else 'to migrate'}"
    for left in found.left:
        name = f"{left.name}: " if left.name else ""
        yield f"{left.source}: left alone: {name}{left.reason}"
    total = len(found.migrated) + len(found.left)
    if not total:
        yield "no calls of clients found"
        return
    done = "migrated" if writes else "can be migrated"
    yield f"{len(found.migrated)} of {_count(total, 'place')} {done}, {len(found.left)} left alone"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _as_json(found: Migration, report: Report) -> dict[str, Any]:
    return {
        "files": [each.path.as_posix() for each in found.files],
        "migrated": [{"file": each.file, "line": each.line} for each in found.migrated],
        "left": [
            {"file": each.source.file, "line": each.source.line, "operation": each.name, "reason": each.reason}
            for each in found.left
        ],
        "diagnostics": [diagnostic_as_json(each) for each in report],
    }
