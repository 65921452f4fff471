"""What a run should do."""

from dataclasses import dataclass, field
from pathlib import Path

from ..options import Accepted, Options
from ..targets import DEFAULT_TARGETS

BASELINE = "baseline"  # the owner of the baselines in the output folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One output folder, and what it should hold."""

    sources: tuple[str, ...] = ()  # specs, and folders of specs
    out: Path
    targets: tuple[str, ...] = DEFAULT_TARGETS
    options: Options = field(default_factory=Options)
    whole: bool = False  # whether the folder should hold these services and no others
    spares_others: bool = False  # whether a service that has none of the operations is left as it is
    only_named: bool = False  # whether so is one that no operation names
    jobs: int = 0  # worker processes; 0 means one for each core
    force: bool = False  # whether files that were edited by hand may be overwritten and removed
    shard: tuple[int, int] = (1, 1)  # (2, 4): the second of four parts of the specs
    cache: Path | None = None  # the folder for caches; None: keep no cache
    accepted: tuple[Accepted, ...] = ()  # changes that `diff` does not count
    configuration: tuple[Path, ...] = ()  # the files that this request was read from

    @property
    def owners(self) -> tuple[str, ...]:
        """What has files of its own for each service, as the manifest calls it."""
        return (*self.targets, BASELINE) if self.options.baseline else self.targets
