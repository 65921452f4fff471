"""What differs between two releases of one service, one thing at a time. `causes` says what follows from what."""

import json
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .. import ir
from ..diagnostics import Report
from ..options import Options
from ..passes import CONFIGURING
from ..passes.documentation import documentation
from ..passes.required_first import required_first
from ..passes.strictness import strictness
from ..targets.python.fields import field_names
from .changes import Change, Grade
from .rules import RULE
from .static_types import ABSENT, Fit, Language, StaticType, Typist, spelled, structurally_same

_SENT = frozenset({ir.Use.REQUEST, ir.Use.SHARED, ir.Use.WRITTEN})
_Members = ir.Structure | ir.Union
_KINDS = {ir.Structure: "a structure", ir.Union: "a union", ir.Enum: "an enum", ir.Alias: "an alias"}


@dataclass(slots=True)
class Half:
    """One service of one side, as the configuration makes it."""

    service: ir.Service
    unjudged: ir.Service  # before the pass `strictness`
    options: Options
    operations: dict[str, ir.Operation] = field(init=False)
    fields: dict[str, dict[str, str]] = field(init=False)  # class -> member -> its field in Python
    typists: dict[Language, Typist] = field(init=False)

    def __post_init__(self) -> None:
        shapes = self.service.shapes
        self.operations = {each.name: each for each in self.service.operations}
        self.fields = {
            name: dict(zip((each.name for each in shape.members), field_names(shape), strict=True))
            for name, shape in shapes.items()
            if isinstance(shape, _Members)
        }
        languages: tuple[Language, ...] = ("python", "typescript")
        self.typists = {each: Typist(self.service, each, self.options.typescript) for each in languages}

    @classmethod
    def of(cls, settled: ir.Service, options: Options) -> "Half":
        """A settled service, configured. `options` select no operations."""
        unjudged = settled
        for each in (*CONFIGURING, required_first):
            if each is not documentation:  # it is a digest
                unjudged = each(unjudged, options, Report())
        return cls(strictness(unjudged, options, Report()), unjudged, options)


def differences(old: Half, new: Half) -> list[Change]:
    """All that differs, in no particular order."""
    return list(_Differences(old, new).find())


