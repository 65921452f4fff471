"""Puts together what `reading`, `tree` and `backtracking` know of a pattern."""

import re

from . import PatternError, Translation
from .backtracking import is_safe_to_backtrack
from .reading import read
from .tree import Boundary, Chars, Choice, End, Look, Node, Repeat, Sequence, Start, parts, write

_DEEPEST = 100  # groups in groups; Rust takes 250
_LARGEST = 20_000  # of an automaton, roughly; Rust refuses what is larger still


def translated(pattern: str) -> Translation:
    """See `patterns.translate`."""
    try:
        node = _searched(read(pattern))
        text = write(node)
    except RecursionError:
        raise PatternError("it is nested too deep") from None
    if _is_in_no_string(node):
        raise PatternError("no string matches it")
    if _is_in_every_string(node):
        return Translation("", in_rust=True, in_python=True, in_ecmascript=True)
    in_python = _compiles(text) and is_safe_to_backtrack(node)
    categories = any(isinstance(each, Chars) and each.categories for each in _all(node))
    return Translation(
        text,
        in_rust=_is_for_rust(node),
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
            taken = list(map(_takes_characters, items))
            return any(map(_is_in_no_string, items)) or any(
                (isinstance(each, End) and any(taken[number:])) or (isinstance(each, Start) and any(taken[:number]))
                for number, each in enumerate(items)
            )
        case Repeat(item, minimum):
            return minimum > 0 and _is_in_no_string(item)
        case _:
            return False


def _takes_characters(node: Node) -> bool:
    match node:
        case Chars():
            return True
        case Repeat(item, minimum):
            return minimum > 0 and _takes_characters(item)
        case Sequence(items):
            return any(map(_takes_characters, items))
        case Choice(alternatives):
            return all(map(_takes_characters, alternatives))
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


def _is_for_rust(node: Node) -> bool:
    """It looks at nothing around, knows no category of halves, and has limits."""
    return (
        not any(isinstance(each, Look | Boundary) or _has_halves(each) for each in _all(node))
        and _size(node) <= _LARGEST
        and _depth(node) <= _DEEPEST
    )


def _has_halves(node: Node) -> bool:
    return isinstance(node, Chars) and any(name == "Cs" for name, _ in node.categories)


def _depth(node: Node) -> int:
    return 1 + max(map(_depth, parts(node)), default=0)


def _size(node: Node) -> int:
    match node:
        case Chars(ranges, categories):
            return 1 + sum(1 + (last > 0x7F) * 4 for _, last in ranges) + 1000 * len(categories)
        case Repeat(item, minimum, maximum):
            return _size(item) * max(minimum, maximum or 0, 1)
        case _:
            return 1 + sum(map(_size, parts(node)))
