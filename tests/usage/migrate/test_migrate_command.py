"""`migrate`: what it prints, shows and writes, and its exit codes."""

import json
from pathlib import Path

import pytest

from support.commands import Run

CODE = """import boto3

s3 = boto3.client("s3")
s3.put_object(Bucket="b", Key="k")  # one
print(s3.get_object(Bucket="b", Key="k"))
"""
AFTER = """import boto3

from aws.pydantic_models import call
from aws.pydantic_models.s3 import PutObjectRequest

s3 = boto3.client("s3")
call(s3, PutObjectRequest(bucket="b", key="k"))  # one
print(s3.get_object(Bucket="b", Key="k"))
"""
LEFT = "app.py:5: left alone: s3.GetObject: the response is passed on as a dictionary, line 5\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text(CODE)
    configure(tmp_path)
    return tmp_path


def configure(folder: Path, more: str = "") -> None:
    (folder / "pyproject.toml").write_text(
        f'[tool.shapewright]\nsources = ["botocore:s3"]\noperations = ["GetObject", "PutObject"]\nout = "aws"\n{more}'
    )


def test_alone_it_only_says_what_it_would_do(project: Path, shapewright: Run) -> None:
    done = shapewright("migrate", "--no-types", cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"app.py: 1 place to migrate\n{LEFT}1 of 2 places can be migrated, 1 left alone\n"
    assert (project / "app.py").read_text() == CODE


def test_diff_shows_what_would_change(project: Path, shapewright: Run) -> None:
    done = shapewright("migrate", "--no-types", "--diff", "app.py", cwd=project)
    assert done.returncode == 0
    assert done.stdout.startswith("--- a/app.py\n+++ b/app.py\n@@")
    assert '-s3.put_object(Bucket="b", Key="k")  # one\n' in done.stdout
    assert '+call(s3, PutObjectRequest(bucket="b", key="k"))  # one\n' in done.stdout
    assert LEFT in done.stderr
    assert (project / "app.py").read_text() == CODE


def test_write_changes_the_files_once(project: Path, shapewright: Run) -> None:
    assert shapewright("migrate", "--no-types", "--write", cwd=project).returncode == 0
    assert (project / "app.py").read_text() == AFTER
    done = shapewright("migrate", "--no-types", "--write", cwd=project)
    assert done.stdout.endswith("0 of 1 place migrated, 1 left alone\n")
    assert (project / "app.py").read_text() == AFTER


def test_lines_keep_their_ends(project: Path, shapewright: Run) -> None:
    (project / "app.py").write_bytes(CODE.replace("\n", "\r\n").encode())
    shapewright("migrate", "--no-types", "--write", cwd=project)
    assert (project / "app.py").read_bytes() == AFTER.replace("\n", "\r\n").encode()


def test_json_has_what_is_done_and_what_is_left(project: Path, shapewright: Run) -> None:
    found = json.loads(shapewright("migrate", "--no-types", "--format", "json", cwd=project).stdout)
    assert found["files"] == ["app.py"]
    assert found["migrated"] == [{"file": "app.py", "line": 4}]
    assert [(each["line"], each["operation"]) for each in found["left"]] == [(5, "s3.GetObject")]


def test_the_types_of_an_output_that_was_not_built_are_not_checked(project: Path, shapewright: Run) -> None:
    done = shapewright("migrate", cwd=project)
    assert done.returncode == 0
    assert "mypy did not check what the code would become: aws is not there" in done.stderr
    assert "[migration-unchecked]" in done.stderr


def test_dataclasses_are_used_where_there_are_no_models(project: Path, shapewright: Run) -> None:
    configure(project, 'targets = ["dataclasses"]\n')
    (project / "app.py").write_text(CODE.replace('Key="k")  # one', 'Key="k", **{})').replace("print", "dict"))
    (project / "more.py").write_text(
        "import boto3\n\n\ndef save(tags):\n"
        '    boto3.client("s3").put_object(Bucket="b", Key="k", ACL="private", Metadata=tags)\n'
    )
    shapewright("migrate", "--no-types", "--write", cwd=project)
    text = (project / "more.py").read_text()
    assert "from aws.dataclass_models.s3 import PutObjectRequest\n" in text
    assert 'call(boto3.client("s3"), PutObjectRequest(bucket="b", key="k", acl="private", metadata=tags))' in text


def test_a_package_is_imported_from_where_the_code_is(tmp_path: Path, shapewright: Run) -> None:
    (tmp_path / "src" / "shop").mkdir(parents=True)
    (tmp_path / "src" / "shop" / "__init__.py").write_text("")
    (tmp_path / "src" / "shop" / "app.py").write_text(CODE)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.shapewright]\nsources = ["botocore:s3"]\noperations = ["PutObject"]\nout = "src/shop/aws"\n'
    )
    shapewright("migrate", "--no-types", "--write", "src", cwd=tmp_path)
    text = (tmp_path / "src" / "shop" / "app.py").read_text()
    assert "from shop.aws.pydantic_models import call\n" in text


