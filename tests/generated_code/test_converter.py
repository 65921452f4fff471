"""The converter beside the user's own classes and hooks, and what it says of wrong data."""

import copy
import dataclasses
import json
import math
import pickle
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import cattrs
import pytest

from generated.dataclass_models import dynamodb, s3
from generated.dataclass_models.dynamodb import converter as dynamodb_converter
from generated.dataclass_models.s3.converter import (
    converter,
    from_json,
    json_converter,
    mistakes,
    structure,
    to_json,
    unstructure,
)
from support.commands import python
from support.verdicts import Verdicts

TIME = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)


# What is wrong.

ITEM = {"a": {"S": "x"}, "b": {"N": 1}, "c": {"L": [{"BOOL": True}, {"S": 2}]}, "d": {"X": "x"}}
WRONG_ITEM = {
    "TransactItems": [
        {"Put": {"TableName": "t", "Item": {"a": {"S": "x"}}}},
        {"Put": {"TableName": 5, "Item": ITEM, "Extra": 1}},
        {"Delete": {"TableName": "t"}},
    ],
    "ClientRequestTokens": "x",
}
MISTAKES = [
    "transact_items[1].put.item['b'].n: expected str, got int",
    "transact_items[1].put.item['c'].l[1].s: expected str, got int",
    "transact_items[1].put.item['d']: unknown members: X",
    "transact_items[1].put.table_name: expected str, got int",
    "transact_items[1].put: unknown members: Extra",
    "transact_items[2].delete.key: this member is required",
    "unknown members: ClientRequestTokens",
]


def refusal(structure: Any, *arguments: Any) -> Exception:
    """The error that is raised."""
    try:
        structure(*arguments)
    except Exception as error:
        return error
    pytest.fail("accepted")


@pytest.mark.parametrize("in_json", [False, True])
def test_every_mistake_has_its_place(in_json: bool) -> None:
    cls = dynamodb.TransactWriteItemsInput
    if in_json:
        error = refusal(dynamodb_converter.from_json, json.dumps(WRONG_ITEM), cls)
    else:
        error = refusal(dynamodb_converter.structure, WRONG_ITEM, cls)
    assert mistakes(error) == MISTAKES


def test_cattrs_explains_the_same_error() -> None:
    error = refusal(dynamodb_converter.structure, WRONG_ITEM, dynamodb.TransactWriteItemsInput)
    places = [line.rpartition(" @ ")[2] for line in cattrs.transform_error(error)]
    assert places[0] == "$.transact_items[1].put.item['b'].n"
    assert len(places) == len(MISTAKES)


def test_mistakes_in_an_instance_that_is_sent() -> None:
    item: Any = {"a": dynamodb.AttributeValue(s="x"), "b": {"N": 5}}
    error = refusal(dynamodb_converter.unstructure, dynamodb.PutItemInput(table_name="t", item=item))
    assert mistakes(error) == ["item['b'].n: expected str, got int"]


def test_data_that_is_wrong_as_a_whole() -> None:
    data: Any = [1]
    error = refusal(structure, data, s3.GetObjectRequest)
    assert mistakes(error) == ["expected a dict or GetObjectRequest, got list"]


UNIONS = """
from typing import Literal, NotRequired, TypedDict

class Cat(TypedDict):
    name: str
    lives: int
    toys: NotRequired[list[str]]

class Dog(TypedDict):
    name: str
    tricks: list[str]

class Home(TypedDict):
    pet: NotRequired[Cat | Dog]
    pets: NotRequired[list[Cat | Dog]]
    owner: NotRequired[Literal["nobody"] | Dog | list[int]]
    size: NotRequired[int | bool]
"""

# A value, and what is wrong with it.
MEANT = [
    ({"pet": {"name": "a", "lives": "9"}}, ["pet.lives: expected int, got str"]),
    ({"pet": {"name": "a", "tricks": ["sit", 1]}}, ["pet.tricks[1]: expected str, got int"]),
    ({"pets": [{"name": 1, "tricks": []}]}, ["pets[0].name: expected str, got int"]),
    (
        {"pet": {"name": 1, "lives": 9, "toys": [2]}},
        ["pet.name: expected str, got int", "pet.toys[0]: expected str, got int"],
    ),
    ({"pet": 5}, ["pet: expected Cat or Dog, got int"]),
    ({"owner": "me"}, ["owner: expected one of 'nobody'"]),
    ({"owner": [1, "2"]}, ["owner[1]: expected int, got str"]),
    ({"size": "1"}, ["size: expected int or bool, got str"]),
]


