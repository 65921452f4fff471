"""Types of TypeScript, and how they are laid out, for the targets that write it."""

import functools
import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Self

from .. import ir
from ..diagnostics import Report
from ..options import TypeScriptStyle
from .documentation import join_entries, wrap
from .json_form import json_members
from .union_expression import UnionExpression

SCALARS: Mapping[ir.ScalarKind, str] = {
    ir.ScalarKind.STRING: "string",
    ir.ScalarKind.BOOLEAN: "boolean",
    ir.ScalarKind.INTEGER: "number",
    ir.ScalarKind.LONG: "number",
    ir.ScalarKind.FLOAT: 'number | "NaN" | "Infinity" | "-Infinity"',
    ir.ScalarKind.DOUBLE: 'number | "NaN" | "Infinity" | "-Infinity"',
    ir.ScalarKind.DECIMAL: "string | number",
    ir.ScalarKind.TIMESTAMP: "string",
    ir.ScalarKind.DATE: "string",
    ir.ScalarKind.TIME: "string",
    ir.ScalarKind.DURATION: "string",
    ir.ScalarKind.UUID: "string",
    ir.ScalarKind.PATH: "string",
    ir.ScalarKind.BLOB: "string",
    ir.ScalarKind.DOCUMENT: "unknown",
    ir.ScalarKind.ANY: "unknown",
    ir.ScalarKind.OBJECT: "unknown",
}
LiteralValue = str | int | bool | None
IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


# An expression is a string: its text on one line. One that can be broken is of a subclass, which has its parts too.


class Array(str):
    """`T[]`."""

    __slots__ = ("element", "generic")
    element: str
    generic: str  # its name where the element has no simple one: "Array" or "ReadonlyArray"

    def __new__(cls, element: str, readonly: str) -> Self:
        """`readonly`: empty or `"readonly "`."""
        generic = "ReadonlyArray" if readonly else "Array"
        has_name = not (
            isinstance(element, UnionExpression | Dictionary)
            or (readonly and isinstance(element, Array | TupleExpression))
        )
        self = super().__new__(cls, f"{readonly}{element}[]" if has_name else f"{generic}<{element}>")
        self.element, self.generic = element, generic
        return self


class Dictionary(str):
    """`{ [key: string]: V }` or `{ [key in K]?: V }`. Not `Record<K, V>`, because AWS has shapes of that name."""

    __slots__ = ("entry", "value")
    entry: tuple[str, str, str]  # "[", "key: string", "]"
    value: str

    def __new__(cls, entry: tuple[str, str, str], value: str) -> Self:
        """The type with this entry."""
        self = super().__new__(cls, f"{{ {''.join(entry)}: {value} }}")
        self.entry, self.value = entry, value
        return self


class TupleExpression(str):
    """`[T, U]`."""

    __slots__ = ("elements", "readonly")
    elements: tuple[str, ...]
    readonly: str

    def __new__(cls, elements: tuple[str, ...], readonly: str) -> Self:
        """The tuple of these types. `readonly`: empty or `"readonly "`."""
        self = super().__new__(cls, f"{readonly}[{', '.join(elements)}]")
        self.elements, self.readonly = elements, readonly
        return self


Expression = str  # unless it is of a class above or a union, it cannot be broken


