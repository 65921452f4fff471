"""Processes that work for this one, and do not outlive it.

Each has a pipe of its own, which ends when its process does: so one that is killed while it speaks is noticed. Of a
pool's one queue for all of them, the rest of what it said would be waited for.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import TypeVar

_Work = TypeVar("_Work")
_Result = TypeVar("_Result")


class WorkerDiedError(RuntimeError):
    """A process ended with its work undone: the system may have wanted its memory."""


def in_parallel(do: Callable[[_Work], _Result], work: Iterable[_Work], processes: int) -> Iterator[_Result]:
    """What `do` gives for each, none of which is None, in their order.

    Whatever ends this early, Ctrl-C too, leaves nobody at work. Raises `WorkerDiedError`.
    """
    workers = [_start(do) for _ in range(processes)]
    idle: SimpleQueue[Connection] = SimpleQueue()
    for _, connection in workers:
        idle.put(connection)

    def have_done(each: _Work) -> _Result:
        connection = idle.get()
        try:
            connection.send(each)
            result: _Result = connection.recv()
            return result
        except (EOFError, OSError):
            raise WorkerDiedError from None
        finally:
            idle.put(connection)

    with ThreadPoolExecutor(processes) as threads:  # one for each worker, to hear it whatever is done with results
        results = deque(threads.submit(have_done, each) for each in work)
        try:
            while results:
                yield results.popleft().result()
        except BaseException:
            for process, _ in workers:
                process.terminate()
            threads.shutdown(wait=False, cancel_futures=True)
            raise
    for process, connection in workers:
        connection.send(None)
        process.join()


def _start(do: Callable[[_Work], object]) -> tuple[BaseProcess, Connection]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_serve, args=(do, theirs), daemon=True)
    process.start()
    theirs.close()  # so that there is nobody else who could speak, and ours ends when the process does
    return process, ours


def _serve(do: Callable[[_Work], object], connection: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all processes: the first of them decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if parent := multiprocessing.parent_process():
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    while (each := connection.recv()) is not None:
        connection.send(do(each))


def _end_with(parent: BaseProcess) -> None:
    """End when `parent` does, even if it was killed: other workers hold its end of the pipe."""
    parent.join()
    os._exit(1)
