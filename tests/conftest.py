import contextlib
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from judges import JUDGED
from verdicts import Verdicts

from generator.readers.botocore.service_data import installed_services

ROOT = Path(__file__).parent.parent
NODE = ROOT / "tests" / "node"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite what the cases expect")
    parser.addoption("--all-services", action="store_true", help="take all of AWS, not only what shows every construct")


_LONGEST = ("test_sweep.py", "test_json_form.py", "test_vocabulary.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, so that in the end no process waits for another."""
    items.sort(key=lambda item: item.path.name not in _LONGEST)


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def shapewright(tmp_path: Path) -> Run:
    """Runs the command line, in a folder of its own unless another is named."""

    def run(*arguments: str | Path, cwd: Path = tmp_path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-W", "error", "-m", "generator", *map(str, arguments)]
        return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)

    return run


def node(tool: str, *arguments: str | Path, text: str = "") -> subprocess.CompletedProcess[str]:
    """Runs a tool that `tests/node/package.json` pins, or a script of ours that stands beside it."""
    script = NODE / tool if tool.endswith(".mjs") else NODE / "node_modules" / ".bin" / tool
    command = ["node", str(script), *map(str, arguments)]
    return subprocess.run(command, cwd=NODE, input=text, capture_output=True, text=True, check=False)


def python(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Runs Python, or a module of it, as a user would."""
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def in_a_terminal(command: Sequence[str | Path], cwd: Path) -> tuple[int, str]:
    """Runs a command as a person does: its exit code, and what the terminal gets."""
    master, slave = pty.openpty()
    with subprocess.Popen(command, cwd=cwd, stdin=slave, stdout=slave, stderr=slave) as process:
        os.close(slave)
        shown = b""
        with contextlib.suppress(OSError):  # the terminal goes away with the process
            while chunk := os.read(master, 65536):
                shown += chunk
    os.close(master)
    return process.returncode, shown.decode()


@pytest.fixture(scope="session")
def judged_services(request: pytest.FixtureRequest) -> list[str]:
    """Services whose classes are judged against the client, by botocore's names."""
    return installed_services() if request.config.getoption("--all-services") else JUDGED


@pytest.fixture(scope="session")
def judged(judged_services: list[str], tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """The output of all four targets for these services."""
    folder = tmp_path_factory.mktemp("judged")
    sources = [argument for name in judged_services for argument in ("--source", f"botocore:{name}")]
    done = python("-m", "generator", "build", *sources, "--out", "made", cwd=folder)
    assert done.returncode == 0, done.stderr
    return Verdicts(folder / "made")
