"""Every folder of `cases`: a service before and after an upgrade, and what `diff` says of it.

`pytest --update` rewrites the expected text; read the diff. A case may have a `pyproject.toml`. A case `x_back` has the
sides of `x` exchanged.
"""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from generator.config import Settings, load
from generator.diagnostics import Report
from generator.pipeline import Listener, Request, build
from generator.targets import TARGETS
from generator.upgrade import RULES, Change, Comparison, Grade, Sides, compare, message_of
from support.commands import node, python
from support.paths import ROOT

CASES = sorted(each for each in (ROOT / "tests" / "upgrade" / "cases").iterdir() if each.is_dir())


def compared(case: Path, out: Path = Path("sdk")) -> Comparison:
    """The two sides of a case."""
    report = Report()
    settings = load(case / "pyproject.toml", TARGETS, report) if (case / "pyproject.toml").is_file() else Settings()
    assert settings and not report.has_errors
    request = Request(sources=(str(case / "new"),), out=out, options=settings.table.options)
    sides = Sides(request)
    comparison = compare(sides.named(str(case / "old")), sides.named(str(case / "new")), request, report)
    assert not list(report)
    return comparison


def flat(changes: tuple[Change, ...] | list[Change], depth: int = 0) -> list[tuple[int, Change]]:
    """The changes, each followed by its echoes."""
    return [found for each in changes for found in ((depth, each), *flat(each.echoes, depth + 1))]


def described(comparison: Comparison) -> str:
    lines = []
    for depth, each in flat(comparison.changes):
        grades = each.python.value if each.python is each.typescript else f"{each.python.value}/{each.typescript.value}"
        operations = f" ({', '.join(each.operations)})" if not depth else ""
        lines.append(f"{'    ' * depth}{grades} {each.rule}: {each.place} {message_of(each)}{operations}")
        if not depth and (witness := comparison.witnesses.get(each.fingerprint)):
            lines += [f"    > {line}" for line in witness.lines]
    lines += [f"left out: {each.rule}: {each.place}" for each in comparison.left_out]
    return "".join(f"{each}\n" for each in lines)


@pytest.mark.parametrize("case", CASES, ids=[each.name for each in CASES])
def test_case(case: Path, request: pytest.FixtureRequest) -> None:
    found = described(compared(case))
    expected = case / "expected.txt"
    if request.config.getoption("--update"):
        expected.write_text(found)
    assert found == expected.read_text()


def test_every_rule_has_a_case() -> None:
    found = set()
    for case in CASES:
        found |= {each.rule for _, each in flat(compared(case).changes)}
    assert {each.id for each in RULES} - found == {"service-added", "service-removed"}  # see `test_sides`


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The output of all cases before and after, and beside it the witnesses that `diff` gives: two equal folders."""
    roots = (tmp_path_factory.mktemp("old"), tmp_path_factory.mktemp("new"))
    for case in CASES:
        comparison = compared(case, out=Path(f"of_{case.name}"))
        for side, root in zip(("old", "new"), roots, strict=True):
            request = replace(comparison.request, sources=(str(case / side),), out=root / f"of_{case.name}", whole=True)
            assert not build(request, Listener()).report.has_errors
        for number, witness in enumerate(comparison.witnesses.values()):
            ending = {"python": "py", "typescript": "ts"}[witness.language]
            for root in roots:
                (root / f"{case.name}_{number}.{ending}").write_text("\n".join(witness.lines) + "\n")
    return roots


def faults(root: Path) -> tuple[set[str], set[str]]:
    """The witnesses in a folder that mypy or tsc refuses, and those that fail when they run."""
    run = python(
        "-m", "mypy", "--strict", "--output", "json", "--cache-dir", root / ".mypy", *root.glob("*.py"), cwd=root
    )
    found = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    refused = {Path(each["file"]).name for each in found if each["severity"] == "error"}
    pages = sorted(root.glob("*.ts"))
    checked = node(
        "tsc", "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext", *pages
    )
    refused |= {Path(line.partition("(")[0]).name for line in checked.stdout.splitlines() if "error TS" in line}
    return refused, set(python("-c", _RUN_EACH, cwd=root).stdout.split())


_RUN_EACH = """
import glob, runpy, sys
sys.path.insert(0, "")
for file in sorted(glob.glob("*.py")):
    try:
        runpy.run_path(file)
    except Exception:
        print(file)
"""


def test_witnesses(sides: tuple[Path, Path]) -> None:
    """Each witness is right before the upgrade, and after it a checker refuses it or it fails."""
    old, new = sides
    witnesses = {each.name for each in old.iterdir() if each.is_file()}
    assert len(witnesses) > 50
    refused, failed = faults(old)
    assert not refused | failed
    refused, failed = faults(new)
    assert refused | failed == witnesses


def test_every_break_has_a_witness() -> None:
    for case in CASES:
        comparison = compared(case)
        breaks = {each.fingerprint: each for each in comparison.changes if each.grade is Grade.BREAKS}
        assert breaks.keys() == comparison.witnesses.keys(), case.name
