"""TypeScript types of the JSON form: interfaces and unions, no code that runs."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator import ir
from generator.diagnostics import Report
from generator.options import Options
from generator.targets.file import File
from generator.targets.prose import wrap
from generator.targets.render import render

_SCALARS = {
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


@dataclass(frozen=True, slots=True)
class Array:
    """`T[]`."""

    element: "Expression"


@dataclass(frozen=True, slots=True)
class Dictionary:
    """`{ [key: string]: V }`, or an entry for each of a union of keys. Not `Record`: AWS has shapes called so."""

    entry: str  # "[key: string]"
    value: "Expression"


@dataclass(frozen=True, slots=True)
class Either:
    """`A | B`."""

    alternatives: tuple["Expression", ...]


Expression = str | Array | Dictionary | Either


def generate(service: ir.Service, options: Options, report: Report) -> Iterator[File]:
    """The file `typescript/<service>.ts`."""
    shapes = [each for each in service.shapes.values() if not (isinstance(each, ir.Alias) and each.also)]
    types = [_marked(each, service, report) for each in shapes if not isinstance(each, ir.Enum)]
    enums = [_marked(each, service, report) for each in shapes if isinstance(each, ir.Enum)]
    text = render(
        "typescript/service.ts.jinja",
        origin=_comment(service.origin),
        exactly_one=any(isinstance(each, ir.Union) and each.exactly_one for each in shapes),
        declarations=[*types, *enums],
    )
    yield File(f"typescript/{service.name}.ts", text)


def _marked(shape: ir.Shape, service: ir.Service, report: Report) -> list[str]:
    """The lines of one exported type, and above them what is said of it."""
    return [*_remark(shape.documentation, shape.deprecated, ""), *_declaration(shape, service, report)]


def _remark(text: str, deprecated: bool, indent: str) -> list[str]:
    """A comment as TSDoc has it, of nothing if there is nothing to say."""
    lines = [_in_comment(each) for each in wrap(text, _WIDTH - len(indent) - 3)] if text else []
    if deprecated:
        lines += ["", "@deprecated"] if lines else ["@deprecated"]
    if len(lines) == 1 and len(indent) + len(lines[0]) + 7 <= _WIDTH:
        return [f"{indent}/** {lines[0]} */"]
    return [f"{indent}/**", *(f"{indent} * {each}".rstrip() for each in lines), f"{indent} */"] if lines else []


def _in_comment(line: str) -> str:
    line = line.replace("*/", "*\\/")
    return line if line.isprintable() else "".join(each if each.isprintable() else _escaped(each) for each in line)


def _declaration(shape: ir.Shape, service: ir.Service, report: Report) -> list[str]:
    """The lines of one exported type."""
    if isinstance(shape, ir.Alias):
        return _alias(shape.name, _spell(shape.type, service))
    if isinstance(shape, ir.Enum):
        return _alias(shape.name, _union_of(shape.values))
    members = []
    for each in shape.members:
        if isinstance(each.type, ir.Stream):
            report.note("stream-left-out", each.source, "a stream has no JSON form", shape=f"{shape.name}.{each.name}")
        else:
            members.append(each)
    if isinstance(shape, ir.Union) and shape.exactly_one:
        body = _body(members, service, exact=True)
        return [f"export type {shape.name} = ExactlyOne<{{", *body, "}>;"]
    body = _body(members, service, exact=False)
    opening = f"export interface {shape.name} {{"
    return [opening, *(body or ["  [key: string]: never;"]), "}"]


def _body(members: list[ir.Member], service: ir.Service, *, exact: bool) -> list[str]:
    """The lines of members; those of which something is said stand apart."""
    lines: list[str] = []
    was_documented = False
    for each in members:
        if lines and (was_documented or each.documentation):
            lines.append("")
        lines += _property(each, service, exact=exact)
        was_documented = bool(each.documentation)
    return lines


def _property(member: ir.Member, service: ir.Service, *, exact: bool) -> list[str]:
    name = member.name if _IDENTIFIER.fullmatch(member.name) else string(member.name)
    type_ = _spell(member.type, service)
    mark = _remark(member.documentation, member.deprecated, "  ")
    if member.required or exact:
        return [*mark, *_lay_out(f"{name}: ", type_, ";", "  ")]
    if type_ == "unknown":
        return [*mark, *_lay_out(f"{name}?: ", type_, ";", "  ")]
    alternatives = type_.alternatives if isinstance(type_, Either) else (type_,)
    return [*mark, *_lay_out(f"{name}?: ", Either((*alternatives, "undefined")), ";", "  ")]


def _alias(name: str, type_: Expression) -> list[str]:
    before = f"export type {name} = "
    line = f"{before}{_flat(type_)};"
    if len(line) > _WIDTH and isinstance(type_, str):
        return [before.rstrip(), f"  {type_};"]
    return _lay_out(before, type_, ";", "")


def _union_of(values: tuple[str | int | bool | None, ...]) -> Expression:
    literals = tuple(string(each) if isinstance(each, str) else json.dumps(each) for each in values)
    return literals[0] if len(literals) == 1 else Either(literals)


def _spell(type_: ir.Type, service: ir.Service) -> Expression:
    match type_:
        case ir.Scalar(kind):
            spelled = tuple(_SCALARS[kind].split(" | "))
            return spelled[0] if len(spelled) == 1 else Either(spelled)
        case ir.Ref(name):
            target = service.shapes[name]
            return _spell(target.type, service) if isinstance(target, ir.Alias) and target.also else name
        case ir.List(element):
            return Array(_spell(element, service))
        case ir.Map(key, value):
            keys = _spell(key, service)
            is_closed = isinstance(key, ir.Ref | ir.Literal) and isinstance(keys, str | Either)
            return Dictionary(f"[key in {_flat(keys)}]?" if is_closed else "[key: string]", _spell(value, service))
        case ir.OneOf(alternatives):
            return _either(alternatives, service)
        case ir.Literal(values):
            return _union_of(values)
        case ir.Stream():
            return "unknown"


def _either(alternatives: tuple[ir.Type, ...], service: ir.Service) -> Expression:
    """A string beside named strings is written `string & {}`, which keeps an editor suggesting the names."""
    spelled: dict[Expression, None] = {}
    for each in alternatives:
        type_ = _spell(each, service)
        spelled.update(dict.fromkeys(type_.alternatives if isinstance(type_, Either) else (type_,)))
    names = any(_names_strings(each, service) for each in alternatives)
    parts = tuple("(string & {})" if each == "string" and names else each for each in spelled)
    return parts[0] if len(parts) == 1 else Either(parts)


def _names_strings(type_: ir.Type, service: ir.Service) -> bool:
    if isinstance(type_, ir.Literal):
        return any(isinstance(value, str) for value in type_.values)
    return isinstance(type_, ir.Ref) and isinstance(service.shapes[type_.name], ir.Enum)


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
    """`text` as part of a line comment: whatever could end the line is escaped."""
    return "".join(each if each.isprintable() else _escaped(each) for each in text)


# How prettier lays types out: what fits in 80 columns stays on its line; alternatives that do not move to the next
# line, and if that is too short as well, stand a line each.

_WIDTH = 80


def _flat(type_: Expression) -> str:
    match type_:
        case Array(element):
            inside = _flat(element)
            return f"Array<{inside}>" if isinstance(element, Either | Dictionary) else f"{inside}[]"
        case Dictionary(entry, value):
            return f"{{ {entry}: {_flat(value)} }}"
        case Either(alternatives):
            return " | ".join(map(_flat, alternatives))
        case str():
            return type_


def _lay_out(before: str, type_: Expression, after: str, indent: str) -> list[str]:
    line = f"{indent}{before}{_flat(type_)}{after}"
    if len(line) <= _WIDTH:
        return [line]
    deeper = indent + "  "
    match type_:
        case Array(Dictionary(entry, value)):
            return [f"{indent}{before}Array<{{", *_entry(entry, value, deeper), f"{indent}}}>{after}"]
        case Array(Either() as element):
            return [f"{indent}{before}Array<", *_lay_out("", element, "", deeper), f"{indent}>{after}"]
        case Array(Array() as element):
            return _lay_out(before, element, f"[]{after}", indent)
        case Dictionary(entry, value):
            return [f"{indent}{before}{{", *_entry(entry, value, deeper), f"{indent}}}{after}"]
        case Either(alternatives):
            whole = f"{deeper}{_flat(type_)}{after}"
            if before and len(whole) <= _WIDTH:
                return [f"{indent}{before}".rstrip(), whole]
            first = [f"{indent}{before}".rstrip()] if before else []
            bars = deeper if before else indent
            lines = [line for each in alternatives for line in _alternative(each, bars)]
            lines[-1] += after
            return [*first, *lines]
    return [line]


def _entry(entry: str, value: Expression, indent: str) -> list[str]:
    """The one line of a dictionary; where its value cannot be broken, its key is."""
    lines = _lay_out(f"{entry}: ", value, ";", indent)
    keys = re.fullmatch(r"\[(key in .+)\]\?", entry)
    if len(lines[0]) <= _WIDTH or not keys:
        return lines
    return [f"{indent}[", f"{indent}  {keys[1]}", *_lay_out("]?: ", value, ";", indent)]


def _alternative(type_: Expression, indent: str) -> list[str]:
    """One of several, a bar in front; what it opens is indented past the bar."""
    first, *rest = _lay_out("", type_, "", indent + "  ")
    return [f"{indent}| {first.strip()}", *rest]
