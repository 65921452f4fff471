"""Scalars that a service returns otherwise than its model says, and times in unusual spellings.

Parsers of the client hand on what a JSON protocol returns: a number, a bool or an object for text, a float for a long.
"""

import copy
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pydantic
import pytest
from botocore.utils import parse_timestamp, parse_to_aware_datetime

from support.stubbed_client import Response, StubbedClient
from support.verdicts import Verdicts

pytestmark = pytest.mark.filterwarnings("error")

FOLDERS = ("pydantic_models", "dataclass_models")
# A response as the client returns it, and what the dump of its model is. Null elements are dropped.
OBJECT = {"a": [1, {"b": None}]}
RETURNED: dict[str, tuple[Any, Any]] = {
    "a number for text": ({"Text": 5}, None),
    "a float for text": ({"Text": 1.5}, None),
    "a bool for text": ({"Text": True}, None),
    "false for text": ({"Text": False}, None),
    "an object for text": ({"Text": OBJECT}, None),
    "an empty object for text": ({"Text": {}}, None),
    "several": ({"Text": 5, "Count": 12.5, "Tags": [{"Key": 1}]}, {"Tags": [{"Key": 1}], "Text": 5, "Count": 12.5}),
    "a float for a long": ({"Count": 12.5}, None),
    "an enum": ({"Color": 5}, None),
    "an object for an enum": ({"Color": OBJECT}, None),
    "a list": ({"Texts": [5, "a", OBJECT, True, 5]}, None),
    "a list with nulls": ({"Texts": [None, 5, None, 5, "a", None, OBJECT, 5]}, {"Texts": [5, 5, "a", OBJECT, 5]}),
    "a list of longs": ({"Counts": [None, 1, 12.5, None, 12.5]}, {"Counts": [1, 12.5, 12.5]}),
    "a list of enums": ({"Colors": [None, 5, "RED", 7]}, {"Colors": [5, "RED", 7]}),
    "a map": ({"ByText": {"a": 5, "b": "c", "d": OBJECT}}, None),
    "a map with nulls": ({"ByText": {"a": None, "b": 5}}, {"ByText": {"b": 5}}),
    "a shared class": ({"Settings": {"Name": 5, "Color": True, "Tag": {"Key": OBJECT}, "Size": 12.5}}, None),
    "a list of shared classes": (
        {"Tags": [None, {"Key": 5}, {"Key": "a"}, None, {"Key": 5, "Value": 5}]},
        {"Tags": [{"Key": 5}, {"Key": "a"}, {"Key": 5, "Value": 5}]},
    ),
    "lists in a list": ({"TagLists": [None, [None, {"Key": 5}], [{"Key": 5}]]}, {"TagLists": [[{"Key": 5}]] * 2}),
    "a map of lists": ({"ListsByName": {"a": [None, {"Key": 5}]}}, {"ListsByName": {"a": [{"Key": 5}]}}),
    "a map of shared classes": ({"Named": {"a": {"Name": 5}, "b": {"Choice": {"Text": 5}}}}, None),
    "unions": ({"Choice": {"Text": 5}, "Choices": [{"Text": OBJECT}, {"Count": 12.5}]}, None),
    "received classes": ({"Results": [{"Label": 5, "Kind": {"Text": 5}}, {"Label": "a", "Count": 12.5}]}, None),
    "a circle": ({"Branch": {"Name": 5, "Leaf": {"Name": 5, "Branch": {"Name": 5}}}}, None),
}
REFUSED: dict[str, Any] = {
    "a list for text": {"Text": []},
    "a tuple for text": {"Text": ("a",)},
    "a time for text": {"Text": datetime(2020, 1, 1, tzinfo=UTC)},
    "text for a long": {"Count": "x"},
    "an object for a long": {"Count": {}},
    "text for a bool": {"Flag": "perhaps"},
    "2 for a bool": {"Flag": 2},
    "an object for a bool": {"Flag": {}},
    "a number for a list": {"Texts": 5},
    "a list in a list": {"Texts": [5, []]},
    "a list for a map": {"ByText": []},
    "a number for a class": {"Tag": 5},
    "text for a class": {"Results": ["a"]},
    "a number for bytes": {"Detail": {"Data": 5}},
    "beside what is accepted": {"Text": 5, "Texts": [None, 5], "Tag": {"Key": []}},
}


