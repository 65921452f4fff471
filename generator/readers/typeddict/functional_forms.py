"""Calls that make types: `TypedDict("X", {…})`, `Enum("X", "A B")`, `NamedTuple`, `NewType`, `TypeVar` and others."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping

from .declared import Namespace, RawClass, RawDefinition, RawField, RawTypeVariable
from .statements import (
    NAME,
    Statement,
    find_outside_brackets,
    inside_brackets,
    split_outside_brackets,
    without_comments,
)
from .text import LONE_SURROGATE, has_lone_surrogate

KEYWORD = re.compile(rf"({NAME})\s*=(?!=)\s*(.*)", re.S)
TYPE_VARIABLES = frozenset({"TypeVar", "ParamSpec", "TypeVarTuple"})
ALIASES = frozenset({"NewType", "TypeAliasType"})
_ENUMS = frozenset({"Enum", "IntEnum", "StrEnum"})


def read_type_variable(name: str, call: str, line: int) -> RawTypeVariable:
    """`T = TypeVar("T", bound=int)`."""
    function = call.partition("(")[0].strip().rpartition(".")[2]
    arguments, keywords = read_call(call)
    constraints = [text for _, text in arguments[1:]]
    default = keywords.get("default") or keywords.get("bound") or " | ".join(constraints)
    return RawTypeVariable(name, line, default, is_single=function == "TypeVar")


def read_parameter(text: str, line: int) -> RawTypeVariable:
    """`T: int = bool`, a type parameter of a class or an alias."""
    stars = len(text) - len(text.lstrip("*"))
    equals = find_outside_brackets(text, "=")
    default = "" if equals < 0 else text[equals + 1 :].strip()
    name, _, bound = (text if equals < 0 else text[:equals]).strip("* ").partition(":")
    bound = bound.strip()
    if bound.startswith("(") and (inside := inside_brackets(bound)):
        bound = " | ".join(part for _, part in split_outside_brackets(inside[0]))
    return RawTypeVariable(name.strip(), line, default or bound, is_single=not stars)


def read_alias(name: str, call: str, line: int) -> RawDefinition | None:
    """`X = NewType("X", int)` or `X = TypeAliasType("X", list[T], type_params=(T,))`. None if it cannot be read."""
    arguments, keywords = read_call(call)
    value = arguments[1][1] if len(arguments) > 1 else keywords.get("value")
    if value is None:
        return None
    parameters = inside_brackets(keywords.get("type_params", ""))
    names = tuple(part for _, part in split_outside_brackets(parameters[0])) if parameters else ()
    return RawDefinition(name, line, value, must_be_type=True, parameters=names)


# Classes. Each function gets the name of the class, and of the function that makes it.


def _read_typed_dict(name: str, function: str, call: Statement, file: str) -> RawClass | None:
    """`X = TypedDict("X", {"a": int}, total=False)`, or before Python 3.13 `X = TypedDict("X", a=int)`."""
    arguments, keywords = read_call(call.text)
    if not arguments and "typename" not in keywords:
        return None

    def read_body() -> Namespace:
        body = Namespace(file, name)
        check_keywords(keywords, call.line, body)
        if len(arguments) > 1:
            _add_entries(*arguments[1], call, body)
        elif "fields" in keywords:
            _add_entries(call.text.find("{"), keywords["fields"], call, body)
        else:
            for keyword, annotation in keywords.items():
                if keyword not in {"typename", "total", "closed", "extra_items"}:
                    body.add_field(RawField(keyword, annotation, call.line))
        return body

    return RawClass(name, call.line, (function,), read_body, keywords, is_call=True)


def _add_entries(position: int, entries: str, call: Statement, body: Namespace) -> None:
    """Add the entries of a dict to the members. `position`: where it stands in the call."""
    if entries.startswith("dict(") and (inside := inside_brackets(entries)):
        for _, argument in split_outside_brackets(inside[0]):
            if keyword := KEYWORD.match(argument):
                body.add_field(RawField(keyword[1], keyword[2], call.line))
        return
    inside = inside_brackets(entries) if entries.startswith("{") else None
    if inside is None:
        body.error("unreadable-member", call.line, "its members are not given as a dict literal")
        return
    source = call.text[position:]
    for start, entry in split_outside_brackets(source[source.find("{") + 1 :][: _end_of_dict(source)]):
        line = call.line + call.text.count("\n", 0, position + start + 1)
        colon = find_outside_brackets(entry, ":")
        key = _literal(entry[:colon]) if colon >= 0 else None
        if not isinstance(key, str):
            body.error("unreadable-member", line, "the name of a member is not a string literal")
        elif has_lone_surrogate(key):
            body.error("unreadable-member", line, LONE_SURROGATE, shape=f"{body.owner}.{key}")
        else:
            body.add_field(RawField(key, entry[colon + 1 :].strip(), line))


def _end_of_dict(source: str) -> int:
    """The number of characters inside the first brackets of `source`."""
    inside = inside_brackets(source)
    return len(inside[0]) if inside else 0


def _read_enum(name: str, function: str, call: Statement, file: str) -> RawClass | None:
    """`X = Enum("X", "A B")`, with names in a string or a list, or with values in a list or a dict."""
    arguments, keywords = read_call(call.text)
    names = arguments[1][1] if len(arguments) > 1 else keywords.get("names")
    if names is None:
        return None

    def read_body() -> Namespace:
        body = Namespace(file, name)
        constants = _enum_members(_literal(names), _literal(keywords.get("start", "1")))
        if constants is None:
            body.error("unreadable-enum", call.line, "its members are not given as literals")
        body.constants += constants or []
        return body

    bases = (function, *([keywords["type"]] if "type" in keywords else []))
    return RawClass(name, call.line, bases, read_body, keywords, is_call=True)


def _enum_members(names: object, start: object) -> list[tuple[str, str]] | None:
    """The members as `name = value`, as text. None if `names` is of no form that `Enum` accepts."""
    if isinstance(names, dict):
        return [(str(name), repr(value)) for name, value in names.items()]
    if isinstance(names, str):
        names = names.replace(",", " ").split()
    if not isinstance(names, list | tuple):
        return None
    if all(isinstance(each, str) for each in names):
        return [(each, "auto()" if start == 1 else repr(number)) for number, each in _numbered(names, start)]
    if all(isinstance(each, list | tuple) and len(each) == 2 for each in names):
        return [(str(each), repr(value)) for each, value in names]
    return None


def _numbered(names: list[str] | tuple[str, ...], start: object) -> Iterator[tuple[int, str]]:
    return enumerate(names, start if isinstance(start, int) else 1)


def _read_named_tuple(name: str, function: str, call: Statement, file: str) -> RawClass | None:
    """`X = NamedTuple("X", [("a", int)])`, or `X = namedtuple("X", "a b")`, whose members can be anything."""
    arguments, keywords = read_call(call.text)
    fields = arguments[1][1] if len(arguments) > 1 else ""

    def read_body() -> Namespace:
        body = Namespace(file, name)
        inside = inside_brackets(fields) if fields[:1] in {"[", "("} else None
        for _, entry in split_outside_brackets(inside[0]) if inside else ():
            parts = [part for _, part in split_outside_brackets(entry.strip("()"))]
            key = _literal(parts[0]) if parts else None
            if isinstance(key, str):
                body.add_field(RawField(key, parts[1] if len(parts) > 1 else "object", call.line))
        names = _literal(fields)
        for each in names.replace(",", " ").split() if isinstance(names, str) else ():
            body.add_field(RawField(each, "object", call.line))
        return body

    return RawClass(name, call.line, ("NamedTuple",), read_body, keywords, is_call=True)


def _read_sentinel(name: str, function: str, call: Statement, file: str) -> RawClass:
    """`X = Sentinel("X")`, a value that is never in JSON (PEP 661). `X` is its type as well."""
    return RawClass(name, call.line, (), lambda: Namespace(file, name), is_call=True)


CLASSES: Mapping[str, Callable[[str, str, Statement, str], RawClass | None]] = {
    "TypedDict": _read_typed_dict,
    **dict.fromkeys(_ENUMS, _read_enum),
    "NamedTuple": _read_named_tuple,
    "namedtuple": _read_named_tuple,
    "Sentinel": _read_sentinel,
}


def check_keywords(keywords: Mapping[str, str], line: int, body: Namespace) -> None:
    """Report keyword arguments of a class that cannot be read."""
    total = keywords.get("total", "True")
    if total not in {"True", "False"}:
        body.error("unreadable-total", line, f"expected True or False for total, got {total}")
    closed = keywords.get("closed", "True")
    if closed not in {"True", "False"}:
        body.error("unreadable-closed", line, f"expected True or False for closed, got {closed}")


def read_call(call: str) -> tuple[list[tuple[int, str]], dict[str, str]]:
    """The positional arguments of a call, each with its position in `call`, and the keyword arguments."""
    inside = inside_brackets(call)
    opening = call.find("(") + 1
    positional: list[tuple[int, str]] = []
    keywords: dict[str, str] = {}
    for position, argument in split_outside_brackets(inside[0]) if inside else ():
        if keyword := KEYWORD.match(argument):
            keywords[keyword[1]] = keyword[2]
        else:
            positional.append((opening + position, argument))
    return positional, keywords


def string_literal(text: str) -> str:
    """The value of a string literal. Empty if `text` is none."""
    value = _literal(text)
    return value if isinstance(value, str) else ""


def _literal(text: str) -> object:
    """The value of a literal. None if `text` is none."""
    try:
        return ast.literal_eval(without_comments(text).strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
