"""The regular expressions of AWS, translated so that every engine that checks them understands the same.

A `pattern` is searched for in a string, and is read as ECMAScript reads it (Smithy, `pattern` trait). AWS writes
patterns in the dialect of Java, or of whoever wrote them, and no two engines agree. `\\d` matches ten digits in one
engine and every digit of Unicode in another. `$` matches before a final line feed, or does not. `\\-` is a hyphen, or
an error.

So `parser` reads a pattern once, into a `tree` in which every character class is explicit. The tree is written in the
few forms that all engines read alike. The engines of Python and ECMAScript backtrack; `backtracking` decides whether a
pattern is safe for them.
"""

import functools
from collections.abc import Iterator

from ... import ir
from ...diagnostics import Report
from .translation import CanRun, PatternError, Translation

__all__ = ["CanRun", "PatternError", "Translation", "report_unchecked", "translate", "usable_translation"]


def usable_translation(pattern: str | None, can_run: CanRun) -> Translation | None:
    """The translation of `pattern`. None if there is nothing to check or the target cannot run it."""
    if pattern is None:
        return None
    try:
        translation = translate(pattern)
    except PatternError:
        return None
    return translation if translation.text and can_run(translation) else None


def report_unchecked(service: ir.Service, engines: str, can_run: CanRun, report: Report) -> None:
    """Report the patterns that a target does not check, with the reasons.

    `engines`: who "can run it safely" of those that are not for the target, as "no engine for the target".
    """
    for name, source, pattern in _patterns(service):
        try:
            reason = "" if can_run(translate(pattern)) else f"{engines} can run it safely"
        except PatternError as error:
            reason = str(error)
        if reason:
            message = f"the pattern is not checked: {reason}: {pattern}"
            report.note("pattern-left-out", source, message, shape=name)


@ir.cached_per_service
def _patterns(service: ir.Service) -> list[tuple[str, ir.Source, str]]:
    """Every pattern, with the name and the source of the shape or member that has it."""
    known: dict[int, list[str]] = {}  # by the identity of a type: members share types
    found = []
    for shape in service.shapes.values():
        for each in _places(shape):
            if (patterns := known.get(id(each.type))) is None:
                patterns = known[id(each.type)] = list(_patterns_in(each.type))
            for pattern in patterns:
                name = shape.name if each is shape else f"{shape.name}.{each.name}"
                found.append((name, each.source, pattern))
    return found


def _places(shape: ir.Shape) -> tuple[ir.Member | ir.Alias, ...]:
    """What has a type in `shape`: its members, or an alias itself."""
    match shape:
        case ir.Structure(members=members) | ir.Union(members=members):
            return members
        case ir.Alias():
            return (shape,)
        case ir.Enum():
            return ()


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
        case ir.OneOf(parts) | ir.Tuple(parts):
            for each in parts:
                yield from _patterns_in(each)


@functools.cache
def translate(pattern: str) -> Translation:
    """`pattern` for all engines.

    Raises:
        PatternError: it is invalid, or has more than one meaning.
    """
    from . import translator  # imports slowly, and few runs check patterns

    return translator.translate(pattern)
