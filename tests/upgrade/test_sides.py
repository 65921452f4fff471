"""The two sides of `diff`, its configuration, its formats and its exit codes, as a user meets them."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from support.commands import Run
from support.paths import ROOT

CASES = ROOT / "tests" / "upgrade" / "cases"
CONFIGURATION = '[tool.shapewright]\nsources = ["specs"]\nout = "sdk"\ntargets = ["pydantic"]\n'
BREAK = "PutThingRequest.color is required now"


@pytest.fixture
def project(tmp_path: Path, shapewright: Run) -> Path:
    """A repository whose spec has changed since it was built: members are required now."""
    (tmp_path / "pyproject.toml").write_text(CONFIGURATION)
    use(tmp_path, "required/old")
    assert shapewright(cwd=tmp_path).returncode == 0
    use(tmp_path, "required/new")
    return tmp_path


def use(project: Path, side: str) -> None:
    shutil.copytree(CASES / side, project / "specs", dirs_exist_ok=True)


def configure(project: Path, text: str) -> None:
    (project / "pyproject.toml").write_text(CONFIGURATION + text)


def git(project: Path, *arguments: str) -> None:
    name = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *name, *arguments], cwd=project, check=True, capture_output=True)


def commit(project: Path) -> None:
    git(project, "init", "--quiet", "--initial-branch", "main")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message", "built")


def botocore(folder: Path, version: str, services: dict[str, str]) -> Path:
    """A folder of botocore that has these services: the sides of cases."""
    package = folder / "botocore"
    for service, side in services.items():
        (found,) = (CASES / side).rglob("service-2.json")
        place = package / "data" / service / "2026-01-01"
        place.mkdir(parents=True)
        shutil.copy(found, place)
    (package / "__init__.py").write_text(f"__version__ = '{version}'\n")
    return package


def wheel(folder: Path, version: str, services: dict[str, str]) -> Path:
    """A wheel of such a botocore, which pip can install."""
    botocore(folder / version, version, services)
    info = folder / version / f"botocore-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: botocore\nVersion: {version}\n")
    (info / "WHEEL").write_text("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    (info / "RECORD").write_text("")
    path = folder / f"botocore-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted((folder / version).rglob("*")):
            archive.write(file, file.relative_to(folder / version))
    return path


def test_what_was_built_last(project: Path, shapewright: Run) -> None:
    run = shapewright("diff", cwd=project)
    assert run.returncode == 1
    assert BREAK in run.stdout
    assert "from sdk.pydantic_models.things import PutThingRequest" in run.stdout
    assert shapewright(cwd=project).returncode == 0
    after = shapewright("diff", cwd=project)
    assert (after.returncode, after.stdout) == (0, "what was built last (specs) → the specs: nothing changed\n")


def test_nothing_was_built(tmp_path: Path, shapewright: Run) -> None:
    (tmp_path / "pyproject.toml").write_text(CONFIGURATION)
    use(tmp_path, "required/old")
    run = shapewright("diff", cwd=tmp_path)
    assert run.returncode == 2
    assert "nothing says what was built last [no-baseline]" in run.stderr
    assert "--fetch" in run.stderr


def test_a_baseline_is_part_of_the_output(project: Path, shapewright: Run) -> None:
    use(project, "required/old")
    configure(project, "baseline = true\n")
    assert shapewright(cwd=project).returncode == 0
    shutil.rmtree(project / ".shapewright_cache")
    assert shapewright("check", cwd=project).returncode == 0
    use(project, "required/new")
    assert BREAK in shapewright("diff", cwd=project).stdout
    file = project / "sdk" / ".shapewright-baseline" / "things.json"
    assert str(project) not in file.read_text()
    configure(project, "")
    assert shapewright(cwd=project).returncode == 0
    assert not file.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"format": 99, "service": {}}', "it has format 99, and this version reads 1"),
        ('{"format": 1, "service": {}, "types": [], "shapes": {}}', "it is no baseline"),
    ],
)
def test_a_baseline_of_another_format(project: Path, shapewright: Run, text: str, message: str) -> None:
    folder = project / "sdk" / ".shapewright-baseline"
    folder.mkdir()
    (folder / "things.json").write_text(text)
    run = shapewright("diff", cwd=project)
    assert run.returncode == 2
    assert f"{message} [bad-baseline]" in run.stderr


def test_a_revision_of_git(project: Path, shapewright: Run) -> None:
    use(project, "required/old")
    commit(project)
    use(project, "required/new")
    run = shapewright("diff", "--from", "main", cwd=project)
    assert run.returncode == 1, run.stderr
    assert BREAK in run.stdout
    unknown = shapewright("diff", "--from", "v9", cwd=project)
    assert unknown.returncode == 2
    assert "v9 is no path here, and no revision that git knows [bad-side]" in unknown.stderr


def test_a_revision_has_a_baseline(project: Path, shapewright: Run) -> None:
    use(project, "required/old")
    configure(project, "baseline = true\n")
    assert shapewright(cwd=project).returncode == 0
    shutil.move(project / "specs", project.parent / "specs")  # the baseline is enough
    commit(project)
    shutil.move(project.parent / "specs", project / "specs")
    use(project, "required/new")
    assert BREAK in shapewright("diff", "--from", "HEAD", cwd=project).stdout


def test_a_revision_with_its_configuration(project: Path, shapewright: Run) -> None:
    configure(project, 'requests.constraints = "none"\n')
    use(project, "bounds/old")
    commit(project)
    configure(project, "")
    use(project, "bounds/old")
    assert "nothing changed" in shapewright("diff", "--from", "main", cwd=project).stdout
    use(project, "bounds/new")
    assert "was anything" in shapewright("diff", "--from", "main", cwd=project).stdout
    configure(project, 'requests.constraints = "none"\n')
    assert "breaks" not in shapewright("diff", "--from", "main", cwd=project).stdout
    commit(project)
    configure(project, "")
    mine = shapewright("diff", "--from", "main", cwd=project)
    its = shapewright("diff", "--from", "main", "--with-its-configuration", cwd=project)
    assert "nothing changed" in mine.stdout
    assert "is at least" in its.stdout


def test_releases(tmp_path: Path, shapewright: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    wheels = tmp_path / "wheels"
    old = wheel(wheels, "1.0.0", {"things": "required/old", "gone": "types/old"})
    wheel(wheels, "1.1.0", {"things": "required/new", "added": "types/new"})
    (tmp_path / "pyproject.toml").write_text(CONFIGURATION.replace("specs", "botocore:*"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    sides = ("--from", "botocore==1.0.0", "--to", "botocore==1.1.0")
    refused = shapewright("diff", *sides, cwd=tmp_path)
    assert refused.returncode == 2
    assert "botocore 1.0.0 is not here [not-fetched]" in refused.stderr
    assert "--fetch" in refused.stderr
    found = shapewright("diff", *sides, "--fetch", "--format", "json", cwd=tmp_path)
    assert found.returncode == 1, found.stderr
    (comparison,) = json.loads(found.stdout)["comparisons"]
    changes = {(each["change"], each["service"], each["member"]) for each in comparison["changes"]}
    assert {
        ("service-removed", "gone", ""),
        ("service-added", "added", ""),
        ("sent-member-required", "things", "Color"),
    } <= changes
    assert (comparison["from"], comparison["to"]) == ("botocore 1.0.0", "botocore 1.1.0")
    (removed,) = [each for each in comparison["changes"] if each["change"] == "service-removed"]
    assert removed["witness"]["lines"] == ["from sdk.pydantic_models.gone import OPERATIONS", "OPERATIONS"]
    again = shapewright("diff", *sides, "--format", "json", cwd=tmp_path)  # both are in the cache now
    assert again.stdout == found.stdout
    for place in (old, wheels / "1.0.0", wheels / "1.0.0" / "botocore"):
        run = shapewright("diff", "--from", place, "--to", "botocore==1.1.0", "--format", "json", cwd=tmp_path)
        assert run.stdout == found.stdout
    missing = shapewright("diff", "--from", "botocore==1.2.0", "--fetch", cwd=tmp_path)
    assert missing.returncode == 2
    assert "botocore==1.2.0 could not be downloaded" in missing.stderr


def test_a_spec_that_cannot_be_read_is_no_removed_service(project: Path, shapewright: Run) -> None:
    (project / "specs" / "things" / "service-2.json").write_text("{")
    run = shapewright("diff", cwd=project)
    assert run.returncode == 2
    assert "not JSON" in run.stderr
    assert "service-removed" not in run.stdout


def test_a_service_that_the_user_dropped_is_no_change(project: Path, shapewright: Run) -> None:
    shutil.copytree(CASES / "team" / "old" / "orders", project / "orders")
    (project / "pyproject.toml").write_text(CONFIGURATION.replace('["specs"]', '["specs", "botocore:sts"]'))
    use(project, "required/old")
    assert shapewright(cwd=project).returncode == 0
    (project / "pyproject.toml").write_text(CONFIGURATION)
    assert "nothing changed" in shapewright("diff", cwd=project).stdout


def test_only_the_operations_that_are_kept(project: Path, shapewright: Run) -> None:
    configure(project, 'operations = ["ListThings"]\n')
    run = shapewright("diff", "--from", CASES / "required" / "old", cwd=project)
    assert run.returncode == 0
    assert BREAK not in run.stdout
    assert "3 more in operations that are not selected (--all shows them)" in run.stdout
    assert BREAK in shapewright("diff", "--all", "--from", CASES / "required" / "old", cwd=project).stdout


@pytest.mark.parametrize(
    ("case", "threshold", "code"),
    [
        ("required", "breaks", 1),
        ("required", "never", 0),
        ("remarks", "breaks", 0),
        ("remarks", "may-break", 1),
        ("one_value", "may-break", 0),
        ("one_value", "adds", 1),
    ],
)
def test_exit_codes(project: Path, shapewright: Run, case: str, threshold: str, code: int) -> None:
    use(project, f"{case}/new")
    run = shapewright("diff", "--from", CASES / case / "old", "--fail-on", threshold, cwd=project)
    assert run.returncode == code


def test_json_has_a_fingerprint_that_stays(project: Path, shapewright: Run) -> None:
    def fingerprint(case: str) -> str:
        run = shapewright(
            "diff", "--from", CASES / case / "old", "--to", CASES / case / "new", "--format", "json", cwd=project
        )
        changes = json.loads(run.stdout)["comparisons"][0]["changes"]
        (found,) = [each for each in changes if each["change"] == "sent-member-required" and each["field"] == "color"]
        assert found["grade"] == found["python"] == found["typescript"] == "breaks" or found["typescript"] == "says"
        assert found["operations"] == ["PutThing"]
        assert found["witness"]["language"] == "python"
        return str(found["fingerprint"])

    assert fingerprint("required") == fingerprint("required_of_the_model")


def test_markdown(project: Path, shapewright: Run) -> None:
    text = shapewright("diff", "--format", "markdown", cwd=project).stdout
    assert text.startswith("### what was built last (specs) → ")
    assert (
        "- **things**: PutThing\n  - `PutThingRequest.color` is required now <sub>sent-member-required</sub>\n" in text
    )
    assert "    ```python\n" in text


def test_annotations(project: Path, shapewright: Run) -> None:
    old, new = (botocore(project / each, each, {"things": f"required/{each}"}) for each in ("old", "new"))
    sides = ("--from", old, "--to", new)
    for operations, number in (("", 2), ('operations = ["PutThing"]\n', 5)):
        (project / "pyproject.toml").write_text(CONFIGURATION.replace("specs", "botocore:*") + operations)
        lines = shapewright("diff", *sides, "--format", "github", cwd=project).stdout.splitlines()
        (line,) = [each for each in lines if BREAK in each]
        assert line.startswith(f"::error file=pyproject.toml,line={number},title=sent-member-required::")


def test_annotations_of_a_team(tmp_path: Path, shapewright: Run) -> None:
    (tmp_path / "pyproject.toml").write_text(CONFIGURATION)
    shutil.copytree(CASES / "team" / "new", tmp_path / "specs")
    run = shapewright("diff", "--from", CASES / "team" / "old", "--format", "github", cwd=tmp_path)
    (line,) = [each for each in run.stdout.splitlines() if "note is required now" in each]
    number = (tmp_path / "specs/orders/models.py").read_text().splitlines().index("    note: str") + 1
    assert line.startswith(f"::error file=specs/orders/models.py,line={number},")


ACCEPTED = """
[[tool.shapewright.accepted]]
change = "{change}"
at = "{at}"
reason = "we always set it"
until = "{until}"
"""
COLOR = {"change": "sent-member-required", "at": "things.PutThingRequest.color", "until": "2999-01-01"}


def test_accepted(project: Path, shapewright: Run) -> None:
    everything = [
        COLOR,
        {**COLOR, "at": "things.PutThingRequest.Note", "change": "sent-member-added-required"},
        {**COLOR, "at": "things.Tag.value", "until": "botocore 999.0"},
    ]
    configure(project, "".join(ACCEPTED.format(**each) for each in everything))
    run = shapewright("diff", cwd=project)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "3 accepted" in run.stdout
    assert not run.stderr


@pytest.mark.parametrize(
    ("changed", "code", "message"),
    [
        ({"at": "things.Tag.key"}, 1, "there is no sent-member-required at things.Tag.key [unused-acceptance]"),
        ({"until": "2020-01-01"}, 1, "things.PutThingRequest.color was accepted until 2020-01-01 [expired-acceptance]"),
        ({"change": "sent-member-requird"}, 2, "there is no change sent-member-requird [unknown-change]"),
        ({"at": "things"}, 2, "expected <service>.<Class> or <service>.<Class>.<member>, got things [bad-value]"),
        ({"until": "soon"}, 2, "expected a day or a release of botocore, got soon [bad-value]"),
    ],
)  # fmt: skip
def test_mistakes_in_what_is_accepted(
    project: Path, shapewright: Run, changed: dict[str, str], code: int, message: str
) -> None:
    configure(project, ACCEPTED.format(**{**COLOR, **changed}))
    run = shapewright("diff", cwd=project)
    assert run.returncode == code
    assert message in run.stderr
    assert "pyproject.toml:" in run.stderr


def test_values_are_accepted_one_by_one(project: Path, shapewright: Run) -> None:
    use(project, "values/new")
    sides = ("--from", CASES / "values" / "old")
    entry = {"change": "sent-value-removed", "until": "2999-01-01"}
    configure(project, ACCEPTED.format(**entry, at="things.Color.BLUE"))
    assert "are no values any more" in shapewright("diff", *sides, cwd=project).stdout
    configure(project, "".join(ACCEPTED.format(**entry, at=f"things.Color.{each}") for each in ("BLUE", "RED")))
    run = shapewright("diff", *sides, cwd=project)
    assert "are no values any more" not in run.stdout
    assert "1 accepted" in run.stdout


def test_the_workflow_of_the_page(project: Path, shapewright: Run, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "upgrades.md").read_text()
    script = re.search(r"        run: \|\n((?:          .*\n)+)", page)
    assert script
    use(project, "required/old")
    commit(project)
    use(project, "required/new")
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "gh").write_text('#!/bin/sh\necho "$@" > said\ncat upgrade.md >> said\n')
    (tools / "shapewright").write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m generator "$@"\n')
    for each in tools.iterdir():
        each.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "BASE": "main",
        "NUMBER": "7",
        "GITHUB_STEP_SUMMARY": str(project / "summary"),
    }
    run = subprocess.run(["bash", "-e", "-c", script[1]], cwd=project, env=environment, capture_output=True, text=True)
    assert run.returncode == 1, run.stderr
    said = (project / "said").read_text()
    assert said.startswith("pr comment 7 --edit-last --create-if-none --body-file upgrade.md\n### ")
    assert "`PutThingRequest.color` is required now" in said
    assert (project / "summary").read_text() in said
