"""Lays Python code out as `ruff format` would, so that no formatter has to run on generated files.

An expression is a string: its text on one line, as most expressions are written. One that can be broken is of a
subclass, which has its parts too.

The rules are those of ruff's stable style at 88 columns, for the few forms that generated code has. What fits stays on
its line. Brackets that do not fit are opened. Their content goes on one line if it fits there, and otherwise on a line
for each item, with a trailing comma. The alternatives of a union that still does not fit get a line each, with the bar
in front.
"""

import functools
from collections.abc import Sequence
from typing import ClassVar, Self

from ..union_expression import UnionExpression as UnionExpression

WIDTH = 88
INDENT = "    "

cached = functools.lru_cache(maxsize=16384)  # has room for the largest service; all services would fill the memory


class _Bracketed(str):
    """An expression with brackets: its text on one line, and the parts between which it can be broken."""

    __slots__ = ("arguments", "head")
    head: str
    arguments: tuple[str, ...]
    brackets: ClassVar[str]

    def __new__(cls, head: str, arguments: tuple[str, ...]) -> Self:
        """The expression of these parts."""
        self = super().__new__(cls, f"{head}{cls.brackets[0]}{', '.join(arguments)}{cls.brackets[1]}")
        self.head, self.arguments = head, arguments
        return self


class Subscript(_Bracketed):
    """`head[a, b]`."""

    __slots__ = ()
    brackets = "[]"


class Call(_Bracketed):
    """`head(a, b)`."""

    __slots__ = ()
    brackets = "()"


Expression = str  # unless it is of a class above, it cannot be broken


def lay_out(before: str, expression: Expression, after: str, indent: str) -> list[str]:
    """The lines of `before` + `expression` + `after`, at `indent`, inside of brackets."""
    line = f"{indent}{before}{expression}{after}"
    return [line] if len(line) <= WIDTH else _lay_out_broken(before, expression, after, indent)


def _lay_out_broken(before: str, expression: Expression, after: str, indent: str) -> list[str]:
    """Like `lay_out`, for what does not fit on one line."""
    if isinstance(expression, _Bracketed):
        inside = _lay_out_arguments(expression.arguments, indent + INDENT)
        first = f"{indent}{before}{expression.head}{expression.brackets[0]}"
        return [first, *inside, f"{indent}{expression.brackets[1]}{after}"]
    if isinstance(expression, UnionExpression):
        lines: list[str] = []
        last = len(expression.alternatives) - 1
        for number, each in enumerate(expression.alternatives):
            lines += lay_out("| " if number else before, each, after if number == last else "", indent)
        return lines
    return [f"{indent}{before}{expression}{after}"]


def _lay_out_arguments(arguments: tuple[Expression, ...], indent: str) -> list[str]:
    """The lines between opened brackets."""
    line = indent + ", ".join(arguments)
    if len(line) <= WIDTH:
        return [line]
    comma = "," if len(arguments) > 1 else ""
    return [line for each in arguments for line in lay_out("", each, comma, indent)]


def assignment(target: str, value: Expression, indent: str = "") -> str:
    """`target = value`."""
    line = f"{indent}{target} = {value}"
    if len(line) <= WIDTH:
        return line
    if not isinstance(value, _Bracketed | UnionExpression):
        inner = indent + INDENT + value
        return f"{indent}{target} = (\n{inner}\n{indent})" if len(inner) <= WIDTH else line
    lines = [f"{indent}{target} = (", *_lay_out_arguments((value,), indent + INDENT), f"{indent})"]
    if isinstance(value, _Bracketed):
        plain = lay_out(f"{target} = ", value, "", indent)
        if len(plain[0]) <= WIDTH or not _fits(lines):
            lines = plain
    return "\n".join(lines)


def _fits(lines: list[str]) -> bool:
    return all(len(line) <= WIDTH for line in lines)


def class_header(name: str, bases: tuple[Expression, ...]) -> str:
    """`class name(base, other):` at the left margin."""
    line = f"class {name}({', '.join(bases)}):"
    return line if len(line) <= WIDTH else "\n".join([f"class {name}(", *_lay_out_arguments(bases, INDENT), "):"])


