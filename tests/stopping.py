"""Runs of `build` in a process of their own, which something stops."""

import errno
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from generator.pipeline import Listener, Request, build

# What changes a disk; `open` does if it is for writing. Python tells of each before it happens.
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "open"}

Stop = Callable[[], None]


def kill() -> None:
    """As the system does, or a person."""
    os.kill(os.getpid(), signal.SIGKILL)


def fail() -> None:
    """As a full disk does."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "somewhere")


def build_apart(request: Request, before: Callable[[], None] = lambda: None) -> int:
    """Build in a child of this process, which calls `before` first: 0, 2 if there were errors, 9 if it was killed."""
    child = os.fork()
    if not child:
        code = 3  # it raised
        try:
            before()
            code = 2 if build(request, Listener()).report.failed else 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) % 256 if os.WIFEXITED(status) else os.WTERMSIG(status)


def count_changes(request: Request, root: Path) -> int:
    """How many changes below `root` a build makes."""
    reading, writing = os.pipe()
    assert build_apart(request, lambda: _watch(root, lambda _: os.write(writing, b"."))) == 0
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        return len(pipe.read())


def at_change(number: int, root: Path, stop: Stop) -> Callable[[], None]:
    """Has the process that calls it stop before the change of this number below `root` is made."""

    def watch() -> None:
        left = number

        def change(_: str) -> None:
            nonlocal left
            left -= 1
            if not left:
                stop()

        _watch(root, change)

    return watch


def _watch(root: Path, tell: Callable[[str], object]) -> None:
    """Have `tell` called before each change below `root`. It lasts as long as the process."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in _CHANGES and str(arguments[0]).startswith(str(root)):
            writes = event != "open" or (isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR))
            if writes:
                tell(f"{event} {arguments[0]}")

    sys.addaudithook(hook)
