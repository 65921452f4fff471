"""Changes to a folder that happen together, or not at all.

New files are first written to a staging folder. Then a journal is written, which lists every change. A run that stops
before the journal has changed nothing. A run that stops after it leaves the journal behind, and the next run finishes
the changes. One run at a time holds the folder; others wait.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from . import system
from .manifest import is_inside, sha256
from .system import FileInUseError

_STAGING = ".shapewright.tmp"
_JOURNAL = "journal.json"

# A path below the folder; the SHA-256 of the file there, or "" if there is none; the name of the staged file that
# replaces it, or "" if it is removed.
_Step = tuple[str, str, str]


def read(path: str | Path) -> bytes | None:
    """The content of a file. None if there is no such file. Raises `OSError` for other errors."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None


def has_unfinished_run(root: str | Path) -> bool:
    """Whether a run was stopped and left its staging folder behind."""
    return os.path.exists(f"{root}/{_STAGING}")


class Staging:
    """Collects changes to the folder `root`. `commit` makes them."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._folder = f"{root}/{_STAGING}"
        self._steps: list[_Step] = []

    def write(self, path: str, content: bytes, found: bytes | None) -> None:
        """Stage new content for `path`, whose content is `found` now. Raises `OSError`."""
        if not self._steps:
            os.mkdir(self._folder)
        name = str(len(self._steps))
        with open(f"{self._folder}/{name}", "wb") as file:
            file.write(content)
        self._steps.append((path, _digest(found), name))

    def remove(self, path: str, found: bytes) -> None:
        """Stage the removal of `path`, whose content is `found` now, and of the folders that this leaves empty."""
        if not self._steps:
            os.mkdir(self._folder)
        self._steps.append((path, _digest(found), ""))

    def commit(self) -> None:
        """Make all changes. Raises `OSError` before the first one if they cannot be made.

        Only a `FileInUseError` may come later. The next run makes the other changes then.
        """
        if not self._steps:
            return
        for folder in {f"{self._root}/{path}".rpartition("/")[0] for path, _, _ in self._steps}:
            _require_writable(folder)
        with open(f"{self._folder}/{_JOURNAL}.new", "w", encoding="utf-8") as file:
            json.dump(self._steps, file)
        with system.uninterrupted():
            system.replace(f"{self._folder}/{_JOURNAL}.new", f"{self._folder}/{_JOURNAL}")
            self._apply()

    def finish(self) -> None:
        """Finish a run that was stopped after it wrote its journal. Discard one that was stopped before.

        A file that has changed since then is left alone.
        """
        if not has_unfinished_run(self._root):
            return
        try:
            steps = [(str(path), str(found), str(name)) for path, found, name in self._journal()]
        except (ValueError, TypeError):  # we did not write this journal
            steps = []
        self._steps = [step for step in steps if is_inside(step[0]) and self._is_pending(step)]
        with system.uninterrupted():
            self._apply()

    def _journal(self) -> Any:
        return json.loads(read(f"{self._folder}/{_JOURNAL}") or b"[]")

    def _is_pending(self, step: _Step) -> bool:
        path, found, name = step
        is_staged = name.isdecimal() and os.path.isfile(f"{self._folder}/{name}")
        return (is_staged or not name) and _digest(read(f"{self._root}/{path}")) == found

    def discard(self) -> None:
        """Discard the changes, unless the journal has been written."""
        if not os.path.exists(f"{self._folder}/{_JOURNAL}"):
            shutil.rmtree(self._folder, ignore_errors=True)

    def _apply(self) -> None:
        for folder in {os.path.dirname(f"{self._root}/{path}") for path, _, name in self._steps if name}:
            os.makedirs(folder, exist_ok=True)
        for path, found, name in self._steps:
            place = f"{self._root}/{path}"
            if name:
                system.replace(f"{self._folder}/{name}", place)
            elif found:
                system.unlink(place)
                _remove_empty(os.path.dirname(place), self._root)
        self._steps.clear()
        if os.path.exists(f"{self._folder}/{_JOURNAL}"):
            system.unlink(f"{self._folder}/{_JOURNAL}")
        with suppress(FileInUseError):  # the next run removes what is left
            system.remove_folder(self._folder)


@contextmanager
def locked(root: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the folder's lock until the block ends. `on_wait` is called before waiting for another run.

    The folder is made if it does not exist, and removed again if it stays empty.
    """
    made = _make_folder(root)
    with system.lock(root, on_wait):
        try:
            yield
        finally:
            for folder in reversed(made):
                with suppress(OSError):  # the folder is not empty
                    os.rmdir(folder)


def _make_folder(root: Path) -> list[Path]:
    """Make a folder and its parents. Returns those that were made, the outermost first."""
    missing = [each for each in (root, *root.parents) if not each.is_dir()]
    for each in reversed(missing):
        each.mkdir(exist_ok=True)
    return missing[::-1]


def _require_writable(folder: str) -> None:
    """Raise `OSError` if no file can be written to `folder`, which need not exist yet."""
    while not os.path.isdir(folder):
        if os.path.lexists(folder):
            raise NotADirectoryError(0, "a folder is needed here, but there is a file", folder)
        folder = os.path.dirname(folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(0, "no permission to write to this folder", folder)


def _remove_empty(folder: str, root: str) -> None:
    while folder != root:
        try:
            os.rmdir(folder)
        except OSError:  # the folder is not empty
            return
        folder = os.path.dirname(folder)


def _digest(content: bytes | None) -> str:
    return "" if content is None else sha256(content)
