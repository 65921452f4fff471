"""Parses patterns as ECMAScript does with the flag `u`.

What AWS takes from the dialect of Java is understood too, where it has one meaning only.
"""

import re

from .translation import PatternError
from .tree import (
    LAST,
    Alternation,
    CharacterClass,
    End,
    Lookaround,
    Node,
    Ranges,
    Repeat,
    Sequence,
    Start,
    WordBoundary,
    complement,
    normalize,
)

_DIGIT = normalize([(0x30, 0x39)])
_WORD = normalize([(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)])
_SPACE = normalize(
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
_ANY_BUT_LINE_ENDS = complement(normalize([(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)]))
_CLASS_ESCAPES = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
_CONTROL_ESCAPES = {"t": 0x09, "n": 0x0A, "v": 0x0B, "f": 0x0C, "r": 0x0D}
# Java's POSIX character classes, which contain ASCII characters only (`java.util.regex.Pattern`).
_POSIX_CLASSES = {
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
_RANGE_HYPHEN = re.compile(r"-(?=[^\]])")  # at the end of a class it stands for itself
_MAX_COUNT = 100_000  # longer than any string of AWS


def parse(pattern: str) -> Node:
    """The tree of `pattern`.

    Raises:
        PatternError: it is invalid, or has more than one meaning.
    """
    return _Parser(pattern).parse()


class _Parser:
    """A recursive descent parser, with a method for each kind of construct."""

    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self.position = 0
        self.ignores_case = False  # flag `i`; as in Java, for ASCII only
        self.dot_matches_all = False  # flag `s`

    def parse(self) -> Node:
        node = self._alternation()
        if self.position < len(self.text):
            raise PatternError("unmatched closing bracket")
        return node

    def _accept(self, text: str) -> bool:
        """Whether `text` comes next. Moves behind it if so."""
        found = self.text.startswith(text, self.position)
        self.position += len(text) if found else 0
        return found

    def _next(self) -> str:
        if self.position == len(self.text):
            raise PatternError("unexpected end")
        self.position += 1
        return self.text[self.position - 1]

    def _alternation(self) -> Node:
        flags = self.ignores_case, self.dot_matches_all
        alternatives = [self._sequence()]
        while self._accept("|"):
            alternatives.append(self._sequence())
        self.ignores_case, self.dot_matches_all = flags  # a flag that is set inside a group ends with it
        return alternatives[0] if len(alternatives) == 1 else Alternation(tuple(alternatives))

    def _sequence(self) -> Node:
        items: list[Node] = []
        while self.position < len(self.text) and self.text[self.position] not in "|)":
            if (item := self._item()) is not None:
                items.append(item)
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def _item(self) -> Node | None:
        """An atom with its quantifier. None if it only sets flags."""
        atom = self._atom()
        if not (quantifier := _QUANTIFIER.match(self.text, self.position)):
            return atom
        if atom is None or isinstance(atom, Start | End | WordBoundary | Lookaround):
            raise PatternError("nothing to repeat")
        self.position = quantifier.end()
        minimum, maximum = _counts(quantifier)
        self._accept("?")  # lazy or greedy: the same strings match
        if self.text[self.position : self.position + 1] == "+" or _QUANTIFIER.match(self.text, self.position):
            raise PatternError("a quantifier follows another one")
        if minimum == maximum == 1 or atom == Sequence(()):
            return atom
        return Repeat(atom, minimum, maximum)

    def _atom(self) -> Node | None:
        if _QUANTIFIER.match(self.text, self.position):
            raise PatternError("nothing to repeat")
        match char := self._next():
            case "(":
                return self._group()
            case "[":
                return self._character_class()
            case ".":
                return CharacterClass(complement(()) if self.dot_matches_all else _ANY_BUT_LINE_ENDS)
            case "^":
                return Start()
            case "$":
                return End()
            case "\\":
                return self._escape_outside_class()
            case _:
                return self._single(self._with_low_surrogate(ord(char)))

    def _group(self) -> Node | None:
        if flags := re.compile(r"\?([is]+)([:)])").match(self.text, self.position):
            self.position = flags.end()
            before = self.ignores_case, self.dot_matches_all
            self.ignores_case |= "i" in flags[1]
            self.dot_matches_all |= "s" in flags[1]
            if flags[2] == ")":
                return None
            node = self._alternation()
            self.ignores_case, self.dot_matches_all = before
        else:
            looks = {"?=": (True, False), "?!": (True, True), "?<=": (False, False), "?<!": (False, True)}
            look = next((each for each in looks if self._accept(each)), None)
            named = re.compile(r"\?<[A-Za-z]\w*>").match(self.text, self.position)
            if named:
                self.position = named.end()
            elif look is None and not self._accept("?:") and self._accept("?"):
                raise PatternError("a kind of group that not every engine supports")
            node = self._alternation()
            node = Lookaround(node, *looks[look]) if look else node
        if not self._accept(")"):
            raise PatternError("unclosed bracket")
        return node

    def _single(self, code_point: int) -> CharacterClass:
        return CharacterClass(self._in_both_cases(normalize([(code_point, code_point)])))

    def _in_both_cases(self, ranges: Ranges) -> Ranges:
        """`ranges`, with the other case of its letters if the flag `i` is set."""
        if not self.ignores_case:
            return ranges
        both = list(ranges)
        for low, high, shift in ((0x41, 0x5A, 0x20), (0x61, 0x7A, -0x20)):
            both += [
                (max(first, low) + shift, min(last, high) + shift)
                for first, last in ranges
                if max(first, low) <= min(last, high)
            ]
        return normalize(both)

    def _escape_outside_class(self) -> Node:
        if self._accept("A"):
            return Start()
        if self._accept("z"):
            return End()
        if self._accept("b"):
            return WordBoundary(negated=False)
        if self._accept("B"):
            return WordBoundary(negated=True)
        found = self._escape()
        return self._single(found) if isinstance(found, int) else found

    def _escape(self) -> int | CharacterClass:
        """What a backslash escapes, inside a character class or outside: a code point, or a character class."""
        char = self._next()
        if char.lower() in _CLASS_ESCAPES:
            ranges = _CLASS_ESCAPES[char.lower()]
            return CharacterClass(ranges if char.islower() else complement(ranges))
        if char in _CONTROL_ESCAPES:
            return _CONTROL_ESCAPES[char]
        match char:
            case "p" | "P":
                return self._property(negated=char == "P")
            case "x" | "u":
                return self._code_point(char)
            case "0" if not self.text[self.position : self.position + 1].isdigit():
                return 0
        if char.isascii() and char.isalnum():
            raise PatternError(f"\\{char} means different things to different engines")
        return self._with_low_surrogate(ord(char))

    def _code_point(self, letter: str) -> int:
        size = 2 if letter == "x" else 4
        digits = re.compile(rf"[0-9A-Fa-f]{{{size}}}|\{{([0-9A-Fa-f]{{1,6}})\}}").match(self.text, self.position)
        if not digits:
            raise PatternError(f"\\{letter} without hexadecimal digits")
        self.position = digits.end()
        code_point = int(digits[1] or digits[0], 16)
        if code_point > LAST:
            raise PatternError("a code point above 10FFFF")
        return self._with_low_surrogate(code_point)

    def _with_low_surrogate(self, code_point: int) -> int:
        """`code_point`, or the character that it forms with the low surrogate that follows if it is a high one."""
        if not 0xD800 <= code_point <= 0xDFFF:
            return code_point
        low = re.compile(r"\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})").match(self.text, self.position)
        if code_point >= 0xDC00 or not low:
            raise PatternError("an unpaired surrogate")
        self.position = low.end()
        return 0x10000 + ((code_point - 0xD800) << 10) + int(low[1], 16) - 0xDC00

    def _property(self, *, negated: bool) -> CharacterClass:
        found = re.compile(r"\{(\w+)\}|([A-Z])").match(self.text, self.position)
        name = (found[1] or found[2]) if found else ""
        if found and name in _POSIX_CLASSES:
            self.position = found.end()
            ranges = normalize(_POSIX_CLASSES[name])
            return CharacterClass(complement(ranges) if negated else ranges)
        if found and _CATEGORY.fullmatch(name):
            self.position = found.end()
            return CharacterClass((), ((name, negated),))
        raise PatternError(f"\\p{{{name}}} is not a general category of Unicode")

    def _character_class(self) -> CharacterClass:
        negated = self._accept("^")
        ranges: list[tuple[int, int]] = []
        categories: dict[tuple[str, bool], None] = {}
        begin = self.position
        while not self._accept("]"):
            first = self._class_member()
            if _RANGE_HYPHEN.match(self.text, self.position):
                after = self.position
                self.position += 1
                last = self._class_member()
                if isinstance(first, int) and isinstance(last, int):
                    if first > last:
                        raise PatternError("a range in reverse order")
                    ranges.append((first, last))
                    continue
                self.position = after  # `\w-x` is not a range, so the hyphen stands for itself
            if isinstance(first, int):
                ranges.append((first, first))
            else:
                ranges += first.ranges
                categories.update(dict.fromkeys(first.categories))
        if self.position == begin + 1:
            raise PatternError("an empty character class")
        found = self._in_both_cases(normalize(ranges))
        if categories:
            return CharacterClass(found, tuple(categories), negated)
        found = complement(found) if negated else found
        if not found:
            raise PatternError("an empty character class")
        return CharacterClass(found)

    def _class_member(self) -> int | CharacterClass:
        if self.text.startswith(("[", "&&"), self.position):
            raise PatternError("a nested character class, which not every engine supports")
        char = self._next()
        if char != "\\":
            return self._with_low_surrogate(ord(char))
        return 0x08 if self._accept("b") else self._escape()


def _counts(quantifier: re.Match[str]) -> tuple[int, int | None]:
    """The minimum and the maximum of a quantifier."""
    match quantifier[0]:
        case "*":
            return 0, None
        case "+":
            return 1, None
        case "?":
            return 0, 1
    minimum = int(quantifier[1])
    maximum = (int(quantifier[3]) if quantifier[3] else None) if quantifier[2] else minimum
    if max(minimum, maximum or 0) > _MAX_COUNT or (maximum is not None and maximum < minimum):
        raise PatternError("an invalid repeat count")
    return minimum, maximum
