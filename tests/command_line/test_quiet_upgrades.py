"""An upgrade of botocore, and what a run repeats, seen by a person, in a pull request and on a terminal."""

import json
import re
import shutil
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from support.commands import Run, run_in_terminal
from support.paths import CASES, SEED

NOW = version("botocore")
PIN = "    hint: pin botocore==1.999.0 where this runs (for pre-commit: in additional_dependencies)\n"


@pytest.fixture
def project(tmp_path: Path, shapewright: Run) -> Path:
    """A repository with one document, in the output of which botocore's share is recorded."""
    (tmp_path / "specs" / "connectparticipant").mkdir(parents=True)
    shutil.copy(SEED, tmp_path / "specs" / "connectparticipant")
    table = '[tool.shapewright]\nsources = ["specs"]\nout = "models"\ntargets = ["pydantic", "typescript"]\n'
    (tmp_path / "pyproject.toml").write_text(table)
    assert shapewright(cwd=tmp_path).returncode == 0
    return tmp_path


def pretend(project: Path, *, is_same: bool, was: str) -> None:
    """Let the manifest say that the output was made with another botocore."""
    manifest = project / "models" / ".shapewright.json"
    digest = r"\1" if is_same else "0" * 64
    text, count = re.subn(rf"(\w{{64}}) {re.escape(NOW)}\"", rf'{digest} {was}"', manifest.read_text())
    assert count == 2
    manifest.write_text(text)
    shutil.rmtree(project / ".shapewright_cache")


@pytest.mark.parametrize(
    ("was", "is_same", "message"),
    [
        ("1.0.0", True, ""),
        (
            "1.0.0",
            False,
            f"note: botocore differs: the output was made with 1.0.0, and {NOW} is installed [botocore-differs]\n",
        ),
        (
            "1.999.0",
            True,
            f"warning: botocore {NOW} is installed, which is older than 1.999.0, with which the output was made "
            f"[botocore-older]\n{PIN}",
        ),
    ],
)
def test_build_with_another_botocore(project: Path, shapewright: Run, was: str, is_same: bool, message: str) -> None:
    """A newer one is an upgrade, and there is nothing to do about it. Only an older one may be a mistake."""
    place = "specs/connectparticipant/type_defs.md: " if message else ""
    pretend(project, is_same=is_same, was=was)
    done = shapewright(cwd=project)
    assert (done.returncode, done.stderr) == (0, f"{place}{message}")
    assert shapewright(cwd=project).stderr == ""


@pytest.mark.parametrize("is_stale", [False, True])
@pytest.mark.parametrize(
    ("was", "severity", "hint"),
    [("1.0.0", "note", "    hint: build again, and commit the output\n"), ("1.999.0", "warning", PIN)],
)
def test_check_with_another_botocore(
    project: Path, shapewright: Run, was: str, severity: str, hint: str, is_stale: bool
) -> None:
    """A newer botocore is said only if it may explain why the output differs."""
    pretend(project, is_same=False, was=was)
    if is_stale:
        (project / "models" / "typescript" / "connectparticipant.ts").unlink()
    done = shapewright("check", cwd=project)
    place = "specs/connectparticipant/type_defs.md: "
    expected = f"botocore differs: the output was made with {was}, and {NOW} is installed [botocore-differs]"
    is_said = is_stale or severity == "warning"
    assert done.returncode == int(is_stale)
    assert done.stderr == (f"{place}{severity}: {expected}\n{hint}" if is_said else "")


def test_stat_counts_what_differs(project: Path, shapewright: Run) -> None:
    changed = project / "models" / "typescript" / "connectparticipant.ts"
    lines = changed.read_text().splitlines(keepends=True)
    changed.write_text("".join([*lines[:10], "// one\n", "// two\n", *lines[11:]]))
    removed = project / "models" / "typescript" / "index.ts"
    count = len(removed.read_text().splitlines())
    removed.unlink()
    done = shapewright("check", "--stat", cwd=project)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "models/typescript/connectparticipant.ts | +1 -2",
        f"models/typescript/index.ts              | new, +{count} -0",
        f"2 files: +{count + 1} -2",
        "1 service: 2 files changed, 0 type errors",
    ]
    removed.write_text("")
    shapewright("build", "--force", cwd=project)
    done = shapewright("check", "--stat", cwd=project)
    assert (done.returncode, done.stdout) == (0, "1 service: the output matches the specs, and its types are correct\n")