class _Differences:
    def __init__(self, old: Half, new: Half) -> None:
        self.old, self.new = old, new
        self.name = new.service.name
        self.options = new.options
        self.sent_enums = _enums_in(old.service, lambda use: use in _SENT)
        # Code that was right names classes of the old side, and means those that have these names now.
        same_name = operator.eq
        same_form = structurally_same(new.typists["typescript"])
        self.fit: dict[Language, Fit] = {
            "python": Fit("python", same_name),
            "typescript": Fit("typescript", same_form),
        }

    def change(
        self, rule: str, name: str, member: str = "", languages: Iterable[str] = (), **details: object
    ) -> Change:
        """A change, with its grades. `languages`: in which it is one; all, if there are none."""
        python, typescript = RULE[rule].grades(self.options)
        languages = frozenset(languages) or {"python", "typescript"}
        fields = self.old.fields.get(name, {}) | self.new.fields.get(name, {})
        return Change(
            rule=rule,
            service=self.name,
            name=name,
            member=member,
            field=fields.get(member, ""),
            python=python if "python" in languages else Grade.SAYS,
            typescript=typescript if "typescript" in languages else Grade.SAYS,
            **details,  # type: ignore[arg-type]
        )

    def find(self) -> Iterator[Change]:
        yield from self._operations()
        yield from self._named("waiter", self._waiters(self.old), self._waiters(self.new))
        yield from self._named("method", self._methods(self.old), self._methods(self.new))
        old, new = self.old.service.shapes, self.new.service.shapes
        yield from (self.change("class-removed", each) for each in old if each not in new)
        yield from (self.change("class-added", each) for each in new if each not in old)
        for name, shape in old.items():
            if name in new:
                yield from self._shape(shape, new[name])

    # Operations

    def _operations(self) -> Iterator[Change]:
        old, new = self.old.operations, self.new.operations
        yield from self._named("operation", {each: (each,) for each in old}, {each: (each,) for each in new})
        for name, before in old.items():
            if (after := new.get(name)) is not None:
                yield from self._operation(before, after)

    def _operation(self, old: ir.Operation, new: ir.Operation) -> Iterator[Change]:
        here = (old.name,)
        for rule, before, after in (
            ("request-class-changed", old.input, new.input),
            ("response-class-changed", old.output, new.output),
        ):
            if before != after:
                names = [each.name if each else "nothing" for each in (before, after)]
                yield self.change(rule, old.name, before=names[0], after=names[1], operations=here)
        if bool(old.paginator) is not bool(new.paginator):
            yield self.change("paginator-added" if new.paginator else "paginator-removed", old.name, operations=here)
        before_errors, after_errors = ([each.name for each in side.errors] for side in (old, new))
        for each in before_errors:
            if each not in after_errors:
                yield self.change("error-removed", old.name, before=each, operations=here)
        for each in after_errors:
            if each not in before_errors:
                yield self.change("error-added", old.name, after=each, operations=here)
        yield from self._remarks(old, new, old.name, operations=here)

    def _waiters(self, half: Half) -> dict[str, tuple[str, ...]]:
        return {each.name: (each.operation,) for each in half.service.waiters}

    def _methods(self, half: Half) -> dict[str, tuple[str, ...]]:
        return {".".join(filter(None, (each.owner, each.name))): (each.operation,) for each in half.service.methods}

    def _named(
        self, kind: str, old: Mapping[str, tuple[str, ...]], new: Mapping[str, tuple[str, ...]]
    ) -> Iterator[Change]:
        """What was removed and added among things that have names. Each has its operations."""
        yield from (self.change(f"{kind}-removed", each, operations=old[each]) for each in old if each not in new)
        yield from (self.change(f"{kind}-added", each, operations=new[each]) for each in new if each not in old)

    # Classes

    def _shape(self, old: ir.Shape, new: ir.Shape) -> Iterator[Change]:
        match old, new:
            case ir.Enum(), ir.Enum():
                yield from self._enum(old, new)
            case ir.Alias(), ir.Alias():
                yield from self._alias(old, new)
            case ((ir.Structure() | ir.Union()), (ir.Structure() | ir.Union())):
                is_sent = old.use in _SENT  # a union takes one member; one that is received may have an unknown one
                if type(old) is not type(new) and isinstance(new if is_sent else old, ir.Union):
                    yield self.change("class-changed", old.name, before=_KINDS[type(old)], after=_KINDS[type(new)])
                yield from self._unknown(old, new)
                yield from self._members(old, new)
            case _:
                yield self.change("class-changed", old.name, before=_KINDS[type(old)], after=_KINDS[type(new)])
        yield from self._remarks(old, new, old.name)

    def _enum(self, old: ir.Enum, new: ir.Enum) -> Iterator[Change]:
        direction = "sent" if old.name in self.sent_enums else "received"
        for each in old.values:
            if each not in new.values:
                yield self.change(
                    f"{direction}-value-removed", old.name, each, before=json.dumps(each, ensure_ascii=False)
                )
        for each in new.values:
            if each not in old.values:
                yield self.change(
                    f"{direction}-value-added", old.name, each, after=json.dumps(each, ensure_ascii=False)
                )

    def _alias(self, old: ir.Alias, new: ir.Alias) -> Iterator[Change]:
        """A name for a type. Code may both make such values and look at them."""
        types = {
            language: (
                self.old.typists[language].type(ir.Ref(old.name), is_request=old.use is ir.Use.REQUEST),
                self.new.typists[language].type(ir.Ref(new.name), is_request=new.use is ir.Use.REQUEST),
            )
            for language in self.old.typists
        }
        yield from self._types(old.name, "", types, was_sent=True, was_read=not old.stand_ins)

    def _unknown(self, old: _Members, new: _Members) -> Iterator[Change]:
        if old.use is ir.Use.WRITTEN and old.unknown is not new.unknown:
            is_refused = new.unknown is ir.Unknown.FORBID
            if is_refused or old.unknown is ir.Unknown.FORBID:
                yield self.change("unknown-refused" if is_refused else "unknown-accepted", old.name)

    # Members

    def _members(self, old: _Members, new: _Members) -> Iterator[Change]:
        before, after = _by_name(old), _by_name(new)
        was_sent = old.use in _SENT
        direction = "sent" if was_sent else "received"
        yield from (self.change(f"{direction}-member-removed", old.name, each) for each in before if each not in after)
        for name, member in after.items():
            if name in before:
                yield from self._member(old, new, before[name], member)
            elif name == "SDK_UNKNOWN_MEMBER":  # the client's own, of a received structure that is a union now
                continue
            elif was_sent and member.required and new.use in _SENT:
                yield self.change("sent-member-added-required", old.name, name)
            else:
                yield self.change(f"{direction}-member-added", old.name, name)

    def _member(self, old: _Members, new: _Members, before: ir.Member, after: ir.Member) -> Iterator[Change]:
        was_sent, was_read = old.use in _SENT, old.use is not ir.Use.REQUEST
        is_sent = new.use in _SENT
        if was_sent and is_sent and after.required and not before.required:
            yield self.change("sent-member-required", old.name, after.name)
        if before.required and not after.required and was_sent and not was_read:
            yield self.change("sent-member-optional", old.name, after.name)
        if not was_sent and not is_sent and after.required and not before.required:
            yield self.change("received-member-required", old.name, after.name)
        types = {
            language: (
                self.old.typists[language].member(*_as_read(old, before)),
                self.new.typists[language].member(*_as_read(new, after)),
            )
            for language in self.old.typists
        }
        yield from self._types(
            old.name, after.name, types, was_sent=was_sent, was_read=was_read, members=(before, after)
        )
        if was_sent and is_sent:
            yield from self._bounds(old.name, after.name, before.type, after.type)
        if was_read and new.use is not ir.Use.REQUEST:
            pair = (_received(old, before.name), _received(new, after.name))
            yield from self._received_bounds(old.name, after.name, *pair)
        if was_sent:
            for each in before.other_names:
                if each not in {after.name, *after.other_names}:
                    yield self.change("other-name-removed", old.name, after.name, before=each)
            for each in after.other_names:
                if each not in {before.name, *before.other_names}:
                    yield self.change("other-name-added", old.name, after.name, after=each)
        if before.sensitive is not after.sensitive:
            yield self.change("secret" if after.sensitive else "not-secret", old.name, after.name)
        yield from self._remarks(before, after, old.name, after.name)

    def _types(
        self,
        name: str,
        member: str,
        types: Mapping[Language, tuple[StaticType, StaticType]],
        *,
        was_sent: bool,
        was_read: bool,
        members: tuple[ir.Member, ir.Member] | None = None,
    ) -> Iterator[Change]:
        """The changes of a type. In one direction the values of the old must fit the new, in the other the reverse.

        Whether the member of a request may be left out is no part of its type here: it has rules of its own.
        """
        becomes_optional = members is not None and not members[1].required
        is_as_required = members is None or members[0].required is members[1].required
        found: dict[str, list[Language]] = {}
        for language, (before, after) in types.items():
            absent = {ABSENT[language]}
            if becomes_optional and was_read and absent <= after and not absent <= before:
                found.setdefault("received-member-optional", []).append(language)
                before |= absent
            if not (is_as_required or was_read):
                before, after = before - absent, after - absent
            elif not is_as_required and members and members[1].required:
                before -= absent
            for rule in self._type_rules(language, before, after, was_sent=was_sent, was_read=was_read):
                found.setdefault(rule, []).append(language)
        for rule in found:
            before, after = types[found[rule][0]]
            if rule == "received-member-optional":
                yield self.change(rule, name, member, found[rule])
                continue
            texts = [spelled(each, found[rule][0]) for each in (before, after)]
            yield self.change(
                rule, name, member, found[rule], before=texts[0], after=texts[1], old_type=before, new_type=after
            )

    def _type_rules(
        self, language: Language, before: StaticType, after: StaticType, *, was_sent: bool, was_read: bool
    ) -> Iterator[str]:
        fit = self.fit[language]
        if before == after or (fit.fits(before, after) and fit.fits(after, before)):
            return
        if was_sent and not fit.fits(before, after):
            yield "sent-type-narrowed"
        elif was_sent and not was_read:
            yield "sent-type-widened"
        if was_read and not fit.fits(after, before):
            yield "received-type-widened"
        elif was_read and not was_sent:
            yield "received-type-narrowed"

    # Bounds

    def _bounds(self, name: str, member: str, old: ir.Type, new: ir.Type) -> Iterator[Change]:
        """The bounds of a value that is sent, and of its parts."""
        before, after = _constraints(old), _constraints(new)
        for bound, low, high in (
            ("minimum", before.minimum, after.minimum),
            ("maximum", before.maximum, after.maximum),
        ):
            if low == high:
                continue
            is_narrowed = _is_narrowed(low, high, is_minimum=bound == "minimum")
            word = {"minimum": ("lowered", "raised"), "maximum": ("raised", "lowered")}[bound][is_narrowed]
            texts = ["anything" if each is None else f"{each:g}" for each in (low, high)]
            yield self.change(f"sent-{bound}-{word}", name, member, before=texts[0], after=texts[1])
        if before.pattern != after.pattern:
            rule = "sent-pattern-changed" if after.pattern else "sent-pattern-removed"
            yield self.change(rule, name, member, before=before.pattern or "anything", after=after.pattern or "")
        for one, other in _parts(old, new):
            yield from self._bounds(name, member, one, other)

    def _received_bounds(self, name: str, member: str, old: ir.Type, new: ir.Type) -> Iterator[Change]:
        before, after = _constraints(old), _constraints(new)
        if before != after:
            is_pattern_new = after.pattern is not None and after.pattern != before.pattern
            is_narrowed = (
                is_pattern_new
                or _is_narrowed(before.minimum, after.minimum, is_minimum=True)
                or _is_narrowed(before.maximum, after.maximum, is_minimum=False)
            )
            rule = "received-bound-narrowed" if is_narrowed else "received-bound-widened"
            texts = [_in_words(each) for each in (before, after)]
            yield self.change(rule, name, member, before=texts[0], after=texts[1])
        for one, other in _parts(old, new):
            yield from self._received_bounds(name, member, one, other)

    def _remarks(
        self,
        old: ir.Shape | ir.Member | ir.Operation,
        new: ir.Shape | ir.Member | ir.Operation,
        name: str,
        member: str = "",
        operations: tuple[str, ...] = (),
    ) -> Iterator[Change]:
        """What is said about a part: its documentation, and whether it is deprecated."""
        if old.deprecated is not new.deprecated:
            rule = "deprecated" if new.deprecated else "not-deprecated"
            yield self.change(rule, name, member, operations=operations)
        if old.documentation != new.documentation:
            yield self.change("documentation-changed", name, member, operations=operations)


