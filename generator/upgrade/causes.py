"""Causes before symptoms: one change, with the changes that follow from it as its echoes.

A class that is renamed, for example, is gone under its old name, new under another, and the type of every member that
refers to it. People want to read that once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from .. import ir
from .changes import GRADES, Change
from .differences import Half
from .reach import Reach
from .static_types import Fit, names_in

_Cause = tuple[Change, list[Change]]  # a change, and what follows from it
_TYPE_RULES = frozenset({"sent-type-narrowed", "sent-type-widened", "received-type-narrowed", "received-type-widened"})
_BOUND_RULES = frozenset(
    {"sent-minimum-raised", "sent-minimum-lowered", "sent-maximum-lowered", "sent-maximum-raised",
     "sent-pattern-changed", "sent-pattern-removed"}
)  # fmt: skip
# What another direction alone can change of a member.
_DIRECTION_RULES = _TYPE_RULES | {"received-member-optional", "sent-member-optional", "sent-member-required"}
_CALL_RULES = frozenset({"request-class-changed", "response-class-changed"})


def grouped(changes: list[Change], old: Half, new: Half) -> list[Change]:
    """The changes, in which each that follows from another is an echo of it."""
    causes = _Causes(changes, old, new)
    for find in (
        causes.operations,
        causes.pages_and_waiters,
        causes.other_classes,
        causes.responses,
        causes.directions,
        causes.enums,
        causes.kinds,
        causes.members,
        causes.deprecations,
        causes.values,
        causes.bounds,
    ):
        causes.claim(find())
    return causes.changes


class _Causes:
    def __init__(self, changes: list[Change], old: Half, new: Half) -> None:
        self.changes = changes
        self.old, self.new = old, new
        self.service = new.service.name

    def claim(self, causes: Iterable[_Cause]) -> None:
        """Make what follows from a cause its echoes. A cause from which nothing follows is left as it is."""
        for cause, found in list(causes):
            echoes = tuple(each for each in found if each is not cause and any(each is other for other in self.changes))
            if echoes or cause in self.changes:
                claimed = {id(cause), *map(id, echoes)}
                self.changes = [each for each in self.changes if id(each) not in claimed]
                self.changes.append(_with_echoes(cause, echoes))

    def operations(self) -> Iterator[_Cause]:
        """An operation that is gone, or new, with the classes, pages and waiters that only such operations have."""
        for action, half in (("removed", self.old), ("added", self.new)):
            found = self._of(f"operation-{action}")
            names = {each.name for each in found}
            reach = Reach.of(half.service)
            rules = [f"{kind}-{action}" for kind in ("class", "paginator", "waiter", "method")] if found else []
            reached = [(each, set(each.operations or reach.operations(each.name))) for each in self._of(*rules)]
            for each in found:
                yield each, [one for one, users in reached if each.name in users and users <= names]

    def pages_and_waiters(self) -> Iterator[_Cause]:
        """A paginator, a waiter or an error that is gone, or new, with the classes that only such things have."""
        helpers = {"paginator": "PaginatorConfig", "waiter": "WaiterConfig"}
        for action, half in (("removed", self.old), ("added", self.new)):
            inputs = {each.name: each.input for each in half.service.waiters}
            inputs |= {name: each.paginator.input for name, each in half.operations.items() if each.paginator}
            for kind in ("paginator", "waiter", "error"):
                for each in self._of(f"{kind}-{action}"):
                    own = inputs.get(each.name)
                    names = {own.name if own else "", helpers.get(kind, each.before or each.after)}
                    yield each, [one for one in self._of(f"class-{action}") if one.name in names]

    def responses(self) -> Iterator[_Cause]:
        """An operation that takes or returns another class, with the classes that were made for it."""
        for each in self._of(*_CALL_RULES):
            removed = [one for one in self._of("class-removed") if one.name == each.before]
            yield each, removed + [one for one in self._of("class-added") if one.name == each.after]

    def _of(self, *rules: str) -> list[Change]:
        return [each for each in self.changes if each.rule in rules]

    def _names(self, rule: str) -> set[str]:
        return {each.name for each in self._of(rule)}

    def other_classes(self) -> Iterator[_Cause]:
        """A class in place of another: renamed, or one of two that travel in different directions."""
        removed, added = self._names("class-removed"), self._names("class-added")
        pairs = dict.fromkeys([*self._pairs(), *self._equal_classes(removed, added), *self._stand_ins(added)])
        for before, after in pairs:
            if before in removed and after in added:
                cause = self._change("class-renamed", before, before=before, after=after)
                yield cause, self._following(before, after, "")
            elif after in added and before in self.old.service.shapes:
                cause = self._change("class-both-ways", before, after=f": {after} is what is received")
                yield cause, self._following(before, after, before)
            elif before in removed:
                cause = self._change("class-one-way", after, before=before, after=self._direction(after))
                yield cause, self._following(before, after, after)

    def _pairs(self) -> list[tuple[str, str]]:
        """Classes that stand where others stood, by the types of members and by what operations take and return."""
        found: dict[tuple[str, str], None] = {}
        for each in self._of(*_TYPE_RULES):
            before, after = set(names_in(each.old_type)), set(names_in(each.new_type))
            gone, new = before - after, after - before
            if len(new) == 1:  # what is gone may be a class, or the two that an alias stands for
                found.update({(name, next(iter(new))): None for name in sorted(gone)})
        found.update({(each.before, each.after): None for each in self._of(*_CALL_RULES)})
        return [pair for pair in found if self._are_alike(*pair)]

    def _are_alike(self, old: str, new: str) -> bool:
        """Whether two classes share most of their members, or two enums of their values."""
        before, after = _parts(self.old.service.shapes.get(old)), _parts(self.new.service.shapes.get(new))
        return 2 * len(before & after) > max(len(before), len(after))

    def _stand_ins(self, added: set[str]) -> Iterator[tuple[str, str]]:
        """New classes for what is received, whose instances are taken where the class beside them is sent."""
        for shape in self.new.service.shapes.values():
            if isinstance(shape, ir.Alias) and isinstance(shape.type, ir.Ref):
                yield from ((shape.type.name, each.name) for each in shape.stand_ins if each.name in added)

    def _equal_classes(self, removed: set[str], added: set[str]) -> Iterator[tuple[str, str]]:
        """Classes with equal members, of which one is gone and one is new."""
        for name in sorted(removed):
            twins = [each for each in sorted(added) if self._is_equal(name, each)]
            if len(twins) == 1:
                yield name, twins[0]

    def _is_equal(self, old: str, new: str) -> bool:
        before, after = self.old.service.shapes[old], self.new.service.shapes[new]
        match before, after:
            case ir.Enum(values=values), ir.Enum(values=new_values):
                return values == new_values
            case ((ir.Structure() | ir.Union()), (ir.Structure() | ir.Union())):
                members, new_members = ([(each.name, each.type) for each in side.members] for side in (before, after))
                return type(before) is type(after) and members == new_members and bool(members)
        return False

    def _following(self, before: str, after: str, stays: str) -> list[Change]:
        """What follows if the class `after` stands where `before` stood. `stays`: the one that both sides have."""
        fit = Fit("python", lambda one, other: one == other or {one, other} == {before, after})
        aliases = {
            each.name
            for half in (self.old, self.new)
            for each in half.service.shapes.values()
            if isinstance(each, ir.Alias) and each.type == ir.Ref(stays) and each.stand_ins
        }
        gone_and_new = {"class-removed": {before, *aliases} - {stays}, "class-added": {after, *aliases} - {stays}}

        def follows(change: Change) -> bool:
            if change.rule in gone_and_new:
                return change.name in gone_and_new[change.rule]
            if change.rule in _CALL_RULES:
                return (change.before, change.after) == (before, after)
            if change.name == stays and self._has_other_use(stays):
                return self._is_of_direction(change)
            one, other = change.old_type, change.new_type
            fits = change.rule in _TYPE_RULES and (fit.fits(one, other) or fit.fits(other, one))
            return fits and before in names_in(one)

        return [each for each in self.changes if follows(each)]

    def directions(self) -> Iterator[_Cause]:
        """A class that begins, or ceases, to travel both ways, and keeps its name."""
        for name in filter(self._has_other_use, self.old.service.shapes):
            is_both = self._use(self.new, name) is ir.Use.SHARED
            rule = "class-both-ways" if is_both else "class-one-way"
            cause = self._change(rule, name, after="" if is_both else self._direction(name))
            yield cause, [each for each in self.changes if each.name == name and self._is_of_direction(each)]

    def _is_of_direction(self, change: Change) -> bool:
        """Whether the spec gives a member the type that it gave, so that only its direction differs."""
        if change.rule not in _DIRECTION_RULES:
            return False
        before, after = (_member(half.unjudged, change.name, change.member) for half in (self.old, self.new))
        return before is not None and after is not None and before.type == after.type

    def enums(self) -> Iterator[_Cause]:
        """An enum that is gone because any text is accepted now, or new because it no longer is."""
        for rule, cause, half in (
            ("class-removed", "enum-opened", self.old),
            ("class-added", "enum-closed", self.new),
        ):
            for each in self._of(rule):
                is_enum = isinstance(half.service.shapes[each.name], ir.Enum)
                if is_enum and self._is_text_elsewhere(each.name, half):
                    types = [
                        one
                        for one in self._of(*_TYPE_RULES)
                        if (each.name in names_in(one.old_type)) is not (each.name in names_in(one.new_type))
                    ]
                    yield self._change(cause, each.name), [each, *types]

    def _is_text_elsewhere(self, name: str, half: Half) -> bool:
        """Whether a member that has an enum on one side is text on the other."""
        other = self.new if half is self.old else self.old
        for user, names in ir.references_by_shape(half.unjudged).items():
            shape = half.unjudged.shapes[user]
            for member in shape.members if name in names and isinstance(shape, ir.Structure | ir.Union) else ():
                found = _member(other.unjudged, user, member.name)
                if name in ir.references(member.type) and found and _is_text(found.type):
                    return True
        return False

    def kinds(self) -> Iterator[_Cause]:
        """A class of another kind, with the members that refer to it, and the one for what the client does not know."""
        for each in self._of("class-changed"):
            types = [
                one
                for one in self._of(*_TYPE_RULES)
                if each.name in names_in(one.old_type) and each.name in names_in(one.new_type)
            ]
            unknown = [one for one in self.changes if (one.name, one.member) == (each.name, "SDK_UNKNOWN_MEMBER")]
            yield each, types + unknown

    def deprecations(self) -> Iterator[_Cause]:
        """A class that is deprecated, with the members that have it, which are deprecated because of it."""
        for rule, half in (("deprecated", self.new), ("not-deprecated", self.old)):
            for each in [one for one in self._of(rule) if not one.member]:
                yield each, [one for one in self._of(rule) if _refers_to(half, one, each.name)]

    def members(self) -> Iterator[_Cause]:
        """A member that has another name, or is in another class."""
        removed = [each for each in self.changes if each.rule.endswith("-member-removed")]
        added = [each for each in self.changes if "-member-added" in each.rule]
        for each in removed:
            same = [other for other in added if self._is_other_place(each, other)]
            renamed = [other for other in same if other.name == each.name]
            moved = [other for other in same if other.member == each.member and other.name != each.name]
            direction = each.rule.partition("-")[0]
            if len(renamed) == 1 and sum(other.name == each.name for other in removed) == 1:
                cause = self._change(f"{direction}-member-renamed", each.name, each.member, after=renamed[0].field)
                yield cause, [each, renamed[0]]
            elif len(moved) == 1 and not renamed:
                cause = self._change(f"{direction}-member-moved", each.name, each.member, after=moved[0].name)
                yield cause, [each, moved[0]]

    def values(self) -> Iterator[_Cause]:
        """Several values of one enum that are gone, or new."""
        for rule in ("sent-value-removed", "sent-value-added", "received-value-removed", "received-value-added"):
            for name in sorted(self._names(rule)):
                found = [each for each in self._of(rule) if each.name == name]
                if len(found) > 1:
                    before = ", ".join(each.before for each in found if each.before)
                    after = ", ".join(each.after for each in found if each.after)
                    yield self._change(rule.replace("value", "values"), name, before=before, after=after), found

    def bounds(self) -> Iterator[_Cause]:
        """A bound that many members have, because they have one of AWS's shapes."""
        by_shape: dict[tuple[str, ...], list[Change]] = {}
        for each in self._of(*_BOUND_RULES):
            member = _member(self.new.service, each.name, each.member)
            if member and member.shape:
                by_shape.setdefault((each.rule, each.before, each.after, member.shape), []).append(each)
        for (rule, before, after, shape), found in by_shape.items():
            if len(found) > 1:
                yield self._change(f"{rule}-of-shape", shape, before=before, after=after), found

    def _is_other_place(self, removed: Change, added: Change) -> bool:
        """Whether a new member may be one that is gone: it has its type, and its class or one that is next to it."""
        before = _member(self.old.service, removed.name, removed.member)
        after = _member(self.new.service, added.name, added.member)
        if before is None or after is None or before.type != after.type:
            return False
        if removed.name == added.name:
            return True
        references = ir.references_by_shape(self.new.service)
        return added.name in references.get(removed.name, ()) or removed.name in references.get(added.name, ())

    def _use(self, half: Half, name: str) -> ir.Use | None:
        shape = half.service.shapes.get(name)
        return None if shape is None or isinstance(shape, ir.Enum) else shape.use

    def _has_other_use(self, name: str) -> bool:
        before, after = self._use(self.old, name), self._use(self.new, name)
        return before is not after and None not in {before, after}

    def _direction(self, name: str) -> str:
        return "sent" if self._use(self.new, name) is ir.Use.REQUEST else "received"

    def _change(self, rule: str, name: str, member: str = "", *, before: str = "", after: str = "") -> Change:
        field = (self.old.fields.get(name, {}) | self.new.fields.get(name, {})).get(member, "")
        return Change(
            rule=rule, service=self.service, name=name, member=member, field=field, before=before, after=after
        )


