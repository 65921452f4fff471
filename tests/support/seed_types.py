"""The types of the seed (`specs/connectparticipant`), read without our readers, and values of them.

The code blocks of the document are turned into Python and executed; the enums come from botocore's file. An oracle must
not share our mistakes, so this module imports nothing from `generator`.
"""

import re
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, NotRequired, TypedDict

from botocore.loaders import Loader
from hypothesis import strategies as st

from support.paths import SEED

_BLOCK = re.compile(r"^class (\w+)\(TypedDict\):\n((?:    .*\n)+)", re.M)


@cache
def types() -> dict[str, Any]:
    """Every TypedDict of the seed, by its class name in the output."""
    shapes = Loader().load_service_model("connectparticipant", "service-2")["shapes"]
    names: dict[str, Any] = {name: getattr(typing, name) for name in ("Dict", "List", "NotRequired", "Sequence")}
    names |= {f"{name}Type": Literal[tuple(body["enum"])] for name, body in shapes.items() if "enum" in body}
    found: dict[str, Any] = {}
    for name, body in _BLOCK.findall(SEED.read_text()):
        members = dict(re.findall(r"^    (\w+): (.+?),(?:  # .*)?$", body, re.M))
        assert len(members) == len(body.splitlines())
        found[name] = TypedDict(name, {key: eval(text, names, found) for key, text in members.items()})  # type: ignore
    return {name.removesuffix("TypeDef"): each for name, each in found.items()}


def is_response(name: str) -> bool:
    """Whether a class is a response, or part of one: responses have metadata."""
    received = [each for each, type_ in types().items() if "ResponseMetadata" in type_.__annotations__]
    return name in {each for root in received for each in _reached(types()[root])}


def _reached(type_: Any) -> Iterator[str]:
    if typing.is_typeddict(type_):
        yield type_.__name__.removesuffix("TypeDef")
        for each in typing.get_type_hints(type_).values():
            yield from _reached(each)
    for each in typing.get_args(type_):
        yield from _reached(each)


_LONGEST_MINIMUM = 36  # characters, of a session id
_HIGHEST_MINIMUM = 5  # seconds, for which a URL is valid


def values(type_: Any) -> st.SearchStrategy[Any]:
    """Values that `type_` allows, in the JSON form, and whose size is at least the minimum that botocore checks."""
    if typing.is_typeddict(type_):
        hints = typing.get_type_hints(type_, include_extras=True)
        optional = {key: values(hint) for key, hint in hints.items() if typing.get_origin(hint) is NotRequired}
        required = {key: values(hint) for key, hint in hints.items() if key not in optional}
        return st.fixed_dictionaries(required, optional=optional)
    origin, arguments = typing.get_origin(type_), typing.get_args(type_)
    if origin is NotRequired:
        return values(arguments[0])
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is dict:
        return st.dictionaries(values(arguments[0]), values(arguments[1]), max_size=3)
    if origin is not None:
        return st.lists(values(arguments[0]), min_size=1, max_size=3)
    kinds = {
        str: st.text(min_size=_LONGEST_MINIMUM, max_size=40),
        int: st.integers(_HIGHEST_MINIMUM),
        bool: st.booleans(),
    }
    return kinds[type_]


def wrong_kind(type_: Any) -> st.SearchStrategy[Any]:
    """Values of another kind than `type_`, and no text that could be read as one of its kind."""
    origin, arguments = typing.get_origin(type_), typing.get_args(type_)
    if origin is NotRequired:
        return wrong_kind(arguments[0])
    kind = (
        "object" if typing.is_typeddict(type_) or origin is dict else "string" if origin is Literal else origin or type_
    )
    others: dict[Any, st.SearchStrategy[Any]] = {
        str: st.just("twelve"),
        int: st.integers(),
        float: st.floats(allow_nan=False, allow_infinity=False).filter(lambda number: number != int(number)),
        bool: st.booleans(),
        "object": st.just({}),
        list: st.just([]),
    }
    for same in [str] if kind in (str, "string") else [list] if kind not in others else [kind]:
        del others[same]
    return st.one_of(*others.values())
