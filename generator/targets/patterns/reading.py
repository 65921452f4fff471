"""Reads a pattern as ECMAScript does with the flag `u`, and what AWS has from Java where that means one thing only."""

import re

from . import PatternError
from .tree import LAST, Boundary, Chars, Choice, End, Look, Node, Ranges, Repeat, Sequence, Start, complement, normal

_DIGIT = normal([(0x30, 0x39)])
_WORD = normal([(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)])
_SPACE = normal(
    (code, code)
    for code in (
        *range(0x09, 0x0E),
        0x20,
        0xA0,
        0x1680,
        *range(0x2000, 0x200B),
        0x2028,
        0x2029,
        0x202F,
        0x205F,
        0x3000,
        0xFEFF,
    )
)  # ECMA-262, WhiteSpace and LineTerminator
_NOT_A_LINE_END = complement(normal([(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)]))
_CLASSES = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
_CONTROLS = {"t": 0x09, "n": 0x0A, "v": 0x0B, "f": 0x0C, "r": 0x0D}
# Java's POSIX classes, which are of ASCII (`java.util.regex.Pattern`).
_POSIX = {
    "ASCII": [(0x00, 0x7F)],
    "Alnum": [(0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A)],
    "Alpha": [(0x41, 0x5A), (0x61, 0x7A)],
    "Blank": [(0x09, 0x09), (0x20, 0x20)],
    "Cntrl": [(0x00, 0x1F), (0x7F, 0x7F)],
    "Digit": [(0x30, 0x39)],
    "Graph": [(0x21, 0x7E)],
    "Lower": [(0x61, 0x7A)],
    "Print": [(0x20, 0x7E)],
    "Punct": [(0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)],
    "Space": [(0x09, 0x0D), (0x20, 0x20)],
    "Upper": [(0x41, 0x5A)],
    "XDigit": [(0x30, 0x39), (0x41, 0x46), (0x61, 0x66)],
}
_CATEGORY = re.compile(r"C[cfnos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?")
_QUANTIFIER = re.compile(r"\*|\+|\?|\{([0-9]+)(,)?([0-9]+)?\}")
_MOST_TIMES = 100_000  # more than any string of AWS is long


