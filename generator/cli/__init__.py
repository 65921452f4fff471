"""The command line: its commands, and the exit code of each."""

import functools
import io
import os
import re
import signal
import sys
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

import click

from .. import __version__
from ..diagnostics import Report, Severity, printable
from ..pipeline import Request, Result, build, check, clean
from ..readers.botocore.service_data import has_botocore
from .arguments import Arguments, make_requests
from .console import Console, make_console, print_diagnostics
from .folders import report_unimportable

_OK, _DIFFERS, _UNUSABLE, _INTERRUPTED = 0, 1, 2, 130

_Command = TypeVar("_Command", bound=Callable[..., Any])


def main() -> None:
    """Run the command line. SIGTERM, by which build systems and services stop a program, acts like Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # its encoding may lack a character, as cp1252 of Windows does
            stream.reconfigure(errors="backslashreplace")
    cli(prog_name="shapewright")


def _parse_shard(context: click.Context, option: click.Parameter, value: str | None) -> tuple[int, int] | None:
    """`2/4`: the second of four parts."""
    if value is None:
        return None
    parts = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", value)
    if not parts or int(parts[1]) > int(parts[2]):
        raise click.BadParameter(f"expected part I of N, like 2/4, got {value}")
    return int(parts[1]), int(parts[2])


def _change_directory(context: click.Context, option: click.Parameter, folder: str | None) -> None:
    if folder:
        os.chdir(folder)


_DIRECTORY = click.option(
    "-C",
    "--directory",
    type=click.Path(exists=True, file_okay=False),
    is_eager=True,
    expose_value=False,
    callback=_change_directory,
    help="Change to this folder first.",
)
_FORMATS = ["text", "json", "github"]
_FORMAT = click.option("--format", "form", type=click.Choice(_FORMATS), default="text", help="Report format.")
_OUT = click.option("--out", metavar="DIR", help="The output folder, or the one to use if several are configured.")


def _request_options(command: _Command) -> _Command:
    """The options that `build` and `check` share."""
    for option in (
        _DIRECTORY,
        _FORMAT,
        click.option(
            "--shard", metavar="I/N", callback=_parse_shard, help="Only part I of N, to share work among machines."
        ),
        click.option("--jobs", type=click.IntRange(min=1), help="Worker processes. [default: one for each core]"),
        click.option(
            "--operation",
            "operations",
            multiple=True,
            metavar="NAME",
            help="Keep only what this operation needs. s3.GetObject limits one service.",
        ),
        _OUT,
        click.option("--target", "targets", multiple=True, metavar="NAME", help="What to write. Repeat for more."),
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

    Without a command: build what [tool.shapewright] in the nearest pyproject.toml describes.
    """
    if context.invoked_subcommand is None:
        context.invoke(build_command)


@cli.command("build")
@_request_options
@click.option("--force", is_flag=True, help="Overwrite files that were edited by hand.")
@click.option("--watch", "is_watching", is_flag=True, help="Build again whenever something changes, until Ctrl-C.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if a file was written or removed.")
@click.option("--depfile", metavar="FILE", help="Write a Make or Ninja rule that lists what the output depends on.")
@click.option("--list-inputs", is_flag=True, help="Print the files that would be read, and write nothing.")
@click.option("--list-outputs", is_flag=True, help="Print the files that would be written, and write nothing.")
def build_command(
    form: str,
    is_watching: bool,
    exit_code: bool,
    depfile: str | None,
    list_inputs: bool,
    list_outputs: bool,
    **options: Any,
) -> None:
    """Generate the output. Options that are left out are taken from [tool.shapewright]."""
    if is_watching:
        from .watching import watch

        try:
            watch(functools.partial(make_requests, _arguments(options)), form)
        except KeyboardInterrupt:
            sys.exit(_OK)
    report = Report()
    depfile_path = Path(depfile).absolute() if depfile else None  # `make_requests` may change the current folder
    requests = make_requests(_arguments(options), report)
    if list_inputs or list_outputs:
        sys.exit(_list_files(requests, report, inputs=list_inputs, outputs=list_outputs))
    report_unimportable(requests, report)
    results = _run(build, requests, report, form)
    if any(each.report.has_errors for each in results):
        sys.exit(_UNUSABLE)
    if depfile_path:
        _write_depfile(depfile_path, requests)
    sys.exit(_DIFFERS if exit_code and any(each.has_changes for each in results) else _OK)


@cli.command("check")
@_request_options
@click.option("--stat", is_flag=True, help="Count the lines that differ, and do not show them.")
def check_command(form: str, stat: bool, **options: Any) -> None:
    """Check that the output matches the specs, and that its types are correct. Changes nothing."""
    report = Report()
    requests = make_requests(_arguments(options), report)
    report_unimportable(requests, report)
    results = _run(check, requests, report, form, is_short=stat)
    if any(each.report.has_errors for each in results):
        sys.exit(_UNUSABLE)
    sys.exit(_DIFFERS if any(each.differences or each.type_faults for each in results) else _OK)


