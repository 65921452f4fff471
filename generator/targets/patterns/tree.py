"""The syntax tree of a pattern, in which every character class is explicit, and its text.

The text means the same to ECMAScript with the flag `u`, to pydantic's engine (Rust), to RE2 (Go) and to Python's `re`,
with four exceptions. Rust and RE2 have no lookaround (`Lookaround`, `WordBoundary`). RE2 repeats an item 1,000 times at
most. Python has no `\\p{…}`. Python's `$` also matches before a final line feed. Generated Python code rewrites the
latter two.
"""

from collections.abc import Iterable
from dataclasses import dataclass

LAST = 0x10FFFF  # code point
_SURROGATES = (0xD800, 0xDFFF)  # halves of characters in UTF-16, which are no characters
_ESCAPED = frozenset(map(ord, "^$\\.*+?()[]{}|"))
_ESCAPED_IN_CLASSES = frozenset(map(ord, "^$\\[]-"))
_NAMED_ESCAPES = {0x09: "\\t", 0x0A: "\\n", 0x0B: "\\v", 0x0C: "\\f", 0x0D: "\\r"}

_IS_WORD = "[0-9A-Z_a-z]"
_BOUNDARY = f"(?:(?<={_IS_WORD})(?!{_IS_WORD})|(?<!{_IS_WORD})(?={_IS_WORD}))"
_NO_BOUNDARY = f"(?:(?<={_IS_WORD})(?={_IS_WORD})|(?<!{_IS_WORD})(?!{_IS_WORD}))"

Ranges = tuple[tuple[int, int], ...]  # first and last code points; sorted, with gaps between them, without surrogates


@dataclass(frozen=True, slots=True)
class CharacterClass:
    """One character of a set."""

    ranges: Ranges
    categories: tuple[tuple[str, bool], ...] = ()  # general categories of Unicode; True: the complement
    negated: bool = False  # every other character; only where there are categories


@dataclass(frozen=True, slots=True)
class Sequence:
    """One item after the other. Without items: the empty string."""

    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Alternation:
    """One of the alternatives."""

    alternatives: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Repeat:
    """An item, from `minimum` to `maximum` times."""

    item: "Node"
    minimum: int
    maximum: int | None  # None: unlimited


@dataclass(frozen=True, slots=True)
class Start:
    """The beginning of the string."""


@dataclass(frozen=True, slots=True)
class End:
    """The end of the string."""


@dataclass(frozen=True, slots=True)
class WordBoundary:
    """A place where an ASCII word begins or ends. `negated`: a place where none does."""

    negated: bool


@dataclass(frozen=True, slots=True)
class Lookaround:
    """A condition on what follows (`ahead`) or precedes."""

    item: "Node"
    ahead: bool
    negated: bool


Node = CharacterClass | Sequence | Alternation | Repeat | Start | End | WordBoundary | Lookaround


def normalize(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """`ranges` sorted and merged, without surrogates."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(part for each in ranges for part in _without_surrogates(*each)):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(merged[-1][1], last)
        else:
            merged.append((first, last))
    return tuple(merged)


def complement(ranges: Ranges) -> Ranges:
    """All other characters."""
    others, begin = [], 0
    for first, last in ranges:
        others.append((begin, first - 1))
        begin = last + 1
    return normalize([*others, (begin, LAST)])


def _without_surrogates(first: int, last: int) -> Iterable[tuple[int, int]]:
    for part in ((first, min(last, _SURROGATES[0] - 1)), (max(first, _SURROGATES[1] + 1), last)):
        if part[0] <= part[1]:
            yield part


def children(node: Node) -> "tuple[Node, ...]":
    """The nodes directly below `node`."""
    match node:
        case Sequence(items):
            return items
        case Alternation(alternatives):
            return alternatives
        case Repeat(item) | Lookaround(item):
            return (item,)
        case CharacterClass() | Start() | End() | WordBoundary():
            return ()


def write(node: Node) -> str:
    """The text of `node`."""
    match node:
        case CharacterClass():
            return _character_class(node)
        case Sequence(items):
            return "".join(f"(?:{write(each)})" if isinstance(each, Alternation) else write(each) for each in items)
        case Alternation(alternatives):
            return "|".join(map(write, alternatives))
        case Repeat(item, minimum, maximum):
            text = write(item) if isinstance(item, CharacterClass) else f"(?:{write(item)})"
            return text + _quantifier(minimum, maximum)
        case Start():
            return "^"
        case End():
            return "$"
        case WordBoundary(negated):  # `\b` will not do: to Python's `re` a word may be in any script
            return _NO_BOUNDARY if negated else _BOUNDARY
        case Lookaround(item, ahead, negated):
            return f"(?{'' if ahead else '<'}{'!' if negated else '='}{write(item)})"


def _quantifier(minimum: int, maximum: int | None) -> str:
    match minimum, maximum:
        case 0, None:
            return "*"
        case 1, None:
            return "+"
        case 0, 1:
            return "?"
        case _, None:
            return f"{{{minimum},}}"
        case _:
            return f"{{{minimum}}}" if minimum == maximum else f"{{{minimum},{maximum}}}"


def _character_class(node: CharacterClass) -> str:
    if not node.categories:
        if node.ranges == complement(()):
            return "[\\s\\S]"
        if len(node.ranges) == 1 and node.ranges[0][0] == node.ranges[0][1]:
            return _character(node.ranges[0][0], _ESCAPED)
        return min(f"[{_ranges(node.ranges)}]", f"[^{_ranges(complement(node.ranges))}]", key=len)
    categories = "".join(f"\\{'P' if negated else 'p'}{{{name}}}" for name, negated in node.categories)
    return f"[{'^' if node.negated else ''}{categories}{_ranges(node.ranges)}]"


def _ranges(ranges: Ranges) -> str:
    text = ""
    for first, last in ranges:
        text += _character(first, _ESCAPED_IN_CLASSES)
        if last > first:
            text += f"{'-' if last > first + 1 else ''}{_character(last, _ESCAPED_IN_CLASSES)}"
    return text


def _character(code_point: int, escaped: frozenset[int]) -> str:
    if code_point in escaped:
        return f"\\{chr(code_point)}"
    if 0x20 <= code_point < 0x7F or code_point >= 0x80:  # no escape above 7F means the same to all engines
        return chr(code_point)
    return _NAMED_ESCAPES.get(code_point, f"\\x{code_point:02x}")
