"""Reads the members of an enum class from its source. Nothing is executed."""

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

Value = str | int | bool | None
FindConstant = Callable[[str], str | None]  # the source of a constant of the module

_CHANGED_TEXT = frozenset({"lower", "upper", "title", "capitalize", "casefold", "swapcase", "strip"})
_DECIDES_VALUES = ("__new__", "__init__")  # a method of this name may set `_value_`


@dataclass(frozen=True, slots=True)
class Ancestry:
    """What an enum has from its bases and its own body."""

    kinds: frozenset[str]  # the names of the bases that Python has, without modules: "str", "IntEnum"
    methods: Mapping[str, str]  # the source of the nearest method of each name

    def sets_values(self) -> bool:
        """Whether a method decides what the values are, so that only the running program knows them."""
        sources = (self.methods.get(name, "") for name in _DECIDES_VALUES)
        return "__new__" in self.methods or any("_value_" in each for each in sources)

    @property
    def kind_of_value(self) -> str:
        """The annotation of the values, if only the running program knows them."""
        return "int" if self.kinds & {"int", "IntEnum"} else "str"


def read_enum_members(
    constants: Iterable[tuple[str, str]], ancestry: Ancestry, find_constant: FindConstant
) -> tuple[dict[str, Value], tuple[str, ...]]:
    """The values of the members by name, and the names of the members whose value is none that JSON has.

    `auto()` follows Python's `enum` module. In a StrEnum, it is the name in lower case. In other enums, it is the
    highest number so far plus one; an enum that is also a `str` holds it as text. A method `_generate_next_value_` is
    read if it returns the name, or the name in another case.
    """
    if ancestry.sets_values():
        return {}, tuple(name for name, _ in constants if not name.startswith("_"))
    values: dict[str, Value] = {}
    unreadable = []
    for name, source in constants:
        if name.startswith("_") or source.endswith("nonmember()"):
            continue
        if source.rpartition(".")[2] == "auto()":
            found = _next_value(name, list(values.values()), ancestry)
        elif source in values:
            found = values[source]
        else:
            found = _as_kind(_literal(find_constant(source) or source), ancestry)
        if isinstance(found, str | int | None):
            values[name] = found
        else:
            unreadable.append(name)
    return values, tuple(unreadable)


def _next_value(name: str, values: list[Value], ancestry: Ancestry) -> object:
    """The value of `auto()`. `...` if only the running program knows it."""
    if method := ancestry.methods.get("_generate_next_value_"):
        return _as_kind(_returned(method, name), ancestry)
    if "StrEnum" in ancestry.kinds:
        return name.lower()
    if "str" in ancestry.kinds:
        return str(len(values) + 1)
    return max((int(each) for each in values if isinstance(each, int)), default=0) + 1


def _as_kind(value: object, ancestry: Ancestry) -> object:
    """`value` as an enum that is also a `str` or an `int` holds it."""
    if "str" in ancestry.kinds and isinstance(value, int):
        return str(value)
    return value


def _literal(source: str) -> object:
    """The value of a literal. `...` if `source` is none."""
    try:
        return ast.literal_eval(source)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return ...


def _returned(method: str, name: str) -> object:
    """What a method `_generate_next_value_` returns for the member `name`. `...` if only running it could tell."""
    try:
        (function,) = ast.parse(method.rstrip()).body
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return ...
    if not isinstance(function, ast.FunctionDef) or not function.args.args:
        return ...
    statements = [each for each in function.body if not isinstance(each, ast.Expr)]  # without the docstring
    match statements:
        case [ast.Return(value=ast.expr() as value)]:
            return _evaluated(value, function.args.args[0].arg, name)
    return ...


def _evaluated(node: ast.expr, parameter: str, name: str) -> object:
    """The value of an expression in which `parameter` is the name of the member."""
    match node:
        case ast.Name(id=found) if found == parameter:
            return name
        case ast.Constant(value=str() | int() as value):
            return value
        case ast.Call(func=ast.Attribute(value=inner, attr=method), args=arguments, keywords=[]):
            text = _evaluated(inner, parameter, name)
            values = [_evaluated(each, parameter, name) for each in arguments]
            if isinstance(text, str) and method in _CHANGED_TEXT and not values:
                return getattr(text, method)()
            match text, method, values:
                case str(), "replace", [str() as old, str() as new]:
                    return text.replace(old, new)
        case ast.Call(func=ast.Name(id="str"), args=[inner], keywords=[]):
            text = _evaluated(inner, parameter, name)
            return text if isinstance(text, str) else ...
    return ...
