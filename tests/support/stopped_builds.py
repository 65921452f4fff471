"""Builds in a process of their own that is killed, or gets an error, at a chosen change to the disk."""

import errno
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from generator.pipeline import Listener, Request, build

# The audit events of changes to the disk, which Python raises before each. `open` is one if it is for writing.
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "open"}

Stop = Callable[[], None]


def kill() -> None:
    """Kill this process, as the system or a person does."""
    os.kill(os.getpid(), signal.SIGKILL)


def fail() -> None:
    """Fail as a full disk does."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "somewhere")


def build_in_child(request: Request, before: Callable[[], None] = lambda: None) -> int:
    """Build in a child of this process, which first calls `before`.

    Returns:
        0; 2 if there were errors; 9 if the child was killed.
    """
    child = os.fork()
    if not child:
        code = 3  # it raised
        try:
            before()
            code = 2 if build(request, Listener()).report.has_errors else 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) % 256 if os.WIFEXITED(status) else os.WTERMSIG(status)


def count_changes(request: Request, root: Path) -> int:
    """The number of changes that a build makes below `root`."""
    reading, writing = os.pipe()
    assert build_in_child(request, lambda: _watch(root, lambda _: os.write(writing, b"."))) == 0
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        return len(pipe.read())


def at_change(number: int, root: Path, stop: Stop) -> Callable[[], None]:
    """A function that makes its process call `stop` before the change number `number` below `root`."""

    def watch() -> None:
        left = number

        def change(_: str) -> None:
            nonlocal left
            left -= 1
            if not left:
                stop()

        _watch(root, change)

    return watch


def _watch(root: Path, report: Callable[[str], object]) -> None:
    """Call `report` before each change below `root`, as long as the process lives."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in _CHANGES and str(arguments[0]).startswith(str(root)):
            writes = event != "open" or (isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR))
            if writes:
                report(f"{event} {arguments[0]}")

    sys.addaudithook(hook)
