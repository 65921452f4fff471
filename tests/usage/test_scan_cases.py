"""What `scan` prints for each folder in `cases/`.

`pytest --update` rewrites the expected texts; read the diff.
"""

from pathlib import Path

import pytest

from generator.cli.scanning import print_scan, run_scan
from generator.diagnostics import Report

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_case(
    case: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(case)
    report = Report()
    result = run_scan([str(case)], None, report, writes=False, checks=Path("pyproject.toml").is_file(), is_strict=False)
    print_scan(result, report, "text")
    printed = capsys.readouterr()
    found = printed.out + printed.err
    expected = case / "expected.txt"
    if request.config.getoption("--update"):
        expected.write_text(found)
    assert found == expected.read_text()
