"""The Python form: what boto3 accepts and returns, through the models and the converter, on a small service."""

import io
import json
import math
import sys
import types
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import pydantic
import pytest

from generated.dataclass_models import dynamodb as dynamodb_dataclasses
from generated.dataclass_models.dynamodb import converter as dynamodb_converter
from generated.pydantic_models import dynamodb, s3
from support.commands import Run, python
from support.paths import ROOT
from support.verdicts import Verdicts

SPEC = """
```python
BlobTypeDef = Union[
    str,
    bytes,
    IO[Any],
    aiobotocore.response.StreamingBody,
]
```

```python
TimestampTypeDef = Union[
    datetime.datetime,
    str,
]
```

```python
class ResponseMetadataTypeDef(TypedDict):
    RequestId: str,
```

```python
class PartTypeDef(TypedDict):
    Tags: NotRequired[Sequence[str]],
    Name: str,
```

```python
class PartOutputTypeDef(TypedDict):
    Tags: NotRequired[list[str]],
    Name: str,
```

```python
PartUnionTypeDef = Union[
    PartTypeDef,  # (1)
    PartOutputTypeDef,  # (2)
]
```

```python
class PutRequestTypeDef(TypedDict):
    Body: NotRequired[BlobTypeDef],
    When: NotRequired[TimestampTypeDef],
    Count: NotRequired[int],
    Rate: NotRequired[float],
    Mixed: NotRequired[int | float | str],
    Key: NotRequired[str | bytes],
    Parts: NotRequired[Sequence[PartUnionTypeDef]],  # (1)
    ByName: NotRequired[Mapping[str, Sequence[int]]],
    Name: NotRequired[str],
    name: NotRequired[int],
```

```python
class PutResponseTypeDef(TypedDict):
    Part: PartOutputTypeDef,  # (1)
    Digest: bytes,
    Stored: datetime.datetime,
    Rate: float,
    Body: aiobotocore.response.StreamingBody,
    ResponseMetadata: ResponseMetadataTypeDef,  # (2)
```
"""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("form")
    (folder / "type_defs.md").write_text(SPEC)
    done = python("-m", "generator", "build", "--source", folder / "type_defs.md", "--out", folder / "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.fixture
def models(out: Path) -> Any:
    return Verdicts(out).package("pydantic_models", service(out))


@pytest.fixture
def dataclasses(out: Path) -> Any:
    package = Verdicts(out).package("dataclass_models", service(out))
    converter = Verdicts(out).package("dataclass_models", f"{service(out)}.converter")
    return types.SimpleNamespace(models=package, converter=converter)


def service(out: Path) -> str:
    return next((out / "json_schema").iterdir()).name.split(".")[0]


ACCEPTED_BY_THE_CLIENT = [
    {"Body": b"x"},
    {"Body": bytearray(b"x")},
    {"Body": "text"},
    {"When": datetime(2026, 1, 2, tzinfo=UTC)},
    {"When": datetime(1, 1, 1)},
    {"When": 12.5},
    {"When": "2026-01-02T03:04:05Z"},
    {"When": "Wed, 02 Oct 2002 13:00:00 GMT"},
    {"Count": True},
    {"Rate": 1},
    {"Rate": Decimal("1.5")},
    {"Rate": math.inf},
    {"Mixed": 1.5},
    {"Mixed": "1"},
    {"Key": b"k"},
    {"Parts": ({"Name": "a"},)},
    {"ByName": {"a": (1, 2)}},
    {"name": 5},
    {"Name": "x"},
]


@pytest.mark.parametrize("arguments", ACCEPTED_BY_THE_CLIENT, ids=str)
def test_models_accept_what_the_client_accepts_and_keep_it(
    models: Any, dataclasses: Any, arguments: dict[str, Any]
) -> None:
    request = models.PutRequest.model_validate(arguments)
    assert_same(request.model_dump(), arguments)
    assert models.PutRequest.model_validate_json(request.model_dump_json())
    twin = dataclasses.converter.structure(arguments, dataclasses.models.PutRequest)
    assert_same(dataclasses.converter.unstructure(twin), arguments)
    text = dataclasses.converter.to_json(twin)
    assert json.loads(text) == json.loads(request.model_dump_json())
    assert dataclasses.converter.from_json(text, dataclasses.models.PutRequest)


def assert_same(dump: dict[str, Any], arguments: dict[str, Any]) -> None:
    """Assert that the two are equal, with tuples as lists."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items()}
        return [plain(each) for each in value] if isinstance(value, (list, tuple)) else value

    assert plain(dump) == plain(arguments)


REFUSED_BY_THE_CLIENT: list[dict[str, Any]] = [
    {"Body": 1},
    {"When": []},
    {"When": "yesterday"},
    {"Count": "1"},
    {"Count": 1.0},
    {"Rate": "1.5"},
    {"Parts": {"Name": "a"}},
    {"Parts": [{"Tags": []}]},
    {"Parts": {1, 2}},
    {"ByName": {"a": {1, 2}}},
    {"ByName": types.MappingProxyType({})},
    {"ByName": {"a": [None]}},
    {"name": "x"},
]


@pytest.mark.parametrize("arguments", REFUSED_BY_THE_CLIENT, ids=str)
def test_models_refuse_what_the_client_refuses(models: Any, dataclasses: Any, arguments: dict[str, Any]) -> None:
    with pytest.raises(pydantic.ValidationError):
        models.PutRequest.model_validate(arguments)
    with pytest.raises(Exception, match=r"."):
        dataclasses.converter.structure(arguments, dataclasses.models.PutRequest)


def test_file_object_is_passed_on_unread(models: Any, dataclasses: Any) -> None:
    file = io.BytesIO(b"content")
    request = models.PutRequest(body=file)
    assert request.model_dump()["Body"] is file
    assert file.tell() == 0
    with pytest.raises(pydantic.ValidationError):
        models.PutRequest(body=object())
    twin = dataclasses.models.PutRequest(body=file)
    assert dataclasses.converter.unstructure(twin)["Body"] is file


def test_part_of_a_response_goes_into_a_request(models: Any, dataclasses: Any) -> None:
    response = models.PutResponse.model_validate({"Part": {"Name": "a", "Tags": ["x"], "New": 1}})
    request = models.PutRequest(parts=[response.part])
    assert request.model_dump() == {"Parts": [{"Name": "a", "Tags": ["x"]}]}
    with pytest.raises(pydantic.ValidationError):
        models.PutRequest(parts=[models.PartOutput()])  # a response may lack a name, a request may not
    part = dataclasses.models.PartOutput(name="a")
    twin = dataclasses.converter.structure({"Parts": [part]}, dataclasses.models.PutRequest)
    assert dataclasses.converter.unstructure(twin) == {"Parts": [{"Name": "a"}]}


def test_a_response_keeps_its_stream(models: Any) -> None:
    class Body:
        def read(self) -> bytes:
            raise AssertionError("read")

    body = Body()
    response = models.PutResponse.model_validate({"Body": body, "Digest": b"\xff\xfe", "Rate": math.nan})
    assert response.body is body
    assert json.loads(response.model_dump_json()) == {"Digest": "//4=", "Rate": "NaN"}


def test_types_of_a_users_code(out: Path, tmp_path: Path, shapewright: Run) -> None:
    """The code of users type-checks: covariant sequences, output classes in requests, plain builtins."""
    name = service(out)
    for folder in ("pydantic_models", "dataclass_models"):
        (tmp_path / f"use_{folder}.py").write_text(f"""
from {folder}.{name} import Part, PartOutput, PutRequest, PutResponse

def use(response: PutResponse, parts: list[Part], outputs: list[PartOutput]) -> None:
    PutRequest(parts=parts)
    PutRequest(parts=outputs)
    PutRequest(parts=(Part(name="a"),), by_name={{"a": [1]}}, count=1, rate=2, body=b"", when="2026-01-01")
    if response.part:
        PutRequest(parts=[response.part])
""")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", str(tmp_path)]
    done = python(*command[1:], cwd=out)
    assert done.returncode == 0, done.stdout


# Requests of DynamoDB, which has more kinds of types than the seed.


def test_a_model_in_a_union_is_dumped_without_its_absent_members() -> None:
    """pydantic 2.12.0 warns of that, and a warning fails a test."""
    copy = s3.CopyObjectRequest(bucket="b", key="k", copy_source=s3.CopySource(bucket="from", key="k"))
    expected = {"Bucket": "b", "Key": "k", "CopySource": {"Bucket": "from", "Key": "k"}}
    assert copy.model_dump() == expected
    assert json.loads(copy.model_dump_json()) == expected


def test_a_dump_warns_of_a_value_of_another_type() -> None:
    request: Any = s3.DeleteObjectsRequest(bucket="b", delete=s3.Delete(objects=[]))
    request.delete.objects.append("text")
    options: dict[str, Any] = {"warnings": True} if pydantic.VERSION == "2.12.0" else {}
    with pytest.warns(UserWarning, match="serialized value may not be as expected"):
        request.model_dump(**options)


def test_file_has_no_json_form_and_stays_unread() -> None:
    body = io.BytesIO(b"x\nyy")
    request = dynamodb.PutItemInput(table_name="t", item={"a": dynamodb.AttributeValue(b=body)})
    with pytest.raises(Exception, match="read it first"):
        request.model_dump_json()
    assert body.read() == b"x\nyy"


def test_converter_accepts_string_enums_as_the_client_does() -> None:
    class Returned(StrEnum):
        OLD = "ALL_OLD"

    values = {"TableName": "t", "Item": {}, "ReturnValues": Returned.OLD}
    assert dynamodb.PutItemInput.model_validate(values).return_values == "ALL_OLD"
    twin = dynamodb_converter.structure(values, dynamodb_dataclasses.PutItemInput)
    assert twin.return_values == "ALL_OLD"


def test_dataclass_is_validated_before_it_is_sent() -> None:
    """Nothing validates a dataclass when it is created."""
    wrong: Any = 5
    request = dynamodb_dataclasses.GetItemInput(table_name=wrong, key={})
    for send in (dynamodb_converter.unstructure, dynamodb_converter.to_json):
        with pytest.raises(Exception, match="GetItemInput"):
            send(request)
    nested = dynamodb_dataclasses.GetItemInput(table_name="t", key={"a": dynamodb_dataclasses.AttributeValue(s=wrong)})
    with pytest.raises(Exception, match="GetItemInput"):
        dynamodb_converter.unstructure(nested)


def test_only_the_output_class_stands_in() -> None:
    received = dynamodb.AttributeValueOutput(s="x")
    request = dynamodb.PutItemInput.model_validate({"TableName": "t", "Item": {"a": received}})
    assert request.model_dump() == {"TableName": "t", "Item": {"a": {"S": "x"}}}
    for other in (dynamodb.ListTablesOutput(), dynamodb.ListTablesInput()):
        with pytest.raises(pydantic.ValidationError):
            dynamodb.PutItemInput.model_validate({"TableName": "t", "Item": {"a": other}})


def test_a_body_and_events_have_their_types(tmp_path: Path) -> None:
    use = tmp_path / "use.py"
    use.write_text(
        "from generated.pydantic_models.s3 import GetObjectOutput\n"
        "body = GetObjectOutput().body\n"
        "assert body\n"
        "text: str = body.read().decode()\n"
        "lines: list[bytes] = list(body.iter_lines())\n"
        "body.close()\n"
    )
    done = python("-m", "mypy", "--strict", use)
    assert done.returncode == 0, done.stdout


# Python's garbage collector.

_GARBAGE = """
import gc
from importlib import import_module

from pydantic_models.dynamodb import ScanOutput

converter = import_module("dataclass_models.dynamodb.converter")
cls = import_module("dataclass_models.dynamodb").ScanOutput
response = {"Items": [{"a": {"L": [{"S": "text"}] * 5}}] * 1000}
validate, dump = ScanOutput.model_validate, ScanOutput.model_dump
for read, write in ((validate, dump), (lambda value: converter.structure(value, cls), converter.unstructure)):
    write(read(response))
    gc.collect()
    found = []
    gc.callbacks.append(lambda phase, info: found.append(phase))
    write(read(response))
    gc.callbacks.clear()
    assert gc.isenabled() and not found, found
    gc.disable()
    write(read(response))
    assert not gc.isenabled()
    gc.enable()
"""


def test_nobody_looks_for_garbage_meanwhile() -> None:
    """Not even between reading a response and writing it: to start a pause makes no object."""
    done = python("-c", _GARBAGE, cwd=ROOT / "generated")
    assert done.returncode == 0, done.stderr
