"""Classes that travel both ways: strict when they are sent, liberal when they are received, and one class all the same.

The cases `shared_classes` and `shared_in_documents` have what services of AWS have, and circles and lists besides.
"""

import copy
import json
import pickle
import textwrap
from collections.abc import Callable
from datetime import datetime
from typing import Any
from unittest.mock import Mock

import pydantic
import pytest
from botocore.exceptions import ClientError
from pydantic import BaseModel, TypeAdapter, field_validator, model_validator, validate_call
from pydantic.json_schema import models_json_schema

from support.commands import python
from support.stubbed_client import Response, StubbedClient
from support.verdicts import Verdicts

pytestmark = pytest.mark.filterwarnings("error")

Problems = list[tuple[str, str]]
# What a `Tag` that is sent must not be.
NOT_SENT = {"Key": "", "Unheard": 1}


@pytest.fixture
def models(shared_verdicts: Verdicts) -> Any:
    return shared_verdicts.package("pydantic_models", "shared_classes")


@pytest.fixture
def parts(shared_verdicts: Verdicts) -> Any:
    """Shared classes with lists, maps and a circle."""
    return shared_verdicts.package("pydantic_models", "shared_in_documents")


@pytest.fixture
def classes(shared_verdicts: Verdicts) -> Any:
    return shared_verdicts.package("dataclass_models", "shared_classes")


@pytest.fixture
def converter(shared_verdicts: Verdicts) -> Any:
    return shared_verdicts.package("dataclass_models", "shared_classes.converter")


def problems(call: Callable[..., object], *arguments: object, **members: object) -> Problems:
    """Where a value is wrong, and how."""
    with pytest.raises(pydantic.ValidationError) as caught:
        call(*arguments, **members)
    return [(".".join(map(str, each["loc"])), each["type"]) for each in caught.value.errors()]


def is_refused(call: Callable[..., object], *arguments: object, **members: object) -> bool:
    try:
        call(*arguments, **members)
    except Exception:
        return True
    return False


# What is sent


def test_strict_when_made(models: Any) -> None:
    assert problems(models.Tag) == [("Key", "missing")]
    assert problems(models.Tag, key="a", vlaue="b") == [("vlaue", "extra_forbidden")]
    assert problems(models.Tag, key="") == [("key", "string_too_short")]
    assert problems(models.Tag, key=None) == [("key", "string_type")]
    assert problems(models.Tag.model_validate, {"Key": 1}) == [("Key", "string_type")]
    assert problems(models.Tag.model_validate_json, '{"Key": ""}') == [("Key", "string_too_short")]
    assert problems(TypeAdapter(models.Tag).validate_python, {}) == [("Key", "missing")]
    assert problems(TypeAdapter(list[models.Tag]).validate_python, [{}]) == [("0.Key", "missing")]


def test_strict_in_a_request(models: Any) -> None:
    def put(**members: Any) -> Problems:
        return problems(models.PutThingsRequest.model_validate, members)

    assert put(Tag=NOT_SENT) == [("Tag.Key", "string_too_short"), ("Tag.Unheard", "extra_forbidden")]
    assert put(Tags=[{"Key": "a"}, {}]) == [("Tags.1.Key", "missing")]
    assert put(TagLists=[[{}]]) == [("TagLists.0.0.Key", "missing")]
    assert put(ByName={"a": {}}) == [("ByName.a.Key", "missing")]
    assert put(ListsByName={"a": [{}]}) == [("ListsByName.a.0.Key", "missing")]
    assert put(Settings={"Name": "a", "Color": "GREEN", "Tag": {}}) == [
        ("Settings.Color", "literal_error"),
        ("Settings.Tag.Key", "missing"),
    ]
    assert put(Choices=[{"Tag": {}}]) == [("Choices.0.Tag.Key", "missing")]
    assert put(Choice={"Count": 0}) == [("Choice.Count", "too_small")]
    for choice in ({}, {"Text": "a", "Count": 1}, {"Text": None}):
        assert put(Choice=choice) == [("Choice", "value_error")]
    text = '{"Tags": [{}], "Choices": [{}]}'
    assert problems(models.PutThingsRequest.model_validate_json, text) == [
        ("Tags.0.Key", "missing"),
        ("Choices.0", "value_error"),
    ]


def test_strict_with_lists_maps_and_circles(parts: Any) -> None:
    part = {"Name": "a", "Color": "RED", "Since": "yesterday", "Tags": ({"Key": "a"},), "ByName": {}}
    with pytest.raises(pydantic.ValidationError):
        parts.Part.model_validate(part)
    made = parts.Part.model_validate({**part, "Since": 0, "Data": "text"})
    assert (made.since, made.data, made.tags) == (0, "text", [parts.Tag(key="a")])
    assert problems(parts.Part, name="a", color="GREEN", since=0) == [
        ("color", "literal_error"),
        ("Tags", "missing"),
        ("ByName", "missing"),
    ]
    assert problems(parts.Part.model_validate, {**part, "Since": 0, "Tags": None}) == [("Tags", "list_type")]
    branch = {"Name": "a", "Leaf": {"Name": "b", "Branches": [{"Name": "c", "Leaf": {}}, {}]}}
    missing = [("Leaf.Branches.0.Leaf.Name", "missing"), ("Leaf.Branches.1.Name", "missing")]
    assert problems(parts.Branch.model_validate, branch) == missing
    assert problems(parts.PutPartRequest.model_validate, {"Branch": branch}) == [
        (f"Branch.{path}", kind) for path, kind in missing
    ]


