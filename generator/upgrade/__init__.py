"""`diff`: what an upgrade changes, graded by whom it breaks.

`sides` finds what the services were and what they are now. `differences` compares them, `rules` grades what differs,
`causes` groups what follows from one thing, `reach` says which operations it concerns, and `witness` proves it.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from .. import ir
from ..diagnostics import Report, Source
from ..pipeline import Request
from ..targets import TARGETS
from .accepted import numbers_of, without_accepted
from .causes import grouped
from .changes import GRADES as GRADES
from .changes import Change as Change
from .changes import Grade as Grade
from .differences import Half, differences
from .reach import Reach
from .rules import RULE as RULE
from .rules import RULES as RULES
from .rules import message_of as message_of
from .sides import CannotCompareError as CannotCompareError
from .sides import Side as Side
from .sides import Sides as Sides
from .witness import Packages, Witness, Witnesses, witness_of_service


@dataclass(slots=True)
class Comparison:
    """What differs between the two sides of one output."""

    request: Request
    old: str  # the sides, for people
    new: str
    changes: list[Change] = field(default_factory=list)  # the worst first
    left_out: list[Change] = field(default_factory=list)  # those that the configured `operations` do not reach
    accepted: list[Change] = field(default_factory=list)
    witnesses: dict[str, Witness] = field(default_factory=dict)  # by fingerprint

    def count(self, grade: Grade) -> int:
        """How many changes have this grade."""
        return sum(each.grade is grade for each in self.changes)


def compare(old: Side, new: Side, request: Request, report: Report, *, whole: bool = False) -> Comparison:
    """Compare two sides. `whole`: also what the configured operations do not reach."""
    comparison = Comparison(request, old.label, new.label)
    found: list[Change] = []
    packages = _packages(request)
    witnesses: dict[str, Witnesses] = {}
    for name in sorted({*old.services, *new.services}):
        before, after = old.services.get(name), new.services.get(name)
        if before and after:
            found += _compare_service(before, after, (old, new), request, packages, witnesses)
        elif not _is_dropped(before, request):
            found.append(_of_service(name, is_new=before is None))
    found.sort(key=lambda each: (GRADES.index(each.grade), each.service, each.operations, each.place, each.rule))
    used = [each for each in found if whole or each.is_used]
    comparison.left_out = [each for each in found if not (whole or each.is_used)]
    labels = [each.version for service in new.services.values() for each in service.ingredients if each.version]
    comparison.changes, comparison.accepted = without_accepted(
        used, request.accepted, date.today(), max(labels, key=numbers_of, default=""), report
    )
    for each in comparison.changes:
        witness = witnesses[each.service].of(each) if each.service in witnesses else witness_of_service(each, packages)
        if witness:
            comparison.witnesses[each.fingerprint] = witness
    return comparison


def _compare_service(
    before: ir.Service,
    after: ir.Service,
    sides: tuple[Side, Side],
    request: Request,
    packages: Packages,
    witnesses: dict[str, Witnesses],
) -> list[Change]:
    old, new = (
        Half.of(service, replace(side.options or request.options, operations=()))
        for service, side in zip((before, after), sides, strict=True)
    )
    witnesses[after.name] = Witnesses(old, new, packages)
    reaches = (Reach.of(old.service), Reach.of(new.service))
    selected = request.options.selected_operations(after.name)
    languages = _languages(request)
    return [
        _completed(each, reaches, selected, sides[1], languages) for each in grouped(differences(old, new), old, new)
    ]


def _completed(
    change: Change,
    reaches: tuple[Reach, Reach],
    selected: frozenset[str] | None,
    side: Side,
    languages: frozenset[str],
) -> Change:
    """A change with the operations that it reaches, its place in the spec, and grades for what is written."""
    echoes = tuple(_completed(each, reaches, selected, side, languages) for each in change.echoes)
    operations = set(change.operations)
    if not change.operations:
        operations = {name for reach in reaches for name in reach.operations(change.name)}
        operations |= {name for each in echoes for name in each.operations}
    return replace(
        change,
        echoes=echoes,
        operations=tuple(sorted(operations)),
        is_used=selected is None or not selected.isdisjoint(operations),
        source=side.sources.get((change.service, change.name, change.member), Source()),
        python=change.python if "python" in languages else Grade.SAYS,
        typescript=change.typescript if "typescript" in languages else Grade.SAYS,
    )


def _of_service(name: str, *, is_new: bool) -> Change:
    rule = RULE["service-added" if is_new else "service-removed"]
    grade = rule.python
    assert isinstance(grade, Grade)
    return Change(rule=rule.id, service=name, python=grade, typescript=grade)


def _is_dropped(service: ir.Service | None, request: Request) -> bool:
    """Whether the user, and not the source, removed a service: its spec is not among the sources any more."""
    if service is None:
        return False
    specs = [each.removeprefix("botocore:") for each in request.sources if each.startswith("botocore:")]
    if service.origin.startswith("botocore:"):
        return not any(each == "*" or request.options.is_named(service.name, each.partition("/")[0]) for each in specs)
    return len(specs) == len(request.sources)


def _languages(request: Request) -> frozenset[str]:
    """The languages of what is written. JSON Schema and the IR are for both."""
    found = set()
    for each in request.targets:
        if TARGETS[each].is_package:
            found.add("python")
        elif each == "typescript":
            found.add("typescript")
        else:
            found |= {"python", "typescript"}
    return frozenset(found)


def _packages(request: Request) -> Packages:
    """How code at the folder of the configuration imports the output."""
    python = typescript = ""
    out = [] if request.out.is_absolute() else [each for each in request.out.parts if each != "."]
    for each in request.targets:
        folder = TARGETS[each].folder(request.options)
        parts = [*out, *([] if folder == "." else [folder])]
        if TARGETS[each].is_package and not python:
            python = ".".join(parts)
        elif each == "typescript":
            typescript = "/".join([".", *parts])
    return Packages(python, typescript)
