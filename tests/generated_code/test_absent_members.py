"""Absent members of responses: None, or the empty list or map. Types, dumps and JSON Schema tell the truth."""

import copy
import dataclasses
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pydantic
import pytest
from pydantic import BaseModel

from support.commands import python
from support.paths import CASES
from support.verdicts import Verdicts

pytestmark = pytest.mark.filterwarnings("error")

FOLDERS = ("pydantic_models", "dataclass_models")


@pytest.fixture(scope="module")
def typed_verdicts(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """The output with `responses.required = "typed"`."""
    folder = tmp_path_factory.mktemp("typed")
    sources = json.dumps([str(CASES / "shared_classes"), str(CASES / "shared_in_documents" / "type_defs.md")])
    config = f'[tool.shapewright]\nsources = {sources}\n[tool.shapewright.responses]\nrequired = "typed"\n'
    (folder / "pyproject.toml").write_text(config)
    done = python("-W", "error", "-m", "generator", "build", "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    return Verdicts(folder / "out")


class Package:
    """The classes of one package, and how they are read and dumped."""

    def __init__(self, verdicts: Verdicts, folder: str, service: str = "shared_classes") -> None:
        self.models = verdicts.package(folder, service)
        absent = verdicts.package(folder, "_absent")
        self.empty_list, self.empty_map, self.is_absent = absent._EMPTY_LIST, absent._EMPTY_MAP, absent.is_absent
        self.present = absent.present
        self.is_pydantic = folder == "pydantic_models"
        if not self.is_pydantic:
            self.converter = verdicts.package(folder, f"{service}.converter")

    def read(self, value: object, name: str = "PutThingsResponse") -> Any:
        cls = getattr(self.models, name)
        return cls.model_validate(value) if self.is_pydantic else self.converter.structure(value, cls)

    def read_json(self, text: str, name: str = "PutThingsResponse") -> Any:
        cls = getattr(self.models, name)
        return cls.model_validate_json(text) if self.is_pydantic else self.converter.from_json(text, cls)

    def dump(self, value: Any) -> Any:
        return value.model_dump() if self.is_pydantic else self.converter.unstructure(value)

    def dump_json(self, value: Any) -> Any:
        return json.loads(value.model_dump_json() if self.is_pydantic else self.converter.to_json(value))


@pytest.fixture(params=FOLDERS)
def package(shared_verdicts: Verdicts, request: pytest.FixtureRequest) -> Package:
    return Package(shared_verdicts, request.param)


@pytest.fixture(params=FOLDERS)
def typed(typed_verdicts: Verdicts, request: pytest.FixtureRequest) -> Package:
    return Package(typed_verdicts, request.param)


NULLS = {"Tags": None, "ByName": None, "Tag": None, "Text": None, "ResponseMetadata": None}


def test_absent_list_and_map_are_the_one_empty_object(package: Package) -> None:
    response = package.read({})
    responses = {
        "made": package.models.PutThingsResponse(),
        "made with them": package.models.PutThingsResponse(tags=package.empty_list, by_name=package.empty_map),
        "read": response,
        "null": package.read(NULLS),
        "JSON": package.read_json("{}"),
        "null in JSON": package.read_json(json.dumps(NULLS)),
        "read from them": package.read({"Tags": package.empty_list, "ByName": package.empty_map}),
        "copy": copy.copy(response),
        "deepcopy": copy.deepcopy(response),
        **{
            f"pickle {protocol}": pickle.loads(pickle.dumps(response, protocol))
            for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)
        },
    }
    if package.is_pydantic:
        responses["null by keyword"] = package.models.PutThingsResponse(tags=None, by_name=None)
        responses["model_copy"] = response.model_copy()
        responses["deep model_copy"] = response.model_copy(deep=True)
        responses["model_construct"] = package.models.PutThingsResponse.model_construct()
    else:
        responses["replace"] = dataclasses.replace(response)
    for how, each in responses.items():
        assert each.tags is package.empty_list, how
        assert each.by_name is package.empty_map, how
        assert each.tag is each.text is each.response_metadata is None, how
        assert each == response, how
        assert package.dump(each) == package.dump_json(each) == {}, how


def test_empty_objects_are_a_list_and_a_map(package: Package) -> None:
    response = package.read({})
    assert isinstance(response.tags, list)
    assert isinstance(response.by_name, dict)
    assert response.tags == [] == package.empty_list
    assert response.by_name == {} == package.empty_map
    assert not response.tags
    assert [*response.tags, *response.by_name, *response.by_name.items()] == []
    assert response.by_name.get("a") is None
    assert response.tags[:1] == response.tags.copy() == response.tags * 2 == []
    assert response.tags + [1] == [1] + response.tags == [1]  # noqa: RUF005
    assert response.by_name | {"a": 1} == {"a": 1}
    assert json.dumps([response.tags, response.by_name]) == "[[], {}]"
    assert len({package.empty_list, package.empty_map}) == 2
    assert repr(response.tags) == "[]"
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(package.empty_list, protocol)) is package.empty_list
        assert pickle.loads(pickle.dumps(package.empty_map, protocol)) is package.empty_map


