"""Modules of TypedDicts that hypothesis writes, with values of their classes and values that are almost such."""

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

HEAD = """
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum, auto
from pathlib import Path
from random import Random
from typing import Annotated, Any, Generic, Literal, NewType, Optional, TypeVar, Union
from uuid import UUID

from annotated_types import Ge, Gt, Le, Len, Lt, MaxLen, MinLen, MultipleOf
from pydantic import Field, StringConstraints
from typing_extensions import NotRequired, Required, TypeAliasType, TypedDict

T = TypeVar("T")


class Color(Enum):
    RED = "red"
    BLUE = "blue"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Base(StrEnum):
    pass


class Name(Base):
    UP = auto()
    DOWN = auto()


class Page(TypedDict, Generic[T]):
    items: list[T]
    next: NotRequired[Optional[T]]


Number = NewType("Number", int)
MaybeText = Optional[str]
Tree = TypeAliasType("Tree", Union[int, "list[Tree]"])
"""


@dataclass(frozen=True)
class Member:
    """A member of an enum of the module, which exists only when the module runs."""

    enum: str
    name: str


@dataclass(frozen=True)
class Kind:
    """A type as a module writes it, with values of it in the Python form."""

    text: str
    values: st.SearchStrategy[Any]
    is_hashable: bool = False
    is_key: bool = False


_UTC = datetime.UTC


def _simple(text: str, *values: Any, is_hashable: bool = True, is_key: bool = False) -> Kind:
    return Kind(text, st.sampled_from(values), is_hashable, is_key)


LEAVES = (
    _simple("str", "a", "", "é漢", "true", is_key=True),
    _simple("int", 0, 1, -7, 10**20, is_key=True),
    _simple("bool", True, False),
    _simple("float", 0.5, -2.0, 1e300),
    _simple("None", None),
    _simple("Decimal", Decimal("1.10"), Decimal("12345678901234567.89"), Decimal("-1E+30"), is_key=True),
    _simple("bytes", b"", b"hello", b"\x00\x01", is_key=True),
    _simple("datetime", datetime.datetime(2020, 1, 2, 3, 4, 5, tzinfo=_UTC), is_key=True),
    _simple("date", datetime.date(2020, 12, 31), datetime.date(1, 1, 1), is_key=True),
    _simple("time", datetime.time(1, 2, 3), datetime.time(23, 59, 59, 5), datetime.time(0, 0, tzinfo=_UTC)),
    _simple(
        "timedelta",
        datetime.timedelta(0),
        datetime.timedelta(days=-400, seconds=1.5),
        datetime.timedelta(days=30, microseconds=1),
        is_key=True,
    ),
    _simple("UUID", UUID("123e4567-e89b-12d3-a456-426614174000"), is_key=True),
    _simple("Path", Path("a/b"), Path("/"), is_key=True),
    _simple("Color", Member("Color", "RED"), is_key=True),
    _simple("Level", Member("Level", "LOW"), Member("Level", "HIGH"), is_key=True),
    _simple("Name", Member("Name", "UP"), Member("Name", "DOWN"), is_key=True),
    _simple('Literal["a", "b"]', "a", "b", is_key=True),
    _simple("Literal[1, 2]", 1, 2),
    _simple("Number", 1, -1, is_key=True),
    _simple("MaybeText", None, "text"),
    _simple("Tree", 1, [1, [2, []]], is_hashable=False),
    _simple("Any", None, 1, [1, {"a": None}], {"a": "b"}, is_hashable=False),
    _simple("Annotated[int, Gt(0), Le(10)]", 1, 10),
    _simple("Annotated[float, Field(ge=0, lt=1.5)]", 0.0, 1.25),
    _simple("Annotated[int, MultipleOf(5)]", 0, -5),
    _simple('Annotated[str, StringConstraints(pattern="^a+$", max_length=3)]', "a", "aaa", is_key=True),
    _simple("tuple[()]", ()),
)


def _list(inner: Kind) -> Kind:
    return Kind(f"list[{inner.text}]", st.lists(inner.values, max_size=3))


def _bounded_list(inner: Kind) -> Kind:
    return Kind(f"Annotated[list[{inner.text}], Len(1, 2)]", st.lists(inner.values, min_size=1, max_size=2))


def _open_tuple(inner: Kind) -> Kind:
    return Kind(f"tuple[{inner.text}, ...]", st.lists(inner.values, max_size=3).map(tuple), inner.is_hashable)


def _pair(inner: Kind) -> Kind:
    return Kind(f"tuple[{inner.text}, int]", st.tuples(inner.values, st.integers(0, 9)), inner.is_hashable)


def _optional(inner: Kind) -> Kind:
    return Kind(f"Optional[{inner.text}]", st.none() | inner.values, inner.is_hashable)


def _or_list(inner: Kind) -> Kind:
    return Kind(f"Union[{inner.text}, list[{inner.text}]]", inner.values | st.lists(inner.values, max_size=2))


def _either(inner: Kind, other: Kind) -> Kind:
    return Kind(
        f"Union[{inner.text}, {other.text}]", inner.values | other.values, inner.is_hashable and other.is_hashable
    )


def _page(inner: Kind) -> Kind:
    required = {"items": st.lists(inner.values, max_size=2)}
    values = st.fixed_dictionaries(required, optional={"next": st.none() | inner.values})
    return Kind(f"Page[{inner.text}]", values)