class Package:
    def __init__(self, verdicts: Verdicts, folder: str) -> None:
        self.models = verdicts.package(folder, "shared_classes")
        self.is_pydantic = folder == "pydantic_models"
        self.call = verdicts.package(folder, "_calls").call
        if not self.is_pydantic:
            self.converter = verdicts.package(folder, "shared_classes.converter")

    def read(self, value: object, name: str = "PutThingsResponse") -> Any:
        cls = getattr(self.models, name)
        return cls.model_validate(value) if self.is_pydantic else self.converter.structure(value, cls)

    def dump(self, value: Any) -> Any:
        return value.model_dump() if self.is_pydantic else self.converter.unstructure(value)

    def dump_json(self, value: Any) -> str:
        return str(value.model_dump_json() if self.is_pydantic else self.converter.to_json(value))


@pytest.fixture(params=FOLDERS)
def package(shared_verdicts: Verdicts, request: pytest.FixtureRequest) -> Package:
    return Package(shared_verdicts, request.param)


@pytest.mark.parametrize("what", RETURNED)
def test_returned_as_it_is(package: Package, what: str) -> None:
    value, dumped = RETURNED[what]
    dumped = value if dumped is None else dumped
    before = copy.deepcopy(value)
    response = package.read(value)
    assert value == before
    assert package.dump(response) == dumped
    assert same(package.dump(response), dumped)
    assert same(json.loads(package.dump_json(response)), dumped)
    for each in (copy.deepcopy(response), pickle.loads(pickle.dumps(response)), package.read(package.dump(response))):
        assert each == response
        assert same(package.dump(each), dumped)


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal, and of the same types: True is not 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def test_attributes(package: Package) -> None:
    response = package.read({"Text": OBJECT, "Count": 12.5, "Texts": [None, True], "ByText": {"a": 1}})
    assert response.text is OBJECT
    assert (response.count, response.texts, response.by_text) == (12.5, [True], {"a": 1})
    assert response.texts[0] is True
    assert type(package.read({"Tag": {"Key": 5}}).tag) is package.models.Tag


@pytest.mark.parametrize("what", REFUSED)
def test_anything_else_is_refused(package: Package, what: str) -> None:
    with pytest.raises(pydantic.ValidationError if package.is_pydantic else Exception) as caught:
        package.read(REFUSED[what])
    assert "PutThingsResponse" in str(caught.value)


def test_error_is_the_original_one(shared_verdicts: Verdicts) -> None:
    """Paths are those of the response, and what is accepted is not in it."""
    package = Package(shared_verdicts, "pydantic_models")

    def errors(value: object) -> list[tuple[str, str, Any]]:
        with pytest.raises(pydantic.ValidationError) as caught:
            package.read(value)
        assert caught.value.title == "PutThingsResponse"
        return [(".".join(map(str, each["loc"])), each["type"], each["input"]) for each in caught.value.errors()]

    assert errors({"Text": []}) == [("Text", "string_type", [])]
    assert errors({"Count": "x", "Flag": 2}) == [("Count", "int_parsing", "x"), ("Flag", "bool_parsing", 2)]
    assert errors({"Text": 5, "Tag": {"Key": []}}) == [("Tag.Key", "string_type", [])]
    assert errors({"Texts": [5, [], 5]}) == [("Texts.1", "string_type", [])]
    assert errors({"Results": [{"Label": 5}, {"Tags": 5}]}) == [("Results.1.Tags", "list_type", 5)]


BOOLS: dict[str, Any] = {"true": True, "false": False, "1": True, "0": False}


@pytest.mark.parametrize("value", ["true", "false", 1, 0])
def test_text_and_numbers_for_a_bool(package: Package, value: Any) -> None:
    """Pydantic reads them, as it reads "1" for a number; the converter hands them on."""
    expected = BOOLS[str(value)] if package.is_pydantic else value
    response = package.read({"Flag": value, "Flags": [None, value], "Settings": {"Flag": value}})
    for found in (response.flag, response.flags[0], response.settings.flag):
        assert same(found, expected)
    dumped = {"Settings": {"Flag": expected}, "Flag": expected, "Flags": [expected]}
    assert same(json.loads(package.dump_json(response)), dumped)