def built(folder: Path, source: str, text: str) -> Verdicts:
    """The output of all targets for a spec."""
    (folder / source).parent.mkdir(exist_ok=True)
    (folder / source).write_text(text)
    done = python("-m", "generator", "build", "--source", source, "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    return Verdicts(folder / "out")


def service_of(output: Verdicts) -> str:
    (name,) = [each.stem.removesuffix(".schema") for each in (output.out / "json_schema").iterdir()]
    return name


@pytest.fixture(scope="module")
def unions(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    return built(tmp_path_factory.mktemp("homes"), "homes.py", UNIONS)


@pytest.mark.parametrize(("value", "expected"), MEANT)
def test_mistakes_are_those_of_the_alternative_that_was_meant(
    unions: Verdicts, value: dict[str, Any], expected: list[str]
) -> None:
    service = service_of(unions)
    package = unions.package("dataclass_models", f"{service}.converter")
    cls = unions.package("dataclass_models", service).Home
    assert package.mistakes(refusal(package.structure, value, cls)) == expected
    assert package.mistakes(refusal(package.from_json, json.dumps(value), cls)) == expected


# NaN and the infinities.

PAGES = """
from typing import Any, NotRequired, TypedDict

class Page(TypedDict):
    any: NotRequired[Any]
    all: NotRequired[list[Any]]
    by_name: NotRequired[dict[str, Any]]
    tree: NotRequired["Tree"]
    number: NotRequired[float]

Tree = None | bool | int | float | str | list["Tree"] | dict[str, "Tree"]
"""
SHAPES = {
    "Document": {"type": "structure", "document": True, "members": {}},
    "Documents": {"type": "list", "member": {"shape": "Document"}},
    "ByName": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "Document"}},
    "String": {"type": "string"},
    "Page": {
        "type": "structure",
        "members": {"any": {"shape": "Document"}, "all": {"shape": "Documents"}, "by_name": {"shape": "ByName"}},
    },
}
SERVICE = {
    "metadata": {"protocol": "json", "serviceId": "Pages"},
    "operations": {
        "Put": {"name": "Put", "http": {"method": "POST", "requestUri": "/"}, "input": {"shape": "Page"}},
        "Get": {"name": "Get", "http": {"method": "POST", "requestUri": "/"}, "output": {"shape": "Found"}},
    },
    "shapes": {**SHAPES, "Found": SHAPES["Page"]},
}
NOT_FINITE = [math.nan, {"a": math.inf, "b": [-math.inf]}]
WRITTEN = ["NaN", {"a": "Infinity", "b": ["-Infinity"]}]
DOCUMENTS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"any": NOT_FINITE}, {"any": WRITTEN}),
    ({"all": NOT_FINITE}, {"all": WRITTEN}),
    ({"by_name": {"x": NOT_FINITE}}, {"by_name": {"x": WRITTEN}}),
]


@pytest.mark.parametrize(
    ("source", "text", "names", "values"),
    [
        (
            "pages.py",
            PAGES,
            ["Page"],
            [*DOCUMENTS, ({"tree": NOT_FINITE}, {"tree": WRITTEN}), ({"number": math.nan}, {"number": "NaN"})],
        ),
        ("pages/service-2.json", json.dumps(SERVICE), ["Page", "Found"], DOCUMENTS),
    ],
)
def test_what_json_has_no_number_for_is_text(
    tmp_path: Path, source: str, text: str, names: list[str], values: list[tuple[dict[str, Any], dict[str, Any]]]
) -> None:
    output = built(tmp_path, source, text)
    service = service_of(output)
    package = output.package("dataclass_models", f"{service}.converter")
    for name in names:
        for value, written in values:
            model = getattr(output.package("pydantic_models", service), name).model_validate(value)
            instance = package.structure(value, getattr(output.package("dataclass_models", service), name))
            assert json.loads(model.model_dump_json()) == json.loads(package.to_json(instance)) == written
            assert repr(model.model_dump()) == repr(package.unstructure(instance)) == repr(value)


