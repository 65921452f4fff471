"""Running as a step of a build: dependencies for Make and Ninja, shards for several machines, reproducible output."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from support.commands import Run
from support.paths import ROOT

_SHOP = "from typing import TypedDict\nclass Item(TypedDict):\n    name: str\n"
_MANIFEST = "out put/.shapewright.json"
_PAGE = (ROOT / "docs" / "in-your-repository.md").read_text()


def example(language: str, out: str) -> str:
    """The example of the page for a Makefile or for Ninja. `out` is the output folder, escaped for that language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", _PAGE, re.DOTALL)
    return (
        str(found)
        .replace("shapewright build", f"{sys.executable} -W error -m generator build")
        .replace("generated/", f"{out}/")
    )


def contents(folder: Path) -> dict[str, bytes]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder of specs, some with names that need escapes in a Makefile."""
    for name in ("plain", "with space", "a#b", "dollar$", "50%"):
        (tmp_path / "specs" / name).mkdir(parents=True)
        (tmp_path / "specs" / name / "shop.py").write_text(_SHOP)
    (tmp_path / "own" / "python").mkdir(parents=True)
    (tmp_path / "own" / "notes.txt").write_text("included by nothing")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.shapewright]\nsources = ["specs", "botocore:eks-auth"]\nout = "out put"\ntemplates = "own"\n'
    )
    return tmp_path


class Built:
    """Runs a build tool, and returns whether it ran the generator."""

    def __init__(self, folder: Path, *command: str) -> None:
        self._folder = folder
        self._command = command

    def __call__(self) -> bool:
        time.sleep(0.01)  # the times of files have to differ
        done = subprocess.run(self._command, cwd=self._folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return "generator" in done.stdout


def _tool(project: Path, name: str) -> Built:
    if name == "make":
        (project / "Makefile").write_text(example("make", "out\\ put"))
        return Built(project, "make")
    (project / "build.ninja").write_text(example("ninja", "out$ put"))
    return Built(project, str(Path(sys.executable).with_name("ninja")), "-v")


@pytest.mark.parametrize("name", ["make", "ninja"])
def test_a_build_tool_knows_what_the_output_depends_on(project: Path, name: str) -> None:
    built = _tool(project, name)
    assert built()
    assert (project / _MANIFEST).is_file()
    assert not built()
    for spec in sorted((project / "specs").rglob("*.py")):
        spec.write_text(_SHOP.replace("name", "size"))
        assert built(), spec
        assert not built(), spec
    for file in ("pyproject.toml", "own/notes.txt"):
        (project / file).write_text((project / file).read_text() + "\n")
        assert built(), file
        assert name == "ninja" or not built(), file
    (project / "specs" / "plain" / "store.py").write_text(_SHOP)
    assert built()
    assert (project / "out put" / "typescript" / "plain_store.ts").is_file()
    (project / "specs" / "plain" / "shop.py").unlink()
    assert built()  # a removed input is no error
    assert not (project / "out put" / "typescript" / "plain_shop.ts").exists()
    (project / _MANIFEST).unlink()
    assert built()
    assert name == "ninja" or not built()


def test_inputs_and_outputs_are_listed(project: Path, shapewright: Run) -> None:
    done = shapewright("build", "--list-inputs", cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    inputs = done.stdout.splitlines()
    own = [path for path in inputs if "botocore" not in path]
    assert own == sorted(
        [
            "own/notes.txt",
            "pyproject.toml",
            *(f"specs/{name}/shop.py" for name in ("plain", "with space", "a#b", "dollar$", "50%")),
        ]
    )
    assert any(path.endswith("service-2.json.gz") for path in inputs)
    assert all((project / path).is_file() for path in inputs)
    listed = shapewright("build", "--list-outputs", cwd=project).stdout.splitlines()
    assert not (project / "out put").exists()  # nothing was written
    assert shapewright(cwd=project).returncode == 0
    written = {f"out put/{path}" for path in contents(project / "out put")}
    assert set(listed) == written
    assert listed == sorted(listed)
    again = shapewright("build", "--list-outputs", "--list-inputs", cwd=project).stdout.splitlines()
    assert again == [*inputs, *listed]


def test_nothing_is_listed_if_a_spec_has_errors(project: Path, shapewright: Run) -> None:
    (project / "specs" / "plain" / "shop.py").write_text(
        "from typing import TypedDict\nclass Item(TypedDict):\n    name: Nme\n"
    )
    done = shapewright("build", "--list-outputs", cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert "[unknown-name]" in done.stderr


def test_shards_add_up_to_the_whole(project: Path, shapewright: Run) -> None:
    """Shards built in turn into one folder give the whole output. So does a build over the merged folders of shards."""
    assert shapewright(cwd=project).returncode == 0
    whole = contents(project / "out put")
    shapewright("clean", cwd=project)
    parts = []
    for number in (2, 3, 1):
        done = shapewright("build", "--shard", f"{number}/3", cwd=project)
        assert done.returncode == 0
        parts.append({line.partition(":")[0] for line in done.stdout.splitlines()} - {"shared by all"})
    assert [len(part) for part in parts] == [2, 2, 2]
    assert len(set.union(*parts)) == 6
    assert contents(project / "out put") == whole
    shapewright("clean", cwd=project)
    for number in (1, 2, 3):
        shapewright("build", "--shard", f"{number}/3", cwd=project)
        shutil.copytree(project / "out put", project / "sum", dirs_exist_ok=True)
        shapewright("clean", cwd=project)
    shutil.move(project / "sum", project / "out put")
    done = shapewright("build", cwd=project)
    assert done.returncode == 0
    assert contents(project / "out put") == whole
    assert shapewright("check", "--shard", "1/3", cwd=project).returncode == 0


def test_shard_checks_its_part(project: Path, shapewright: Run) -> None:
    assert shapewright(cwd=project).returncode == 0
    (project / "specs" / "plain" / "shop.py").write_text(_SHOP.replace("name", "size"))
    codes = [shapewright("check", "--shard", f"{number}/3", cwd=project).returncode for number in (1, 2, 3)]
    assert sorted(codes) == [0, 0, 1]


@pytest.mark.parametrize("part", ["0/2", "3/2", "1", "a/b", "1/0", "-1/2"])
def test_invalid_shard(shapewright: Run, part: str) -> None:
    done = shapewright("build", "--shard", part)
    assert done.returncode == 2
    assert f"expected part I of N, like 2/4, got {part}" in done.stderr


def test_more_shards_than_services(project: Path, shapewright: Run) -> None:
    done = shapewright("build", "--shard", "40/40", cwd=project)
    assert (done.returncode, done.stdout) == (0, "")
    assert not (project / "out put").exists()


_ELSEWHERE: dict[str, Mapping[str, str]] = {
    "time zone": {"TZ": "Pacific/Kiritimati"},
    "locale": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    "no locale": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "user": {"HOME": "/nonexistent", "USER": "somebody", "LOGNAME": "somebody"},
    "hash seed": {"PYTHONHASHSEED": "12345"},
    "jobs": {"JOBS": "2"},
}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return contents(build_in(tmp_path_factory.mktemp("here"), {}))


def build_in(folder: Path, environment: Mapping[str, str]) -> Path:
    """Build with the configuration of the committed output, in another folder and with other environment variables."""
    shutil.copytree(ROOT / "specs", folder / "specs")
    text = (ROOT / "pyproject.toml").read_text().partition("[tool.shapewright]")
    (folder / "pyproject.toml").write_text("".join(text[1:]).partition("[tool.mypy]")[0])
    command = [sys.executable, "-W", "error", "-m", "generator", "build", "--jobs", environment.get("JOBS", "1")]
    variables = {**os.environ, **environment}
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / "generated"


@pytest.mark.parametrize("what", _ELSEWHERE)
def test_the_same_bytes_everywhere(tmp_path: Path, here: dict[str, bytes], what: str) -> None:
    folder = tmp_path / "Ünusual folder" / "below"
    folder.mkdir(parents=True)
    assert contents(build_in(folder, _ELSEWHERE[what])) == here


def test_they_are_the_committed_bytes(here: dict[str, bytes]) -> None:
    assert here == {path: text for path, text in contents(ROOT / "generated").items() if "__pycache__" not in path}


@pytest.mark.parametrize("mask", [0o077, 0o000])
def test_the_umask_changes_no_bytes(tmp_path: Path, here: dict[str, bytes], mask: int) -> None:
    before = os.umask(mask)
    try:
        out = build_in(tmp_path, {})
    finally:
        os.umask(before)
    assert contents(out) == here
    assert {file.stat().st_mode & 0o777 for file in out.rglob("*") if file.is_file()} == {0o666 & ~mask}


def test_the_same_bytes_with_a_cache(tmp_path: Path, here: dict[str, bytes]) -> None:
    """A second build that takes most from the cache of the first writes the same bytes."""
    out = build_in(tmp_path, {})
    spec = tmp_path / "specs" / "connectparticipant" / "type_defs.md"
    text = spec.read_text()
    for each in (text.replace("MaxResults", "MaxItems"), text):
        spec.write_text(each)
        command = [sys.executable, "-m", "generator"]
        assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    assert contents(out) == here


def test_depfile_is_relative_to_the_working_folder(project: Path, shapewright: Run) -> None:
    below = project / "specs" / "plain"
    assert shapewright("build", "--depfile", "aws.d", cwd=below).returncode == 0
    assert (below / "aws.d").is_file()
