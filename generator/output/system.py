"""What operating systems do differently: files that other programs hold, locks, and Ctrl-C.

On Windows a file cannot be replaced or removed while another program has it open, such as a virus scanner, an indexer
or an editor. Most close it within a moment, so we try again for two seconds.
"""

import os
import shutil
import signal
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_WAITS = (0.01, 0.03, 0.06, 0.1, 0.2, 0.4, 0.5, 0.7)  # seconds
_IN_USE = {5, 32}  # errors of Windows: access is denied; another process is using the file


class FileInUseError(PermissionError):
    """Another program has a file open, so that it cannot be replaced or removed. Its name is in `filename`."""


def replace(source: str, target: str) -> None:
    """Move a file to `target`, where there may be another one. Raises `OSError`."""
    _patiently(lambda: os.replace(source, target), target)


def unlink(path: str) -> None:
    """Remove a file. Raises `OSError`."""
    _patiently(lambda: os.unlink(path), path)


def remove_folder(path: str) -> None:
    """Remove a folder and everything in it. Raises `OSError`."""
    _patiently(lambda: shutil.rmtree(path), path)


def _patiently(action: Callable[[], None], path: str) -> None:
    """Try `action` on `path` again while another program has a file open.

    Raises:
        FileInUseError: the program did not close it.
    """
    for wait in (*_WAITS, None):
        try:
            return action()
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _IN_USE:
                raise
            if wait is None:
                raise FileInUseError(error.errno, "another program has it open", path) from None
        with suppress(OSError):  # Windows does not replace a file that is read-only
            os.chmod(path, os.stat(path).st_mode | stat.S_IWRITE)
        time.sleep(wait)
    return None


if sys.platform == "win32":
    import hashlib
    import msvcrt
    import tempfile

    @contextmanager
    def lock(root: Path, on_wait: Callable[[], None]) -> Iterator[None]:
        """Lock the folder `root` until the block ends. `on_wait` is called before waiting for another run.

        Windows cannot lock a folder, so a file in the folder for temporary files stands for it. The file stays there.
        """
        name = hashlib.sha256(os.path.normcase(os.path.realpath(root)).encode()).hexdigest()[:16]
        handle = os.open(os.path.join(tempfile.gettempdir(), f"shapewright-{name}.lock"), os.O_RDWR | os.O_CREAT)
        try:
            if not _try_to_lock(handle):
                on_wait()
                while not _try_to_lock(handle):
                    time.sleep(0.1)
            root.mkdir(parents=True, exist_ok=True)  # the other run may have removed it
            try:
                yield
            finally:
                msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)  # closing the file would do so too, but not at once
        finally:
            os.close(handle)

    def _try_to_lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    @contextmanager
    def uninterrupted() -> Iterator[None]:
        """Delay Ctrl-C until the block ends."""
        if threading.current_thread() is not threading.main_thread():  # where Ctrl-C does not arrive
            yield
            return
        pressed: list[int] = []
        before = signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
        if pressed:
            raise KeyboardInterrupt

else:
    import fcntl

    @contextmanager
    def lock(root: Path, on_wait: Callable[[], None]) -> Iterator[None]:
        """Lock the folder `root` until the block ends. `on_wait` is called before waiting for another run.

        The folder itself is locked, so that no lock file can be left behind.
        """
        handle = _locked(root, on_wait)
        try:
            yield
        finally:
            os.close(handle)

    def _locked(root: Path, on_wait: Callable[[], None]) -> int:
        """A handle of the folder, whose closing unlocks it."""
        while True:
            handle = os.open(root, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                on_wait()
                fcntl.flock(handle, fcntl.LOCK_EX)
            except OSError:  # not every file system has locks
                return handle
            root.mkdir(parents=True, exist_ok=True)
            if os.path.samestat(os.fstat(handle), os.stat(root)):  # otherwise the other run removed the folder
                return handle
            os.close(handle)

    @contextmanager
    def uninterrupted() -> Iterator[None]:
        """Block the signals that would end the run until the block ends."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