class Speller:
    """Spells the types of one service."""

    def __init__(self, service: ir.Service, style: TypeScriptStyle, report: Report) -> None:
        self.service = service
        self.report = report
        self.style = style
        self.scalars = {
            **SCALARS,
            ir.ScalarKind.LONG: style.longs,
            ir.ScalarKind.TIMESTAMP: self._global_name(style.timestamps),
            ir.ScalarKind.BLOB: self._global_name(style.blobs),
        }
        self.readonly = "readonly " if style.readonly else ""
        self._properties: dict[tuple[str, int, bool, str], str] = {}  # by name and identity of the type: both recur

    def _global_name(self, name: str) -> str:
        """A built-in type. AWS has shapes of the same names."""
        return f"globalThis.{name}" if name in self.service.shapes else name

    def declaration(self, shape: ir.Shape) -> str:
        """An exported type, with its documentation above."""
        return doc_comment(shape.documentation, shape.deprecated, "") + self._bare_declaration(shape)

    def _bare_declaration(self, shape: ir.Shape) -> str:
        if self.style.enum_values and (values := _enum_values(shape)):
            return _enum_with_values(shape.name, values)
        if isinstance(shape, ir.Alias):
            return _type_alias(shape.name, self.spell(ir.with_received_types(shape).type))
        if isinstance(shape, ir.Enum):
            return _type_alias(shape.name, _literal_union(shape.values))
        members = json_members(ir.with_received_types(shape), self.report)
        if is_exactly_one(shape):
            return f"export type {shape.name} = ExactlyOne<{{\n{self._body(members, all_required=True)}\n}}>;"
        if self.style.declarations == "type":
            return self._object_type(shape, members)
        return f"export interface {shape.name} {{\n{self._object_body(shape, members, '  ')}\n}}"

    def _object_type(self, shape: ir.Structure | ir.Union, members: Sequence[ir.Member]) -> str:
        before = f"export type {shape.name} ="
        if len(f"{before} {{") <= _WIDTH:
            return f"{before} {{\n{self._object_body(shape, members, '  ')}\n}};"
        return f"{before}\n  {{\n{self._object_body(shape, members, '    ')}\n  }};"

    def _object_body(self, shape: ir.Structure | ir.Union, members: Sequence[ir.Member], indent: str) -> str:
        body = self._body(members, all_required=False, indent=indent)
        if isinstance(shape, ir.Structure) and shape.unknown is ir.Unknown.ALLOW and shape.use is ir.Use.WRITTEN:
            body = "\n".join(filter(None, (body, self._index_signature(shape, indent))))
        return body or f"{indent}[key: string]: never;"

    def _index_signature(self, shape: ir.Structure, indent: str) -> str:
        """The type of members that are not declared. TypeScript wants that of each declared member to fit, too."""
        if shape.extra is None or (extra := self.spell(shape.extra)) == "unknown":
            return f"{indent}{self.readonly}[key: string]: unknown;"
        alternatives: dict[Expression, None] = {}
        types = [extra, *(self.spell(each.type) for each in shape.members)]
        for each in types:
            alternatives.update(dict.fromkeys(each.alternatives if isinstance(each, UnionExpression) else (each,)))
        if not all(each.required for each in shape.members):
            alternatives["undefined"] = None
        type_ = UnionExpression(tuple(alternatives)) if len(alternatives) > 1 else extra
        return "\n".join(lay_out_type(f"{self.readonly}[key: string]: ", type_, ";", indent))

    def _body(self, members: Sequence[ir.Member], *, all_required: bool, indent: str = "  ") -> str:
        """The properties. Documented ones have blank lines around them."""
        return join_entries(
            [(self._property(each, all_required, indent), bool(each.documentation)) for each in members]
        )

    def _property(self, member: ir.Member, all_required: bool, indent: str) -> str:
        is_required = member.required or all_required or is_relied_on(member)
        key = member.name, id(member.type), is_required, indent
        if (text := self._properties.get(key)) is None:
            lines = self._property_lines(member, is_required, indent)
            text = self._properties[key] = "\n".join(lines)
        if member.documentation or member.deprecated:
            return doc_comment(member.documentation, member.deprecated, indent) + text
        return text

    def _property_lines(self, member: ir.Member, is_required: bool, indent: str) -> list[str]:
        name = self.readonly + (member.name if IDENTIFIER.fullmatch(member.name) else string(member.name))
        type_ = self.spell(member.type)
        if is_required:
            return lay_out_type(f"{name}: ", type_, ";", indent)
        if type_ == "unknown":
            return lay_out_type(f"{name}?: ", type_, ";", indent)
        alternatives = type_.alternatives if isinstance(type_, UnionExpression) else (type_,)
        return lay_out_type(f"{name}?: ", UnionExpression((*alternatives, "undefined")), ";", indent)

    def spell(self, type_: ir.Type) -> Expression:
        """`type_` as a TypeScript type."""
        match type_:
            case ir.Scalar(kind):
                spelled = tuple(self.scalars[kind].split(" | "))
                return spelled[0] if len(spelled) == 1 else UnionExpression(spelled)
            case ir.Ref(name):
                target = self.service.shapes[name]
                return self.spell(target.type) if isinstance(target, ir.Alias) and target.stand_ins else name
            case ir.List(element):
                return Array(self.spell(element), self.readonly)
            case ir.Tuple(elements):
                return TupleExpression(tuple(map(self.spell, elements)), self.readonly)
            case ir.Map(key, value):
                is_closed = isinstance(key, ir.Ref | ir.Literal)
                keys = _literal_union(tuple(map(str, key.values))) if isinstance(key, ir.Literal) else self.spell(key)
                is_closed &= not isinstance(keys, Array | Dictionary | TupleExpression)
                key_part, closing = (f"key in {keys}", "]?") if is_closed else ("key: string", "]")
                return Dictionary((f"{self.readonly}[", key_part, closing), self.spell(value))
            case ir.OneOf(alternatives):
                return self._union(alternatives)
            case ir.Literal(values):
                return _literal_union(values)
            case ir.Stream():
                return "unknown"

    def _union(self, alternatives: tuple[ir.Type, ...]) -> Expression:
        """A union. `string` beside literals is written `string & {}`, so that editors still suggest the literals."""
        spelled: dict[Expression, None] = {}
        for each in alternatives:
            type_ = self.spell(each)
            spelled.update(dict.fromkeys(type_.alternatives if isinstance(type_, UnionExpression) else (type_,)))
        has_literals = any(self._has_string_literals(each) for each in alternatives)
        parts = tuple("(string & {})" if each == "string" and has_literals else each for each in spelled)
        return parts[0] if len(parts) == 1 else UnionExpression(parts)

    def _has_string_literals(self, type_: ir.Type) -> bool:
        if isinstance(type_, ir.Literal):
            return any(isinstance(value, str) for value in type_.values)
        return isinstance(type_, ir.Ref) and isinstance(self.service.shapes[type_.name], ir.Enum)


