"""The result of a run, and the interface that receives its progress."""

from dataclasses import dataclass, field
from pathlib import Path

from ..diagnostics import Diagnostic, Report, TypeFault
from ..output import Changes, Difference
from .artifacts import Artifacts, Counts


@dataclass(frozen=True, slots=True)
class ServiceResult:
    """What a run did for one service."""

    service: str
    types: int  # the number of types
    enrichment: Counts = field(default_factory=dict)  # the fields of `ir.Enrichment`; empty if there was none
    changes: Changes = field(default_factory=Changes)


@dataclass(slots=True)
class Result:
    """What a run did."""

    report: Report
    out: Path = Path()
    services: list[ServiceResult] = field(default_factory=list)  # those whose specs could be used
    shared: Changes = field(default_factory=Changes)  # to the files that all services share
    dropped: int = 0  # files that were removed because no spec or target produces them any more
    differences: list[Difference] = field(default_factory=list)
    type_faults: list[TypeFault] = field(default_factory=list)  # what the type checkers found in the output
    is_check: bool = False  # whether the run only compared
    known_facts: set[Diagnostic] = field(default_factory=set)  # those of `report` that an earlier run has told

    def forget_changes(self) -> None:
        """Note that nothing was written after all."""
        self.services.clear()
        self.shared = Changes()
        self.dropped = 0

    @property
    def service_names(self) -> list[str]:
        """The names of the services whose specs could be used."""
        return [each.service for each in self.services]

    @property
    def changes(self) -> Changes:
        """Everything that was written and removed, but for `dropped`."""
        return sum((each.changes for each in self.services), self.shared)

    @property
    def has_changes(self) -> bool:
        """Whether any file was written or removed."""
        return bool(self.changes.written or self.changes.removed or self.dropped)


class Listener:
    """Receives the progress of a run. This base class ignores it; a console shows it."""

    def started(self, specs: int) -> None:
        """The run begins to read this many specs."""

    def finished(self, artifacts: Artifacts) -> None:
        """One spec is done."""

    def checking_types(self) -> None:
        """All specs are done, and the type checkers start."""

    def waiting(self, out: Path) -> None:
        """Another run holds the output folder, and this one waits for it."""
