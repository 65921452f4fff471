"""However a run ends, the output is either the old or the new one, and the next run works without help."""

import ctypes
import fcntl
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.pipeline import Listener, Request, build
from support.stopped_builds import Stop, at_change, build_in_child, count_changes, fail, kill

_OLD = "class Item(TypedDict):\n    name: str\nclass Gone(TypedDict):\n    item: Item\n"
_NEW = "class Item(TypedDict):\n    name: str\n    size: int\nclass Come(TypedDict):\n    items: list[Item]\n"

Tree = dict[str, bytes]


def spec(root: Path, text: str) -> None:
    (root / "team" / "shop.py").write_text(f"from typing import TypedDict\n{text}")


def tree(folder: Path) -> Tree:
    """Every file of the output, without the staging folder."""
    files = [each for each in sorted(folder.rglob("*")) if each.is_file() and ".shapewright.tmp" not in each.parts]
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in files}


class Project:
    """A spec that was built and has changed since."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "team").mkdir()
        sources = (str(root / "team" / "shop.py"),)
        self.request = Request(sources=sources, out=root / "out", whole=True, jobs=1, cache=root / "cache")
        self.new = self._built(_NEW)
        self.old = self._built(_OLD)
        assert self.old.keys() - self.new.keys()
        assert self.new.keys() - self.old.keys()
        for name in ("out", "cache"):
            shutil.copytree(root / name, root / "before" / name)
        spec(root, _NEW)

    def _built(self, text: str) -> Tree:
        spec(self.root, text)
        assert not build(
            self.request, Listener()
        ).report.has_errors  # in this process, so that others need not load all of it
        return tree(self.request.out)

    def restore(self) -> None:
        """Put back the output and cache from before the spec changed."""
        for name in ("out", "cache"):
            shutil.rmtree(self.root / name, ignore_errors=True)
            shutil.copytree(self.root / "before" / name, self.root / name)

    @property
    def litter(self) -> list[str]:
        """Temporary files that a run left."""
        return [each.name for each in self.root.rglob("*.tmp")]

    def has_journal(self) -> bool:
        return (self.request.out / ".shapewright.tmp" / "journal.json").is_file()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("stopped"))


@pytest.mark.parametrize("stop", [kill, fail])
def test_stopped_at_every_change_to_the_disk(project: Project, stop: Stop) -> None:
    """Without a journal the output is the old one. With one, each file is old or new, and the next run finishes."""
    project.restore()
    changes = count_changes(project.request, project.root)
    committing = 0
    for number in range(1, changes + 1):
        project.restore()
        code = build_in_child(project.request, at_change(number, project.root, stop))
        found = tree(project.request.out)
        if project.has_journal():
            committing += 1
            assert all(found[path] in (project.old.get(path), project.new.get(path)) for path in found)
        else:
            assert found == (project.new if code == 0 or committing else project.old)
            assert stop is kill or not project.litter
        assert code in ({9} if stop is kill else {0, 2})
        assert build_in_child(project.request) == 0
        assert tree(project.request.out) == project.new
        assert not project.litter
    assert changes > 25
    assert 8 < committing < changes - 10


@pytest.mark.parametrize("size", [0, 100, 1000, 3000])
def test_full_disk(project: Project, size: int) -> None:
    """No file larger than `size` can be written."""

    def fill() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    project.restore()
    assert build_in_child(project.request, fill) == 2
    assert tree(project.request.out) == project.old
    assert not project.litter
    assert build_in_child(project.request) == 0
    assert tree(project.request.out) == project.new


def obey_permissions() -> None:
    """Give up root's right to write everywhere, in the process that calls this (capset(2))."""
    header, nothing = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert ctypes.CDLL(None).capset(header, nothing) == 0


@pytest.mark.parametrize("closed", [".", "typescript", "json_schema", "pydantic_models/team_shop"])
def test_read_only_folder(project: Project, closed: str) -> None:
    project.restore()
    (project.request.out / closed).chmod(0o555)
    assert build_in_child(project.request, obey_permissions) == 2
    assert tree(project.request.out) == project.old
    assert not project.litter
    (project.request.out / closed).chmod(0o755)
    assert build_in_child(project.request, obey_permissions) == 0
    assert tree(project.request.out) == project.new


@pytest.mark.parametrize("place", ["typescript", "pydantic_models", "pydantic_models/team_shop"])
def test_file_in_the_place_of_a_folder(project: Project, place: str) -> None:
    project.restore()
    shutil.rmtree(project.request.out / place)
    (project.request.out / place).write_text("mine")
    before = tree(project.request.out)
    result = build(project.request, Listener())
    assert [each.code for each in result.report] == ["unusable-output"]
    assert result.services == []
    assert tree(project.request.out) == before
    assert not project.litter
    (project.request.out / place).unlink()
    assert build_in_child(project.request) == 0
    assert tree(project.request.out) == project.new


