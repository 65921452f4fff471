"""Every folder of `tests/cases`: a spec, the files that all targets write for it, and its diagnostics.

`pytest --update` (`make update`) rewrites the expected files; read the diff. A case may have a `pyproject.toml` with
its configuration, and a `values.json` with values that all targets accept or all refuse, by class.
"""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.config import Settings, load
from generator.diagnostics import Report
from generator.output import MANIFEST
from generator.passes import configure, decide, settle
from generator.readers import expand
from generator.targets import TARGETS
from generator.targets.ir_json import dumps, loads
from support import paths
from support.commands import node, python
from support.layout import complaints_of_ruff
from support.verdicts import AGREEING_ARGUMENTS, Verdicts
from support.zod_types import compare_types

CASES = sorted(each for each in paths.CASES.iterdir() if each.is_dir())
_PINNED = {"literals_from_botocore"}  # cases whose expected files depend on the release of botocore


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case.name, marks=[pytest.mark.pinned_botocore] if case.name in _PINNED else [])
        for case in CASES
    ],
)
def test_case(case: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.chdir(case)
    report = Report()
    settings = load(case / "pyproject.toml", TARGETS, report) if (case / "pyproject.toml").is_file() else Settings()
    assert settings
    config = settings.table
    specs = [each for source in config.sources or (".",) for each in expand(source, report)]
    (service,) = [reader.read(spec, report) for reader, spec in specs]
    found: dict[str, str] = {}
    if service and not report.has_errors:
        service = configure(settle(service, config.options, report), config.options, report)
    if service and not report.has_errors:
        for target in TARGETS.values():
            decided = decide(service, config.options, report, target.judgement)
            assert loads(dumps(decided)) == decided
            files = target.generate(decided, config.options, report)
            found |= {file.path: file.text for file in files if is_own(file.path)}
    found["diagnostics.txt"] = "".join(f"{each}\n" for each in report)
    expected = case / "expected"
    if request.config.getoption("--update"):
        shutil.rmtree(expected, ignore_errors=True)
        for path, text in found.items():
            (expected / path).parent.mkdir(parents=True, exist_ok=True)
            (expected / path).write_text(text, encoding="utf-8", newline="\n")
        (expected / MANIFEST).write_text("{}\n")  # without it, readers would take what is here for specs
    places = [each for each in expected.rglob("*") if each.is_file() and each.name != MANIFEST]
    on_disk = {each.relative_to(expected).as_posix(): each.read_text(encoding="utf-8") for each in places}
    assert sorted(found) == sorted(on_disk)
    assert found == on_disk


def is_own(path: str) -> bool:
    """Whether a file belongs to one service. `test_committed_output.py` tests the files that all services share."""
    folder, *rest = path.split("/")
    return len(rest) > 1 or not folder.endswith("_models")


def source(case: Path) -> Path:
    """The one source of a case."""
    report = Report()
    settings = load(case / "pyproject.toml", TARGETS, report) if (case / "pyproject.toml").is_file() else None
    return case / settings.table.sources[0] if settings and settings.table.sources else case


def has_profile(case: Path) -> bool:
    """Whether a case configures how strict its classes are, how TypeScript spells them, or what is in them."""
    file = case / "pyproject.toml"
    return file.is_file() and bool(
        {"requests", "responses", "typescript", "corrections"}
        & tomllib.loads(file.read_text())["tool"]["shapewright"].keys()
    )


PLAIN = [case for case in CASES if not has_profile(case)]
PROFILED = [case for case in CASES if has_profile(case) and (case / "values.json").is_file()]  # else it has errors
_TARGETS = [*AGREEING_ARGUMENTS, "--target", "typeddict"]


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of all targets that agree, for all cases without a profile, in one folder."""
    out = tmp_path_factory.mktemp("cases") / "out"
    specs = [argument for case in PLAIN for argument in ("--source", str(source(case)))]
    python("-W", "error", "-m", "generator", "build", *specs, *_TARGETS, "--out", out)
    assert (out / ".shapewright.json").is_file()
    return out


@pytest.fixture(scope="module")
def profiles(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Path]:
    """The output for each case with a profile, in a folder of its own."""
    outs = {case: tmp_path_factory.mktemp("profiles") / "out" for case in PROFILED}
    for case, out in outs.items():
        done = python("-W", "error", "-m", "generator", "build", *AGREEING_ARGUMENTS, "--out", out, cwd=case)
        assert done.returncode == 0, done.stderr
    return outs


def values(cases: list[Path]) -> Iterator[tuple[str, str, str, object]]:
    """Service, class, verdict, value."""
    for case in cases:
        if (file := case / "values.json").is_file():
            service = next((case / "expected" / "ir").iterdir()).stem
            for verdict, classes in json.loads(file.read_text()).items():
                for name, each in classes.items():
                    yield from ((service, name, verdict, value) for value in each)


def test_values(output: Path, profiles: dict[Path, Path]) -> None:
    counts = judge(output, PLAIN)
    assert counts["accepted"] > 20
    assert counts["refused"] > 40
    assert len(profiles) >= 6
    for case, out in profiles.items():
        counts = judge(out, [case])
        assert counts["accepted"] > 0
        assert counts["refused"] > 0
        assert not complaints_of_ruff(out), case
        assert node("prettier", "--check", *sorted((out / "zod").glob("*.ts"))).returncode == 0, case


def judge(output: Path, cases: list[Path]) -> dict[str, int]:
    """Hold the values of `cases` against all targets; gives how many there are to accept, and to refuse."""
    verdicts = Verdicts(output)
    wrong = []
    counts = {"accepted": 0, "refused": 0}
    for service, name, verdict, value in values(cases):
        counts[verdict] += 1
        for target, accepted in verdicts.of(service, name, json.dumps(value)).items():
            if accepted != (verdict == "accepted"):
                wrong.append(f"{target}: {service}.{name} {value} is not {verdict}")
    in_node = verdicts.in_node((service, name, value) for service, name, _, value in values(cases))
    for (service, name, verdict, value), by_judge in zip(values(cases), in_node, strict=True):
        for judge, accepted in by_judge.items():
            if accepted != (verdict == "accepted"):
                wrong.append(f"{judge}: {service}.{name} {value} is not {verdict}")
    assert not wrong, "\n".join(wrong)
    return counts


def test_output_is_formatted_and_type_checks(output: Path) -> None:
    assert not complaints_of_ruff(output)
    done = python("-m", "mypy", "--strict", output)
    assert done.returncode == 0, done.stdout + done.stderr
    scripts = sorted((output / "typescript").glob("*.ts"))
    schemas = sorted((output / "zod").glob("*.ts"))
    done = node("prettier", "--check", *scripts, *schemas, *sorted((output / "json_schema").glob("*.json")))
    assert done.returncode == 0, done.stdout + done.stderr
    done = node("tsc", "--strict", "--noEmit", "--isolatedModules", "--exactOptionalPropertyTypes", *scripts)
    assert done.returncode == 0, done.stdout


def test_schemas_of_zod_have_the_types_of_typescript(output: Path, profiles: dict[Path, Path]) -> None:
    assert compare_types(output) > 500
    for case, out in profiles.items():
        assert compare_types(out, have_equal_inputs=case.name != "typescript_style") > 0


def test_every_class_imports_and_builds(output: Path) -> None:
    done = python("-W", "error", paths.SUPPORT / "import_everything.py", output, "--schemas")
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 60


def test_output_is_reproducible(output: Path, tmp_path: Path) -> None:
    """The same bytes with another hash seed, number of processes, locale, time zone and folder."""
    sources = [argument for case in PLAIN for argument in ("--source", str(source(case)))]
    command = [sys.executable, "-m", "generator", "build", *sources, *_TARGETS, "--jobs", "1"]
    command += ["--out", str(tmp_path / "again")]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Asia/Kolkata"}
    subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)

    def contents(folder: Path) -> dict[str, bytes]:
        found = {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        return {path: data for path, data in found.items() if "__pycache__" not in path and "_cache" not in path}

    assert contents(tmp_path / "again") == contents(output)
