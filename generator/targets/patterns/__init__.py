"""Patterns of AWS, made to mean one thing in every engine that checks them.

A `pattern` is searched for in a string, and reads as ECMAScript reads it (Smithy, `pattern` trait). AWS writes in the
dialect of Java, and of whoever wrote it, and no two engines agree: `\\d` is any digit of Unicode to one and ten to
another, `$` is also before a last line feed or is not, `\\-` is an error or a hyphen. So a pattern is read once, into a
tree in which every set of characters is explicit (`reading`, `tree`), and written from that in the few forms that all
engines read alike. Those of Python and ECMAScript backtrack: `backtracking` says whether a pattern is safe with them.
"""

import functools
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ... import ir
from ...diagnostics import Report

__all__ = ["PatternError", "Runs", "Translation", "note_left_out", "translate", "usable"]


class PatternError(ValueError):
    """A pattern is broken, or means different things to different engines."""


class Translation(NamedTuple):
    """A pattern as all engines read it, and which of them can run it."""

    text: str  # empty: every string matches
    in_rust: bool  # pydantic's own engine, which takes time in proportion to the string
    in_python: bool  # `re`, once `\\p{…}` is written out and `$` is `\\Z`
    in_ecmascript: bool  # and in whatever else reads JSON Schema: Python's `jsonschema` has no `\\p{…}`


Runs = Callable[[Translation], bool]  # whether a target's engine can run a pattern


def usable(pattern: str | None, runs: Runs) -> Translation | None:
    """The translation of `pattern`, if there is anything to check and a target can."""
    if pattern is None:
        return None
    try:
        found = translate(pattern)
    except PatternError:
        return None
    return found if found.text and runs(found) else None


def note_left_out(service: ir.Service, target: str, runs: Runs, report: Report) -> None:
    """Say which patterns a target does not check, and why."""
    for name, source, pattern in _patterns(service):
        try:
            why = "" if runs(translate(pattern)) else f"no engine of {target} can run it safely"
        except PatternError as error:
            why = str(error)
        if why:
            message = f"its pattern is not checked: {why}: {pattern}"
            report.note("pattern-left-out", source, message, shape=name)


@ir.cached_per_service
def _patterns(service: ir.Service) -> list[tuple[str, ir.Source, str]]:
    """Every pattern, and where it is."""
    known: dict[int, list[str]] = {}  # by the identity of a type: members share them
    found = []
    for shape in service.shapes.values():
        for type_, member in _places(shape):
            if (patterns := known.get(id(type_))) is None:
                patterns = known[id(type_)] = list(_patterns_in(type_))
            for pattern in patterns:
                name = f"{shape.name}.{member.name}" if member else shape.name
                found.append((name, (member or shape).source, pattern))
    return found


def _places(shape: ir.Shape) -> list[tuple[ir.Type, ir.Member | None]]:
    """The types in `shape`, with their members."""
    match shape:
        case ir.Structure(members=members) | ir.Union(members=members):
            return [(each.type, each) for each in members]
        case ir.Alias(type=type_):
            return [(type_, None)]
        case ir.Enum():
            return []


def _patterns_in(type_: ir.Type) -> Iterator[str]:
    match type_:
        case ir.Scalar(constraints=constraints):
            if constraints.pattern is not None:
                yield constraints.pattern
        case ir.List(element) | ir.Stream(element):
            yield from _patterns_in(element)
        case ir.Map(key, value):
            yield from _patterns_in(key)
            yield from _patterns_in(value)
        case ir.OneOf(alternatives):
            for each in alternatives:
                yield from _patterns_in(each)


@functools.cache
def translate(pattern: str) -> Translation:
    """`pattern` for all engines.

    Raises:
        PatternError: it is broken, or does not mean one thing.
    """
    from .translation import translated  # few ask for patterns, and it takes long to load

    return translated(pattern)
