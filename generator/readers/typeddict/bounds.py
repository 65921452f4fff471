"""Reads the bounds in an annotation: `Annotated[int, Gt(0)]`, `Field(max_length=3)`, `constr(pattern="^a")`."""

import ast
from collections.abc import Mapping
from typing import Any

from ... import ir

Number = int | float

# The arguments of what `annotated_types` has, in the order in which they are given without a keyword.
_POSITIONAL: Mapping[str, tuple[str, ...]] = {
    "Gt": ("gt",),
    "Ge": ("ge",),
    "Lt": ("lt",),
    "Le": ("le",),
    "MultipleOf": ("multiple_of",),
    "MinLen": ("min_length",),
    "MaxLen": ("max_length",),
    "Len": ("min_length", "max_length"),
    "Interval": (),
    "Field": (),
    "StringConstraints": (),
    "conint": (),
    "confloat": (),
    "condecimal": (),
    "constr": (),
}
_NUMBERS: Mapping[str, str] = {
    "gt": "above",
    "ge": "minimum",
    "lt": "below",
    "le": "maximum",
    "multiple_of": "multiple_of",
}
_LENGTHS: Mapping[str, str] = {"min_length": "minimum", "max_length": "maximum"}
# Of `Field` and `StringConstraints`, what decides which values are accepted, or changes them. It is not read.
_UNREAD = frozenset(
    """alias validation_alias serialization_alias exclude strict strip_whitespace to_lower to_upper max_digits
    decimal_places allow_inf_nan init_var""".split()
)
_NUMERIC_KINDS = frozenset(
    {ir.ScalarKind.INTEGER, ir.ScalarKind.LONG, ir.ScalarKind.FLOAT, ir.ScalarKind.DOUBLE, ir.ScalarKind.DECIMAL}
)


class UnreadableBoundError(Exception):
    """A bound that is not read. Its text is the name of the argument."""


def is_bounds(function: str) -> bool:
    """Whether a call of this function, without its module, gives bounds."""
    return function in _POSITIONAL


def with_bounds(type_: ir.Type, function: str, arguments: list[str], keywords: Mapping[str, str]) -> ir.Type:
    """`type_` with the bounds that a call gives. `arguments` and `keywords` are source text.

    Raises:
        UnreadableBoundError: one of them is not read.
    """
    named = {**dict(zip(_POSITIONAL[function], arguments, strict=False)), **keywords}
    for name, source in named.items():
        value = _literal(source)
        if name in _UNREAD and value not in (None, False):
            raise UnreadableBoundError(name)
        if value is not None and (name in _NUMBERS or name in _LENGTHS or name == "pattern"):
            type_ = _bounded(type_, name, value)
    return type_


def _bounded(type_: ir.Type, name: str, value: object) -> ir.Type:
    """`type_` with one bound. Of an optional type, the values that are not null have it."""
    match type_:
        case ir.OneOf((inner, ir.NULL)) | ir.OneOf((ir.NULL, inner)):
            return ir.one_of([_bounded(inner, name, value), ir.NULL])
        case ir.Scalar(kind, constraints) if kind in _NUMERIC_KINDS and name in _NUMBERS:
            if isinstance(value, int | float) and not isinstance(value, bool):
                return ir.replace(type_, constraints=_with_number(constraints, kind, name, value))
        case ir.Scalar(ir.ScalarKind.STRING, constraints) if name == "pattern" and isinstance(value, str):
            return ir.replace(type_, constraints=ir.replace(constraints, pattern=value))
        case ir.Scalar(ir.ScalarKind.STRING, constraints) | ir.List(_, constraints) | ir.Map(_, _, constraints):
            if name in _LENGTHS and isinstance(value, int):
                return ir.replace(type_, constraints=_with_bound(constraints, _LENGTHS[name], value))
    raise UnreadableBoundError(name)


def _with_number(constraints: ir.Constraints, kind: ir.ScalarKind, name: str, value: Number) -> ir.Constraints:
    is_integer = kind in {ir.ScalarKind.INTEGER, ir.ScalarKind.LONG} and isinstance(value, int)
    if is_integer and name == "gt":
        return ir.replace(constraints, minimum=value + 1)
    if is_integer and name == "lt":
        return ir.replace(constraints, maximum=value - 1)
    return _with_bound(constraints, _NUMBERS[name], value)


def _with_bound(constraints: ir.Constraints, field: str, value: Number) -> ir.Constraints:
    bound: dict[str, Any] = {field: value}
    return ir.replace(constraints, **bound)


def _literal(source: str) -> object:
    """The value of a literal. `...` if `source` is none."""
    try:
        return ast.literal_eval(source)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return ...