def dictionary_entry(key: Expression, items: Sequence[Expression]) -> str:
    """`key: (item, other),` in a dictionary of tuples."""
    line = f"{INDENT}{key}: ({', '.join(items)}{',' if len(items) == 1 else ''}),"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"{INDENT}{key}: (", *(f"{INDENT * 2}{each}," for each in items), f"{INDENT}),"])


def field_definition(name: str, annotation: Expression, value: Expression | None) -> str:
    """`name: annotation = value` in the body of a class."""
    after = "" if value is None else f" = {value}"
    line = f"{INDENT}{name}: {annotation}{after}"
    return line if len(line) <= WIDTH else "\n".join(_lay_out_field(f"{name}: ", annotation, value))


PLACEHOLDER = "\ue000"  # in a `FieldTemplate`; no other text contains it, because `escaping` escapes it


class FieldTemplate:
    """A field definition without its name and with a placeholder. Many fields differ only in these two."""

    __slots__ = ("_after", "_before", "_opened", "_parts")

    def __init__(self, annotation: Expression, value: Expression | None) -> None:
        """One of the two contains `PLACEHOLDER`, once."""
        self._parts = annotation, value
        after = "" if value is None else f" = {value}"
        self._before, self._after = f"{annotation}{after}".split(PLACEHOLDER)
        self._opened: tuple[str, str, str, int] | None = None

    def fill(self, name: str, text: Expression) -> str | None:
        """The same as `field_definition` with `text` for the placeholder.

        None if these are so long that the lines have to be broken at other places.
        """
        line = f"{INDENT}{name}: {self._before}{text}{self._after}"
        if len(line) <= WIDTH:
            return line
        opening, above, below, room = self._opened or self._open()
        first = f"{INDENT}{name}: {opening}"
        return f"{first}{above}{text}{below}" if len(first) <= WIDTH and len(text) <= room else None

    def _open(self) -> tuple[str, str, str, int]:
        """The first line, the text from there to the placeholder, the text behind it, and the width of its gap."""
        above, below = "\n".join(_lay_out_field("", *self._parts)).split(PLACEHOLDER)
        room = WIDTH - len(above.rpartition("\n")[2]) - len(below.partition("\n")[0])
        opening, line_feed, above = above.partition("\n")
        self._opened = opening.removeprefix(INDENT), line_feed + above, below, room
        return self._opened


def _lay_out_field(before: str, annotation: Expression, value: Expression | None) -> list[str]:
    """The lines of a field definition that does not fit on one."""
    after = f" = {value}" if value is not None else ""
    if isinstance(value, _Bracketed):
        head = f"{before}{annotation} = "
        if len(INDENT + head + value.head) + 1 <= WIDTH:
            return _lay_out_broken(head, value, "", INDENT)
        if len(INDENT + head) + 1 <= WIDTH:
            return [f"{INDENT}{head}(", *lay_out("", value, "", INDENT * 2), f"{INDENT})"]
    if isinstance(annotation, UnionExpression):
        return _lay_out_field_of_union(before, annotation, value)
    if isinstance(annotation, Subscript) and not isinstance(value, _Bracketed):
        return _lay_out_field_of_subscript(before, annotation, after)
    if not isinstance(value, _Bracketed):
        return lay_out(before, annotation, after, INDENT)
    opened = lay_out(before, annotation, " =" + " " * WIDTH, INDENT)
    return [*opened[:-1], *lay_out(f"{opened[-1].strip()} ", value, "", INDENT)]


def _lay_out_field_of_subscript(before: str, annotation: Subscript, after: str) -> list[str]:
    """A line for each argument. The last comma keeps ruff from joining them and putting brackets around `None`."""
    inside = [line for each in annotation.arguments for line in lay_out("", each, ",", INDENT * 2)]
    return [f"{INDENT}{before}{annotation.head}[", *inside, f"{INDENT}]{after}"]


def _lay_out_field_of_union(before: str, annotation: UnionExpression, value: Expression | None) -> list[str]:
    inside = _lay_out_arguments((annotation,), INDENT * 2)
    first = f"{INDENT}{before}("
    if value is None:
        return [first, *inside, f"{INDENT})"]
    return [first, *inside, *lay_out(") = ", value, "", INDENT)]
