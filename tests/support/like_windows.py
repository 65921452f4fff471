"""Runs the command line with what Python lacks on Windows taken away, and what it has there put in its place.

    python like_windows.py <arguments of the command line>

Gone: `fcntl`, the signals of POSIX, and folders as handles. There: locks of `msvcrt`, workers that start from nothing,
and a standard output that is encoded with cp1252 and ends lines with CRLF. Paths stay those of this system.

The variable `HELD` names a file that another program has open: it cannot be replaced the first `HELD_FOR` times.
"""

import errno
import fcntl
import importlib
import io
import multiprocessing
import os
import signal
import sys
import tempfile  # noqa: F401 - it asks for the platform when it is imported
import types
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2]


def held_replace(held: str, times: int) -> Any:
    """`os.replace` that fails for a file of this name as Windows does, so many times."""
    replace, left = os.replace, [times]

    def fail_or_replace(source: str, target: str) -> None:
        if Path(target).name == held and left[0]:
            left[0] -= 1
            error = PermissionError(errno.EACCES, "The process cannot access the file", source)
            error.winerror = 32  # type: ignore[attr-defined,unused-ignore]
            raise error
        replace(source, target)

    return fail_or_replace


def msvcrt() -> types.ModuleType:
    """The locks of the module `msvcrt`, which are about bytes of files."""
    module = types.ModuleType("msvcrt")
    module.LK_NBLCK, module.LK_UNLCK = 2, 0  # type: ignore[attr-defined]

    def locking(handle: int, mode: int, length: int) -> None:
        try:
            fcntl.lockf(handle, fcntl.LOCK_UN if mode == 0 else fcntl.LOCK_EX | fcntl.LOCK_NB, length)
        except BlockingIOError as error:
            raise PermissionError(errno.EACCES, "Permission denied") from error

    module.locking = locking  # type: ignore[attr-defined]
    return module


def become_windows() -> None:
    multiprocessing.set_start_method("spawn")
    for name in ("pthread_sigmask", "SIGHUP", "SIGKILL", "SIG_BLOCK", "SIG_SETMASK"):
        delattr(signal, name)
    delattr(os, "fork")
    os.supports_dir_fd.clear()
    os.replace = held_replace(os.environ.get("HELD", ""), int(os.environ.get("HELD_FOR", "0")))
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="cp1252", newline="\r\n", line_buffering=True)
    # Only our module that asks for the platform sees Windows; the standard library asks for it as well.
    real, sys.platform = sys.platform, "win32"
    sys.modules.update({"msvcrt": msvcrt(), "fcntl": None})  # type: ignore[dict-item]
    importlib.import_module("generator.output.system")
    sys.modules.update({"fcntl": fcntl})
    del sys.modules["msvcrt"]
    sys.platform = real


if __name__ == "__main__":
    sys.path.insert(0, str(FOLDER))
    become_windows()
    from generator.__main__ import main

    main()