@cli.command("clean")
@_OUT
@click.option("--force", is_flag=True, help="Also remove files that were edited by hand.")
@_FORMAT
@_DIRECTORY
def clean_command(form: str, **options: Any) -> None:
    """Remove what was generated, and nothing else."""
    report = Report()
    results = _run(clean, make_requests(_arguments(options), report, needs_sources=False), report, form)
    sys.exit(_UNUSABLE if any(each.report.has_errors for each in results) else _OK)


@cli.command("explain")
@click.argument("name")
@click.option(
    "--source", "sources", multiple=True, metavar="SPEC", help="Where to look, in place of the configuration."
)
@_OUT
@click.option("--format", "form", type=click.Choice(_FORMATS[:2]), default="text", help="Report format.")
@_DIRECTORY
def explain_command(name: str, form: str, **options: Any) -> None:
    """Explain where NAME comes from, and why it is as it is.

    NAME is an operation (s3.GetObject), a class (s3.GetObjectRequest) or a member of a class (s3.GetObjectRequest.key).
    It may be the code of a diagnostic or of a change as well (edited-file).
    """
    from ..explain import explain
    from .explanations import print_code, print_explanations

    if print_code(name, form):
        sys.exit(_OK)
    report = Report()
    requests = make_requests(_arguments(options), report, needs_sources=False)
    explanations = [] if report.has_errors or not has_botocore(report) else explain(name, requests, report)
    print_explanations(explanations, report, form)
    sys.exit(_UNUSABLE if report.has_errors else _OK)


@cli.command("diff")
@click.option("--from", "old", metavar="BASE", help="What to start from. [default: what was built last]")
@click.option("--to", "new", metavar="BASE", help="What to compare it with. [default: what is installed]")
@click.option("--fetch", is_flag=True, help="Download a release of botocore that is not here.")
@click.option("--with-its-configuration", is_flag=True, help="Configure a revision of git as it did itself.")
@click.option("--all", "whole", is_flag=True, help="Also what the configured operations do not reach.")
@click.option(
    "--fail-on",
    type=click.Choice(["breaks", "may-break", "adds", "never"]),
    default="breaks",
    help="When to exit with 1.",
)
@click.option(
    "--source", "sources", multiple=True, metavar="SPEC", help="What to compare, in place of the configured sources."
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown", "github"]), default="text", help="Report format."
)
@_OUT
@_DIRECTORY
def diff_command(
    old: str | None,
    new: str | None,
    fetch: bool,
    with_its_configuration: bool,
    whole: bool,
    fail_on: str,
    form: str,
    **options: Any,
) -> None:
    """Say what an upgrade changes, and what it breaks.

    BASE is a release (botocore==1.43.0), a revision of this repository (main), or a path.
    """
    from .comparisons import print_comparisons
    from .upgrades import find_comparisons, has_grade

    report = Report()
    requests = make_requests(_arguments(options), report)
    comparisons = find_comparisons(
        requests, old, new, report, may_fetch=fetch, with_its_configuration=with_its_configuration, whole=whole
    )
    print_comparisons(comparisons, report, form)
    if report.has_errors:
        sys.exit(_UNUSABLE)
    sys.exit(_DIFFERS if has_grade(comparisons, fail_on) else _OK)


@cli.command("init")
@_DIRECTORY
def init_command() -> None:
    """Add a starter configuration to the pyproject.toml in this folder."""
    from .init import write_configuration

    report = Report()
    if has_botocore(report):
        click.echo(write_configuration(Path(), report), nl=False)
    print_diagnostics(report)
    sys.exit(_UNUSABLE if report.has_errors else _OK)


@cli.command("list")
@click.argument("service", required=False)
@click.option(
    "--source", "sources", multiple=True, metavar="SPEC", help="Where to look, in place of the configuration."
)
@_DIRECTORY
def list_command(service: str | None, **options: Any) -> None:
    """List the kinds of sources, the targets, and AWS's services. With SERVICE, list its operations."""
    from .listing import print_everything, print_operations

    report = Report()
    if has_botocore(report):
        if service:
            print_operations(service, make_requests(_arguments(options), report, needs_sources=False), report)
        else:
            print_everything()
    print_diagnostics(report)
    sys.exit(_UNUSABLE if report.has_errors else _OK)


@cli.command("schema")
def schema_command() -> None:
    """Print a JSON Schema of pyproject.toml, with which an editor checks [tool.shapewright]."""
    import json

    from ..config.schema import pyproject_schema

    click.echo(json.dumps(pyproject_schema(), indent=2))