def test_requests_refuse_what_responses_accept(package: Package) -> None:
    read: Callable[..., Any] = package.read
    values: list[dict[str, Any]] = [{"Tag": {"Key": 5}}]
    values.append({"Settings": {"Name": "a", "Color": 5, "Tag": {"Key": "a"}}})
    for value in values:
        with pytest.raises(Exception, match="PutThingsRequest"):
            read(value, "PutThingsRequest")
    received = read({"Tag": {"Key": 5}, "Tags": [{"Key": "a", "Value": {}}]})
    for value in ({"Tag": received.tag}, {"Tags": received.tags}):
        with pytest.raises(Exception, match="PutThingsRequest"):
            read(value, "PutThingsRequest")
    for name, value in (("Tag", {"Key": 5}), ("Settings", {"Name": 5}), ("Choice", {"Text": 5})):
        with pytest.raises(Exception, match=name):
            read(value, name)


def test_events_of_a_stream(package: Package) -> None:
    events = [
        {"Tagged": {"Tag": {"Key": 5, "Unheard": 1}, "Text": OBJECT}},
        {"Counted": {"Count": 12.5}},
        {"Tagged": {"Text": "a"}},
    ]
    first, second, third = package.read({"Stream": events}, "WatchThingsResponse").stream
    assert (first.tagged.tag.key, first.tagged.text) == (5, OBJECT)
    assert type(first.tagged.tag) is package.models.Tag
    assert (second.counted.count, third.tagged.text) == (12.5, "a")


def test_errors_of_operations(package: Package) -> None:
    error = package.read({"Message": OBJECT, "Tags": [None, {"Key": 5}]}, "ConflictException")
    assert (error.message, error.tags[0].key) == (OBJECT, 5)


@pytest.mark.parametrize("folder", FOLDERS)
def test_through_the_client(shared_verdicts: Verdicts, folder: str) -> None:
    calls, models = shared_verdicts.package(folder, "_calls"), shared_verdicts.package(folder, "dynamodb")
    names = ["a", 5, None, True, {"a": 1}, 1.5]
    client = StubbedClient("dynamodb", Response(json.dumps({"TableNames": names}).encode())).client
    response = calls.call(client, models.ListTablesInput())
    assert same(response.table_names, [each for each in names if each is not None])
    table = {"TableName": 5, "ItemCount": 12.5, "KeySchema": [{"AttributeName": {"a": 1}, "KeyType": 7}]}
    client = StubbedClient("dynamodb", Response(json.dumps({"Table": table}).encode())).client
    response = calls.call(client, models.DescribeTableInput(table_name="a"))
    assert (response.table.table_name, response.table.item_count) == (5, 12.5)
    (key,) = response.table.key_schema
    assert type(key) is models.KeySchemaElement
    assert (key.attribute_name, key.key_type) == ({"a": 1}, 7)


@pytest.mark.parametrize("what", [*RETURNED, "a bool"])
def test_json_form_refuses(shared_verdicts: Verdicts, what: str) -> None:
    """All targets say text, and refuse the rest."""
    value = RETURNED[what][0] if what in RETURNED else {"Flag": "true"}
    verdicts = shared_verdicts.of("shared_classes", "PutThingsResponse", json.dumps(value))
    assert verdicts == dict.fromkeys(verdicts, False)


def test_static_types_say_text(shared_verdicts: Verdicts) -> None:
    schema = json.loads((shared_verdicts.out / "json_schema" / "shared_classes.schema.json").read_text())
    properties = schema["$defs"]["PutThingsResponse"]["properties"]
    assert properties["Text"] == {"type": ["string", "null"]}
    assert properties["Count"] == {"type": ["integer", "null"]}
    script = (shared_verdicts.out / "typescript" / "shared_classes.ts").read_text()
    response = script[script.index("interface PutThingsResponse") :]
    assert {"  Text?: string | undefined;", "  Count?: number | undefined;"} <= {*response.split("\n")}


# Times

LOWER_CASE = ("2020-01-01t00:00:00z", "2020-01-01t00:00:00.5z", "2020-01-01T00:00:00z", "2020-01-01t00:00:00+00:00")


