"""`list`: what can be a source, the targets, the services of the installed botocore, and the operations of one."""

import shutil
import textwrap
from collections.abc import Iterable

import click

from ..diagnostics import Report, Severity
from ..pipeline import Request
from ..readers import READERS, plugin_readers
from ..readers.botocore.service_data import botocore_version, find_installed, installed_services
from ..targets import DEFAULT_TARGETS, TARGETS


def print_everything() -> None:
    """Print the kinds of sources, the targets, and the names of AWS's services."""
    click.echo("sources")
    for reader in (*READERS, *plugin_readers()):
        click.echo(f"  {reader.name:<12} {reader.specs}")
    click.echo("targets")
    for name, target in TARGETS.items():
        default = "" if name in DEFAULT_TARGETS else " (only if selected)"
        click.echo(f"  {name:<12} {target.description}{default}")
    services = installed_services()
    click.echo(f"services of botocore {botocore_version()} ({len(services)}; `list s3` has the operations of s3)")
    width = shutil.get_terminal_size((100, 0)).columns
    lines = textwrap.wrap(
        " ".join(services), width, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
    )
    click.echo("\n".join(lines))


def print_operations(name: str, requests: Iterable[Request], report: Report) -> None:
    """Print the operations of the service that people call `name`, as `operations` in the configuration takes them."""
    from ..explain.names import find_service  # imports slowly

    if report.has_errors:
        return
    attempt = Report()
    found = find_service(name, requests, attempt)
    report.extend(each for each in attempt if each.severity is Severity.ERROR)  # botocore's services need no note here
    if found is None:
        return
    service, _ = found
    spelled = find_installed(service.name) or service.name
    for each in service.operations:
        if each.has_method:
            click.echo(f"{spelled}.{each.name}")
    if not service.operations:
        report.note("no-operations", service.source, f"{service.name} has types and no operations")
