"""Services of the installed botocore as sources: their names, where they are found, and how files are merged."""

import gzip
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.commands import Run
from support.paths import CASES

CASE = CASES / "botocore_traits"


def built(done: subprocess.CompletedProcess[str]) -> list[str]:
    """The services that a run built."""
    assert done.returncode == 0, done.stderr
    names = [line.split(":")[0] for line in done.stdout.splitlines()]
    return [each for each in names if each != "shared by all"]


def test_a_service_is_named_as_boto3_names_it(shapewright: Run) -> None:
    arguments = ("build", "--target", "typescript", "--out", "out")
    assert built(shapewright(*arguments, "--source", "botocore:lex-runtime")) == ["lex_runtime"]
    done = shapewright(*arguments, "--source", "botocore:sqss")
    assert done.returncode == 2
    assert done.stderr.startswith("botocore:sqss: error: botocore has no service sqss [unknown-service]")
    assert "did you mean sqs" in done.stderr
    done = shapewright(*arguments, "--source", "botocore:zz*")
    assert (done.returncode, "no service of the installed botocore matches" in done.stderr) == (2, True)


def test_older_api_version_can_be_named(tmp_path: Path, shapewright: Run) -> None:
    arguments = ("build", "--target", "typescript", "--out", "out")
    done = shapewright(*arguments, "--source", "botocore:cloudfront/2015-04-17")
    assert built(done) == ["cloudfront"]
    assert "CachePolicy " not in (tmp_path / "out" / "typescript" / "cloudfront.ts").read_text()
    done = shapewright(*arguments, "--source", "botocore:cloudfront/2015")
    assert done.returncode == 2
    assert "botocore has no API version 2015 of cloudfront" in done.stderr
    assert "it has 2014-05-31, " in done.stderr


def test_file_may_be_compressed(tmp_path: Path, shapewright: Run) -> None:
    packed = tmp_path / "parcel" / "2020-01-01" / "service-2.json.gz"
    packed.parent.mkdir(parents=True)
    packed.write_bytes(gzip.compress((CASE / "service-2.json").read_bytes()))
    arguments = ("build", "--target", "typescript", "--out", "out")
    assert built(shapewright(*arguments, "--source", packed)) == ["parcel"]
    packed.write_bytes(packed.read_bytes()[:40])
    done = shapewright(*arguments, "--source", packed)
    assert done.returncode == 2
    assert "not a gzip file" in done.stderr


def test_services_of_the_user_are_found(tmp_path: Path, shapewright: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for version, name in (("2020-01-01", "Put"), ("2021-01-01", "Post")):
        folder = tmp_path / "mine" / "parcel" / version
        folder.mkdir(parents=True)
        text = (CASE / "service-2.json").read_text().replace('"Put"', f'"{name}"')
        (folder / "service-2.json").write_text(text)
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path / "mine"))
    arguments = ("build", "--target", "ir", "--out", "out", "--source")
    assert built(shapewright(*arguments, "botocore:parcel")) == ["parcel"]
    found = json.loads((tmp_path / "out" / "ir" / "parcel.json").read_text())
    assert [each["name"] for each in found["operations"]] == ["Post"]
    assert built(shapewright(*arguments, "botocore:parcel/2020-01-01")) == ["parcel"]
    found = json.loads((tmp_path / "out" / "ir" / "parcel.json").read_text())
    assert [each["name"] for each in found["operations"]] == ["Put"]
    assert built(shapewright(*arguments, "botocore:parce*")) == ["parcel"]


def test_sdk_extras_are_merged(tmp_path: Path, shapewright: Run) -> None:
    arguments = ("build", "--target", "json-schema", "--out", "out", "--source", "botocore:rds")
    assert built(shapewright(*arguments, "--operation", "CopyDBSnapshot")) == ["rds"]
    schema = json.loads((tmp_path / "out" / "json_schema" / "rds.schema.json").read_text())
    assert "SourceRegion" in schema["$defs"]["CopyDBSnapshotMessage"]["properties"]


def test_operations_of_one_service_do_not_filter_the_others(tmp_path: Path, shapewright: Run) -> None:
    sources = ("--source", "botocore:sqs", "--source", "botocore:sns")
    arguments = ("build", *sources, "--target", "pydantic", "--out", "out")
    assert built(shapewright(*arguments, "--operation", "sqs.ListQueues")) == ["sqs", "sns"]
    text = {
        each: (tmp_path / "out" / "pydantic_models" / each / "_operations.py").read_text() for each in ("sqs", "sns")
    }
    assert text["sqs"].partition("ERRORS")[0].count('": (') == 1
    assert text["sns"].count('": (') > 30
    done = shapewright(*arguments, "--operation", "sqs.ListQeues")
    assert done.returncode == 2
    assert "did you mean sqs.ListQueues" in done.stderr


def test_slow_libraries_are_not_loaded(tmp_path: Path) -> None:
    script = """
import sys
from shapewright.cli import cli
try:
    cli(["build", "--source", "botocore:sqs", "--jobs", "1", "--out", "out"])
except SystemExit as done:
    assert not done.code, done.code
loaded = {"botocore", "libcst", "mypy", "pydantic"} & sys.modules.keys()
assert not loaded, loaded
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_copy_of_a_data_folder_is_a_source(tmp_path: Path, shapewright: Run) -> None:
    shutil.copytree(CASE, tmp_path / "specs" / "parcel", ignore=shutil.ignore_patterns("expected", "values.json"))
    assert built(shapewright("build", "--source", "specs", "--target", "typescript", "--out", "out")) == ["parcel"]
