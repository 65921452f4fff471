"""Causes before symptoms: one change, with the changes that follow from it as its echoes.

A class that is renamed, for example, is gone under its old name, new under another, and the type of every member that
refers to it. People want to read that once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from .. import ir
from .changes import GRADES, Change
from .differences import Half
from .reach import Reach
from .static_types import Fit, names_in

_Claim = Callable[[Change], bool]
_Cause = tuple[Change, _Claim]
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
        """Make each change that a cause claims an echo of it. A cause that claims nothing is left as it is."""
        for cause, claims in list(causes):
            echoes = tuple(each for each in self.changes if each is not cause and claims(each))
            if not echoes and cause not in self.changes:
                continue
            claimed = set(map(id, echoes))
            self.changes = [each for each in self.changes if id(each) not in claimed and each is not cause]
            self.changes.append(_with_echoes(cause, echoes))

    def operations(self) -> Iterator[_Cause]:
        """An operation that is gone, or new, with the classes, pages and waiters that only such operations have."""
        for action, half in (("removed", self.old), ("added", self.new)):
            found = [each for each in self.changes if each.rule == f"operation-{action}"]
            names = {each.name for each in found}
            reach = Reach.of(half.service)
            rules = {f"{kind}-{action}" for kind in ("class", "paginator", "waiter", "method")}
            for each in found:

                def claims(change: Change, *, name: str = each.name, rules: set[str] = rules, reach: Reach = reach,
                           names: set[str] = names) -> bool:  # fmt: skip
                    if change.rule not in rules:
                        return False
                    reached = set(change.operations or reach.operations(change.name))
                    return name in reached and reached <= names

                yield each, claims

    def pages_and_waiters(self) -> Iterator[_Cause]:
        """A paginator, a waiter or an error that is gone, or new, with the classes that only such things have."""
        for action, half in (("removed", self.old), ("added", self.new)):
            of_kinds = {kind: self._of(f"{kind}-{action}") for kind in ("paginator", "waiter", "error")}
            inputs = {each.name: each.input for each in half.service.waiters}
            inputs |= {name: each.paginator.input for name, each in half.operations.items() if each.paginator}
            helpers = {"paginator": "PaginatorConfig", "waiter": "WaiterConfig"}
            for kind, found in of_kinds.items():
                for each in found:
                    own = inputs.get(each.name)
                    names = {own.name if own else "", helpers.get(kind, each.before or each.after)}
                    yield each, self._claims_classes(f"class-{action}", names)

    def responses(self) -> Iterator[_Cause]:
        """An operation that takes or returns another class, with the classes that were made for it."""
        for each in [one for rule in sorted(_CALL_RULES) for one in self._of(rule)]:
            claims = [
                self._claims_classes("class-removed", {each.before}),
                self._claims_classes("class-added", {each.after}),
            ]
            yield each, lambda change, claims=claims: any(claim(change) for claim in claims)  # type: ignore[misc]

    def _claims_classes(self, rule: str, names: set[str]) -> _Claim:
        return lambda change: change.rule == rule and change.name in names

    def _of(self, rule: str) -> list[Change]:
        return [each for each in self.changes if each.rule == rule]

    def other_classes(self) -> Iterator[_Cause]:
        """A class in place of another: renamed, or one of two that travel in different directions."""
        removed, added = self._names("class-removed"), self._names("class-added")
        pairs = self._pairs()
        found = [*self._equal_classes(removed, added), *self._stand_ins(added)]
        pairs += [pair for pair in found if pair not in pairs]
        for before, after in pairs:
            if before in removed and after in added:
                cause = self._change("class-renamed", before, before=before, after=after)
            elif after in added and before in self.old.service.shapes:
                cause = self._change("class-both-ways", before, after=f": {after} is what is received")
            elif before in removed:
                cause = self._change("class-one-way", after, before=before, after=self._direction(after))
            else:
                continue
            yield cause, self._claims_of_pair(before, after, removed, added)

    def _pairs(self) -> list[tuple[str, str]]:
        """Classes that stand where others stood, by the types of members and by what operations take and return."""
        found: dict[tuple[str, str], None] = {}
        for each in self.changes:
            if each.rule in _TYPE_RULES:
                before, after = set(names_in(each.old_type)), set(names_in(each.new_type))
                gone, new = before - after, after - before
                if len(gone) == len(new) == 1:
                    found[gone.pop(), new.pop()] = None
                elif len(gone) > 1 and len(new) == 1:  # a union of an alias and its stand-ins
                    found.update({(name, next(iter(new))): None for name in sorted(gone)})
            elif each.rule in _CALL_RULES:
                found[each.before, each.after] = None
        return [pair for pair in found if self._are_alike(*pair)]

    def _are_alike(self, old: str, new: str) -> bool:
        """Whether two classes share most of their members, or two enums of their values."""
        parts = []
        for half, name in ((self.old, old), (self.new, new)):
            shape = half.service.shapes.get(name)
            match shape:
                case ir.Enum(values=values):
                    parts.append(set(values))
                case ir.Structure(members=members) | ir.Union(members=members):
                    parts.append({each.name for each in members} - {"ResponseMetadata"})
                case _:
                    return False
        return 2 * len(parts[0] & parts[1]) > max(map(len, parts))

    def _stand_ins(self, added: set[str]) -> Iterator[tuple[str, str]]:
        """New classes for what is received, whose instances are taken where the class beside them is sent."""
        for shape in self.new.service.shapes.values():
            if isinstance(shape, ir.Alias) and isinstance(shape.type, ir.Ref):
                yield from ((shape.type.name, each.name) for each in shape.stand_ins if each.name in added)

    def _equal_classes(self, removed: set[str], added: set[str]) -> list[tuple[str, str]]:
        """Classes with equal members, of which one is gone and one is new."""
        found = []
        for name in sorted(removed):
            twins = [each for each in sorted(added) if self._is_equal(name, each)]
            if len(twins) == 1:
                found.append((name, twins[0]))
        return found

    def _is_equal(self, old: str, new: str) -> bool:
        before, after = self.old.service.shapes[old], self.new.service.shapes[new]
        match before, after:
            case ir.Enum(values=values), ir.Enum(values=new_values):
                return values == new_values
            case ((ir.Structure() | ir.Union()), (ir.Structure() | ir.Union())):
                members, new_members = ([(each.name, each.type) for each in side.members] for side in (before, after))
                return type(before) is type(after) and members == new_members and bool(members)
        return False

    def _claims_of_pair(self, before: str, after: str, removed: set[str], added: set[str]) -> _Claim:
        def is_same(one: str, other: str) -> bool:
            return one == other or {one, other} == {before, after}

        fit = Fit("python", is_same)
        stays = before if before not in removed else after if after not in added else ""
        aliases = {
            each.name
            for half in (self.old, self.new)
            for each in half.service.shapes.values()
            if isinstance(each, ir.Alias) and each.type == ir.Ref(stays) and each.stand_ins
        }

        def claims(change: Change) -> bool:
            if change.rule in {"class-removed", "class-added"} and change.name in aliases:
                return True
            if change.rule == "class-removed":
                return change.name == before and before in removed
            if change.rule == "class-added":
                return change.name == after and after in added
            if change.rule in _CALL_RULES:
                return (change.before, change.after) == (before, after)
            if change.name == stays and self._has_other_use(stays):
                return change.rule in _DIRECTION_RULES and _is_of_direction(change, self.old, self.new)
            if change.rule not in _TYPE_RULES:
                return False
            one, other = change.old_type, change.new_type
            return bool({before} & set(names_in(one))) and (fit.fits(one, other) or fit.fits(other, one))

        return claims

    def directions(self) -> Iterator[_Cause]:
        """A class that begins, or ceases, to travel both ways, and keeps its name."""
        for name in self.old.service.shapes:
            if not self._has_other_use(name):
                continue
            is_both = self._use(self.new, name) is ir.Use.SHARED
            rule = "class-both-ways" if is_both else "class-one-way"
            cause = self._change(rule, name, after="" if is_both else self._direction(name))

            def claims(change: Change, *, name: str = name) -> bool:
                is_of_class = change.name == name and change.rule in _DIRECTION_RULES
                return is_of_class and _is_of_direction(change, self.old, self.new)

            yield cause, claims

    def enums(self) -> Iterator[_Cause]:
        """An enum that is gone because any text is accepted now, or new because it no longer is."""
        for rule, cause_rule in (("class-removed", "enum-opened"), ("class-added", "enum-closed")):
            half = self.old if rule == "class-removed" else self.new
            for name in sorted(self._names(rule)):
                if not isinstance(half.service.shapes[name], ir.Enum):
                    continue

                def claims(change: Change, *, name: str = name, rule: str = rule) -> bool:
                    if change.rule == rule:
                        return change.name == name
                    types = change.old_type, change.new_type
                    with_enum, other = types if rule == "class-removed" else types[::-1]
                    return change.rule in _TYPE_RULES and name in names_in(with_enum) and name not in names_in(other)

                if self._is_text_elsewhere(name, half):
                    yield self._change(cause_rule, name), claims

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

            def claims(change: Change, *, name: str = each.name) -> bool:
                if change.rule in _TYPE_RULES:
                    return name in names_in(change.old_type) and name in names_in(change.new_type)
                return (change.name, change.member) == (name, "SDK_UNKNOWN_MEMBER")

            yield each, claims

    def deprecations(self) -> Iterator[_Cause]:
        """A class that is deprecated, with the members that have it, which are deprecated because of it."""
        for rule, half in (("deprecated", self.new), ("not-deprecated", self.old)):
            for each in [one for one in self._of(rule) if not one.member]:

                def claims(change: Change, *, name: str = each.name, rule: str = rule, half: Half = half) -> bool:
                    member = _member(half.service, change.name, change.member) if change.rule == rule else None
                    return member is not None and name in ir.references(member.type)

                yield each, claims

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
                yield cause, _claims_these(each, renamed[0])
            elif len(moved) == 1 and not renamed:
                cause = self._change(f"{direction}-member-moved", each.name, each.member, after=moved[0].name)
                yield cause, _claims_these(each, moved[0])

    def values(self) -> Iterator[_Cause]:
        """Several values of one enum that are gone, or new."""
        for rule in ("sent-value-removed", "sent-value-added", "received-value-removed", "received-value-added"):
            by_name: dict[str, list[Change]] = {}
            for each in self.changes:
                if each.rule == rule:
                    by_name.setdefault(each.name, []).append(each)
            for name, found in by_name.items():
                if len(found) > 1:
                    before, after = (", ".join(filter(None, texts)) for texts in zip(*map(_texts, found), strict=True))
                    cause = self._change(rule.replace("value", "values"), name, before=before, after=after)
                    yield cause, _claims_these(*found)

    def bounds(self) -> Iterator[_Cause]:
        """A bound that many members have, because they have one of AWS's shapes."""
        by_shape: dict[tuple[str, ...], list[Change]] = {}
        for each in self.changes:
            member = _member(self.new.service, each.name, each.member) if each.rule in _BOUND_RULES else None
            if member and member.shape:
                by_shape.setdefault((each.rule, each.before, each.after, member.shape), []).append(each)
        for (rule, before, after, shape), found in by_shape.items():
            if len(found) > 1:
                yield self._change(f"{rule}-of-shape", shape, before=before, after=after), _claims_these(*found)

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

    def _names(self, rule: str) -> set[str]:
        return {each.name for each in self.changes if each.rule == rule}

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


def _texts(change: Change) -> tuple[str, str]:
    return change.before, change.after


def _claims_these(*changes: Change) -> _Claim:
    return lambda change: any(change is each for each in changes)


def _is_of_direction(change: Change, old: Half, new: Half) -> bool:
    """Whether the spec gives a member the type that it gave, so that only its direction differs."""
    before, after = (_member(half.unjudged, change.name, change.member) for half in (old, new))
    return before is not None and after is not None and before.type == after.type


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
