"""Processes that work for this one, and do not outlive it."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor as BrokenExecutor
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.process import BaseProcess
from typing import TypeVar

_Work = TypeVar("_Work")
_Result = TypeVar("_Result")


def in_parallel(do: Callable[[_Work], _Result], work: Iterable[_Work], processes: int) -> Iterator[_Result]:
    """What `do` gives for each, in their order. Whatever ends this early, Ctrl-C too, leaves nobody at work.

    Raises `BrokenExecutor` if a process dies: the system may have ended it for want of memory.
    """
    with ProcessPoolExecutor(processes, initializer=_serve) as pool:
        results = deque(pool.submit(do, each) for each in work)
        try:
            while results:
                yield results.popleft().result()
        except BaseException:
            for process in multiprocessing.active_children():
                process.terminate()
            raise


def _serve() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all processes: the first of them decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if parent := multiprocessing.parent_process():
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    """End when `parent` does, even if it was killed: else a worker waits for ever for it to say something."""
    parent.join()
    os._exit(1)
