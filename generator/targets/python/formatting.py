"""Python expressions, and how `ruff format` lays them out: so that nobody has to run it on what we write.

An expression is its text on one line, which is how most of them are written; those that are too long for that know
their parts.

The rules are those of ruff's stable style at 88 columns, for the few forms that generated code has: what fits stays on
its line; a bracket that does not is opened, its content on one line if that fits, else a line each with a trailing
comma; alternatives then stand a line each, the bar in front.
"""

import functools
import re
from collections.abc import Sequence
from typing import Self

from ..breakable import Either as Either
from ..prose import wrap

WIDTH = 88
_INDENT = "    "

_keep = functools.lru_cache(maxsize=16384)  # what the largest service says; what all say would fill the memory


class Subscript(str):
    """`head[a, b]`, or a call `head(a, b)`: its text on one line, and the parts at which it can be broken."""

    __slots__ = ("arguments", "brackets", "head")
    head: str
    arguments: tuple[str, ...]
    brackets: str

    def __new__(cls, head: str, arguments: tuple[str, ...], brackets: str = "[]") -> Self:
        """The expression of these parts."""
        self = super().__new__(cls, f"{head}{brackets[0]}{', '.join(arguments)}{brackets[1]}")
        self.head, self.arguments, self.brackets = head, arguments, brackets
        return self


Expression = str  # of no kind above: one that cannot be broken


@_keep
def string(value: str) -> str:
    """`value` as a string literal, in the quotes that ruff prefers: the one way in which text reaches generated Python.

    >>> print(string("plain"), string('say "x"'), string("it's"), string("\\u202e"))
    "plain" 'say "x"' "it's" "\\u202e"
    """
    if value.isalnum() and value.isascii():  # as most names are
        return f'"{value}"'
    literal = repr(value)
    body = literal[1:-1].replace("\\'", "'") if literal[0] == "'" else literal[1:-1]
    if value.count('"') > value.count("'"):
        return "'" + body.replace("'", "\\'") + "'"
    return '"' + body.replace('"', '\\"') + '"'


def raw_string(value: str) -> str:
    """`value` as a string literal in which a backslash is one, where that can be written.

    >>> print(raw_string(r"\\d"), raw_string("d"))
    r"\\d" "d"
    """
    is_raw = "\\" in value and value.isascii() and value.isprintable() and not value.endswith("\\")
    return f'r"{value}"' if is_raw and '"' not in value else string(value)


@_keep
def docstring(text: str, indent: str) -> str:
    """`text`, wrapped, as a docstring at `indent`. What does not fit on one line with all its quotes becomes two."""
    width = WIDTH - len(indent)
    lines = wrap(text if text.startswith("```") else f"{_QUOTES}{text}", width)
    if len(lines) == 1:
        lines = wrap(f"{_QUOTES}{text}", width - len(_QUOTES))
    lines[0] = lines[0].removeprefix(_QUOTES)
    if "\\" in text or _QUOTES in text or not text.replace("\n", "").isprintable():
        lines = list(map(_in_docstring, lines))
    opening = f"{indent}{_QUOTES} " if lines[0].startswith('"') else f"{indent}{_QUOTES}"
    if len(lines) == 1:
        space = " " if _ENDS_IN_A_QUOTE.search(lines[0]) else ""
        return f"{opening}{lines[0]}{space}{_QUOTES}"
    others = [f"{indent}{each}" if each else "" for each in lines[1:]]
    return "\n".join([f"{opening}{lines[0]}", *others, f"{indent}{_QUOTES}"])


_QUOTES = '"""'
_ENDS_IN_A_QUOTE = re.compile(r'(?<!\\)(?:\\\\)*"$')  # that no backslash escapes


def _in_docstring(line: str) -> str:
    line = line.replace("\\", "\\\\").replace(_QUOTES, '\\"\\"\\"')
    return printable(line)


def comment(text: str) -> str:
    """`text` as part of a comment. On the first line of a file, `coding:` would say how it is to be decoded (PEP 263).

    >>> print(comment("coding=utf-7"))
    coding\\x3dutf-7
    """
    return printable(_CODING.sub(lambda found: f"\\x{ord(found[0]):x}", text))


_CODING = re.compile("(?<=coding)[:=]")


