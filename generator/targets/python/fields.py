"""The fields of the classes of a service: what both Python packages say of them in the same words."""

from collections.abc import Mapping, Sequence
from itertools import chain, zip_longest
from typing import NamedTuple

from ... import ir, naming
from .escaping import docstring, string
from .formatting import INDENT
from .spelling import ANY_CLASS, ANY_ENUM, Field, FieldKind


class ClassFields(NamedTuple):
    """The fields of a class, one for each member."""

    fields: tuple[Field, ...]
    endings: tuple[str, ...]  # what is between the definition of a field and the next one: its docstring, blank lines
    is_last_documented: bool

    def lay_out(self, definitions: Sequence[str]) -> str:
        """The text of the fields. `definitions`: of each field."""
        return "".join(chain.from_iterable(zip(definitions, self.endings, strict=True)))


@ir.cached_per_service
def class_fields(service: ir.Service) -> Mapping[str, ClassFields]:
    """The fields of every structure and union, by its name."""
    fields = _Fields(service.shapes)
    shapes = service.shapes.values()
    return {each.name: fields.of_class(each) for each in shapes if isinstance(each, ir.Structure | ir.Union)}


class _Fields:
    """Makes the fields of classes. Equal ones are made once, because many members are alike."""

    def __init__(self, shapes: Mapping[str, ir.Shape]) -> None:
        self._shapes = shapes
        # By the identity of types, which the service keeps alive.
        self._kinds: dict[object, FieldKind] = {}
        self._fields: dict[object, Field] = {}
        self._general_types: dict[int, tuple[ir.Type, str]] = {}
        self._equal_types: dict[ir.Type, ir.Type] = {}
        self._generalize = ir.everywhere(_generalization(shapes))

    def of_class(self, shape: ir.Structure | ir.Union) -> ClassFields:
        """The fields of one class."""
        names = field_names(shape)
        received = shape.received.members if shape.received else shape.members
        fields = tuple(map(self._field, names, received, shape.members))
        texts = [each.documentation for each in shape.members]
        return ClassFields(fields, _endings(texts), bool(texts and texts[-1]))

    def _field(self, name: str, received: ir.Member, sent: ir.Member) -> Field:
        traits = sent.required, received.absent, received.sensitive, received.deprecated
        wire_names = string(sent.name)
        if sent.other_names:
            wire_names = ", ".join([wire_names, *map(string, sent.other_names)])
        key = name, wire_names, id(received.type), id(sent.type), *traits
        if (field := self._fields.get(key)) is None:
            member = sent if received is sent else ir.replace(received, required=sent.required)
            kind, type_name = self._kind(member, sent, traits)
            field = self._fields[key] = Field(name, wire_names, kind, type_name, member, sent)
        return field

    def _kind(self, member: ir.Member, sent: ir.Member, traits: tuple[object, ...]) -> tuple[FieldKind, str]:
        """What a field has in common with others; and the name for which that has a placeholder."""
        type_, name = self._general_type(member.type) if member.type is sent.type else (member.type, "")
        sent_type = type_ if member.type is sent.type else sent.type
        key = id(type_), id(sent_type), *traits
        if (kind := self._kinds.get(key)) is None:
            if name:
                member = sent = ir.replace(member, type=type_)
            placeholder = ir.references(type_)[0] if name else ""
            kind = self._kinds[key] = FieldKind(member, sent, placeholder)
        return kind, name

    def _general_type(self, type_: ir.Type) -> tuple[ir.Type, str]:
        """A type with a placeholder for the one class or enum to which it refers, and the name of that."""
        if (found := self._general_types.get(id(type_))) is None:
            found = type_, ""
            names = set(ir.references(type_))
            if len(names) == 1 and not isinstance(self._shapes[name := names.pop()], ir.Alias):
                general = self._generalize(type_)
                found = self._equal_types.setdefault(general, general), name
            self._general_types[id(type_)] = found
        return found


def _generalization(shapes: Mapping[str, ir.Shape]) -> ir.Change:
    """A change that replaces every reference by one to `ANY_CLASS` or `ANY_ENUM`."""
    any_class, any_enum = ir.Ref(ANY_CLASS.name), ir.Ref(ANY_ENUM.name)

    def change(type_: ir.Type) -> ir.Type:
        if not isinstance(type_, ir.Ref):
            return type_
        return any_enum if isinstance(shapes[type_.name], ir.Enum) else any_class

    return change


def _endings(texts: Sequence[str]) -> tuple[str, ...]:
    """What follows the definition of each field, given the documentation of all. Some has blank lines around it."""
    endings = []
    for text, following in zip_longest(texts, texts[1:]):
        blank_line = "\n\n" if text or following else "\n"
        endings.append((f"\n{docstring(text, INDENT)}" if text else "") + ("" if following is None else blank_line))
    return tuple(endings)


def field_names(shape: ir.Structure | ir.Union) -> list[str]:
    """The names of the fields of a class, one for each member, all different.

    A member whose own name is the name of a field has that field. Which others of the same words get it depends on
    their names, not on their order: that of the members changes with what is required.
    """
    plain = [member.field or naming.field_name(member.name) for member in shape.members]
    wire = {member.name for member in shape.members}
    if len(set(plain)) == len(plain) and wire.isdisjoint(plain):
        return plain
    taken = {member.field for member in shape.members if member.field}
    others = [index for index, member in enumerate(shape.members) if not member.field]
    for index in sorted(others, key=lambda each: shape.members[each].name):
        name = plain[index]
        while name in taken or (name in wire and name != shape.members[index].name):  # a model takes values by both
            name += "_"
        taken.add(name)
        plain[index] = name
    return plain
