"""Compares what code uses with the operations that a configuration keeps."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..diagnostics import Report, Severity, Source
from ..pipeline import Request
from .findings import Findings, ServiceOperations, Unknown, Use

_Name = tuple[str, str]  # service, as botocore spells it, and operation


class Output(NamedTuple):
    """A configured output, with the operations that its sources have."""

    request: Request
    operations: Mapping[str, ServiceOperations]  # by service

    @property
    def out(self) -> str:
        """Its folder."""
        return self.request.out.as_posix()


@dataclass(slots=True)
class Selection:
    """What should be done to the operations in one table of the configuration."""

    configured: tuple[str, ...]
    missing: dict[str, Use] = field(default_factory=dict)  # what the code uses, each with its first use
    unused: list[str] = field(default_factory=list)  # what nothing uses
    unremovable: list[str] = field(default_factory=list)  # likewise, but without it all of its service would be kept

    @property
    def operations(self) -> list[str]:
        """The operations that the table should have. A sorted list stays sorted."""
        kept = [each for each in self.configured if each not in self.unused]
        if list(self.configured) == sorted(self.configured):
            return sorted([*kept, *self.missing])
        return [*kept, *sorted(self.missing)]

    @property
    def differs(self) -> bool:
        """Whether the table should have other operations."""
        return bool(self.missing or self.unused)


def select(outputs: Sequence[Output], configured: tuple[str, ...], findings: Findings) -> Selection:
    """Compare the operations that one table has for `outputs` with what the code uses."""
    selection = Selection(configured)
    used: dict[_Name, Use] = {}
    selected: dict[str, set[_Name]] = {each: set() for each in configured}
    needed: set[_Name] = set()
    for output in outputs:
        own_uses = _uses(output, findings)
        used |= {name: use for name, use in own_uses.items() if name not in used}
        for entry in configured:
            selected[entry] |= _selected(output, entry)
        needed |= _of_shared_classes(output, own_uses, findings)
    covered = set().union(*selected.values())
    selection.missing = {
        f"{service}.{name}": use for (service, name), use in used.items() if (service, name) not in covered
    }
    unused = [each for each in configured if selected[each] and not _is_needed(selected[each], used, needed, findings)]
    kept = {name for each in configured if each not in unused for name in selected[each]} | set(used)
    for each in unused:
        services = {service for service, _ in selected[each]}
        has_others = services <= {service for service, _ in kept}
        (selection.unused if has_others else selection.unremovable).append(each)
    return selection


def _uses(output: Output, findings: Findings) -> dict[_Name, Use]:
    """What the code uses of the services of an output: its own classes, and clients if it has classes for Python."""
    found: dict[_Name, Use] = {}
    known = {(service, name) for service, each in output.operations.items() for name in each.operations}
    is_for_pages = set(output.request.targets) == {"typescript"}
    for uses in findings.operations.values():
        for use in uses:
            counts = use.output == output.out or (not use.output and not is_for_pages)
            if counts and (use.service, use.operation) in known:
                found.setdefault((use.service, use.operation), use)
    return found


def _selected(output: Output, entry: str) -> set[_Name]:
    """The operations that an entry of `operations` selects."""
    prefix, _, operation = entry.rpartition(".")
    return {
        (service, operation)
        for service, each in output.operations.items()
        if (not prefix or output.request.options.is_named(each.name, prefix)) and operation in each.operations
    }


def _of_shared_classes(output: Output, used: Iterable[_Name], findings: Findings) -> set[_Name]:
    """The operations that have a class that the code imports, if it uses none of those that have it."""
    used = set(used)
    found: set[_Name] = set()
    for each in findings.classes:
        names = {(each.service, operation) for operation in each.operations}
        if each.output in {"", output.out} and not names & used:
            found |= names
    return found


def _is_needed(names: set[_Name], used: Iterable[_Name], needed: set[_Name], findings: Findings) -> bool:
    return (
        not names.isdisjoint(used)
        or not names.isdisjoint(needed)
        or any(may_be(unknown, *name) for unknown in findings.unknowns for name in names)
    )


def may_be(unknown: Unknown, service: str, operation: str) -> bool:
    """Whether an operation may be what nobody can tell at some place."""
    if unknown.candidates:
        return f"{service}.{operation}" in unknown.candidates
    return unknown.service in {"", service}


def report_selection(selection: Selection, places: dict[str, Source], severity: Severity, report: Report) -> None:
    """Report each difference at its place. `places`: where the configured operations stand."""
    for name, use in selection.missing.items():
        message = f"{name} is used here, and `operations` leaves it out"
        report.add(severity, "operation-missing", use.source, message, hint="`shapewright scan --write` adds it")
    for name in selection.unused:
        message = f"nothing uses {name}"
        hint = "`shapewright scan --write` removes it"
        report.add(severity, "operation-unused", places[name], message, hint=hint)
    for name in selection.unremovable:
        service = name.rpartition(".")[0] or "its service"
        message = f"nothing uses {name}, nor anything else of {service}"
        hint = f"remove {service} from `sources`: without this operation, all of {service} would be kept"
        report.add(severity, "operation-unused", places[name], message, hint=hint)
