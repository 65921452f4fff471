"""Translates a pattern, with what `parser`, `tree` and `backtracking` find out about it."""

import re

from .backtracking import is_safe_to_backtrack
from .parser import parse
from .translation import PatternError, Translation
from .tree import (
    Alternation,
    CharacterClass,
    End,
    Lookaround,
    Node,
    Repeat,
    Sequence,
    Start,
    WordBoundary,
    children,
    write,
)

_MAX_DEPTH = 100  # of nested groups; Rust takes 250
_MAX_SIZE = 20_000  # of an automaton, roughly; Rust refuses larger ones a little later
_MAX_REPETITIONS = 1_000  # of one item in RE2, those of the groups around it included


def translate(pattern: str) -> Translation:
    """See `patterns.translate`."""
    try:
        node = _without_optional_ends(parse(pattern))
        text = write(node)
    except RecursionError:
        raise PatternError("it is nested too deeply") from None
    if _never_matches(node):
        raise PatternError("no string matches it")
    if _always_matches(node):
        return Translation("", in_rust=True, in_python=True, in_json_schema=True)
    in_python = _compiles_in_python(text) and is_safe_to_backtrack(node)
    has_categories = any(isinstance(each, CharacterClass) and each.categories for each in _walk(node))
    in_rust = _runs_in_rust(node)
    return Translation(
        text,
        in_rust=in_rust,
        in_python=in_python,
        in_json_schema=in_rust and in_python and not has_categories and _repetitions(node) <= _MAX_REPETITIONS,
    )


def _walk(node: Node) -> "list[Node]":
    """`node` and all nodes below it."""
    return [node, *(each for child in children(node) for each in _walk(child))]


def _without_optional_ends(node: Node) -> Node:
    """`node` without what makes no difference to a search: `.*a.+` is found where `a.` is."""
    match node:
        case Alternation(alternatives):
            return Alternation(tuple(map(_without_optional_ends, alternatives)))
        case Sequence(items):
            return Sequence(_without_optional_start(_without_optional_start(items)[::-1])[::-1])
        case Repeat():
            return _repeated_least(node)
        case _:
            return node


def _without_optional_start(items: tuple[Node, ...]) -> tuple[Node, ...]:
    """`items` with as few repetitions as possible at the start."""
    for number, each in enumerate(items):
        if not isinstance(each, Repeat):
            return items[number:]
        if each.minimum:
            return _repeated_least(each), *items[number + 1 :]
    return ()


def _repeated_least(repeat: Repeat) -> Node:
    """`repeat` with its minimum as its maximum."""
    return repeat.item if repeat.minimum == 1 else Repeat(repeat.item, repeat.minimum, repeat.minimum)


def _never_matches(node: Node) -> bool:
    """Whether something has to come after the end of the string, or before its beginning."""
    match node:
        case Alternation(alternatives):
            return all(map(_never_matches, alternatives))
        case Sequence(items):
            consumes = list(map(_consumes_characters, items))
            return any(map(_never_matches, items)) or any(
                (isinstance(each, End) and any(consumes[number:]))
                or (isinstance(each, Start) and any(consumes[:number]))
                for number, each in enumerate(items)
            )
        case Repeat(item, minimum):
            return minimum > 0 and _never_matches(item)
        case _:
            return False


def _consumes_characters(node: Node) -> bool:
    """Whether every match is at least one character long."""
    match node:
        case CharacterClass():
            return True
        case Repeat(item, minimum):
            return minimum > 0 and _consumes_characters(item)
        case Sequence(items):
            return any(map(_consumes_characters, items))
        case Alternation(alternatives):
            return all(map(_consumes_characters, alternatives))
        case _:
            return False


def _always_matches(node: Node) -> bool:
    """Whether a search finds it in every string."""
    match node:
        case Start() | End():
            return True
        case Alternation(alternatives):
            return any(map(_always_matches, alternatives))
        case Sequence((only,)):
            return _always_matches(only)
        case _:
            return _matches_empty(node)


def _matches_empty(node: Node) -> bool:
    """Whether it matches the empty string at every place."""
    match node:
        case Sequence(items):
            return all(map(_matches_empty, items))
        case Alternation(alternatives):
            return any(map(_matches_empty, alternatives))
        case Repeat(item, minimum):
            return minimum == 0 or _matches_empty(item)
        case CharacterClass() | Start() | End() | WordBoundary() | Lookaround():
            return False


def _compiles_in_python(text: str) -> bool:
    """Whether `re` supports all of it. Its lookbehind takes a fixed length only."""
    try:
        re.compile(re.sub(r"\\[pP]\{\w+\}", "a", text))
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def _runs_in_rust(node: Node) -> bool:
    """Whether Rust's engine runs it, which has no lookaround, no category of surrogates, and limits."""
    return (
        not any(isinstance(each, Lookaround | WordBoundary) or _has_surrogate_category(each) for each in _walk(node))
        and _size(node) <= _MAX_SIZE
        and _depth(node) <= _MAX_DEPTH
    )


def _has_surrogate_category(node: Node) -> bool:
    return isinstance(node, CharacterClass) and any(name == "Cs" for name, _ in node.categories)


def _depth(node: Node) -> int:
    return 1 + max(map(_depth, children(node)), default=0)


def _repetitions(node: Node) -> int:
    """How often an item may have to be written out: a count times the counts in what it repeats."""
    most = max(map(_repetitions, children(node)), default=1)
    return most * max(node.minimum, node.maximum or 0, 1) if isinstance(node, Repeat) else most


def _size(node: Node) -> int:
    match node:
        case CharacterClass(ranges, categories):
            return sum(1 + (last > 0x7F) * 4 for _, last in ranges) + 1000 * len(categories)
        case Repeat(item, minimum, maximum):
            return _size(item) * max(minimum, maximum or 0, 1)
        case _:
            return 1 + sum(map(_size, children(node)))
