"""A pattern as a tree in which every set of characters is explicit, and its text.

The text means the same to ECMAScript with the flag `u`, to pydantic's engine (Rust) and to Python's `re`, but for
three things: Rust looks at nothing around (`Look`, `Boundary`), Python knows no `\\p{…}`, and Python's `$` is also
before a last line feed. What is generated for Python rewrites the latter two.
"""

from collections.abc import Iterable
from dataclasses import dataclass

LAST = 0x10FFFF
_HALVES = (0xD800, 0xDFFF)  # of characters in UTF-16: none is a character
_ESCAPED = frozenset(map(ord, "^$\\.*+?()[]{}|"))
_ESCAPED_IN_SETS = frozenset(map(ord, "^$\\[]-"))
_NAMED = {0x09: "\\t", 0x0A: "\\n", 0x0B: "\\v", 0x0C: "\\f", 0x0D: "\\r"}

_IS_WORD = "[0-9A-Z_a-z]"
_BOUNDARY = f"(?:(?<={_IS_WORD})(?!{_IS_WORD})|(?<!{_IS_WORD})(?={_IS_WORD}))"
_INSIDE = f"(?:(?<={_IS_WORD})(?={_IS_WORD})|(?<!{_IS_WORD})(?!{_IS_WORD}))"

Ranges = tuple[tuple[int, int], ...]  # first and last code point of each; sorted, apart from one another, no halves


@dataclass(frozen=True, slots=True)
class Chars:
    """One character of a set."""

    ranges: Ranges
    categories: tuple[tuple[str, bool], ...] = ()  # a general category of Unicode; or, if True, all that is not in it
    negated: bool = False  # all but these; only where there are categories


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other; none: the empty string."""

    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these."""

    alternatives: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Repeat:
    """So many times."""

    item: "Node"
    minimum: int
    maximum: int | None  # None: without end


@dataclass(frozen=True, slots=True)
class Start:
    """The beginning of the string."""


@dataclass(frozen=True, slots=True)
class End:
    """The end of the string."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where a word of ASCII begins or ends; or, if inside, where none does."""

    inside: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What comes next is so, or came before; or is not so."""

    item: "Node"
    ahead: bool
    negated: bool


Node = Chars | Sequence | Choice | Repeat | Start | End | Boundary | Look


def normal(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """`ranges` sorted and put together, without halves of characters."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(part for each in ranges for part in _whole(*each)):
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
    return normal([*others, (begin, LAST)])


def _whole(first: int, last: int) -> Iterable[tuple[int, int]]:
    for part in ((first, min(last, _HALVES[0] - 1)), (max(first, _HALVES[1] + 1), last)):
        if part[0] <= part[1]:
            yield part


def parts(node: Node) -> "tuple[Node, ...]":
    """The nodes that `node` is made of."""
    match node:
        case Sequence(items):
            return items
        case Choice(alternatives):
            return alternatives
        case Repeat(item) | Look(item):
            return (item,)
        case Chars() | Start() | End() | Boundary():
            return ()


def write(node: Node) -> str:
    """The text of `node`."""
    match node:
        case Chars():
            return _chars(node)
        case Sequence(items):
            return "".join(f"(?:{write(each)})" if isinstance(each, Choice) else write(each) for each in items)
        case Choice(alternatives):
            return "|".join(map(write, alternatives))
        case Repeat(item, minimum, maximum):
            text = write(item) if isinstance(item, Chars) else f"(?:{write(item)})"
            return text + _times(minimum, maximum)
        case Start():
            return "^"
        case End():
            return "$"
        case Boundary(inside):
            return _INSIDE if inside else _BOUNDARY  # to Python's `re` a word may be of any script
        case Look(item, ahead, negated):
            return f"(?{'' if ahead else '<'}{'!' if negated else '='}{write(item)})"


def _times(minimum: int, maximum: int | None) -> str:
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


def _chars(chars: Chars) -> str:
    if not chars.categories:
        if chars.ranges == complement(()):
            return "[\\s\\S]"
        if len(chars.ranges) == 1 and chars.ranges[0][0] == chars.ranges[0][1]:
            return _char(chars.ranges[0][0], _ESCAPED)
        return min(f"[{_ranges(chars.ranges)}]", f"[^{_ranges(complement(chars.ranges))}]", key=len)
    categories = "".join(f"\\{'P' if others else 'p'}{{{name}}}" for name, others in chars.categories)
    return f"[{'^' if chars.negated else ''}{categories}{_ranges(chars.ranges)}]"


def _ranges(ranges: Ranges) -> str:
    text = ""
    for first, last in ranges:
        text += _char(first, _ESCAPED_IN_SETS)
        if last > first:
            text += f"{'-' if last > first + 1 else ''}{_char(last, _ESCAPED_IN_SETS)}"
    return text


def _char(code: int, escaped: frozenset[int]) -> str:
    if code in escaped:
        return f"\\{chr(code)}"
    if 0x20 <= code < 0x7F or code > 0xFFFF:  # the engines agree on no escape for the highest
        return chr(code)
    return _NAMED.get(code) or (f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}")