@pytest.mark.parametrize("text", LOWER_CASE)
def test_lower_case_in_the_json_form(shared_verdicts: Verdicts, text: str) -> None:
    for name, value in (
        ("PutThingsResponse", {"At": text, "Detail": {"At": text}}),
        ("PutThingsRequest", {"When": text, "Detail": {"Tags": [], "At": text}}),
    ):
        verdicts = shared_verdicts.of("shared_classes", name, json.dumps(value))
        assert verdicts == dict.fromkeys(verdicts, True)
    expected = parse_timestamp(text)  # of the client
    package = Package(shared_verdicts, "pydantic_models")
    assert package.models.PutThingsResponse.model_validate_json(json.dumps({"At": text})).at == expected
    package = Package(shared_verdicts, "dataclass_models")
    cls = package.models.PutThingsResponse
    assert package.converter.from_json(json.dumps({"At": text}), cls).at == expected


@pytest.mark.parametrize(
    "text", [*LOWER_CASE, "2020-01-01t00:00:00", "20200101t000000z", "wed, 01 jan 2020 00:00:00 GMT"]
)
def test_lower_case_in_the_python_form_of_requests(package: Package, text: str) -> None:
    request = package.read({"When": text}, "PutThingsRequest")
    assert package.dump(request) == {"When": text}
    written = datetime.fromisoformat(json.loads(package.dump_json(request))["When"])
    expected = parse_timestamp(text)
    assert written == parse_to_aware_datetime(expected)


@pytest.mark.parametrize("text", ["2020-w01-1", "2020w011", "2020-W01-1"])
def test_week_dates_are_refused(package: Package, text: str) -> None:
    """The client does not know them, in either case."""
    with pytest.raises(ValueError, match="Unknown string format"):
        parse_timestamp(text)
    with pytest.raises(Exception, match="PutThingsRequest"):
        package.read({"When": text}, "PutThingsRequest")


@pytest.mark.parametrize("text", ["2020-01-01 00:00:00z", "2020-01-01t00:00:00", "2020-01-01z", "2020-1-1t00:00:00z"])
def test_other_times_are_refused_in_the_json_form(shared_verdicts: Verdicts, text: str) -> None:
    verdicts = shared_verdicts.of("shared_classes", "PutThingsResponse", json.dumps({"At": text}))
    assert verdicts == dict.fromkeys(verdicts, False)


NAIVE = """
from datetime import datetime

from botocore.utils import parse_to_aware_datetime
from dataclass_models import shared_classes as classes, shared_in_documents as parts_of_dataclasses
from dataclass_models.shared_classes import converter
from pydantic_models import shared_classes as models, shared_in_documents as parts

naive = datetime(2020, 1, 1)
print(parse_to_aware_datetime(naive).isoformat().replace("+00:00", "Z"))  # what the client sends
value = {"At": naive, "Detail": {"At": naive}}
read = models.PutThingsResponse.model_validate(value)
assert read.at is naive
print(read.model_dump_json())
print(converter.to_json(converter.structure(value, classes.PutThingsResponse)))
print(models.PutThingsResponse(at=naive).model_dump_json())
print(converter.to_json(classes.PutThingsResponse(at=naive)))
part = parts.PutPartResponse.model_validate({"Part": {"Since": naive}})
print(part.model_dump_json())
print(part.part.model_dump_json())
part = converter.structure({"Part": {"Since": naive}}, parts_of_dataclasses.PutPartResponse)
print(converter.to_json(part))
for when in (naive, "2020-01-01t00:00:00", "2020-01-01"):
    print(models.PutThingsRequest(when=when).model_dump_json())
    print(converter.to_json(classes.PutThingsRequest(when=when)))
print(parts.Part(name="a", color="RED", since=naive, tags=[], by_name={}).model_dump_json())
"""


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "UTC"])
def test_times_without_an_offset(shared_verdicts: Verdicts, zone: str) -> None:
    """They are UTC in JSON, whatever the zone of the machine, as the client sends them."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", NAIVE],
        cwd=shared_verdicts.out,
        env={**os.environ, "TZ": zone},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 15
    for line in lines:
        assert "2020-01-01T00:00:00Z" in line
