"""What became of one spec: made in this run, or remembered from an earlier one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from generator.diagnostics import Diagnostic
from generator.inputs import Seen
from generator.output import Unit

Files = dict[str, str]  # folder below the output -> names of files in it, separated by `/`


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A service, or why there is none."""

    spec: str
    service: str = ""  # its name; empty: it could not be used, and the diagnostics say why
    types: int = 0  # how many
    operations: tuple[str, ...] = ()  # that the service has, wanted or not
    diagnostics: tuple[Diagnostic, ...] = ()
    seen: Seen = field(default_factory=dict)  # on the disk, for it
    files: Files = field(default_factory=dict)
    units: tuple[Unit, ...] = ()  # these files, with their texts; none, if it is remembered

    @property
    def is_remembered(self) -> bool:
        """Whether an earlier run made it."""
        return bool(self.service) and not self.units

    @property
    def paths(self) -> Iterator[str]:
        """Of its files, below the output."""
        for folder, names in self.files.items():
            yield from (f"{folder}/{name}" if folder else name for name in names.split("/"))

    @property
    def count(self) -> int:
        """Of its files."""
        return sum(names.count("/") + 1 for names in self.files.values())


def files_of(paths: Iterable[str]) -> Files:
    """Paths below the output, by their folders."""
    folders: dict[str, list[str]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        folders.setdefault(folder, []).append(name)
    return {folder: "/".join(names) for folder, names in folders.items()}