# What is received

RECEIVED: dict[str, Any] = {
    "Tag": {},
    "Tags": [NOT_SENT, {}, None, {"Key": "a"}],
    "TagLists": [[{}], None],
    "ByName": {"a": {"Key": None}, "b": None},
    "ListsByName": {"a": [{}]},
    "Settings": {"Name": "", "Color": "GREEN", "Count": 0, "Tag": {}, "Choice": {}, "Unheard": 1},
    "Named": {"a": {}},
    "Choice": {"Text": "a", "Tag": {}},
    "Choices": [{}, {"SDK_UNKNOWN_MEMBER": {"name": "New"}}],
    "Branch": {"Leaf": {"Branch": {"Tag": {}}}},
    "Unheard": 1,
}


@pytest.mark.parametrize("in_json", [False, True])
def test_liberal_in_a_response(models: Any, in_json: bool) -> None:
    cls = models.PutThingsResponse
    response = cls.model_validate_json(json.dumps(RECEIVED)) if in_json else cls.model_validate(RECEIVED)
    assert [type(each) for each in response.tags] == [models.Tag] * 3
    assert [each.key for each in response.tags] == ["", None, "a"]
    for tag in (response.tag, response.tag_lists[0][0], response.by_name["a"], response.lists_by_name["a"][0]):
        assert type(tag) is models.Tag
        assert tag.key is None
    assert list(response.by_name) == ["a"]
    assert type(response.settings) is type(response.named["a"]) is models.Settings
    assert (response.settings.name, response.settings.color, response.settings.count) == ("", "GREEN", 0)
    assert type(response.settings.tag) is models.Tag
    assert type(response.settings.choice) is models.Choice
    assert (response.choice.text, type(response.choice.tag)) == ("a", models.Tag)
    assert [type(each) for each in response.choices] == [models.Choice] * 2
    assert type(response.branch.leaf.branch.tag) is models.Tag
    assert cls.model_validate_json(response.model_dump_json()) == response
    assert cls.model_validate(response.model_dump()) == response


@pytest.mark.parametrize("in_json", [False, True])
def test_liberal_with_lists_maps_and_circles(parts: Any, in_json: bool) -> None:
    value = {
        "Part": {"Color": "GREEN", "Tags": [{}, None], "More": None, "Lists": [{"a": {}}]},
        "Parts": [{"Tags": None, "ByName": {"a": {}}}],
        "Branch": {"Leaf": {"Branches": [{"Leaf": {"Tag": {}}}, None]}},
        "Leaves": {"a": {"Branches": [{}]}},
    }
    cls = parts.PutPartResponse
    response = cls.model_validate_json(json.dumps(value)) if in_json else cls.model_validate(value)
    part = response.part
    assert (type(part), part.name, part.color, part.since, part.more) == (parts.Part, None, "GREEN", None, [])
    assert type(part.tags[0]) is type(part.lists[0]["a"]) is parts.Tag
    assert response.parts[0].tags == []
    assert type(response.parts[0].by_name["a"]) is parts.Tag
    leaf = response.branch.leaf.branches[0].leaf
    assert (type(response.branch), type(leaf), type(leaf.tag)) == (parts.Branch, parts.Leaf, parts.Tag)
    assert type(response.leaves["a"].branches[0]) is parts.Branch
    assert cls.model_validate_json(response.model_dump_json()) == response
    assert cls.model_validate(response.model_dump()) == response


def test_liberal_in_errors_events_and_pages(shared_verdicts: Verdicts, models: Any) -> None:
    calls = shared_verdicts.package("pydantic_models", "_calls")
    details = {"Error": {"Code": "ConflictException", "Message": "no"}, "Tags": [NOT_SENT], "Tag": {}}
    error = calls.read_error(ClientError(details, "PutThings"), models)
    assert type(error) is models.ConflictException
    assert (error.message, type(error.tags[0]), error.tags[0].key, error.tag.key) == ("no", models.Tag, "", None)
    watched = models.WatchThingsResponse.model_validate({"Stream": [{"Tagged": {"Tag": NOT_SENT}}, {"Tagged": {}}]})
    first, second = watched.stream
    assert (type(first.tagged.tag), first.tagged.tag.key, second.tagged.tag) == (models.Tag, "", None)

    client = Mock(spec=["get_paginator"])
    client.get_paginator.return_value.paginate.return_value = [{"Items": [NOT_SENT]}, {"Items": [{}]}, {}]
    pages = [*calls.pages(client, models.ListThingsRequest(next_token="a"))]
    client.get_paginator.return_value.paginate.assert_called_once_with(NextToken="a")
    assert [[each.key for each in page.items] for page in pages] == [[""], [None], []]
    assert all(type(each) is models.Tag for page in pages for each in page.items)


