"""The one door to the disk.

There are many files, and a `Path` takes longer to make than a file to write, so their names are text here.

Files are written into a staging folder beside their places and then renamed, so that a service's files appear together
and a run that is stopped leaves the old ones. A file that would not change is not touched, so its timestamp says
something. What we made is in the manifest, and nothing that is not in it is ever removed.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

MANIFEST = ".shapewright.json"
TOGETHER = "*"  # the service of a unit that is about all of them
_STAGING = ".shapewright.tmp"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Unit:
    """What one target made of one service."""

    service: str
    target: str
    origin: str
    ingredients: tuple[tuple[str, str, str], ...]  # name, SHA-256, version of the package it came in
    files: Mapping[str, str]  # path below the output folder -> text


@dataclass(frozen=True, slots=True)
class Written:
    """What a run did to the disk."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0

    def __add__(self, other: "Written") -> "Written":
        return Written(self.written + other.written, self.unchanged + other.unchanged, self.removed + other.removed)


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that is not what it should be."""

    path: str
    wanted: str | None  # None: it should not be there
    found: str | None  # None: it is missing


@dataclass(slots=True)
class _Entry:
    """A unit, as the manifest remembers it."""

    origin: str
    ingredients: list[list[str]]
    files: dict[str, str]  # path -> SHA-256

    @classmethod
    def read(cls, data: dict[str, Any]) -> "_Entry":
        """The entry that a manifest holds. Raises `TypeError` where it cannot be ours: it names files to be removed."""
        entry = cls(**data)
        for path, digest in entry.files.items():
            if not isinstance(digest, str) or PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
                raise TypeError(f"{path!r} is not a file below the folder")
        for name, digest, version in entry.ingredients:
            if not isinstance(name + digest + version, str):
                raise TypeError(f"{name!r} is not an ingredient")
        return entry


@dataclass(slots=True)
class Output:
    """An output folder and its manifest. Errors of the file system are raised as `OSError`."""

    root: Path
    _units: dict[str, dict[str, _Entry]] = field(default_factory=dict)  # service -> target -> entry

    @classmethod
    def open(cls, root: Path) -> "Output":
        """The folder at `root`, which need not exist. Raises `ValueError` if its manifest is not one of ours."""
        path = root / MANIFEST
        if not path.is_file():
            return cls(root)
        try:
            data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if data["format"] != _FORMAT:
                raise ValueError(f"{path} has format {data['format']}; this version knows {_FORMAT}")
            units = {
                service: {target: _Entry.read(entry) for target, entry in targets.items()}
                for service, targets in data["services"].items()
            }
        except (KeyError, TypeError, AttributeError, UnicodeDecodeError, json.JSONDecodeError) as error:
            raise ValueError(f"{path} is not a manifest of ours: {error}") from None
        return cls(root, units)

    def write(self, units: Iterable[Unit]) -> Written:
        """Make the files of `units`, all of one service, be on the disk, and those that they no longer have, gone."""
        units = list(units)
        wanted: dict[str, bytes] = {}
        before = {path for unit in units for path in self._files(unit.service, unit.target)}
        for unit in units:
            files = {path: text.encode() for path, text in unit.files.items()}
            digests = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
            entry = _Entry(unit.origin, [list(each) for each in unit.ingredients], digests)
            self._units.setdefault(unit.service, {})[unit.target] = entry
            wanted |= files
        changed = {path: content for path, content in wanted.items() if self._read(path) != content}
        self._replace(changed)
        removed = self._remove(before - wanted.keys())
        return Written(len(changed), len(wanted) - len(changed), removed)

    def keep_only(self, services: Iterable[str], targets: Iterable[str]) -> Written:
        """Remove what we made of other services and for other targets."""
        kept = {(service, target) for service in (*services, TOGETHER) for target in targets}
        gone: set[str] = set()
        for service, entries in list(self._units.items()):
            for target in [each for each in entries if (service, each) not in kept]:
                gone |= entries.pop(target).files.keys()
            if not entries:
                del self._units[service]
        return Written(removed=self._remove(gone))

    def save(self) -> None:
        """Write the manifest."""
        services = {
            service: {target: _plain(entry) for target, entry in sorted(entries.items())}
            for service, entries in sorted(self._units.items())
        }
        text = json.dumps({"format": _FORMAT, "services": services}, indent=1) + "\n"
        if self._read(MANIFEST) != text.encode():
            self._replace({MANIFEST: text.encode()})

    def differences(self, units: Iterable[Unit], *, whole: bool) -> Iterator[Difference]:
        """Where the disk is not as `units` want it; `whole`: nothing else of ours should be there."""
        units = list(units)
        wanted = {path: text for unit in units for path, text in unit.files.items()}
        for path, text in sorted(wanted.items()):
            found = self._read(path)
            if found != text.encode():
                yield Difference(path, text, _decoded(found))
        if whole:
            owned = {path for entries in self._units.values() for entry in entries.values() for path in entry.files}
        else:
            owned = {path for unit in units for path in self._files(unit.service, unit.target)}
        for path in sorted(owned - wanted.keys()):
            if (found := self._read(path)) is not None:
                yield Difference(path, None, _decoded(found))
        made_from = {(unit.service, unit.target): _own(map(list, unit.ingredients)) for unit in units}
        recorded = {(service, target): _own(entry.ingredients) for service, target, entry in self._entries()}
        if any(recorded.get(unit) != ingredients for unit, ingredients in made_from.items()):
            yield Difference(
                MANIFEST, _listed(made_from), _listed({unit: recorded.get(unit, []) for unit in made_from})
            )

    def intact(self, service: str, targets: Iterable[str]) -> list[Unit]:
        """What targets made of `service`, as it is on the disk; nothing, if any of it is not as we wrote it."""
        units = []
        for target in targets:
            if (entry := self._units.get(service, {}).get(target)) is None:
                return []
            files = {}
            for path, digest in entry.files.items():
                content = self._read(path)
                if content is None or hashlib.sha256(content).hexdigest() != digest:
                    return []
                files[path] = content.decode()
            ingredients = tuple((name, digest, version) for name, digest, version in entry.ingredients)
            units.append(Unit(service, target, entry.origin, ingredients, files))
        return units

    def ingredients(self, service: str) -> Iterator[tuple[str, str, str]]:
        """What the files of `service` on the disk were made from: name, SHA-256, version."""
        found = {tuple(each) for entry in self._units.get(service, {}).values() for each in entry.ingredients}
        yield from ((name, digest, version) for name, digest, version in sorted(found))

    def services(self, target: str) -> list[str]:
        """What a target has written here."""
        return [service for service, entries in self._units.items() if service != TOGETHER and target in entries]

    def _entries(self) -> Iterator[tuple[str, str, _Entry]]:
        for service, entries in self._units.items():
            yield from ((service, target, entry) for target, entry in entries.items())

    def _files(self, service: str, target: str) -> Iterable[str]:
        entry = self._units.get(service, {}).get(target)
        return entry.files if entry else ()

    def _read(self, path: str) -> bytes | None:
        try:
            with open(f"{self.root}/{path}", "rb") as file:
                return file.read()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def _replace(self, files: Mapping[str, bytes]) -> None:
        """Write all of `files` aside, then put each in its place."""
        if not files:
            return
        staging = self.root / _STAGING
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        try:
            for number, content in enumerate(files.values()):
                with open(f"{staging}/{number}", "wb") as file:
                    file.write(content)
            for folder in {path.rpartition("/")[0] for path in files}:
                (self.root / folder).mkdir(parents=True, exist_ok=True)
            for number, path in enumerate(files):
                os.replace(f"{staging}/{number}", f"{self.root}/{path}")
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    def _remove(self, paths: Iterable[str]) -> int:
        """Remove files that no unit has any more, and the folders that this leaves empty."""
        if not (paths := set(paths)):
            return 0
        owned = {path for entries in self._units.values() for entry in entries.values() for path in entry.files}
        removed = 0
        for path in sorted(paths - owned):
            place = self.root / path
            if place.is_file():
                place.unlink()
                removed += 1
            for folder in place.parents:
                if folder == self.root or not folder.is_dir() or any(folder.iterdir()):
                    break
                folder.rmdir()
        return removed


def put(path: Path, content: bytes) -> None:
    """Write one file that is not part of the output, whole or not at all, if it would change."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    beside.write_bytes(content)
    beside.replace(path)


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


def _plain(entry: _Entry) -> dict[str, Any]:
    return {"origin": entry.origin, "ingredients": entry.ingredients, "files": dict(sorted(entry.files.items()))}
