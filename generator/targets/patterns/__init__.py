"""Patterns of AWS, made to mean one thing in every engine that checks them.

A `pattern` is searched for in a string, and reads as ECMAScript reads it (Smithy, `pattern` trait). AWS writes in the
dialect of Java, and of whoever wrote it, and no two engines agree: `\\d` is any digit of Unicode to one and ten to
another, `$` is also before a last line feed or is not, `\\-` is an error or a hyphen. So a pattern is read once, into a
tree in which every set of characters is explicit (`reading`, `tree`), and written from that in the few forms that all
engines read alike. Those of Python and ECMAScript backtrack: `backtracking` says whether a pattern is safe with them.
"""

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from generator import ir
from generator.diagnostics import Report
from generator.targets.patterns.backtracking import is_safe_to_backtrack
from generator.targets.patterns.reading import PatternError, read
from generator.targets.patterns.tree import (
    Boundary,
    Chars,
    Choice,
    End,
    Look,
    Node,
    Repeat,
    Sequence,
    Start,
    parts,
    write,
)

__all__ = ["PatternError", "Runs", "Translation", "note_left_out", "translate", "usable"]

_LARGEST = 20_000  # of an automaton, roughly; Rust refuses what is larger still


@dataclass(frozen=True, slots=True)
class Translation:
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
    for shape in service.shapes.values():
        for name, source, type_ in _places(shape):
            for pattern in _patterns(type_):
                try:
                    why = "" if runs(translate(pattern)) else f"no engine of {target} can run it safely"
                except PatternError as error:
                    why = str(error)
                if why:
                    message = f"its pattern is not checked: {why}: {pattern}"
                    report.note("pattern-left-out", source, message, shape=name)


def _places(shape: ir.Shape) -> Iterator[tuple[str, ir.Source, ir.Type]]:
    match shape:
        case ir.Structure(members=members) | ir.Union(members=members):
            yield from ((f"{shape.name}.{each.name}", each.source, each.type) for each in members)
        case ir.Alias(type=type_):
            yield shape.name, shape.source, type_


def _patterns(type_: ir.Type) -> Iterator[str]:
    match type_:
        case ir.Scalar(constraints=constraints):
            if constraints.pattern is not None:
                yield constraints.pattern
        case ir.List(element) | ir.Stream(element):
            yield from _patterns(element)
        case ir.Map(key, value):
            yield from _patterns(key)
            yield from _patterns(value)
        case ir.OneOf(alternatives):
            for each in alternatives:
                yield from _patterns(each)


@functools.cache
def translate(pattern: str) -> Translation:
    """`pattern` for all engines.

    Raises:
        PatternError: it is broken, or does not mean one thing.
    """
    node = _searched(read(pattern))
    if _is_in_no_string(node):
        raise PatternError("no string matches it")
    if _is_in_every_string(node):
        return Translation("", in_rust=True, in_python=True, in_ecmascript=True)
    text = write(node)
    in_python = _compiles(text) and is_safe_to_backtrack(node)
    categories = any(isinstance(each, Chars) and each.categories for each in _all(node))
    return Translation(
        text,
        in_rust=not any(isinstance(each, Look | Boundary) for each in _all(node)) and _size(node) <= _LARGEST,
        in_python=in_python,
        in_ecmascript=in_python and not categories,
    )


def _all(node: Node) -> "list[Node]":
    return [node, *(each for part in parts(node) for each in _all(part))]


def _searched(node: Node) -> Node:
    """`node` without what a search passes over anyway: `.*a.+` is found where `a.` is."""
    match node:
        case Choice(alternatives):
            return Choice(tuple(map(_searched, alternatives)))
        case Sequence(items):
            return Sequence(_trimmed(_trimmed(items)[::-1])[::-1])
        case Repeat():
            return _fewest(node)
        case _:
            return node


def _trimmed(items: tuple[Node, ...]) -> tuple[Node, ...]:
    """`items` with as little as possible of what repeats in front of them."""
    for number, each in enumerate(items):
        if not isinstance(each, Repeat):
            return items[number:]
        if each.minimum:
            return _fewest(each), *items[number + 1 :]
    return ()


def _fewest(repeat: Repeat) -> Node:
    return repeat.item if repeat.minimum == 1 else Repeat(repeat.item, repeat.minimum, repeat.minimum)


def _is_in_no_string(node: Node) -> bool:
    """Whether something must come after the end, or before the beginning."""
    match node:
        case Choice(alternatives):
            return all(map(_is_in_no_string, alternatives))
        case Sequence(items):
            taken = [isinstance(each, Chars) or (isinstance(each, Repeat) and each.minimum > 0) for each in items]
            return any(map(_is_in_no_string, items)) or any(
                (isinstance(each, End) and any(taken[number:])) or (isinstance(each, Start) and any(taken[:number]))
                for number, each in enumerate(items)
            )
        case Repeat(item, minimum):
            return minimum > 0 and _is_in_no_string(item)
        case _:
            return False


def _is_in_every_string(node: Node) -> bool:
    """Whether there is no string in which it is not found."""
    match node:
        case Start() | End():
            return True
        case Choice(alternatives):
            return any(map(_is_in_every_string, alternatives))
        case Sequence((only,)):
            return _is_in_every_string(only)
        case _:
            return _matches_always(node)


def _matches_always(node: Node) -> bool:
    """Whether it matches the empty string, wherever that is."""
    match node:
        case Sequence(items):
            return all(map(_matches_always, items))
        case Choice(alternatives):
            return any(map(_matches_always, alternatives))
        case Repeat(item, minimum):
            return minimum == 0 or _matches_always(item)
        case Chars() | Start() | End() | Boundary() | Look():
            return False


def _compiles(text: str) -> bool:
    """Whether Python has all of it; it looks back over a fixed length only."""
    try:
        re.compile(re.sub(r"\\[pP]\{\w+\}", "a", text))
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def _size(node: Node) -> int:
    match node:
        case Chars(ranges, categories):
            return 1 + sum(1 + (last > 0x7F) * 4 for _, last in ranges) + 1000 * len(categories)
        case Repeat(item, minimum, maximum):
            return _size(item) * max(minimum, maximum or 0, 1)
        case _:
            return 1 + sum(map(_size, parts(node)))
