"""How readers see the disk, with a record of what they saw.

Readers open files and list folders through this module alone. While `recording()` is active, every question and its
answer is recorded: the digest of a file that was read, the names in a folder, the fact that a file was missing. The
cache compares the record with the disk to find out whether a spec would be read the same way again. `cached` does the
same for what is computed from many files.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_MANIFEST = ".shapewright.json"  # in every output folder
Observations = dict[str, str]  # question, like `content <path>` -> its answer, or the SHA-256 of a file's content

_recordings: list[Observations] = []  # the active ones, the innermost last


@contextmanager
def recording() -> Iterator[Observations]:
    """Record everything that is seen until the block ends."""
    _recordings.append({})
    try:
        yield _recordings[-1]
    finally:
        _recordings.pop()


_Cached = tuple[Observations, Any]  # what was seen, and what was computed from it
_cached: dict[str, _Cached] = {}
_asked: set[str] = set()  # keys of what this process needed


def cached(key: str, compute: Callable[[], Any]) -> Any:
    """What `compute` returns, which JSON must be able to hold. It is called only if it would see something new.

    `key` says what is computed, whatever the current folder is.
    """
    key = f"{os.getcwd()}: {key}"
    _asked.add(key)
    found = _cached.get(key)
    if found is None or not DiskState().matches(found[0]):
        with recording() as observations:
            value = compute()
        found = _cached[key] = observations, value
    if _recordings:
        _recordings[-1].update(found[0])
    return found[1]


def cached_results() -> Mapping[str, _Cached]:
    """What `cached` has returned in this process, to be stored."""
    return {key: each for key, each in _cached.items() if key in _asked}


def add_cached_results(results: Mapping[str, _Cached]) -> None:
    """Add what another process has computed, unless this one has already."""
    for key, each in results.items():
        _cached.setdefault(key, each)


def display_name(path: Path) -> str:
    """The name of a file or a folder as text. Bytes that are not text are escaped."""
    return os.fsencode(path.name).decode(errors="backslashreplace")


def relative_to_here(place: str | Path) -> Path:
    """`place`, relative to the current folder. On Windows, a place on another drive stays as it is."""
    try:
        return Path(os.path.relpath(place))
    except ValueError:
        return Path(place)


def read(path: Path) -> bytes:
    """The content of a file. Raises `OSError`."""
    _record("content", path, "")  # stays, if the file cannot be read
    content = path.read_bytes()
    _record("content", path, hashlib.sha256(content).hexdigest())
    return content


def contains(path: Path, text: str) -> bool:
    """Whether the file at `path` can be read and contains `text`."""
    answer = _contains(f"{text} {path}")
    _record("contains", f"{text} {path}", answer)
    return answer == str(True)


def is_file(path: Path) -> bool:
    """Whether there is a file at `path`."""
    found = os.path.isfile(path)
    _record("file", path, str(found))
    return found


def is_output(folder: Path) -> bool:
    """Whether `folder` is an output folder, in which we wrote what is there."""
    return is_file(folder / _MANIFEST)


def folders(folder: str) -> tuple[str, ...]:
    """The names of the folders in `folder`, sorted. Empty if `folder` does not exist or cannot be read."""
    names = _names(folder, are_folders=True)
    _record("folders", folder, "/".join(names))
    return names


def files(folder: str) -> tuple[str, ...]:
    """The names of everything in `folder` that is not a folder, sorted. Empty if `folder` does not exist."""
    names = _names(folder, are_folders=False)
    _record("files", folder, "/".join(names))
    return names


def _record(question: str, path: Path | str, answer: str) -> None:
    if _recordings:
        _recordings[-1][f"{question} {path}"] = answer


def _names(folder: str, *, are_folders: bool) -> tuple[str, ...]:
    try:
        with os.scandir(folder) as entries:
            return tuple(sorted([each.name for each in entries if each.is_dir() is are_folders]))
    except OSError:
        return ()


class DiskState:
    """The disk as it is now. Many specs ask the same questions, so each is answered once."""

    def __init__(self) -> None:
        self._answers: dict[str, str] = {}

    def matches(self, observations: Mapping[str, str]) -> bool:
        """Whether every question still has its recorded answer."""
        return all(self._answer(question) == answer for question, answer in observations.items())

    def _answer(self, question: str) -> str:
        if question not in self._answers:
            kind, _, path = question.partition(" ")
            self._answers[question] = _ANSWERS[kind](path)
        return self._answers[question]


def files_read(observations: Mapping[str, str]) -> Iterator[Path]:
    """The files whose content was looked at and that still exist. May yield a file twice."""
    for question in observations:
        kind, _, path = question.partition(" ")
        if kind == "contains":
            path = path.partition(" ")[2]
        if kind in {"contains", "content"} and os.path.isfile(path):
            yield Path(path)


def digest(path: str | Path) -> str:
    """The SHA-256 of a file's content. Empty if the file cannot be read."""
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError:
        return ""


def _contains(text_and_path: str) -> str:
    text, _, path = text_and_path.partition(" ")
    try:
        with open(path, "rb") as file:
            return str(text.encode() in file.read())
    except OSError:
        return str(False)


_ANSWERS: Mapping[str, Callable[[str], str]] = {
    "contains": _contains,
    "content": digest,
    "file": lambda path: str(os.path.isfile(path)),
    "files": lambda path: "/".join(_names(path, are_folders=False)),
    "folders": lambda path: "/".join(_names(path, are_folders=True)),
}
