"""Decides which branch of an `if` is read, from the source of its condition. Nothing is executed.

A module is read as a type checker reads it, for the newest release of Python and for Linux.
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

VERSION = (3, 14, 0, "final", 0)
PLATFORM = "linux"

_COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], object]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_KNOWN: Mapping[str, object] = {
    "TYPE_CHECKING": True,
    "PY3": True,
    "PY2": False,
    "version_info": VERSION,
    "sys.version_info.major": VERSION[0],
    "sys.version_info.minor": VERSION[1],
    "sys.platform": PLATFORM,
    "platform": PLATFORM,
    "os.name": "posix",
}
_CONDITION = re.compile(r"(?:el)?if\b(.*)", re.S)


class Verdict(NamedTuple):
    """Whether a branch is read."""

    value: bool | None  # None: that is only known when the module runs
    asks_platform: bool = False


class _UnknownError(ValueError):
    """The source does not show the value."""


def evaluate(header: str) -> Verdict:
    """The verdict on the branch that `header` begins, like `if TYPE_CHECKING` or `else`."""
    found = _CONDITION.match(header)
    if not found:
        return Verdict(None)
    try:
        expression = ast.parse(f"({found[1].strip()})", mode="eval").body
        value = bool(_value(expression))
    except (_UnknownError, SyntaxError, ValueError, TypeError, LookupError, MemoryError, RecursionError):
        return Verdict(None)
    return Verdict(value, asks_platform="platform" in header or "os.name" in header)


def _value(node: ast.expr) -> Any:
    match node:
        case ast.Constant(value):
            return value
        case ast.Tuple(elements):
            return tuple(map(_value, elements))
        case ast.UnaryOp(ast.Not(), operand):
            return not _value(operand)
        case ast.BoolOp(operation, values):
            return _combined(isinstance(operation, ast.And), values)
        case ast.Compare(left, [comparison], [right]) if type(comparison) in _COMPARISONS:
            return _COMPARISONS[type(comparison)](_value(left), _value(right))
        case ast.Subscript(value, index):
            return _item(_value(value), index)
        case ast.Call(ast.Attribute(value, "startswith"), [argument]):
            return str(_value(value)).startswith(str(_value(argument)))
        case ast.Name() | ast.Attribute():
            return _named(ast.unparse(node))
    raise _UnknownError


def _combined(is_and: bool, values: list[ast.expr]) -> bool:
    """The value of `a and b` or `a or b`. One part may decide, although another is unknown."""
    is_unknown = False
    for each in values:
        try:
            if bool(_value(each)) is not is_and:
                return not is_and
        except _UnknownError:
            is_unknown = True
    if is_unknown:
        raise _UnknownError
    return is_and


def _item(value: object, index: ast.expr) -> object:
    if not isinstance(value, tuple):
        raise _UnknownError
    if isinstance(index, ast.Slice):
        bounds = [None if each is None else _value(each) for each in (index.lower, index.upper, index.step)]
        return value[slice(*bounds)]
    place = _value(index)
    if not isinstance(place, int):
        raise _UnknownError
    return value[place]


def _named(name: str) -> object:
    """The value of `sys.platform`, or of `TYPE_CHECKING` under whatever name its module was imported."""
    for known in (name, name.rpartition(".")[2]):
        if known in _KNOWN:
            return _KNOWN[known]
    raise _UnknownError
