"""What we made of an output folder: `.shapewright.json` in it.

Only what is in it, and is as it says, is ever overwritten or removed.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

MANIFEST = ".shapewright.json"
TOGETHER = "*"  # the service of a unit that is about all of them
_FORMAT = 1


class NotOursError(ValueError):
    """A manifest that we cannot have written."""


class Unit(NamedTuple):
    """What one target made of one service."""

    service: str
    target: str
    origin: str
    ingredients: tuple[tuple[str, str, str], ...]  # name, SHA-256, version of the package it came in
    files: Mapping[str, str]  # path below the output folder -> text


@dataclass(slots=True)
class Entry:
    """A unit, as the manifest remembers it."""

    origin: str
    ingredients: list[list[str]]
    files: dict[str, str]  # path -> SHA-256

    @classmethod
    def read(cls, data: dict[str, Any]) -> "Entry":
        """The entry that a manifest holds. Raises `TypeError` where it cannot be ours: it names files to be removed."""
        entry = cls(**data)
        for path, digest in entry.files.items():
            if not isinstance(digest, str) or not is_below(path):
                raise TypeError(f"{path!r} is not a file below the folder")
        for name, digest, version in entry.ingredients:
            if not isinstance(name + digest + version, str):
                raise TypeError(f"{name!r} is not an ingredient")
        return entry


@dataclass(slots=True)
class Manifest:
    """What is ours, by service and target; while it changes, what was ours before stays known."""

    before: dict[str, str] = field(default_factory=dict)  # path -> SHA-256
    _entries: dict[str, dict[str, Entry]] = field(default_factory=dict)  # service -> target -> entry
    _owners: Counter[str] = field(default_factory=Counter)  # path -> how many entries have it

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """That of `folder`; an empty one, if there is none. Raises `NotOursError`."""
        path = folder / MANIFEST
        manifest = cls()
        if not path.is_file():
            return manifest
        try:
            data: dict[str, Any] = json.loads(path.read_bytes())
            if data["format"] != _FORMAT:
                raise NotOursError(f"{path} has format {data['format']}; this version knows {_FORMAT}")
            for service, targets in data["services"].items():
                for target, entry in targets.items():
                    manifest._add(service, target, Entry.read(entry))
        except (KeyError, TypeError, AttributeError, UnicodeDecodeError, json.JSONDecodeError) as error:
            raise NotOursError(f"{path} is not a manifest of ours: {error}") from None
        manifest.before = {path: digest for _, _, entry in manifest.entries() for path, digest in entry.files.items()}
        return manifest

    @property
    def text(self) -> str:
        """As it is written."""
        services = {
            service: {target: _plain(entry) for target, entry in sorted(entries.items())}
            for service, entries in sorted(self._entries.items())
        }
        return json.dumps({"format": _FORMAT, "services": services}, indent=1) + "\n"

    def record(self, unit: Unit, digests: dict[str, str]) -> None:
        """Have `unit` in the place of what its target had made of its service, its files with these SHA-256."""
        self.drop(unit.service, unit.target)
        self._add(unit.service, unit.target, Entry(unit.origin, [list(each) for each in unit.ingredients], digests))

    def drop(self, service: str, target: str) -> None:
        """Forget what a target made of a service."""
        if entry := self._entries.get(service, {}).pop(target, None):
            self._owners.subtract(entry.files.keys())
            if not self._entries[service]:
                del self._entries[service]

    def entry(self, service: str, target: str) -> Entry | None:
        """What a target made of a service."""
        return self._entries.get(service, {}).get(target)

    def entries(self) -> Iterator[tuple[str, str, Entry]]:
        """All of them, each with its service and its target."""
        for service, entries in self._entries.items():
            yield from ((service, target, entry) for target, entry in entries.items())

    def services(self, target: str) -> list[str]:
        """What a target has written here."""
        return [service for service, entries in self._entries.items() if service != TOGETHER and target in entries]

    def ingredients(self, service: str) -> Iterator[tuple[str, str, str]]:
        """What the files of `service` were made from: name, SHA-256, version."""
        found = {tuple(each) for entry in self._entries.get(service, {}).values() for each in entry.ingredients}
        yield from ((name, digest, version) for name, digest, version in sorted(found))

    def nobodys(self, paths: Collection[str]) -> set[str]:
        """Those of `paths` that no entry has any more."""
        return {path for path in paths if not self._owners[path]}

    def _add(self, service: str, target: str, entry: Entry) -> None:
        self._entries.setdefault(service, {})[target] = entry
        self._owners.update(entry.files.keys())


def is_below(path: str) -> bool:
    """Whether `path`, which a file says, can only lead to a place below a folder."""
    parts = PurePosixPath(path)
    return not parts.is_absolute() and ".." not in parts.parts and "\0" not in path


def sha256(content: bytes) -> str:
    """Of the content of a file."""
    return hashlib.sha256(content).hexdigest()


def _plain(entry: Entry) -> dict[str, Any]:
    return {"origin": entry.origin, "ingredients": entry.ingredients, "files": dict(sorted(entry.files.items()))}
