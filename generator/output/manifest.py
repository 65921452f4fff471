"""The manifest of an output folder, `.shapewright.json`: which files we generated, and from what.

Only a file that the manifest names, and that has the recorded content, is ever overwritten or removed.

Each line stands for itself, so that git can merge two manifests by keeping the lines of both (`merge=union` in the
`.gitattributes` beside it). What two branches recorded differently is there twice then: either content is one of ours.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath
from typing import Any, NamedTuple

MANIFEST = ".shapewright.json"
ALL_SERVICES = "*"  # the service of the files that all services share
ALL_TARGETS = "*"  # the target of the files that all targets share
_FORMAT = 2


class ForeignManifestError(ValueError):
    """We cannot have written this manifest."""


class FileSet(NamedTuple):
    """The files that one target gives for one service."""

    service: str
    target: str
    origin: str
    ingredients: tuple[tuple[str, str, str], ...]  # name, SHA-256, version of the package it came in
    files: Mapping[str, str]  # path below the output folder -> text


@dataclass(slots=True)
class Entry:
    """A file set, as the manifest records it. After a merge it may have two records of one thing."""

    origins: list[str] = field(default_factory=list)
    ingredients: list[tuple[str, str, str]] = field(default_factory=list)
    files: dict[str, tuple[str, ...]] = field(default_factory=dict)  # path -> SHA-256

    @property
    def origin(self) -> str:
        """What the files were read from."""
        return self.origins[0] if self.origins else ""


@dataclass(slots=True)
class Manifest:
    """The entries, by service and target. `before` keeps the files that were recorded when it was loaded."""

    before: dict[str, tuple[str, ...]] = field(default_factory=dict)  # path -> SHA-256
    _entries: dict[str, dict[str, Entry]] = field(default_factory=dict)  # service -> target -> entry
    _owners: Counter[str] = field(default_factory=Counter)  # path -> how many entries have it

    @classmethod
    def load(cls, folder: Path) -> "Manifest":
        """The manifest of `folder`. Empty if there is none. Raises `ForeignManifestError`."""
        path = folder / MANIFEST
        manifest = cls()
        if not path.is_file():
            return manifest
        try:
            data = dict(json.loads(path.read_bytes(), object_pairs_hook=list))
            if data["format"] != _FORMAT:
                raise ForeignManifestError(f"{path} has format {data['format']}; this version reads {_FORMAT}")
            manifest._read(data)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            if isinstance(error, ForeignManifestError):
                raise
            raise ForeignManifestError(f"{path} is not a manifest of Shapewright: {error}") from None
        return manifest

    def _read(self, data: dict[str, Any]) -> None:
        """Add what a file says. The check is strict, because the files that it names may be removed."""
        for owner, _, origin in _records(data["origins"]):
            self._entry(owner).origins.append(origin)
        for owner, name, recorded in _records(data["ingredients"]):
            digest, _, version = recorded.partition(" ")
            self._entry(owner).ingredients.append((name, digest, version))
        for owner, file, digest in _records(data["files"]):
            if not is_inside(file):
                raise ValueError(f"{file!r} is not a file below the folder")
            entry = self._entry(owner)
            if file not in entry.files:
                self._owners[file] += 1
            entry.files[file] = (*entry.files.get(file, ()), digest)
            self.before[file] = (*self.before.get(file, ()), digest)

    @property
    def text(self) -> str:
        """The manifest as JSON."""
        origins: list[tuple[str, str]] = []
        ingredients: list[tuple[str, str]] = []
        files: list[tuple[str, str]] = []
        for service, target, entry in sorted(self.entries(), key=lambda each: each[:2]):
            owner = f"{service} {target}"
            origins += [(owner, each) for each in entry.origins]
            ingredients += [
                (f"{owner} {name}", f"{digest} {version}".strip()) for name, digest, version in entry.ingredients
            ]
            files += [(f"{owner} {path}", each) for path, digests in sorted(entry.files.items()) for each in digests]
        sections = {"origins": origins, "ingredients": ingredients, "files": files}
        return ",\n".join([f'{{\n "format": {_FORMAT}', *(_section(*each) for each in sections.items())]) + "\n}\n"

    def record(self, file_set: FileSet, digests: Mapping[str, str]) -> None:
        """Replace the entry of a service and a target. `digests` has the SHA-256 of each file."""
        self.drop(file_set.service, file_set.target)
        entry = Entry([file_set.origin], [*file_set.ingredients], {path: (each,) for path, each in digests.items()})
        self._entries.setdefault(file_set.service, {})[file_set.target] = entry
        self._owners.update(digests.keys())

    def drop(self, service: str, target: str) -> None:
        """Remove the entry of a service and a target."""
        if entry := self._entries.get(service, {}).pop(target, None):
            self._owners.subtract(entry.files.keys())
            if not self._entries[service]:
                del self._entries[service]

    def entry(self, service: str, target: str) -> Entry | None:
        """The entry of a service and a target."""
        return self._entries.get(service, {}).get(target)

    def entries(self) -> Iterator[tuple[str, str, Entry]]:
        """All entries, each with its service and its target."""
        for service, entries in self._entries.items():
            yield from ((service, target, entry) for target, entry in entries.items())

    def services(self, target: str) -> list[str]:
        """The services that have files of this target."""
        return [service for service, entries in self._entries.items() if service != ALL_SERVICES and target in entries]

    @property
    def targets(self) -> set[str]:
        """The targets that have files of a service."""
        return {target for service, target, _ in self.entries() if service != ALL_SERVICES}

    def ingredients(self, service: str) -> Iterator[tuple[str, str, str]]:
        """What the files of `service` were made from: name, SHA-256, version."""
        yield from sorted({each for entry in self._entries.get(service, {}).values() for each in entry.ingredients})

    def unowned(self, paths: Collection[str]) -> set[str]:
        """Those of `paths` that no entry has."""
        return {path for path in paths if not self._owners[path]}

    def _entry(self, owner: str) -> Entry:
        service, target = owner.split(" ")
        return self._entries.setdefault(service, {}).setdefault(target, Entry())


def _records(section: Any) -> Iterator[tuple[str, str, str]]:
    """The records of a section: the service and the target, what is recorded of them, and its value."""
    for key, value in section:
        if not isinstance(key + value, str):
            raise TypeError(f"{key!r} has no text")
        if key:  # the last line has none
            service, target, *name = key.split(" ", 2)
            yield f"{service} {target}", "".join(name), value


def _section(name: str, records: Iterable[tuple[str, str]]) -> str:
    """A section. Its last record is empty, so that every other line ends with a comma wherever it comes from."""
    lines = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in (*records, ("", ""))]
    return f' "{name}": {{\n' + ",\n".join(lines) + "\n }"


def is_inside(path: str) -> bool:
    """Whether `path`, read from a file, can only lead to a place below its folder."""
    windows = PureWindowsPath(path)  # whose separators are `/` and `\`, and which may begin with a drive
    return not windows.anchor and ".." not in windows.parts and "\0" not in path


def sha256(content: bytes) -> str:
    """The SHA-256 of a file's content, in hex."""
    return hashlib.sha256(content).hexdigest()
