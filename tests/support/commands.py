"""Run Python, the tools of `tests/node` and terminal programs, as a user does."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from support.paths import NODE, ROOT

Run = Callable[..., subprocess.CompletedProcess[str]]  # the fixture `shapewright`


def node(tool: str, *arguments: str | Path, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run a tool that `tests/node/package.json` pins, or one of our scripts beside it; `text` is its standard input."""
    script = NODE / tool if tool.endswith(".mjs") else NODE / "node_modules" / ".bin" / tool
    command = ["node", str(script), *map(str, arguments)]
    return subprocess.run(command, cwd=NODE, input=text, capture_output=True, text=True, check=False)


def python(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the Python that runs the tests."""
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def run_in_terminal(command: Sequence[str | Path], cwd: Path) -> tuple[int, str]:
    """Run a command in a pseudo-terminal: its exit code, and what the terminal shows."""
    import pty  # Windows has none

    master, slave = pty.openpty()
    with subprocess.Popen(command, cwd=cwd, stdin=slave, stdout=slave, stderr=slave) as process:
        os.close(slave)
        shown = b""
        with contextlib.suppress(OSError):  # the terminal goes away with the process
            while chunk := os.read(master, 65536):
                shown += chunk
    os.close(master)
    return process.returncode, shown.decode()
