"""Whether `diff` calls *breaks* what the oracle of upgrades says fails, and nothing else."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.diagnostics import Report
from generator.options import Options, RequestProfile, ResponseProfile
from generator.pipeline import Request
from generator.upgrade import Change, Comparison, Grade, Sides, compare
from support.upgrade_failures import Failure
from support.upgrade_sides import Side

Place = tuple[str, str, str, str]  # service, class, member, kind

# What the oracle calls a change. A rule that only puts others together has no kind of its own.
_KINDS: Mapping[str, str] = {
    "service-removed": "service",
    "operation-removed": "operation",
    "paginator-removed": "page",
    "waiter-removed": "waiter",
    "request-class-changed": "call",
    "response-class-changed": "call",
    "class-removed": "class",
    "sent-member-removed": "member",
    "received-member-removed": "member",
    "sent-member-required": "required",
    "sent-member-added-required": "required",
    "sent-type-narrowed": "sent-type",
    "received-type-widened": "received-type",
    "received-member-optional": "received-type",
    "sent-value-removed": "value",
    "received-value-removed": "value",
    "sent-minimum-raised": "bound",
}
_ONLY_IN_PYTHON = {"service", "operation", "page", "waiter", "call", "bound"}
_BOUNDS_OF_ALL = {"sent-maximum-lowered", "sent-pattern-changed", "received-bound-narrowed"}


@dataclass(frozen=True)
class Disagreements:
    """Places that only one of the two names, in one language."""

    oracle: frozenset[Place]
    report: frozenset[Place]


@dataclass(frozen=True)
class Known:
    """Why the oracle and `diff` may differ: a predicate on a place, and how often it holds."""

    reason: str
    holds: Callable[[Place, "Upgrade"], bool]


@dataclass(frozen=True)
class Upgrade:
    """Two sides, what `diff` says of them, and what the oracle says."""

    comparison: Comparison
    failures: tuple[Failure, ...]
    is_all: bool = False  # whether all bounds are checked, which may break then
    places: frozenset[Place] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", frozenset(self.reported("python")))

    @classmethod
    def of(
        cls, old: Side, new: Side, services: Iterable[str], failures: Iterable[Failure], *, is_all: bool = False
    ) -> "Upgrade":
        """Compare two sides, as the oracle has built them."""
        options = Options()
        if is_all:
            options = Options(requests=RequestProfile(constraints="all"), responses=ResponseProfile(constraints="all"))
        names = list(services)
        request = Request(sources=_specs(new.data, names), out=Path("sdk"), options=options)
        before = Sides(Request(sources=_specs(old.data, names), out=Path("sdk"), options=options)).installed()
        return cls(compare(before, Sides(request).installed(), request, Report()), tuple(failures), is_all)

    def reported(self, language: str) -> Iterable[Place]:
        """The places that `diff` calls *breaks*, and the bounds that may break."""
        gone = set()
        found = []
        for change in self.comparison.changes:
            for each in (change, *change.all_echoes):
                grade = each.python if language == "python" else each.typescript
                kind = "bound" if each.rule in _BOUNDS_OF_ALL else _KINDS.get(each.rule)
                if kind and (grade is Grade.BREAKS or (self.is_all and grade is Grade.MAY_BREAK and kind == "bound")):
                    found.append((each.service, each.name or each.service, each.field or each.member, kind))
                    gone |= {found[-1][:2]} if kind == "class" else set()
        for service, name, member, kind in found:
            if language == "typescript" and kind in _ONLY_IN_PYTHON:
                continue
            if member and (service, name) in gone:
                continue
            if kind == "sent-type" and (service, name, member, "member") in found:
                continue
            yield service, name, member, kind

    def failing(self, language: str) -> frozenset[Place]:
        """The places that fail, says the oracle."""
        found = (each for each in self.failures if each.language == language)
        return frozenset((each.service, each.name, each.member, each.kind) for each in found)

    def disagreements(self, language: str) -> Disagreements:
        """The places that only one of the two names."""
        mine, theirs = frozenset(self.reported(language)), self.failing(language)
        return Disagreements(theirs - mine, mine - theirs)

    def mentions(self, rule: str, service: str, name: str, member: str = "") -> bool:
        """Whether `diff` has a change of this rule at a place, whatever its grade."""
        return any(
            (each.rule, each.service, each.name) == (rule, service, name) and member in {"", each.field, each.member}
            for each in self._all_changes()
        )

    def _all_changes(self) -> Iterable[Change]:
        for change in self.comparison.changes:
            yield from (change, *change.all_echoes)


def _specs(data: Path, services: Iterable[str]) -> tuple[str, ...]:
    newest = [max((data / each).iterdir()) for each in services if (data / each).is_dir()]
    return tuple(str(next(each.glob("service-2.json*"))) for each in newest)


def explained(
    found: frozenset[Place], known: Mapping[str, Callable[[Place, Upgrade], bool]], upgrade: Upgrade
) -> tuple[Counter[str], list[Place]]:
    """How many disagreements each known cause explains, and those that none does."""
    counts: Counter[str] = Counter()
    unexplained = []
    for place in sorted(found):
        cause = next((name for name, holds in known.items() if holds(place, upgrade)), None)
        if cause:
            counts[cause] += 1
        else:
            unexplained.append(place)
    return counts, unexplained


# Causes of what only the oracle names.
ONLY_THE_ORACLE: Mapping[str, Callable[[Place, Upgrade], bool]] = {
    # Code that reads a request's own field back may break.
    "read-back": lambda place, _: place[3] == "read-back",
    # So may code that makes a response by hand, as a test does.
    "made by hand": lambda place, _: place[3] in {"made-type", "made-required"},
    # Which errors an operation has, and under which codes, are data that no type checker sees.
    "tables of errors": lambda place, _: place[3] == "error",
    # A table that is empty now: what it had is named one by one.
    "empty table": lambda place, _: place[3] == "constant",
    # A value of an enum is refused in each field that has it. The report names the enum.
    "value in a field": lambda place, upgrade: place[3] == "value" and _has_enum_with_fewer_values(place, upgrade),
    # TypeScript compares the forms of types, so only the name of a class that is gone is missing. Python says it.
    "type of a class that is gone": lambda place, upgrade: place[3].endswith("-type") and place in upgrade.places,
    # The old side has the class under another name, which the report says is gone.
    "class of another name": lambda place, upgrade: upgrade.mentions("class-added", place[0], place[1]),
}

# And of what only the report names.
ONLY_THE_REPORT: Mapping[str, Callable[[Place, Upgrade], bool]] = {
    # The oracle tries random values, and may find none that is only just too small.
    "bound that was not tried": lambda place, _: place[3] == "bound",
}


def _has_enum_with_fewer_values(place: Place, upgrade: Upgrade) -> bool:
    service, name, member, _ = place
    return bool(name and member) and any(
        each[0] == service and each[3] == "value" and each[1] != name for each in upgrade.places
    )
