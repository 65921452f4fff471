"""Enums of many values. `typing` takes long for types that have one, so the pydantic models keep the alias itself."""

import json
import typing
from enum import StrEnum
from typing import Any

import pydantic
import pytest

from support.commands import python
from support.verdicts import Verdicts

VALUES = sorted(f"value{number}" for number in range(150))
MODULE = f"""
from typing import Literal, NotRequired, TypedDict

Many = Literal[{", ".join(map(repr, VALUES))}]

class Uses(TypedDict):
    closed: Many
    nullable: NotRequired[Many | None]
    elements: NotRequired[list[Many]]
    entries: NotRequired[dict[Many, Many]]
    numbers: NotRequired[Many | int]
    open: NotRequired[Many | str]
"""
GOOD: dict[str, Any] = {
    "closed": "value1",
    "nullable": None,
    "elements": ["value1"],
    "entries": {"value1": "value2"},
    "numbers": 3,
    "open": "other",
}
BAD: dict[str, Any] = {
    "closed": "other",
    "nullable": "other",
    "elements": ["other"],
    "entries": {"other": "value1"},
    "numbers": "other",
    "open": 3,
}


class Mine(StrEnum):
    ONE = "value1"


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    folder = tmp_path_factory.mktemp("enums")
    (folder / "many.py").write_text(MODULE)
    response = {"type": "structure", "members": {"One": {"shape": "Many"}, "All": {"shape": "List"}}}
    shapes: dict[str, Any] = {
        "Many": {"type": "string", "enum": VALUES},
        "List": {"type": "list", "member": {"shape": "Many"}},
        "Request": {"type": "structure", "members": {"One": {"shape": "Many"}}, "required": ["One"]},
        "Response": response,
    }
    operation = {"name": "Get", "input": {"shape": "Request"}, "output": {"shape": "Response"}}
    metadata = {"serviceId": "enums", "endpointPrefix": "enums", "protocol": "json", "apiVersion": "2020-01-01"}
    service = {"version": "2.0", "metadata": metadata, "operations": {"Get": operation}, "shapes": shapes}
    (folder / "enums").mkdir()
    (folder / "enums" / "service-2.json").write_text(json.dumps(service))
    sources = ("--source", folder / "many.py", "--source", folder / "enums" / "service-2.json")
    done = python("-m", "generator", "build", *sources, "--out", folder / "out")
    assert done.returncode == 0, done.stderr
    return Verdicts(folder / "out")


def team(verdicts: Verdicts) -> str:
    (name,) = (each.name for each in (verdicts.out / "pydantic_models").iterdir() if each.name.endswith("_many"))
    return name


def test_verdicts_wherever_the_enum_stands(verdicts: Verdicts) -> None:
    assert set(verdicts.of(team(verdicts), "Uses", json.dumps(GOOD)).values()) == {True}
    for name, value in BAD.items():
        assert set(verdicts.of(team(verdicts), "Uses", json.dumps({**GOOD, name: value})).values()) == {False}, name


def test_values_come_back(verdicts: Verdicts) -> None:
    model = verdicts.package("pydantic_models", team(verdicts)).Uses.model_validate({**GOOD, "closed": Mine.ONE})
    assert model.model_dump() == GOOD
    assert json.loads(model.model_dump_json()) == GOOD


def test_the_package_has_a_literal(verdicts: Verdicts) -> None:
    package = verdicts.package("pydantic_models", "enums")
    assert typing.get_args(package.Many) == (*VALUES,)
    assert pydantic.TypeAdapter(package.Many).validate_python("value1") == "value1"


def test_fields_have_the_alias_itself(verdicts: Verdicts) -> None:
    fields = verdicts.package("pydantic_models", "enums").Response.model_fields
    (alias, *others) = typing.get_args(fields["one"].annotation)
    assert others == [str, type(None)]
    assert repr(alias).startswith("typing.Literal['value0', 'value1', ")


def test_a_request_refuses_other_values_and_a_response_takes_them(verdicts: Verdicts) -> None:
    package = verdicts.package("pydantic_models", "enums")
    with pytest.raises(pydantic.ValidationError, match="Input should be 'value0', "):
        package.Request(one="other")
    response = package.Response.model_validate({"One": "other", "All": ["value1", "other"]})
    assert (response.one, response.all) == ("other", ["value1", "other"])


def test_the_schema_names_the_values(verdicts: Verdicts) -> None:
    package = verdicts.package("pydantic_models", "enums")
    one = {"enum": VALUES, "type": "string"}
    assert package.Request.model_json_schema()["properties"]["One"] == one
    written = package.Response.model_json_schema(mode="serialization")["properties"]
    assert written["One"]["anyOf"] == [one, {"type": "string"}]
