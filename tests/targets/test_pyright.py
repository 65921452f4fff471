"""pyright finds nothing to complain of in the Python output, in strict mode, and what is wrong in the code of users."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from support.commands import node
from support.paths import ROOT
from support.verdicts import Verdicts

USER = """\
# pyright: reportUnnecessaryTypeIgnoreComment=true
from datetime import UTC, datetime
from io import BytesIO

from types_boto3_dynamodb.client import DynamoDBClient
from types_boto3_s3.client import S3Client

from generated.{0} import is_absent
from generated.{0}.dynamodb import AttributeValue, AttributeValueOutput, GetItemInput, GetItemOutput, PutItemInput, Tag
from generated.{0}.s3 import GetObjectOutput, GetObjectRequest, ListObjectsV2Output, PutObjectRequest


def requests(output: AttributeValueOutput) -> None:
    PutObjectRequest(bucket="b", key="k", body=BytesIO(b"x"), expires="2026-01-01", metadata={{"a": "b"}})
    PutObjectRequest(bucket="b", key="k", body=b"x", expires=datetime.now(UTC), checksum_algorithm="SHA256")
    PutItemInput(table_name="t", item={{"a": AttributeValue(ss=("x", "y")), "b": output}})
    Tag(key="k", value="v")
    PutObjectRequest(bucket="b", key="k", checksum_algorithm="SHA3")  # pyright: ignore[reportArgumentType]
    PutItemInput(table_name="t", item={{"a": Tag(key="k", value="v")}})  # pyright: ignore[reportArgumentType]
    PutObjectRequest(key="k")  # pyright: ignore[reportCallIssue]
    GetObjectRequest(bucket="b", key=None)  # pyright: ignore[reportArgumentType]


def responses(object_: GetObjectOutput, objects: ListObjectsV2Output, item: GetItemOutput) -> list[str]:
    if object_.last_modified and not is_absent(object_, "metadata"):
        print(object_.last_modified.isoformat(), object_.metadata["a"].upper(), object_.body.read().decode())
    print(object_.last_modified.year)  # pyright: ignore[reportOptionalMemberAccess]
    print([tag.s for tag in item.item.values()], item.response_metadata.request_id)
    return [each.key for each in objects.contents if each.key]
"""
CALLS = {
    "pydantic_models": """

def calls(s3: S3Client, dynamodb: DynamoDBClient) -> GetItemOutput:
    responses(
        GetObjectOutput.model_validate(s3.get_object(**GetObjectRequest(bucket="b", key="k").model_dump())),
        ListObjectsV2Output.model_validate(s3.list_objects_v2(Bucket="b")),
        GetItemOutput(),
    )
    request = GetItemInput(table_name="t", key={"id": AttributeValue(s="1")})
    return GetItemOutput.model_validate(dynamodb.get_item(**request.model_dump()))
""",
    "dataclass_models": """

def calls(s3: S3Client, dynamodb: DynamoDBClient) -> GetItemOutput:
    responses(
        structure(s3.get_object(**unstructure(GetObjectRequest(bucket="b", key="k"))), GetObjectOutput),
        structure(s3.list_objects_v2(Bucket="b"), ListObjectsV2Output),
        GetItemOutput(),
    )
    request = GetItemInput(table_name="t", key={"id": AttributeValue(s="1")})
    return structure(dynamodb.get_item(**unstructure(request)), GetItemOutput)


from generated.dataclass_models.s3.converter import structure, unstructure  # noqa: E402
""",
}


def complaints(folder: Path) -> list[str]:
    """What pyright finds in a folder in strict mode."""
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (folder / "pyrightconfig.json").write_text(json.dumps({"include": ["."], **settings}))
    done = node("pyright", "--outputjson", "--pythonpath", sys.executable, "--project", folder)
    found = json.loads(done.stdout)
    assert found["summary"]["filesAnalyzed"] > 10
    return [
        f"{each['file']}:{each['range']['start']['line'] + 1}: {each['message']}"
        for each in found["generalDiagnostics"]
    ]


@pytest.mark.parametrize("package", CALLS)
def test_output_and_code_that_uses_it(tmp_path: Path, package: str) -> None:
    shutil.copytree(ROOT / "generated" / package, tmp_path / "generated" / package)
    (tmp_path / "user.py").write_text(USER.format(package) + CALLS[package])
    assert complaints(tmp_path) == []


def test_output_for_shared_classes_and_types_of_a_team(shared_verdicts: Verdicts, tmp_path: Path) -> None:
    for folder in ("pydantic_models", "dataclass_models"):
        shutil.copytree(shared_verdicts.out / folder, tmp_path / folder)
    assert complaints(tmp_path) == []
