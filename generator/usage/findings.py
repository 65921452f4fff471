"""What a scan finds: the operations that code uses, and the places where nobody can tell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from ..diagnostics import Source

Site = tuple[str, int, int]  # file, and the line and column behind an expression


class Certainty(StrEnum):
    """How a scan knows that code uses an operation."""

    EXACT = "exact"  # the client, the resource or our class is traced to where it comes from
    LIKELY = (
        "likely"  # only this service has such a method, and its client is close by; or a library is known to call it
    )


class Use(NamedTuple):
    """One place that uses an operation."""

    service: str  # as botocore spells it
    operation: str  # as the API spells it
    certainty: Certainty
    source: Source
    evidence: str  # for people: "s3.get_object"
    output: str = ""  # the output folder whose class it is; empty for the use of a client


class Unknown(NamedTuple):
    """One place that may use an operation, but does not say which."""

    source: Source
    reason: str
    candidates: tuple[str, ...] = ()  # operations that it may be, `s3.GetObject`; empty: any
    service: str = ""  # the service, if that much is known


class ClassUse(NamedTuple):
    """One place that imports a class which several operations share, so that it says nothing of any of them."""

    output: str
    service: str
    name: str
    operations: tuple[str, ...]
    source: Source


class ServiceOperations(NamedTuple):
    """The operations of a service."""

    name: str  # of the service in the output
    operations: tuple[str, ...]


@dataclass(slots=True)
class Findings:
    """Everything that a scan found, in the order of files and lines."""

    uses: list[Use] = field(default_factory=list)
    unknowns: list[Unknown] = field(default_factory=list)
    classes: list[ClassUse] = field(default_factory=list)
    sites: dict[Site, set[Use]] = field(default_factory=dict)  # the uses of clients by place; a stored scan has none
    files: int = 0  # how many were read

    @property
    def operations(self) -> Mapping[str, list[Use]]:
        """The uses of each operation, `s3.GetObject`, sorted by name. The most certain use comes first."""
        found: dict[str, list[Use]] = {}
        for use in sorted(self.uses, key=lambda each: (each.certainty, each.source.file, each.source.line)):
            found.setdefault(f"{use.service}.{use.operation}", []).append(use)
        return dict(sorted(found.items()))

    def sort(self) -> None:
        """Put everything into the order of files and lines, without duplicates."""
        self.uses = sorted(set(self.uses), key=_order)
        self.unknowns = sorted(set(self.unknowns), key=_order)
        self.classes = sorted(set(self.classes), key=_order)


def _order(finding: Use | Unknown | ClassUse) -> tuple[str, int, tuple[object, ...]]:
    return finding.source.file, finding.source.line, tuple(map(str, finding))


def names(operations: Iterable[str]) -> str:
    """The first few of some names, for a message."""
    few = sorted(operations)
    return ", ".join(few[:3]) + (f" or {len(few) - 3} more" if len(few) > 3 else "")
