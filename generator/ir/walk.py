"""Functions that visit and rewrite the values of the IR."""

import functools
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from .values import (
    NULL,
    Alias,
    Enum,
    List,
    Literal,
    Map,
    Member,
    OneOf,
    Ref,
    Scalar,
    ScalarKind,
    Service,
    Shape,
    Stream,
    Structure,
    Tag,
    Tuple,
    Type,
    Union,
    Use,
    replace,
)

_Result = TypeVar("_Result")
_Receivable = TypeVar("_Receivable", bound=Structure | Union | Alias)

Change = Callable[[Type], Type]


def cached_per_service(function: Callable[["Service"], _Result]) -> Callable[["Service"], _Result]:
    """Cache the result for the latest service, because one target after the other works on the same service."""
    latest: list[tuple[Service, _Result]] = []

    @functools.wraps(function)
    def cached(service: Service) -> _Result:
        if not latest or latest[0][0] is not service:
            latest[:] = [(service, function(service))]
        return latest[0][1]

    return cached


def references(type_: Type) -> tuple[str, ...]:
    """The names of the shapes that `type_` refers to, in the order in which it is written. May hold duplicates."""
    match type_:
        case Scalar() | Literal():
            return ()
        case Ref(name):
            return (name,)
        case List(element) | Stream(element):
            return references(element)
        case Map(key, value):
            return references(key) + references(value)
        case OneOf(parts) | Tuple(parts):
            return tuple(name for each in parts for name in references(each))


@cached_per_service
def references_by_shape(service: Service) -> Mapping[str, tuple[str, ...]]:
    """The names of the shapes that each shape refers to, without duplicates and stand-ins, in the order of types."""
    names_by_type: dict[int, tuple[str, ...]] = {}  # by the identity of the type, because members share types
    names_by_shape = {}
    for shape in service.shapes.values():
        names_of_shape: dict[str, None] = {}
        for type_ in types_of(shape):
            if (names := names_by_type.get(id(type_))) is None:
                names = names_by_type[id(type_)] = references(type_)
            names_of_shape.update(dict.fromkeys(names))
        names_by_shape[shape.name] = tuple(names_of_shape)
    return names_by_shape


def types_of(shape: Shape) -> Iterator[Type]:
    """The types of the members of `shape`, or the type of an alias."""
    match shape:
        case Structure(members=members) | Union(members=members):
            for member in members:
                yield member.type
            if isinstance(shape, Structure) and shape.extra:
                yield shape.extra
        case Alias(type=type_):
            yield type_
        case Enum():
            pass


_KINDS_WITH_NULL = frozenset({ScalarKind.ANY, ScalarKind.DOCUMENT})


def allows_null(type_: Type, shapes: Mapping[str, Shape]) -> bool:
    """Whether null is a value of `type_`. `shapes`: of its service."""
    if isinstance(type_, OneOf | Ref):
        return any(map(_holds_null, alternatives(type_, shapes)))
    return _holds_null(type_)


def _holds_null(type_: Type) -> bool:
    return type_.kind in _KINDS_WITH_NULL if isinstance(type_, Scalar) else type_ == NULL


_KINDS_OF_KEYS = frozenset(ScalarKind) - {
    ScalarKind.BOOLEAN,
    ScalarKind.FLOAT,
    ScalarKind.DOUBLE,
    ScalarKind.DOCUMENT,
    ScalarKind.ANY,
    ScalarKind.OBJECT,
}


def is_key(type_: Type) -> bool:
    """Whether the values of `type_` may be keys: text, what JSON has as text, or integers. A `Ref` may be anything."""
    match type_:
        case Scalar(kind):
            return kind in _KINDS_OF_KEYS
        case Literal(values):
            return all(isinstance(each, str | int) and not isinstance(each, bool) for each in values)
        case OneOf(parts):
            return all(map(is_key, parts))
    return isinstance(type_, Ref)


def alternatives(type_: Type, shapes: Mapping[str, Shape]) -> tuple[Type, ...]:
    """The types of which a value has one: those of a union, in its order, also where an alias names it."""
    if isinstance(type_, Ref) and not isinstance(shapes.get(type_.name), Alias):
        return (type_,)
    found: list[Type] = []
    aliases: set[str] = set()
    waiting = [type_]
    while waiting:
        each = waiting.pop()
        if isinstance(each, OneOf):
            waiting += reversed(each.alternatives)
        elif isinstance(each, Ref) and isinstance(alias := shapes.get(each.name), Alias):
            if alias.name not in aliases:
                aliases.add(alias.name)
                waiting.append(alias.type)
        else:
            found.append(each)
    return tuple(found)


def tag_of(union: OneOf, shapes: Mapping[str, Shape]) -> Tag | None:
    """The member that tells the alternatives of a union apart. Null may be another one.

    All of them are a team's structures, all require the member, and no two of them share one of its values.
    """
    if not all(isinstance(each, Ref) or each == NULL for each in union.alternatives):
        return None
    structures: list[Structure] = []
    for each in dict.fromkeys(alternatives(union, shapes)):
        shape = shapes.get(each.name) if isinstance(each, Ref) else None
        if isinstance(shape, Structure) and shape.use is Use.WRITTEN:
            structures.append(shape)
        elif each != NULL:
            return None
    if len(structures) < 2:
        return None
    for name in [each.name for each in structures[0].members if each.required]:
        values = [_values_of(name, each, shapes) for each in structures]
        if all(values) and len(set().union(*values)) == sum(len(set(each)) for each in values):
            return Tag(name, tuple((each.name, found) for each, found in zip(structures, values, strict=True)))
    return None