def test_response_made_by_hand(models: Any, parts: Any) -> None:
    tag, choice = models.Tag(key="a"), models.Choice(text="a")
    response = models.PutThingsResponse(tag=tag, tags=[tag], by_name={"a": tag}, choices=[choice])
    assert response.tag is response.tags[0] is response.by_name["a"] is tag
    assert response.choices[0] is choice
    received = models.PutThingsResponse.model_validate(
        {"Tag": {"Key": "a"}, "Tags": [{"Key": "a"}], "ByName": {"a": {"Key": "a"}}, "Choices": [{"Text": "a"}]}
    )
    assert response == received
    branch = parts.Branch(name="a", leaf=parts.Leaf(name="b", branches=[parts.Branch(name="c")]))
    assert parts.PutPartResponse(branch=branch).branch is branch


# One class


def received_tag(models: Any, **members: Any) -> Any:
    (tag,) = models.ListThingsResponse.model_validate({"Items": [members]}).items
    return tag


def test_received_instance_is_an_instance_like_others(models: Any) -> None:
    made, received = models.Tag(key="a"), received_tag(models, Key="a")
    assert type(received) is models.Tag
    assert received == made
    assert made == received
    assert received != models.Tag(key="b") != received
    assert repr(received) == repr(made) == "Tag(key='a')"
    assert str(received) == str(made)
    assert dict(received) == dict(made) == {"key": "a", "value": None}
    assert received.model_fields_set == made.model_fields_set == {"key"}
    assert received.model_extra is made.model_extra is None
    assert is_refused(hash, received) is is_refused(hash, made) is True
    for by_alias in (True, False):
        for dump in ("model_dump", "model_dump_json"):
            assert getattr(received, dump)(by_alias=by_alias) == getattr(made, dump)(by_alias=by_alias)
    assert received.model_dump(by_alias=False) == {"key": "a"}
    assert models.Tag.model_validate_json(received.model_dump_json()) == received
    assert list(models.Tag.model_fields) == ["key", "value"]
    match received:
        case models.Tag(key=key):
            assert key == "a"
        case _:
            raise AssertionError


def copies(value: Any) -> list[Any]:
    pickled = [pickle.loads(pickle.dumps(value, protocol)) for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)]
    return [*pickled, copy.copy(value), copy.deepcopy(value), value.model_copy(), value.model_copy(deep=True)]


def test_copies(models: Any, parts: Any) -> None:
    """Copies are judged as the instance was."""
    received = received_tag(models)
    for each in copies(received):
        assert type(each) is models.Tag
        assert each == received
        assert problems(models.PutThingsRequest, tag=each) == [("tag.Key", "missing")]
    for each in copies(received_tag(models, Key="a")):
        assert each == models.Tag(key="a")
        assert models.PutThingsRequest(tag=each).tag == each
    made = models.Tag(key="a")
    for each in copies(made):
        assert each == made
        assert models.PutThingsRequest(tag=each).tag is each
    for response in (
        models.PutThingsResponse.model_validate(RECEIVED),
        parts.PutPartResponse.model_validate({"Part": {}, "Branch": {"Leaf": {"Branches": [{}]}}}),
    ):
        for each in copies(response):
            assert each == response
            assert repr(each) == repr(response)


def test_received_instance_is_dumped_as_in_its_response(models: Any, parts: Any) -> None:
    response = parts.PutPartResponse.model_validate(
        {"Part": {"Color": "GREEN", "Since": datetime(2020, 1, 1), "More": []}}
    )
    for options in ({}, {"by_alias": False}, {"mode": "json"}, {"exclude": {"more"}}, {"exclude_unset": True}):
        key = "part" if "by_alias" in options else "Part"
        within = {"exclude": {"part": options["exclude"]}} if "exclude" in options else options
        assert response.part.model_dump(**options) == response.model_dump(**within)[key]
        if "mode" not in options:
            assert f'{{"{key}":{response.part.model_dump_json(**options)}}}' == response.model_dump_json(**within)
    assert response.part.model_dump_json() == '{"Color":"GREEN","Since":"2020-01-01T00:00:00Z","More":[]}'
    assert response.part.model_dump_json(indent=1).startswith('{\n "Color"')
    settings = models.PutThingsResponse.model_validate({"Settings": {"Name": 5, "Tag": {"Key": {"a": 1}}}}).settings
    assert settings.model_dump() == {"Name": 5, "Tag": {"Key": {"a": 1}}}
    assert settings.model_dump_json() == '{"Name":5,"Tag":{"Key":{"a":1}}}'
    again = pickle.loads(pickle.dumps(settings))
    assert again.model_dump_json() == settings.model_dump_json()


