"""How strict each class is, decided once for all targets: strict in what is sent, liberal in what is received.

The oracle is the real client. In what is sent, botocore's `ParamValidator` (`botocore/validate.py`) rejects unknown
members, missing members and values of the wrong type, and AWS itself rejects values outside an enum. In what is
received, nothing can be required: services leave out members that their models require, and add enum values and members
between two releases of an SDK.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from .. import ir
from ..diagnostics import Report
from ..options import CheckedConstraints, Options, RequiredMembers

_UNCONSTRAINED_SCALARS = {kind: ir.Scalar(kind) for kind in ir.ScalarKind}
_STRING = _UNCONSTRAINED_SCALARS[ir.ScalarKind.STRING]
_ANYTHING = _UNCONSTRAINED_SCALARS[ir.ScalarKind.ANY]
_RESPONSE_METADATA = ir.Ref("ResponseMetadata")
# What botocore's parsers return if a union has a member that their release does not know (`botocore/parsers.py`).
_SDK_UNKNOWN_MEMBER = ir.Member(
    name="SDK_UNKNOWN_MEMBER",
    type=ir.Map(_STRING, _STRING),
    documentation="Stands for a member that the client does not know. `name` is its name.",
)


class _Rules(NamedTuple):
    """The rules for what is sent, for what is received, or for a team's own types."""

    unknown: ir.Unknown
    open_enums: bool
    required: RequiredMembers
    constraints: CheckedConstraints
    exactly_one: bool
    is_received: bool = False
    is_written: bool = False


