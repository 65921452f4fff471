"""The pre-commit hooks, run by pre-commit itself in git repositories."""

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from support.commands import python
from support.paths import ROOT

_PUBLISHED = (
    *(".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE", "NOTICE"),
    *("docs", "generator", "install", "templates"),
)
_TYPE_DEFS = "specs/connectparticipant/type_defs.md"
_MODULE = "generated/pydantic_models/connectparticipant/_get_transcript.py"


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(folder: Path) -> str:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--no-verify", "--allow-empty", "--message", "As it is")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The hook repository, as pre-commit would clone it, and its revision."""
    folder = tmp_path_factory.mktemp("published")
    for name in _PUBLISHED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "--quiet")
    return folder, commit(folder)


class Repository:
    """A user's repository with committed output and configured hooks."""

    def __init__(self, folder: Path, published: tuple[Path, str], home: Path) -> None:
        self.folder = folder
        self.home = home
        self._published = published
        (folder / "specs" / "connectparticipant").mkdir(parents=True)
        shutil.copy(ROOT / _TYPE_DEFS, folder / _TYPE_DEFS)
        (folder / "pyproject.toml").write_text(
            '[tool.shapewright]\nsources = ["specs", "botocore:eks-auth"]\nout = "generated"\n'
        )
        self.pin(version("botocore"))
        git(folder, "init", "--quiet")
        self.restore()

    def pin(self, botocore: str) -> None:
        """Make the hooks run with this botocore."""
        repo, revision = self._published
        hooks = "".join(
            f"      - id: {name}\n        additional_dependencies: [botocore=={botocore}]\n"
            for name in ("shapewright", "shapewright-check")
        )
        (self.folder / ".pre-commit-config.yaml").write_text(
            f"repos:\n  - repo: {repo}\n    rev: {revision}\n    hooks:\n{hooks}"
        )

    def restore(self) -> None:
        """Put back the spec, the output and the configuration, and commit."""
        shutil.copy(ROOT / _TYPE_DEFS, self.folder / _TYPE_DEFS)
        assert python("-m", "generator", "build", "--force", cwd=self.folder).returncode == 0
        self.pin(version("botocore"))
        commit(self.folder)

    def run(self, hook: str) -> subprocess.CompletedProcess[str]:
        """Run a hook, as a commit would."""
        environment = {**os.environ, "PRE_COMMIT_HOME": str(self.home), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        command = [str(Path(sys.executable).with_name("pre-commit")), "run", "--verbose", "--color", "never", hook]
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)

    @property
    def changed(self) -> list[str]:
        """The paths that git reports as changed."""
        return [line.split()[-1] for line in git(self.folder, "status", "--porcelain").splitlines()]


@pytest.fixture(scope="module")
def repository(published: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return Repository(tmp_path_factory.mktemp("repository"), published, tmp_path_factory.mktemp("home"))


def test_an_untouched_tree(repository: Repository) -> None:
    repository.restore()
    for hook in ("shapewright", "shapewright-check"):
        repository.run(hook)  # the first run installs the hook, and has no cache
        done = repository.run(hook)
        assert (done.returncode, repository.changed) == (0, []), done.stdout + done.stderr
        assert "Passed" in done.stdout
    text = "".join(repository.run("shapewright").stdout for _ in range(3))
    durations = [float(each) for each in re.findall(r"duration: ([\d.]+)s", text)]
    assert len(durations) == 3
    assert min(durations) < 1, text  # the machine may have other work


def test_a_spec_that_has_changed(repository: Repository) -> None:
    repository.restore()
    spec = repository.folder / _TYPE_DEFS
    spec.write_text(spec.read_text().replace("MaxResults: NotRequired[int]", "MaxItems: NotRequired[int]"))
    git(repository.folder, "add", "--all")
    done = repository.run("shapewright-check")
    assert done.returncode == 1
    assert "+    max_items: Annotated[" in done.stdout
    done = repository.run("shapewright")
    assert done.returncode == 1
    assert "Failed" in done.stdout
    assert _MODULE in git(repository.folder, "diff", "--name-only")
    git(repository.folder, "add", "--all")
    assert repository.run("shapewright").returncode == 0
    assert repository.run("shapewright-check").returncode == 0


def test_new_file_fails_the_hook(repository: Repository) -> None:
    """pre-commit itself sees only changes of tracked files."""
    repository.restore()
    (repository.folder / _MODULE).unlink()
    git(repository.folder, "rm", "--quiet", "--cached", _MODULE)
    git(repository.folder, "commit", "--quiet", "--no-verify", "--message", "Without it")
    done = repository.run("shapewright")
    assert (done.returncode, repository.changed) == (1, [_MODULE]), done.stdout


def test_output_edited_by_hand(repository: Repository) -> None:
    repository.restore()
    file = repository.folder / _MODULE
    file.write_text(file.read_text() + "# mine\n")
    git(repository.folder, "add", "--all")
    for hook in ("shapewright", "shapewright-check"):
        done = repository.run(hook)
        assert done.returncode == 1
        assert "edited by hand" in done.stdout
    assert file.read_text().endswith("# mine\n")


def test_a_botocore_that_differs(repository: Repository) -> None:
    """The hook reports it, and how to get the same release."""
    repository.restore()
    repository.pin("1.43.119")
    commit(repository.folder)
    ours = version("botocore")
    hint = f"pin botocore=={ours} where this runs (for pre-commit: in additional_dependencies)"
    expected = {
        "shapewright-check": f"botocore differs: the output was made with {ours}, and 1.43.119 is installed",
        "shapewright": f"botocore 1.43.119 is installed, which is older than {ours}, with which the output was made",
    }
    for hook, message in expected.items():
        done = repository.run(hook)
        assert done.returncode == 1
        assert message in done.stdout, done.stdout
        assert hint in done.stdout, done.stdout
    assert "generated/.shapewright.json" in repository.changed
    repository.restore()
    assert repository.run("shapewright").returncode == 0


def test_page_names_the_hooks() -> None:
    hooks = re.findall(r"^- id: (\S+)", (ROOT / ".pre-commit-hooks.yaml").read_text(), re.MULTILINE)
    page = (ROOT / "docs" / "in-your-repository.md").read_text()
    assert re.findall(r"- id: (\S+)\n +additional_dependencies: \[botocore==", page) == hooks