def test_attributes_may_be_set(models: Any) -> None:
    received = received_tag(models)
    received.key = "b"
    assert received == models.Tag(key="b")
    assert models.PutThingsRequest(tag=received).tag == models.Tag(key="b")


# What was received, and is sent again


def test_received_instance_is_judged_in_a_request(models: Any) -> None:
    good, short, empty = models.ListThingsResponse.model_validate({"Items": [{"Key": "a"}, NOT_SENT, {}]}).items
    made = models.Tag(key="m")
    request = models.PutThingsRequest(
        tag=good, tags=[made, good], tag_lists=[[made, good]], by_name={"a": made, "b": good}
    )
    request_by_alias = models.PutThingsRequest.model_validate({"Tag": good, "Tags": (made, good)})
    assert request_by_alias.tags == request.tags
    for sent in (request.tags[0], request_by_alias.tags[0], request.tag_lists[0][0], request.by_name["a"]):
        assert sent is made
    for sent in (request.tag, request.tags[1], request.tag_lists[0][1], request.by_name["b"]):
        assert sent == good
        assert sent is not good
        assert models.PutThingsRequest(tag=sent).tag is sent  # not judged again
    assert problems(models.PutThingsRequest, tag=short, tags=[made, good, empty]) == [
        ("tag.key", "string_too_short"),
        ("tags.2.Key", "missing"),
    ]
    assert problems(models.PutThingsRequest, tag_lists=[[empty]]) == [("tag_lists.0.0.Key", "missing")]
    assert problems(models.PutThingsRequest, by_name={"a": empty}) == [("by_name.a.Key", "missing")]
    assert problems(models.PutThingsRequest, lists_by_name={"a": (empty,)}) == [("lists_by_name.a.0.Key", "missing")]
    assert problems(models.PutThingsRequest, branch={"Name": "a", "Leaf": {"Name": "b", "Tag": empty}}) == [
        ("branch.Leaf.Tag.Key", "missing")
    ]
    # The received ones are as they were, and still received.
    assert (good.key, short.key, empty.key) == ("a", "", None)
    assert problems(models.PutThingsRequest, tags=[short]) == [("tags.0.key", "string_too_short")]
    assert models.PutThingsRequest(tag=good).tag is not good


def test_received_instance_is_judged_in_a_shared_class_and_a_union(models: Any) -> None:
    empty, good = received_tag(models), received_tag(models, Key="a")
    assert problems(models.Settings, name="a", color="RED", tag=empty) == [("tag.Key", "missing")]
    assert models.Settings(name="a", color="RED", tag=good).tag == good
    assert problems(models.Choice, tag=empty) == [("tag.Key", "missing")]
    received = models.PutThingsResponse.model_validate(
        {
            "Settings": {"Name": "a", "Color": "RED", "Tag": {"Key": "a"}, "Choice": {"Text": "a"}, "Unheard": 1},
            "Named": {"a": {"Name": "a", "Color": "GREEN", "Tag": {}, "Choice": {}}},
            "Choices": [{"Text": "a"}, {"Text": "a", "Count": 1}, {}],
        }
    )
    request = models.PutThingsRequest(settings=received.settings, choices=received.choices[:1])
    assert request.settings == received.settings
    assert request.settings is not received.settings
    assert request.choices == [models.Choice(text="a")]
    assert problems(models.PutThingsRequest, named=received.named, choices=received.choices) == [
        ("named.a.color", "literal_error"),
        ("named.a.tag.Key", "missing"),
        ("named.a.choice", "value_error"),
        ("choices.1", "value_error"),
        ("choices.2", "value_error"),
    ]
    made = models.Settings(name="a", color="RED", tag=models.Tag(key="a"), choice=models.Choice(count=1))
    assert models.PutThingsRequest(settings=made).settings is made


def test_received_instance_with_lists_and_circles_is_judged(parts: Any) -> None:
    part = {"Name": "a", "Color": "RED", "Since": 0, "Tags": [{"Key": "a"}], "ByName": {"a": {"Key": "a"}}}
    response = parts.PutPartResponse.model_validate(
        {
            "Parts": [part, {**part, "Tags": None}, {**part, "More": [{}], "Lists": [{"a": {}}]}],
            "Branch": {"Name": "a", "Leaf": {"Name": "b", "Branches": [{"Leaf": {}}]}},
            "Leaves": {"a": {"Name": "a", "Branches": None}},
        }
    )
    good = response.parts[0]
    assert parts.PutPartRequest(part=good, parts=[good]).parts == [good]
    assert parts.PutPartRequest(leaves=response.leaves).leaves == response.leaves
    assert problems(parts.PutPartRequest, parts=response.parts, branch=response.branch) == [
        ("parts.1.Tags", "missing"),
        ("parts.2.more.0.Key", "missing"),
        ("parts.2.lists.0.a.Key", "missing"),
        ("branch.leaf.branches.0.Name", "missing"),
        ("branch.leaf.branches.0.leaf.Name", "missing"),
    ]