def is_exactly_one(shape: ir.Shape) -> bool:
    """Whether the type allows one member only. A shared union may hold any number when it is received."""
    return isinstance(shape, ir.Union) and shape.exactly_one and not shape.received


def is_relied_on(member: ir.Member) -> bool:
    """Whether the type says that a received member is there. JSON that the client did not return has no metadata."""
    return member.absent is ir.Absent.UNEXPECTED and member.type != ir.Ref("ResponseMetadata")


@functools.lru_cache(maxsize=4096)  # many members have the same documentation
def doc_comment(text: str, deprecated: bool, indent: str) -> str:
    """A TSDoc comment. Empty if there is nothing to say."""
    lines = wrap(text, _WIDTH - len(indent) - 3) if text else []
    if "@" in text or "*/" in text or not text.replace("\n", "").isprintable():
        lines = list(map(_escape_in_doc_comment, lines))
    if deprecated:
        lines += ["", "@deprecated"] if lines else ["@deprecated"]
    if len(lines) == 1 and len(indent) + len(lines[0]) + 7 <= _WIDTH:
        return f"{indent}/** {lines[0]} */\n"
    starred = [f"{indent} * {each}" if each else f"{indent} *" for each in lines]
    return "\n".join([f"{indent}/**", *starred, f"{indent} */", ""]) if lines else ""


def _escape_in_doc_comment(line: str) -> str:
    """`line` without tags: `@` at its start would begin one, or a compiler directive (`@ts-expect-error`)."""
    return escape_in_comment(_TAG.sub(r"\1\\@", line.replace("*/", "*\\/")))


_TAG = re.compile("^( *)@")


def _type_alias(name: str, type_: Expression) -> str:
    before = f"export type {name} = "
    line = f"{before}{type_};"
    if len(line) > _WIDTH and not isinstance(type_, Array | Dictionary | TupleExpression | UnionExpression):
        return f"{before.rstrip()}\n  {type_};"
    return "\n".join(lay_out_type(before, type_, ";", ""))


def _enum_values(shape: ir.Shape) -> tuple[LiteralValue, ...]:
    """The values of an enum. A team's enum of numbers is an alias of their literals."""
    match shape:
        case ir.Enum(values=values) | ir.Alias(type=ir.Literal(values)):
            return values
    return ()


def _enum_with_values(name: str, values: tuple[LiteralValue, ...]) -> str:
    """A type, and an array of its values."""
    array = f"{name}Values"
    return "\n".join([_type_alias(name, f"(typeof {array})[number]"), *_lay_out_array(array, values)])


def literal(value: LiteralValue) -> str:
    """`value` as a literal."""
    return string(value) if isinstance(value, str) else json.dumps(value)


def _literal_union(values: tuple[LiteralValue, ...]) -> Expression:
    literals = tuple(map(literal, values))
    return literals[0] if len(literals) == 1 else UnionExpression(literals)


