"""The command line: what was asked for, and the exit code that says what came of it."""

import os
import re
import signal
import sys
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

import click

from generator import __version__
from generator.cli.asking import Asked, requests
from generator.cli.console import Console, console, say
from generator.diagnostics import Report, printable
from generator.pipeline import DEFAULT_TARGETS, READERS, TARGETS, Request, Result, build, check, clean

_DONE, _DIFFERS, _UNUSABLE, _INTERRUPTED = 0, 1, 2, 130

_Command = TypeVar("_Command", bound=Callable[..., Any])


def main() -> None:
    """Run the command line. A build system or a service that stops it is heard as Ctrl-C is."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    cli(prog_name="shapewright")


def _part(context: click.Context, option: click.Parameter, said: str | None) -> tuple[int, int] | None:
    """`2/4`: the second of four parts."""
    if said is None:
        return None
    parts = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", said)
    if not parts or int(parts[1]) > int(parts[2]):
        raise click.BadParameter(f"{said} is no part of a whole, like 2/4")
    return int(parts[1]), int(parts[2])


def _go_there(context: click.Context, option: click.Parameter, folder: str | None) -> None:
    if folder:
        os.chdir(folder)


_DIRECTORY = click.option(
    "-C",
    "--directory",
    type=click.Path(exists=True, file_okay=False),
    is_eager=True,
    expose_value=False,
    callback=_go_there,
    help="Run as if from there.",
)
_FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to report.")
_OUT = click.option("--out", metavar="DIR", help="Where to write; of several outputs, which.")


def _what_to_make(command: _Command) -> _Command:
    """The options that `build` and `check` have in common."""
    for option in (
        _DIRECTORY,
        _FORMAT,
        click.option(
            "--shard", metavar="I/N", callback=_part, help="One part of the services, for one of several machines."
        ),
        click.option("--jobs", type=click.IntRange(min=1), help="Processes. [default: one for each core]"),
        click.option(
            "--operation",
            "operations",
            multiple=True,
            metavar="NAME",
            help="Keep what this one needs; s3.GetObject for one service's.",
        ),
        _OUT,
        click.option("--target", "targets", multiple=True, metavar="NAME", help="What to write; repeat for more."),
        click.option(
            "--source", "sources", multiple=True, metavar="SPEC", help="A spec, a folder of specs, or botocore:s3."
        ),
    ):
        command = option(command)
    return command


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="shapewright")
@_DIRECTORY
@click.pass_context
def cli(context: click.Context) -> None:
    """Turn AWS type specs into typed models you can run.

    Without a command: build what [tool.shapewright] in the nearest pyproject.toml says.
    """
    if context.invoked_subcommand is None:
        context.invoke(build_command)


@cli.command("build")
@_what_to_make
@click.option("--force", is_flag=True, help="Overwrite what was changed by hand.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if a file was written or removed.")
@click.option("--depfile", metavar="FILE", help="Write there what the output depends on, for Make and Ninja.")
@click.option("--list-inputs", is_flag=True, help="Write nothing; name the files that would be read.")
@click.option("--list-outputs", is_flag=True, help="Write nothing; name the files that would be written.")
def build_command(
    form: str, exit_code: bool, depfile: str | None, list_inputs: bool, list_outputs: bool, **asked: Any
) -> None:
    """Generate. What is not said here is taken from [tool.shapewright]."""
    report = Report()
    rule = Path(depfile).absolute() if depfile else None  # what is configured may be of a folder above
    asked_for = requests(_asked(asked), report)
    if list_inputs or list_outputs:
        sys.exit(_list(asked_for, report, inputs=list_inputs, outputs=list_outputs))
    results = _run(build, asked_for, report, form)
    if any(each.report.failed for each in results):
        sys.exit(_UNUSABLE)
    if rule:
        _write_depfile(rule, asked_for)
    sys.exit(_DIFFERS if exit_code and any(each.changed for each in results) else _DONE)


@cli.command("check")
@_what_to_make
def check_command(form: str, **asked: Any) -> None:
    """Say whether the output is what the specs give, and whether its types are right. Changes nothing."""
    report = Report()
    results = _run(check, requests(_asked(asked), report), report, form)
    if any(each.report.failed for each in results):
        sys.exit(_UNUSABLE)
    sys.exit(_DIFFERS if any(each.differences or each.faults for each in results) else _DONE)


@cli.command("clean")
@_OUT
@click.option("--force", is_flag=True, help="Remove what was changed by hand, too.")
@_FORMAT
@_DIRECTORY
def clean_command(form: str, **asked: Any) -> None:
    """Remove what was generated, and nothing else."""
    report = Report()
    results = _run(clean, requests(_asked(asked), report, needs_sources=False), report, form)
    sys.exit(_UNUSABLE if any(each.report.failed for each in results) else _DONE)


@cli.command("init")
@_DIRECTORY
def init_command() -> None:
    """Write a configuration to start from, into the pyproject.toml that is here."""
    from generator.start import start

    report = Report()
    click.echo(start(Path(), report), nl=False)
    say(report)
    sys.exit(_UNUSABLE if report.failed else _DONE)


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


def _asked(said: dict[str, Any]) -> Asked:
    return Asked(**{key: value for key, value in said.items() if value is not None})


def _run(do: Callable[[Request, Console], Result], asked_for: list[Request], report: Report, form: str) -> list[Result]:
    """What came of each request, shown; or of none, if something is wrong with what was asked."""
    shown = console(form, several=len(asked_for) > 1)
    results = []
    try:
        for request in asked_for:
            results.append(do(request, shown))
            shown.end(results[-1])
        if not results:
            results.append(Result(report))
            shown.end(results[-1])
    except KeyboardInterrupt:
        click.echo("stopped: the output is the old one or the new one, whole", err=True)
        sys.exit(_INTERRUPTED)
    finally:
        shown.close()
    return results


def _list(asked_for: list[Request], report: Report, *, inputs: bool, outputs: bool) -> int:
    from generator.survey import survey

    surveys = [survey(request, report) for request in asked_for]
    say(report)
    if report.failed:
        return _UNUSABLE
    for kind in [attrgetter("inputs")] * inputs + [attrgetter("outputs")] * outputs:
        for path in sorted({path for each in surveys for path in kind(each)}):
            click.echo(os.fsencode(path))
    return _DONE


def _write_depfile(file: Path, asked_for: list[Request]) -> None:
    from generator.output import put
    from generator.survey import UnsayableError, depfile, survey

    try:
        put(file, depfile(survey(request, Report()) for request in asked_for))
    except UnsayableError as error:
        click.echo(f"{printable(str(error))}: error: Make has no way to name such a file [unsayable-name]", err=True)
        sys.exit(_UNUSABLE)
    except OSError as error:
        click.echo(f"{error.filename or file}: error: {error.strerror} [unusable-output]", err=True)
        sys.exit(_UNUSABLE)
