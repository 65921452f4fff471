"""Spells types and fields as the Python targets write them.

Each target has a `Dialect`. The members of a service share their types, and many members are alike. So each type and
each kind of field is spelled once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from ... import ir
from ...options import Options
from ..patterns import CanRun, Translation, usable_translation
from .alternatives import can_be_confused
from .escaping import raw_string, string
from .formatting import (
    CLASS_PLACEHOLDER,
    ENUM_PLACEHOLDER,
    NAMES_PLACEHOLDER,
    Call,
    Expression,
    FieldTemplate,
    Subscript,
    UnionExpression,
    field_definition,
)

# What the class modules of both targets import -> the shared module that defines it. A target adds its own to these.
COMMON_HELPERS: Mapping[str, str] = {
    "_Error": "_models",
    "_Form": "_requests",
    "_Method": "_requests",
    "_Operation": "_requests",
    "_PagedOperation": "_requests",
    "_Paginator": "_requests",
    "_Waiter": "_requests",
    "_Request": "_models",
    "_RequestUnion": "_models",
    "_Response": "_models",
    "_Shared": "_models",
    "_SharedUnion": "_models",
    "_Written": "_models",
    "_WrittenAllow": "_models",
    "_WrittenForbid": "_models",
    "_WrittenIgnore": "_models",
    "_nullable": "_members",
    "_recursive": "_recursion",
    "_sent": "_members",
    "_wire": "_members",
    "_ABSENT": "_absent",
    "_EMPTY_LIST": "_absent",
    "_EMPTY_MAP": "_absent",
    "_blob": "_scalars",
    "_document": "_scalars",
    "_number": "_scalars",
    "_time": "_scalars",
    "_above": "_bounds",
    "_below": "_bounds",
    "_max": "_bounds",
    "_min": "_bounds",
    "_multiple_of": "_bounds",
    "_pattern": "_bounds",
    "_stream": "_streams",
}
# Names without an underscore, because people see them. Where AWS has a class of the same name, they get an alias.
PUBLIC_HELPERS: Mapping[str, str] = {
    "ABSENT": ".._absent",
    "Absent": ".._absent",
    "Decimal": "decimal",
    "Path": "pathlib",
    "UUID": "uuid",
    "date": "datetime",
    "time": "datetime",
    "timedelta": "datetime",
    "EventStream": ".._streams",
    "Mapping": "collections.abc",
    "Readable": ".._scalars",
    "Sequence": "collections.abc",
    "Set": "collections.abc",
    "StreamingBody": ".._streams",
    "datetime": "datetime",
}

_SENT_TIME = ("datetime", "str", "float")
_SENT_BLOB = ("bytes", "bytearray", "str", "Readable")
_SENT_NUMBER = ("float", "Decimal")
RECEIVED_SCALARS: Mapping[ir.ScalarKind, tuple[str, ...]] = {
    ir.ScalarKind.STRING: ("str",),
    ir.ScalarKind.BOOLEAN: ("bool",),
    ir.ScalarKind.INTEGER: ("int",),
    ir.ScalarKind.LONG: ("int",),
    ir.ScalarKind.FLOAT: ("float",),
    ir.ScalarKind.DOUBLE: ("float",),
    ir.ScalarKind.DECIMAL: ("Decimal",),
    ir.ScalarKind.TIMESTAMP: ("datetime",),
    ir.ScalarKind.DATE: ("date",),
    ir.ScalarKind.TIME: ("time",),
    ir.ScalarKind.DURATION: ("timedelta",),
    ir.ScalarKind.UUID: ("UUID",),
    ir.ScalarKind.PATH: ("Path",),
    ir.ScalarKind.BLOB: ("bytes",),
    ir.ScalarKind.DOCUMENT: ("Any",),
    ir.ScalarKind.ANY: ("Any",),
    ir.ScalarKind.OBJECT: ("Any",),
}
SENT_SCALARS: Mapping[ir.ScalarKind, tuple[str, ...]] = {
    **RECEIVED_SCALARS,
    ir.ScalarKind.FLOAT: _SENT_NUMBER,
    ir.ScalarKind.DOUBLE: _SENT_NUMBER,
    ir.ScalarKind.TIMESTAMP: _SENT_TIME,
    ir.ScalarKind.BLOB: _SENT_BLOB,
}
# The marks that keep these apart from the other alternatives of a union.
_MARKS = {_SENT_NUMBER: "_number", _SENT_TIME: "_time", _SENT_BLOB: "_blob"}

_WRITTEN_AS_TEXT = frozenset(
    {
        ir.ScalarKind.DECIMAL,
        ir.ScalarKind.DATE,
        ir.ScalarKind.TIME,
        ir.ScalarKind.DURATION,
        ir.ScalarKind.UUID,
        ir.ScalarKind.PATH,
    }
)
_SENT_USES = frozenset({ir.Use.REQUEST, ir.Use.SHARED})

UseName = Callable[[str], str]  # returns how a name is written, and records that it is used


class FieldParts(NamedTuple):
    """A member, with its names and its types spelled."""

    member: ir.Member
    wire_names: Expression  # as arguments of a call
    type: Expression
    bounds: tuple[Expression, ...]  # of its value
    sent: tuple[Expression, ...] = ()  # in a shared class: the type and the bounds when it is sent, if they differ
    is_quoted: bool = False  # whether the types name classes that may not exist yet
    has_rules: bool = False  # whether the type is an alias that says itself how values are validated
    keeps_null: bool = False  # whether null is a value of its own


# What the types of a `FieldKind` refer to in place of a class or an enum.
ANY_CLASS = ir.Structure(name=CLASS_PLACEHOLDER, members=())
ANY_ENUM = ir.Enum(name=ENUM_PLACEHOLDER, values=())


class FieldKind(NamedTuple):
    """What fields that differ only in names have in common: the types and the traits of their members."""

    member: ir.Member  # of a shared class, as it is received
    sent: ir.Member  # as it is sent; if the class is not shared, the same as `member`
    placeholder: str = ""  # for the class or the enum to which the types refer, if there is one for it


class Field(NamedTuple):
    """A field. Classes of a service that have the same one share it."""

    name: str
    wire_names: Expression  # as arguments of a call
    kind: FieldKind
    type_name: str  # the class or the enum for which the kind has a placeholder; or empty
    member: ir.Member  # like those of the kind, but without a placeholder
    sent: ir.Member


class SpelledField(NamedTuple):
    """The definition of a field, and the names that it uses."""

    definition: str
    names: set[str]


class AliasParts(NamedTuple):
    """A type that has a name, with its types spelled."""

    type: Expression
    bounds: tuple[Expression, ...]  # of its values
    sent: Expression | None  # its type when it is sent, if it differs
    stand_ins: tuple[Expression, ...]  # the classes whose instances are accepted, too
    has_rules: bool  # whether values are validated or written in another way than the type alone says


class Dialect(NamedTuple):
    """How one of the Python targets writes its packages."""

    name: str  # in messages
    target: str
    templates: str  # the folder of its templates
    field: Callable[[FieldParts, UseName], tuple[Expression, Expression | None]]  # its annotation and its default
    alias: Callable[[AliasParts, UseName], tuple[Expression, Expression]]  # at run time, and to type checkers
    unknown_members: Callable[
        [tuple[Expression, ...], tuple[str, ...], bool, UseName], str
    ]  # the field that keeps them
    complete_class: Callable[[str, UseName], str]  # the statement that completes a class of a cycle, after the cycle
    user_base: Callable[[Options], str]  # the class that the user configured as a base class; may be empty
    public_names: Mapping[str, str]  # what the folder exports besides its packages -> the shared module that has it
    shared_modules: tuple[str, ...]  # of all packages; each is a template
    helpers: Mapping[str, str]  # what class modules import from these -> the shared module that defines it
    can_run: CanRun
    pattern_arguments: Callable[[Translation], tuple[str, ...]] = lambda _: ()  # what an engine needs besides the text
    requirements: str = ""  # the shared module that refuses to be imported with a library that is too old
    decorator: str = ""
    secret_argument: str = ""  # a keyword argument of `class`, which keeps its values out of messages
    package_modules: tuple[str, ...] = ()  # modules of each package besides its types; each is a template


class OwnClass(NamedTuple):
    """A class of the user's, to which strings or numbers are mapped."""

    alias: str  # under which modules import it
    kind: str  # the type of what the client takes and returns: `str`