def printable(text: str) -> str:
    """`text` as a comment or a docstring may hold it: whatever could end the line is escaped."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def lay_out(before: str, expression: Expression, after: str, indent: str) -> list[str]:
    """Lines of `before` + `expression` + `after`, at `indent`, inside some bracket."""
    line = f"{indent}{before}{expression}{after}"
    return [line] if len(line) <= WIDTH else _broken(before, expression, after, indent)


def _broken(before: str, expression: Expression, after: str, indent: str) -> list[str]:
    """The same, of what does not fit on one line."""
    if isinstance(expression, Subscript):
        opening, closing = expression.brackets[0], expression.brackets[1]
        inside = _contents(expression.arguments, indent + _INDENT)
        return [f"{indent}{before}{expression.head}{opening}", *inside, f"{indent}{closing}{after}"]
    if isinstance(expression, Either):
        lines: list[str] = []
        last = len(expression.alternatives) - 1
        for number, each in enumerate(expression.alternatives):
            lines += lay_out("| " if number else before, each, after if number == last else "", indent)
        return lines
    return [f"{indent}{before}{expression}{after}"]


def _contents(arguments: tuple[Expression, ...], indent: str) -> list[str]:
    line = indent + ", ".join(arguments)
    if len(line) <= WIDTH:
        return [line]
    comma = "," if len(arguments) > 1 else ""
    return [line for each in arguments for line in lay_out("", each, comma, indent)]


def assign(target: str, value: Expression) -> str:
    """`target = value` at the left margin."""
    line = f"{target} = {value}"
    if len(line) <= WIDTH or not isinstance(value, Subscript | Either):
        return line
    lines = [f"{target} = (", *_contents((value,), _INDENT), ")"]
    if isinstance(value, Subscript):
        plain = lay_out(f"{target} = ", value, "", "")
        if len(plain[0]) <= WIDTH or not _fits(lines):
            lines = plain
    return "\n".join(lines)


def _fits(lines: list[str]) -> bool:
    return all(len(line) <= WIDTH for line in lines)


def annotate(name: str, annotation: Expression, value: Expression | None) -> str:
    """`name: annotation = value` in the body of a class."""
    after = "" if value is None else f" = {value}"
    line = f"{_INDENT}{name}: {annotation}{after}"
    return line if len(line) <= WIDTH else "\n".join(_annotate(f"{name}: ", annotation, value))


GAP = "\ue000"  # what is to be filled in, in a `Form`: `string` would escape it, so that nothing else is it


class Form:
    """`name: annotation = value`, but for its name and for what is to be in the gap: many are alike but for these."""

    __slots__ = ("_after", "_before", "_opened", "_parts")

    def __init__(self, annotation: Expression, value: Expression | None) -> None:
        """There is a `GAP` in one of the two."""
        self._parts = annotation, value
        after = "" if value is None else f" = {value}"
        self._before, self._after = f"{annotation}{after}".split(GAP)
        self._opened: tuple[str, str, str, int] | None = None

    def filled(self, name: str, gap: Expression) -> str | None:
        """What `annotate` gives; None, if a part that fits as long as both are empty does not with these."""
        line = f"{_INDENT}{name}: {self._before}{gap}{self._after}"
        if len(line) <= WIDTH:
            return line
        opening, above, below, room = self._opened or self._open()
        first = f"{_INDENT}{name}: {opening}"
        return f"{first}{above}{gap}{below}" if len(first) <= WIDTH and len(gap) <= room else None

    def _open(self) -> tuple[str, str, str, int]:
        """What is on the first line; the other lines, up to the gap and from there; and how wide this may be."""
        above, below = "\n".join(_annotate("", *self._parts)).split(GAP)
        room = WIDTH - len(above.rpartition("\n")[2]) - len(below.partition("\n")[0])
        opening, line_feed, above = above.partition("\n")
        self._opened = opening.removeprefix(_INDENT), line_feed + above, below, room
        return self._opened


def _annotate(before: str, annotation: Expression, value: Expression | None) -> list[str]:
    """The lines of what does not fit on one."""
    after = f" = {value}" if value is not None else ""
    if isinstance(value, Subscript):
        head = f"{before}{annotation} = "
        if len(_INDENT + head + value.head) + 1 <= WIDTH:
            return _broken(head, value, "", _INDENT)
        if len(_INDENT + head) + 1 <= WIDTH:
            return [f"{_INDENT}{head}(", *lay_out("", value, "", _INDENT * 2), f"{_INDENT})"]
    if isinstance(annotation, Either):
        return _annotate_alternatives(before, annotation, value)
    if isinstance(annotation, Subscript) and not isinstance(value, Subscript):
        return _annotate_opened(before, annotation, after)
    if not isinstance(value, Subscript):
        return lay_out(before, annotation, after, _INDENT)
    opened = lay_out(before, annotation, " =" + " " * WIDTH, _INDENT)
    return [*opened[:-1], *lay_out(f"{opened[-1].strip()} ", value, "", _INDENT)]


def _annotate_opened(before: str, annotation: Subscript, after: str) -> list[str]:
    """A line for each argument. The last comma tells ruff to leave it so, where it would put brackets around `None`."""
    inside = [line for each in annotation.arguments for line in lay_out("", each, ",", _INDENT * 2)]
    return [f"{_INDENT}{before}{annotation.head}[", *inside, f"{_INDENT}]{after}"]


def class_header(name: str, bases: tuple[Expression, ...]) -> str:
    """`class name(base, other):` at the left margin."""
    line = f"class {name}({', '.join(bases)}):"
    return line if len(line) <= WIDTH else "\n".join([f"class {name}(", *_contents(bases, _INDENT), "):"])


def entry(key: str, values: Sequence[str | None]) -> str:
    """`"key": ("a", None),` in a dictionary."""
    items = [string(each) if each is not None else "None" for each in values]
    line = f"{_INDENT}{string(key)}: ({', '.join(items)}{',' if len(items) == 1 else ''}),"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"{_INDENT}{string(key)}: (", *(f"{_INDENT * 2}{each}," for each in items), f"{_INDENT}),"])


def _annotate_alternatives(before: str, annotation: Either, value: Expression | None) -> list[str]:
    inside = _contents((annotation,), _INDENT * 2)
    first = f"{_INDENT}{before}("
    if value is None:
        return [first, *inside, f"{_INDENT})"]
    return [first, *inside, *lay_out(") = ", value, "", _INDENT)]


@functools.lru_cache(maxsize=4096)  # modules take much the same, and those of both packages the same of one another
def imports(names: frozenset[tuple[str, str]], indent: str = "") -> str:
    """Import statements for pairs of a module and a name (or `name as other`), sorted as ruff's isort rules want it.

    Names that are given another one get a statement each; so do those of `.` modules where all of them are.
    """
    plain: dict[str, list[str]] = {}
    statements: list[tuple[str, list[str]]] = []
    for module, name in names:
        if " as " in name:
            statements.append((module, [name]))
        else:
            plain.setdefault(module, []).append(name)
    statements += [(module, sorted(each, key=_member_key)) for module, each in plain.items()]
    statements.sort(key=lambda statement: (_module_key(statement[0]), _member_key(statement[1][0])))
    return "\n".join([_import(module, members, indent) for module, members in statements])


def _import(module: str, names: list[str], indent: str) -> str:
    line = f"{indent}from {module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return line
    return "\n".join(
        [f"{indent}from {module} import (", *(f"{indent}{_INDENT}{name}," for name in names), f"{indent})"]
    )


@_keep
def _module_key(module: str) -> tuple[int, list[tuple[int, int, str]]]:
    """The furthest first: `..a` before `.a`."""
    return -(len(module) - len(module.lstrip("."))), _natural(module)


@_keep
def _member_key(name: str) -> tuple[int, list[tuple[int, int, str]], str]:
    """Constants, then classes, then the rest, by what they look like; numbers in them by value."""
    plain = name.split(" ")[0]
    kind = 0 if plain.isupper() and len(plain) > 1 else 1 if plain[:1].isupper() else 2
    return kind, _natural(plain), plain


def _natural(text: str) -> list[tuple[int, int, str]]:
    """Numbers in a text by value, but for those that begin with a zero: these come first, digit by digit."""
    if not _NUMBER.search(text):
        return [(0, 0, text.lower())]
    parts = _NUMBER.split(text.lower())
    return [(1, int(each), "") if number % 2 and each[0] != "0" else (0, 0, each) for number, each in enumerate(parts)]


_NUMBER = re.compile("([0-9]+)")
