"""The command line: what was asked for, and the exit code that says what came of it."""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from generator import __version__, config
from generator.cli.console import console
from generator.diagnostics import Report, Source
from generator.memory import FOLDER
from generator.pipeline import DEFAULT_TARGETS, READERS, TARGETS, Request, Result, below, build, check

_DONE, _DIFFERS, _UNUSABLE = 0, 1, 2

_Command = TypeVar("_Command", bound=Callable[..., Any])


def main() -> None:
    """Run the command line."""
    cli(prog_name="shapewright")


def _what_to_build(command: _Command) -> _Command:
    """The options that `build` and `check` have in common."""
    for option in (
        click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to report."),
        click.option("--jobs", type=click.IntRange(min=1), help="Processes. [default: one for each core]"),
        click.option(
            "--operation",
            "operations",
            multiple=True,
            metavar="NAME",
            help="Keep what this one needs; s3.GetObject for one service's.",
        ),
        click.option("--out", metavar="DIR", help="Where to write."),
        click.option("--target", "targets", multiple=True, metavar="NAME", help="What to write; repeat for more."),
        click.option(
            "--source", "sources", multiple=True, metavar="SPEC", help="A spec, a folder of specs, or botocore:s3."
        ),
    ):
        command = option(command)
    return command


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
@_what_to_build
@click.option("--force", is_flag=True, help="Overwrite what was changed by hand.")
def build_command(form: str, jobs: int | None, force: bool = False, **asked: Any) -> None:
    """Generate. What is not said here is taken from [tool.shapewright]."""
    watch = console(form)
    report = Report()
    request = _request(report, jobs=jobs, force=force, **asked)
    result = build(request, watch) if request else Result(report)
    watch.end(result, request.out if request else Path())
    sys.exit(_UNUSABLE if result.report.failed else _DONE)


@cli.command("check")
@_what_to_build
def check_command(form: str, jobs: int | None, **asked: Any) -> None:
    """Say whether the output is what the specs give, and whether its types are right. Changes nothing."""
    watch = console(form)
    report = Report()
    request = _request(report, jobs=jobs, **asked)
    result = check(request, watch) if request else Result(report)
    watch.end(result, request.out if request else Path())
    if result.report.failed:
        sys.exit(_UNUSABLE)
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
    report: Report,
    *,
    sources: Sequence[str],
    targets: Sequence[str],
    out: str | None,
    operations: Sequence[str],
    jobs: int | None,
    force: bool = False,
) -> Request | None:
    """What to build: the configuration, overruled by the command line; None, with errors reported, if that is wrong."""
    for target in targets:
        if target not in TARGETS:
            hint = f"known are {', '.join(TARGETS)}"
            report.error("unknown-target", Source("--target"), f"no target {target}", hint=hint)
    file = config.find(Path.cwd())
    settings = config.load(file, TARGETS, report) if file else config.Config()
    if settings and not sources and not settings.sources:
        hint = 'name a spec with --source, or set sources = ["specs"] in [tool.shapewright]'
        report.error("no-source", Source(str(file or "pyproject.toml")), "nothing to read", hint=hint)
    if settings is None or report.failed:
        return None
    base = _relative(file.parent) if file else Path()
    if file and not sources and not out:
        os.chdir(file.parent)  # so that what is written and said is the same from wherever it is asked for
        base = Path()
    options = settings.options
    if operations or sources:  # the operations that are configured are those of the sources that are
        options = replace(options, operations=tuple(operations))
    if options.templates:
        options = replace(options, templates=str(base / options.templates))
    return Request(
        sources=tuple(sources) or tuple(below(base, each) for each in settings.sources),
        out=Path(out) if out else base / settings.out,
        targets=tuple(dict.fromkeys(targets or settings.targets or DEFAULT_TARGETS)),
        options=options,
        whole=not sources and not targets,
        jobs=jobs or 0,
        force=force,
        cache=base / FOLDER,
    )


def _relative(folder: Path) -> Path:
    """`folder` as seen from here, for messages."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder
