"""Operations as tools for language models: a JSON Schema of each request, which needs no other schema.

The interfaces for tool calls take a part of JSON Schema only, and schemas of limited size. What does not fit is left
out, so that the request of an operation accepts every value that the schema of its tool accepts.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from .. import ir
from ..diagnostics import Report
from .json_form import json_members
from .patterns import usable_translation

Schema = dict[str, object]


class Tool(NamedTuple):
    """An operation and the description of its tool."""

    operation: str
    schema: Schema


# What OpenAI and Anthropic publish, as of November 2026. `docs/tool-calls.md` has it, too.
MAX_NAME = 64
MAX_DESCRIPTION = 1024
MAX_LEVELS = 10
MAX_PROPERTIES = 5_000
MAX_ENUM_VALUES = 1_000
MAX_CHARACTERS = 120_000  # of the names of properties and the values of enums
_MEMBER_NAME = re.compile("[a-zA-Z0-9_.-]{1,64}")
_MAX_REPETITIONS = 2  # of a class inside of itself


class _Limits(NamedTuple):
    levels: int  # of objects and lists inside of one another
    values_of_enum: int  # an enum that has more is any text


# The first of these counts with which a schema is small enough.
_ATTEMPTS = (
    *(_Limits(MAX_LEVELS, values) for values in (250, 100, 20, 1)),
    *(_Limits(levels, 20) for levels in range(MAX_LEVELS - 1, 0, -1)),
)
_SCALARS: dict[ir.ScalarKind, Schema] = {
    ir.ScalarKind.STRING: {"type": "string"},
    ir.ScalarKind.BOOLEAN: {"type": "boolean"},
    ir.ScalarKind.INTEGER: {"type": "integer"},
    ir.ScalarKind.LONG: {"type": "integer"},
    ir.ScalarKind.FLOAT: {"type": "number"},
    ir.ScalarKind.DOUBLE: {"type": "number"},
    ir.ScalarKind.DECIMAL: {"type": "number"},
    ir.ScalarKind.TIMESTAMP: {"type": "string", "format": "date-time"},
    ir.ScalarKind.DATE: {"type": "string", "format": "date"},
    ir.ScalarKind.UUID: {"type": "string", "format": "uuid"},
    ir.ScalarKind.PATH: {"type": "string"},
    ir.ScalarKind.BLOB: {
        "type": "string",
        "pattern": "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
    },
    ir.ScalarKind.DOCUMENT: {"type": "object"},
    ir.ScalarKind.ANY: {"type": "object"},
}
_BOUNDS = {
    "string": ("minLength", "maxLength"),
    "array": ("minItems", "maxItems"),
    "integer": ("minimum", "maximum"),
    "number": ("minimum", "maximum"),
}


def tools(service: ir.Service, report: Report) -> Iterator[Tool]:
    """The tools of the operations that the client has a method for."""
    for operation in service.operations:
        request = service.shapes.get(operation.input.name) if operation.input and operation.has_method else None
        if not isinstance(request, ir.Structure):
            continue
        schema, left_out = _request_schema(service, request, report)
        if left_out:
            *others, last = left_out
            names = f"{', '.join(others[:4])}, … ({len(left_out)})" if len(left_out) > 5 else ", ".join([*others, last])
            message = f"the schema of the tool is without what does not fit: {names}"
            report.note("tool-cut", operation.source, message, shape=operation.name)
        if schema is None:
            message = "there is no tool, because a member that is required does not fit into its schema"
            report.note("tool-left-out", operation.source, message, shape=operation.name)
            continue
        name = f"{service.name[: MAX_NAME - 1 - len(operation.name)]}_{operation.name}".removeprefix("_")
        description = {"description": text} if (text := _description(request)) else {}
        yield Tool(operation.name, {"name": name, **description, "input_schema": schema})


def _request_schema(
    service: ir.Service, request: ir.Structure, report: Report
) -> tuple[Schema | None, tuple[str, ...]]:
    """The schema of a request, and what it lacks. None: there is none that fits."""
    left_out: tuple[str, ...] = ()
    for limits in _ATTEMPTS:
        inliner = _Inliner(service, limits, report)
        try:
            schema = inliner.structure(request, ())
        except _TooLargeError:
            continue
        left_out = tuple(sorted(inliner.left_out, key=lambda each: each not in inliner.cut_enums))
        return schema, left_out
    return None, left_out


def _description(request: ir.Structure) -> str:
    """What the operation does. The first paragraph of the request says which operation it is for."""
    text = request.documentation.partition("\n\n")[2]
    if len(text) <= MAX_DESCRIPTION:
        return text
    return text[: MAX_DESCRIPTION - 1].rpartition(" ")[0] + "…"


class _TooLargeError(Exception):
    pass


class _Inliner:
    """Makes one schema of a request and all that it refers to."""

    def __init__(self, service: ir.Service, limits: _Limits, report: Report) -> None:
        self.service = service
        self.limits = limits
        self.report = report
        self.left_out: dict[str, None] = {}  # members, and the values of enums
        self.cut_enums: set[str] = set()  # those of them that are the values of an enum
        self._properties = 0
        self._enum_values = 0
        self._characters = 0

    def structure(self, shape: ir.Structure, path: tuple[str, ...]) -> Schema | None:
        """An object. None: a member that is required does not fit. `path`: where it stands, from the outside."""
        if not (inner := self._enter(shape, path)):
            return None
        properties: Schema = {}
        required = []
        for member in json_members(shape, self.report):
            if member.idempotency_token and not member.required:
                continue  # the client fills it in
            schema = self._member(shape, member, inner)
            if schema is not None:
                properties[member.name] = schema
            elif member.required:
                return None
            if member.required:
                required.append(member.name)
        return _object(properties, required)

    def _union(self, shape: ir.Union, path: tuple[str, ...]) -> Schema | None:
        if not (inner := self._enter(shape, path)):
            return None
        members = {each.name: self._member(shape, each, inner) for each in json_members(shape, self.report)}
        alternatives = [_object({name: each}, [name]) for name, each in members.items() if each is not None]
        return {"anyOf": alternatives} if len(alternatives) > 1 else next(iter(alternatives), None)

    def _enter(self, shape: ir.Shape, path: tuple[str, ...]) -> tuple[str, ...]:
        """The path inside of `shape`. Empty: the shape does not fit here."""
        fits = path.count(shape.name) < _MAX_REPETITIONS and len(path) < self.limits.levels
        return (*path, shape.name) if fits else ()

    def _member(self, shape: ir.Structure | ir.Union, member: ir.Member, path: tuple[str, ...]) -> Schema | None:
        schema = self._type(member.type, path) if _MEMBER_NAME.fullmatch(member.name) else None
        if schema is None:
            self.left_out[f"{shape.name}.{member.name}"] = None
            return None
        self._properties += 1
        self._count(0, len(member.name))
        is_blob = isinstance(member.type, ir.Scalar) and member.type.kind is ir.ScalarKind.BLOB
        text = " ".join(filter(None, (member.documentation, "In base64." if is_blob else "")))
        return {"description": text, **schema} if text else schema

    def _count(self, enum_values: int, characters: int) -> None:
        self._enum_values += enum_values
        self._characters += characters
        if (
            self._properties > MAX_PROPERTIES
            or self._enum_values > MAX_ENUM_VALUES
            or self._characters > MAX_CHARACTERS
        ):
            raise _TooLargeError

    def _type(self, type_: ir.Type, path: tuple[str, ...]) -> Schema | None:
        match type_:
            case ir.Scalar(kind, constraints):
                schema = _SCALARS.get(kind)
                if schema is None or (schema["type"] == "object" and len(path) >= self.limits.levels):
                    return None
                return _with_bounds(schema, constraints)
            case ir.Ref(name):
                return self._shape(self.service.shapes[name], path)
            case ir.List(element, constraints):
                items = self._type(element, (*path, "[]")) if len(path) < self.limits.levels else None
                return _with_bounds({"type": "array", "items": items}, constraints) if items else None
            case ir.Map():
                return self._map(type_, path) if len(path) < self.limits.levels else None
            case ir.OneOf(alternatives):
                found = [self._type(each, path) for each in alternatives if each != ir.NULL]
                different = [each for number, each in enumerate(found) if each and each not in found[:number]]
                if {"type": "string"} in different:
                    different = [each for each in different if "enum" not in each]
                return {"anyOf": different} if len(different) > 1 else next(iter(different), None)
            case ir.Literal(values) if all(isinstance(each, str) for each in values):
                return self._names(tuple(map(str, values)))
        return None

    def _shape(self, shape: ir.Shape, path: tuple[str, ...]) -> Schema | None:
        match shape:
            case ir.Structure():
                return self.structure(shape, path)
            case ir.Union():
                return self._union(shape, path)
            case ir.Enum(values=values):
                if len(values) <= self.limits.values_of_enum:
                    return self._names(values)
                values_of = f"the values of {shape.name}"
                self.left_out[values_of] = None
                self.cut_enums.add(values_of)
                return {"type": "string"}
            case ir.Alias(type=type_):
                return self._type(type_, path) if path.count(shape.name) < _MAX_REPETITIONS else None

    def _names(self, values: tuple[str, ...]) -> Schema:
        self._count(len(values), sum(map(len, values)))
        return {"type": "string", "enum": list(values)}

    def _map(self, type_: ir.Map, path: tuple[str, ...]) -> Schema | None:
        value = self._type(type_.value, (*path, "{}"))
        if value is None:
            return None
        key = self.service.shapes[type_.key.name] if isinstance(type_.key, ir.Ref) else None
        if isinstance(key, ir.Enum) and all(map(_MEMBER_NAME.fullmatch, key.values)):
            self._properties += len(key.values)
            self._count(0, sum(map(len, key.values)))
            return _object(dict.fromkeys(key.values, value), [])
        return {"type": "object", "additionalProperties": value}


def _object(properties: Schema, required: list[str]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _with_bounds(schema: Schema, constraints: ir.Constraints) -> Schema:
    if constraints == ir.UNCONSTRAINED or (names := _BOUNDS.get(str(schema["type"]))) is None or "pattern" in schema:
        return schema
    bounds = zip(names, (constraints.minimum, constraints.maximum), strict=True)
    pattern = usable_translation(constraints.pattern, lambda each: each.in_json_schema)
    return {
        **schema,
        **{name: bound for name, bound in bounds if bound is not None},
        **({"pattern": pattern.text} if pattern else {}),
    }
