"""Null apart from absent, in the types of a team: a patch can leave a member as it is, and it can delete it."""

import copy
import dataclasses
import json
import pickle
from pathlib import Path
from typing import Any

import pydantic
import pytest

from support.commands import node, python
from support.verdicts import Verdicts

MODULE = """
from typing import Any, NotRequired, Optional, TypedDict

Name = Optional[str]

class Patch(TypedDict):
    key: str
    name: NotRequired[Optional[str]]
    alias: NotRequired[Name]
    anything: NotRequired[Any]
    countOfAll: NotRequired[Optional[int]]
    level: NotRequired[int]
    inner: NotRequired[Optional[Patch]]
    needed: Optional[int]
"""
USER = """
from dataclass_models import ABSENT, is_absent
from dataclass_models.folder_patches import Patch as Data
from pydantic_models.folder_patches import Patch

def length(patch: Data) -> int:
    if patch.name is ABSENT:
        return -1
    if patch.name is None:
        return 0
    return len(patch.name)

def model_length(patch: Patch) -> int:
    return len(patch.name or "")

data = Data(key="a", needed=None, name=ABSENT, level=None)
model = Patch(key="a", needed=None, name=None)
print(length(data), model_length(model), is_absent(data, "name"))
"""
NULLS: dict[str, Any] = {"key": "k", "needed": None}
FORMS: list[dict[str, Any]] = [
    NULLS,
    {**NULLS, "name": None, "alias": None, "anything": None, "countOfAll": None, "inner": None},
    {**NULLS, "inner": {**NULLS, "name": None, "inner": NULLS}, "name": "a"},
    {**NULLS, "anything": {"a": None}},
]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("null") / "folder"
    folder.mkdir()
    (folder / "patches.py").write_text(MODULE)
    done = python("-m", "generator", "build", "--source", str(folder / "patches.py"), "--out", str(folder / "out"))
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.fixture
def model(out: Path) -> Any:
    return Verdicts(out).package("pydantic_models", "folder_patches").Patch


@pytest.fixture
def data(out: Path) -> Any:
    return Verdicts(out).package("dataclass_models", "folder_patches").Patch


@pytest.fixture
def converter(out: Path) -> Any:
    return Verdicts(out).package("dataclass_models", "folder_patches.converter")


@pytest.mark.parametrize("value", FORMS)
def test_null_comes_back_and_absent_does_not(out: Path, model: Any, data: Any, converter: Any, value: Any) -> None:
    text = json.dumps(value)
    assert set(Verdicts(out).of("folder_patches", "Patch", text).values()) == {True}
    for read in (model.model_validate_json(text), model.model_validate(value)):
        assert read.model_dump() == value
        assert json.loads(read.model_dump_json()) == value
    for made in (converter.from_json(text, data), converter.structure(value, data)):
        assert converter.unstructure(made) == value
        assert json.loads(converter.to_json(made)) == value


def test_typescript_has_null(out: Path) -> None:
    script = out / "page.ts"
    lines = ['import type { Patch } from "./typescript/folder_patches";']
    lines += [f"export const v{number}: Patch = {json.dumps(each)};" for number, each in enumerate(FORMS)]
    lines += ["// @ts-expect-error null is no value of this one", "export const v: Patch = { ...v0, level: null };"]
    script.write_text("\n".join(lines))
    assert node("tsc", "--strict", "--noEmit", "--exactOptionalPropertyTypes", "--pretty", "false", script).stdout == ""


def test_a_member_of_which_null_is_no_value(model: Any, data: Any, converter: Any) -> None:
    value = {**NULLS, "level": None}
    assert model.model_validate(value).model_dump() == NULLS
    assert converter.unstructure(converter.structure(value, data)) == NULLS


def test_models(out: Path, model: Any) -> None:
    is_absent = Verdicts(out).package("pydantic_models", "_absent").is_absent
    patch = model(**NULLS, count_of_all=None)
    assert patch.model_dump() == {**NULLS, "countOfAll": None}
    assert patch.model_dump(by_alias=False) == {**NULLS, "count_of_all": None}
    assert patch.model_dump(exclude={"count_of_all"}) == NULLS
    assert patch.model_dump(include={"name", "count_of_all"}) == {"countOfAll": None}
    assert patch.model_dump(exclude_none=True) == {"key": "k"}
    names = ("name", "count_of_all", "level", "needed")
    assert [is_absent(patch, name) for name in names] == [True, False, True, False]
    patch.name = None  # an assignment sets a member
    assert patch.model_dump() == {**NULLS, "countOfAll": None, "name": None}
    assert pickle.loads(pickle.dumps(patch)) == copy.deepcopy(patch) == patch
    assert repr(model(**NULLS, name=None)) == "Patch(key='k', needed=None, name=None)"


def test_a_dataclass_shows_null_and_not_what_is_absent(data: Any) -> None:
    assert repr(data(**NULLS)) == "Patch(key='k', needed=None)"
    assert repr(data(**NULLS, name=None)) == "Patch(key='k', needed=None, name=None)"


def test_a_user_may_add_fields(model: Any) -> None:
    class Mine(model):  # type: ignore[misc]
        note: str | None = None

    assert Mine(**NULLS).model_dump() == {**NULLS, "note": None}  # as pydantic dumps it
    assert Mine(**NULLS, name=None).model_dump() == {**NULLS, "note": None, "name": None}
    assert pydantic.TypeAdapter(list[Mine]).dump_python([Mine(**NULLS)]) == [{**NULLS, "note": None}]


def test_json_schema_of_a_model(model: Any) -> None:
    for mode in ("validation", "serialization"):
        schema = model.model_json_schema(mode=mode)
        patch = schema["$defs"]["Patch"]
        assert {"type": "null"} in patch["properties"]["name"]["anyOf"]
        assert patch["required"] == ["key", "needed"]


def test_dataclasses(out: Path, data: Any, converter: Any) -> None:
    absent = Verdicts(out).package("dataclass_models", "_absent")
    patch = data(**NULLS, count_of_all=None)
    assert patch.name is absent.ABSENT
    assert not absent.ABSENT
    names = ("name", "count_of_all", "level", "needed")
    assert [absent.is_absent(patch, name) for name in names] == [True, False, True, False]
    replaced = dataclasses.replace(patch, level=1)
    assert converter.unstructure(replaced) == {**NULLS, "countOfAll": None, "level": 1}
    assert patch != data(**NULLS)
    assert pickle.loads(pickle.dumps(patch)) == copy.deepcopy(patch) == patch
    assert copy.deepcopy(patch).name is absent.ABSENT


def test_types(out: Path) -> None:
    (out / "user.py").write_text(USER)
    done = python("-m", "mypy", "--strict", "--config-file=", "user.py", cwd=out)
    assert done.returncode == 0, done.stdout
    done = python("user.py", cwd=out)
    assert done.stdout == "-1 0 True\n", done.stderr