def _member(service: ir.Service, name: str, member: str) -> ir.Member | None:
    shape = service.shapes.get(name)
    members = shape.members if isinstance(shape, ir.Structure | ir.Union) else ()
    return next((each for each in members if each.name == member), None)


def _is_text(type_: ir.Type) -> bool:
    """Whether a type is text, or a list or a map of it."""
    match type_:
        case ir.Scalar(kind):
            return kind is ir.ScalarKind.STRING
        case ir.List(element):
            return _is_text(element)
        case ir.Map(key, value):
            return _is_text(key) or _is_text(value)
    return False


def _parts(shape: ir.Shape | None) -> set[str]:
    """The names of members, or the values of an enum."""
    match shape:
        case ir.Enum(values=values):
            return set(values)
        case ir.Structure(members=members) | ir.Union(members=members):
            return {each.name for each in members} - {"ResponseMetadata"}
    return set()


def _refers_to(half: Half, change: Change, name: str) -> bool:
    """Whether the member that a change is about has the class `name`."""
    member = _member(half.service, change.name, change.member)
    return member is not None and name in ir.references(member.type)


def _with_echoes(cause: Change, echoes: tuple[Change, ...]) -> Change:
    """A cause, which is at least as bad as what follows from it."""
    worst = [cause, *echoes]
    operations = dict.fromkeys(name for each in worst for name in each.operations)
    return replace(
        cause,
        echoes=(*cause.echoes, *echoes),
        operations=tuple(operations),
        python=min((each.python for each in worst), key=GRADES.index),
        typescript=min((each.typescript for each in worst), key=GRADES.index),
    )
