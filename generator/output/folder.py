"""An output folder: what has to change in it, and whether it may.

A file is foreign if we did not generate it, or if somebody has edited it since. A foreign file is neither overwritten
nor removed, unless the user says `--force`. A file that would not change is not touched, so that its modification time
says when its content changed.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from . import system
from .manifest import ALL_SERVICES, ALL_TARGETS, MANIFEST, FileSet, ForeignManifestError, Manifest, sha256
from .staging import Staging, locked, read


@dataclass(frozen=True, slots=True)
class Changes:
    """How many files a run writes, leaves and removes."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    blocked_by: tuple[str, ...] = ()  # foreign files that are in the way; if there are any, nothing is written

    def __add__(self, other: "Changes") -> "Changes":
        return Changes(
            self.written + other.written,
            self.unchanged + other.unchanged,
            self.removed + other.removed,
            self.blocked_by + other.blocked_by,
        )


class Difference(NamedTuple):
    """A file that does not match the specs."""

    path: str
    expected: str | None  # None: the file should not exist
    found: str | None  # None: the file is missing
    is_foreign: bool


@dataclass(slots=True)
class OutputFolder:
    """An output folder and its manifest. All methods raise `OSError` for errors of the file system."""

    root: Path
    manifest: Manifest
    kept: list[str] = field(default_factory=list)  # foreign files that `commit` did not remove
    _force: bool = False  # whether foreign files may be overwritten and removed
    _final: dict[str, str] = field(default_factory=dict)  # files that are, or will be, right: path -> SHA-256
    _staging: Staging = field(init=False)

    def __post_init__(self) -> None:
        self._staging = Staging(self.root)

    @classmethod
    def load(cls, root: Path) -> "OutputFolder":
        """The folder at `root`, to be read. It need not exist.

        Raises:
            ForeignManifestError: we did not write its manifest.
        """
        return cls(root, Manifest.load(root))

    @classmethod
    @contextmanager
    def open(cls, root: Path, *, force: bool, on_wait: Callable[[], None]) -> Iterator["OutputFolder"]:
        """The folder at `root`, to be changed. `commit` makes the changes; without it, nothing happens.

        The folder is locked until the block ends. If another run holds the lock, `on_wait` is called, and then this
        run waits. `force`: foreign files may be overwritten and removed.
        """
        with locked(root, on_wait):
            Staging(root).finish()
            try:
                manifest = Manifest.load(root)
            except ForeignManifestError:
                if not force:
                    raise
                manifest = Manifest()
            output = cls(root, manifest, _force=force)
            try:
                yield output
            finally:
                output._staging.discard()

    def write(self, file_sets: Iterable[FileSet]) -> Changes:
        """Stage the files of one service, and the removal of files that it no longer has.

        If a foreign file is in the way, nothing is staged.
        """
        file_sets = list(map(self._without_users_files, file_sets))
        contents = {path: text.encode() for file_set in file_sets for path, text in file_set.files.items()}
        digests = {path: sha256(content) for path, content in contents.items()}
        found = {path: self._read(path) for path, digest in digests.items() if self._final.get(path) != digest}
        changed = [path for path, content in found.items() if content != contents[path]]
        if foreign := tuple(path for path in changed if self._is_foreign(path, found[path])):
            return Changes(blocked_by=foreign)
        for path in changed:
            self._staging.write(path, contents[path], found[path])
        before: set[str] = set()
        for file_set in file_sets:
            if entry := self.manifest.entry(file_set.service, file_set.target):
                before |= entry.files.keys()
            self.manifest.record(file_set, {path: digests[path] for path in file_set.files})
        self._final |= digests
        return Changes(len(changed), len(digests) - len(changed), len(list(self._removable(before))))

    def drop_others(self, services: Iterable[str], targets: Iterable[str]) -> int:
        """Drop the files of all other services and targets. Returns how many files that will remove."""
        kept = {(service, target) for service in (*services, ALL_SERVICES) for target in targets}
        kept.add((ALL_SERVICES, ALL_TARGETS))
        dropped: set[str] = set()
        for service, target, entry in list(self.manifest.entries()):
            if (service, target) not in kept:
                dropped |= entry.files.keys()
                self.manifest.drop(service, target)
        return len(list(self._removable(dropped)))

    def commit(self) -> None:
        """Make all staged changes, and write the manifest. If `OSError` is raised, nothing has changed.

        After a `FileInUseError` some changes may be made. The next run makes the others.
        """
        self._stage_removals()
        text = self.manifest.text.encode()
        if (before := self._read(MANIFEST)) != text:
            self._staging.write(MANIFEST, text, before)
        self._staging.commit()

    def clean(self) -> int:
        """Remove everything that we generated, and the manifest. Returns the number of files."""
        for service, target, _ in list(self.manifest.entries()):
            self.manifest.drop(service, target)
        removed = self._stage_removals()
        if (before := self._read(MANIFEST)) is not None:
            self._staging.remove(MANIFEST, before)
        self._staging.commit()
        with suppress(OSError):  # the folder holds files of the user
            self.root.rmdir()
        return removed

    def differences(self, file_sets: Iterable[FileSet], *, whole: bool) -> Iterator[Difference]:
        """Where the disk differs from `file_sets`. `whole`: any other file of ours is a difference, too."""
        file_sets = list(map(self._without_users_files, file_sets))
        expected = {path: text for file_set in file_sets for path, text in file_set.files.items()}
        if whole:
            owned = set(self.manifest.before)
        else:
            entries = [self.manifest.entry(file_set.service, file_set.target) for file_set in file_sets]
            owned = {path for entry in entries if entry for path in entry.files}
        for path in (*sorted(expected), *sorted(owned - expected.keys())):
            found, text = self._read(path), expected.get(path)
            if found != (None if text is None else text.encode()):
                yield Difference(path, text, _decoded(found), self._is_foreign(path, found))
        made_from = {(each.service, each.target): _from_specs(each.ingredients) for each in file_sets}
        recorded = {
            (service, target): _from_specs(entry.ingredients) for service, target, entry in self.manifest.entries()
        }
        if any(recorded.get(key) != ingredients for key, ingredients in made_from.items()):
            before = {key: recorded.get(key, []) for key in made_from}
            yield Difference(MANIFEST, _listed(made_from), _listed(before), is_foreign=False)

    def unmodified(self, service: str, targets: Iterable[str]) -> list[FileSet]:
        """The files of `service` as they are on the disk. Empty if any of them is not what we wrote."""
        file_sets = []
        for target in targets:
            if (entry := self.manifest.entry(service, target)) is None:
                return []
            files = {}
            for path, digests in entry.files.items():
                content = self._read(path)
                if content is None or digests != (sha256(content),):
                    return []
                files[path] = content.decode()
            file_sets.append(FileSet(service, target, entry.origin, tuple(entry.ingredients), files))
        return file_sets

    def _without_users_files(self, file_set: FileSet) -> FileSet:
        """Leave out what the folder can do without, like `README.md`, if the user has a file of that name there.

        `--force` is for files that are in the way. These are not, so the user's own stay.
        """
        if file_set.target != ALL_TARGETS:
            return file_set
        found = {path: self._read(path) for path in file_set.files}
        files = {
            path: text
            for path, text in file_set.files.items()
            if found[path] in {None, text.encode()}
            or (path in self.manifest.before and not self._is_foreign(path, found[path]))
        }
        return file_set._replace(files=files)

    def _stage_removals(self) -> int:
        """Stage the removal of the files that no entry owns any more. Returns their number."""
        removable = dict(self._removable(self.manifest.before))
        for path, found in removable.items():
            self._staging.remove(path, found)
        left = self.manifest.unowned(self.manifest.before) - removable.keys()
        self.kept += sorted(path for path in left if self._read(path) is not None)
        return len(removable)

    def _removable(self, paths: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """Those of `paths` that no entry owns any more and nobody has edited, with their content."""
        for path in sorted(self.manifest.unowned(paths)):
            found = self._read(path)
            if found is not None and not self._is_foreign(path, found):
                yield path, found

    def _is_foreign(self, path: str, found: bytes | None) -> bool:
        """Whether the content of `path` is not what we wrote. Git may have changed its line endings."""
        if found is None or self._force:
            return False
        written = self.manifest.before.get(path, ())
        return sha256(found) not in written and sha256(found.replace(b"\r\n", b"\n")) not in written

    def _read(self, path: str) -> bytes | None:
        return read(f"{self.root}/{path}")


def write_file(path: Path, content: bytes) -> None:
    """Write one file outside the output folder if its content changes. It is replaced whole or not at all."""
    if read(path) == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = f"{path}.tmp"
    try:
        with open(temporary, "wb") as file:
            file.write(content)
        system.replace(temporary, str(path))
    finally:
        with suppress(OSError):  # it was renamed
            os.unlink(temporary)


def _from_specs(ingredients: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The ingredients that are specs. Ingredients from an installed package have a version, and are left out."""
    return [each for each in ingredients if not each[2]]


def _listed(ingredients: Mapping[tuple[str, str], list[tuple[str, str, str]]]) -> str:
    """What the files were made from, as text for a diff."""
    lines = [
        f"{service}/{target}: {name} {digest}\n"
        for (service, target), each in sorted(ingredients.items())
        for name, digest, _ in each
    ]
    return "".join(lines)


def _decoded(content: bytes | None) -> str | None:
    return None if content is None else content.decode("utf-8", "replace")
