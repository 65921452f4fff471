"""Expressions of TypeScript, and their layout, which is prettier's: what fits in 80 columns stays on its line."""

import re
import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from ..documentation import join_entries
from ..typescript_code import doc_comment, lay_out_type

_WIDTH = 80
_SHORT = 20  # prettier rather moves a call to the next line than break it at a single argument of that length
_NUMBER = re.compile(r"-?[0-9][^\"']*")


class Call:
    """`callee<type_argument>(arguments)`."""

    __slots__ = ("arguments", "callee", "line", "type_argument")

    def __init__(self, callee: str, *arguments: "Expression", type_argument: str = "") -> None:
        self.callee = callee
        self.arguments = arguments
        self.type_argument = type_argument
        is_composed = len(arguments) > 1 and any(map(_calls_with_function, arguments))  # prettier breaks such a call
        line = None if is_composed else _on_one_line(arguments)
        self.line = None if line is None else f"{self.function}({line})"  # None: it needs several lines

    @property
    def function(self) -> str:
        """What is called, with the type."""
        return f"{self.callee}<{self.type_argument}>" if self.type_argument else self.callee


class Checked:
    """`schema.check(checks)`, where the schema is a call of a function of zod: `z.string()`."""

    __slots__ = ("checks", "line", "schema")

    def __init__(self, schema: Call, checks: "Sequence[Expression]") -> None:
        self.schema = schema
        self.checks = Call(".check", *checks)
        parts = schema.line, self.checks.line
        self.line = None if None in parts else f"{parts[0]}{parts[1]}"


class Items:
    """`[elements]`."""

    __slots__ = ("elements", "line")

    def __init__(self, elements: "Sequence[Expression]") -> None:
        self.elements = elements
        line = _on_one_line(elements)
        self.line = None if line is None else f"[{line}]"


class Property(NamedTuple):
    """`name: value`, or a getter of the value, which is evaluated when it is first used."""

    name: str
    value: "Expression"
    documentation: str = ""
    deprecated: bool = False
    is_getter: bool = False


class Properties:
    """`{ properties }`, on several lines."""

    __slots__ = ("line", "properties")

    def __init__(self, properties: Sequence[Property]) -> None:
        self.properties = properties
        self.line = None if properties else "{}"


class Function:
    """`() => result`."""

    __slots__ = ("line", "result")

    def __init__(self, result: "Expression") -> None:
        self.result = result
        line = line_of(result)
        self.line = None if line is None else f"() => {line}"


Expression = str | Call | Checked | Items | Properties | Function


def line_of(expression: Expression) -> str | None:
    """The expression on one line. None: it needs several."""
    return expression if isinstance(expression, str) else expression.line


def _calls_with_function(expression: Expression) -> bool:
    return isinstance(expression, Call) and any(isinstance(each, Function) for each in expression.arguments)


def _on_one_line(expressions: Sequence[Expression]) -> str | None:
    lines = [line_of(each) for each in expressions]
    return None if None in lines else ", ".join(map(str, lines))


def lay_out(before: str, expression: Expression, after: str, indent: str) -> list[str]:
    """The lines of `before` + `expression` + `after`, at `indent`."""
    line = line_of(expression)
    if line is not None and len(indent) + len(before) + len(line) + len(after) <= _WIDTH:
        return [f"{indent}{before}{line}{after}"]
    match expression:
        case Call():
            return _lay_out_call(before, expression, after, indent)
        case Checked():
            return _lay_out_checked(before, expression, after, indent)
        case Items():
            return [f"{indent}{before}[", *_lay_out_elements(expression, indent + "  "), f"{indent}]{after}"]
        case Properties():
            return [f"{indent}{before}{{", _body(expression.properties, indent + "  "), f"{indent}}}{after}"]
        case Function(result=result):
            return [f"{indent}{before}() =>", *lay_out("", result, after, indent + "  ")]
    return [f"{indent}{before}{line}{after}"]


