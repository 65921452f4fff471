"""What `migrate` makes of each folder in `cases/`: `before.py` becomes `after.py`, and `left.txt` lists what is left.

mypy checks every `after.py`. Both files are run against moto, and return the same. `pytest --update` rewrites the
expected files; read the diff.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from generator.cli.migrating import run_migrate
from generator.diagnostics import Report
from support.commands import python
from support.paths import ROOT

HERE = Path(__file__).parent
CASES = sorted((HERE / "cases").iterdir())
WITHOUT_MAIN = {"aiobotocore"}


class Migrated(NamedTuple):
    folder: Path
    texts: dict[str, str]  # by case
    left: dict[str, str]
    again: int  # how many files a second run would change
    type_errors: str
    results: dict[str, str]  # by file

    def results_of(self, case: str) -> list[str]:
        return [self.results[str(self.folder / case / name)] for name in ("before.py", "after.py")]


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Migrated]:
    """All cases, migrated in one run."""
    folder = tmp_path_factory.mktemp("migrate")
    shutil.copy(HERE / "pyproject.toml", folder)
    for case in CASES:
        (folder / case.name).mkdir()
        shutil.copy(case / "before.py", folder / case.name)
    built = python("-m", "generator", "build", cwd=folder)
    assert built.returncode == 0, built.stderr
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        report = Report()
        found = run_migrate([], None, report)
        assert list(report) == []
        for file in found.files:
            Path(file.path.parent, "after.py").write_bytes(file.after)
        again = run_migrate([*map(str, folder.glob("*/after.py"))], None, report)
        texts = {file.path.parent.name: file.after.decode() for file in found.files}
        left: dict[str, list[str]] = {}
        for each in found.left:
            case_name, name = each.source.file.split("/")
            left.setdefault(case_name, []).append(f"{name}:{each.source.line}: {each.name or 'error'}: {each.reason}")
        yield Migrated(
            folder,
            texts,
            {case_name: "".join(f"{line}\n" for line in lines) for case_name, lines in left.items()},
            len(again.files),
            _type_errors(folder),
            _results(folder),
        )


def _type_errors(folder: Path) -> str:
    """What mypy finds in the migrated files."""
    checked = folder / "checked"
    checked.mkdir()
    for case in CASES:
        shutil.copy(folder / case.name / "after.py", checked / f"{case.name}.py")
    arguments = ["--strict", "--no-warn-return-any", "--cache-dir", str(folder / ".mypy_cache")]
    for code in ("import-untyped", "import-not-found", "no-untyped-def", "no-untyped-call"):  # boto3 has no types here
        arguments += ["--disable-error-code", code]
    return python("-m", "mypy", *arguments, "checked", cwd=folder).stdout


def _results(folder: Path) -> dict[str, str]:
    files = [
        str(folder / case.name / name)
        for case in CASES
        for name in ("before.py", "after.py")
        if case.name not in WITHOUT_MAIN
    ]
    done = python(HERE / "run_cases.py", *files, cwd=folder)
    assert done.returncode == 0, done.stderr
    results: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return results


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path, migrated: Migrated, request: pytest.FixtureRequest) -> None:
    text, left = migrated.texts[case.name], migrated.left.get(case.name, "")
    if request.config.getoption("--update"):
        (case / "after.py").write_text(text)
        (case / "left.txt").write_text(left)
    assert text == (case / "after.py").read_text()
    assert left == (case / "left.txt").read_text()
    assert [line for line in migrated.type_errors.splitlines() if f"/{case.name}.py:" in line] == []


@pytest.mark.parametrize("case", [each for each in CASES if each.name not in WITHOUT_MAIN], ids=lambda case: case.name)
def test_a_case_does_what_it_did(case: Path, migrated: Migrated) -> None:
    before, after = migrated.results_of(case.name)
    assert before.startswith("["), before
    assert after == before


def test_a_second_run_changes_nothing(migrated: Migrated) -> None:
    assert migrated.again == 0


def test_the_page_shows_an_example() -> None:
    page = (ROOT / "docs" / "migrate.md").read_text()
    for name in ("before.py", "after.py"):
        assert f"```python\n{(HERE / 'cases' / 'example_of_the_page' / name).read_text()}```" in page