def read(pattern: str) -> Node:
    """The tree of `pattern`.

    Raises:
        PatternError: it cannot be read, or not in one way only.
    """
    return _Reader(pattern).read()


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self.at = 0
        self.any_case = False  # flag `i`, of ASCII, as in Java
        self.dot_is_all = False  # flag `s`

    def read(self) -> Node:
        node = self._choice()
        if self.at < len(self.text):
            raise PatternError("a bracket is closed that none has opened")
        return node

    def _takes(self, text: str) -> bool:
        found = self.text.startswith(text, self.at)
        self.at += len(text) if found else 0
        return found

    def _next(self) -> str:
        if self.at == len(self.text):
            raise PatternError("it ends too soon")
        self.at += 1
        return self.text[self.at - 1]

    def _choice(self) -> Node:
        flags = self.any_case, self.dot_is_all
        alternatives = [self._sequence()]
        while self._takes("|"):
            alternatives.append(self._sequence())
        self.any_case, self.dot_is_all = flags  # those that are set inside a group end with it
        return alternatives[0] if len(alternatives) == 1 else Choice(tuple(alternatives))

    def _sequence(self) -> Node:
        items: list[Node] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            if (item := self._item()) is not None:
                items.append(item)
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def _item(self) -> Node | None:
        """An atom with how often it comes; None for what only sets flags."""
        atom = self._atom()
        if not (found := _QUANTIFIER.match(self.text, self.at)):
            return atom
        if atom is None or isinstance(atom, Start | End | Boundary | Look):
            raise PatternError("there is nothing to repeat")
        self.at = found.end()
        minimum, maximum = _times(found)
        self._takes("?")  # whether as little as possible is taken does not change what matches
        if self.text[self.at : self.at + 1] == "+" or _QUANTIFIER.match(self.text, self.at):
            raise PatternError("what is repeated is repeated again")
        if minimum == maximum == 1 or atom == Sequence(()):
            return atom
        return Repeat(atom, minimum, maximum)

    def _atom(self) -> Node | None:
        if _QUANTIFIER.match(self.text, self.at):
            raise PatternError("there is nothing to repeat")
        match char := self._next():
            case "(":
                return self._group()
            case "[":
                return self._set()
            case ".":
                return Chars(complement(()) if self.dot_is_all else _NOT_A_LINE_END)
            case "^":
                return Start()
            case "$":
                return End()
            case "\\":
                return self._escaped()
            case _:
                return self._one(self._whole(ord(char)))

    def _group(self) -> Node | None:
        if flags := re.compile(r"\?([is]+)([:)])").match(self.text, self.at):
            self.at = flags.end()
            before = self.any_case, self.dot_is_all
            self.any_case |= "i" in flags[1]
            self.dot_is_all |= "s" in flags[1]
            if flags[2] == ")":
                return None
            node = self._choice()
            self.any_case, self.dot_is_all = before
        else:
            looks = {"?=": (True, False), "?!": (True, True), "?<=": (False, False), "?<!": (False, True)}
            look = next((each for each in looks if self._takes(each)), None)
            named = re.compile(r"\?<[A-Za-z]\w*>").match(self.text, self.at)
            if named:
                self.at = named.end()
            elif look is None and not self._takes("?:") and self._takes("?"):
                raise PatternError("a group of a kind that not every engine has")
            node = self._choice()
            node = Look(node, *looks[look]) if look else node
        if not self._takes(")"):
            raise PatternError("a bracket is not closed")
        return node

    # Characters.

    def _one(self, code: int) -> Chars:
        return Chars(self._cased(normal([(code, code)])))

    def _cased(self, ranges: Ranges) -> Ranges:
        if not self.any_case:
            return ranges
        cased = list(ranges)
        for low, high, shift in ((0x41, 0x5A, 0x20), (0x61, 0x7A, -0x20)):
            cased += [
                (max(first, low) + shift, min(last, high) + shift)
                for first, last in ranges
                if max(first, low) <= min(last, high)
            ]
        return normal(cased)

    def _escaped(self) -> Node:
        if self._takes("A"):
            return Start()
        if self._takes("z"):
            return End()
        if self._takes("b"):
            return Boundary(inside=False)
        if self._takes("B"):
            return Boundary(inside=True)
        found = self._escape()
        return self._one(found) if isinstance(found, int) else found

    def _escape(self) -> int | Chars:
        """What comes after a backslash, in a set or outside: a character, or a set."""
        char = self._next()
        if char.lower() in _CLASSES:
            ranges = _CLASSES[char.lower()]
            return Chars(ranges if char.islower() else complement(ranges))
        if char in _CONTROLS:
            return _CONTROLS[char]
        match char:
            case "p" | "P":
                return self._property(others=char == "P")
            case "x" | "u":
                return self._code(char)
            case "0" if not self.text[self.at : self.at + 1].isdigit():
                return 0
        if char.isascii() and char.isalnum():
            raise PatternError(f"\\{char} is not the same to all engines")
        return self._whole(ord(char))

    def _code(self, letter: str) -> int:
        size = 2 if letter == "x" else 4
        digits = re.compile(rf"[0-9A-Fa-f]{{{size}}}|\{{([0-9A-Fa-f]{{1,6}})\}}").match(self.text, self.at)
        if not digits:
            raise PatternError(f"\\{letter} without its digits")
        self.at = digits.end()
        code = int(digits[1] or digits[0], 16)
        if code > LAST:
            raise PatternError("a character beyond the last")
        return self._whole(code)

    def _whole(self, code: int) -> int:
        """The character of which `code` is, or of which it is the first half."""
        if not 0xD800 <= code <= 0xDFFF:
            return code
        other = re.compile(r"\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})").match(self.text, self.at)
        if code >= 0xDC00 or not other:
            raise PatternError("half of a character")
        self.at = other.end()
        return 0x10000 + ((code - 0xD800) << 10) + int(other[1], 16) - 0xDC00

    def _property(self, *, others: bool) -> Chars:
        found = re.compile(r"\{(\w+)\}|([A-Z])").match(self.text, self.at)
        name = (found[1] or found[2]) if found else ""
        if found and name in _POSIX:
            self.at = found.end()
            ranges = normal(_POSIX[name])
            return Chars(complement(ranges) if others else ranges)
        if found and _CATEGORY.fullmatch(name):
            self.at = found.end()
            return Chars((), ((name, others),))
        raise PatternError(f"\\p{{{name}}} is no category of Unicode")

    def _set(self) -> Chars:
        negated = self._takes("^")
        ranges: list[tuple[int, int]] = []
        categories: dict[tuple[str, bool], None] = {}
        begin = self.at
        while not self._takes("]"):
            first = self._element()
            if self.at < len(self.text) - 1 and self.text[self.at] == "-" and self.text[self.at + 1] != "]":
                after = self.at
                self.at += 1
                last = self._element()
                if isinstance(first, int) and isinstance(last, int):
                    if first > last:
                        raise PatternError("a range that runs backwards")
                    ranges.append((first, last))
                    continue
                self.at = after  # `\w-x`: no range, so the hyphen is one
            if isinstance(first, int):
                ranges.append((first, first))
            else:
                ranges += first.ranges
                categories.update(dict.fromkeys(first.categories))
        if self.at == begin + 1:
            raise PatternError("an empty set")
        found = self._cased(normal(ranges))
        if categories:
            return Chars(found, tuple(categories), negated)
        found = complement(found) if negated else found
        if not found:
            raise PatternError("an empty set")
        return Chars(found)

    def _element(self) -> int | Chars:
        if self.text.startswith(("[", "&&"), self.at):
            raise PatternError("a set in a set, which not every engine has")
        char = self._next()
        if char != "\\":
            return self._whole(ord(char))
        return 0x08 if self._takes("b") else self._escape()


def _times(found: re.Match[str]) -> tuple[int, int | None]:
    match found[0]:
        case "*":
            return 0, None
        case "+":
            return 1, None
        case "?":
            return 0, 1
    minimum = int(found[1])
    maximum = (int(found[3]) if found[3] else None) if found[2] else minimum
    if max(minimum, maximum or 0) > _MOST_TIMES or (maximum is not None and maximum < minimum):
        raise PatternError("an impossible number of times")
    return minimum, maximum