@cli.command("scan")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--write", "writes", is_flag=True, help="Put what was found into `operations` of the configuration.")
@click.option("--check", "checks", is_flag=True, help="Exit with 1 if the configuration has other operations.")
@click.option("--strict", "is_strict", is_flag=True, help="Exit with 1 if nobody can tell what some code uses.")
@_OUT
@_FORMAT
@_DIRECTORY
def scan_command(
    paths: tuple[str, ...], writes: bool, checks: bool, is_strict: bool, out: str | None, form: str
) -> None:
    """Find the operations that code uses, in PATHs or in the folder of the configuration.

    An operation is exact if its client is traced to where it is made, and likely if only its name says what it is.
    """
    from ..usage import Findings
    from .scanning import ScanResult, print_scan, run_scan

    if writes and checks:
        raise click.UsageError("--write and --check exclude one another")
    report = Report()
    result = ScanResult(Findings())
    if has_botocore(report):
        result = run_scan(paths, out, report, writes=writes, checks=checks, is_strict=is_strict)
    print_scan(result, report, form)
    if any(each.severity is Severity.ERROR and each.code not in _DIFFERENCES for each in report):
        sys.exit(_UNUSABLE)
    sys.exit(_DIFFERS if result.differs or (is_strict and result.unknowns) else _OK)


@cli.command("migrate")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--diff", "shows_diff", is_flag=True, help="Show what would change, as a unified diff.")
@click.option("--write", "writes", is_flag=True, help="Change the files.")
@click.option(
    "--application",
    "is_application",
    is_flag=True,
    help="No other code calls this code: change public functions, too.",
)
@click.option("--no-types", "skips_types", is_flag=True, help="Do not ask mypy whether it accepts the result.")
@_OUT
@_FORMAT
@_DIRECTORY
def migrate_command(
    paths: tuple[str, ...],
    shows_diff: bool,
    writes: bool,
    is_application: bool,
    skips_types: bool,
    out: str | None,
    form: str,
) -> None:
    """Rewrite calls of clients for the generated classes, in PATHs or in the folder of the configuration.

    Changes nothing without --write. What cannot be rewritten with everything that reads its response is left alone,
    and listed with the reason.
    """
    from ..usage.migrate import Migration
    from .migrating import print_migration, run_migrate

    report = Report()
    found = Migration()
    if has_botocore(report):
        found = run_migrate(
            paths, out, report, writes=writes, is_application=is_application, checks_types=not skips_types
        )
    print_migration(found, report, form, shows_diff=shows_diff, writes=writes)
    sys.exit(_UNUSABLE if report.has_errors else _OK)


_DIFFERENCES = {"operation-missing", "operation-unused", "unknown-use"}  # between code and configuration


def _arguments(options: dict[str, Any]) -> Arguments:
    return Arguments(**{name: value for name, value in options.items() if value is not None})


def _run(
    command: Callable[[Request, Console], Result],
    requests: list[Request],
    report: Report,
    form: str,
    *,
    is_short: bool = False,
) -> list[Result]:
    """Run each request and show its result. The first result has what the arguments and the configuration reported.

    If there are no requests, show the report that says why.
    """
    console = make_console(form, several=len(requests) > 1, is_short=is_short)
    results: list[Result] = []
    try:
        for request in requests:
            results.append(command(request, console))
            if len(results) == 1:
                results[0].report.extend(report)
            console.show(results[-1])
        if not results:
            results.append(Result(report))
            console.show(results[-1])
    except KeyboardInterrupt:
        click.echo("stopped: the output was either left as it was or updated completely", err=True)
        sys.exit(_INTERRUPTED)
    finally:
        console.close()
    return results


def _list_files(requests: list[Request], report: Report, *, inputs: bool, outputs: bool) -> int:
    from ..pipeline.dependencies import find_dependencies

    all_dependencies = [find_dependencies(request, report) for request in requests]
    print_diagnostics(report)
    if report.has_errors:
        return _UNUSABLE
    for paths_of in [attrgetter("inputs")] * inputs + [attrgetter("outputs")] * outputs:
        for path in sorted({path for each in all_dependencies for path in paths_of(each)}):
            click.echo(os.fsencode(path))
    return _OK


def _write_depfile(file: Path, requests: list[Request]) -> None:
    from ..output import write_file
    from ..pipeline.dependencies import UnwritablePathError, depfile, find_dependencies

    try:
        write_file(file, depfile(find_dependencies(request, Report()) for request in requests))
    except UnwritablePathError as error:
        path = printable(str(error))
        click.echo(f"{path}: error: Make cannot write this path in a rule [unwritable-path]", err=True)
        sys.exit(_UNUSABLE)
    except OSError as error:
        click.echo(f"{error.filename or file}: error: {error.strerror} [unusable-output]", err=True)
        sys.exit(_UNUSABLE)
