"""Prints what `diff` found: for a person, for a pull request, or for a machine."""

import itertools
import json
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..diagnostics import Diagnostic, Report, Severity, Source, printable
from ..upgrade import GRADES, RULE, Change, Comparison, Grade, message_of
from .console import annotation, diagnostic_as_json, print_diagnostics

if TYPE_CHECKING:
    from ..upgrade.witness import Witness

_COLOURS = {Grade.BREAKS: "red", Grade.MAY_BREAK: "yellow", Grade.ADDS: "green", Grade.SAYS: "cyan"}
_WORDS = {
    Grade.BREAKS: ("breaks", "break"),
    Grade.MAY_BREAK: ("may break", "may break"),
    Grade.ADDS: ("adds", "add"),
    Grade.SAYS: ("says", "say"),
}
_SHOWN = (Grade.BREAKS, Grade.MAY_BREAK)  # one by one; the others are counted
_MAX_OPERATIONS = 4
_MAX_VALUES = 160  # characters of a message


def print_comparisons(comparisons: list[Comparison], report: Report, form: str) -> None:
    """Print what was found, and the diagnostics."""
    if form == "json":
        click.echo(
            json.dumps(
                {**_as_json(comparisons), "diagnostics": [diagnostic_as_json(each) for each in report]}, indent=2
            )
        )
        return
    printers = {"text": _text, "markdown": _markdown, "github": _github}
    for each in comparisons:
        lines = list(printers[form](each))
        click.echo("\n".join(lines))
    print_diagnostics(report)


def _text(comparison: Comparison) -> Iterator[str]:
    """For a terminal: what breaks, by service and by the operations that it concerns."""
    for service, changes in _by_service(comparison.changes):
        yield click.style(printable(service), bold=True)
        for operations, group in _by_operations(changes):
            yield f"  {operations}"
            for each in group:
                word = click.style(
                    f"{_WORDS[each.grade][0]:<10}", fg=_COLOURS[each.grade], bold=each.grade is Grade.BREAKS
                )
                yield f"    {word} {printable(_sentence(each))}"
                if witness := comparison.witnesses.get(each.fingerprint):
                    yield from (f"{'':15} {click.style(printable(line), dim=True)}" for line in witness.lines)
        if counts := _counted(changes):
            yield f"  {counts}"
        yield ""
    yield _summary(comparison)


def _markdown(comparison: Comparison) -> Iterator[str]:
    """For a pull request or a changelog."""
    yield f"### {comparison.old} → {comparison.new}"
    yield ""
    yield f"{_counts(comparison)}."
    for grade in _SHOWN:
        changes = [each for each in comparison.changes if each.grade is grade]
        if not changes:
            continue
        yield from ("", f"#### {_WORDS[grade][0].capitalize()}", "")
        for service, found in _by_service(changes):
            for operations, group in _by_operations(found):
                yield f"- **{service}**: {operations}"
                for each in group:
                    yield f"  - {_in_markdown(each)}"
                    if witness := comparison.witnesses.get(each.fingerprint):
                        yield from _code_block(witness)
    if others := [each for each in comparison.changes if each.grade not in _SHOWN]:
        yield from ("", "<details><summary>What is new</summary>", "")
        yield from (f"- **{service}**: {_counted(found)}" for service, found in _by_service(others))
        yield from ("", "</details>")


def _in_markdown(change: Change) -> str:
    place = change.place.partition(".")[2] or change.service
    return f"`{place}` {_escaped(_message(change))} <sub>{change.rule}</sub>"


def _escaped(text: str) -> str:
    return "".join(f"\\{each}" if each in "\\`*_<>[]|#" else each for each in printable(text))


def _code_block(witness: "Witness") -> Iterator[str]:
    yield from (f"    ```{witness.language}", *(f"    {line}" for line in witness.lines), "    ```")


def _github(comparison: Comparison) -> Iterator[str]:
    """Annotations: errors for what breaks, warnings for what may."""
    severities = {Grade.BREAKS: Severity.ERROR, Grade.MAY_BREAK: Severity.WARNING}
    file = next((each for each in comparison.request.configuration), Path("pyproject.toml"))
    for each in comparison.changes:
        if each.grade in severities:
            source = each.source if each.source.file else _place_in(file, comparison, each)
            yield annotation(Diagnostic(each.rule, severities[each.grade], source, f"{each.place} {_message(each)}"))
    yield _summary(comparison)


