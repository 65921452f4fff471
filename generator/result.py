"""What came of a run, and who is told while it goes on."""

from dataclasses import dataclass, field
from pathlib import Path

from generator.diagnostics import Report, TypeFault
from generator.made import Made
from generator.output import Difference, Written


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one service."""

    service: str
    types: int  # how many
    written: Written = field(default_factory=Written)


@dataclass(slots=True)
class Result:
    """What a run came to."""

    report: Report
    out: Path = Path()
    rows: list[Row] = field(default_factory=list)  # of services that could be used
    shared: Written = field(default_factory=Written)  # of the files that are about all services
    dropped: int = 0  # files removed because their service or target is no longer wanted
    differences: list[Difference] = field(default_factory=list)
    faults: list[TypeFault] = field(default_factory=list)  # found by the type checkers in the output
    checked: bool = False  # whether it compared, instead of writing

    @property
    def services(self) -> list[str]:
        """Those that could be used."""
        return [row.service for row in self.rows]

    @property
    def written(self) -> Written:
        """What all of it did to the disk."""
        return sum((row.written for row in self.rows), self.shared)

    @property
    def changed(self) -> bool:
        """Whether anything was written or removed."""
        return bool(self.written.written or self.written.removed or self.dropped)


class Watch:
    """Is told of a run's progress. This one says nothing of it."""

    def begin(self, specs: int) -> None:
        """So many specs are to be read."""

    def made(self, made: Made) -> None:
        """One of them is done."""

    def waits(self, out: Path) -> None:
        """Another run has the output folder."""
