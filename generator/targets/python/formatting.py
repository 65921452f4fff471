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


# In a `FieldTemplate`. No other text contains these, because `escaping` escapes them.
NAMES_PLACEHOLDER = "\ue000"  # for what the field is called on the wire
CLASS_PLACEHOLDER, ENUM_PLACEHOLDER = "\ue001", "\ue002"  # for the class or the enum that its type names


class FieldTemplate:
    """A field definition without its name and with placeholders. Many fields differ only in these."""

    __slots__ = ("_line", "_opened", "_parts", "_type_placeholder")

    def __init__(self, annotation: Expression, value: Expression | None, type_placeholder: str) -> None:
        """They contain `NAMES_PLACEHOLDER` once. `type_placeholder`: the other one that they contain; may be empty."""
        self._parts = annotation, value
        self._type_placeholder = type_placeholder
        self._line = annotation if value is None else f"{annotation} = {value}"
        self._opened = ""

    def fill(self, name: str, wire_names: Expression, type_name: str) -> str | None:
        """The same as `field_definition` with these in place of the placeholders.

        None if they are so long that the lines have to be broken at other places.
        """
        line = f"{INDENT}{name}: {self._filled(self._line, wire_names, type_name)}"
        if len(line) <= WIDTH:
            return line
        if not self._opened:
            self._opened = "\n".join(_lay_out_field("", *self._parts)).removeprefix(INDENT)
        text = f"{INDENT}{name}: {self._filled(self._opened, wire_names, type_name)}"
        return text if max(map(len, text.split("\n"))) <= WIDTH else None

    def _filled(self, text: str, wire_names: str, type_name: str) -> str:
        text = text.replace(NAMES_PLACEHOLDER, wire_names)
        return text.replace(self._type_placeholder, type_name) if type_name else text


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
    if value is None and not isinstance(annotation, _Bracketed) and len(INDENT * 2 + annotation) <= WIDTH:
        return [f"{INDENT}{before}(", f"{INDENT * 2}{annotation}", f"{INDENT})"]
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