# In the user's own code


def test_in_models_and_functions_of_the_user(models: Any) -> None:
    received = received_tag(models)

    class Mine(BaseModel):
        tag: models.Tag
        tags: list[models.Tag] = []
        response: models.PutThingsResponse | None = None
        again: models.Tag | None = None

    mine = Mine(tag=received, tags=[received])
    assert mine.tag is mine.tags[0] is received
    assert problems(Mine, tag={}, response={"Tags": [{}]}, again={}) == [
        ("tag.Key", "missing"),
        ("again.Key", "missing"),
    ]
    mine = Mine(tag={"Key": "a"}, response={"Tags": [{}]}, again={"Key": "b"})
    assert mine.response
    assert type(mine.response.tags[0]) is models.Tag
    assert TypeAdapter(models.Tag).validate_python(received) is received

    @validate_call
    def identity(tag: models.Tag) -> models.Tag:
        return tag

    assert identity(received) is received
    assert identity({"Key": "a"}) == models.Tag(key="a")
    assert problems(identity, {}) == [("0.Key", "missing")]
    # Serialization of the user's model: no warning, as warnings are errors here.
    assert Mine(tag=received).model_dump(exclude_none=True) == {"tag": {}, "tags": []}


def test_subclasses_of_the_user(models: Any) -> None:
    class MyTag(models.Tag):  # type: ignore[misc]
        @property
        def shouted(self) -> Any:
            return self.key.upper()

    class Checked(models.Tag):  # type: ignore[misc]
        note: str = "none"

        @field_validator("key")
        @classmethod
        def _lower(cls, value: Any) -> Any:
            return value if value is None else value.lower()

        @model_validator(mode="after")
        def _note(self) -> Any:
            self.__dict__["note"] = "seen"
            return self

    class MyResponse(models.PutThingsResponse):  # type: ignore[misc]
        mine: list[MyTag] = []  # noqa: RUF012
        checked: list[Checked] = []  # noqa: RUF012

    received_tag(models)  # so that `Tag` has its received half before its subclasses
    for cls in (MyTag, Checked):
        assert problems(cls, key="") == [("key", "string_too_short")]
        assert problems(cls) == [("Key", "missing")]
    response = MyResponse.model_validate(
        {"Tags": [{}], "mine": [{"Key": "a", "Unheard": 1}, {}], "checked": [{"Key": "A"}, {}]}
    )
    assert type(response.tags[0]) is models.Tag
    assert [type(each) for each in response.mine] == [MyTag] * 2
    assert response.mine[0].shouted == "A"
    assert response.mine[0] == MyTag(key="a")
    assert [type(each) for each in response.checked] == [Checked] * 2
    assert (response.checked[0].key, response.checked[0].note) == ("a", "seen")
    assert type(MyTag(key="a")) is MyTag
    mine = MyTag(key="a")
    assert models.PutThingsResponse(tags=[mine]).tags[0] is mine
    assert models.PutThingsRequest(tags=[mine]).tags[0] is mine
    sent = models.PutThingsRequest(tags=response.mine[:1]).tags[0]
    assert (type(sent), sent) == (MyTag, mine)
    assert problems(models.PutThingsRequest, tags=response.mine) == [("tags.1.Key", "missing")]
    assert MyResponse().tags == MyResponse().mine == []
    assert MyResponse.model_json_schema()


def test_subclasses_of_a_union(models: Any) -> None:
    class MyChoice(models.Choice):  # type: ignore[misc]
        @model_validator(mode="before")
        @classmethod
        def _unchanged(cls, value: Any) -> Any:
            return value

    class MyResponse(models.PutThingsResponse):  # type: ignore[misc]
        mine: MyChoice | None = None

    for _ in range(2):
        assert problems(MyChoice) == [("", "value_error")]
        assert problems(TypeAdapter(MyChoice).validate_python, {}) == [("", "value_error")]
        assert MyChoice(text="a").text == "a"
        assert type(MyResponse.model_validate({"mine": {}}).mine) is MyChoice
        MyChoice.model_rebuild(force=True)


# `model_rebuild`, threads: each in a fresh process