def test_annotation_of_a_mistake_stands_at_the_line_of_the_spec(
    project: Path, shapewright: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is named from the folder of the repository, which may be above the configuration."""
    spec = project / "specs" / "connectparticipant" / "type_defs.md"
    spec.write_text(spec.read_text().replace("NotRequired[StartPositionTypeDef]", "NotRequired[StartPosTypeDef]"))
    line = next(number for number, text in enumerate(spec.read_text().splitlines(), 1) if "[StartPosTypeDef]" in text)
    file = "specs/connectparticipant/type_defs.md"
    text = (
        f"line={line},title=unknown-name::GetTranscriptRequest.StartPosition: unknown name StartPosTypeDef%0A"
        "hint: did you mean StartPositionTypeDef?"
    )
    for command in ("build", "check"):
        monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
        done = shapewright(command, "--format", "github", cwd=project)
        assert (done.returncode, done.stdout, done.stderr) == (2, f"::error file={file},{text}\n", "")
        monkeypatch.setenv("GITHUB_WORKSPACE", str(project.parent))
        done = shapewright(command, "--format", "github", cwd=project)
        assert done.stdout == f"::error file={project.name}/{file},{text}\n"


def test_annotations_of_differences_and_type_errors(project: Path, shapewright: Run) -> None:
    module = project / "models" / "pydantic_models" / "connectparticipant" / "_send_event.py"
    module.write_text(module.read_text().replace("content_type: Annotated[str,", "content_type: Annotated[Strng,"))
    at = next(number for number, text in enumerate(module.read_text().splitlines(), 1) if "Strng" in text)
    line = SEED.read_text().splitlines().index("class SendEventRequestTypeDef(TypedDict):") + 2
    done = shapewright("check", "--format", "github", cwd=project)
    path = "models/pydantic_models/connectparticipant/_send_event.py"
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        f"{path} | +1 -1",
        "1 file: +1 -1",
        f"::error file={path},line={at},title=output-differs::1 file in models changed: "
        "run `shapewright` and commit the output",
        f"::error file=specs/connectparticipant/type_defs.md,line={line},title=type-error::"
        f'SendEventRequest.ContentType: Name "Strng" is not defined (name-defined)%0Ain {path}:{at}',
        f"::warning file={path},line=1,title=edited-file::the file was edited by hand%0A"
        "hint: copy what you need out of it, then run `build --force`",
        "1 service: 1 file changed, 1 type error",
    ]


def test_annotation_of_what_is_no_file(shapewright: Run) -> None:
    done = shapewright("build", "--source", "50%,\nx:y", "--format", "github")
    assert done.returncode == 2
    assert done.stdout.startswith(
        "::error title=no-such-file::50%25,\\nx:y: no such file or directory%0Ahint: write paths with /"
    )
    assert done.stdout.count("\n") == 1


def test_annotation_escapes_the_name_of_a_file(tmp_path: Path, shapewright: Run) -> None:
    (tmp_path / "50%,x:y.txt").write_text("x")
    done = shapewright("build", "--source", "50%,x:y.txt", "--format", "github")
    assert done.stdout.startswith(
        "::error file=50%25%2Cx%3Ay.txt,line=1,title=unknown-kind::no reader accepts this kind"
    )


def test_bar_says_that_types_are_checked(project: Path) -> None:
    code, shown = run_in_terminal([sys.executable, "-m", "generator", "check"], project)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert code == 0
    assert "checking types" in text
    assert text.index("reading") < text.index("checking types") < text.index("1 service: the output matches the specs")
    code, shown = run_in_terminal([sys.executable, "-m", "generator", "build"], project)
    assert "checking types" not in shown


@pytest.fixture
def two_outputs(project: Path, shapewright: Run) -> Path:
    """The same repository with two outputs."""
    table = '[tool.shapewright]\nsources = ["specs"]\ntargets = ["typescript"]\n'
    outputs = "".join(f'[[tool.shapewright.outputs]]\nout = "{name}"\n' for name in ("web/aws", "page/aws"))
    (project / "pyproject.toml").write_text(table + outputs)
    assert shapewright(cwd=project).returncode == 0
    return project


def test_results_say_of_which_output_they_are(two_outputs: Path, shapewright: Run) -> None:
    (two_outputs / "page/aws/typescript/index.ts").unlink()
    done = shapewright("check", "--stat", cwd=two_outputs)
    assert done.stdout.splitlines() == [
        "web/aws: 1 service: the output matches the specs, and its types are correct",
        "page/aws/typescript/index.ts | new, +5 -0",
        "1 file: +5 -0",
        "page/aws: 1 service: 1 file changed, 0 type errors",
    ]
    code, shown = run_in_terminal([sys.executable, "-m", "generator", "build"], two_outputs)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", shown)
    assert code == 0
    headings = re.findall(r"^(\S+)\n.*\nservice +types +written", text, re.MULTILINE)
    assert headings == ["web/aws", "page/aws"]
    done = shapewright("clean", cwd=two_outputs)
    assert re.fullmatch(r"web/aws\n\d+ files removed\npage/aws\n\d+ files removed\n", done.stdout)


def test_json_says_of_which_output_everything_is(two_outputs: Path, shapewright: Run) -> None:
    shutil.copytree(CASES / "types_from_elsewhere", two_outputs / "specs" / "courier")
    text = (two_outputs / "pyproject.toml").read_text()
    (two_outputs / "pyproject.toml").write_text(text.replace('"typescript"', '"json-schema"'))
    document = json.loads(shapewright("build", "--format", "json", cwd=two_outputs).stdout)
    outs = ["web/aws", "page/aws"]
    assert [each["out"] for each in document["services"]] == ["web/aws", "web/aws", "page/aws", "page/aws"]
    assert [each["out"] for each in document["shared"]] == outs
    assert [(each["out"], each["files"] > 0) for each in document["removed"]] == [(out, True) for out in outs]
    assert {each["out"] for each in document["diagnostics"]} == set(outs)


def test_facts_are_told_when_a_service_is_made_and_not_again(tmp_path: Path, shapewright: Run) -> None:
    """A note with nothing to do about it is news once. JSON has it always, and so do warnings."""
    case = CASES / "types_from_elsewhere"
    shutil.copytree(case, tmp_path / "specs", ignore=shutil.ignore_patterns("expected"))
    (tmp_path / "pyproject.toml").write_text('[tool.shapewright]\nsources = ["specs"]\n')
    first, second = shapewright().stderr, shapewright().stderr
    assert "SendResponse.Events: a stream has no JSON form [stream-left-out]\n" in first
    assert "stream-left-out" not in second
    warnings = [line for line in first.splitlines() if ": warning: " in line]
    assert warnings
    assert [line for line in second.splitlines() if ": warning: " in line] == warnings
    assert "stream-left-out" not in shapewright("check").stderr
    shutil.rmtree(tmp_path / ".shapewright_cache")
    assert "stream-left-out" not in shapewright("check").stderr
    assert "stream-left-out" in shapewright().stderr  # it is made again
    assert '"stream-left-out"' in shapewright("build", "--format", "json").stdout