def _place_in(file: Path, comparison: Comparison, change: Change) -> Source:
    """Where the configuration names what a change is about: an operation, else the sources."""
    origin = comparison.request.options.origin
    names = [f"{change.service}.{each}" for each in change.operations] + list(change.operations)
    found = (origin.source("operations", each) for each in names if each in comparison.request.options.operations)
    return next((each for each in found if each), None) or origin.source("sources") or Source(str(file))


def _as_json(comparisons: Iterable[Comparison]) -> dict[str, Any]:
    return {
        "format": 1,
        "comparisons": [
            {
                "out": each.request.out.as_posix(),
                "from": each.old,
                "to": each.new,
                "counts": {grade.value: each.count(grade) for grade in GRADES},
                "left_out": len(each.left_out),
                "changes": [_change_as_json(change, each) for change in each.changes],
                "accepted": [_change_as_json(change, each) for change in each.accepted],
            }
            for each in comparisons
        ],
    }


def _change_as_json(change: Change, comparison: Comparison) -> dict[str, Any]:
    rule = RULE[change.rule]
    witness = comparison.witnesses.get(change.fingerprint)
    return {
        "change": change.rule,
        "fingerprint": change.fingerprint,
        "grade": change.grade.value,
        "python": change.python.value,
        "typescript": change.typescript.value,
        "direction": rule.direction,
        "service": change.service,
        "class": change.name,
        "member": change.member,
        "field": change.field,
        "before": change.before,
        "after": change.after,
        "message": message_of(change),
        "reason": rule.reason,
        "operations": list(change.operations),
        "file": change.source.file,
        "line": change.source.line,
        "witness": {"language": witness.language, "lines": list(witness.lines)} if witness else None,
        "echoes": [_change_as_json(each, comparison) for each in change.echoes],
    }


def _by_service(changes: Iterable[Change]) -> Iterator[tuple[str, list[Change]]]:
    ordered = sorted(changes, key=lambda each: each.service)
    for service, group in itertools.groupby(ordered, key=lambda each: each.service):
        yield service, list(group)


def _by_operations(changes: Iterable[Change]) -> Iterator[tuple[str, list[Change]]]:
    """What is shown one by one, by the operations that it concerns."""
    shown = [each for each in changes if each.grade in _SHOWN]
    groups: dict[tuple[str, ...], list[Change]] = {}
    for each in shown:
        groups.setdefault(each.operations, []).append(each)
    for operations, group in groups.items():
        yield _operations_in_words(operations), group


def _operations_in_words(operations: tuple[str, ...]) -> str:
    if not operations:
        return "no operation"
    names = ", ".join(operations[:_MAX_OPERATIONS])
    more = len(operations) - _MAX_OPERATIONS
    return f"{names} and {more} more" if more > 0 else names


def _sentence(change: Change) -> str:
    """A change in words: "CreateGlobalClusterMessage.global_cluster_identifier is required now"."""
    place = change.place.partition(".")[2] or change.service
    return f"{place} {_message(change)}  [{change.rule}]"


def _message(change: Change) -> str:
    text = textwrap.shorten(message_of(change), _MAX_VALUES, placeholder=" …")
    echoes = [each for each in change.all_echoes if each.grade is change.grade]
    return f"{text} ({len(echoes)} {'places' if len(echoes) > 1 else 'place'})" if echoes else text


def _counted(changes: Iterable[Change]) -> str:
    """What is not shown one by one: "adds 12 members, 2 classes"."""
    parts = []
    for grade in (Grade.ADDS, Grade.SAYS):
        kinds = Counter(RULE[each.rule].kind for each in changes if each.grade is grade)
        if kinds:
            names = ", ".join(_number_of(kind, count) for kind, count in kinds.most_common())
            parts.append(f"{_WORDS[grade][0]} {names}")
    return "; ".join(parts)


def _number_of(kind: str, count: int) -> str:
    plural = {"class": "classes", "values": "sets of values", "documentation": "descriptions"}
    noun = plural.get(kind, f"{kind}s") if count > 1 else kind.removesuffix("s") if kind == "values" else kind
    return f"{count} {noun}"


def _summary(comparison: Comparison) -> str:
    """One line: the sides, and how many changes have each grade."""
    return f"{comparison.old} → {comparison.new}: {_counts(comparison)}"


def _counts(comparison: Comparison) -> str:
    counts = [f"{count} {_WORDS[grade][1]}" for grade in GRADES if (count := comparison.count(grade))]
    if comparison.accepted:
        counts.append(f"{len(comparison.accepted)} accepted")
    text = ", ".join(counts) or "nothing changed"
    if comparison.left_out:
        text += f"; {len(comparison.left_out)} more in operations that are not selected (--all shows them)"
    return text