CHECK = """
import itertools, json, os, pickle, sys, threading
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_models import _received, shared_classes as models, shared_in_documents as parts

def refused(call, *arguments, **members):
    try:
        call(*arguments, **members)
    except ValidationError:
        return True
    return False

def check():
    value = {"Tags": [{}, {"Key": "a"}], "Settings": {"Tag": {}, "Choice": {}}, "Choices": [{}]}
    for response in (
        models.PutThingsResponse.model_validate(value),
        models.PutThingsResponse.model_validate_json(json.dumps(value)),
    ):
        assert [type(each) for each in response.tags] == [models.Tag] * 2
        assert type(response.settings) is models.Settings
        assert type(response.settings.tag) is models.Tag
        assert type(response.settings.choice) is type(response.choices[0]) is models.Choice
        assert response.tags[1] == models.Tag(key="a")
        assert pickle.loads(pickle.dumps(response)) == response
        assert refused(models.PutThingsRequest, tags=response.tags)
        assert refused(models.PutThingsRequest, choices=response.choices)
        assert models.PutThingsRequest(tags=response.tags[1:]).tags == [models.Tag(key="a")]
    for cls in (models.Tag, models.Settings, models.Choice):
        assert refused(cls)
        assert refused(TypeAdapter(list[cls]).validate_python, [{}])
    assert refused(models.PutThingsRequest.model_validate, {"Tags": [{}]})
    assert refused(models.PutThingsRequest.model_validate, {"Choice": {}})
    assert type(models.ConflictException.model_validate({"Tag": {}}).tag) is models.Tag
    value = {"Branch": {"Leaf": {"Branches": [{"Leaf": {"Tag": {}}}]}}, "Part": {"Lists": [{"a": {}}]}}
    read = parts.PutPartResponse.model_validate(value)
    leaf = read.branch.leaf.branches[0].leaf
    assert (type(read.branch), type(leaf), type(leaf.tag)) == (parts.Branch, parts.Leaf, parts.Tag)
    assert type(read.part.lists[0]["a"]) is parts.Tag
    assert refused(parts.PutPartRequest, branch=read.branch)
    assert refused(parts.PutPartRequest.model_validate, {"Branch": {"Name": "a", "Leaf": {}}})
    names = set(models.PutThingsResponse.model_json_schema()["$defs"])
    assert {"TagReceived", "SettingsReceived", "ChoiceReceived"} <= names, names
    assert not {"Tag", "Settings", "Choice"} & names, names
    assert "Tag" in models.PutThingsRequest.model_json_schema()["$defs"]
"""


def run_fresh(output: Verdicts, script: str) -> None:
    done = python("-W", "error", "-c", CHECK + textwrap.dedent(script), cwd=output.out)
    assert done.returncode == 0, done.stderr[-3000:]


def test_rebuilt_in_every_order(shared_verdicts: Verdicts) -> None:
    run_fresh(
        shared_verdicts,
        """
        def rebuild(order):
            for cls in order:
                assert cls.model_rebuild(force=True)

        orders = [
            *itertools.permutations([models.Tag, models.Settings, models.PutThingsRequest, models.PutThingsResponse]),
            *itertools.permutations([parts.Tag, parts.Branch, parts.Leaf, parts.PutPartResponse]),
            [models.Choice, models.ConflictException],
            [models.Tag],
            [models.PutThingsResponse],
        ]
        for order in orders:
            for is_used_before in (False, True):
                if not (child := os.fork()):
                    try:
                        if is_used_before:
                            check()
                        rebuild(order)
                        check()
                        rebuild(order[::-1])
                        check()
                    except BaseException:
                        sys.excepthook(*sys.exc_info())
                        os._exit(1)
                    os._exit(0)
                assert os.waitpid(child, 0)[1] == 0, (order, is_used_before)
        """,
    )


@pytest.mark.parametrize("is_imported_before", [False, True])
def test_threads_that_read_the_first_response(shared_verdicts: Verdicts, is_imported_before: bool) -> None:
    for _ in range(3):
        run_fresh(
            shared_verdicts,
            f"""
            if {is_imported_before}:
                models.PutThingsResponse, models.PutThingsRequest, parts.PutPartResponse
            """
            """
            sys.setswitchinterval(1e-6)
            barrier = threading.Barrier(16)
            wrong, made = [], []
            make = _received._make_half
            _received._make_half = lambda cls: made.append(cls) or make(cls)

            def run(number):
                barrier.wait()
                try:
                    if number % 4 == 1:
                        assert refused(models.PutThingsRequest.model_validate, {"Tags": [{}]})
                    if number % 4 == 2:
                        class Mine(BaseModel):
                            tag: models.Tag
                            response: models.PutThingsResponse
                        mine = Mine(tag={"Key": "a"}, response={"Tags": [{}]})
                        assert type(mine.response.tags[0]) is models.Tag
                        assert refused(Mine, tag={}, response={})
                    if number % 4 == 3:
                        class MyResponse(models.PutThingsResponse):
                            mine: list[models.Tag] = []
                        assert type(MyResponse.model_validate({"mine": [{}]}).mine[0]) is models.Tag
                    check()
                except BaseException as error:
                    wrong.append(repr(error))

            threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(16)]
            for each in threads:
                each.start()
            for each in threads:
                each.join(60)
            assert not any(each.is_alive() for each in threads), "deadlock"
            assert not wrong, wrong
            assert len(made) == len(set(made)), made  # the received half of a class is made once
            """
            f"""
            assert bool(made) is not {is_imported_before}, made
            """,
        )


# JSON Schema


def schema_of(output: Verdicts, service: str) -> Any:
    return json.loads((output.out / "json_schema" / f"{service}.schema.json").read_text())


