"""TypeScript types of the JSON form: interfaces and unions, no code that runs."""

import functools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Self

from .. import ir
from ..diagnostics import Report
from ..options import Options, TypeScriptStyle
from .breakable import Either
from .file import File
from .json_form import in_json
from .prose import join_entries, wrap
from .templates import load_templates

_SCALARS: Mapping[ir.ScalarKind, str] = {
    ir.ScalarKind.STRING: "string",
    ir.ScalarKind.BOOLEAN: "boolean",
    ir.ScalarKind.INTEGER: "number",
    ir.ScalarKind.LONG: "number",
    ir.ScalarKind.FLOAT: 'number | "NaN" | "Infinity" | "-Infinity"',
    ir.ScalarKind.DOUBLE: 'number | "NaN" | "Infinity" | "-Infinity"',
    ir.ScalarKind.TIMESTAMP: "string",
    ir.ScalarKind.BLOB: "string",
    ir.ScalarKind.DOCUMENT: "unknown",
    ir.ScalarKind.ANY: "unknown",
}
_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


# A type is its text on one line; those that are too long for that know their parts.


class Array(str):
    """`T[]`."""

    __slots__ = ("element", "generic")
    element: str
    generic: str  # what it is called where its element has no simple name

    def __new__(cls, element: str, readonly: str) -> Self:
        """An array, which nothing can be put into if it is `"readonly "`."""
        generic = "ReadonlyArray" if readonly else "Array"
        has_name = not (isinstance(element, Either | Dictionary) or (readonly and isinstance(element, Array)))
        self = super().__new__(cls, f"{readonly}{element}[]" if has_name else f"{generic}<{element}>")
        self.element, self.generic = element, generic
        return self


class Dictionary(str):
    """`{ [key: string]: V }`, or an entry for each of a union of keys. Not `Record`: AWS has shapes called so."""

    __slots__ = ("entry", "value")
    entry: tuple[str, str, str]  # "[", "key: string", "]"
    value: str

    def __new__(cls, entry: tuple[str, str, str], value: str) -> Self:
        """The type of these parts."""
        self = super().__new__(cls, f"{{ {''.join(entry)}: {value} }}")
        self.entry, self.value = entry, value
        return self


Expression = str  # of no kind above: one that cannot be broken


def generate(service: ir.Service, options: Options, report: Report) -> Iterator[File]:
    """The file `typescript/<service>.ts`."""
    shapes = [each for each in service.shapes.values() if not (isinstance(each, ir.Alias) and each.also)]
    speller = _Speller(service, options.typescript, report)
    types = [speller.type(each) for each in shapes if not isinstance(each, ir.Enum)]
    enums = [speller.type(each) for each in shapes if isinstance(each, ir.Enum)]
    text = load_templates(options.templates)(
        "typescript/service.ts.jinja",
        origin=_comment(service.origin),
        exactly_one=any(isinstance(each, ir.Union) and each.exactly_one for each in shapes),
        declarations=[*types, *enums],
    )
    yield File(f"typescript/{service.name}.ts", text)


def combine(services: Iterable[str], options: Options) -> Iterator[File]:
    """The file `typescript/index.ts`: each service under its name, so that no two types clash."""
    files = [(each, string(f"./{each}.js")) for each in sorted(services)]
    text = load_templates(options.templates)("typescript/index.ts.jinja", services=files)
    yield File("typescript/index.ts", text)


