"""The classes of boto3's DynamoDB *Table* in the stubs, beside the real resource.

`boto3.resource("dynamodb").Table` takes and returns values of Python: text, `Decimal`, `set`, `Binary`, None. The tests
supply the responses that it parses, and look at the requests that it sends.
"""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import boto3
import pytest
from boto3.dynamodb.types import Binary

from support.commands import python
from support.published_stubs import packages
from support.stubbed_client import Response, StubbedClient
from support.verdicts import Verdicts

# The stubs are of the pinned release, and not there with the lowest.
pytestmark = [pytest.mark.filterwarnings("error"), pytest.mark.pinned_botocore]

DIGITS = "12345678901234567890.123456789012345678"  # 38 of them, as many as DynamoDB keeps
ITEM: dict[str, Any] = {
    "text": {"S": "abc"},
    "base64": {"S": "YWJj"},
    "bytes": {"B": "AAEC"},
    "whole": {"N": "12345678901234567890123456789012345678"},
    "digits": {"N": DIGITS},
    "yes": {"BOOL": True},
    "no": {"BOOL": False},
    "null": {"NULL": True},
    "texts": {"SS": ["a", "b"]},
    "numbers": {"NS": ["1", "2.5"]},
    "binaries": {"BS": ["AAEC"]},
    "list": {"L": [{"NULL": True}, {"S": "a"}, {"B": "AAEC"}, {"N": DIGITS}, {"SS": ["a"]}, {"BOOL": True}]},
    "map": {"M": {"null": {"NULL": True}, "list": {"L": [{"NULL": True}]}}},
}


class Tables:
    """A table of the resource, and the classes for its calls in one of the packages."""

    def __init__(self, out: Path, folder: str) -> None:
        stubbed = StubbedClient("dynamodb", Response(json.dumps({"Item": ITEM}).encode()))
        resource: Any = boto3.resource(
            "dynamodb", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x"
        )
        resource.meta.client.meta.events.register("before-send.*", stubbed._send)
        self.resource = resource
        self.table = resource.Table("items")
        self.stubbed = stubbed
        output = Verdicts(out)
        classes = output.package(folder, "dynamodb")
        self.classes, self.call = classes, output.package(folder, "_calls").call
        self.GetItemOutput = classes.GetItemOutputTable
        self.PutItemInput = classes.PutItemInputTablePutItem
        self.read: Callable[[Any, Any], Any]
        self.dump: Callable[[Any], Any]
        self.to_json: Callable[[Any], str]
        self.from_json: Callable[[str, Any], Any]
        if folder == "pydantic_models":
            self.read, self.dump = lambda cls, value: cls.model_validate(value), lambda value: value.model_dump()
            self.to_json = lambda value: value.model_dump_json()
            self.from_json = lambda text, cls: cls.model_validate_json(text)
        else:
            converter = output.package(folder, "dynamodb.converter")
            self.read, self.dump = lambda cls, value: converter.structure(value, cls), converter.unstructure
            self.to_json, self.from_json = converter.to_json, converter.from_json

    def sent(self, **arguments: Any) -> Any:
        """The item that `put_item` sends. The elements of its sets are sorted, because sets have no order."""
        self.table.put_item(**arguments)
        item = json.loads(self.stubbed.body)["Item"]
        return {name: _sorted(value) for name, value in item.items()}