def test_two_definitions_in_json_schema(shared_verdicts: Verdicts) -> None:
    definitions = schema_of(shared_verdicts, "shared_classes")["$defs"]
    assert definitions["Tag"]["required"] == ["Key"]
    assert definitions["Tag"]["additionalProperties"] is False
    assert "required" not in definitions["TagReceived"]
    assert "additionalProperties" not in definitions["TagReceived"]
    assert "#/$defs/TagReceived" in json.dumps(definitions["SettingsReceived"])
    assert '#/$defs/Tag"' not in json.dumps(definitions["SettingsReceived"])
    assert "Received" not in json.dumps([definitions["Settings"], definitions["PutThingsRequest"]])
    for name in ("PutThingsResponse", "ConflictException", "ListThingsResponse"):
        assert '#/$defs/Tag"' not in json.dumps(definitions[name])
        assert "#/$defs/TagReceived" in json.dumps(definitions[name])


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_names_are_those_of_our_schema(shared_verdicts: Verdicts, models: Any, parts: Any, mode: Any) -> None:
    received_tag(models)
    for package, service in ((models, "shared_classes"), (parts, "shared_in_documents")):
        ours = schema_of(shared_verdicts, service)["$defs"]
        roots = [getattr(package, name) for pair in package.OPERATIONS.values() for name in pair if name]
        for root in roots:
            theirs = root.model_json_schema(mode=mode)
            assert set(theirs.get("$defs", {})) <= set(ours)
        _, everything = models_json_schema([(root, mode) for root in roots], ref_template="#/$defs/{model}")
        shared = {name for name in ours if f"{name}Received" in ours}
        assert shared
        shared -= {"Colors"}  # a type with a name, which pydantic does not name
        assert shared | {f"{name}Received" for name in shared} <= set(everything["$defs"]) <= set(ours)
        text = json.dumps(everything)
        assert "_received" not in text
        assert "\\u0000" not in text
        assert "__" not in text
        for name in shared:
            strict, liberal = everything["$defs"][name], everything["$defs"][f"{name}Received"]
            assert (strict["title"], liberal["title"]) == (name, f"{name}Received")
            assert strict["additionalProperties"] is False
            assert "additionalProperties" not in liberal
            assert "required" not in liberal
            assert set(strict["properties"]) == set(liberal["properties"]) == set(ours[name]["properties"])
            assert strict.get("description") == liberal.get("description")


def test_schema_of_a_union_says_one_member_when_it_is_sent(models: Any) -> None:
    sent = models.PutThingsRequest.model_json_schema()["$defs"]["Choice"]
    received = models.PutThingsResponse.model_json_schema()["$defs"]["ChoiceReceived"]
    assert (sent["minProperties"], sent["maxProperties"]) == (1, 1)
    assert not {"minProperties", "maxProperties"} & received.keys()
    assert models.Choice.model_json_schema()["maxProperties"] == 1


def test_schemas_of_models_of_the_user(models: Any) -> None:
    class Mine(BaseModel):
        tag: models.Tag
        response: models.ListThingsResponse

    names = {"Tag", "TagReceived", "ListThingsResponse", "ResponseMetadata"}
    for mode in ("validation", "serialization"):
        schema = Mine.model_json_schema(mode=mode)
        assert set(schema["$defs"]) == names
        assert "_received" not in json.dumps(schema)
    for name in ("Tag", "ListThingsResponse", "PutThingsResponse"):
        for mode in ("validation", "serialization"):
            schema = getattr(models, name).model_json_schema(mode=mode, by_alias=False)
            assert "_received" not in json.dumps(schema)


# The converter


def test_converter_judges_by_the_way_of_a_value(classes: Any, converter: Any) -> None:
    structure = converter.structure
    value: dict[str, Any]
    for value in ({}, {"Key": ""}, {"Key": None}, {"Key": "a", "Unheard": 1}, {"Key": 1}):
        assert is_refused(structure, value, classes.Tag)
        assert is_refused(structure, {"Tags": [value]}, classes.PutThingsRequest)
        assert is_refused(converter.from_json, json.dumps(value), classes.Tag)
    for value in ({}, {"Text": "a", "Count": 1}, {"Count": 0}, {"Color": "GREEN"}, {"Tag": {}}):
        assert is_refused(structure, value, classes.Choice)
        assert is_refused(structure, {"Choices": [value]}, classes.PutThingsRequest)
    assert structure({"Key": "a"}, classes.Tag) == classes.Tag(key="a")
    for response in (
        structure(RECEIVED, classes.PutThingsResponse),
        converter.from_json(json.dumps(RECEIVED), classes.PutThingsResponse),
    ):
        assert [each.key for each in response.tags] == ["", None, "a"]
        assert all(type(each) is classes.Tag for each in response.tags)
        assert response.tags[2] == classes.Tag(key="a")
        assert type(response.settings) is classes.Settings
        assert (response.settings.color, response.settings.count) == ("GREEN", 0)
        assert (response.choice.text, type(response.choice.tag)) == ("a", classes.Tag)
        assert converter.structure(converter.unstructure(response), classes.PutThingsResponse) == response
        assert converter.from_json(converter.to_json(response), classes.PutThingsResponse) == response
        for each in (pickle.loads(pickle.dumps(response)), copy.copy(response), copy.deepcopy(response)):
            assert each == response
        assert structure({"Tags": response.tags[2:]}, classes.PutThingsRequest).tags == [classes.Tag(key="a")]
        for tag in response.tags[:2]:
            assert is_refused(structure, {"Tags": [tag]}, classes.PutThingsRequest)
            assert is_refused(converter.unstructure, classes.PutThingsRequest(tags=[tag]))
            assert is_refused(converter.to_json, classes.PutThingsRequest(by_name={"a": tag}))
        assert is_refused(structure, {"Choice": response.choice}, classes.PutThingsRequest)
    error = structure({"Tag": {}, "Tags": [NOT_SENT]}, classes.ConflictException)
    assert (error.tag.key, error.tags[0].key) == (None, "")


