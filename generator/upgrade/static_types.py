"""What type checkers see of a type, so that two releases can be compared.

A static type is a set of alternatives. Code that was right stays right if what it receives fits the type that it had
before, and if what it sent before fits the type that is wanted now.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from .. import ir
from ..diagnostics import Report
from ..options import TypeScriptStyle
from ..targets.json_form import json_members
from ..targets.python.spelling import RECEIVED_SCALARS, SENT_SCALARS
from ..targets.typescript_code import SCALARS as TYPESCRIPT_SCALARS

Language = Literal["python", "typescript"]


class Plain(NamedTuple):
    """A type that has no parts: `str`, `datetime`, `None`."""

    name: str


class Named(NamedTuple):
    """A class of the service."""

    name: str


class Values(NamedTuple):
    """Any of these values."""

    values: frozenset[str | int | bool | None]
    name: str = ""  # of the enum


class Container(NamedTuple):
    """A list, a map or the like."""

    head: str
    parts: "tuple[StaticType, ...]"
    is_fixed: bool  # whether its parts must be the same types, as those of a list that may be changed


Alternative = Plain | Named | Values | Container
StaticType = frozenset[Alternative]

NONE = Plain("None")
ABSENT: Mapping[Language, Plain] = {"python": NONE, "typescript": Plain("undefined")}
_ANYTHING = {"python": Plain("Any"), "typescript": Plain("unknown")}
# In Python, every value of the first is accepted as the second (PEP 484, and base classes of the standard library).
_PROMOTIONS = {("int", "float"), ("bool", "int"), ("bool", "float"), ("datetime", "date"), ("bytes", "bytearray")}
_WIDER_HEADS = {("list", "Sequence"), ("tuple", "Sequence"), ("dict", "Mapping"), ("set", "Set"), ("frozenset", "Set")}


@dataclass(slots=True)
class Typist:
    """Says the static types of one configured service in one language."""

    service: ir.Service
    language: Language
    style: TypeScriptStyle
    # By the identity of the type, which is kept so that it stays unique.
    _types: dict[tuple[int, bool], tuple[ir.Type, StaticType]] = field(default_factory=dict)

    def member(self, shape: ir.Structure | ir.Union, member: ir.Member) -> StaticType:
        """The type of a member, as an attribute is read and an argument is given."""
        found = self.type(member.type, is_request=shape.use is ir.Use.REQUEST)
        return found if member.required or self._is_relied_on(member) else found | {ABSENT[self.language]}

    def _is_relied_on(self, member: ir.Member) -> bool:
        """Whether reading an optional member gives a value of its type all the same."""
        if self.language == "python":
            return member.absent is not ir.Absent.NULL
        return member.absent is ir.Absent.UNEXPECTED and member.type != ir.Ref("ResponseMetadata")

    def type(self, type_: ir.Type, *, is_request: bool) -> StaticType:
        """A type where something is only sent, or anywhere else."""
        is_request = is_request and self.language == "python"
        key = id(type_), is_request
        if key not in self._types:
            self._types[key] = type_, frozenset(self._alternatives(type_, is_request, ()))
        return self._types[key][1]

    def _alternatives(self, type_: ir.Type, is_request: bool, aliases: tuple[str, ...]) -> Iterator[Alternative]:
        def part(each: ir.Type) -> StaticType:
            return frozenset(self._alternatives(each, is_request, aliases))

        match type_:
            case ir.Scalar(kind):
                yield from map(Plain, (type_.own_class,) if type_.own_class else self._scalar(kind, is_request))
            case ir.Ref(name):
                yield from self._reference(name, is_request, aliases)
            case ir.List(element):
                yield Container(_head_of_list(type_, is_request), (part(element),), not (is_request or type_.is_frozen))
            case ir.Map(key, value):
                yield Container("Mapping" if is_request else "dict", (part(key), part(value)), not is_request)
            case ir.Tuple(elements):
                yield Container("tuple", tuple(map(part, elements)), is_fixed=False)
            case ir.Stream(element):
                is_bytes = isinstance(element, ir.Scalar)
                yield Plain("StreamingBody") if is_bytes else Container("EventStream", (part(element),), is_fixed=False)
            case ir.Literal((None,)):
                yield NONE
            case ir.Literal(values):
                yield Values(frozenset(values))
            case ir.OneOf(alternatives):
                for each in alternatives:
                    yield from part(each)

    def _scalar(self, kind: ir.ScalarKind, is_request: bool) -> tuple[str, ...]:
        if self.language == "python":
            return (SENT_SCALARS if is_request else RECEIVED_SCALARS)[kind]
        styles = {
            ir.ScalarKind.LONG: self.style.longs,
            ir.ScalarKind.TIMESTAMP: self.style.timestamps,
            ir.ScalarKind.BLOB: self.style.blobs,
        }
        return tuple(styles.get(kind, TYPESCRIPT_SCALARS[kind]).split(" | "))

    def _reference(self, name: str, is_request: bool, aliases: tuple[str, ...]) -> Iterator[Alternative]:
        shape = self.service.shapes[name]
        if isinstance(shape, ir.Enum):
            yield Values(frozenset(shape.values), name)
        elif not isinstance(shape, ir.Alias):
            yield Named(name)
        elif name not in aliases:
            type_ = ir.with_received_types(shape).type
            yield from self._alternatives(type_, is_request, (*aliases, name))
            yield from (Named(each.name) for each in shape.stand_ins)
        else:
            yield Named(name)


def _head_of_list(type_: ir.List, is_request: bool) -> str:
    if type_.is_frozen:
        return "frozenset" if type_.is_set else "tuple"
    if type_.is_set:
        return "Set" if is_request else "set"
    return "Sequence" if is_request else "list"


IsSame = Callable[[str, str], bool]


@dataclass(slots=True)
class Fit:
    """Whether types fit, in one language. `is_same`: whether the class of the first name is that of the second."""

    language: Language
    is_same: IsSame

    def fits(self, one: StaticType, other: StaticType) -> bool:
        """Whether every value of `one` is accepted where `other` is wanted."""
        anything = _ANYTHING[self.language]
        if one == other or anything in other or (anything in one and self.language == "python"):
            return True
        return all(any(self._fits(each, wanted) for wanted in other) for each in one)

    def _fits(self, one: Alternative, other: Alternative) -> bool:
        match one, other:
            case Named(name), Named(wanted):
                return self.is_same(name, wanted)
            case Values(values, name), Values(wanted_values, wanted):
                return values <= wanted_values or bool(name and wanted and self.is_same(name, wanted))
            case Values(values), Plain(name):
                kinds = {"python": {str: "str", int: "int", bool: "bool"}, "typescript": {str: "string", int: "number"}}
                return all(kinds[self.language].get(type(each)) == name for each in values)
            case Plain(name), Plain(wanted):
                return name == wanted or (self.language == "python" and (name, wanted) in _PROMOTIONS)
            case Container(head, parts, is_fixed), Container(wanted, wanted_parts, is_wanted_fixed):
                if len(parts) != len(wanted_parts) or not (head == wanted or (head, wanted) in _WIDER_HEADS):
                    return False
                pairs = list(zip(parts, wanted_parts, strict=True))
                is_exact = is_fixed and is_wanted_fixed and self.language == "python"
                return all(self.fits(*pair) and (not is_exact or self.fits(*pair[::-1])) for pair in pairs)
        return False


def names_in(type_: StaticType) -> Iterator[str]:
    """The names of the classes and enums in a type."""
    for each in type_:
        if isinstance(each, Container):
            for part in each.parts:
                yield from names_in(part)
        elif isinstance(each, Named | Values) and each.name:
            yield each.name


def structurally_same(typist: Typist) -> IsSame:
    """Whether TypeScript takes one class of a service for another. It compares properties, not names."""
    known: dict[tuple[str, str], bool] = {}

    def is_same(name: str, wanted: str) -> bool:
        if name == wanted:
            return name in typist.service.shapes
        if (name, wanted) not in known:
            known[name, wanted] = True  # unless something below differs
            given, needed = _properties(typist, name), _properties(typist, wanted)
            known[name, wanted] = given is not None and needed is not None and _has_all(given, needed)
        return known[name, wanted]

    def _has_all(given: _Properties, needed: _Properties) -> bool:
        return all(
            not is_required
            if each not in given
            else (given[each][0] or not is_required) and fits(given[each][1], type_)
            for each, (is_required, type_) in needed.items()
        )

    fits = Fit("typescript", is_same).fits
    return is_same


_Properties = dict[str, tuple[bool, StaticType]]  # whether each is required, and its type


def _properties(typist: Typist, name: str) -> _Properties | None:
    """The properties of a class. None if there is no such class."""
    shape = typist.service.shapes.get(name)
    if not isinstance(shape, ir.Structure | ir.Union):
        return None
    members = json_members(ir.with_received_types(shape), Report())
    return {each.name: (each.required, typist.type(each.type, is_request=False)) for each in members}


def spelled(type_: StaticType, language: Language = "python") -> str:
    """A type as people write it. The alternatives are in a fixed order, None last."""
    parts = sorted((_spelled(each, language) for each in type_), key=lambda each: (each == "None", each))
    return " | ".join(parts)


def _spelled(alternative: Alternative, language: Language) -> str:
    match alternative:
        case Plain(name):
            return name.rpartition(":")[2]
        case Named(name):
            return name
        case Values(values, name):
            return name or f"Literal[{', '.join(sorted(map(repr, values)))}]"
        case Container(head, parts):
            inside = [spelled(each, language) for each in parts]
            if language == "python":
                return f"{head}[{', '.join(inside)}]"
            if head in {"dict", "Mapping"}:
                return f"{{ [key: string]: {inside[-1]} }}"
            return f"({inside[0]})[]" if " | " in inside[0] else f"{inside[0]}[]"


def plain_names_in(type_: StaticType) -> Iterator[str]:
    """The names of what is no class of the service: `datetime`, `Sequence`, `str`."""
    for each in type_:
        if isinstance(each, Container):
            yield each.head
            for part in each.parts:
                yield from plain_names_in(part)
        elif isinstance(each, Plain):
            yield each.name
        elif isinstance(each, Values) and not each.name:
            yield "Literal"
