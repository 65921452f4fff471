"""The modules of TypedDicts of public packages, which `support/public_packages.txt` pins (only in `make test-all`).

`public_packages.json` has what is expected of each package: how many modules are built, how many classes are left out,
and how many members became any JSON value, by the construct that is the reason. `pytest --update` rewrites it.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics import Report
from generator.options import Options
from generator.passes import rewrite
from generator.readers.typeddict import stubs
from generator.readers.typeddict.packages import find_modules
from support import paths
from support.commands import node, python

FOLDER = paths.ROOT / ".venv" / "public-packages"
PINNED = [
    line.partition("==")[0]
    for line in (paths.SUPPORT / "public_packages.txt").read_text().splitlines()
    if not line.startswith("#")
]
EXPECTED = Path(__file__).with_name("public_packages.json")
_NO_TYPES = "no TypedDict in this module"  # it only imports or mentions one


@dataclass
class Counts:
    """What became of the modules of one package."""

    modules: int = 0  # that declare a TypedDict
    built: int = 0
    types: int = 0
    members: int = 0
    left_out: Counter[str] = field(default_factory=Counter)  # classes, by the code of the diagnostic
    any_value: Counter[str] = field(default_factory=Counter)  # places, by the construct
    left_out_of_unions: int = 0

    def table(self) -> dict[str, Any]:
        return {
            "modules": self.modules,
            "built": self.built,
            "types": self.types,
            "members": self.members,
            "classes left out": dict(sorted(self.left_out.items())),
            "any value": dict(sorted(self.any_value.items())),
            "left out of unions": self.left_out_of_unions,
        }


def construct(code: str, message: str) -> str:
    """The construct that a message about any value is about."""
    name = message.partition(" ")[0]
    head, _, last = name.rpartition(".")
    if code == "external-type":
        is_pythons = head.partition(".")[0] in {"collections", "datetime", "io", "os", "pathlib", "re", "typing", ""}
        return last if is_pythons else "a class of another package"
    return {"no-typeddict": "a class that is no data", "left-out": "a class that is left out"}.get(code, code)


def modules(package: str) -> list[Path]:
    """The modules of a package that mention TypedDict. A stub stands for the module next to it."""
    record = next(FOLDER.glob(f"{package.replace('-', '_')}-*.dist-info/RECORD"))
    files = [FOLDER / line.partition(",")[0] for line in record.read_text().splitlines()]
    return sorted(
        file
        for file in files
        if file.suffix in {".py", ".pyi"} and not (file.suffix == ".py" and file.with_suffix(".pyi").is_file())
        if b"TypedDict" in file.read_bytes()
    )


def count(package: str) -> Counts:
    """Read each module of a package by itself."""
    counts = Counts()
    any_value: set[tuple[str, str, str]] = set()
    left_out: set[tuple[str, str, str]] = set()
    of_unions = set()
    for file in modules(package):
        report = Report()
        service = stubs.read(str(file), report)
        if any(each.code == "no-types" and each.message == _NO_TYPES for each in report):
            continue
        counts.modules += 1
        assert not any(each.code == "internal-error" for each in report), file
        for each in report:
            if each.message.endswith("any JSON value is accepted"):
                any_value.add((str(each.source), each.shape, construct(each.code, each.message)))
            elif found := re.search(r"; (\w+) is left out$", each.message):
                left_out.add((each.source.file, found[1], each.code))
            of_unions |= {(str(each.source), each.shape, each.message)} if each.code == "no-json-form" else set()
        if service is None or report.has_errors:
            continue
        shapes = rewrite(service, Options(), report).shapes.values()
        counts.built += 1
        counts.types += len(shapes)
        counts.members += sum(len(getattr(shape, "members", ())) for shape in shapes)
    counts.any_value.update(what for *_, what in any_value)
    counts.left_out.update(code for *_, code in left_out)
    counts.left_out_of_unions = len(of_unions)
    return counts


@pytest.fixture(autouse=True)
def only_in_test_all(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--all-services"):
        pytest.skip("reads packages that only `make test-all` installs")
    assert FOLDER.is_dir(), "run `make test-all`, which installs the packages"


def test_modules_by_themselves(request: pytest.FixtureRequest) -> None:
    counts = {package: count(package) for package in PINNED}
    found = {package: each.table() for package, each in counts.items()}
    if request.config.getoption("--update"):
        EXPECTED.write_text(json.dumps(found, indent=1) + "\n")
    assert found == json.loads(EXPECTED.read_text())
    assert len(found) == 16
    built, declaring = (sum(getattr(each, name) for each in counts.values()) for name in ("built", "modules"))
    assert declaring > 3500
    assert built >= 0.98 * declaring
    assert sum(each.any_value.total() for each in counts.values()) <= 0.03 * sum(
        each.members for each in counts.values()
    )


@pytest.mark.parametrize("package", PINNED)
def test_the_output_for_a_package(package: str, tmp_path: Path) -> None:
    """It is built as a folder, imports, has valid schemas and type-checks."""
    folders = {FOLDER / file.relative_to(FOLDER).parts[0] for file in modules(package)}
    sources = [argument for each in sorted(folders) if find_modules(each) for argument in ("--source", str(each))]
    done = python("-m", "generator", "build", *sources, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    done = python("-W", "error", paths.SUPPORT / "import_everything.py", tmp_path / "out", "--schemas")
    assert done.returncode == 0, done.stderr
    schemas = "\n".join(map(str, (tmp_path / "out" / "json_schema").iterdir()))
    assert node("load.mjs", text=schemas).stdout == ""
    done = python("-m", "mypy", "--strict", "--cache-dir", tmp_path / "cache", tmp_path / "out")
    assert done.returncode == 0, done.stdout
    scripts = sorted((tmp_path / "out" / "typescript").glob("*.ts"))
    done = node("tsc", "--strict", "--noEmit", "--isolatedModules", "--exactOptionalPropertyTypes", *scripts)
    assert done.returncode == 0, done.stdout