def _sorted(value: dict[str, Any]) -> dict[str, Any]:
    return {kind: sorted(each) if kind in {"SS", "NS", "BS"} else each for kind, each in value.items()}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables") / "out"
    source = packages()["dynamodb"] / "type_defs.pyi"
    done = python("-m", "generator", "build", "--source", source, "--out", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(params=["pydantic_models", "dataclass_models"])
def tables(request: pytest.FixtureRequest, out: Path) -> Tables:
    return Tables(out, request.param)


def test_an_answer_holds_what_the_resource_returns(tables: Tables) -> None:
    answer = tables.table.get_item(Key={"text": "abc"})
    response = tables.read(tables.GetItemOutput, answer)
    assert tables.dump(response)["Item"] == answer["Item"]
    assert response.item["whole"] == Decimal(ITEM["whole"]["N"])
    assert response.item["digits"] == Decimal(DIGITS)
    assert response.item["yes"] is True
    assert response.item["null"] is None
    assert response.item["list"][0] is None
    assert response.item["map"] == {"null": None, "list": [None]}
    assert response.item["texts"] == {"a", "b"}
    assert type(response.item["bytes"]) is bytes  # as the stubs say; the resource returns a `Binary`
    assert response.item["binaries"] == {b"\x00\x01\x02"}


def test_what_was_received_is_sent_as_it_was(tables: Tables) -> None:
    answer = tables.table.get_item(Key={"text": "abc"})
    for item in (answer["Item"], tables.read(tables.GetItemOutput, answer).item):
        assert tables.sent(**tables.dump(tables.PutItemInput(item=item))) == ITEM


NATIVE: list[Any] = [
    True,
    False,
    1,
    Decimal(DIGITS),
    "abc",
    b"abc",
    bytearray(b"abc"),
    Binary(b"abc"),
    None,
    {"a", "b"},
    frozenset({"a"}),
    {1, 2},
    {1, Decimal("2.5")},
    {Decimal(1)},
    {b"a", b"b"},
    {Binary(b"a")},
    ["a", 1, None, True, {"a"}, b"a"],
    {"a": {"b": None, "c": {b"d"}}},
    [],
    {},
    # What the resource refuses:
    1.5,
    {1.5},
    {1, "a"},
    object(),
    Decimal("NaN"),
]


@pytest.mark.parametrize("value", NATIVE, ids=[f"{type(each).__name__}-{index}" for index, each in enumerate(NATIVE)])
def test_a_request_sends_what_the_resource_sends(tables: Tables, value: Any) -> None:
    def verdict(send: Callable[[], Any]) -> Any:
        try:
            return send()
        except Exception:
            return "refused"

    expected = verdict(lambda: tables.sent(Item={"a": value}))
    request = {"Item": {"a": value}}
    assert verdict(lambda: tables.sent(**tables.dump(tables.read(tables.PutItemInput, request)))) == expected
    assert (expected == "refused") == (NATIVE.index(value) >= NATIVE.index(1.5))


def test_json_keeps_text_numbers_and_booleans(tables: Tables) -> None:
    item = {"a": "YWJj", "b": True, "c": Decimal(DIGITS), "d": None, "e": b"abc", "f": {"x"}, "g": {b"abc"}, "h": 5}
    request = tables.read(tables.PutItemInput, {"Item": item})
    in_json = {"a": "YWJj", "b": True, "c": DIGITS, "d": None, "e": "YWJj", "f": ["x"], "g": ["YWJj"], "h": 5}
    assert json.loads(tables.to_json(request)) == {"Item": in_json}
    response = tables.read(tables.GetItemOutput, {"Item": item, "ResponseMetadata": {}})
    assert json.loads(tables.to_json(response))["Item"] == in_json
    again = tables.from_json(tables.to_json(request), tables.PutItemInput)
    assert json.loads(tables.to_json(again)) == {"Item": in_json}
    assert repr([again.item[name] for name in "abdh"]) == repr(["YWJj", True, None, 5])


def test_call_takes_the_requests_of_resources(tables: Tables) -> None:
    classes = tables.classes
    found = tables.call(tables.table, classes.GetItemInputTableGetItem(key={"text": "abc"}))
    assert type(found) is classes.GetItemOutputTable
    assert found.item["digits"] == Decimal(DIGITS)
    tables.call(tables.table, tables.PutItemInput(item=found.item))
    assert json.loads(tables.stubbed.body)["TableName"] == "items"
    sent = json.loads(tables.stubbed.body)["Item"]
    assert {name: _sorted(value) for name, value in sent.items()} == ITEM
    keys = {"items": {"Keys": [{"text": "abc"}]}}
    batch = tables.read(classes.BatchGetItemInputServiceResourceBatchGetItem, {"RequestItems": keys})
    assert type(tables.call(tables.resource, batch)) is classes.BatchGetItemOutputServiceResource
    assert json.loads(tables.stubbed.body) == {"RequestItems": {"items": {"Keys": [{"text": {"S": "abc"}}]}}}


def test_the_requests_of_clients_and_resources_are_told_apart(tables: Tables) -> None:
    client = tables.resource.meta.client
    of_table, of_client = tables.PutItemInput(item={"a": 1}), tables.classes.PutItemInput(table_name="a", item={})
    for holder, request, expected in (
        (client, of_table, "PutItemInputTablePutItem is for the Table, not for the client"),
        (tables.resource, of_table, "PutItemInputTablePutItem is for the Table, not for the ServiceResource"),
        (tables.table, of_client, "PutItemInput is for the client, not for the Table"),
        (boto3.client("sqs", region_name="eu-west-1"), of_table, "PutItemInputTablePutItem is a request of dynamodb"),
    ):
        with pytest.raises(TypeError, match=expected):
            tables.call(holder, request)
    assert tables.stubbed.sent is None


# What the published stubs say of the bases of clients and resources.
BASES = {
    "boto3/__init__.pyi": "",
    "boto3/resources/__init__.pyi": "",
    "botocore/__init__.pyi": "",
    "botocore/client.pyi": "class BaseClient: ...\nclass ClientMeta: ...\n",
    "boto3/resources/base.pyi": "class ServiceResource: ...\nclass ResourceMeta: ...\n",
}
# Each line with a comment is an error of this kind, and no other is.
TYPED_TABLES = """
from typing import Any, assert_type

from types_boto3_dynamodb import DynamoDBClient
from types_boto3_dynamodb.service_resource import DynamoDBServiceResource, Table

from out.pydantic_models import call, dynamodb, pages, presign, wait


class Fake:
    def put_item(self, **arguments: Any) -> Any:
        return {}


def use(table: Table, resource: DynamoDBServiceResource, client: DynamoDBClient) -> None:
    of_table = dynamodb.PutItemInputTablePutItem(item={"a": 1})
    of_client = dynamodb.PutItemInput(table_name="t", item={})
    of_resource = dynamodb.BatchGetItemInputServiceResourceBatchGetItem(request_items={})
    assert_type(call(table, dynamodb.GetItemInputTableGetItem(key={"a": 1})), dynamodb.GetItemOutputTable)
    assert_type(call(client, of_client), dynamodb.PutItemOutput)
    call(resource, of_resource)
    call(Fake(), of_table)
    call(Fake(), of_client)
    wait(client, dynamodb.TableExists(table_name="t"))
    pages(client, dynamodb.ScanInput(table_name="t"))
    call(client, of_table)  # [misc]
    call(table, of_client)  # [misc]
    call(resource, of_table)  # [misc]
    call(resource, of_client)  # [misc]
    call(table, of_resource)  # [misc]
    call(client, dynamodb.ScanInputTableScan())  # [misc]
    pages(table, dynamodb.ScanInput(table_name="t"))  # [misc]
    wait(table, dynamodb.TableExists(table_name="t"))  # [misc]
    presign(table, of_client)  # [misc]
    presign(client, of_table)  # [arg-type]
"""


def test_typed_tables(out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in BASES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "use_tables.py").write_text(TYPED_TABLES)
    monkeypatch.setenv("MYPYPATH", f"{tmp_path}:{out.parent}")
    options = ("--strict", "--ignore-missing-imports", "--config-file=")
    done = python("-m", "mypy", *options, "use_tables.py", cwd=tmp_path)
    found = [line.split(":")[1::2] for line in done.stdout.splitlines() if ": error: " in line]
    numbered = enumerate(TYPED_TABLES.split("\n"), 1)
    expected = [(str(number), line.partition("  # ")[2]) for number, line in numbered if "  # [" in line]
    assert [(line, text.rpartition("  ")[2]) for line, text in found] == expected, done.stdout
