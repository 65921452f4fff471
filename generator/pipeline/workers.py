"""Worker processes, which never outlive the run.

Each worker has a pipe of its own. The pipe closes when the worker ends, so the death of a worker is noticed. With the
one queue that a standard pool shares among its workers, a message cut short by a kill would be waited for forever.
"""

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import TypeVar

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as Connection
else:
    from multiprocessing.connection import Connection

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


class WorkerDiedError(RuntimeError):
    """A worker ended before its task did; perhaps the system needed its memory."""


def in_parallel(function: Callable[[_Task], _Result], tasks: Iterable[_Task], processes: int) -> Iterator[_Result]:
    """`function(task)` for each task, in order. No task may be None.

    If the caller stops early, by Ctrl-C for example, all workers are terminated.

    Raises:
        WorkerDiedError: a worker was killed.
    """
    workers = [_start(function) for _ in range(processes)]
    idle: SimpleQueue[Connection] = SimpleQueue()
    for _, connection in workers:
        idle.put(connection)

    def run(task: _Task) -> _Result:
        connection = idle.get()
        try:
            connection.send(task)
            result: _Result = connection.recv()
            return result
        except (EOFError, OSError):
            raise WorkerDiedError from None
        finally:
            idle.put(connection)

    with ThreadPoolExecutor(processes) as threads:  # one for each worker, so that none waits for its result to be used
        results = deque(threads.submit(run, task) for task in tasks)
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


def _start(function: Callable[[_Task], object]) -> tuple[BaseProcess, Connection]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_serve, args=(function, theirs), daemon=True)
    process.start()
    theirs.close()  # the worker holds the only other copy, so our end closes when the worker ends
    return process, ours


def _serve(function: Callable[[_Task], object], connection: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes, and the parent handles it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if parent := multiprocessing.parent_process():
        threading.Thread(target=_exit_with, args=(parent,), daemon=True).start()
    while (task := connection.recv()) is not None:
        connection.send(function(task))


def _exit_with(parent: BaseProcess) -> None:
    """Exit when `parent` does, even if it was killed. Other workers hold copies of its end of the pipe."""
    parent.join()
    os._exit(1)
