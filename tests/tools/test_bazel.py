"""The section "Bazel" of `docs/monorepo.md`: its rule, run by a real Bazel without a network.

npm has Bazel 2.1, which needs a file `WORKSPACE` where newer ones have `MODULE.bazel`. A script stands in for
`//tools:shapewright`, which `rules_python` would make.
"""

import platform
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.monorepo import SECTIONS, SHAPEWRIGHT, SPEC, Machine, files_of
from support.paths import BUILD_SYSTEMS
from support.remote_cache import RemoteCache

BAZEL = next((BUILD_SYSTEMS / "@bazel" / "bazel-linux_x64").glob("bazel-*"), Path("bazel"))
CONFIGURATION = "aws/transcripts/pyproject.toml"
FILES = {**files_of("Bazel"), CONFIGURATION: files_of("The repository")[CONFIGURATION], "WORKSPACE": ""}
COMMAND = "bazel build //aws/transcripts:generated"

pytestmark = pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="npm has Bazel for Linux on x86-64 only"
)


class BazelMachine(Machine):
    """A machine whose Bazel keeps everything in the home, apart from what it unpacks first."""

    @property
    def installation(self) -> Path:
        """A folder that the machines share, to save time."""
        return self.home.parent / "installation"

    def install(self) -> None:
        """The script logs where it ran, and is the same on all machines: a tool is an input, too."""
        tool = self.root / "tools" / "shapewright"
        tool.write_text(f'#!/bin/sh\npwd >> {self.installation}/runs\nexec {SHAPEWRIGHT} "$@"\n')
        tool.chmod(0o755)
        (tool.parent / "BUILD.bazel").write_text('exports_files(["shapewright"])\n')

    def bazel(self, command: str, *options: str) -> str:
        """Run a command of the page."""
        name, *arguments = command.split()
        assert name == "bazel"
        folders = [f"--output_user_root={self.installation}", f"--output_base={self.home}/output"]
        done = self.start(BAZEL, *folders, "--max_idle_secs=60", *arguments, *options)
        assert done.returncode == 0, done.stderr
        return done.stderr

    def count_runs(self) -> int:
        """How often the generator ran, on all machines, since the last call."""
        log = self.installation / "runs"
        count = len(log.read_text().splitlines()) if log.exists() else 0
        log.unlink(missing_ok=True)
        return count

    def outputs(self) -> dict[str, bytes]:
        return files_in(self.root / "bazel-bin" / "aws" / "transcripts" / "generated")


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[BazelMachine, BazelMachine]]:
    """Two machines that share the repository."""
    folder = tmp_path_factory.mktemp("bazel")
    first = BazelMachine.with_files(folder / "first", FILES)
    second = first.clone(folder / "second")
    yield first, second
    for machine in (first, second):
        machine.bazel("bazel shutdown")
    shutil.rmtree(folder)  # 150 MB


def test_the_page_shows_the_command() -> None:
    assert f"`{COMMAND}`" in SECTIONS["Bazel"]


def test_the_output_is_that_of_shapewright(machines: tuple[BazelMachine, BazelMachine], tmp_path: Path) -> None:
    machine, _ = machines
    machine.bazel(COMMAND)
    machine.count_runs()
    machine.run(SHAPEWRIGHT, "-C", "aws/transcripts", "build", "--out", tmp_path / "generated")
    assert machine.outputs() == files_in(tmp_path / "generated") != {}


def test_what_counts_as_a_change(machines: tuple[BazelMachine, BazelMachine]) -> None:
    machine, _ = machines
    machine.bazel(COMMAND)
    machine.count_runs()
    for file, text, runs in (
        ("aws/transcripts/README.md", "Ours.\n", 0),
        (SPEC, "\n", 1),
        (CONFIGURATION, 'documentation = "none"\n', 1),
    ):
        before = machine.outputs()
        machine.append(file, text)
        machine.bazel(COMMAND)
        assert machine.count_runs() == runs, file
        assert (machine.outputs() != before) == bool(runs), file
    machine.run("git", "checkout", "--quiet", ".")


def test_machines_share_one_generation(machines: tuple[BazelMachine, BazelMachine]) -> None:
    first, second = machines
    (option,) = re.findall(r"^bazel build .* (--remote_cache=)https://cache.example.com$", SECTIONS["Bazel"], re.M)
    with RemoteCache().serving() as remote:
        option += remote.url_for_bazel
        for machine in machines:
            machine.bazel("bazel clean")
            assert machine.outputs() == {}
        first.count_runs()
        first.bazel(COMMAND, option)
        assert first.count_runs() == 1

        assert "1 remote cache hit" in second.bazel(COMMAND, option)
        assert second.count_runs() == 0
        assert second.outputs() == first.outputs() != {}
        assert any(path.startswith("/cas/") for path in remote.fetched)


def test_a_reader_stores_nothing(machines: tuple[BazelMachine, BazelMachine]) -> None:
    machine, _ = machines
    (option,) = re.findall(r"`(--noremote_upload_local_results)`", SECTIONS["Bazel"])
    with RemoteCache().serving() as remote:
        machine.bazel("bazel clean")
        machine.count_runs()
        machine.bazel(COMMAND, f"--remote_cache={remote.url_for_bazel}", option)
        assert machine.count_runs() == 1
        assert remote.artifacts == {}