def lay_out_assignment(before: str, expression: Expression, after: str, indent: str) -> list[str]:
    """Like `lay_out`, where the expression may begin on a line of its own."""
    lines = lay_out(f"{before} ", expression, after, indent)
    if len(lines[0]) > _WIDTH or (len(lines) > 1 and _is_rather_moved(expression)):
        return [f"{indent}{before}", *lay_out("", expression, after, indent + "  ")]
    return lines


def _is_rather_moved(expression: Expression) -> bool:
    match expression:
        case Call(arguments=()) | Call(arguments=(str(),), type_argument=""):
            return all(isinstance(each, str) and len(each) <= _SHORT for each in expression.arguments)
        case Checked(schema=schema, checks=checks):
            return _is_rather_moved(schema) and _is_rather_moved(checks)
    return isinstance(expression, str)


def _lay_out_call(before: str, call: Call, after: str, indent: str) -> list[str]:
    lines: list[str] = []
    head = f"{before}{call.function}("
    if call.type_argument and len(indent) + len(head) > _WIDTH:
        lines = [f"{indent}{before}{call.callee}<", *lay_out_type("", call.type_argument, "", indent + "  ")]
        head = ">("
        if (line := _on_one_line(call.arguments)) is not None and len(f"{indent}{head}{line}){after}") <= _WIDTH:
            return [*lines, f"{indent}{head}{line}){after}"]
    if not call.arguments:
        return [*lines, f"{indent}{head}){after}"]
    *others, last = call.arguments
    if isinstance(last, Items | Properties | Function) and (first := _on_one_line(others)) is not None:
        hugging = lay_out(head + (f"{first}, " if first else ""), last, f"){after}", indent)
        if isinstance(last, Function):
            hugging = _lay_out_function(head, last, f"){after}", indent)
        if len(hugging[0]) <= _WIDTH:
            return [*lines, *hugging]
    inside = [line for each in call.arguments for line in lay_out("", each, ",", indent + "  ")]
    return [*lines, f"{indent}{head}", *inside, f"{indent}){after}"]


def _lay_out_function(before: str, function: Function, after: str, indent: str) -> list[str]:
    """A function that is the only argument of a call."""
    return [f"{indent}{before}() =>", *lay_out("", function.result, ",", indent + "  "), f"{indent}{after}"]


def _lay_out_checked(before: str, checked: Checked, after: str, indent: str) -> list[str]:
    module, _, function = checked.schema.callee.partition(".")
    deeper = indent + "  "
    schema = Call(f".{function}", *checked.schema.arguments, type_argument=checked.schema.type_argument)
    return [f"{indent}{before}{module}", *lay_out("", schema, "", deeper), *lay_out("", checked.checks, after, deeper)]


def _lay_out_elements(items: Items, indent: str) -> list[str]:
    elements = items.elements
    if len(elements) > 1 and all(isinstance(each, str) and _NUMBER.fullmatch(each) for each in elements):
        return [indent + line for line in textwrap.wrap(f"{_on_one_line(elements)},", _WIDTH - len(indent))]
    return [line for each in elements for line in lay_out("", each, ",", indent)]


def _body(properties: Sequence[Property], indent: str) -> str:
    """The properties. Documented ones have blank lines around them."""
    return join_entries([(_property(each, indent), bool(each.documentation)) for each in properties])


def _property(property_: Property, indent: str) -> str:
    if property_.is_getter:
        returned = lay_out("return ", property_.value, ";", indent + "  ")
        lines = [f"{indent}get {property_.name}() {{", *returned, f"{indent}}},"]
    else:
        lines = lay_out_assignment(f"{property_.name}:", property_.value, ",", indent)
    return doc_comment(property_.documentation, property_.deprecated, indent) + "\n".join(lines)


def lay_out_inferred_type(name: str) -> list[str]:
    """The lines of a type that zod infers from the schema of the same name."""
    before, type_ = f"export type {name} =", f"typeof {name}"
    for lines in (
        [f"{before} z.infer<{type_}>;"],
        [f"{before} z.infer<", f"  {type_}", ">;"],
        [before, f"  z.infer<{type_}>;"],
    ):
        if all(len(line) <= _WIDTH for line in lines[:2]):
            return lines
    return [before, "  z.infer<", f"    {type_}", "  >;"]
