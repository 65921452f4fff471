"""How strict each class is, decided once for all targets: strict in what is sent, liberal in what is received.

The oracle is the real client. In what is sent, botocore's `ParamValidator` (`botocore/validate.py`) rejects unknown
members, missing members and values of the wrong type, and AWS itself rejects values outside an enum. In what is
received, nothing can be required: services leave out members that their models require, and add enum values and members
between two releases of an SDK.
"""

from typing import NamedTuple

from .. import ir
from ..diagnostics import Report
from ..options import CheckedConstraints, Options, RequiredMembers

_UNCONSTRAINED_SCALARS = {kind: ir.Scalar(kind) for kind in ir.ScalarKind}
_STRING = _UNCONSTRAINED_SCALARS[ir.ScalarKind.STRING]
# What botocore's parsers return if a union has a member that their release does not know (`botocore/parsers.py`).
_SDK_UNKNOWN_MEMBER = ir.Member(
    name="SDK_UNKNOWN_MEMBER",
    type=ir.Map(_STRING, _STRING),
    documentation="Stands for a member that the client does not know. `name` is its name.",
)


class _Rules(NamedTuple):
    """The rules for the structures of one use."""

    unknown: ir.Unknown
    open_enums: bool
    required: RequiredMembers
    constraints: CheckedConstraints
    exactly_one: bool
    sdk_unknown_member: bool = False  # whether a union may hold `SDK_UNKNOWN_MEMBER`
    skips_null: bool = False


# A shared class is as liberal as a response, except that it has required members: without them, requests would not be
# strict. It keeps unknown members, so that a misspelt one reaches the client, which rejects it.
_SHARED = _Rules(ir.Unknown.ALLOW, open_enums=True, required="spec", constraints="none", exactly_one=False)
_WRITTEN = _Rules(ir.Unknown.FORBID, open_enums=False, required="spec", constraints="all", exactly_one=True)


def strictness(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Make each structure as strict as its `use` and the options say."""
    rules = _rules_by_use(options)
    enums = frozenset(name for name, shape in service.shapes.items() if isinstance(shape, ir.Enum))
    changes = {each: ir.everywhere(_type_change(each, enums)) for each in rules.values()}
    event_unions = frozenset(
        name
        for shape in service.shapes.values()
        for type_ in ir.types_of(shape)
        if isinstance(type_, ir.Stream)
        for name in ir.references(type_)
    )

    def apply_rules(shape: ir.Shape) -> ir.Shape:
        match shape:
            case ir.Structure(use=ir.Use() as use, members=members):
                required = rules[use].required
                is_response = any(each.name == "ResponseMetadata" for each in members)
                if required == "none" or (required == "model" and service.overstates_required and is_response):
                    members = _all_optional(members)
                members = ir.map_members(members, changes[rules[use]])
                return ir.replace(shape, members=members, unknown=rules[use].unknown)
            case ir.Union(use=ir.Use() as use, members=members):
                if rules[use].sdk_unknown_member and shape.name not in event_unions:
                    members = (*members, ir.replace(_SDK_UNKNOWN_MEMBER, source=shape.source))
                members = ir.map_members(members, changes[rules[use]])
                exactly_one = rules[use].exactly_one
                return ir.replace(shape, members=members, unknown=rules[use].unknown, exactly_one=exactly_one)
            case ir.Alias(use=ir.Use() as use):
                return ir.map_types(shape, changes[rules[use]])
        return shape

    return ir.replace(service, shapes={name: apply_rules(shape) for name, shape in service.shapes.items()})


def _all_optional(members: tuple[ir.Member, ...]) -> tuple[ir.Member, ...]:
    return tuple([ir.replace(each, required=False) if each.required else each for each in members])


def _rules_by_use(options: Options) -> dict[ir.Use, _Rules]:
    requests, responses = options.requests, options.responses
    request = _Rules(
        unknown=ir.Unknown(requests.unknown),
        open_enums=requests.enums == "open",
        required="spec",
        constraints=requests.constraints,
        exactly_one=True,
    )
    response = _Rules(
        unknown=ir.Unknown(responses.unknown),
        open_enums=responses.enums == "open",
        required=responses.required,
        constraints=responses.constraints,
        exactly_one=False,
        sdk_unknown_member=True,
        skips_null=True,  # some services send null for nothing in JSON, and botocore's parsers pass it on
    )
    return {
        ir.Use.REQUEST: request,
        ir.Use.RESPONSE: response,
        ir.Use.ERROR: response,
        ir.Use.EVENT: response,
        ir.Use.SHARED: _SHARED,
        ir.Use.WRITTEN: _WRITTEN,
    }


def _type_change(rules: _Rules, enums: frozenset[str]) -> ir.Change:
    """The change that applies `rules` to a type, without its parts."""

    def change(type_: ir.Type) -> ir.Type:
        match type_:
            case ir.Ref(name) if rules.open_enums and name in enums:
                return ir.OneOf((type_, _STRING))
            case ir.Literal(values) if rules.open_enums and all(isinstance(value, str) for value in values):
                return ir.OneOf((type_, _STRING))
            case ir.OneOf(alternatives):
                return ir.one_of(alternatives)
            case ir.Scalar(kind, constraints):
                checked = _checked_constraints(type_, constraints, rules.constraints)
                if checked is constraints:
                    return type_
                return _UNCONSTRAINED_SCALARS[kind] if checked is ir.UNCONSTRAINED else ir.Scalar(kind, checked)
            case ir.List(element=item, constraints=constraints) | ir.Map(value=item, constraints=constraints):
                checked = _checked_constraints(type_, constraints, rules.constraints)
                skips_null = rules.skips_null and not ir.allows_null(item)
                if checked is constraints and skips_null is type_.skips_null:
                    return type_
                return ir.replace(type_, constraints=checked, skips_null=skips_null)
        return type_

    return change


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