CHANGES: dict[str, Callable[[Any], object]] = {
    "append": lambda response: response.tags.append(1),
    "extend": lambda response: response.tags.extend([1]),
    "insert": lambda response: response.tags.insert(0, 1),
    "sort": lambda response: response.tags.sort(),
    "slice": lambda response: response.tags.__setitem__(slice(0), [1]),
    "+=": lambda response: response.tags.__iadd__([1]),
    "*=": lambda response: response.tags.__imul__(2),
    "set item": lambda response: response.by_name.__setitem__("a", 1),
    "update": lambda response: response.by_name.update(a=1),
    "setdefault": lambda response: response.by_name.setdefault("a", 1),
    "|=": lambda response: response.by_name.__ior__({"a": 1}),
    "pop": lambda response: response.by_name.pop("a", None),
}


@pytest.mark.parametrize("change", CHANGES)
def test_empty_objects_cannot_be_changed(package: Package, change: str) -> None:
    with pytest.raises(TypeError, match=r"an absent member of a response cannot be changed"):
        CHANGES[change](package.read({}))
    assert (package.empty_list, package.empty_map) == ([], {})


def test_empty_list_that_aws_sent_stays(package: Package) -> None:
    value = {"Tags": [], "ByName": {}, "Settings": {"Name": "a"}, "Detail": {"Tags": []}}
    for response in (package.read(value), package.read_json(json.dumps(value))):
        assert response == package.read(value)
        assert response.tags is not package.empty_list
        assert response.by_name is not package.empty_map
        assert package.dump(response) == package.dump_json(response) == value
        for each in (copy.copy(response), copy.deepcopy(response), pickle.loads(pickle.dumps(response))):
            assert package.dump(each) == value
        response.tags.append(package.models.Tag(key="a"))
        assert package.dump(response)["Tags"] == [{"Key": "a"}]
    assert package.dump(package.read({"Tags": [None], "ByName": {"a": None}})) == {"Tags": [], "ByName": {}}


def test_is_absent(package: Package) -> None:
    sent = {"Tags": [], "ByName": {}, "Text": "", "Count": 0, "Flag": False, "Settings": {}}
    response, nothing = package.read(sent), package.read({})
    for name in ("tags", "by_name", "text", "count", "flag", "settings"):
        assert not package.is_absent(response, name)
        assert package.is_absent(nothing, name)
    assert package.is_absent(response, "response_metadata")
    assert package.is_absent(response.settings, "name")
    assert package.is_absent(package.models.PutThingsRequest(), "tags")
    with pytest.raises(AttributeError):
        package.is_absent(response, "Tags")


def test_present(package: Package) -> None:
    absent = package.read({})
    sent = package.read({"Tags": [], "ByName": {}, "Text": ""})
    for name in ("tags", "by_name", "tag", "text"):
        with pytest.raises(KeyError, match="the member is absent"):
            package.present(getattr(absent, name))
    for name in ("tags", "by_name", "text"):
        assert package.present(getattr(sent, name)) is getattr(sent, name)


def test_made_by_hand_without_members(package: Package) -> None:
    for name in dir(package.models):
        cls = getattr(package.models, name)
        if isinstance(cls, type) and name.endswith(("Response", "Output", "Event", "Exception")):
            assert package.dump(cls()) == {}
    response = package.models.PutThingsResponse(text="a", tags=[package.models.Tag(key="a")])
    assert package.dump(response) == {"Text": "a", "Tags": [{"Key": "a"}]}


def test_what_is_shown(package: Package) -> None:
    assert repr(package.read({})) == "PutThingsResponse()"
    assert repr(package.read({"Tags": []})) == "PutThingsResponse(tags=[])"
    assert repr(package.read({"Tags": [{"Key": "a"}]})) == "PutThingsResponse(tags=[Tag(key='a')])"


def test_members_that_are_set(shared_verdicts: Verdicts) -> None:
    package = Package(shared_verdicts, "pydantic_models")
    assert package.read({}).model_fields_set == package.models.PutThingsResponse().model_fields_set == set()
    assert package.read({"Tags": []}).model_fields_set == {"tags"}
    assert package.read({}).model_dump(by_alias=False) == {}
    assert package.read({}).model_dump(mode="json", by_alias=False) == {}


