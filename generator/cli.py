"""The command line: what was asked for, what came of it, and the exit code."""

import difflib
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from generator import __version__, config
from generator.diagnostics import Diagnostic, Report, Severity, Source
from generator.pipeline import (
    DEFAULT_TARGETS,
    READERS,
    TARGETS,
    Difference,
    Made,
    Request,
    Result,
    Written,
    build,
    check,
)

_DONE, _DIFFERS, _UNUSABLE = 0, 1, 2


def main() -> None:
    """Run the command line."""
    cli(prog_name="shapewright")


_sources = click.option("--source", "sources", multiple=True, metavar="SPEC", help="A spec, or a folder of specs.")
_targets = click.option("--target", "targets", multiple=True, metavar="NAME", help="What to write; repeat for more.")
_out = click.option("--out", metavar="DIR", help="Where to write.")
_operations = click.option("--operation", "operations", multiple=True, metavar="NAME", help="Keep what this one needs.")
_jobs = click.option("--jobs", type=click.IntRange(min=1), help="Processes. [default: one for each core]")


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="shapewright")
@click.pass_context
def cli(context: click.Context) -> None:
    """Turn AWS type specs into typed models you can run.

    Without a command: build what [tool.shapewright] in the nearest pyproject.toml says.
    """
    if context.invoked_subcommand is None:
        context.invoke(build_command)


@cli.command("build")
@_sources
@_targets
@_out
@_operations
@_jobs
def build_command(
    sources: Sequence[str] = (),
    targets: Sequence[str] = (),
    out: str | None = None,
    operations: Sequence[str] = (),
    jobs: int | None = None,
) -> None:
    """Generate. What is not said here is taken from [tool.shapewright]."""
    request = _request(sources, targets, out, operations, jobs)
    result = build(request, _say_built)
    _say(result.report)
    sys.exit(_UNUSABLE if result.report.failed else _DONE)


@cli.command("check")
@_sources
@_targets
@_out
@_operations
@_jobs
def check_command(
    sources: Sequence[str], targets: Sequence[str], out: str | None, operations: Sequence[str], jobs: int | None
) -> None:
    """Say whether the output is what the specs give, and whether its types are right. Writes nothing."""
    request = _request(sources, targets, out, operations, jobs)
    result = check(request, lambda made, _: None)
    for difference in result.differences:
        click.echo(_unified(difference, request.out), nl=False)
    for fault in result.faults:
        click.echo(str(fault))
    _say(result.report)
    if result.report.failed:
        sys.exit(_UNUSABLE)
    click.echo(_verdict(result))
    sys.exit(_DIFFERS if result.differences or result.faults else _DONE)


@cli.command("list")
def list_command() -> None:
    """Sources and targets known here."""
    click.echo("sources")
    for reader in READERS:
        click.echo(f"  {reader.name:<12} {reader.reads}")
    click.echo("targets")
    for name, target in TARGETS.items():
        default = "" if name in DEFAULT_TARGETS else " (only when asked for)"
        click.echo(f"  {name:<12} {target.writes}{default}")


def _request(
    sources: Sequence[str], targets: Sequence[str], out: str | None, operations: Sequence[str], jobs: int | None
) -> Request:
    """What to build: the configuration, overruled by the command line. Ends the program if either is wrong."""
    report = Report()
    for target in targets:
        if target not in TARGETS:
            report.error(
                "unknown-target", Source("--target"), f"no target {target}", hint=f"known are {', '.join(TARGETS)}"
            )
    file = config.find(Path.cwd())
    settings = config.load(file, TARGETS, report) if file else config.Config()
    if not sources and settings and not settings.sources:
        report.error(
            "no-source",
            Source(str(file or "pyproject.toml")),
            "nothing to read",
            hint='name a spec with --source, or set sources = ["specs"] in [tool.shapewright]',
        )
    if report.failed or settings is None:
        _say(report)
        sys.exit(_UNUSABLE)
    base = _relative(file.parent) if file else Path()
    options = settings.options
    return Request(
        sources=tuple(sources) or tuple((base / each).as_posix() for each in settings.sources),
        out=Path(out) if out else base / settings.out,
        targets=tuple(dict.fromkeys(targets or settings.targets or DEFAULT_TARGETS)),
        options=replace(options, operations=tuple(operations)) if operations else options,
        whole=not sources and not targets,
        jobs=jobs or 0,
    )


def _relative(folder: Path) -> Path:
    """`folder` as seen from here, for messages."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _say_built(made: Made, written: Written | None) -> None:
    if made.service and written:
        counts = [f"{len(made.service.shapes)} types", f"{written.written} files written"]
        counts += [f"{written.unchanged} unchanged"] if written.unchanged else []
        counts += [f"{written.removed} removed"] if written.removed else []
        click.echo(f"{made.service.name}: {', '.join(counts)}")


def _say(report: Report) -> None:
    for diagnostic in report:
        click.echo(_coloured(diagnostic), err=True)


def _coloured(diagnostic: Diagnostic) -> str:
    colours = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
    severity = f"{diagnostic.severity}:"
    return str(diagnostic).replace(severity, click.style(severity, fg=colours[diagnostic.severity], bold=True), 1)


def _unified(difference: Difference, out: Path) -> str:
    path = (out / difference.path).as_posix()
    found = (difference.found or "").splitlines(keepends=True)
    wanted = (difference.wanted or "").splitlines(keepends=True)
    before = path if difference.found is not None else "/dev/null"
    after = f"{path} (from the specs)" if difference.wanted is not None else "/dev/null"
    return "".join(difflib.unified_diff(found, wanted, before, after))


def _verdict(result: Result) -> str:
    services = f"{len(result.services)} service{'s' if len(result.services) != 1 else ''}"
    if not result.differences and not result.faults:
        return f"{services}: the output is what the specs give, and its types are right"
    return f"{services}: {len(result.differences)} files differ, {len(result.faults)} type errors"
