"""What the last run saw and left: so that a run does again only what would come out differently.

A service is as the last run left it if all that was looked at for it has the same content, every file that was written
for it has its size and its time of change, and the manifest its content; and if nothing else that the output depends on
is new: the generator, its templates, the user's, the options, the targets. The memory is a cache: it may be removed at
any time, and one that cannot be read is none.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from generator import inputs
from generator.diagnostics import Diagnostic, Severity, Source
from generator.inputs import Sight
from generator.made import Files, Made, files_of
from generator.options import Options
from generator.output import MANIFEST, put
from generator.readers.service_data import search_path
from generator.request import Request

FOLDER = ".shapewright_cache"

_OURS = Path(__file__).parent
_TEMPLATES = (_OURS / "templates", _OURS.parent / "templates")  # in a wheel, and in a checkout
_LIBRARIES = ("jinja2", "libcst")  # whose versions could show in the output
_IGNORED_BY_GIT = b"# A cache of Shapewright's, which can be removed at any time.\n*\n"


@dataclass(slots=True)
class Memory:
    """Of one output folder. It knows nothing if the last run was another generator's, or had other options."""

    path: Path
    out: Path
    key: str
    specs: dict[str, Made] = field(default_factory=dict)
    is_complete: bool = False  # whether the last run had no errors, so that all it was to do is done
    _left: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by spec, the state of its files in each folder
    _sight: Sight = field(default_factory=Sight)
    _states: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, request: Request) -> "Memory | None":
        """What is remembered of the output folder of `request`; None, if nothing is to be."""
        if not request.cache:
            return None
        place = hashlib.sha256(os.fsencode(request.out.absolute())).hexdigest()[:16]
        memory = cls(request.cache / f"{place}.json", request.out, _key(request.targets, request.options))
        try:
            data: Any = json.loads(memory.path.read_bytes())
            is_same = data["key"] == memory.key and data["rest"] == memory._state_of(data["together"])
            if is_same and data["manifest"] == memory._manifest:
                memory.specs = {spec: _made(spec, each) for spec, each in data["specs"].items()}
                memory._left = {spec: tuple(each["left"]) for spec, each in data["specs"].items()}
                memory.is_complete = data["complete"]
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            memory.specs.clear()
        return memory

    def recall(self, spec: str) -> Made | None:
        """What `spec` gave, if it would give the same now. Whether that is still on the disk, `is_there` says."""
        found = self.specs.get(spec)
        return found if found and self._sight.is_same(found.seen) else None

    def is_there(self, made: Made) -> bool:
        """Whether every file that was written is as it was left."""
        return tuple(self._states_of(made.files)) == self._left[made.spec]

    def keep(self, made: Made) -> None:
        """Have it in mind."""
        if not made.is_remembered:
            self._left.pop(made.spec, None)
        self.specs[made.spec] = replace(made, units=())

    def save(self, specs: Iterable[str], together: Iterable[str]) -> None:
        """Write down what is known of `specs`, and of the files `together`, now that these are on the disk."""
        self._states.clear()
        plain = {}
        for spec in specs:
            if made := self.specs.get(spec):  # how another run left what is not of this one, that run has seen
                left = self._left.get(spec) or tuple(self._states_of(made.files))
                plain[spec] = {**_plain(made), "left": left}
        rest = files_of(together)
        data = {
            "key": self.key,
            "complete": self.is_complete,
            "together": rest,
            "rest": self._state_of(rest),  # what is about all services
            "manifest": self._manifest,
            "specs": plain,
        }
        try:
            put(self.path.parent / ".gitignore", _IGNORED_BY_GIT)
            put(self.path, json.dumps(data).encode())
        except OSError:
            pass  # the next run does it all again

    @property
    def _manifest(self) -> str:
        """By content: build systems touch it, to say that it is as it should be."""
        return inputs.digest(f"{self.out}/{MANIFEST}")

    def _states_of(self, files: Files) -> Iterator[str]:
        return (self._state(folder, names) for folder, names in files.items())

    def _state_of(self, files: Files) -> str:
        return " ".join(self._states_of(files))

    def _state(self, folder: str, names: str) -> str:
        """The sizes and times of change of files, as one digest; of files that are not there, nothing."""
        if (folder, names) not in self._states:
            try:
                found = _stat_all(f"{self.out}/{folder}" if folder else str(self.out), names.split("/"))
            except OSError:
                return ""
            text = " ".join([f"{each.st_size} {each.st_mtime_ns}" for each in found])
            self._states[folder, names] = hashlib.sha256(text.encode()).hexdigest()[:32]
        return self._states[folder, names]


def _stat_all(folder: str, names: list[str]) -> list[os.stat_result]:
    """What the system knows of files in a folder, whose own place it looks up once, if it can."""
    if os.stat not in os.supports_dir_fd:
        return [os.stat(f"{folder}/{name}") for name in names]
    handle = os.open(folder, os.O_RDONLY)
    try:
        return [os.stat(name, dir_fd=handle) for name in names]
    finally:
        os.close(handle)


def _key(targets: Iterable[str], options: Options) -> str:
    """A digest of all that the output of every spec depends on."""
    digest = hashlib.sha256(repr((sys.version, os.getcwd(), search_path(), tuple(targets), options)).encode())
    for library in _LIBRARIES:
        digest.update(_installed(library).encode())
    theirs = (options.templates,) if options.templates else ()  # one may include any file of the folder
    for folder, ending in ((_OURS, ".py"), *((each, "") for each in (*_TEMPLATES, *theirs))):
        found = [f"{place}/{name}" for place, _, names in os.walk(folder) for name in names if name.endswith(ending)]
        for file in sorted(found):
            digest.update(os.fsencode(file) + b"\0" + inputs.digest(file).encode())
    return digest.hexdigest()


def _installed(library: str) -> str:
    """The version of a library, found without loading what looks for versions, which takes longer than all the rest."""
    spec = find_spec(library)
    places = spec.submodule_search_locations if spec else None
    return " ".join(sorted(each.name for place in places or () for each in Path(place).parent.glob(f"{library}-*")))


def _plain(made: Made) -> dict[str, Any]:
    return {
        "service": made.service,
        "types": made.types,
        "operations": made.operations,
        "diagnostics": [
            [each.code, each.severity, each.source.file, each.source.line, each.message, each.shape, each.hint]
            for each in made.diagnostics
        ],
        "seen": made.seen,
        "files": made.files,
    }


def _made(spec: str, data: dict[str, Any]) -> Made:
    """What `_plain` wrote. Raises `KeyError`, `TypeError` or `ValueError` where it did not."""
    return Made(
        spec=spec,
        service=data["service"],
        types=data["types"],
        operations=tuple(data["operations"]),
        diagnostics=tuple(
            Diagnostic(code, Severity(severity), Source(file, line), message, shape, hint)
            for code, severity, file, line, message, shape, hint in data["diagnostics"]
        ),
        seen=data["seen"],
        files=data["files"],
    )
