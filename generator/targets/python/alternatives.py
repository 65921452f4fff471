"""Whether the alternatives of a union can be confused."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from ... import ir

_Kind = ir.ScalarKind
_JSON_TYPES: Mapping[ir.ScalarKind, tuple[str, ...]] = {
    _Kind.STRING: ("string",),
    _Kind.BOOLEAN: ("boolean",),
    _Kind.INTEGER: ("number", "boolean"),  # the client takes True for 1
    _Kind.LONG: ("number", "boolean"),
    _Kind.FLOAT: ("number", "string"),
    _Kind.DOUBLE: ("number", "string"),
    _Kind.DECIMAL: ("number", "string"),
    _Kind.TIMESTAMP: ("string",),
    _Kind.DATE: ("string",),
    _Kind.TIME: ("string",),
    _Kind.DURATION: ("string",),
    _Kind.UUID: ("string",),
    _Kind.PATH: ("string",),
    _Kind.BLOB: ("string",),
    _Kind.DOCUMENT: ("array", "boolean", "number", "object", "string"),
    _Kind.ANY: ("array", "boolean", "number", "object", "string"),
    _Kind.OBJECT: (),
}
# Kinds whose values are equal in Python, so that it does not matter which of them is chosen.
_SAME = {_Kind.LONG: _Kind.INTEGER, _Kind.FLOAT: _Kind.DOUBLE, _Kind.DOCUMENT: _Kind.ANY}
_LITERAL_KINDS = {str: _Kind.STRING, bool: _Kind.BOOLEAN, int: _Kind.INTEGER}

_Form = tuple[str, object]  # a type of JSON, and what its values become in Python


def can_be_confused(union: ir.OneOf, shapes: Mapping[str, ir.Shape]) -> bool:
    """Whether a value in JSON, or True, may be a value of two alternatives, and is another value for each."""
    forms = [frozenset(_forms(each, shapes)) for each in union.alternatives]
    return any(
        name == other_name and kind != other_kind
        for one, other in combinations(forms, 2)
        for name, kind in one
        for other_name, other_kind in other
    )


def _forms(type_: ir.Type, shapes: Mapping[str, ir.Shape]) -> Iterator[_Form]:
    for each in ir.alternatives(type_, shapes):
        match each:
            case ir.Scalar(kind):
                for name in _JSON_TYPES[kind]:
                    yield name, _SAME.get(kind, kind)
            case ir.Literal(values):
                for kind in (_LITERAL_KINDS[type(value)] for value in values if value is not None):
                    yield _JSON_TYPES[kind][0], kind
            case ir.Ref(name):
                yield ("string", _Kind.STRING) if isinstance(shapes.get(name), ir.Enum) else ("object", name)
            case ir.List() | ir.Tuple():
                yield "array", each
            case ir.Map():
                yield "object", each
