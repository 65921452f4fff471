"""The output says what it needs when it is imported with something older."""

import shutil
import sys
from pathlib import Path

import pytest

from support.commands import Run, node, python
from support.paths import ROOT

USES = (
    "from {0}.s3 import GetObjectOutput",
    "from {0} import call",
    "import {0}.s3; {0}.s3.GetObjectRequest",
    "import {0}.s3._get_object",
)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    for folder in ("pydantic_models", "dataclass_models"):
        shutil.copytree(ROOT / "generated" / folder, tmp_path / folder)
    return tmp_path


def last_line(code: str, folder: Path) -> str:
    done = python("-c", code, cwd=folder)
    assert done.returncode, code
    return done.stderr.splitlines()[-1]


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("version", ["2.11.10", "2.9.0b1"])
def test_older_pydantic_is_refused(out: Path, use: str, version: str) -> None:
    code = f"import pydantic; pydantic.VERSION = {version!r}\n{use.format('pydantic_models')}"
    needed = "ImportError: the generated models need pydantic 2.12 or newer, and pydantic {} is installed: "
    assert last_line(code, out).startswith(needed.format(version))


@pytest.mark.parametrize("use", USES[:3])
def test_pydantic_1_is_refused(out: Path, use: str) -> None:
    """It does not have what our modules import from it."""
    (out / "pydantic").mkdir()
    (out / "pydantic" / "__init__.py").write_text("VERSION = '1.10.24'\n")
    assert "pydantic 1.10.24 is installed" in last_line(use.format("pydantic_models"), out)


@pytest.mark.parametrize("folder", ["pydantic_models", "dataclass_models"])
@pytest.mark.parametrize("use", USES)
def test_older_python_is_refused(out: Path, folder: str, use: str) -> None:
    code = f"import sys; sys.hexversion, sys.version = 0x030A0DF0, '3.10.13 (main)'\n{use.format(folder)}"
    expected = "ImportError: the generated packages need Python 3.11 or newer, and this is Python 3.10.13"
    assert last_line(code, out) == expected


def test_older_cattrs_is_refused(out: Path) -> None:
    code = "import cattrs; del cattrs.BaseConverter.get_structure_hook\n"
    use = "from dataclass_models.s3.converter import structure"
    assert "the generated converter needs cattrs 24.1 or newer, and cattrs 2" in last_line(code + use, out)


@pytest.mark.parametrize("table", ["", 'declarations = "type"\nenum_values = true\n'])
def test_typescript_5_0_is_enough(tmp_path: Path, shapewright: Run, table: str) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.shapewright]\nsources = ["botocore:s3", "botocore:dynamodb"]\ntargets = ["typescript"]\n'
        f"[tool.shapewright.typescript]\n{table}"
    )
    assert shapewright(cwd=tmp_path).returncode == 0
    scripts = sorted((tmp_path / "generated" / "typescript").iterdir())
    lowest = "../typescript-lowest/bin/tsc"
    assert node(lowest, "--version").stdout.startswith("Version 5.0.")
    options = ("--strict", "--noEmit", "--isolatedModules", "--exactOptionalPropertyTypes", "--module", "esnext")
    assert node(lowest, *options, *scripts).stdout == ""


@pytest.mark.parametrize("version", ["2.12.0", "2.12.0b1", "2.20.1", "3.0.0"])
def test_later_pydantic_is_accepted(out: Path, version: str) -> None:
    code = f"import pydantic; pydantic.VERSION = {version!r}; import pydantic_models.s3; pydantic_models.s3.Object"
    done = python("-c", code, cwd=out)
    assert done.returncode == 0, done.stderr


def test_packages_of_the_output_are_imported_without_pydantic(out: Path) -> None:
    code = (
        "import sys, pydantic_models.s3, dataclass_models.s3; print('pydantic' in sys.modules, 'cattrs' in sys.modules)"
    )
    assert python("-c", code, cwd=out).stdout == "False False\n"
    assert sys.version_info >= (3, 11)
