"""`build --watch` makes again what changed. A mistake is shown, and does not end it."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.paths import ROOT

CASES = ROOT / "tests" / "upgrade" / "cases" / "required"
_PATIENCE = 20  # seconds; a build takes 0.1


class Watching:
    """A build that watches the folder `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log.txt"
        command = [sys.executable, "-W", "error", "-m", "generator", "build", "--watch"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)

    def wait_for(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + _PATIENCE
        while not condition():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.02)

    def says(self, text: str, times: int = 1) -> None:
        self.wait_for(lambda: self.log.read_text().count(text) == times)

    def settle(self) -> str:
        """What it has said, when it has had the time to say more."""
        time.sleep(1)
        return self.log.read_text()


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Watching]:
    (tmp_path / "pyproject.toml").write_text(_CONFIGURATION)
    use(tmp_path, "old")
    found = Watching(tmp_path)
    found.says("watching")
    yield found
    found.process.send_signal(signal.SIGTERM)
    assert found.process.wait(_PATIENCE) == 0, found.log.read_text()


_CONFIGURATION = '[tool.shapewright]\nsources = ["specs"]\nout = "sdk"\ntargets = ["pydantic"]\ntemplates = "own"\n'


def use(folder: Path, side: str) -> None:
    (folder / "own" / "pydantic").mkdir(parents=True, exist_ok=True)
    shutil.copytree(CASES / side, folder / "specs", dirs_exist_ok=True)


def test_what_changed_is_made_again(watching: Watching) -> None:
    module = watching.folder / "sdk" / "pydantic_models" / "things" / "_put_thing.py"
    assert "note:" not in module.read_text()
    use(watching.folder, "new")
    watching.wait_for(lambda: "note:" in module.read_text())
    configuration = watching.folder / "pyproject.toml"
    configuration.write_text(_CONFIGURATION.replace('["pydantic"]', '["pydantic", "typescript"]'))
    watching.wait_for((watching.folder / "sdk" / "typescript" / "things.ts").is_file)
    (watching.folder / "own" / "pydantic" / "module.py.jinja").write_text(
        '# ours\n{% include "shapewright/pydantic/module.py.jinja" %}'
    )
    watching.wait_for(lambda: "# ours" in module.read_text())
    shutil.copytree(CASES / "old" / "things", watching.folder / "specs" / "others")
    watching.wait_for((watching.folder / "sdk" / "pydantic_models" / "others").is_dir)


def test_a_mistake_does_not_end_it(watching: Watching) -> None:
    spec = watching.folder / "specs" / "things" / "service-2.json"
    text = spec.read_text()
    spec.write_text("{")
    watching.says("[bad-service-file]")
    spec.write_text(text)
    configuration = watching.folder / "pyproject.toml"
    configuration.write_text("[tool.shapewright\n")
    watching.says("[bad-toml]")
    configuration.write_text(_CONFIGURATION)
    use(watching.folder, "new")
    watching.says("written", times=3)


def test_it_is_quiet_when_nothing_changes(watching: Watching) -> None:
    said = watching.settle()
    (watching.folder / "specs" / "things" / "service-2.json").touch()
    (watching.folder / "sdk" / "notes.txt").write_text("mine")
    (watching.folder / "unrelated.txt").write_text("mine")
    assert watching.settle() == said
