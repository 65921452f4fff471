"""A release: the wheel, the source distribution, and the files that must name the same versions and commands."""

import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator import __version__
from support.lowest_releases import constraints
from support.paths import ROOT, SEED

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
CHANGELOG = (ROOT / "CHANGELOG.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
WORKFLOWS = ROOT / ".github" / "workflows"
# Folders of a checkout that are not in the source distribution.
UNRELEASED = (".ci/", ".github/", "benchmarks/")
in_a_checkout = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="a source distribution has no git to ask")


@dataclass(frozen=True)
class Built:
    """The files of `python -m build`."""

    sdist: Path
    wheel: Path  # from the sdist
    direct: Path  # the wheel from the checkout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build everything without a network."""
    folder = tmp_path_factory.mktemp("built")
    nowhere = "http://127.0.0.1:9"
    environment = {**os.environ, "PIP_NO_INDEX": "1", "http_proxy": nowhere, "https_proxy": nowhere}
    for name, options in (("dist", []), ("direct", ["--wheel"])):
        command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder / name), *options, str(ROOT)]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    (sdist,) = (folder / "dist").glob("*.tar.gz")
    (wheel,) = (folder / "dist").glob("*.whl")
    (direct,) = (folder / "direct").iterdir()
    return Built(sdist, wheel, direct)


@pytest.fixture(scope="module")
def site(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the wheel is installed."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", str(folder)]
    subprocess.run([*command, str(built.wheel)], check=True)
    return folder