def string(value: str) -> str:
    """`value` as a string literal, in the quotes that prettier prefers. All text gets into types this way."""
    literal = json.dumps(value, ensure_ascii=False)
    literal = "".join(each if each.isprintable() else _escape(each) for each in literal)
    if value.count('"') > value.count("'"):
        return "'" + literal[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"
    return literal


def _escape(character: str) -> str:
    return f"\\u{{{ord(character):x}}}"


def escape_in_comment(text: str) -> str:
    """`text` without the characters that could end a line."""
    return text if text.isprintable() else "".join(each if each.isprintable() else _escape(each) for each in text)


# The layout is prettier's. What fits in 80 columns stays on its line. The alternatives of a union that does not fit go
# on the next line, or get a line each if they do not fit there either.

_WIDTH = 80


def lay_out_type(before: str, type_: Expression, after: str, indent: str) -> list[str]:
    """The lines of `before` + `type_` + `after`, at `indent`."""
    line = f"{indent}{before}{type_}{after}"
    if len(line) <= _WIDTH:
        return [line]
    deeper = indent + "  "
    match type_:
        case Array(element=Dictionary() as element):
            inside = _lay_out_entry(element.entry, element.value, deeper)
            return [f"{indent}{before}{type_.generic}<{{", *inside, f"{indent}}}>{after}"]
        case TupleExpression(elements=elements) if elements:
            inside = [line for each in elements for line in lay_out_type("", each, ",", deeper)]
            return [f"{indent}{before}{type_.readonly}[", *inside, f"{indent}]{after}"]
        case Array(element=UnionExpression() as element):
            return [f"{indent}{before}{type_.generic}<", *lay_out_type("", element, "", deeper), f"{indent}>{after}"]
        case Array(element=Array() | TupleExpression() as element, generic="ReadonlyArray"):
            return [f"{indent}{before}ReadonlyArray<", *lay_out_type("", element, "", deeper), f"{indent}>{after}"]
        case Array(element=Array() | TupleExpression() as element):
            return lay_out_type(before, element, f"[]{after}", indent)
        case Dictionary():
            return [f"{indent}{before}{{", *_lay_out_entry(type_.entry, type_.value, deeper), f"{indent}}}{after}"]
        case UnionExpression(alternatives=alternatives):
            whole = f"{deeper}{type_}{after}"
            if before and len(whole) <= _WIDTH:
                return [f"{indent}{before}".rstrip(), whole]
            first = [f"{indent}{before}".rstrip()] if before else []
            bars = deeper if before else indent
            lines = [line for each in alternatives for line in _lay_out_alternative(each, bars)]
            lines[-1] += after
            return [*first, *lines]
    return [line]


def _lay_out_array(name: str, values: tuple[LiteralValue, ...]) -> list[str]:
    """The lines of a constant array."""
    before, indent = f"export const {name} = ", ""
    lines = []
    if len(f"{before}[") > _WIDTH:
        lines, before, indent = [before.rstrip()], "", "  "
    literals = list(map(literal, values))
    line = f"{indent}{before}[{', '.join(literals)}] as const;"
    if len(line) <= _WIDTH:
        return [*lines, line]
    deeper = indent + "  "
    if len(values) > 1 and all(type(each) is int for each in values):  # as many numbers on a line as it takes
        elements = textwrap.wrap(f"{', '.join(literals)},", _WIDTH - len(deeper))
    else:
        elements = [f"{each}," for each in literals]
    return [*lines, f"{indent}{before}[", *(deeper + each for each in elements), f"{indent}] as const;"]


def _lay_out_entry(entry: tuple[str, str, str], value: Expression, indent: str) -> list[str]:
    """The lines of the entry of a dictionary. The key is broken if breaking the value is not enough."""
    lines = lay_out_type(f"{''.join(entry)}: ", value, ";", indent)
    if len(lines[0]) <= _WIDTH:
        return lines
    opening, key, closing = entry
    return [f"{indent}{opening}", f"{indent}  {key}", *lay_out_type(f"{closing}: ", value, ";", indent)]


def _lay_out_alternative(type_: Expression, indent: str) -> list[str]:
    """The lines of an alternative, with a bar in front. Later lines are indented past the bar."""
    first, *rest = lay_out_type("", type_, "", indent + "  ")
    return [f"{indent}| {first.strip()}", *rest]
