"""Prints what `explain` found, for a person or for a machine."""

import json
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from ..codes import CODES
from ..diagnostics import Report, printable
from ..explain.words import first_few
from ..options import Options
from .console import diagnostic_as_json, print_diagnostics

if TYPE_CHECKING:
    from ..explain import Explanation

_MAX_CODE = 160  # characters of a declaration


def print_explanations(explanations: "Iterable[Explanation]", report: Report, form: str) -> None:
    """Print all explanations, and the diagnostics."""
    if form == "json":
        found = [_as_json(each) for each in explanations]
        document = {"explanations": found, "diagnostics": [diagnostic_as_json(each) for each in report]}
        click.echo(json.dumps(document, indent=2))
        return
    for number, each in enumerate(explanations):
        click.echo("\n" * bool(number) + "\n".join(_lines(each)))
    print_diagnostics(report)


def print_code(name: str, form: str) -> bool:
    """Print what a code means. Whether there is such a code: of a diagnostic, or of a change that `diff` finds."""
    if not (text := _text_about(name)):
        return False
    if form == "json":
        click.echo(json.dumps({"code": name, **text}, indent=2))
        return True
    click.echo(click.style(name, bold=True))
    for label, value in text.items():
        click.echo("\n".join(_section(label, textwrap.wrap(value, 100))))
    return True


def _text_about(name: str) -> dict[str, str]:
    """What there is to say about a code. Empty if there is no such code."""
    from ..upgrade.rules import RULE, example_of  # imports slowly

    if code := CODES.get(name):
        return {"meaning": code.meaning, "mend": code.mend}
    if rule := RULE.get(name):
        python, typescript = rule.grades(Options())
        return {
            "change": example_of(rule),
            "python": python.value,
            "typescript": typescript.value,
            "reason": rule.reason,
        }
    return {}


def _as_json(explanation: "Explanation") -> dict[str, Any]:
    return {
        **asdict(explanation),
        "steps": [{"pass": name, "change": change} for name, change in explanation.steps],
        "operations": [{"operation": name, "side": side} for name, side in explanation.operations],
        "places": [each._asdict() for each in explanation.places],
    }


def _lines(explanation: "Explanation") -> Iterator[str]:
    yield click.style(printable(explanation.name), bold=True) + f"  ({explanation.kind})"
    yield from _section("spec", [f"{explanation.source} ({', '.join(explanation.specs)})"])
    yield from _section("declared", [explanation.declared])
    width = max((len(name) for name, _ in explanation.steps), default=0)
    yield from _section("passes", [f"{name:<{width}}  {change}" for name, change in explanation.steps])
    yield from _section("result", explanation.verdict)
    for side in ("request", "response", "error"):
        names = [name for name, each in explanation.operations if each == side]
        if names:
            yield from _section(f"in {side}s", [f"of {first_few(names)}"])
    for each in explanation.places:
        code = each.code if len(each.code) <= _MAX_CODE else f"{each.code[:_MAX_CODE]}…"
        yield from _section(each.target, [f"{each.file}:{each.line}", f"    {code}"])


def _section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        label = "" if number else heading
        yield f"  {click.style(f'{label:<13}', fg='cyan')}{printable(line)}"