def _set(inner: Kind) -> Kind:
    return Kind(f"set[{inner.text}]", st.lists(inner.values, max_size=3).map(AsSet))


def _frozen_set(inner: Kind) -> Kind:
    return Kind(f"frozenset[{inner.text}]", st.lists(inner.values, max_size=3).map(AsFrozenSet), is_hashable=True)


@dataclass(frozen=True)
class AsSet:
    """A set, whose elements may be members of enums."""

    elements: list[Any]


@dataclass(frozen=True)
class AsFrozenSet:
    """A frozen set, likewise."""

    elements: list[Any]

    def __hash__(self) -> int:
        return len(self.elements)


@dataclass(frozen=True)
class AsDict:
    """A dict, whose keys may be members of enums."""

    items: tuple[tuple[Any, Any], ...]


def _map(inner: Kind) -> st.SearchStrategy[Kind]:
    keys = st.sampled_from([each for each in LEAVES if each.is_key])
    return keys.map(
        lambda key: Kind(
            f"dict[{key.text}, {inner.text}]",
            st.lists(st.tuples(key.values, inner.values), max_size=3).map(lambda items: AsDict(tuple(items))),
        )
    )


def _around(inner: st.SearchStrategy[Kind]) -> st.SearchStrategy[Kind]:
    plain = st.sampled_from([_list, _bounded_list, _open_tuple, _pair, _optional, _or_list, _page])
    hashable = inner.filter(lambda each: each.is_hashable)
    return (
        st.builds(lambda wrap, kind: wrap(kind), plain, inner)
        | st.builds(_either, inner, inner)
        | inner.flatmap(_map)
        | st.builds(lambda wrap, kind: wrap(kind), st.sampled_from([_set, _frozen_set]), hashable)
    )


kinds = st.recursive(st.sampled_from(LEAVES), _around, max_leaves=4)


@dataclass
class Module:
    """A module, and values of its classes in the Python form, which `in_module` completes."""

    classes: list[str] = field(default_factory=list)  # their source
    values: list[tuple[str, Any]] = field(default_factory=list)  # by class

    @property
    def text(self) -> str:
        return HEAD + "".join(f"\n\n{each}" for each in self.classes)


@st.composite
def modules(draw: st.DrawFn, classes: int = 6, members: int = 5, values: int = 4) -> Module:
    """A module whose classes inherit from and refer to one another."""
    module = Module()
    known: list[Kind] = []
    fields: dict[str, dict[str, tuple[Kind, bool]]] = {}
    for number in range(classes):
        name = f"Class{number}"
        base = draw(st.sampled_from(["TypedDict", *fields]))
        own: dict[str, tuple[Kind, bool]] = {}
        for index in range(draw(st.integers(1, members))):
            kind = draw(st.sampled_from(known) if known and draw(st.integers(0, 3)) == 0 else kinds)
            own[f"m{number}{index}"] = kind, draw(st.booleans())
        lines = [f"    {each}: {_annotation(*own[each])}" for each in own]
        module.classes.append("\n".join([f"class {name}({base}):", *lines, ""]))
        fields[name] = fields.get(base, {}) | own
        required = {each: kind.values for each, (kind, is_required) in fields[name].items() if is_required}
        optional = {each: kind.values for each, (kind, is_required) in fields[name].items() if not is_required}
        every = st.fixed_dictionaries(required, optional=optional)
        known += [Kind(name, every), *map(_list, [Kind(name, every)])]
        module.values += [(name, draw(every)) for _ in range(values)]
    return module


def _annotation(kind: Kind, is_required: bool) -> str:
    return kind.text if is_required else f"NotRequired[{kind.text}]"


def in_module(value: Any, module: Any) -> Any:
    """`value` with the members of the enums of a module that runs."""
    match value:
        case Member(enum, name):
            return getattr(module, enum)[name]
        case AsSet(elements):
            return {in_module(each, module) for each in elements}
        case AsFrozenSet(elements):
            return frozenset(in_module(each, module) for each in elements)
        case AsDict(items):
            return {in_module(key, module): in_module(each, module) for key, each in items}
        case dict():
            return {key: in_module(each, module) for key, each in value.items()}
        case list():
            return [in_module(each, module) for each in value]
        case tuple():
            return tuple(in_module(each, module) for each in value)
    return value


# Almost values, in the JSON form.

OTHERS: tuple[Any, ...] = (
    None,
    True,
    0,
    7,
    -1,
    1.5,
    "a",
    "red",
    "1",
    "2020-12-31",
    "xyz!",
    [],
    [1],
    [1, 1],
    ["a", 1],
    {},
    {"a": 1},
)


def changed(random: Random, text: str) -> str:
    """JSON with a change at one place: another value, or a member more or less."""
    value = json.loads(text)
    return json.dumps(_changed(value, random.choice([*_places(value)]), random.choice([*OTHERS, _DROP, _ADD])))


_DROP, _ADD = object(), object()


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterable[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from _places(value[key], (*path, key))


def _changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if len(path) > 1:
        copy = value.copy()
        copy[path[0]] = _changed(value[path[0]], path[1:], new)
        return copy
    if new is _ADD:
        target = value[path[0]] if path else value
        if isinstance(target, dict):
            return _changed(value, (*path, "added"), 1)
        return value
    if not path:
        return value if new is _DROP else new
    copy = value.copy()
    if new is _DROP:
        del copy[path[0]]
    else:
        copy[path[0]] = new
    return copy
