"""Spells shapes and types as schemas of zod."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ... import ir
from ...diagnostics import Report
from ...options import TypeScriptStyle
from ..graph import strongly_connected_components
from ..json_form import json_members
from ..patterns import Translation, usable_translation
from ..typescript_code import IDENTIFIER, Speller, doc_comment, is_exactly_one, is_relied_on, literal, string
from ..union_expression import UnionExpression
from .expressions import (
    Call,
    Checked,
    Expression,
    Function,
    Items,
    Properties,
    Property,
    lay_out_assignment,
    lay_out_inferred_type,
    line_of,
)

# A function whose name begins with `$` is in the template. No shape has such a name.
_SCALARS: Mapping[ir.ScalarKind, str] = {
    ir.ScalarKind.STRING: "z.string",
    ir.ScalarKind.BOOLEAN: "z.boolean",
    ir.ScalarKind.INTEGER: "$integer",
    ir.ScalarKind.LONG: "$integer",
    ir.ScalarKind.FLOAT: "$float",
    ir.ScalarKind.DOUBLE: "$float",
    ir.ScalarKind.DECIMAL: "$decimal",
    ir.ScalarKind.TIMESTAMP: "$timestamp",
    ir.ScalarKind.DATE: "$date",
    ir.ScalarKind.TIME: "$time",
    ir.ScalarKind.DURATION: "$duration",
    ir.ScalarKind.UUID: "$uuid",
    ir.ScalarKind.PATH: "z.string",
    ir.ScalarKind.BLOB: "$blob",
    ir.ScalarKind.DOCUMENT: "z.unknown",
    ir.ScalarKind.ANY: "z.unknown",
    ir.ScalarKind.OBJECT: "z.unknown",
}
_TEXTS = (ir.ScalarKind.STRING, ir.ScalarKind.PATH)
_WHOLE_NUMBERS = (ir.ScalarKind.INTEGER, ir.ScalarKind.LONG)
_FLOATS = (ir.ScalarKind.FLOAT, ir.ScalarKind.DOUBLE)


def can_run(pattern: Translation) -> bool:
    """Whether a pattern is checked. The same ones are in the JSON Schema, so that both give the same verdict."""
    return pattern.in_json_schema


class _Definition(NamedTuple):
    """A schema to write, and the shape whose TypeScript type it has."""

    shape: ir.Shape
    typed: ir.Shape  # a shared shape has one type for both directions

    @property
    def has_own_type(self) -> bool:
        return self.shape.name == self.typed.name

    @property
    def is_received(self) -> bool:
        return not isinstance(self.shape, ir.Enum) and self.shape.use in ir.RECEIVED


class SchemaSpeller:
    """Spells the schemas of one service."""

    def __init__(self, service: ir.Service, style: TypeScriptStyle, report: Report) -> None:
        self.service = service
        self.style = style
        self.report = report
        self.types = Speller(service, style, report)
        self.functions: set[str] = set()  # of the template, that the schemas call
        self._is_received = False  # whether the current shape is received
        self._unmade: frozenset[str] = frozenset()  # schemas that do not exist yet when the current one is made
        self._with_written_type: set[str] = set()  # schemas whose types zod would not infer, of those spelled so far

    def declarations(self) -> list[str]:
        """All schemas, each after those that it refers to."""
        definitions = {each.shape.name: each for each in self._definitions()}
        graph = {name: self._targets(each) for name, each in definitions.items()}
        declarations = []
        for group in strongly_connected_components(graph):
            is_recursive = len(group) > 1 or group[0] in graph[group[0]]
            self._unmade = frozenset(group) if is_recursive else frozenset()
            self._with_written_type |= {name for name in group if is_recursive or _is_typed(definitions[name].shape)}
            declarations += [self._declaration(definitions[name]) for name in group]
        return declarations

    def _definitions(self) -> Iterable[_Definition]:
        for shape in self.service.shapes.values():
            if isinstance(shape, ir.Enum):
                yield _Definition(shape, shape)
            elif not (isinstance(shape, ir.Alias) and shape.stand_ins):
                typed = ir.with_received_types(shape)
                yield _Definition(shape, typed)
                if shape.received:
                    yield _Definition(shape.received, typed)

    def _targets(self, definition: _Definition) -> list[str]:
        """The names of the schemas that a schema refers to."""
        found: dict[str, None] = {}
        for type_ in ir.types_of(definition.shape):
            found.update(dict.fromkeys(self._targets_of(type_, definition.is_received)))
        return list(found)

    def _targets_of(self, type_: ir.Type, is_received: bool) -> Iterable[str]:
        for name in ir.references(type_):
            target = self.service.shapes[name]
            if isinstance(target, ir.Alias) and target.stand_ins:
                yield from self._targets_of(target.type, is_received)
            else:
                yield _schema_name(target, is_received)

    def _declaration(self, definition: _Definition) -> str:
        shape, typed = definition
        self._is_received = definition.is_received
        schema = self._definition(definition)
        made = Call("$schema", Function(schema))
        if shape.name not in self._with_written_type:
            lines = lay_out_assignment(f"export const {shape.name} =", made, ";", "")
            if definition.has_own_type:
                lines += lay_out_inferred_type(shape.name)
            return doc_comment(shape.documentation, shape.deprecated, "") + "\n".join(lines)
        type_ = self._function("$Schema", type_argument=typed.name).function
        lines = lay_out_assignment(f"export const {shape.name}: {type_} =", made, ";", "")
        if definition.has_own_type:
            lines = [self.types.declaration(shape), *lines]
        return "\n".join(lines)

    def _definition(self, definition: _Definition) -> Expression:
        match definition.shape, definition.typed:
            case ir.Enum(values=values), _:
                return Call("z.enum", Items([*map(string, values)]))
            case ir.Alias(type=type_), ir.Alias(type=typed):
                return self._spell_as(typed, type_)
            case (ir.Structure() | ir.Union()) as shape, (ir.Structure() | ir.Union()) as typed_shape:
                return self._object(shape, typed_shape)
        raise AssertionError(definition)

    def _function(self, name: str, *arguments: Expression, type_argument: str = "") -> Call:
        """A call of a function of the template."""
        self.functions.add(name)
        return Call(name, *arguments, type_argument=type_argument)

    # Objects.

    def _object(self, shape: ir.Structure | ir.Union, typed: ir.Structure | ir.Union) -> Expression:
        members = json_members(shape, self.report)
        properties = [
            self._property(name, member, typed_member, shape)
            for member, typed_member in zip(members, json_members(typed, self.report), strict=True)
            for name in (member.name, *member.other_names)
        ]
        if is_exactly_one(typed):
            kind = "z.strictObject" if shape.unknown is ir.Unknown.FORBID else "z.looseObject"
            return self._function("$exactlyOne", Call(kind, Properties(properties)))
        schema = self._kind_of_object(shape, Properties(properties))
        if isinstance(shape, ir.Union) and shape.exactly_one:
            schema = self._function("$withOneMember", schema)
        if other_names := [each for each in members if each.other_names]:
            schema = self._function("$withOtherNames", schema, _other_names(other_names))
        return self._readonly(schema)

    def _kind_of_object(self, shape: ir.Structure | ir.Union, properties: Properties) -> Expression:
        match shape:
            case ir.Structure(unknown=ir.Unknown.ALLOW, extra=extra) if extra and not self._is_unknown(extra):
                return Call("z.catchall", Call("z.object", properties), self._spell(extra))
            case ir.Structure(unknown=ir.Unknown.ALLOW, use=ir.Use.WRITTEN):
                return Call("z.looseObject", properties)
            case ir.Structure(unknown=ir.Unknown.ALLOW) | ir.Union(unknown=ir.Unknown.ALLOW):
                return self._function("$looseObject", properties)
            case ir.Structure(unknown=ir.Unknown.IGNORE) | ir.Union(unknown=ir.Unknown.IGNORE):
                return Call("z.object", properties)
        return Call("z.strictObject", properties)

    def _property(self, name: str, member: ir.Member, typed: ir.Member, shape: ir.Structure | ir.Union) -> Property:
        unmade = self._unmade
        is_getter = not unmade.isdisjoint(self._targets_of(member.type, self._is_received)) and not _has_checks(shape)
        if is_getter:
            self._unmade = frozenset()  # when a getter is evaluated, all schemas exist
        schema = self._spell_as(typed.type, member.type)
        self._unmade = unmade
        if isinstance(shape, ir.Union) and shape.exactly_one:
            if self._is_unknown(member.type):
                schema = self._function("$notNull")  # null means absent, and one member has to be set
            schema = Call("z.optional", schema)
        elif not member.required or member.other_names:
            schema = self._optional(schema, member, is_expected=typed.required or is_relied_on(typed))
        return Property(_key(name), schema, member.documentation, member.deprecated, is_getter)

    def _optional(self, schema: Expression, member: ir.Member, *, is_expected: bool) -> Expression:
        """The schema of a member that may be absent. `is_expected`: its type says that it is there."""
        if is_expected and not member.other_names:
            return self._function("$expected", schema)
        if member.absent is ir.Absent.APART or self._is_unknown(member.type):
            return Call("z.optional", schema)
        return self._function("$optional", schema)

    def _is_unknown(self, type_: ir.Type) -> bool:
        return self.types.spell(type_) == "unknown" and not isinstance(type_, ir.Ref)

    # Types.

    def _spell_as(self, typed: ir.Type, type_: ir.Type) -> Expression:
        """The schema of `type_`, with the TypeScript type of `typed`."""
        schema = self._spell(type_)
        if (spelled := self.types.spell(typed)) == self.types.spell(type_):
            return schema
        return self._typed(spelled, schema)

    def _typed(self, spelled: str, schema: Expression) -> Expression:
        """A schema with another TypeScript type than zod infers."""
        if isinstance(schema, Call) and schema.callee == "$typed":
            (schema,) = schema.arguments
        return self._function("$typed", schema, type_argument=spelled)

    def _readonly(self, schema: Expression) -> Expression:
        return Call("z.readonly", schema) if self.style.readonly else schema

    def _spell(self, type_: ir.Type) -> Expression:
        match type_:
            case ir.Scalar():
                return self._scalar(type_)
            case ir.Ref(name):
                target = self.service.shapes[name]
                if isinstance(target, ir.Alias) and target.stand_ins:
                    return self._spell(target.type)
                schema = _schema_name(target, self._is_received)
                return Call("z.lazy", Function(schema)) if schema in self._unmade else schema
            case ir.List(element):
                return self._readonly(self._list(type_, self._spell(element)))
            case ir.Tuple(elements):
                return self._readonly(Call("z.tuple", Items([self._spell(each) for each in elements])))
            case ir.Map():
                return self._readonly(self._map(type_))
            case ir.OneOf():
                return self._union(type_)
            case ir.Literal(values):
                return _literals(values)
            case ir.Stream():
                return Call("z.unknown")

    def _scalar(self, type_: ir.Scalar, *, is_key: bool = False) -> Expression:
        kind, constraints = type_.kind, type_.constraints
        if kind in _TEXTS:
            return _checked(Call("z.string"), self._text_checks(constraints))
        if kind in _WHOLE_NUMBERS:
            if is_key:
                return self._function("$digits")
            function = "$long" if kind is ir.ScalarKind.LONG and self.style.longs != "number" else "$integer"
            return self._function(function, *self._number_checks(constraints))
        if kind in _FLOATS and constraints != ir.UNCONSTRAINED:
            return self._bounded_float(type_)
        if is_key and kind in (ir.ScalarKind.DECIMAL, ir.ScalarKind.TIMESTAMP, ir.ScalarKind.BLOB):
            return self._function(f"{_SCALARS[kind]}Text")
        name = _SCALARS[kind]
        return self._function(name) if name.startswith("$") else Call(name)

    def _bounded_float(self, type_: ir.Scalar) -> Expression:
        """A number within bounds, or the name of one that JSON has no number for and that is within them."""
        bounds = type_.constraints
        number = _checked(Call("z.number"), self._number_checks(bounds))
        names = ["NaN"]
        if bounds.maximum is None and bounds.below is None:
            names.append("Infinity")
        if bounds.minimum is None and bounds.above is None:
            names.append("-Infinity")
        if bounds.multiple_of is None:
            number = Call("z.union", Items([number, Call("z.enum", Items([*map(string, names)]))]))
        return self._typed(self.types.spell(type_), number)

    def _list(self, type_: ir.List, element: Expression) -> Expression:
        bounds = type_.constraints
        checks: list[Expression] = []
        if bounds.minimum is not None:
            checks.append(Call("z.minLength", _number(bounds.minimum)))
        if bounds.maximum is not None:
            checks.append(Call("z.maxLength", _number(bounds.maximum)))
        if type_.is_set:
            checks.append(self._function("$unique"))
        if type_.skips_null:
            return self._function("$list", element, *checks)
        return _checked(Call("z.array", element), checks)

    def _map(self, type_: ir.Map) -> Expression:
        bounds = type_.constraints
        checks: list[Expression] = []
        if bounds.minimum is not None:
            checks.append(self._function("$minProperties", _number(bounds.minimum)))
        if bounds.maximum is not None:
            checks.append(self._function("$maxProperties", _number(bounds.maximum)))
        key, value = self._key(type_.key), self._spell(type_.value)
        has_plain_key = isinstance(type_.key, ir.Scalar)
        if type_.skips_null:
            schema: Expression = self._function("$map", key, value, *checks)
        else:
            schema = _checked(Call("z.record" if has_plain_key else "z.partialRecord", key, value), checks)
            has_plain_key |= self._is_of_names(type_.key) or isinstance(type_.key, ir.Literal)
        return schema if has_plain_key else self._typed(self.types.spell(type_), schema)

    def _key(self, type_: ir.Type) -> Expression:
        """The schema of the names in a map. A number is its digits."""
        match type_:
            case ir.Scalar():
                return self._scalar(type_, is_key=True)
            case ir.Literal(values):
                return Call("z.enum", Items([string(str(each)) for each in values]))
            case ir.OneOf(alternatives):
                return _one_of([self._key(each) for each in alternatives])
        return self._spell(type_)

    def _union(self, type_: ir.OneOf) -> Expression:
        if ir.NULL in type_.alternatives:
            others = ir.one_of(each for each in type_.alternatives if each != ir.NULL)
            return Call("z.nullable", self._spell(others))
        if tag := self._tag(type_):
            return Call("z.discriminatedUnion", string(tag.member), Items([name for name, _ in tag.values]))
        takes_all_text = ir.Scalar(ir.ScalarKind.STRING) in type_.alternatives
        alternatives = [each for each in type_.alternatives if not (takes_all_text and self._is_of_names(each))]
        schema = _one_of([self._spell(each) for each in alternatives])
        spelled = self.types.spell(type_)
        has_names = isinstance(spelled, UnionExpression) and "(string & {})" in spelled.alternatives
        return self._typed(spelled, schema) if has_names else schema

    def _is_of_names(self, type_: ir.Type) -> bool:
        """Whether all values of a type are certain strings."""
        if isinstance(type_, ir.Literal):
            return all(isinstance(value, str) for value in type_.values)
        return isinstance(type_, ir.Ref) and isinstance(self.service.shapes[type_.name], ir.Enum)

    def _tag(self, type_: ir.OneOf) -> ir.Tag | None:
        """The member that tells the alternatives apart, if the types of all of them show it."""
        if (tag := ir.tag_of(type_, self.service.shapes)) is None:
            return None
        return tag if self._with_written_type.isdisjoint(name for name, _ in tag.values) else None

    # Checks.

    def _text_checks(self, constraints: ir.Constraints) -> Iterable[Expression]:
        """Checks of a text. zod's own count a character beyond U+FFFF twice."""
        if (least := constraints.minimum) is not None:
            yield Call("z.minLength", _number(least)) if least <= 1 else self._function("$minLength", _number(least))
        if (most := constraints.maximum) is not None:
            yield Call("z.maxLength", _number(most)) if most < 1 else self._function("$maxLength", _number(most))
        if translation := usable_translation(constraints.pattern, can_run):
            yield Call("z.regex", _regular_expression(translation.text))

    def _number_checks(self, constraints: ir.Constraints) -> Iterable[Expression]:
        bounds = {
            "z.gte": constraints.minimum,
            "z.lte": constraints.maximum,
            "z.gt": constraints.above,
            "z.lt": constraints.below,
        }
        for name, bound in bounds.items():
            if bound is not None:
                yield Call(name, _number(bound))
        if constraints.multiple_of is not None:
            yield self._function("$multipleOf", _number(constraints.multiple_of))


