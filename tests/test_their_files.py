"""What a user wrote is the user's, wherever it lies: nothing of it is overwritten or removed unasked."""

import json
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, Run

_SPEC = "from typing import TypedDict\nclass Item(TypedDict):\n    name: str\n"
_MODEL = "models/pydantic_models/specs_shop/_item.py"


def contents(folder: Path) -> dict[str, bytes]:
    found = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
    return {path: file.read_bytes() for path, file in found.items() if ".shapewright_cache" not in path}


@pytest.fixture
def project(tmp_path: Path, shapewright: Run) -> Path:
    """Two services, built."""
    for name in ("shop", "store"):
        (tmp_path / "specs").mkdir(exist_ok=True)
        (tmp_path / "specs" / f"{name}.py").write_text(_SPEC)
    (tmp_path / "pyproject.toml").write_text('[tool.shapewright]\nsources = ["specs"]\nout = "models"\n')
    assert shapewright(cwd=tmp_path).returncode == 0
    return tmp_path


def test_a_file_of_their_own_survives(project: Path, shapewright: Run) -> None:
    places = ["models/mine.py", "models/pydantic_models/mine.py", "models/pydantic_models/specs_shop/mine.py"]
    for place in places:
        (project / place).write_text("# mine\n")
    (project / "specs" / "shop.py").unlink()
    assert shapewright(cwd=project).returncode == 0
    assert not (project / _MODEL).exists()
    assert shapewright("check", cwd=project).returncode == 0
    assert shapewright("clean", cwd=project).returncode == 0
    assert contents(project / "models") == {place.removeprefix("models/"): b"# mine\n" for place in places}


def test_a_file_changed_by_hand_is_not_overwritten(project: Path, shapewright: Run) -> None:
    file = project / _MODEL
    file.write_text(file.read_text() + "# mine\n")
    (project / "specs" / "store.py").write_text(_SPEC.replace("name", "size"))
    before = contents(project)
    done = shapewright(cwd=project)
    assert done.returncode == 2
    assert f"{_MODEL}: error: it was changed by hand, and is not overwritten [edited-file]" in done.stderr
    assert "--force" in done.stderr
    after = contents(project)
    assert {path for path in before if before[path] != after[path]} == {
        f"models/{path}"
        for path in (
            ".shapewright.json",
            "pydantic_models/specs_store/_item.py",
            "dataclass_models/specs_store/_item.py",
            "json_schema/specs_store.schema.json",
            "typescript/specs_store.ts",
        )
    }  # the other service's


def test_check_says_so(project: Path, shapewright: Run) -> None:
    file = project / _MODEL
    file.write_text(file.read_text() + "# mine\n")
    done = shapewright("check", cwd=project)
    assert done.returncode == 1
    assert "-# mine" in done.stdout
    assert f"{_MODEL}: warning: it was changed by hand" in done.stderr


def test_drift_is_not_called_an_edit(project: Path, shapewright: Run) -> None:
    (project / "specs" / "shop.py").write_text(_SPEC.replace("name", "size"))
    done = shapewright("check", cwd=project)
    assert done.returncode == 1
    assert "edited-file" not in done.stderr
    assert shapewright(cwd=project).returncode == 0


def test_force_overwrites(project: Path, shapewright: Run) -> None:
    before = contents(project)
    (project / _MODEL).write_text("# mine\n")
    done = shapewright("build", "--force", cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert contents(project) == before


def test_a_change_that_is_ours_as_well_is_none(project: Path, shapewright: Run) -> None:
    """What is on the disk already need not be written, whoever wrote it: a branch that was merged, a copied folder."""
    whole = contents(project)
    manifest = project / "models" / ".shapewright.json"
    manifest.unlink()
    assert shapewright(cwd=project).returncode == 0
    assert contents(project) == whole


def test_a_file_that_is_not_ours_is_in_the_way(project: Path, shapewright: Run) -> None:
    shapewright("clean", cwd=project)
    index = project / "models" / "typescript" / "index.ts"
    index.parent.mkdir(parents=True)
    index.write_text("// mine\n")
    done = shapewright(cwd=project)
    assert done.returncode == 2
    assert "typescript/index.ts: error: a file that we did not make is in the way" in done.stderr
    assert index.read_text() == "// mine\n"
    assert shapewright("build", "--force", cwd=project).returncode == 0
    assert "specs_shop" in index.read_text()


def test_a_file_that_nothing_asks_for_stays_if_it_was_changed(project: Path, shapewright: Run) -> None:
    (project / _MODEL).write_text("# mine\n")
    (project / "specs" / "shop.py").unlink()
    done = shapewright(cwd=project)
    assert done.returncode == 0
    assert f"{_MODEL}: warning: nothing asks for it any more" in done.stderr
    assert {path for path in contents(project) if "specs_shop" in path} == {_MODEL}
    assert "specs_shop" not in (project / "models" / ".shapewright.json").read_text()
    assert shapewright(cwd=project).stderr == ""  # it is the user's now


def test_clean_removes_what_is_ours(project: Path, shapewright: Run) -> None:
    count = len(contents(project / "models")) - 1  # the manifest
    done = shapewright("clean", cwd=project)
    assert (done.returncode, done.stdout) == (0, f"{count} files removed\n")
    assert not (project / "models").exists()
    assert shapewright("clean", cwd=project).returncode == 0
    assert shapewright(cwd=project).returncode == 0
    assert len(contents(project / "models")) - 1 == count


def test_clean_leaves_what_was_changed(project: Path, shapewright: Run) -> None:
    (project / _MODEL).write_text("# mine\n")
    done = shapewright("clean", cwd=project)
    assert done.returncode == 0
    assert f"{_MODEL}: warning:" in done.stderr
    assert contents(project / "models") == {_MODEL.removeprefix("models/"): b"# mine\n"}
    shapewright("build", "--force", cwd=project)
    (project / _MODEL).write_text("# mine\n")
    assert shapewright("clean", "--force", cwd=project).returncode == 0
    assert not (project / "models").exists()


def test_git_may_change_the_ends_of_lines(project: Path, shapewright: Run) -> None:
    file = project / _MODEL
    ours = file.read_bytes()
    file.write_bytes(ours.replace(b"\n", b"\r\n"))
    assert shapewright(cwd=project).returncode == 0
    assert file.read_bytes() == ours


def test_a_manifest_that_git_could_not_merge(project: Path, shapewright: Run) -> None:
    manifest = project / "models" / ".shapewright.json"
    whole = contents(project)
    manifest.write_text("<<<<<<< ours\n" + manifest.read_text())
    done = shapewright(cwd=project)
    assert done.returncode == 2
    assert "is not a manifest of ours" in done.stderr
    assert "--force" in done.stderr
    assert shapewright("build", "--force", cwd=project).returncode == 0
    assert contents(project) == whole


def test_the_machine_is_told_as_well(project: Path, shapewright: Run) -> None:
    (project / _MODEL).write_text("# mine\n")
    document = json.loads(shapewright("build", "--format", "json", cwd=project).stdout)
    assert [(each["code"], each["file"]) for each in document["diagnostics"]] == [("edited-file", _MODEL)]
    assert [each["service"] for each in document["services"]] == ["specs_store"]


def test_the_folder_of_a_project_can_be_the_output(tmp_path: Path, shapewright: Run) -> None:
    """Beside all that is the user's."""
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    before = contents(tmp_path)
    options = ("--source", "specs", "--out", ".")
    assert shapewright("build", *options).returncode == 0
    assert shapewright("clean", "--out", ".").returncode == 0
    assert contents(tmp_path) == before