def installed(site: Path, *command: str | Path) -> str:
    """The output of a command that imports the installed wheel, outside the checkout, with our own dependencies."""
    environment = {**os.environ, "PYTHONPATH": str(site)}
    arguments = [str(each) for each in command]
    done = subprocess.run(arguments, cwd=site, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def metadata(wheel: Path) -> str:
    return contents(wheel)[f"shapewright-{__version__}.dist-info/METADATA"].decode()


# The wheel.


def test_the_wheel_holds_the_package_and_its_templates(built: Built) -> None:
    package = {f"shapewright/{path}": data for path, data in files(ROOT / "generator").items()}
    templates = {f"shapewright/templates/{path}": data for path, data in files(ROOT / "templates").items()}
    schema = {"shapewright/configuration.schema.json": (ROOT / "docs" / "configuration.schema.json").read_bytes()}
    other_name = files(ROOT / "install" / "wheel")
    found = {name: data for name, data in contents(built.wheel).items() if ".dist-info/" not in name}
    assert "shapewright/templates/pydantic/module.py.jinja" in found
    assert found == package | templates | schema | other_name


def test_the_wheel_is_the_same_from_the_sdist_and_from_the_checkout(built: Built) -> None:
    assert contents(built.wheel) == contents(built.direct)


def test_the_wheel_works_alone(site: Path, tmp_path: Path) -> None:
    place = installed(site, sys.executable, "-c", "import shapewright; print(shapewright.__file__)")
    assert Path(place.strip()).is_relative_to(site)
    installed(
        site, site / "bin" / "shapewright", "build", "--source", SEED, "--target", "typescript", "--out", tmp_path
    )
    text = (tmp_path / "typescript" / "connectparticipant.ts").read_text()
    assert text == (ROOT / "generated" / "typescript" / "connectparticipant.ts").read_text()


def test_the_wheel_has_the_schema_of_the_configuration(site: Path) -> None:
    schema = json.loads(installed(site, site / "bin" / "shapewright", "schema"))
    assert "sources" in schema["definitions"]["table"]["properties"]


def test_a_folder_named_generator_hides_nothing(site: Path, tmp_path: Path) -> None:
    """The wheel works in a repository that has a package `generator` of its own on its path."""
    (tmp_path / "generator").mkdir()
    (tmp_path / "generator" / "__init__.py").write_text("raise ImportError('the one of the repository')\n")
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{site}"}
    version = f"shapewright, version {__version__}\n"
    for command in ([str(site / "bin" / "shapewright")], [sys.executable, "-m", "shapewright"]):
        for arguments in (["--version"], ["build", "--source", str(SEED), "--target", "typescript", "--out", "out"]):
            line = [*command, *arguments]
            done = subprocess.run(line, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            assert arguments != ["--version"] or done.stdout == version
    assert (tmp_path / "out" / "typescript" / "connectparticipant.ts").is_file()
    assert installed(site, sys.executable, "-m", "generator", "--version") == version


def files(folder: Path) -> dict[str, bytes]:
    """The files in a folder, without `__pycache__`."""
    paths = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


# The source distribution.


@in_a_checkout
def test_the_sdist_is_the_checkout(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        members = {each.name.partition("/")[2]: each for each in archive if each.isfile()}
        found = {name: archive.extractfile(each).read() for name, each in members.items()}  # type: ignore[union-attr]
    del found["PKG-INFO"]
    del found[".gitignore"]  # hatchling adds it, to build the wheel
    released = [each for each in tracked() if not each.startswith(UNRELEASED) and each != ".gitignore"]
    assert sorted(found) == sorted(released)
    assert found == {name: (ROOT / name).read_bytes() for name in released}


def test_links_of_the_readme_hold_on_pypi(built: Built) -> None:
    """PyPI has only the README, and not the files that it links to."""
    text = metadata(built.wheel).partition("\n\n")[2]
    assert text.startswith("# Shapewright\n\n")
    targets = re.findall(r"\]\(([^)]+)\)", text)
    assert targets
    assert all(each.startswith("https://") for each in targets), targets
    assert "![" not in text
    assert "errors and uploads, for boto3 and aiobotocore: daily use." in text


def test_pypi_accepts_both(built: Built) -> None:
    command = [sys.executable, "-m", "twine", "--no-color", "check", "--strict", str(built.sdist), str(built.wheel)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.count(": PASSED") == 2, done.stdout + done.stderr


# Versions.


def test_there_is_one_version(built: Built, site: Path) -> None:
    assert "version" in PYPROJECT["project"]["dynamic"]
    assert f"\nVersion: {__version__}\n" in metadata(built.wheel)
    assert built.sdist.name == f"shapewright-{__version__}.tar.gz"
    assert installed(site, site / "bin" / "shapewright", "--version") == f"shapewright, version {__version__}\n"


def test_changelog_begins_with_it() -> None:
    assert re.findall(r"^## (\d\S*)", CHANGELOG, re.MULTILINE)[0] == __version__


@in_a_checkout
@pytest.mark.parametrize(
    ("tag", "heading", "is_right"),
    [
        (f"v{__version__}", f"## {__version__} - 2026-01-31", True),
        (f"v{__version__}", f"## {__version__} - unreleased", False),
        ("v99.0.0", "## 99.0.0 - 2026-01-31", False),
    ],
)
def test_a_tag_must_be_the_version(tmp_path: Path, tag: str, heading: str, is_right: bool) -> None:
    """Runs the script of the release workflow."""
    (script,) = re.findall(r"run: \|\n((?: {10}.*\n)+)", (WORKFLOWS / "release.yml").read_text())
    (tmp_path / "generator").symlink_to(ROOT / "generator")
    (tmp_path / "CHANGELOG.md").write_text(f"# Changes\n\n{heading}\n")
    command = ["bash", "-e", "-c", script]
    done = subprocess.run(command, cwd=tmp_path, env={**os.environ, "GITHUB_REF_NAME": tag}, check=False)
    assert (done.returncode == 0) == is_right


@in_a_checkout
def test_python_versions_agree() -> None:
    prefix = "Programming Language :: Python :: 3."
    named = [each.removeprefix(prefix) for each in PYPROJECT["project"]["classifiers"] if each.startswith(prefix)]
    text = (WORKFLOWS / "ci.yml").read_text()
    (matrix,) = re.findall(r"python: \[(.*)\]", text)
    assert matrix == ", ".join(f'"3.{minor}"' for minor in named)
    assert PYPROJECT["project"]["requires-python"] == f">=3.{named[0]}"
    floor = text.partition("\n  floor:\n")[2].partition("\n\n")[0]
    assert f'python-version: "3.{named[0]}"' in floor


def test_lowest_releases_are_those_of_pyproject() -> None:
    lowest = constraints((ROOT / "pyproject.toml").read_text())
    for requirement in PYPROJECT["project"]["dependencies"] + PYPROJECT["build-system"]["requires"]:
        name, release = re.split(r">=", requirement.partition(",")[0])
        assert lowest[name] == release
    assert lowest["jsonschema"] in str(PYPROJECT["project"]["optional-dependencies"]["dev"])
    with pytest.raises(ValueError, match="no >= in 'botocore<2'"):
        constraints((ROOT / "pyproject.toml").read_text().replace("botocore>=1.36,<2", "botocore<2"))


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_commands_in_pages_exist(page: str) -> None:
    commands = re.findall(r"^ *make (\S+)|`make (\S+)`", (ROOT / page).read_text(), re.MULTILINE)
    assert commands
    assert {a or b for a, b in commands} <= targets()


@in_a_checkout
def test_commands_of_workflows_exist() -> None:
    text = "".join(each.read_text() for each in WORKFLOWS.iterdir())
    commands = set(re.findall(r"run: make (\S+)", text))
    assert {"generate", "check", "test", "floor", "dist"} == commands
    assert commands <= targets()


def targets() -> set[str]:
    return set(re.findall(r"^(\w[\w-]*):.*##", MAKEFILE, re.MULTILINE))


# Files in git.


def git(*arguments: str, given: str = "") -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=ROOT, input=given, capture_output=True, text=True, check=True).stdout


def tracked() -> list[str]:
    """The files that git tracks, or would if they were added."""
    listed = git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    return [name for name in listed if (ROOT / name).is_file()]


def attribute(name: str, paths: Iterable[str]) -> dict[str, str]:
    """The value of an attribute of `.gitattributes`, by file."""
    fields = git("check-attr", "-z", "--stdin", name, given="\0".join(paths)).split("\0")
    return dict(zip(fields[::3], fields[2::3], strict=False))


@in_a_checkout
def test_lines_end_in_lf() -> None:
    """In every checkout, except for the case about other line endings."""
    paths = tracked()
    text, ends = attribute("text", paths), attribute("eol", paths)
    left_alone = [path for path in paths if text[path] == "unset"]
    assert left_alone == ["tests/cases/windows_file/type_defs.md"]
    for path in paths:
        if path not in left_alone:
            assert (text[path], ends[path]) == ("auto", "lf"), path
            assert b"\r" not in (ROOT / path).read_bytes(), path


@in_a_checkout
def test_only_generated_files_are_marked() -> None:
    marked = attribute("linguist-generated", tracked())
    assert len(marked) > 1000
    for path, value in marked.items():
        assert value == ("true" if path.startswith("generated/") else "unspecified"), path