def test_members_of_shared_classes(shared_verdicts: Verdicts) -> None:
    """Of a class that is sent as well. An absent list or map is empty there, too."""
    for folder in FOLDERS:
        package = Package(shared_verdicts, folder, "shared_in_documents")
        response = package.read({"Part": {"Lists": [], "Data": b""}}, "PutPartResponse")
        part = response.part
        assert part.tags is part.more is part.words is package.empty_list
        assert part.by_name is package.empty_map
        assert part.lists == []
        assert part.lists is not package.empty_list
        assert part.name is part.color is part.since is None
        assert package.dump(response) == {"Part": {"Lists": [], "Data": b""}}
        assert package.dump_json(response) == {"Part": {"Lists": [], "Data": ""}}
        for each in (copy.deepcopy(response), pickle.loads(pickle.dumps(response))):
            assert each.part.more is package.empty_list
            assert package.dump(each) == package.dump(response)
        made = package.read({"Name": "a", "Color": "RED", "Since": 0, "Tags": [], "ByName": {}, "Words": None}, "Part")
        assert made.more is made.words is package.empty_list
        assert package.dump(made) == {"Name": "a", "Color": "RED", "Since": 0, "Tags": [], "ByName": {}}
        if package.is_pydantic:
            assert package.models.Part(**{**dict(made), "more": package.empty_list}).more is package.empty_list


def test_empty_object_in_a_request(package: Package) -> None:
    """What a response lacks may be handed on. The client gets an empty list, as of a list that AWS sent empty."""
    nothing = package.read({})
    request = package.models.PutThingsRequest(tags=nothing.tags, by_name=nothing.by_name)
    assert package.dump(request) == {"Tags": [], "ByName": {}}
    assert json.dumps(package.dump_json(request)) == '{"Tags": [], "ByName": {}}'


# Members that the model calls required, and whose types say so


def test_typed_members(typed: Package) -> None:
    for response in (typed.models.PutThingsResponse(), typed.read({}), typed.read_json('{"Id": null, "Items": null}')):
        assert response.id is None
        assert response.items is typed.empty_list
        assert typed.is_absent(response, "id")
        assert typed.is_absent(response, "items")
        assert typed.dump(response) == typed.dump_json(response) == {}
    assert typed.read({"Result": {}}).result.label is None
    assert typed.read({"Id": None}).id is None
    assert typed.read({"Id": "a"}).id == "a"
    assert typed.dump(typed.read({"Id": "a", "Items": []})) == {"Id": "a", "Items": []}
    received = typed.read({"Settings": {"Tag": {}}}).settings
    assert (received.name, received.tag.key) == (None, None)


def test_types_of_typed_members(typed: Package) -> None:
    if typed.is_pydantic:
        fields = typed.models.PutThingsResponse.model_fields
        assert (fields["id"].annotation, fields["text"].annotation) == (str, str | None)
        with pytest.raises(pydantic.ValidationError):
            typed.read({"Id": []})
    else:
        with pytest.raises(Exception, match="PutThingsResponse"):
            typed.read({"Id": []})


def defaults(schema: Any) -> list[str]:
    """The properties, of a class and of those that it refers to, that have a default."""
    definitions = {**schema.get("$defs", {}), schema["title"]: schema}
    return sorted(
        f"{name}.{key}"
        for name, definition in definitions.items()
        for key, each in definition.get("properties", {}).items()
        if "default" in each
    )


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_defaults_in_json_schema(shared_verdicts: Verdicts, typed_verdicts: Verdicts, mode: Any) -> None:
    """Only null, of members whose type allows it, and nothing of what is never null. Warnings are errors here."""
    for verdicts in (shared_verdicts, typed_verdicts):
        package = Package(verdicts, "pydantic_models")
        for name in ("PutThingsResponse", "ReadThingResponse", "WatchThingsResponse"):
            cls = getattr(package.models, name)
            for by_alias in (True, False):
                schema = cls.model_json_schema(mode=mode, by_alias=by_alias)
                properties = schema["properties"]
                assert '"default": []' not in json.dumps(schema)
                assert '"default": {}' not in json.dumps(schema)
                for key in ("Tags", "tags", "ByName", "by_name", "Stream", "stream", "Body", "body"):
                    assert "default" not in properties.get(key, {})
                assert "default" not in properties["ResponseMetadata" if by_alias else "response_metadata"]
        found = defaults(package.models.PutThingsResponse.model_json_schema(mode=mode))
        if mode == "serialization":  # what is null is not written
            assert found == []
            continue
        assert "PutThingsResponse.Text" in found
        assert "Result.Count" in found
        is_typed = verdicts is typed_verdicts
        assert ("PutThingsResponse.Id" in found) is ("Result.Label" in found) is not is_typed


