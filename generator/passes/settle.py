"""How strict each class is, decided once for all targets: strict in what one sends, liberal in what one accepts.

The oracle is the real client. On what one sends, botocore's `ParamValidator` (`botocore/validate.py`) refuses unknown
and missing members and wrong kinds; AWS itself refuses values outside an enum. Of what comes back nothing can be
required: services leave out what their models require, and add enum values and members between two releases of an SDK.
"""

from typing import NamedTuple

from .. import ir
from ..diagnostics import Report
from ..options import Checked, Options, Required

_PLAIN = {kind: ir.Scalar(kind) for kind in ir.ScalarKind}
_STRING = _PLAIN[ir.ScalarKind.STRING]
# What botocore's parsers return for a member of a union that their release does not know (`parsers.py`).
_UNHEARD = ir.Member(
    name="SDK_UNKNOWN_MEMBER",
    type=ir.Map(_STRING, _STRING),
    documentation="`name`: of the member that is set, which the client does not know.",
)


class _Rules(NamedTuple):
    """What holds for the structures of one use."""

    unknown: ir.Unknown
    open_enums: bool
    required: Required
    constraints: Checked
    exactly_one: bool
    unheard: bool = False  # whether a union may come with a member that nobody knows
    skips_null: bool = False


# A shared class is as liberal as what comes back, but for `required`: without that, a request would lose its
# strictness. It keeps unknown members, so that a misspelt one reaches the client, which refuses it.
_SHARED = _Rules(ir.Unknown.ALLOW, open_enums=True, required="spec", constraints="none", exactly_one=False)
_WRITTEN = _Rules(ir.Unknown.FORBID, open_enums=False, required="spec", constraints="all", exactly_one=True)


def settle(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Write into the service what `options` and the use of each structure make of it."""
    rules = _rules(options)
    enums = frozenset(name for name, shape in service.shapes.items() if isinstance(shape, ir.Enum))
    changes = {each: ir.everywhere(_typing(each, enums)) for each in rules.values()}
    events = frozenset(
        name
        for shape in service.shapes.values()
        for type_ in ir.types_of(shape)
        if isinstance(type_, ir.Stream)
        for name in ir.references(type_)
    )

    def settled(shape: ir.Shape) -> ir.Shape:
        match shape:
            case ir.Structure(use=ir.Use() as use, members=members):
                required = rules[use].required
                is_answer = any(each.name == "ResponseMetadata" for each in members)
                if required == "none" or (required == "model" and service.overstates_required and is_answer):
                    members = _all_optional(members)
                members = ir.map_members(members, changes[rules[use]])
                return ir.replace(shape, members=members, unknown=rules[use].unknown)
            case ir.Union(use=ir.Use() as use, members=members):
                if rules[use].unheard and shape.name not in events:
                    members = (*members, ir.replace(_UNHEARD, source=shape.source))
                members = ir.map_members(members, changes[rules[use]])
                exactly_one = rules[use].exactly_one
                return ir.replace(shape, members=members, unknown=rules[use].unknown, exactly_one=exactly_one)
            case ir.Alias(use=ir.Use() as use):
                return ir.map_types(shape, changes[rules[use]])
        return shape

    return ir.replace(service, shapes={name: settled(shape) for name, shape in service.shapes.items()})


def _all_optional(members: tuple[ir.Member, ...]) -> tuple[ir.Member, ...]:
    return tuple([ir.replace(each, required=False) if each.required else each for each in members])


def _rules(options: Options) -> dict[ir.Use, _Rules]:
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
        unheard=True,
        skips_null=True,  # JSON of some services has it where nothing is; the client's parsers hand it on
    )
    return {
        ir.Use.REQUEST: request,
        ir.Use.RESPONSE: response,
        ir.Use.ERROR: response,
        ir.Use.EVENT: response,
        ir.Use.SHARED: _SHARED,
        ir.Use.WRITTEN: _WRITTEN,
    }


def _typing(rules: _Rules, enums: frozenset[str]) -> ir.Change:
    """The change that `rules` make to a type and to all it holds."""

    def change(type_: ir.Type) -> ir.Type:
        match type_:
            case ir.Ref(name) if rules.open_enums and name in enums:
                return ir.OneOf((type_, _STRING))
            case ir.Literal(values) if rules.open_enums and all(isinstance(value, str) for value in values):
                return ir.OneOf((type_, _STRING))
            case ir.OneOf(alternatives):
                return ir.one_of(alternatives)
            case ir.Scalar(kind, constraints):
                kept = _kept(type_, constraints, rules.constraints)
                if kept is constraints:
                    return type_
                return _PLAIN[kind] if kept is ir.UNCONSTRAINED else ir.Scalar(kind, kept)
            case ir.List(element=held, constraints=constraints) | ir.Map(value=held, constraints=constraints):
                kept = _kept(type_, constraints, rules.constraints)
                skips_null = rules.skips_null and not ir.allows_null(held)
                if kept is constraints and skips_null is type_.skips_null:
                    return type_
                return ir.replace(type_, constraints=kept, skips_null=skips_null)
        return type_

    return change


def _kept(type_: ir.Scalar | ir.List | ir.Map, constraints: ir.Constraints, checked: Checked) -> ir.Constraints:
    is_blob = isinstance(type_, ir.Scalar) and type_.kind is ir.ScalarKind.BLOB
    if is_blob or constraints == ir.UNCONSTRAINED:
        return ir.UNCONSTRAINED  # base64 in JSON does not say how many bytes it holds, and the client does not look
    if checked == "all":
        return constraints
    if checked == "none" or isinstance(type_, ir.Map) or constraints.minimum is None:
        return ir.UNCONSTRAINED  # ParamValidator looks at no bounds of maps
    is_length = isinstance(type_, ir.List) or (isinstance(type_, ir.Scalar) and type_.kind is ir.ScalarKind.STRING)
    if is_length and constraints.minimum == 0:
        return ir.UNCONSTRAINED  # as every length is
    return ir.Constraints(minimum=constraints.minimum)
