"""Changes to a folder that happen together, or not at all.

What is to be written is written aside. Then a journal says what is to be put where, and what is to go: before it is
there nothing has changed, and from then on everything will have. A run that is stopped amid the changes leaves the
journal, and the next one finishes them. One run at a time has the folder; others wait.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from generator.output.manifest import is_below, sha256

if sys.platform != "win32":
    import fcntl

_STAGING = ".shapewright.tmp"
_JOURNAL = "journal.json"

# A path below the folder; the SHA-256 of what is there, or nothing; the file aside that comes there, or nothing, if it
# goes.
_Step = tuple[str, str, str]


def read(path: str | Path) -> bytes | None:
    """The content of a file; None, if it is not there. Other errors of the file system are raised as `OSError`."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None


def is_left_behind(root: str | Path) -> bool:
    """Whether a run that was stopped left something in the folder."""
    return os.path.exists(f"{root}/{_STAGING}")


class Staging:
    """Changes to the folder `root`, until `commit` makes them."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._aside = f"{root}/{_STAGING}"
        self._steps: list[_Step] = []

    def put(self, path: str, content: bytes, found: bytes | None) -> None:
        """Have `content` at `path`, where `found` is now. Errors of the file system are raised as `OSError`."""
        if not self._steps:
            os.mkdir(self._aside)
        name = str(len(self._steps))
        with open(f"{self._aside}/{name}", "wb") as file:
            file.write(content)
        self._steps.append((path, _digest(found), name))

    def remove(self, path: str, found: bytes) -> None:
        """Have nothing at `path`, where `found` is now, nor the folders that this leaves empty."""
        if not self._steps:
            os.mkdir(self._aside)
        self._steps.append((path, _digest(found), ""))

    def commit(self) -> None:
        """Make the changes. Raises `OSError`, before any of them, if they cannot be made."""
        if not self._steps:
            return
        for folder in {f"{self._root}/{path}".rpartition("/")[0] for path, _, _ in self._steps}:
            _require_writable(folder)
        with open(f"{self._aside}/{_JOURNAL}.new", "w", encoding="utf-8") as file:
            json.dump(self._steps, file)
        with _uninterrupted():
            os.replace(f"{self._aside}/{_JOURNAL}.new", f"{self._aside}/{_JOURNAL}")
            self._play()

    def finish(self) -> None:
        """Make the changes that a run which was stopped has decided on, and forget those that it has not.

        What has become different since is somebody else's, and is left.
        """
        if not is_left_behind(self._root):
            return
        try:
            steps = [(str(path), str(found), str(name)) for path, found, name in self._journal()]
        except (ValueError, TypeError):  # not a journal of ours
            steps = []
        self._steps = [step for step in steps if is_below(step[0]) and self._is_due(step)]
        with _uninterrupted():
            self._play()

    def _journal(self) -> Any:
        return json.loads(read(f"{self._aside}/{_JOURNAL}") or b"[]")

    def _is_due(self, step: _Step) -> bool:
        path, found, name = step
        is_aside = name.isdecimal() and os.path.isfile(f"{self._aside}/{name}")
        return (is_aside or not name) and _digest(read(f"{self._root}/{path}")) == found

    def discard(self) -> None:
        """Forget the changes, unless they are decided on."""
        if not os.path.exists(f"{self._aside}/{_JOURNAL}"):
            shutil.rmtree(self._aside, ignore_errors=True)

    def _play(self) -> None:
        for folder in {os.path.dirname(f"{self._root}/{path}") for path, _, name in self._steps if name}:
            os.makedirs(folder, exist_ok=True)
        for path, found, name in self._steps:
            place = f"{self._root}/{path}"
            if name:
                os.replace(f"{self._aside}/{name}", place)
            elif found:
                os.unlink(place)
                _remove_empty(os.path.dirname(place), self._root)
        self._steps.clear()
        Path(self._aside, _JOURNAL).unlink(missing_ok=True)
        shutil.rmtree(self._aside)


@contextmanager
def alone(root: Path, wait: Callable[[], None]) -> Iterator[None]:
    """Have the folder to oneself, among runs of ours; `wait` is called before it waits for another one to end.

    The folder is made for it. If it stays empty, it goes again.
    """
    made = _make_folder(root)
    handle = _lock(root, wait)
    try:
        yield
    finally:
        for folder in reversed(made):
            with suppress(OSError):  # it has something in it
                os.rmdir(folder)
        if handle is not None:
            os.close(handle)


def _lock(root: Path, wait: Callable[[], None]) -> int | None:
    """Lock the folder itself, so that there is no file of a lock to be left. To close what comes back unlocks it."""
    if sys.platform == "win32":  # folders cannot be locked: there runs have to take turns by themselves
        return None
    while True:
        handle = os.open(root, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            wait()
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:  # not every file system has locks
            return handle
        _make_folder(root)
        if os.path.samestat(os.fstat(handle), os.stat(root)):  # else the other run took it away
            return handle
        os.close(handle)


def _make_folder(root: Path) -> list[Path]:
    """Make a folder, and those above it; the ones that were made, the outermost first."""
    missing = [each for each in (root, *root.parents) if not each.is_dir()]
    for each in reversed(missing):
        each.mkdir(exist_ok=True)
    return missing[::-1]


def _require_writable(folder: str) -> None:
    """Raise `OSError` if nothing can be put into `folder`, which need not be there yet."""
    while not os.path.isdir(folder):
        if os.path.lexists(folder):
            raise NotADirectoryError(0, "a file is in the place of a folder", folder)
        folder = os.path.dirname(folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(0, "nothing can be written there", folder)


def _remove_empty(folder: str, root: str) -> None:
    while folder != root:
        try:
            os.rmdir(folder)
        except OSError:  # it has something in it
            return
        folder = os.path.dirname(folder)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Have signals that would end the run wait."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _digest(content: bytes | None) -> str:
    return "" if content is None else sha256(content)