def test_a_deep_value_takes_little_time(tmp_path: Path) -> None:
    """What a list or a dict holds is not looked at to find out which alternative it is."""
    output = built(tmp_path, "pages.py", PAGES)
    service = service_of(output)
    package = output.package("dataclass_models", f"{service}.converter")
    page = output.package("dataclass_models", service).Page
    tree: Any = 1
    for depth in range(80):
        tree = [tree, depth] if depth % 2 else {"a": tree}
    package.structure({"tree": []}, page)
    start = time.process_time()
    assert package.unstructure(package.structure({"tree": tree}, page)) == {"tree": tree}
    assert time.process_time() - start < 0.25


# What is shown.


def test_secrets_are_not_shown() -> None:
    request = s3.PutObjectRequest(bucket="b", key="k", sse_customer_key="secret", body=b"text")
    assert repr(request) == "PutObjectRequest(bucket='b', key='k', body=b'text')"


def test_a_value_that_contains_itself_is_shown() -> None:
    value = dynamodb.AttributeValue(m={})
    value.m = {"a": value}
    assert repr(value) == "AttributeValue(m={'a': ...})"


def test_dataclasses_are_what_they_were() -> None:
    response = s3.ListObjectsV2Output(contents=[s3.Object(key="k")], name="b")
    assert copy.deepcopy(response) == pickle.loads(pickle.dumps(response)) == response
    assert dataclasses.replace(response, name=None) == s3.ListObjectsV2Output(contents=[s3.Object(key="k")])
    assert not hasattr(response, "__dict__")


# The user's own classes.


@attrs.define
class Order:
    item: dynamodb.AttributeValue
    placed: datetime
    lines: list[dynamodb.AttributeValue] = attrs.field(factory=list)
    files: dict[str, s3.Object] = attrs.field(factory=dict)
    note: str | None = None


@dataclasses.dataclass
class Basket:
    orders: list[Order]
    request: s3.GetObjectRequest | None = None


ORDER: dict[str, Any] = {
    "item": {"S": "a"},
    "placed": TIME,
    "lines": [{"N": "1"}, {"L": [{"S": "b"}]}],
    "files": {"a": {"Key": "k", "Size": 3, "LastModified": TIME}},
    "note": None,
}
ORDER_IN_JSON = {**ORDER, "placed": "2025-01-02T03:04:05Z", "files": {"a": {"Key": "k", "Size": 3}}}
ORDER_IN_JSON["files"]["a"]["LastModified"] = ORDER_IN_JSON["placed"]


@pytest.mark.parametrize(("own", "order"), [(converter, ORDER), (json_converter, ORDER_IN_JSON)])
def test_classes_of_the_user_hold_generated_ones(own: cattrs.Converter, order: dict[str, Any]) -> None:
    data = {"orders": [order], "request": {"Bucket": "b", "Key": "k"}}
    basket = own.structure(data, Basket)
    (one,) = basket.orders
    assert one.lines[1] == dynamodb.AttributeValue(l=[dynamodb.AttributeValue(s="b")])
    assert one.files["a"].last_modified == one.placed == TIME
    assert basket.request == s3.GetObjectRequest(bucket="b", key="k")
    assert own.unstructure(basket) == data


@pytest.mark.parametrize("own", [converter, json_converter])
def test_containers_of_generated_classes(own: cattrs.Converter) -> None:
    key = {"Key": "k"}
    listed = own.structure([key, key], list[s3.Object])
    named = own.structure({"a": key}, dict[str, s3.Object])
    assert listed == [s3.Object(key="k")] * 2
    assert named == {"a": s3.Object(key="k")}
    assert own.unstructure(listed) == [key, key]
    assert own.unstructure(named) == {"a": key}
    assert mistakes(refusal(own.structure, [key, {"Size": "1"}], list[s3.Object])) == [
        "[1].size: expected int, got str"
    ]


@pytest.mark.parametrize("own", [converter, json_converter])
def test_mistakes_in_classes_of_the_user(own: cattrs.Converter) -> None:
    order = (ORDER if own is converter else ORDER_IN_JSON) | {"lines": [{"N": "1"}, {"N": 1}]}
    error = refusal(own.structure, {"orders": [order, {}]}, Basket)
    assert mistakes(error)[0] == "orders[0].lines[1].n: expected str, got int"
    assert "orders[1].item: this member is required" in mistakes(error)