def test_json_schema_of_the_user(shared_verdicts: Verdicts) -> None:
    package = Package(shared_verdicts, "pydantic_models")

    class Mine(package.models.PutThingsResponse):  # type: ignore[name-defined, misc]
        note: str = "a"
        hidden: str = pydantic.Field(default="b", exclude=True)
        names: list[str] = []  # noqa: RUF012

    class Holder(BaseModel):
        mine: Mine = Mine()

    schema = Mine.model_json_schema()
    assert [schema["properties"][name]["default"] for name in ("note", "hidden", "names")] == ["a", "b", []]
    assert Holder.model_json_schema()["properties"]["mine"]["default"] == {"note": "a", "names": []}
    assert Mine.model_validate({}).names == []


# The types, as type checkers see them

READS = """
from typing import Literal, assert_type

from {folder} import is_absent
from {folder}.shared_classes import (
    Choice, Events, PutThingsResponse, ReadThingResponse, ResponseMetadata, Settings, Tag, WatchThingsResponse,
)


def read(response: PutThingsResponse) -> list[str]:
    found = [tag.key for tag in response.tags]
    for name, tag in response.by_name.items():
        found.append(name + tag.key)
    for tags in response.tag_lists:
        found += [tag.value or "" for tag in tags]
    assert_type(response.tags, list[Tag])
    assert_type(response.by_name, dict[str, Tag])
    assert_type(response.text, str | None)
    assert_type(response.color, Literal["BLUE", "RED"] | str | None)
    assert_type(response.settings, Settings | None)
    assert_type(response.response_metadata, ResponseMetadata)
    assert_type(response.response_metadata.http_headers, dict[str, str])
    if is_absent(response, "tags"):
        found.append("none")
    if is_absent(response, "response_metadata"):
        found.append("made by hand")
    found.append(str(len(response.tags)))
    if response.settings:
        assert_type(response.settings.name, str)
        assert_type(response.settings.tag, Tag)
        assert_type(response.settings.choice, Choice | None)
        if is_absent(response.settings, "name"):
            found.append("unnamed")
        found.append(response.settings.name)
    return found


def stream(watched: WatchThingsResponse, body: ReadThingResponse) -> bytes:
    for event in watched.stream:
        assert_type(event, Events)
        if event.tagged and event.tagged.tag:
            assert_type(event.tagged.tag, Tag)
    return body.body.read()


def make() -> PutThingsResponse:
    PutThingsResponse()
    WatchThingsResponse()
    return PutThingsResponse(text="a", tags=[Tag(key="a")])
"""
READS_TYPED = """
from typing import assert_type

from {folder} import is_absent
from {folder}.shared_classes import PutThingsResponse, ResponseMetadata, Result, Tag


def read(response: PutThingsResponse) -> int:
    assert_type(response.id, str)
    assert_type(response.items, list[Tag])
    assert_type(response.text, str | None)
    if is_absent(response, "id"):
        return 0
    for each in response.results:
        assert_type(each.label, str)
        assert_type(each.tags, list[Tag])
    assert_type(response.response_metadata.http_status_code, int)
    return len(response.id)


def make() -> PutThingsResponse:
    PutThingsResponse()
    return PutThingsResponse(id="a", result=Result(label="a"), response_metadata=ResponseMetadata())
"""


@pytest.mark.parametrize(
    ("folder", "plugin"), [("pydantic_models", ""), ("pydantic_models", "pydantic.mypy"), ("dataclass_models", "")]
)
@pytest.mark.parametrize("is_typed", [False, True])
def test_program_that_reads_responses(
    shared_verdicts: Verdicts, typed_verdicts: Verdicts, tmp_path: Path, folder: str, plugin: str, is_typed: bool
) -> None:
    verdicts = typed_verdicts if is_typed else shared_verdicts
    program, config = tmp_path / "program.py", tmp_path / "mypy.ini"
    program.write_text((READS_TYPED if is_typed else READS).format(folder=folder))
    config.write_text(f"[mypy]\nplugins = {plugin}\n" if plugin else "[mypy]\n")
    options = ("--strict", "--warn-unreachable", "--config-file", config, "--cache-dir", tmp_path / "cache")
    done = python("-m", "mypy", *options, program, cwd=verdicts.out)
    assert done.returncode == 0, done.stdout + done.stderr
    # The types are known, and not all Any.
    program.write_text(f"from {folder}.shared_classes import PutThingsResponse\nPutThingsResponse().tags.append(1)\n")
    done = python("-m", "mypy", *options, program, cwd=verdicts.out)
    assert "incompatible type" in done.stdout
    assert '"Tag"' in done.stdout
