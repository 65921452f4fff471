"""What the user corrects: members and enums of which AWS's model, or a document, says something wrong."""

import re
from collections.abc import Mapping

from .. import ir
from ..diagnostics import Report, did_you_mean
from ..options import Correction, Options
from .members import members_named
from .strictness import overstates_required

_OF_THE_PROGRAM = {ir.ScalarKind.ANY, ir.ScalarKind.OBJECT}  # no spec declares these
_SCALARS = {str(kind): ir.Scalar(kind) for kind in ir.ScalarKind if kind not in _OF_THE_PROGRAM}
_STRING = _SCALARS["string"]
_CONTAINER = re.compile(r"(list|map)\[(.*)\]", re.DOTALL)
_MAX_DEPTH = 30  # of lists in lists, as in botocore's files
_ROOTS = frozenset({ir.Use.REQUEST, ir.Use.RESPONSE, ir.Use.ERROR})


def corrections(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Make the corrections that the user configured for this service.

    They name classes as the spec does, before the pass `rename`. The result is what a spec without the mistakes would
    give: directions and strictness are decided later, and a class is dropped if nothing refers to it any more.
    """
    own = [each for each in options.corrections if options.is_named(service.name, each.path[0])]
    if not own:
        return service
    corrector = _Corrector(service, options)
    for correction in own:
        try:
            effects = corrector.correct(correction)
        except _RefusedError as error:
            report.error(error.code, correction.source, error.message, shape=correction.at, hint=error.hint)
        else:
            _report_unneeded(effects, correction, corrector.shapes, report)
    return _without_unused(service, ir.replace(service, shapes=corrector.shapes))


def _report_unneeded(
    effects: Mapping[str, bool], correction: Correction, shapes: Mapping[str, ir.Shape], report: Report
) -> None:
    """Report what changes nothing. `effects`: whether each part of the correction changes something."""
    unneeded = [part for part, is_needed in effects.items() if not is_needed]
    for part in ["this correction"] if len(unneeded) == len(effects) else unneeded:
        message = f"{part} is no longer needed, because it changes nothing"
        hint = _similar_member(correction, shapes) or f"remove it; its reason was: {correction.reason}"
        report.note("unneeded-correction", correction.source, message, shape=correction.at, hint=hint)


def _similar_member(correction: Correction, shapes: Mapping[str, ir.Shape]) -> str:
    """A hint, if the name of a member to remove may be a mistake."""
    _, name, member = correction.path
    shape = shapes[name]
    if not correction.remove or not isinstance(shape, ir.Structure | ir.Union):
        return ""
    return did_you_mean(member, [each.name for each in shape.members])


def _without_unused(before: ir.Service, after: ir.Service) -> ir.Service:
    """`after`, without the shapes that requests, responses and errors lead to only in `before`."""
    roots = [name for name, each in before.shapes.items() if not isinstance(each, ir.Enum) and each.use in _ROOTS]
    unused = ir.reachable(before, roots, stand_ins=True) - ir.reachable(after, roots, stand_ins=True)
    return ir.replace(after, shapes={name: each for name, each in after.shapes.items() if name not in unused})


class _RefusedError(Exception):
    """A correction does not fit the service."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


class _Corrector:
    """Corrects the shapes of one service."""

    def __init__(self, service: ir.Service, options: Options) -> None:
        self.shapes = dict(service.shapes)
        self._service = service
        self._old_names = {new: old for old, new in options.renamed_classes(service.name).items()}
        self._earlier: dict[tuple[str, str], Correction] = {}  # by class and member
        self._unbounded = ir.everywhere(_without_bounds)

    def correct(self, correction: Correction) -> dict[str, bool]:
        """Make one correction. Returns whether each part of it changes something.

        Raises:
            _RefusedError: it does not fit the service.
        """
        _, name, member_name = correction.path
        shape = self._find_shape(name)
        if not member_name:
            return self._correct_enum(shape, correction)
        if not isinstance(shape, ir.Structure | ir.Union):
            raise _no_members(shape)
        if correction.required and isinstance(shape, ir.Union):
            raise _RefusedError("bad-correction", f"{name} is a union: one member is set, and none is required")
        if correction.add:
            return self._add_member(shape, member_name, correction)
        member = _find_member(shape, member_name)
        if member is None and not correction.remove:
            hint = did_you_mean(member_name, [each.name for each in shape.members])
            raise _RefusedError("unknown-member", f"{name} has no member {member_name}", hint)
        self._check_first(name, member.name if member else member_name, correction)
        if member is None or correction.remove:
            self._set_members(shape, [each for each in shape.members if each is not member])
            return {"`remove`": member is not None}
        new, effects = self._corrected_member(shape, member, correction)
        self._set_members(shape, [new if each is member else each for each in shape.members])
        return effects

    # Members.

    def _set_members(self, shape: ir.Structure | ir.Union, members: list[ir.Member]) -> None:
        self.shapes[shape.name] = ir.replace(shape, members=tuple(members))

    def _corrected_member(
        self, shape: ir.Structure | ir.Union, member: ir.Member, correction: Correction
    ) -> tuple[ir.Member, dict[str, bool]]:
        effects = {}
        if correction.type:
            type_ = self._type(correction.type)
            effects["`type`"] = self._unbounded(member.type) != type_
            if effects["`type`"]:
                member = ir.replace(member, type=type_)
        if correction.required is not None:
            corrected = correction.required and overstates_required(self._service, shape)
            new = ir.replace(member, required=correction.required, corrected=corrected)
            effects["`required`"] = new != member
            member = new
        return member, effects

    def _add_member(self, shape: ir.Structure | ir.Union, name: str, correction: Correction) -> dict[str, bool]:
        """Add a member, unless the spec has the same by now."""
        self._check_first(shape.name, name, correction)
        type_ = self._type(correction.add)
        existing = next((each for each in shape.members if each.name == name), None)
        if existing is None:
            member = ir.Member(name=name, type=type_, required=bool(correction.required), source=shape.source)
            self._set_members(shape, [*shape.members, member])
        elif self._unbounded(existing.type) != type_ or correction.required not in {None, existing.required}:
            hint = "remove the correction, or use `type` and `required` in place of `add`"
            message = f"{shape.name} has a member {name} already, and a different one"
            raise _RefusedError("bad-correction", message, hint)
        return {"`add`": existing is None}

    # Enums.

    def _correct_enum(self, shape: ir.Shape, correction: Correction) -> dict[str, bool]:
        if not isinstance(shape, ir.Enum):
            raise _RefusedError("bad-correction", f"{shape.name} is not an enum")
        self._check_first(shape.name, "", correction)
        old = set(shape.values)
        new = old.union(correction.add_values).difference(correction.remove_values)
        if not new:
            raise _RefusedError("bad-correction", f"{shape.name} has no other values, and an enum needs one")
        self.shapes[shape.name] = ir.replace(shape, values=tuple(sorted(new)))
        changed = old ^ new
        return {f"{each!r}": each in changed for each in (*correction.add_values, *correction.remove_values)}

    # Names.

    def _find_shape(self, name: str) -> ir.Shape:
        if name not in self.shapes:
            raise _RefusedError("unknown-class", f"{self._service.name} has no class {name}", self._class_hint(name))
        return self.shapes[name]

    def _class_hint(self, name: str, *others: str) -> str:
        """What the user may have meant by the name of a class, which could be one of `others` instead."""
        if old := self._old_names.get(name):
            return f"`rename` gives this name to {old}: corrections use the name {old}"
        return did_you_mean(name, [*others, *self.shapes])

    def _type(self, text: str) -> ir.Type:
        """The type that the user wrote: the name of a scalar or of a class, `list[X]` or `map[X]`."""
        inner = text.strip()
        containers = []
        while found := _CONTAINER.fullmatch(inner):
            containers.append(found[1])
            inner = found[2].strip()
            if len(containers) > _MAX_DEPTH:
                raise _RefusedError("bad-correction", f"the type is nested more than {_MAX_DEPTH} levels deep")
        if inner not in _SCALARS and inner not in self.shapes:
            hint = f"the types are {', '.join(_SCALARS)}, list[X], map[X] and the classes of the service"
            raise _RefusedError("unknown-type", f"unknown type {inner}", self._class_hint(inner, *_SCALARS) or hint)
        type_: ir.Type = _SCALARS.get(inner) or ir.Ref(inner)
        for container in reversed(containers):
            type_ = ir.List(type_) if container == "list" else ir.Map(_STRING, type_)
        return type_

    def _check_first(self, name: str, member: str, correction: Correction) -> None:
        """Check that no other correction is of the same place: the two could contradict one another."""
        first = self._earlier.setdefault((name, member), correction)
        if first is not correction:
            hint = f"the other correction is on line {first.source.line}"
            raise _RefusedError("duplicate-correction", "this is corrected twice", hint)


def _without_bounds(type_: ir.Type) -> ir.Type:
    return ir.replace(type_, constraints=ir.UNCONSTRAINED) if isinstance(type_, ir.Scalar | ir.List | ir.Map) else type_


def _find_member(shape: ir.Structure | ir.Union, name: str) -> ir.Member | None:
    """The member `name`, or the only one whose field in Python has this name.

    Raises:
        _RefusedError: several members have this field name.
    """
    found = members_named(shape, name)
    if len(found) > 1:
        members = " and ".join(each.name for each in found)
        raise _RefusedError("unknown-member", f"{name} may stand for {members}", "use the name of the member")
    return found[0] if found else None


def _no_members(shape: ir.Enum | ir.Alias) -> _RefusedError:
    if isinstance(shape, ir.Enum):
        return _RefusedError("bad-correction", f"{shape.name} is an enum, which has no members")
    names = [*ir.references(shape.type), *(each.name for each in shape.stand_ins)]
    hint = f"correct {' and '.join(names)}" if names else ""
    return _RefusedError("bad-correction", f"{shape.name} stands for another type, and has no members", hint)