def test_without_a_configuration(tmp_path: Path, shapewright: Run) -> None:
    done = shapewright("migrate", cwd=tmp_path)
    assert done.returncode == 2
    assert "no configuration has sources [no-configuration]" in done.stderr


def test_a_file_that_cannot_be_parsed(project: Path, shapewright: Run) -> None:
    (project / "broken.py").write_text("import boto3\n\nx = (\n")
    done = shapewright("migrate", "--no-types", cwd=project)
    assert done.returncode == 0
    assert "broken.py:3: warning: cannot be parsed" in done.stderr


def test_code_without_clients(project: Path, shapewright: Run) -> None:
    (project / "app.py").write_text("print(1)\n")
    assert shapewright("migrate", cwd=project).stdout == "no calls of clients found\n"


def test_the_functions_of_an_application_may_change(project: Path, shapewright: Run) -> None:
    code = CODE.replace('print(s3.get_object(Bucket="b", Key="k"))', 'print(size(s3.get_object(Bucket="b", Key="k")))')
    code = code.replace(
        "s3.put", '\n\ndef size(found: dict) -> int:\n    return found.get("ContentLength", 0)\n\n\ns3.put'
    )
    (project / "app.py").write_text(code)
    assert "1 of 2 places" in shapewright("migrate", "--no-types", cwd=project).stdout
    assert "2 of 2 places" in shapewright("migrate", "--no-types", "--application", "--write", cwd=project).stdout
    text = (project / "app.py").read_text()
    assert "def size(found: GetObjectOutput) -> int:\n    return found.content_length or 0\n" in text
    assert 'print(size(call(s3, GetObjectRequest(bucket="b", key="k"))))' in text


@pytest.mark.parametrize(
    ("required", "expected"),
    [
        ("none", "present(present(response.stream_description).stream_arn)"),
        ("typed", "response.stream_description.stream_arn"),
        ("model", "response.stream_description.stream_arn"),
    ],
)
def test_what_may_be_absent_depends_on_the_configuration(
    required: str, expected: str, tmp_path: Path, shapewright: Run
) -> None:
    (tmp_path / "app.py").write_text(
        'import boto3\n\nresponse = boto3.client("kinesis").describe_stream(StreamName="s")\n'
        'print(response["StreamDescription"]["StreamARN"])\n'
    )
    (tmp_path / "pyproject.toml").write_text(
        '[tool.shapewright]\nsources = ["botocore:kinesis"]\noperations = ["DescribeStream"]\nout = "aws"\n'
        f'[tool.shapewright.responses]\nrequired = "{required}"\n'
    )
    shapewright("migrate", "--no-types", "--write", cwd=tmp_path)
    assert (tmp_path / "app.py").read_text().endswith(f"print({expected})\n")