def test_converter_reads_lists_maps_and_circles(shared_verdicts: Verdicts) -> None:
    parts = shared_verdicts.package("dataclass_models", "shared_in_documents")
    structure = shared_verdicts.package("dataclass_models", "shared_in_documents.converter").structure
    value = {
        "Part": {"Tags": [{}, None], "Lists": [{"a": {}}]},
        "Parts": [{"Tags": None}],
        "Branch": {"Leaf": {"Branches": [{"Leaf": {}}]}},
    }
    response = structure(value, parts.PutPartResponse)
    assert response.part.tags == [parts.Tag(key=None)]
    assert (response.part.by_name, response.parts[0].tags) == ({}, [])
    assert type(response.branch.leaf.branches[0].leaf) is parts.Leaf
    for name, each in (("Part", response.part), ("Branch", response.branch), ("Parts", response.parts)):
        assert is_refused(structure, {name: each}, parts.PutPartRequest)


# Responses that AWS returned, through the real client

JSON = {"x-amzn-requestid": "r", "content-type": "application/x-amz-json-1.1"}


@pytest.mark.parametrize("folder", ["pydantic_models", "dataclass_models"])
def test_responses_without_members_that_requests_need(shared_verdicts: Verdicts, folder: str) -> None:
    call = shared_verdicts.package(folder, "_calls").call

    def respond(service: str, request: str, arguments: dict[str, Any], body: object) -> Any:
        models = shared_verdicts.package(folder, service)
        client = StubbedClient(service, Response(json.dumps(body).encode(), JSON)).client
        return models, call(client, getattr(models, request)(**arguments))

    body: object = {"Cluster": {"Id": "j", "KerberosAttributes": {"KdcAdminPassword": "p"}}}
    models, emr = respond("emr", "DescribeClusterInput", {"cluster_id": "j"}, body)
    assert type(emr.cluster.kerberos_attributes) is models.KerberosAttributes
    assert emr.cluster.kerberos_attributes.realm is None
    assert emr.cluster.kerberos_attributes.kdc_admin_password == "p"

    body = {"containerInstances": [{"attributes": [{"value": "v"}, {"name": "ecs.os-type", "value": "linux"}]}]}
    models, ecs = respond(
        "ecs",
        "DescribeContainerInstancesRequest",
        {"container_instances": ["i"]},
        body,
    )
    first, second = ecs.container_instances[0].attributes
    assert type(first) is models.Attribute
    assert (first.name, first.value) == (None, "v")
    assert second == models.Attribute(name="ecs.os-type", value="linux")

    body = {"Namespace": {"Id": "ns", "Properties": {"DnsProperties": {"HostedZoneId": "Z", "SOA": {}}}}}
    models, cloud_map = respond("servicediscovery", "GetNamespaceRequest", {"id": "ns"}, body)
    soa = cloud_map.namespace.properties.dns_properties.soa
    assert type(soa) is models.SOA
    assert soa.ttl is None


def test_every_shared_class_of_services(shared_verdicts: Verdicts) -> None:
    """A response accepts an empty object for each, and the class itself refuses it if it needs members."""
    counts = [0, 0]
    for service in ("dynamodb", "emr", "ecs", "servicediscovery", "bedrock_runtime"):
        package = shared_verdicts.package("pydantic_models", service)
        models = shared_verdicts.package("pydantic_models", "_models")
        unions = shared_verdicts.package("pydantic_models", "_unions")
        names = set(schema_of(shared_verdicts, service)["$defs"])
        for name in dir(package):
            cls = getattr(package, name)
            if not (isinstance(cls, type) and issubclass(cls, models._Shared)):
                continue
            assert f"{name}Received" in names
            response: Any = type("Response", (models._Response,), {"__annotations__": {"it": cls}})
            received = response.model_validate({"it": {}}).it
            assert type(received) is cls
            needs_members = any(each.is_required() for each in cls.model_fields.values())
            is_union = issubclass(cls, unions._SharedUnion)
            assert is_refused(cls) is (needs_members or is_union)
            counts[is_refused(cls)] += 1
    assert min(counts) > 20, counts