class _Speller:
    """Spells the types of one service."""

    def __init__(self, service: ir.Service, style: TypeScriptStyle, report: Report) -> None:
        self.service = service
        self.report = report
        self.scalars = {
            **_SCALARS,
            ir.ScalarKind.LONG: style.longs,
            ir.ScalarKind.TIMESTAMP: self._global(style.timestamps),
            ir.ScalarKind.BLOB: self._global(style.blobs),
        }
        self.readonly = "readonly " if style.readonly else ""
        self._properties: dict[tuple[str, int, bool], str] = {}  # by name and the identity of the type: both recur

    def _global(self, name: str) -> str:
        """AWS has types that are called as those of the language."""
        return f"globalThis.{name}" if name in self.service.shapes else name

    def type(self, shape: ir.Shape) -> str:
        """One exported type, and above it what is said of it."""
        return _remark(shape.documentation, shape.deprecated, "") + self._declaration(shape)

    def _declaration(self, shape: ir.Shape) -> str:
        if isinstance(shape, ir.Alias):
            return _alias(shape.name, self.spell(shape.type))
        if isinstance(shape, ir.Enum):
            return _alias(shape.name, _union_of(shape.values))
        members = in_json(shape, self.report)
        if isinstance(shape, ir.Union) and shape.exactly_one:
            return f"export type {shape.name} = ExactlyOne<{{\n{self._body(members, exact=True)}\n}}>;"
        body = self._body(members, exact=False) or "  [key: string]: never;"
        return f"export interface {shape.name} {{\n{body}\n}}"

    def _body(self, members: Sequence[ir.Member], *, exact: bool) -> str:
        """Properties; those of which something is said stand apart."""
        return join_entries([(self._property(each, exact=exact), bool(each.documentation)) for each in members])

    def _property(self, member: ir.Member, *, exact: bool) -> str:
        key = member.name, id(member.type), member.required or exact
        if (text := self._properties.get(key)) is None:
            lines = self._spelled_property(member, is_required=member.required or exact)
            text = self._properties[key] = "\n".join(lines)
        if member.documentation or member.deprecated:
            return _remark(member.documentation, member.deprecated, "  ") + text
        return text

    def _spelled_property(self, member: ir.Member, *, is_required: bool) -> list[str]:
        name = self.readonly + (member.name if _IDENTIFIER.fullmatch(member.name) else string(member.name))
        type_ = self.spell(member.type)
        if is_required:
            return _lay_out(f"{name}: ", type_, ";", "  ")
        if type_ == "unknown":
            return _lay_out(f"{name}?: ", type_, ";", "  ")
        alternatives = type_.alternatives if isinstance(type_, Either) else (type_,)
        return _lay_out(f"{name}?: ", Either((*alternatives, "undefined")), ";", "  ")

    def spell(self, type_: ir.Type) -> Expression:
        """A type as TypeScript has it."""
        match type_:
            case ir.Scalar(kind):
                spelled = tuple(self.scalars[kind].split(" | "))
                return spelled[0] if len(spelled) == 1 else Either(spelled)
            case ir.Ref(name):
                target = self.service.shapes[name]
                return self.spell(target.type) if isinstance(target, ir.Alias) and target.also else name
            case ir.List(element):
                return Array(self.spell(element), self.readonly)
            case ir.Map(key, value):
                keys = self.spell(key)
                is_closed = isinstance(key, ir.Ref | ir.Literal) and not isinstance(keys, Array | Dictionary)
                within, closing = (f"key in {keys}", "]?") if is_closed else ("key: string", "]")
                return Dictionary((f"{self.readonly}[", within, closing), self.spell(value))
            case ir.OneOf(alternatives):
                return self._either(alternatives)
            case ir.Literal(values):
                return _union_of(values)
            case ir.Stream():
                return "unknown"

    def _either(self, alternatives: tuple[ir.Type, ...]) -> Expression:
        """A string beside named strings is written `string & {}`, which keeps an editor suggesting the names."""
        spelled: dict[Expression, None] = {}
        for each in alternatives:
            type_ = self.spell(each)
            spelled.update(dict.fromkeys(type_.alternatives if isinstance(type_, Either) else (type_,)))
        names = any(self._names_strings(each) for each in alternatives)
        parts = tuple("(string & {})" if each == "string" and names else each for each in spelled)
        return parts[0] if len(parts) == 1 else Either(parts)

    def _names_strings(self, type_: ir.Type) -> bool:
        if isinstance(type_, ir.Literal):
            return any(isinstance(value, str) for value in type_.values)
        return isinstance(type_, ir.Ref) and isinstance(self.service.shapes[type_.name], ir.Enum)


@functools.lru_cache(maxsize=4096)  # much is said at several places
def _remark(text: str, deprecated: bool, indent: str) -> str:
    """Lines of a comment as TSDoc has it, of nothing if there is nothing to say."""
    lines = wrap(text, _WIDTH - len(indent) - 3) if text else []
    if "@" in text or "*/" in text or not text.replace("\n", "").isprintable():
        lines = list(map(_in_comment, lines))
    if deprecated:
        lines += ["", "@deprecated"] if lines else ["@deprecated"]
    if len(lines) == 1 and len(indent) + len(lines[0]) + 7 <= _WIDTH:
        return f"{indent}/** {lines[0]} */\n"
    starred = [f"{indent} * {each}" if each else f"{indent} *" for each in lines]
    return "\n".join([f"{indent}/**", *starred, f"{indent} */", ""]) if lines else ""