def _schema_name(shape: ir.Shape, is_received: bool) -> str:
    if is_received and not isinstance(shape, ir.Enum) and shape.received:
        return shape.received.name
    return shape.name


def _has_checks(shape: ir.Structure | ir.Union) -> bool:
    """Whether the object has checks of its own. To add them, zod evaluates all getters."""
    return (isinstance(shape, ir.Union) and shape.exactly_one) or any(each.other_names for each in shape.members)


def _is_typed(shape: ir.Shape) -> bool:
    """Whether its undeclared members have a type. TypeScript has another one for them than zod infers."""
    return isinstance(shape, ir.Structure) and shape.unknown is ir.Unknown.ALLOW and shape.extra is not None


def _checked(schema: Call, checks: Iterable[Expression]) -> Expression:
    checks = list(checks)
    return Checked(schema, checks) if checks else schema


def _one_of(schemas: Sequence[Expression]) -> Expression:
    """One of these, of which some can be the same."""
    different = list({line_of(each) or each: each for each in schemas}.values())
    return different[0] if len(different) == 1 else Call("z.union", Items(different))


def _literals(values: Sequence[str | int | bool | None]) -> Expression:
    if values == (None,):
        return Call("z.null")
    literals = [*map(literal, values)]
    return Call("z.literal", literals[0] if len(literals) == 1 else Items(literals))


def _other_names(members: Sequence[ir.Member]) -> Properties:
    """The names of members by their other names."""
    return Properties([Property(_key(other), string(each.name)) for each in members for other in each.other_names])


def _key(name: str) -> str:
    if name == "__proto__":
        return '["__proto__"]'  # else it would set the prototype
    return name if IDENTIFIER.fullmatch(name) else string(name)


def _number(value: float) -> str:
    """A number, as prettier writes it."""
    return re.sub(r"e\+?(-?)0*(?=\d)", r"e\1", json.dumps(value)) if isinstance(value, float) else str(value)


_IN_LITERAL = re.compile(r"\\.|/|[^ -~]", re.DOTALL)


def _regular_expression(pattern: str) -> str:
    """A regular expression as a literal."""
    return f"/{_IN_LITERAL.sub(_in_literal, pattern)}/u"


def _in_literal(found: re.Match[str]) -> str:
    if found[0] == "/":
        return r"\/"
    return found[0] if len(found[0]) > 1 or found[0].isprintable() else f"\\u{{{ord(found[0]):x}}}"
