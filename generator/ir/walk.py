"""How the values of the IR are walked and rewritten."""

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
    Service,
    Shape,
    Stream,
    Structure,
    Type,
    Union,
    replace,
)

_Found = TypeVar("_Found")

Change = Callable[[Type], Type]


def cached_per_service(find: Callable[["Service"], _Found]) -> Callable[["Service"], _Found]:
    """`find`, whose answer is kept while it is asked about the same service again: by one target after the other."""
    known: list[tuple[Service, _Found]] = []

    @functools.wraps(find)
    def ask(service: Service) -> _Found:
        if not known or known[0][0] is not service:
            known[:] = [(service, find(service))]
        return known[0][1]

    return ask


def references(type_: Type) -> tuple[str, ...]:
    """Names of the shapes that `type_` refers to, in the order of its text, repetitions included."""
    match type_:
        case Scalar() | Literal():
            return ()
        case Ref(name):
            return (name,)
        case List(element) | Stream(element):
            return references(element)
        case Map(key, value):
            return references(key) + references(value)
        case OneOf(alternatives):
            return tuple(name for each in alternatives for name in references(each))


@cached_per_service
def references_by_shape(service: Service) -> Mapping[str, tuple[str, ...]]:
    """Names of the shapes that each shape refers to (stand-ins aside), each once, in the order of its text."""
    known: dict[int, tuple[str, ...]] = {}  # by the identity of a type: members share them
    found = {}
    for shape in service.shapes.values():
        names: dict[str, None] = {}
        for type_ in types_of(shape):
            if (referred := known.get(id(type_))) is None:
                referred = known[id(type_)] = references(type_)
            names.update(dict.fromkeys(referred))
        found[shape.name] = tuple(names)
    return found


def types_of(shape: Shape) -> Iterator[Type]:
    """The types that `shape` is made of."""
    match shape:
        case Structure(members=members) | Union(members=members):
            for member in members:
                yield member.type
        case Alias(type=type_):
            yield type_
        case Enum():
            pass


def allows_null(type_: Type) -> bool:
    """Whether null is a value of `type_`."""
    return type_ == NULL or (isinstance(type_, OneOf) and any(map(allows_null, type_.alternatives)))


def one_of(alternatives: Iterable[Type]) -> Type:
    """Alternatives without repetition, flat; a single one is no choice at all."""
    flat: dict[Type, None] = {}
    for each in alternatives:
        flat.update(dict.fromkeys(each.alternatives if isinstance(each, OneOf) else (each,)))
    return next(iter(flat)) if len(flat) == 1 else OneOf(tuple(flat))


def everywhere(change: Change) -> Change:
    """`change`, made to all that a type holds, the innermost first, and then to the type itself.

    Members share their types, so what becomes of each is remembered. What does not change is passed on, not copied.
    """
    known: dict[int, tuple[Type, Type]] = {}  # by identity, which holds as long as the type is kept

    def deep(type_: Type) -> Type:
        found = known.get(id(type_))
        if found is None:
            found = known[id(type_)] = (type_, change(_with_parts(type_, deep)))
        return found[1]

    return deep


def _with_parts(type_: Type, change: Change) -> Type:
    match type_:
        case List(element):
            new = change(element)
            return type_ if new is element else replace(type_, element=new)
        case Stream(element):
            new = change(element)
            return type_ if new is element else Stream(new)
        case Map(key, value):
            new_key, new = change(key), change(value)
            return type_ if new_key is key and new is value else replace(type_, key=new_key, value=new)
        case OneOf(alternatives):
            all_new = tuple(map(change, alternatives))
            return type_ if all(map(operator.is_, all_new, alternatives)) else OneOf(all_new)
        case Scalar() | Literal() | Ref():
            return type_


def map_members(members: tuple[Member, ...], change: Change) -> tuple[Member, ...]:
    """`members` with `change` made to the type of each."""
    return tuple([each if (new := change(each.type)) is each.type else replace(each, type=new) for each in members])


def map_types(shape: Shape, change: Change) -> Shape:
    """`shape` with `change`, which is made `everywhere`, made to every type in it."""
    match shape:
        case Structure(members=members) | Union(members=members):
            new_members = map_members(members, change)
            return shape if all(map(operator.is_, new_members, members)) else replace(shape, members=new_members)
        case Alias(type=type_, also=also):
            stand_ins = tuple(new for each in also if isinstance(new := change(each), Ref))
            return replace(shape, type=change(type_), also=stand_ins)
        case Enum():
            return shape


def reached(service: Service, roots: Iterable[str], *, stand_ins: bool = False) -> set[str]:
    """Names of all the shapes that `roots` lead to, themselves included; by stand-ins (`Alias.also`) only if asked."""
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name in service.shapes and name not in found:
            found.add(name)
            shape = service.shapes[name]
            waiting += [each for type_ in types_of(shape) for each in references(type_)]
            if stand_ins and isinstance(shape, Alias):
                waiting += (each.name for each in shape.also)
    return found
