"""Spells types and fields as the Python targets write them.

Each target has a `Dialect`. The members of a service share their types, and many members are alike. So each type and
each kind of field is spelled once.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from ... import ir
from ...options import Options
from ..patterns import CanRun, Translation, usable_translation
from .escaping import raw_string, string
from .formatting import PLACEHOLDER, Call, Expression, FieldTemplate, Subscript, UnionExpression, field_definition

# What the class modules of both targets import -> the shared module that defines it. A target adds its own to these.
COMMON_HELPERS: Mapping[str, str] = {
    "_Error": "_models",
    "_Request": "_models",
    "_RequestUnion": "_models",
    "_Response": "_models",
    "_Returns": "_models",
    "_Shared": "_models",
    "_SharedUnion": "_models",
    "_Written": "_models",
    "_nullable": "_models",
    "_recursive": "_recursion",
    "_sent": "_models",
    "_validated_as": "_models",
    "_wire": "_models",
    "_ABSENT": "_absent",
    "_EMPTY_LIST": "_absent",
    "_EMPTY_MAP": "_absent",
    "_BlobIn": "_scalars",
    "_DocumentIn": "_scalars",
    "_FloatIn": "_scalars",
    "_TimestampIn": "_scalars",
    "_TimestampOut": "_scalars",
    "_ListIn": "_containers",
    "_ListOut": "_containers",
    "_MapIn": "_containers",
    "_MapOut": "_containers",
    "_or_empty": "_containers",
    "_max": "_bounds",
    "_min": "_bounds",
    "_pattern": "_bounds",
    "_ByteStream": "_streams",
    "_EventStream": "_streams",
    "_stream": "_streams",
}

_SENT_USES = frozenset({ir.Use.REQUEST, ir.Use.SHARED})

UseName = Callable[[str], str]  # returns how a name is written, and records that it is used


class FieldParts(NamedTuple):
    """A member, with its names and its types spelled."""

    member: ir.Member
    wire_names: Expression  # as arguments of a call
    type: Expression
    bounds: tuple[Expression, ...]  # of its value, where the type does not include them
    sent: tuple[Expression, ...] = ()  # in a shared class: the type and the bounds when it is sent, if they differ
    is_shared: bool = False  # whether the type is a shared class, of which a request may hold a received instance
    is_quoted: bool = False  # whether the types name classes that may not exist yet


class Dialect(NamedTuple):
    """How one of the Python targets writes its packages."""

    folder: str  # below the output folder
    templates: str  # the folder of its templates
    sent_scalars: Mapping[ir.ScalarKind, str]  # how scalars are spelled where they are sent …
    received_scalars: Mapping[ir.ScalarKind, str]  # … and where they are received
    lists: tuple[str, str]  # how a list is spelled: one that is sent, and a received one whose nulls are dropped
    maps: tuple[str, str]
    field: Callable[[FieldParts, UseName], tuple[Expression, Expression | None]]  # its annotation and its default
    complete_class: Callable[[str, UseName], str]  # the statement that completes a class of a cycle, after the cycle
    user_base: Callable[[Options], str]  # the class that the user configured as a base class; may be empty
    public_names: Mapping[str, str]  # what the folder exports besides its packages -> the shared module that has it
    shared_modules: tuple[str, ...]  # of all packages; each is a template
    helpers: Mapping[str, str]  # what class modules import from these -> the shared module that defines it
    can_run: CanRun
    pattern_arguments: Callable[[Translation], tuple[str, ...]] = lambda _: ()  # what an engine needs besides the text
    decorator: str = ""
    secret_argument: str = ""  # a keyword argument of `class`, which keeps its values out of messages
    has_separate_bounds: bool = False  # whether the bounds of a field's value are beside its type, not inside
    package_modules: tuple[str, ...] = ()  # modules of each package besides its types; each is a template


class Speller:
    """Spells the types and fields of classes of one use, and collects the names that they use."""

    def __init__(
        self,
        dialect: Dialect,
        use: ir.Use,
        shared: frozenset[str],
        shadowed: frozenset[str] = frozenset(),
    ) -> None:
        """A speller for classes of `use`. A shared class is spelled as it is received, with what is sent beside it.

        `shared`: the names of all shared classes. `shadowed`: names that mean fields in the class, so that anything
        else of the same name needs an alias.
        """
        is_sent = use is ir.Use.REQUEST
        self._use = use
        self._shared = shared
        self._sent = Speller(dialect, ir.Use.REQUEST, shared, shadowed) if use is ir.Use.SHARED else None
        self.names: set[str] = set()  # used since it was last replaced; `X as _X` where X is shadowed
        self._types: dict[int, tuple[Expression, set[str]]] = {}  # by identity: spelled types, and the names they use
        self._templates: dict[object, tuple[FieldTemplate, set[str]]] = {}  # of fields, likewise
        self._shadowed = shadowed
        self._dialect = dialect
        self._lists = (dialect.lists[0],) * 2 if is_sent else ("list", dialect.lists[1])
        self._maps = (dialect.maps[0],) * 2 if is_sent else ("dict", dialect.maps[1])
        self._scalars = dialect.sent_scalars if is_sent else dialect.received_scalars

    def use(self, name: str) -> str:
        """How to write the name of a shape, a builtin, something from `typing`, or a helper."""
        if name not in self._shadowed:
            self.names.add(name)
            return name
        alias = f"_{name}_" if f"_{name}" in self._dialect.helpers else f"_{name}"
        self.names.add(f"{name} as {alias}")
        return alias

    def field(self, name: str, member: ir.Member, sent: ir.Member, cycle: frozenset[str]) -> str:
        """The definition of a field. A type that names a class of `cycle` is quoted: the class may not exist yet.

        In a shared class, `sent` is the member as it is sent, `member` as it is received. Otherwise they are the same.
        """
        # The identity of a type is a safe key, because the service keeps its types alive.
        traits = member.required, member.absent, member.sensitive, member.deprecated
        key = id(member.type), id(sent.type), traits, cycle
        if (found := self._templates.get(key)) is None:
            outer_names, self.names = self.names, set()
            expressions = self._field(member, sent, PLACEHOLDER, cycle)
            found = self._templates[key] = FieldTemplate(*expressions), self.names
            self.names = outer_names
        template, names = found
        self.names |= names
        wire_names = (
            ", ".join(map(string, (member.name, *member.other_names))) if member.other_names else string(member.name)
        )
        text = template.fill(name, wire_names)
        return text or field_definition(name, *self._field(member, sent, wire_names, cycle))

    def _field(
        self, member: ir.Member, sent: ir.Member, wire_names: Expression, cycle: frozenset[str]
    ) -> tuple[Expression, Expression | None]:
        """Its annotation and its default."""
        type_, *bounds = self._member_type(member, member.type)
        parts = FieldParts(
            member,
            wire_names,
            type_,
            tuple(bounds),
            sent=self._sent_type(member, sent, (type_, *bounds)),
            is_shared=self._use in _SENT_USES and isinstance(member.type, ir.Ref) and member.type.name in self._shared,
            is_quoted=bool(cycle) and not cycle.isdisjoint(ir.references(member.type)),
        )
        return self._dialect.field(parts, self.use)

    def _member_type(self, member: ir.Member, type_: ir.Type) -> tuple[Expression, ...]:
        """The type of a member, with None if it may be absent; and its bounds, if they are beside it."""
        if self._dialect.has_separate_bounds:
            spelled, bounds = self._type_without_bounds(type_), self._bounds(type_)
        else:
            spelled, bounds = self.type(type_), ()
        if not member.required and member.absent is ir.Absent.NULL and spelled != "None":
            alternatives = spelled.alternatives if isinstance(spelled, UnionExpression) else (spelled,)
            spelled = UnionExpression((*alternatives, "None"))
        return spelled, *bounds

    def _sent_type(
        self, member: ir.Member, sent: ir.Member, received: tuple[Expression, ...]
    ) -> tuple[Expression, ...]:
        """The type and the bounds with which a member of a shared class is sent, if they are not `received`."""
        if not self._sent:
            return ()
        self._sent.names = set()
        spelled = self._sent._member_type(member, sent.type)
        if spelled == received:
            return ()
        self.names |= self._sent.names
        is_empty = not member.required and member.absent is ir.Absent.EMPTY
        return (*spelled, self.use("_or_empty")) if is_empty else spelled

    def alias(self, type_: ir.Type, sent: ir.Type) -> Expression:
        """The type of an alias. `sent` is the type that a shared alias has when it is sent."""
        received = self.type(type_)
        if not self._sent:
            return received
        self._sent.names = set()
        spelled = self._sent.type(sent)
        if spelled == received:
            return received
        self.names |= self._sent.names
        return Subscript(self.use("Annotated"), (received, Call(self.use("_sent"), (spelled,))))

    def type(self, type_: ir.Type) -> Expression:
        """The type as an annotation, including its bounds."""
        plain, bounds = self._type_without_bounds(type_), self._bounds(type_)
        return Subscript(self.use("Annotated"), (plain, *bounds)) if bounds else plain

    def _bounds(self, type_: ir.Type) -> tuple[Expression, ...]:
        """The constraints of `type_`: `_min(1)`, `_pattern(r"^a")`."""
        if not isinstance(type_, ir.Scalar | ir.List | ir.Map) or type_.constraints is ir.UNCONSTRAINED:
            return ()
        constraints = type_.constraints
        bounds: list[tuple[str, tuple[Expression, ...]]] = [
            (name, (repr(bound),))
            for name, bound in (("_min", constraints.minimum), ("_max", constraints.maximum))
            if bound is not None
        ]
        if pattern := usable_translation(constraints.pattern, self._dialect.can_run):
            bounds.append(("_pattern", (raw_string(pattern.text), *self._dialect.pattern_arguments(pattern))))
        return tuple([Call(self.use(name), arguments) for name, arguments in bounds])

    def _type_without_bounds(self, type_: ir.Type) -> Expression:
        if (found := self._types.get(id(type_))) is None:
            outer_names, self.names = self.names, set()
            found = self._types[id(type_)] = self._spell(type_), self.names
            self.names = outer_names
        self.names |= found[1]
        return found[0]

    def _spell(self, type_: ir.Type) -> Expression:
        use = self.use
        match type_:
            case ir.Scalar(kind):
                return use(self._scalars[kind])
            case ir.Ref(name):
                return use(name)
            case ir.List(element):
                return Subscript(use(self._lists[type_.skips_null]), (self.type(element),))
            case ir.Map(key, value):
                return Subscript(use(self._maps[type_.skips_null]), (self.type(key), self.type(value)))
            case ir.Stream(ir.Scalar()):
                return use("_ByteStream")
            case ir.Stream(element):
                return Subscript(use("_EventStream"), (self.type(element),))
            case ir.Literal((None,)):
                return "None"
            case ir.Literal(values):
                return literal(use("Literal"), values)
            case ir.OneOf(alternatives):
                return UnionExpression(tuple([self.type(each) for each in alternatives]))


def literal(head: str, values: tuple[str | int | bool | None, ...]) -> Expression:
    """`Literal["a", 1]`. `head` is how `Literal` is written."""
    return Subscript(head, tuple(string(each) if isinstance(each, str) else repr(each) for each in values))


def absent_default(member: ir.Member, use: UseName) -> Expression | None:
    """The default of a field: what stands for the member if it is absent. None for a required member."""
    if member.required:
        return None
    if member.absent is ir.Absent.UNEXPECTED:
        return use("_ABSENT")
    if member.absent is ir.Absent.EMPTY:
        return use("_EMPTY_LIST" if isinstance(member.type, ir.List) else "_EMPTY_MAP")
    return "None"