def _by_name(shape: _Members) -> dict[str, ir.Member]:
    return {each.name: each for each in shape.members}


def _as_read(shape: _Members, member: ir.Member) -> tuple[_Members, ir.Member]:
    """A class and a member, with the type that is read. A shared class has one type for both directions."""
    if shape.received is None:
        return shape, member
    as_read = ir.with_received_types(shape)
    return as_read, _by_name(as_read)[member.name]


def _received(shape: _Members, name: str) -> ir.Type:
    return _by_name(shape.received or shape)[name].type


def _enums_in(service: ir.Service, wanted: Callable[[ir.Use | None], bool]) -> frozenset[str]:
    """The enums that members of classes of the wanted uses name."""
    enums = {name for name, shape in service.shapes.items() if isinstance(shape, ir.Enum)}
    found: set[str] = set()
    for name, names in ir.references_by_shape(service).items():
        shape = service.shapes[name]
        if not isinstance(shape, ir.Enum) and wanted(shape.use):
            found |= enums.intersection(names)
    return frozenset(found)


def _constraints(type_: ir.Type) -> ir.Constraints:
    return type_.constraints if isinstance(type_, ir.Scalar | ir.List | ir.Map) else ir.UNCONSTRAINED


def _parts(old: ir.Type, new: ir.Type) -> Iterator[tuple[ir.Type, ir.Type]]:
    """The parts of two types that stand at the same place."""
    match old, new:
        case ir.List(one), ir.List(other):
            yield one, other
        case ir.Map(key, value), ir.Map(new_key, new_value):
            yield from ((key, new_key), (value, new_value))
        case ir.OneOf(alternatives), ir.OneOf(new_alternatives) if len(alternatives) == len(new_alternatives):
            yield from zip(alternatives, new_alternatives, strict=True)


def _is_narrowed(old: float | None, new: float | None, *, is_minimum: bool) -> bool:
    """Whether a new bound excludes values that the old one allows."""
    if new is None or old == new:
        return False
    return old is None or (new > old) is is_minimum


def _in_words(constraints: ir.Constraints) -> str:
    words = [
        f"{word} {value:g}" for word, value in (("at least", constraints.minimum), ("at most", constraints.maximum))
        if value is not None
    ]  # fmt: skip
    return ", ".join([*words, *([constraints.pattern] if constraints.pattern else [])]) or "none"
