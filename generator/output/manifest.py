"""The manifest of an output folder, `.shapewright.json`: which files we generated, and from what.

Only a file that the manifest names, and that has the recorded content, is ever overwritten or removed.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

MANIFEST = ".shapewright.json"
ALL_SERVICES = "*"  # the service of the files that all services share
_FORMAT = 1


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
    """A file set, as the manifest records it."""

    origin: str
    ingredients: list[list[str]]
    files: dict[str, str]  # path -> SHA-256

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Entry":
        """The entry that `data` describes.

        Raises:
            TypeError: we cannot have written it. The check is strict, because the files it names may be removed.
        """
        entry = cls(**data)
        for path, digest in entry.files.items():
            if not isinstance(digest, str) or not is_inside(path):
                raise TypeError(f"{path!r} is not a file below the folder")
        for name, digest, version in entry.ingredients:
            if not isinstance(name + digest + version, str):
                raise TypeError(f"{name!r} is not an ingredient")
        return entry


@dataclass(slots=True)
class Manifest:
    """The entries, by service and target. `before` keeps the files that were recorded when it was loaded."""

    before: dict[str, str] = field(default_factory=dict)  # path -> SHA-256
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
            data: dict[str, Any] = json.loads(path.read_bytes())
            if data["format"] != _FORMAT:
                raise ForeignManifestError(f"{path} has format {data['format']}; this version reads {_FORMAT}")
            for service, targets in data["services"].items():
                for target, entry in targets.items():
                    manifest._add(service, target, Entry.from_json(entry))
        except (KeyError, TypeError, AttributeError, UnicodeDecodeError, json.JSONDecodeError) as error:
            raise ForeignManifestError(f"{path} is not a manifest of Shapewright: {error}") from None
        manifest.before = {path: digest for _, _, entry in manifest.entries() for path, digest in entry.files.items()}
        return manifest

    @property
    def text(self) -> str:
        """The manifest as JSON."""
        services = {
            service: {target: _to_json(entry) for target, entry in sorted(entries.items())}
            for service, entries in sorted(self._entries.items())
        }
        return json.dumps({"format": _FORMAT, "services": services}, indent=1) + "\n"

    def record(self, file_set: FileSet, digests: dict[str, str]) -> None:
        """Replace the entry of a service and a target. `digests` has the SHA-256 of each file."""
        self.drop(file_set.service, file_set.target)
        ingredients = [list(each) for each in file_set.ingredients]
        self._add(file_set.service, file_set.target, Entry(file_set.origin, ingredients, digests))

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

    def ingredients(self, service: str) -> Iterator[tuple[str, str, str]]:
        """What the files of `service` were made from: name, SHA-256, version."""
        found = {tuple(each) for entry in self._entries.get(service, {}).values() for each in entry.ingredients}
        yield from ((name, digest, version) for name, digest, version in sorted(found))

    def unowned(self, paths: Collection[str]) -> set[str]:
        """Those of `paths` that no entry has."""
        return {path for path in paths if not self._owners[path]}

    def _add(self, service: str, target: str, entry: Entry) -> None:
        self._entries.setdefault(service, {})[target] = entry
        self._owners.update(entry.files.keys())


def is_inside(path: str) -> bool:
    """Whether `path`, read from a file, can only lead to a place below its folder."""
    parts = PurePosixPath(path)
    return not parts.is_absolute() and ".." not in parts.parts and "\0" not in path


def sha256(content: bytes) -> str:
    """The SHA-256 of a file's content, in hex."""
    return hashlib.sha256(content).hexdigest()


def _to_json(entry: Entry) -> dict[str, Any]:
    return {"origin": entry.origin, "ingredients": entry.ingredients, "files": dict(sorted(entry.files.items()))}