def _values_of(name: str, shape: Structure, shapes: Mapping[str, Shape]) -> tuple[str | int, ...]:
    """All values of a required member. Empty if there is no such member, or any other value is possible."""
    member = next((each for each in shape.members if each.name == name and each.required), None)
    found: list[str | int] = []
    for each in alternatives(member.type, shapes) if member else ():
        values: tuple[str | int | None, ...] = (None,)
        if isinstance(each, Literal):
            values = each.values
        elif isinstance(each, Ref) and isinstance(enum := shapes.get(each.name), Enum):
            values = enum.values
        if None in values:
            return ()
        found += [value for value in values if value is not None]
    return tuple(found)


def one_of(alternatives: Iterable[Type]) -> Type:
    """A `OneOf` without nested and duplicate alternatives, or the alternative itself if only one is left."""
    flat: dict[Type, None] = {}
    for each in alternatives:
        flat.update(dict.fromkeys(each.alternatives if isinstance(each, OneOf) else (each,)))
    return next(iter(flat)) if len(flat) == 1 else OneOf(tuple(flat))


def everywhere(change: Change) -> Change:
    """A change that applies `change` to all parts of a type, innermost first, and then to the type itself.

    Results are cached, because members share their types. A type that does not change is returned, not copied.
    """
    return _Everywhere(change)


class _Everywhere:
    """What `everywhere` returns. A function that calls itself would be a cycle, which keeps a service in memory."""

    __slots__ = ("_cache", "_change")

    def __init__(self, change: Change) -> None:
        self._change = change
        # By the identity of the old type, which is kept so that it stays unique.
        self._cache: dict[int, tuple[Type, Type]] = {}

    def __call__(self, type_: Type) -> Type:
        found = self._cache.get(id(type_))
        if found is None:
            found = self._cache[id(type_)] = (type_, self._change(_change_parts(type_, self)))
        return found[1]


def _change_parts(type_: Type, change: Change) -> Type:
    match type_:
        case List(element):
            new = change(element)
            return type_ if new is element else replace(type_, element=new)
        case Stream(element):
            new = change(element)
            return type_ if new is element else Stream(new)
        case Map(key, value):
            new_key, new_value = change(key), change(value)
            return type_ if new_key is key and new_value is value else replace(type_, key=new_key, value=new_value)
        case OneOf(alternatives):
            new_alternatives = tuple(map(change, alternatives))
            return type_ if all(map(operator.is_, new_alternatives, alternatives)) else OneOf(new_alternatives)
        case Tuple(elements):
            new_elements = tuple(map(change, elements))
            return type_ if all(map(operator.is_, new_elements, elements)) else Tuple(new_elements)
        case Scalar() | Literal() | Ref():
            return type_


def map_members(members: tuple[Member, ...], change: Change) -> tuple[Member, ...]:
    """Apply `change` to the types of `members`."""
    return tuple([each if (new := change(each.type)) is each.type else replace(each, type=new) for each in members])


def map_types(shape: Shape, change: Change) -> Shape:
    """Apply `change`, which should come from `everywhere`, to all types of `shape`, stand-ins included."""
    match shape:
        case Structure(members=members) | Union(members=members):
            new_members = map_members(members, change)
            if isinstance(shape, Structure) and shape.extra:
                return replace(shape, members=new_members, extra=change(shape.extra))
            return shape if all(map(operator.is_, new_members, members)) else replace(shape, members=new_members)
        case Alias(type=type_, stand_ins=stand_ins):
            new_stand_ins = tuple(new for each in stand_ins if isinstance(new := change(each), Ref))
            return replace(shape, type=change(type_), stand_ins=new_stand_ins)
        case Enum():
            return shape


def reachable(service: Service, roots: Iterable[str], *, stand_ins: bool = False) -> set[str]:
    """The names of `roots` and of all shapes that they lead to. `stand_ins`: whether to follow those of aliases too."""
    references_by_name = references_by_shape(service)
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name in service.shapes and name not in found:
            found.add(name)
            waiting += references_by_name[name]
            if stand_ins and isinstance(shape := service.shapes[name], Alias):
                waiting += (each.name for each in shape.stand_ins)
    return found


def with_received_types(shape: _Receivable) -> _Receivable:
    """A shared shape with the types of its received half. Its required members stay those of the sent half.

    Any other shape is returned as it is.
    """
    if shape.received is None:
        return shape
    if isinstance(shape, Alias):
        assert isinstance(shape.received, Alias)
        return replace(shape, type=shape.received.type)
    assert isinstance(shape.received, Structure | Union)
    members = tuple(
        [
            replace(received, required=sent.required)
            for sent, received in zip(shape.members, shape.received.members, strict=True)
        ]
    )
    return replace(shape, members=members)
