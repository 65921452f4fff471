"""The artifacts of one spec: made in this run, or taken from the cache."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..diagnostics import Diagnostic
from ..output import FileSet
from ..source_files import Observations

Counts = dict[str, str | int]
FilesByFolder = dict[str, str]  # folder below the output -> names of the files in it, separated by `/`


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifacts:
    """The files of one service, or the diagnostics that say why there are none."""

    spec: str
    name: str = ""  # what the service was to be called; empty: the reader decided
    service: str = ""  # empty: the spec could not be used
    types: int = 0  # the number of types
    enrichment: Counts = field(default_factory=dict)  # the fields of `ir.Enrichment`; empty if there was none
    operations: tuple[str, ...] = ()  # all operations of the service, also those that were left out
    mapped: tuple[str, ...] = ()  # the keys of `map` that are about something in the service
    diagnostics: tuple[Diagnostic, ...] = ()
    observations: Observations = field(default_factory=dict)  # what the reader saw on the disk
    files: FilesByFolder = field(default_factory=dict)
    baseline: bytes = b""  # compressed; only in the run that made the service
    file_sets: tuple[FileSet, ...] = ()  # the files with their texts; empty if they come from the cache

    @property
    def is_cached(self) -> bool:
        """Whether an earlier run made these files."""
        return bool(self.service) and not self.file_sets

    @property
    def paths(self) -> Iterator[str]:
        """The paths of the files, below the output folder."""
        for folder, names in self.files.items():
            yield from (f"{folder}/{name}" if folder else name for name in names.split("/"))

    @property
    def file_count(self) -> int:
        """The number of files."""
        return sum(names.count("/") + 1 for names in self.files.values())


def group_by_folder(paths: Iterable[str]) -> FilesByFolder:
    """Group paths below the output folder by their folders."""
    folders: dict[str, list[str]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        folders.setdefault(folder, []).append(name)
    return {folder: "/".join(names) for folder, names in folders.items()}
