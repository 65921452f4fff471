"""What is looked at on the disk for a spec, kept in mind: so that the next run can tell if it would see the same.

Readers see the disk through this file alone, and what they did not find is kept as well: a file that turns up later
changes what they would have read.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

Seen = dict[str, str]  # what was asked, `content <path>` -> the answer, or its SHA-256

_seen: list[Seen] = []  # by those who want to know, the innermost last


@contextmanager
def noted() -> Iterator[Seen]:
    """What is seen until this ends."""
    _seen.append({})
    try:
        yield _seen[-1]
    finally:
        _seen.pop()


def name(path: Path) -> str:
    """What a file or a folder is called, as text: bytes that are none are escaped."""
    return os.fsencode(path.name).decode(errors="backslashreplace")


def read(path: Path) -> bytes:
    """The content of a file. Errors of the file system are raised as `OSError`."""
    _note("content", path, "")  # if it cannot be read
    content = path.read_bytes()
    _note("content", path, hashlib.sha256(content).hexdigest())
    return content


def is_file(path: Path) -> bool:
    """Whether there is a file at `path`."""
    answer = os.path.isfile(path)
    _note("file", path, str(answer))
    return answer


def folders(folder: str) -> tuple[str, ...]:
    """Names of the folders in a folder; none where there is no such folder, or it is not ours to read."""
    names = _names(folder, are_folders=True)
    _note("folders", folder, "/".join(names))
    return names


def files(folder: str) -> tuple[str, ...]:
    """Names of what is in a folder and is no folder; none where there is no such folder."""
    names = _names(folder, are_folders=False)
    _note("files", folder, "/".join(names))
    return names


def _note(question: str, path: Path | str, answer: str) -> None:
    if _seen:
        _seen[-1][f"{question} {path}"] = answer


def _names(folder: str, *, are_folders: bool) -> tuple[str, ...]:
    try:
        with os.scandir(folder) as entries:
            return tuple(sorted([each.name for each in entries if each.is_dir() is are_folders]))
    except OSError:
        return ()


class Sight:
    """Looks again. What many specs have looked at is looked at once."""

    def __init__(self) -> None:
        self._answers: dict[str, str] = {}

    def is_same(self, seen: Mapping[str, str]) -> bool:
        """Whether everything is as it was seen."""
        return all(self._answer(question) == answer for question, answer in seen.items())

    def _answer(self, question: str) -> str:
        if question not in self._answers:
            kind, _, path = question.partition(" ")
            self._answers[question] = _LOOK[kind](path)
        return self._answers[question]


def contents(seen: Seen) -> Iterator[Path]:
    """The files whose content was looked at, and that are still there."""
    for question in seen:
        kind, _, path = question.partition(" ")
        if kind == "content" and os.path.isfile(path):
            yield Path(path)


def digest(path: str | Path) -> str:
    """The SHA-256 of a file's content; empty where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError:
        return ""


_LOOK: Mapping[str, Callable[[str], str]] = {
    "content": digest,
    "file": lambda path: str(os.path.isfile(path)),
    "files": lambda path: "/".join(_names(path, are_folders=False)),
    "folders": lambda path: "/".join(_names(path, are_folders=True)),
}
