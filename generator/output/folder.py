"""An output folder: what is to change in it, and whether that may.

What somebody else wrote there is theirs: a file that we did not make, or that was changed since, is neither overwritten
nor removed, unless one asks for that. A file that would not change is not touched, so its timestamp says something.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from generator.output.manifest import MANIFEST, TOGETHER, Manifest, NotOursError, Unit, sha256
from generator.output.staging import Staging, alone, read


@dataclass(frozen=True, slots=True)
class Written:
    """What a run does to the disk."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    theirs: tuple[str, ...] = ()  # files that stood in the way, because of which it does nothing

    def __add__(self, other: "Written") -> "Written":
        return Written(
            self.written + other.written,
            self.unchanged + other.unchanged,
            self.removed + other.removed,
            self.theirs + other.theirs,
        )


class Difference(NamedTuple):
    """A file that is not what it should be."""

    path: str
    wanted: str | None  # None: it should not be there
    found: str | None  # None: it is missing
    is_theirs: bool  # whether what was found is not what we wrote


@dataclass(slots=True)
class Output:
    """An output folder and its manifest. Errors of the file system are raised as `OSError`."""

    root: Path
    manifest: Manifest
    kept: list[str] = field(default_factory=list)  # files that `commit` would have removed, had they not been changed
    _force: bool = False  # whether what is somebody else's is ours to overwrite and to remove
    _done: dict[str, str] = field(default_factory=dict)  # what is, or will be, as it should: path -> SHA-256
    _staging: Staging = field(init=False)

    def __post_init__(self) -> None:
        self._staging = Staging(self.root)

    @classmethod
    def look(cls, root: Path) -> "Output":
        """The folder at `root`, which need not exist. Raises `NotOursError` if its manifest is not one of ours."""
        return cls(root, Manifest.read(root))

    @classmethod
    @contextmanager
    def open(cls, root: Path, *, force: bool, wait: Callable[[], None]) -> Iterator["Output"]:
        """The same, to be changed: by nobody else until this ends, and only if `commit` comes before.

        `force`: whatever is in the way is overwritten. `wait` is called if another run has it.
        """
        with alone(root, wait):
            Staging(root).finish()
            try:
                manifest = Manifest.read(root)
            except NotOursError:
                if not force:
                    raise
                manifest = Manifest()
            output = cls(root, manifest, _force=force)
            try:
                yield output
            finally:
                output._staging.discard()

    def write(self, units: Iterable[Unit]) -> Written:
        """Have the files of `units`, all of one service, on the disk, and those that they no longer have, gone.

        If a file is in the way that is somebody else's, nothing of it is done.
        """
        units = list(units)
        contents = {path: text.encode() for unit in units for path, text in unit.files.items()}
        digests = {path: sha256(content) for path, content in contents.items()}
        found = {path: self._read(path) for path, digest in digests.items() if self._done.get(path) != digest}
        changed = [path for path, content in found.items() if content != contents[path]]
        if theirs := tuple(path for path in changed if self._is_theirs(path, found[path])):
            return Written(theirs=theirs)
        for path in changed:
            self._staging.put(path, contents[path], found[path])
        before: set[str] = set()
        for unit in units:
            if entry := self.manifest.entry(unit.service, unit.target):
                before |= entry.files.keys()
            self.manifest.record(unit, {path: digests[path] for path in unit.files})
        self._done |= digests
        return Written(len(changed), len(digests) - len(changed), len(list(self._going(before))))

    def keep_only(self, services: Iterable[str], targets: Iterable[str]) -> int:
        """Have what we made of other services and for other targets gone; say how many files these are."""
        kept = {(service, target) for service in (*services, TOGETHER) for target in targets}
        gone: set[str] = set()
        for service, target, entry in list(self.manifest.entries()):
            if (service, target) not in kept:
                gone |= entry.files.keys()
                self.manifest.drop(service, target)
        return len(list(self._going(gone)))

    def commit(self) -> None:
        """Make all changes, and write the manifest; or, if `OSError` is raised, none of them."""
        self._let_go()
        text = self.manifest.text.encode()
        if (before := self._read(MANIFEST)) != text:
            self._staging.put(MANIFEST, text, before)
        self._staging.commit()

    def clean(self) -> int:
        """Remove what we made, and the manifest; say how many files that was."""
        self.keep_only((), ())
        removed = self._let_go()
        if (before := self._read(MANIFEST)) is not None:
            self._staging.remove(MANIFEST, before)
        self._staging.commit()
        with suppress(OSError):  # somebody else has something in it
            self.root.rmdir()
        return removed

    def differences(self, units: Iterable[Unit], *, whole: bool) -> Iterator[Difference]:
        """Where the disk is not as `units` want it; `whole`: nothing else of ours should be there."""
        units = list(units)
        wanted = {path: text for unit in units for path, text in unit.files.items()}
        if whole:
            owned = set(self.manifest.before)
        else:
            entries = [self.manifest.entry(unit.service, unit.target) for unit in units]
            owned = {path for entry in entries if entry for path in entry.files}
        for path in (*sorted(wanted), *sorted(owned - wanted.keys())):
            found, text = self._read(path), wanted.get(path)
            if found != (None if text is None else text.encode()):
                yield Difference(path, text, _decoded(found), self._is_theirs(path, found))
        made_from = {(unit.service, unit.target): _own(map(list, unit.ingredients)) for unit in units}
        recorded = {(service, target): _own(entry.ingredients) for service, target, entry in self.manifest.entries()}
        if any(recorded.get(unit) != ingredients for unit, ingredients in made_from.items()):
            before = {unit: recorded.get(unit, []) for unit in made_from}
            yield Difference(MANIFEST, _listed(made_from), _listed(before), is_theirs=False)

    def intact(self, service: str, targets: Iterable[str]) -> list[Unit]:
        """What targets made of `service`, as it is on the disk; nothing, if any of it is not as we wrote it."""
        units = []
        for target in targets:
            if (entry := self.manifest.entry(service, target)) is None:
                return []
            files = {}
            for path, digest in entry.files.items():
                content = self._read(path)
                if content is None or sha256(content) != digest:
                    return []
                files[path] = content.decode()
            ingredients = tuple((name, digest, version) for name, digest, version in entry.ingredients)
            units.append(Unit(service, target, entry.origin, ingredients, files))
        return units

    def _let_go(self) -> int:
        """Have gone what was ours, and is no entry's any more; say how many files that is."""
        going = dict(self._going(self.manifest.before))
        for path, found in going.items():
            self._staging.remove(path, found)
        left = self.manifest.nobodys(self.manifest.before) - going.keys()
        self.kept += sorted(path for path in left if self._read(path) is not None)
        return len(going)

    def _going(self, paths: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """Those of `paths` that no entry has any more and that nobody changed, with what is in them."""
        for path in sorted(self.manifest.nobodys(paths)):
            found = self._read(path)
            if found is not None and not self._is_theirs(path, found):
                yield path, found

    def _is_theirs(self, path: str, found: bytes | None) -> bool:
        """Whether what is at `path` is not as we wrote it. Git may have given it other ends of lines."""
        if found is None or self._force:
            return False
        ours = self.manifest.before.get(path)
        return sha256(found) != ours and sha256(found.replace(b"\r\n", b"\n")) != ours

    def _read(self, path: str) -> bytes | None:
        return read(f"{self.root}/{path}")


def put(path: Path, content: bytes) -> None:
    """Write one file that is not part of the output, whole or not at all, if it would change."""
    if read(path) == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = f"{path}.tmp"
    try:
        with open(beside, "wb") as file:
            file.write(content)
        os.replace(beside, path)
    finally:
        with suppress(OSError):  # it is in its place
            os.unlink(beside)


def _own(ingredients: Iterable[list[str]]) -> list[list[str]]:
    """Ingredients, but for those that came with a package: what that changes is not drift of the specs."""
    return [each for each in ingredients if not each[2]]


def _listed(ingredients: Mapping[tuple[str, str], list[list[str]]]) -> str:
    """What a manifest says its files were made from, for people."""
    lines = [
        f"{service}/{target}: {name} {digest}\n"
        for (service, target), each in sorted(ingredients.items())
        for name, digest, _ in each
    ]
    return "".join(lines)


def _decoded(content: bytes | None) -> str | None:
    return None if content is None else content.decode("utf-8", "replace")