def strictness(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Make each structure as strict as its `use` and the options say.

    A shared structure gets both verdicts: it is judged as a request, and its `received` is judged as a response.
    """
    return ir.replace(service, shapes=_Strictness(service, options).shapes())


class _Strictness:
    """Applies the rules to the shapes of one service."""

    def __init__(self, service: ir.Service, options: Options) -> None:
        requests, responses = options.requests, options.responses
        self.service = service
        self.sent = _Rules(
            unknown=ir.Unknown(requests.unknown),
            open_enums=requests.enums == "open",
            required="spec",
            constraints=requests.constraints,
            exactly_one=True,
        )
        self.received = _Rules(
            unknown=ir.Unknown(responses.unknown),
            open_enums=responses.enums == "open",
            required=responses.required,
            constraints=responses.constraints,
            exactly_one=False,
            is_received=True,
        )
        self.written = _Rules(
            unknown=ir.Unknown(options.types.unknown),
            open_enums=False,
            required="spec",
            constraints="all",
            exactly_one=True,
            is_written=True,
        )
        self.changes = {
            rules: ir.everywhere(_type_change(rules, service.shapes))
            for rules in (self.sent, self.received, self.written)
        }
        self.event_unions = frozenset(
            name
            for shape in service.shapes.values()
            for type_ in ir.types_of(shape)
            if isinstance(type_, ir.Stream)
            for name in ir.references(type_)
        )

    def shapes(self) -> dict[str, ir.Shape]:
        """All shapes, with the rules applied."""
        return {name: self._shape(shape) for name, shape in self.service.shapes.items()}

    def _shape(self, shape: ir.Shape) -> ir.Shape:
        match shape:
            case ir.Enum():
                return shape
            case ir.Structure(use=ir.Use.SHARED):
                return ir.replace(self._structure(shape, self.sent), received=self._as_received(shape))
            case ir.Union(use=ir.Use.SHARED):
                return ir.replace(self._union(shape, self.sent), received=self._as_received(shape))
            case ir.Alias(use=ir.Use.SHARED):
                return ir.replace(self._alias(shape, self.sent), received=self._as_received(shape))
            case ir.Structure(use=use):
                return self._structure(shape, self._rules(use))
            case ir.Union(use=use):
                return self._union(shape, self._rules(use))
            case ir.Alias(use=use):
                return self._alias(shape, self._rules(use))

    def _rules(self, use: ir.Use | None) -> _Rules:
        return {ir.Use.REQUEST: self.sent, ir.Use.WRITTEN: self.written}.get(use or ir.Use.SHARED, self.received)

    def _as_received(self, shape: ir.Structure | ir.Union | ir.Alias) -> Any:
        """The received half of a shared shape, under a name of its own, which JSON Schema uses."""
        name = f"{shape.name}Received"
        while name in self.service.shapes:
            name += "_"
        match shape:
            case ir.Structure():
                return ir.replace(self._structure(shape, self.received), name=name, use=ir.Use.RESPONSE)
            case ir.Union():
                return ir.replace(self._union(shape, self.received), name=name, use=ir.Use.RESPONSE)
            case ir.Alias():
                return ir.replace(self._alias(shape, self.received), name=name, use=ir.Use.RESPONSE)

    def _structure(self, shape: ir.Structure, rules: _Rules) -> ir.Structure:
        if rules.is_received:
            is_overstated = overstates_required(self.service, shape)
            members = tuple([self._received_member(each, is_overstated) for each in shape.members])
        else:
            members = ir.map_members(shape.members, self.changes[rules])
        if not rules.is_written:
            return ir.replace(shape, members=members, unknown=rules.unknown)
        return ir.replace(
            shape,
            members=tuple([self._with_null_apart(each) for each in members]),
            unknown=shape.declared_unknown or rules.unknown,
            extra=self.changes[rules](shape.extra) if shape.extra and shape.extra != _ANYTHING else None,
        )

    def _received_member(self, member: ir.Member, is_overstated: bool) -> ir.Member:
        """A member of what is received. `is_overstated`: whether only a correction shows that one is required."""
        rule = self.received.required
        type_ = self.changes[self.received](member.type)
        is_expected = member.required and (member.corrected or not is_overstated)
        is_required = member.required and (rule == "spec" or (rule == "model" and is_expected))
        absent = member.absent
        if member.required and not is_required:
            absent = ir.Absent.UNEXPECTED if is_expected and rule == "typed" else ir.Absent.NULL
        if not is_required:
            absent = _absent(type_) or absent
        if type_ is member.type and is_required == member.required and absent is member.absent:
            return member
        return ir.replace(member, type=type_, required=is_required, absent=absent)

    def _with_null_apart(self, member: ir.Member) -> ir.Member:
        """A member of a team's type. What its type allows is a value, null as well."""
        if member.required or not ir.allows_null(member.type, self.service.shapes):
            return member
        return ir.replace(member, absent=ir.Absent.APART)

    def _union(self, shape: ir.Union, rules: _Rules) -> ir.Union:
        members = shape.members
        if rules.is_received and shape.use is not ir.Use.SHARED and shape.name not in self.event_unions:
            members = (*members, ir.replace(_SDK_UNKNOWN_MEMBER, source=shape.source))
        if rules.is_received:
            members = tuple([self._received_member(each, is_overstated=False) for each in members])
        else:
            members = ir.map_members(members, self.changes[rules])
        return ir.replace(shape, members=members, unknown=rules.unknown, exactly_one=rules.exactly_one)

    def _alias(self, shape: ir.Alias, rules: _Rules) -> ir.Alias:
        return ir.replace(shape, type=self.changes[rules](shape.type))


def _absent(type_: ir.Type) -> ir.Absent | None:
    """What stands for an optional member of a type, if the type decides it. The client always returns metadata."""
    if isinstance(type_, ir.Map) or (isinstance(type_, ir.List) and not (type_.is_set or type_.is_frozen)):
        return ir.Absent.EMPTY
    if isinstance(type_, ir.Stream) or type_ == _RESPONSE_METADATA:
        return ir.Absent.UNEXPECTED
    return None


def overstates_required(service: ir.Service, shape: ir.Structure | ir.Union) -> bool:
    """Whether the spec calls the members of `shape` required only because they are those of a response."""
    return service.overstates_required and any(each.name == _RESPONSE_METADATA.name for each in shape.members)


def _type_change(rules: _Rules, shapes: Mapping[str, ir.Shape]) -> ir.Change:
    """The change that applies `rules` to a type, without its parts."""
    enums = frozenset(name for name, shape in shapes.items() if isinstance(shape, ir.Enum))

    def change(type_: ir.Type) -> ir.Type:
        match type_:
            case ir.Ref(name) if rules.open_enums and name in enums:
                return ir.OneOf((type_, _STRING))
            case ir.Literal(values) if rules.open_enums and all(isinstance(value, str) for value in values):
                return ir.OneOf((type_, _STRING))
            case ir.OneOf(alternatives):
                return _text_and_lists_first(ir.one_of(alternatives))
            case ir.Scalar(kind, constraints):
                checked = _checked_constraints(type_, constraints, rules.constraints)
                if checked is constraints:
                    return type_
                if checked is ir.UNCONSTRAINED and not type_.own_class:
                    return _UNCONSTRAINED_SCALARS[kind]
                return ir.replace(type_, constraints=checked)
            case ir.List(element=item, constraints=constraints) | ir.Map(value=item, constraints=constraints):
                checked = _checked_constraints(type_, constraints, rules.constraints)
                is_plain = isinstance(type_, ir.Map) or not (type_.is_set or type_.is_frozen)
                skips_null = rules.is_received and is_plain and not ir.allows_null(item, shapes)
                if checked is constraints and skips_null is type_.skips_null:
                    return type_
                return ir.replace(type_, constraints=checked, skips_null=skips_null)
        return type_

    return change


def _text_and_lists_first(type_: ir.Type) -> ir.Type:
    """A union in which blobs, decimals, paths, sets and tuples come last: text and lists in JSON are read as that."""
    if not isinstance(type_, ir.OneOf) or not any(map(_is_written_as_another, type_.alternatives)):
        return type_
    return ir.OneOf(tuple(sorted(type_.alternatives, key=lambda each: each == ir.NULL or _is_written_as_another(each))))


def _is_written_as_another(type_: ir.Type) -> bool:
    """Whether JSON has no such values, but writes them as text or as a list."""
    match type_:
        case ir.Scalar(kind):
            return kind in {ir.ScalarKind.BLOB, ir.ScalarKind.DECIMAL, ir.ScalarKind.PATH}
        case ir.List():
            return type_.is_set or type_.is_frozen
        case ir.Tuple():
            return True
    return False


def _checked_constraints(
    type_: ir.Scalar | ir.List | ir.Map, constraints: ir.Constraints, option: CheckedConstraints
) -> ir.Constraints:
    """The part of the constraints of a type that is checked, given the user's option."""
    is_blob = isinstance(type_, ir.Scalar) and type_.kind is ir.ScalarKind.BLOB
    if is_blob or constraints == ir.UNCONSTRAINED:
        return ir.UNCONSTRAINED  # base64 in JSON does not show the number of bytes, and the client does not check it
    if option == "all":
        return constraints
    if option == "none" or isinstance(type_, ir.Map) or constraints.minimum is None:
        return ir.UNCONSTRAINED  # ParamValidator does not check the bounds of maps
    is_length = isinstance(type_, ir.List) or (isinstance(type_, ir.Scalar) and type_.kind is ir.ScalarKind.STRING)
    if is_length and constraints.minimum == 0:
        return ir.UNCONSTRAINED  # true of every length
    return ir.Constraints(minimum=constraints.minimum)