@pytest.mark.parametrize("own", [converter, json_converter])
def test_requests_in_classes_of_the_user_are_checked(own: cattrs.Converter) -> None:
    bucket: Any = 5
    basket = Basket(orders=[], request=s3.GetObjectRequest(bucket=bucket, key="k"))
    assert mistakes(refusal(own.unstructure, basket)) == ["bucket: expected str, got int"]


@pytest.mark.parametrize("own", [converter, json_converter])
def test_code_for_a_class_is_made_once(monkeypatch: pytest.MonkeyPatch, own: cattrs.Converter) -> None:
    data = {"Contents": [{"Key": "k", "Owner": {"ID": "o"}}]}
    own.unstructure(own.structure(data, s3.ListObjectsV2Output))
    monkeypatch.delattr("generated.dataclass_models._class_code._Code")
    assert own.unstructure(own.structure(data, s3.ListObjectsV2Output)) == data


# Hooks of the user.

LISTING = {"Contents": [{"Key": "k", "Size": 3, "StorageClass": "NEW", "Owner": {"ID": "o"}}], "Name": "b"}


@pytest.mark.parametrize("own", [converter, json_converter])
def test_a_hook_for_a_class_counts_wherever_it_stands(own: cattrs.Converter) -> None:
    copy = own.copy()
    before = copy.structure(LISTING, s3.ListObjectsV2Output)
    copy.register_structure_hook(s3.Owner, lambda value, _: s3.Owner(id=value["ID"].upper()))
    copy.register_unstructure_hook(s3.Owner, lambda owner: {"ID": f"{owner.id}!"})
    after = copy.structure(LISTING, s3.ListObjectsV2Output)
    assert [each.contents[0].owner for each in (before, after)] == [s3.Owner(id="o"), s3.Owner(id="O")]
    assert copy.unstructure(after)["Contents"][0]["Owner"] == {"ID": "O!"}
    assert own.structure(LISTING, s3.ListObjectsV2Output) == before  # the original has no such hook
    assert own.unstructure(before) == LISTING


@pytest.mark.parametrize("own", [converter, json_converter])
def test_a_hook_for_a_scalar_counts_in_all_classes(own: cattrs.Converter) -> None:
    copy = own.copy()
    copy.register_structure_hook(int, lambda value, _: int(value) + 1)
    copy.register_unstructure_hook(str, lambda value: value.upper())
    assert copy.structure(LISTING, s3.ListObjectsV2Output).contents[0].size == 4
    request = copy.structure({"Bucket": "b", "MaxKeys": "5"}, s3.ListObjectsV2Request)
    assert request.max_keys == 6
    written = copy.unstructure(copy.structure(LISTING, s3.ListObjectsV2Output))
    assert (written["Name"], written["Contents"][0]["StorageClass"]) == ("B", "NEW")
    assert (written["Contents"][0]["Key"], written["Contents"][0]["Owner"]) == ("K", {"ID": "O"})


def test_an_error_of_a_hook_has_its_place() -> None:
    def refuse(value: Any, _: Any) -> s3.Owner:
        raise ValueError(f"not {value['ID']}")

    copy = converter.copy()
    copy.register_structure_hook(s3.Owner, refuse)
    error = refusal(copy.structure, LISTING, s3.ListObjectsV2Output)
    assert mistakes(error) == ["contents[0].owner: not o"]


@dataclasses.dataclass(slots=True, kw_only=True)
class Owner(s3.Owner):
    """A subclass with code of its own, which runs when an instance is made."""

    def __post_init__(self) -> None:
        self.id = f"{self.id}!"


@dataclasses.dataclass(slots=True, kw_only=True)
class Named(s3.Owner):
    labels: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(slots=True, kw_only=True)
class Counted(s3.Owner):
    """A subclass with a field that is no argument, and an `__init__` of its own."""

    count: int = dataclasses.field(init=False, default=1)

    def __init__(self, **members: Any) -> None:
        s3.Owner.__init__(self, **members)
        self.count = len(members)


def test_subclasses_with_code_and_defaults_of_their_own() -> None:
    assert structure({"ID": "a", "DisplayName": "b"}, Counted).count == 2
    assert structure({"ID": "a"}, Owner).id == "a!"
    one, other = structure({"ID": "a"}, Named), structure({"labels": ["x"]}, Named)
    assert (one.labels, other.labels) == ([], ["x"])
    assert one.labels is not structure({}, Named).labels
    assert unstructure(other) == {"labels": ["x"]}
    assert from_json(to_json(other), Named) == other