def _in_comment(line: str) -> str:
    """A line of text: what begins with `@` would be a tag, or an order to the compiler (`@ts-expect-error`)."""
    return _comment(_TAG.sub(r"\1\\@", line.replace("*/", "*\\/")))


_TAG = re.compile("^( *)@")


def _alias(name: str, type_: Expression) -> str:
    before = f"export type {name} = "
    line = f"{before}{type_};"
    if len(line) > _WIDTH and not isinstance(type_, Array | Dictionary | Either):
        return f"{before.rstrip()}\n  {type_};"
    return "\n".join(_lay_out(before, type_, ";", ""))


def _union_of(values: tuple[str | int | bool | None, ...]) -> Expression:
    literals = tuple(string(each) if isinstance(each, str) else json.dumps(each) for each in values)
    return literals[0] if len(literals) == 1 else Either(literals)


def string(value: str) -> str:
    """`value` as a string literal, in prettier's quotes: the one way in which text reaches TypeScript."""
    literal = json.dumps(value, ensure_ascii=False)
    literal = "".join(each if each.isprintable() else _escaped(each) for each in literal)
    if value.count('"') > value.count("'"):
        return "'" + literal[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"
    return literal


def _escaped(character: str) -> str:
    return f"\\u{{{ord(character):x}}}"


def _comment(text: str) -> str:
    """`text` as part of a comment: whatever could end the line is escaped."""
    return text if text.isprintable() else "".join(each if each.isprintable() else _escaped(each) for each in text)


# How prettier lays types out: what fits in 80 columns stays on its line; alternatives that do not move to the next
# line, and if that is too short as well, stand a line each.

_WIDTH = 80


def _lay_out(before: str, type_: Expression, after: str, indent: str) -> list[str]:
    line = f"{indent}{before}{type_}{after}"
    if len(line) <= _WIDTH:
        return [line]
    deeper = indent + "  "
    match type_:
        case Array(element=Dictionary() as element):
            inside = _entry(element.entry, element.value, deeper)
            return [f"{indent}{before}{type_.generic}<{{", *inside, f"{indent}}}>{after}"]
        case Array(element=Either() as element):
            return [f"{indent}{before}{type_.generic}<", *_lay_out("", element, "", deeper), f"{indent}>{after}"]
        case Array(element=Array() as element, generic="ReadonlyArray"):
            return [f"{indent}{before}ReadonlyArray<", *_lay_out("", element, "", deeper), f"{indent}>{after}"]
        case Array(element=Array() as element):
            return _lay_out(before, element, f"[]{after}", indent)
        case Dictionary():
            return [f"{indent}{before}{{", *_entry(type_.entry, type_.value, deeper), f"{indent}}}{after}"]
        case Either(alternatives=alternatives):
            whole = f"{deeper}{type_}{after}"
            if before and len(whole) <= _WIDTH:
                return [f"{indent}{before}".rstrip(), whole]
            first = [f"{indent}{before}".rstrip()] if before else []
            bars = deeper if before else indent
            lines = [line for each in alternatives for line in _alternative(each, bars)]
            lines[-1] += after
            return [*first, *lines]
    return [line]


def _entry(entry: tuple[str, str, str], value: Expression, indent: str) -> list[str]:
    """The one line of a dictionary; where its value cannot be broken, its key is."""
    lines = _lay_out(f"{''.join(entry)}: ", value, ";", indent)
    if len(lines[0]) <= _WIDTH:
        return lines
    opening, key, closing = entry
    return [f"{indent}{opening}", f"{indent}  {key}", *_lay_out(f"{closing}: ", value, ";", indent)]


def _alternative(type_: Expression, indent: str) -> list[str]:
    """One of several, a bar in front; what it opens is indented past the bar."""
    first, *rest = _lay_out("", type_, "", indent + "  ")
    return [f"{indent}| {first.strip()}", *rest]
