"""What is asked for."""

from dataclasses import dataclass, field
from pathlib import Path

from generator.options import Options
from generator.targets import DEFAULT_TARGETS


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One output folder, and what it is to hold."""

    sources: tuple[str, ...] = ()  # specs, and folders of specs
    out: Path
    targets: tuple[str, ...] = DEFAULT_TARGETS
    options: Options = field(default_factory=Options)
    whole: bool = False  # whether the output folder is to hold nothing else of ours
    jobs: int = 0  # processes; 0: one for each core
    force: bool = False  # whether to overwrite, and to remove, what was changed by hand
    shard: tuple[int, int] = (1, 1)  # which part of the specs, of how many
    cache: Path | None = None  # a folder to remember runs in; None: none
    read_besides: tuple[Path, ...] = ()  # files that say what is asked for