def test_folder_in_the_place_of_a_file(project: Project) -> None:
    project.restore()
    place = project.request.out / "typescript" / "index.ts"
    place.unlink()
    place.mkdir()
    before = tree(project.request.out)
    assert build_in_child(project.request) == 2
    assert tree(project.request.out) == before
    place.rmdir()
    assert build_in_child(project.request) == 0
    assert tree(project.request.out) == project.new


def test_damaged_journal_of_a_stopped_run(project: Project) -> None:
    """A journal that we did not write moves no file out of the folder, and none over a file of the user."""
    project.restore()
    staging = project.request.out / ".shapewright.tmp"
    for journal in ("", "{", "[1]", '[["../victim", "", "0"]]', '[["mine.txt", "", "0"], ["mine.txt", "0", ""]]'):
        staging.mkdir()
        (staging / "0").write_text("bad")
        (staging / "journal.json").write_text(journal)
        (project.request.out / "mine.txt").write_text("mine")
        assert build_in_child(project.request) == 0
        assert not (project.root / "victim").exists()
        assert (project.request.out / "mine.txt").read_text() == "mine"
        assert not project.litter
    (project.request.out / "mine.txt").unlink()
    assert tree(project.request.out) == project.new


def command(project: Project, *options: str) -> list[str]:
    arguments = ["--source", *project.request.sources, "--out", str(project.request.out), *options]
    return [sys.executable, "-m", "generator", "build", *arguments]


def test_two_runs_at_once(project: Project) -> None:
    project.restore()
    runs = [subprocess.Popen(command(project), cwd=project.root) for _ in range(4)]
    assert [run.wait() for run in runs] == [0, 0, 0, 0]
    assert tree(project.request.out) == project.new
    assert not project.litter


def test_run_waits_for_another_and_reports_it(project: Project) -> None:
    project.restore()
    handle = os.open(project.request.out, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    run = subprocess.Popen(command(project), cwd=project.root, stderr=subprocess.PIPE, text=True)
    assert run.stderr
    assert run.stderr.readline() == f"another run is writing to {project.request.out}: waiting for it to end\n"
    assert tree(project.request.out) == project.old
    os.close(handle)
    assert run.wait() == 0
    run.stderr.close()
    assert tree(project.request.out) == project.new


def _below(process: int) -> dict[int, int]:
    """The CPU time of every live descendant of a process, in ticks, by process id."""
    found: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent, *others = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        if int(parent) == process and state != "Z":
            child = int(folder.name)
            found |= {child: int(others[9]), **_below(child)}
    return found


@pytest.mark.parametrize(
    ("stop", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 130), (signal.SIGKILL, -signal.SIGKILL)],
)
def test_run_that_gets_a_signal(tmp_path: Path, stop: int, code: int) -> None:
    """Ctrl-C and SIGTERM leave no temporary files. No signal leaves a worker process."""
    line = [sys.executable, "-m", "generator", "build", "--jobs", "2", "--source", "botocore:*", "--out", "out"]
    run = subprocess.Popen(
        line,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # background jobs ignore it
    )
    while len(workers := _below(run.pid)) < 2 or not (tmp_path / "out").is_dir():
        time.sleep(0.05)
    time.sleep(0.5)
    (os.killpg if stop == signal.SIGINT else os.kill)(run.pid, stop)
    _, errors = run.communicate()
    assert run.returncode == code
    assert errors == ("stopped: the output was either left as it was or updated completely\n" if code == 130 else "")
    assert list(tmp_path.iterdir()) == ([] if code == 130 else [tmp_path / "out"])
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{each}").is_dir() for each in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [each for each in workers if Path(f"/proc/{each}").is_dir()]


_STOPPED_DURING_IMPORT = """
import importlib.abc, os, runpy, signal, sys

class Stop(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "shapewright.cli":
            os.kill(os.getpid(), signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)  # as at a terminal, however the tests were started
sys.meta_path.insert(0, Stop())
runpy.run_module("shapewright", run_name="__main__")
"""


def test_run_that_is_stopped_during_import() -> None:
    """Ctrl-C while Python imports the package prints no traceback."""
    done = subprocess.run([sys.executable, "-c", _STOPPED_DURING_IMPORT], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")


def test_killed_worker(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "generator", "build", "--jobs", "2", "--source", "botocore:*", "--out", "out"]
    run = subprocess.Popen(line, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    while max((taken := _below(run.pid)).values(), default=0) < 50:  # a worker takes more ticks than its parent
        time.sleep(0.05)
    os.kill(max(taken, key=taken.__getitem__), signal.SIGKILL)
    _, errors = run.communicate()
    assert run.returncode == 2
    assert "[worker-died]" in errors
    assert "Traceback" not in errors
    assert not list(tmp_path.rglob("*.tmp"))
