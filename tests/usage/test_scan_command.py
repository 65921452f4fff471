"""`scan --write`, `--check`, `--strict` and the formats; what `init` takes from a scan."""

import json
import resource
from pathlib import Path

import pytest

from generator.cli.scanning import run_scan
from generator.diagnostics import Report
from generator.usage import Certainty, stub_types
from support.commands import Run

CODE = (
    'import boto3\n\ns3 = boto3.client("s3")\ns3.get_object(Bucket="b", Key="k")\ns3.put_object(Bucket="b", Key="k")\n'
)
DYNAMIC = 'import sys\n\nimport boto3\n\ngetattr(boto3.client("s3"), sys.argv[1])()\n'
UNTYPED = 'import boto3\n\n\ndef run(client, s3=boto3.client("s3")):\n    client.list_buckets()\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text(CODE)
    configure(tmp_path, '"s3.GetObject", "s3.PutObject"')
    return tmp_path


def configure(folder: Path, operations: str) -> None:
    (folder / "pyproject.toml").write_text(
        f'[tool.shapewright]\nsources = ["botocore:s3"]\noperations = [{operations}]\nout = "aws"\n'
    )


def configuration(folder: Path) -> str:
    return (folder / "pyproject.toml").read_bytes().decode()


def test_equal_operations(project: Path, shapewright: Run) -> None:
    done = shapewright("scan", "--check", cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert "s3.GetObject  exact   app.py:4\n" in done.stdout
    assert 'operations = ["s3.GetObject", "s3.PutObject"]\n' in done.stdout


def test_an_operation_that_is_left_out(project: Path, shapewright: Run) -> None:
    configure(project, '"s3.GetObject"')
    done = shapewright("scan", "--check", cwd=project)
    assert done.returncode == 1
    assert (
        "app.py:5: error: s3.PutObject is used here, and `operations` leaves it out [operation-missing]" in done.stderr
    )
    assert shapewright("scan", cwd=project).returncode == 0


def test_an_operation_that_nothing_uses(project: Path, shapewright: Run) -> None:
    configure(project, '"s3.GetObject", "s3.PutObject", "s3.DeleteObject"')
    done = shapewright("scan", "--check", cwd=project)
    assert done.returncode == 1
    assert "pyproject.toml:3: error: nothing uses s3.DeleteObject [operation-unused]" in done.stderr


def test_write_makes_check_content(project: Path, shapewright: Run) -> None:
    configure(project, '"s3.DeleteObject", "s3.GetObject"')
    before = configuration(project)
    assert shapewright("scan", "--write", cwd=project).returncode == 0
    after = configuration(project)
    assert after == before.replace('"s3.DeleteObject", "s3.GetObject"', '"s3.GetObject", "s3.PutObject"')
    assert shapewright("scan", "--check", cwd=project).returncode == 0


def test_the_last_operation_of_a_service_is_not_removed(project: Path, shapewright: Run) -> None:
    (project / "app.py").write_text("import boto3\n")
    configure(project, '"s3.GetObject"')
    before = configuration(project)
    done = shapewright("scan", "--write", cwd=project)
    assert (done.returncode, configuration(project)) == (0, before)
    done = shapewright("scan", "--check", cwd=project)
    assert done.returncode == 1
    assert "nothing uses s3.GetObject, nor anything else of s3" in done.stderr
    assert "remove s3 from `sources`" in done.stderr


def test_unknown_uses(project: Path, shapewright: Run) -> None:
    (project / "dynamic.py").write_text(DYNAMIC)
    configure(project, '"s3.GetObject", "s3.ListBuckets", "s3.PutObject"')
    done = shapewright("scan", "--check", cwd=project)
    assert done.returncode == 0, "what the code may use is kept"
    assert "dynamic.py:5: warning: getattr takes a method of a client of s3" in done.stderr
    done = shapewright("scan", "--strict", cwd=project)
    assert done.returncode == 1
    assert "dynamic.py:5: error:" in done.stderr


def test_a_service_that_no_source_has(project: Path, shapewright: Run) -> None:
    (project / "more.py").write_text('import boto3\n\nboto3.client("sts").get_caller_identity()\n')
    done = shapewright("scan", "--check", cwd=project)
    assert done.returncode == 0
    assert "more.py:3: note: the code uses sts, which no source has" in done.stderr


def test_without_a_configuration(tmp_path: Path, shapewright: Run) -> None:
    (tmp_path / "app.py").write_text(CODE)
    assert shapewright("scan").returncode == 0
    done = shapewright("scan", "--write")
    assert done.returncode == 2
    assert "[no-configuration]" in done.stderr


def test_a_path_that_does_not_exist(project: Path, shapewright: Run) -> None:
    done = shapewright("scan", "nowhere", cwd=project)
    assert done.returncode == 2
    assert "nowhere: error: no such file or folder [no-such-file]" in done.stderr


def test_paths_are_relative_to_where_the_command_runs(project: Path, shapewright: Run) -> None:
    (project / "package").mkdir()
    (project / "package" / "other.py").write_text('import boto3\n\nboto3.client("s3").list_buckets()\n')
    done = shapewright("scan", "other.py", cwd=project / "package")
    assert "s3.ListBuckets  exact   package/other.py:3\n" in done.stdout
    assert "GetObject" not in done.stdout


def test_a_file_that_cannot_be_parsed(project: Path, shapewright: Run) -> None:
    (project / "broken.py").write_text("import boto3\n\ndef\n")
    (project / "not_text.py").write_bytes(b"x = '\xff'\n")
    (project / "null.py").write_bytes(b"x = 1\0\n")
    done = shapewright("scan", cwd=project)
    assert done.returncode == 0
    assert "broken.py:3: warning: cannot be parsed, so it was not scanned: invalid syntax [not-scanned]" in done.stderr
    assert done.stderr.count("[not-scanned]") == 3
    assert "s3.GetObject" in done.stdout


def test_json(project: Path, shapewright: Run) -> None:
    (project / "dynamic.py").write_text(DYNAMIC)
    found = json.loads(shapewright("scan", "--format", "json", cwd=project).stdout)
    assert [each["operation"] for each in found["operations"]] == ["s3.GetObject", "s3.PutObject"]
    use = {"file": "app.py", "line": 4, "evidence": "s3.get_object", "certainty": "exact", "output": ""}
    assert found["operations"][0]["uses"] == [use]
    assert [(each["file"], each["line"], each["service"]) for each in found["unknown"]] == [("dynamic.py", 5, "s3")]
    assert [each["code"] for each in found["diagnostics"]] == ["unknown-use"]


def test_github(project: Path, shapewright: Run) -> None:
    configure(project, '"s3.GetObject"')
    done = shapewright("scan", "--check", "--format", "github", cwd=project)
    assert "::error file=app.py,line=5,title=operation-missing::s3.PutObject is used here" in done.stdout


def test_the_output_is_not_scanned(project: Path, shapewright: Run) -> None:
    assert shapewright("build", "--target", "pydantic", cwd=project).returncode == 0
    (project / "uses.py").write_text("from aws.pydantic_models.s3 import GetObjectRequest\n")
    found = json.loads(shapewright("scan", "--format", "json", cwd=project).stdout)
    files = {use["file"] for each in found["operations"] for use in each["uses"]}
    assert files == {"app.py", "uses.py"}


def test_several_outputs(project: Path, shapewright: Run) -> None:
    (project / "pyproject.toml").write_text(
        '[tool.shapewright]\nsources = ["botocore:s3"]\n\n'
        '[[tool.shapewright.outputs]]\nout = "api/aws"\ntargets = ["pydantic"]\n\n'
        '[[tool.shapewright.outputs]]\nout = "web/aws"\ntargets = ["typescript"]\noperations = ["s3.CopyObject"]\n'
    )
    (project / "web").mkdir()
    (project / "web" / "page.ts").write_text('import type { ListBucketsOutput } from "./aws/typescript/s3";\n')
    done = shapewright("scan", "--write", cwd=project)
    assert done.returncode == 0, done.stderr
    first, second = configuration(project).split("[[tool.shapewright.outputs]]")[1:]
    assert 'operations = ["s3.GetObject", "s3.PutObject"]' in first
    assert 'operations = ["s3.ListBuckets"]' in second
    assert shapewright("scan", "--check", cwd=project).returncode == 0


def test_common_operations_of_several_outputs(project: Path, shapewright: Run) -> None:
    (project / "pyproject.toml").write_text(
        '[tool.shapewright]\noperations = ["s3.GetObject", "sqs.ListQueues"]\n\n'
        '[[tool.shapewright.outputs]]\nout = "one"\nsources = ["botocore:s3"]\n\n'
        '[[tool.shapewright.outputs]]\nout = "two"\nsources = ["botocore:sqs"]\n'
    )
    (project / "more.py").write_text('import boto3\n\nboto3.client("sqs").list_queues()\n')
    before = configuration(project)
    assert shapewright("scan", "--write", cwd=project).returncode == 0
    added = '"s3.GetObject", "s3.PutObject", "sqs.ListQueues"'
    assert configuration(project) == before.replace('"s3.GetObject", "sqs.ListQueues"', added)


def test_init_proposes_what_a_scan_finds(tmp_path: Path, shapewright: Run) -> None:
    (tmp_path / "app.py").write_text(CODE)
    done = shapewright("init")
    assert done.returncode == 0, done.stderr
    assert "operations found in your code: 2" in done.stdout
    assert 'operations = [\n  "s3.GetObject",\n  "s3.PutObject",\n]\n' in configuration(tmp_path)
    assert shapewright("scan", "--check").returncode == 0


def test_a_scan_of_the_same_files_is_not_made_again(project: Path, shapewright: Run) -> None:
    for number in range(200):
        (project / f"module_{number}.py").write_text(CODE)
    first = shapewright("scan", "--check", cwd=project)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    again = shapewright("scan", "--check", cwd=project)
    assert (again.stdout, again.stderr) == (first.stdout, first.stderr)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 1
    stored = project / ".shapewright_cache" / "scan.json"
    stamp = stored.stat().st_mtime_ns
    shapewright("scan", cwd=project)
    assert stored.stat().st_mtime_ns == stamp
    (project / "module_7.py").write_text(CODE.replace("get_object", "head_object"))
    assert "s3.HeadObject  exact   module_7.py:4" in shapewright("scan", cwd=project).stdout


def test_a_damaged_cache_counts_as_none(project: Path, shapewright: Run) -> None:
    first = shapewright("scan", cwd=project)
    stored = project / ".shapewright_cache" / "scan.json"
    for text in ("", "[]", "{}", stored.read_text().replace('"s3"', "3")):
        stored.write_text(text)
        assert shapewright("scan", cwd=project).stdout == first.stdout


def test_another_release_of_mypy(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "app.py").write_text(UNTYPED)
    monkeypatch.setattr(stub_types, "_KNOWN", ((1000, 0), (1001, 0)))
    monkeypatch.chdir(project)
    report = Report()
    found = run_scan([], None, report, writes=False, checks=False, is_strict=False).findings
    assert [(each.operation, each.certainty) for each in found.uses] == [("ListBuckets", Certainty.LIKELY)]
    (note,) = [each for each in report if each.code == "scan-types-unavailable"]
    assert "is none of the known releases" in note.message


def test_a_mypy_that_has_changed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "app.py").write_text(UNTYPED)
    monkeypatch.setattr("mypy.build.build", lambda *arguments, **options: None)
    monkeypatch.chdir(project)
    report = Report()
    assert run_scan([], None, report, writes=False, checks=False, is_strict=False).findings.uses
    assert "scan-types-unavailable" in {each.code for each in report}
