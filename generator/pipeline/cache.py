"""The cache: what the last run saw and wrote, so that the next run makes only what would come out differently.

A service is up to date if everything its reader looked at has the same content, every file written for it has the same
size and modification time, the manifest has the same content, and nothing else that the output depends on has changed:
the generator, its templates, the user's templates, the options and the targets. The cache may be removed at any time.
One that cannot be read counts as empty.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .. import source_files
from ..diagnostics import Diagnostic, Severity, Source
from ..options import Options
from ..output import MANIFEST, write_file
from ..readers.botocore.service_data import search_path
from ..source_files import DiskState
from ..targets import TARGETS
from .artifacts import Artifacts, FilesByFolder, group_by_folder
from .request import Request

CACHE_FOLDER = ".shapewright_cache"

_PACKAGE = Path(__file__).parent.parent
_TEMPLATES = (_PACKAGE / "templates", _PACKAGE.parent / "templates")  # in a wheel, and in a checkout
_LIBRARIES = ("jinja2", "libcst")  # whose versions could show in the output
_GITIGNORE = b"# Shapewright's cache. It can be removed at any time.\n*\n"


@dataclass(slots=True)
class Cache:
    """The cache of one output folder. Empty if the last run had another generator, other options or other targets."""

    path: Path
    out: Path
    key: str
    specs: dict[str, Artifacts] = field(default_factory=dict)
    is_complete: bool = False  # whether the last run had no errors, so that nothing is left to do
    corrections: frozenset[Source] = frozenset()  # where the corrections of the configuration are now
    _baselines: dict[str, bytes] = field(default_factory=dict)  # by service, of those that this run made
    _written_states: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by spec, one for each folder
    _disk: DiskState = field(default_factory=DiskState)
    _states: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def load(cls, request: Request) -> "Cache | None":
        """The cache of the output folder of `request`. None if the request asks for no cache."""
        if not request.cache:
            return None
        cache = cls(
            request.cache / f"{_name_of(request.out)}.json", request.out, _key(request.targets, request.options)
        )
        cache.corrections = frozenset(each.source for each in request.options.corrections)
        try:
            data: Any = json.loads(cache.path.read_bytes())
            is_same = data["key"] == cache.key and data["shared_state"] == cache._state_of(data["shared_files"])
            if is_same and data["manifest"] == cache._manifest_digest:
                cache.specs = {spec: _from_json(spec, each) for spec, each in data["specs"].items()}
                cache._written_states = {spec: tuple(each["states"]) for spec, each in data["specs"].items()}
                cache.is_complete = data["complete"]
                source_files.add_cached_results({key: (each[0], each[1]) for key, each in data["results"].items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            cache.specs.clear()
        return cache

    def get(self, spec: str, name: str) -> Artifacts | None:
        """The artifacts of `spec`, if they would be the same now. `is_on_disk` tells whether the files are there.

        `name` is what its service is to be called.
        """
        found = self.specs.get(spec)
        if not found or found.name != name or self._has_moved(found):
            return None
        return found if self._disk.matches(found.observations) else None

    def _has_moved(self, artifacts: Artifacts) -> bool:
        """Whether a diagnostic is about a correction whose line in the configuration has changed."""
        files = {each.file for each in self.corrections}
        sources = [each.source for each in artifacts.diagnostics]
        return any(each.file in files and each not in self.corrections for each in sources)

    def is_on_disk(self, artifacts: Artifacts) -> bool:
        """Whether every file of `artifacts` has the size and modification time that it was written with."""
        return tuple(self._states_of(artifacts.files)) == self._written_states[artifacts.spec]

    def store(self, artifacts: Artifacts) -> None:
        """Add the artifacts of a spec. `save` writes them to the disk."""
        if not artifacts.is_cached:
            self._written_states.pop(artifacts.spec, None)
        if artifacts.baseline:
            self._baselines[artifacts.service] = artifacts.baseline
        self.specs[artifacts.spec] = replace(artifacts, file_sets=(), baseline=b"")

    def save(self, specs: Iterable[str], shared_paths: Iterable[str]) -> None:
        """Write the cache file. The files of `specs` and the shared files must be on the disk by now."""
        self._states.clear()
        stored = {}
        for spec in specs:
            if found := self.specs.get(spec):
                # The files of a spec that this run did not make have the state that an earlier run saw.
                states = self._written_states.get(spec) or tuple(self._states_of(found.files))
                stored[spec] = {**_to_json(found), "states": states}
        shared_files = group_by_folder(shared_paths)
        data = {
            "key": self.key,
            "complete": self.is_complete,
            "shared_files": shared_files,
            "shared_state": self._state_of(shared_files),
            "manifest": self._manifest_digest,
            "specs": stored,
            "results": source_files.cached_results(),
        }
        for service, content in self._baselines.items():
            write_to_cache(self.path.with_suffix("") / f"{service}.json.z", content)
        # Last: a run that is stopped before makes the services again, with their baselines.
        write_to_cache(self.path, json.dumps(data).encode())

    @property
    def _manifest_digest(self) -> str:
        """By content, because build systems touch the manifest to mark it as up to date."""
        return source_files.digest(f"{self.out}/{MANIFEST}")

    def _states_of(self, files: FilesByFolder) -> Iterator[str]:
        return (self._state(folder, names) for folder, names in files.items())

    def _state_of(self, files: FilesByFolder) -> str:
        return " ".join(self._states_of(files))

    def _state(self, folder: str, names: str) -> str:
        """One digest of the sizes and modification times of files. Empty if one of them is missing."""
        if (folder, names) not in self._states:
            try:
                found = _stat_all(f"{self.out}/{folder}" if folder else str(self.out), names.split("/"))
            except OSError:
                return ""
            text = " ".join([f"{each.st_size} {each.st_mtime_ns}" for each in found])
            self._states[folder, names] = hashlib.sha256(text.encode()).hexdigest()[:32]
        return self._states[folder, names]


def baseline_folder(request: Request) -> Path | None:
    """Where the cache has the baselines of an output. None if the request asks for no cache."""
    return request.cache / _name_of(request.out) if request.cache else None


def _name_of(out: Path) -> str:
    return hashlib.sha256(os.fsencode(out.absolute())).hexdigest()[:16]


def write_to_cache(file: Path, content: bytes) -> None:
    """Write a file into the folder for caches. If that is impossible, the next run makes everything again."""
    with suppress(OSError):
        write_file(file.parent / ".gitignore", _GITIGNORE)
        write_file(file, content)


def _stat_all(folder: str, names: list[str]) -> list[os.stat_result]:
    """`os.stat` of files in one folder. Looks the folder up once where the system allows it."""
    if os.stat not in os.supports_dir_fd:
        return [os.stat(f"{folder}/{name}") for name in names]
    handle = os.open(folder, os.O_RDONLY)
    try:
        return [os.stat(name, dir_fd=handle) for name in names]
    finally:
        os.close(handle)


def _key(targets: Iterable[str], options: Options) -> str:
    """A digest of everything that the output of every spec depends on."""
    digest = hashlib.sha256(repr((sys.version, os.getcwd(), search_path(), tuple(targets), options)).encode())
    for plugin in [TARGETS[each].plugin for each in targets]:
        digest.update(plugin.digest().encode() if plugin else b"")
    for library in _LIBRARIES:
        digest.update(_installed_version(library).encode())
    user_templates = (options.templates,) if options.templates else ()  # any file there may be included
    for folder, ending in ((_PACKAGE, ".py"), *((each, "") for each in (*_TEMPLATES, *user_templates))):
        found = [f"{place}/{name}" for place, _, names in os.walk(folder) for name in names if name.endswith(ending)]
        for file in sorted(found):
            digest.update(os.fsencode(file) + b"\0" + source_files.digest(file).encode())
    return digest.hexdigest()


def _installed_version(library: str) -> str:
    """The version of a library, read from the name of its metadata folder: importlib.metadata loads too slowly."""
    spec = find_spec(library)
    places = spec.submodule_search_locations if spec else None
    return " ".join(sorted(each.name for place in places or () for each in Path(place).parent.glob(f"{library}-*")))


def _to_json(artifacts: Artifacts) -> dict[str, Any]:
    return {
        "name": artifacts.name,
        "service": artifacts.service,
        "types": artifacts.types,
        "enrichment": artifacts.enrichment,
        "operations": artifacts.operations,
        "mapped": artifacts.mapped,
        "diagnostics": [
            [each.code, each.severity, each.source.file, each.source.line, each.message, each.shape, each.hint]
            for each in artifacts.diagnostics
        ],
        "observations": artifacts.observations,
        "files": artifacts.files,
    }


def _from_json(spec: str, data: dict[str, Any]) -> Artifacts:
    """The inverse of `_to_json`. Raises `KeyError`, `TypeError` or `ValueError` if it did not write `data`."""
    return Artifacts(
        spec=spec,
        name=data["name"],
        service=data["service"],
        types=data["types"],
        enrichment=data["enrichment"],
        operations=tuple(data["operations"]),
        mapped=tuple(data["mapped"]),
        diagnostics=tuple(
            Diagnostic(code, Severity(severity), Source(file, line), message, shape, hint)
            for code, severity, file, line, message, shape, hint in data["diagnostics"]
        ),
        observations=data["observations"],
        files=data["files"],
    )