def find_own_classes(service: ir.Service, taken: Iterable[str]) -> Mapping[str, OwnClass]:
    """The user's classes in `service`, by their paths. `taken`: names that cannot be aliases."""
    if not service.mapped:
        return {}
    kinds: dict[str, ir.ScalarKind] = {}

    @ir.everywhere
    def note(type_: ir.Type) -> ir.Type:
        if isinstance(type_, ir.Scalar) and type_.own_class:
            kinds.setdefault(type_.own_class, type_.kind)
        return type_

    for shape in service.shapes.values():
        ir.map_types(shape, note)
    used = {*taken, *(f"_{each}" for each in (*service.shapes, *PUBLIC_HELPERS))}
    found: dict[str, OwnClass] = {}
    for path in sorted(kinds):
        alias = f"_{path.rpartition(':')[2]}"
        while alias in used:
            alias += "_"
        used.add(alias)
        found[path] = OwnClass(alias, *RECEIVED_SCALARS[kinds[path]])
    return found


class Speller:
    """Spells the types and fields of classes of one use, and collects the names that they use."""

    def __init__(
        self,
        dialect: Dialect,
        use: ir.Use,
        shapes: Mapping[str, ir.Shape],
        own_classes: Mapping[str, OwnClass],
        shadowed: frozenset[str] = frozenset(),
    ) -> None:
        """A speller for classes of `use`. A shared class is spelled as it is received, with what is sent beside it.

        `shapes`: those of the service. `own_classes`: the user's, by their paths. `shadowed`: names that mean fields
        in the class, so that anything else of the same name needs an alias.
        """
        self._use = use
        self._shapes = {**shapes, ANY_CLASS.name: ANY_CLASS, ANY_ENUM.name: ANY_ENUM}
        self._own_classes = own_classes
        self.names: set[str] = set()  # used since it was last replaced; `X as _X` where X is shadowed
        self._types: dict[int, tuple[Expression, set[str]]] = {}  # by identity: spelled types, and the names they use
        self._fields: dict[tuple[int, bool], SpelledField] = {}  # likewise, by whether their types are quoted, too
        self._templates: dict[int, tuple[FieldTemplate, set[str]]] = {}  # of kinds of fields, likewise
        self._shadowed = shadowed
        self._dialect = dialect
        is_request = use is ir.Use.REQUEST
        self._list, self._map = ("Sequence", "Mapping") if is_request else ("list", "dict")
        self._scalars = SENT_SCALARS if is_request else RECEIVED_SCALARS

    def use(self, name: str) -> str:
        """How to write the name of a shape, a builtin, something from `typing`, or a private helper."""
        if name not in self._shadowed:
            self.names.add(name)
            return name
        return self._use_alias(name)

    def _use_public(self, name: str) -> str:
        """How to write the name of a helper that is not private, or of a builtin."""
        return self._use_alias(name) if name in PUBLIC_HELPERS and name in self._shapes else self.use(name)

    def _use_set(self) -> str:
        """How to write the type of a set. `Set` of `collections.abc` would be confused with the builtin."""
        if self._use is not ir.Use.REQUEST:
            return self.use("set")
        alias = "_AbstractSet" if "AbstractSet" in self._shapes or "AbstractSet" in self._shadowed else "AbstractSet"
        self.names.add(f"Set as {alias}")
        return alias

    def _use_alias(self, name: str) -> str:
        alias = f"_{name}_" if f"_{name}" in self._dialect.helpers else f"_{name}"
        self.names.add(f"{name} as {alias}")
        return alias

    def field(self, field: Field, cycle: frozenset[str]) -> SpelledField:
        """The definition of a field. A type that names a class of `cycle` is quoted: the class may not exist yet."""
        is_quoted = bool(cycle) and not cycle.isdisjoint(ir.references(field.member.type))
        key = id(field), is_quoted  # `fields` keeps the fields alive
        if (found := self._fields.get(key)) is None:
            outer_names, self.names = self.names, set()
            found = self._fields[key] = self._spell_field(field, is_quoted=is_quoted)
            self.names = outer_names
        return found

    def _spell_field(self, field: Field, *, is_quoted: bool) -> SpelledField:
        """The definition of a field, made from the template that all fields of its kind share, if it can be."""
        if not is_quoted:  # a placeholder cannot be in text
            template, names = self._template(field.kind)
            type_name = self.use(field.type_name) if field.type_name else ""
            if text := template.fill(field.name, field.wire_names, type_name):
                return SpelledField(text, names | self.names)
        itself = FieldKind(field.member, field.sent)
        expressions = self._field(itself, field.wire_names, is_quoted=is_quoted)
        return SpelledField(field_definition(field.name, *expressions), self.names)

    def _template(self, kind: FieldKind) -> tuple[FieldTemplate, set[str]]:
        """The template of a kind of fields, and the names that it uses."""
        if (found := self._templates.get(id(kind))) is None:
            outer_names, self.names = self.names, set()
            expressions = self._field(kind, NAMES_PLACEHOLDER, is_quoted=False)
            found = self._templates[id(kind)] = FieldTemplate(*expressions, kind.placeholder), self.names
            self.names = outer_names
            found[1].discard(kind.placeholder)
        return found

    def _field(
        self, kind: FieldKind, wire_names: Expression, *, is_quoted: bool
    ) -> tuple[Expression, Expression | None]:
        """Its annotation and its default."""
        member, sent = kind.member, kind.sent
        type_, *bounds = self._member_type(member, member.type, is_quoted=is_quoted)
        parts = FieldParts(
            member,
            wire_names,
            type_,
            tuple(bounds),
            sent=self._sent_type(member, sent, (type_, *bounds), is_quoted=is_quoted),
            is_quoted=is_quoted,
            has_rules=isinstance(member.type, ir.Ref) and self._has_rules(self._shapes[member.type.name]),
            keeps_null=member.absent is ir.Absent.APART
            or (member.required and ir.allows_null(member.type, self._shapes)),
        )
        return self._dialect.field(parts, self._use_public)

    def unknown_members(self, shape: ir.Structure, fields: Sequence[str], cycle: frozenset[str]) -> str:
        """The definition of the field for what `shape` does not declare. Empty if the class needs none.

        `fields`: the names of its other fields.
        """
        is_quoted = shape.extra is not None and not cycle.isdisjoint(ir.references(shape.extra))
        type_ = (self._type_without_bounds(shape.extra), *self._bounds(shape.extra)) if shape.extra else ()
        return self._dialect.unknown_members(type_, tuple(fields), is_quoted, self.use)

    def _member_type(self, member: ir.Member, type_: ir.Type, *, is_quoted: bool) -> tuple[Expression, ...]:
        """The type of a member, with None if it may be absent; and its bounds."""
        spelled, bounds = self._type_without_bounds(type_), self._bounds(type_, is_quoted=is_quoted)
        if not member.required and member.absent is ir.Absent.NULL and spelled != "None":
            spelled = union((spelled, "None"))
        return spelled, *bounds

    def _sent_type(
        self, member: ir.Member, sent: ir.Member, received: tuple[Expression, ...], *, is_quoted: bool
    ) -> tuple[Expression, ...]:
        """The type and the bounds with which a member of a shared class is sent, if they are not `received`."""
        if self._use is not ir.Use.SHARED:
            return ()
        outer_names, self.names = self.names, set()
        spelled, sent_names = self._member_type(member, sent.type, is_quoted=is_quoted), self.names
        self.names = outer_names
        if spelled == received:
            return ()
        self.names |= sent_names
        return spelled

    def alias(self, shape: ir.Alias) -> tuple[Expression, Expression]:
        """What an alias is at run time, and what type checkers see."""
        type_ = ir.with_received_types(shape).type
        sent = self.type(shape.type)
        parts = AliasParts(
            self._type_without_bounds(type_),
            self._bounds(type_),
            sent=sent if sent != self.type(type_) else None,
            stand_ins=tuple([self.use(each.name) for each in shape.stand_ins]),
            has_rules=self._has_rules(shape),
        )
        return self._dialect.alias(parts, self.use)

    def _has_rules(self, shape: ir.Shape) -> bool:
        """Whether an alias accepts values that its type alone does not say, or writes them in another way in JSON."""
        if not isinstance(shape, ir.Alias):
            return False
        if isinstance(shape.type, ir.Ref) and self._has_rules(self._shapes[shape.type.name]):
            return True
        is_two_sided = shape.received is not None and shape.received.type != shape.type
        return bool(shape.stand_ins) or is_two_sided or self._is_special(shape.type)

    def type(self, type_: ir.Type) -> Expression:
        """The type as an annotation, including its bounds."""
        plain, bounds = self._type_without_bounds(type_), self._bounds(type_)
        return Subscript(self.use("Annotated"), (plain, *bounds)) if bounds else plain

    def _bounds(self, type_: ir.Type, *, is_quoted: bool = False) -> tuple[Expression, ...]:
        """What limits the values of a type: `_min(1)`, `_pattern(r"^a")`; or the order of a union: `_one_of(A, B)`."""
        if isinstance(type_, ir.OneOf):
            return self._order(type_, is_quoted=is_quoted)
        if not isinstance(type_, ir.Scalar | ir.List | ir.Map):
            return ()
        constraints = type_.constraints
        if isinstance(type_, ir.Scalar) and type_.own_class:  # the class says which values it has
            return ()
        if constraints is ir.UNCONSTRAINED:
            is_document = isinstance(type_, ir.Scalar) and type_.kind is ir.ScalarKind.DOCUMENT
            return (self.use("_document"),) if is_document and self._use in _SENT_USES else ()
        bounds: list[tuple[str, tuple[Expression, ...]]] = [
            (name, (repr(bound),))
            for name, bound in (
                ("_min", constraints.minimum),
                ("_max", constraints.maximum),
                ("_above", constraints.above),
                ("_below", constraints.below),
                ("_multiple_of", constraints.multiple_of),
            )
            if bound is not None
        ]
        if pattern := usable_translation(constraints.pattern, self._dialect.can_run):
            bounds.append(("_pattern", (raw_string(pattern.text), *self._dialect.pattern_arguments(pattern))))
        return tuple([Call(self.use(name), arguments) for name, arguments in bounds])

    def _order(self, union: ir.OneOf, *, is_quoted: bool) -> tuple[Expression, ...]:
        """The order of the alternatives, if it counts. typing caches types, and `A | B` equals `B | A` in its cache."""
        if not can_be_confused(union, self._shapes):
            return ()
        types = tuple(self._alternative(each) for each in union.alternatives if each != ir.NULL)
        tag = ir.tag_of(union, self._shapes)
        tags = (f"tag={string(tag.member)}",) if tag else ()
        return (Call(self.use("_one_of"), (f"lambda: ({', '.join(types)})", *tags) if is_quoted else (*types, *tags)),)

    def _type_without_bounds(self, type_: ir.Type) -> Expression:
        if (found := self._types.get(id(type_))) is None:
            outer_names, self.names = self.names, set()
            found = self._types[id(type_)] = self._spell(type_), self.names
            self.names = outer_names
        self.names |= found[1]
        return found[0]

    def _spell(self, type_: ir.Type) -> Expression:
        use, use_public = self.use, self._use_public
        match type_:
            case ir.Scalar() if type_.own_class:
                self.names.add(f"{type_.own_class} as {self._own_classes[type_.own_class].alias}")
                return self._own_classes[type_.own_class].alias
            case ir.Scalar(kind):
                return union(map(use_public, self._scalars[kind]))
            case ir.Ref(name):
                return use(name)
            case ir.List(element) if type_.is_frozen:
                element_type = self.type(element)
                head = use("frozenset" if type_.is_set else "tuple")
                return Subscript(head, (element_type,) if type_.is_set else (element_type, "..."))
            case ir.List(element):
                return Subscript(self._use_set() if type_.is_set else use_public(self._list), (self.type(element),))
            case ir.Tuple(elements):
                return Subscript(use("tuple"), tuple(map(self.type, elements)) or ("()",))
            case ir.Map(key, value):
                return Subscript(use_public(self._map), (self.type(key), self.type(value)))
            case ir.Stream(ir.Scalar()):
                return use_public("StreamingBody")
            case ir.Stream(element):
                return Subscript(use_public("EventStream"), (self.type(element),))
            case ir.Literal((None,)):
                return "None"
            case ir.Literal(values):
                return literal(use("Literal"), values)
            case ir.OneOf(alternatives):
                is_alone = sum(each != ir.NULL for each in alternatives) == 1
                spell = self.type if is_alone else self._alternative
                return union(map(spell, alternatives))

    def _alternative(self, type_: ir.Type) -> Expression:
        """An alternative of a union. One that is a union itself is marked, so that the two stay apart."""
        mark = _MARKS.get(self._scalars[type_.kind]) if isinstance(type_, ir.Scalar) else None
        if not mark:
            return self.type(type_)
        marks = (self.use(mark), *self._bounds(type_))
        return Subscript(self.use("Annotated"), (self._type_without_bounds(type_), *marks))

    def _is_special(self, type_: ir.Type) -> bool:
        """Whether a type holds values that pydantic by itself would write in another way in JSON, or confuse."""
        match type_:
            case ir.Scalar(kind):
                return SENT_SCALARS[kind] in _MARKS or kind in _WRITTEN_AS_TEXT
            case ir.List(element):
                return type_.is_set or type_.is_frozen or self._is_special(element)
            case ir.Tuple():
                return True
            case ir.Map(key, value):
                return self._is_special(key) or self._is_special(value)
            case ir.OneOf(alternatives):
                return any(map(self._is_special, alternatives)) or can_be_confused(type_, self._shapes)
            case _:
                return False


def union(types: Iterable[Expression]) -> Expression:
    """The union of these types, or the type itself if there is one. A union among them is taken apart."""
    flat: list[Expression] = []
    for each in types:
        flat += each.alternatives if isinstance(each, UnionExpression) else (each,)
    return UnionExpression(tuple(flat)) if len(flat) > 1 else flat[0]


def sent_mark(parts: FieldParts, use: UseName, *marks: Expression) -> Expression:
    """`_sent(type, _min(1))`. A type that names a class that may not exist yet is in a `lambda`."""
    type_, *bounds = parts.sent
    return Call(use("_sent"), (f"lambda: {type_}" if parts.is_quoted else type_, *bounds, *marks))


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
