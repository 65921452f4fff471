"""Types and fields as the two Python packages write them, and the names that must not meet.

A target brings a `Dialect`. A service's members share their types, and many are alike, so each is spelled once.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from ... import ir
from ...options import Options
from ..patterns import Runs, Translation, usable
from . import formatting
from .formatting import Either, Expression, Subscript

_HELPERS = frozenset(
    {"_judged_by", "_max", "_min", "_pattern", "_resolve", "_stream", "_wire"}
)  # of the runtime, that a name may come to
_SENT = frozenset({ir.Use.REQUEST, ir.Use.SHARED})

UseName = Callable[[str], str]  # how to write a name; that it is used is kept in mind


class FieldView(NamedTuple):
    """A member, its type spelled."""

    member: ir.Member
    wire: Expression  # its names on the wire, as arguments of a call
    type: Expression
    bounds: tuple[Expression, ...]  # of its value, where the type does not say them


class Dialect(NamedTuple):
    """How one of the Python targets writes."""

    folder: str  # below the output folder
    templates: str  # the folder of its templates
    sent: Mapping[ir.ScalarKind, str]  # how scalars are spelled where values are sent …
    received: Mapping[ir.ScalarKind, str]  # … and where they are received
    shared_scalars: Mapping[ir.ScalarKind, str]  # … and both
    lists: tuple[str, str]  # how lists are spelled: sent, and received with nulls in them
    maps: tuple[str, str]
    field: Callable[[FieldView, UseName], tuple[Expression, Expression | None]]  # its annotation and its default
    stand_in: Callable[[Expression, Expression, UseName], Expression]  # of an alias: what judges, and what may come
    complete: Callable[[str, UseName], str]  # the statement that makes a class of a circle whole, after the last of it
    base: Callable[[Options], str]  # the class that the user has it inherit from, if any
    root: Mapping[str, str]  # what the folder offers beside its packages -> the shared module that has it
    runs: Runs  # which patterns it can run …
    how: Callable[[Translation], tuple[str, ...]] = lambda _: ()  # … and what it has to know to do so
    decorator: str = ""
    secret: str = ""  # the keyword argument of a class whose values are in no message
    bounds_beside: bool = False  # whether the bounds of a field's value stand beside its type; else they are in it
    modules: tuple[str, ...] = ()  # modules of a package besides its types, each a template
    shared: tuple[str, ...] = ("_aliases", "_calls", "_runtime")  # modules that all packages share, each a template


class Speller:
    """Spells what classes of one use are made of, and knows the names that this takes."""

    def __init__(self, dialect: Dialect, use: ir.Use, hidden: frozenset[str] = frozenset()) -> None:
        """`hidden`: names that mean fields of the class at work, so that others need another name there."""
        sends = use in _SENT
        self.names: set[str] = set()  # used since this was last emptied; `X as _X` where it has another name
        self._types: dict[int, tuple[Expression, set[str]]] = {}  # what was spelled, and the names that this took
        self._forms: dict[object, tuple[formatting.Form, set[str]]] = {}  # of fields, likewise
        self._hidden = hidden
        self._dialect = dialect
        self._scalars = dialect.shared_scalars if use is ir.Use.SHARED else dialect.sent if sends else dialect.received
        self._lists = (dialect.lists[0],) * 2 if sends else ("list", dialect.lists[1])
        self._maps = (dialect.maps[0],) * 2 if sends else ("dict", dialect.maps[1])

    def use(self, name: str) -> str:
        """How to write `name`: of a shape, a builtin, `typing`, or a helper of the runtime."""
        if name not in self._hidden:
            self.names.add(name)
            return name
        alias = f"_{name}_" if f"_{name}" in _HELPERS else f"_{name}"
        self.names.add(f"{name} as {alias}")
        return alias

    def field(self, name: str, member: ir.Member, circle: frozenset[str]) -> str:
        """The lines of a field; what names a class of the same circle is quoted, for it may not be there yet."""
        # Members share their types, of which the identity holds as long as their service does.
        key = id(member.type), member.required, member.sensitive, member.deprecated, circle
        if (found := self._forms.get(key)) is None:
            others, self.names = self.names, set()
            found = self._forms[key] = formatting.Form(*self._field(member, formatting.GAP, circle)), self.names
            self.names = others
        form, names = found
        self.names |= names
        wire = (
            ", ".join(map(formatting.string, (member.name, *member.also)))
            if member.also
            else formatting.string(member.name)
        )
        return form.filled(name, wire) or formatting.annotate(name, *self._field(member, wire, circle))

    def _field(
        self, member: ir.Member, wire: Expression, circle: frozenset[str]
    ) -> tuple[Expression, Expression | None]:
        """Its annotation and its default."""
        if self._dialect.bounds_beside:
            type_, bounds = self._plain(member.type), self._bounds(member.type)
        else:
            type_, bounds = self.type(member.type), ()
        if not member.required and type_ != "None":
            type_ = Either((*type_.alternatives, "None") if isinstance(type_, Either) else (type_, "None"))
        if circle and not circle.isdisjoint(ir.references(member.type)):
            type_ = formatting.string(type_)
        return self._dialect.field(FieldView(member, wire, type_, bounds), self.use)

    def type(self, type_: ir.Type) -> Expression:
        """The type as an annotation, with its bounds."""
        plain, bounds = self._plain(type_), self._bounds(type_)
        return Subscript(self.use("Annotated"), (plain, *bounds)) if bounds else plain

    def _bounds(self, type_: ir.Type) -> tuple[Expression, ...]:
        """What a value of `type_` must keep to besides: `_min(1)`, `_pattern(r"^a")`."""
        if not isinstance(type_, ir.Scalar | ir.List | ir.Map) or type_.constraints is ir.UNCONSTRAINED:
            return ()
        constraints = type_.constraints
        bounds: list[tuple[str, tuple[Expression, ...]]] = [
            (name, (repr(bound),))
            for name, bound in (("_min", constraints.minimum), ("_max", constraints.maximum))
            if bound is not None
        ]
        if pattern := usable(constraints.pattern, self._dialect.runs):
            bounds.append(("_pattern", (formatting.raw_string(pattern.text), *self._dialect.how(pattern))))
        return tuple([Subscript(self.use(name), arguments, "()") for name, arguments in bounds])

    def _plain(self, type_: ir.Type) -> Expression:
        if (found := self._types.get(id(type_))) is None:
            others, self.names = self.names, set()
            found = self._types[id(type_)] = self._spelled(type_), self.names
            self.names = others
        self.names |= found[1]
        return found[0]

    def _spelled(self, type_: ir.Type) -> Expression:
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
                return Either(tuple([self.type(each) for each in alternatives]))


def literal(head: str, values: tuple[str | int | bool | None, ...]) -> Expression:
    """`Literal["a", 1]`."""
    return Subscript(head, tuple(formatting.string(each) if isinstance(each, str) else repr(each) for each in values))
