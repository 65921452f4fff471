"""The JSON Schema that pydantic makes of a model: what it says, and that it is made quickly."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic.json_schema import JsonSchemaMode

from generated.pydantic_models import dynamodb, s3, sqs
from support.commands import Run, python

MODES: tuple[JsonSchemaMode, JsonSchemaMode] = ("validation", "serialization")


def models() -> Iterator[Any]:
    for package in (dynamodb, s3, sqs):
        yield from (getattr(package, name) for pair in package.OPERATIONS.values() for name in pair if name)


@pytest.mark.parametrize("mode", MODES)
def test_only_classes_have_titles(mode: JsonSchemaMode) -> None:
    for model in models():
        schema = model.model_json_schema(mode=mode)
        for name, described in {model.__name__: schema, **schema.get("$defs", {})}.items():
            assert described.get("title", name) == name
            assert not [key for key, each in described.get("properties", {}).items() if "title" in each]


def test_title_of_the_user_is_kept() -> None:
    from pydantic import Field

    class Mine(sqs.SendMessageRequest):
        retries: int = Field(default=3, title="How often")

    properties = Mine.model_json_schema()["properties"]
    assert properties["retries"]["title"] == "How often"
    assert "title" not in properties["MessageBody"]


def test_what_is_written_of_a_response_is_never_null() -> None:
    for model in models():
        if issubclass(model, s3.GetObjectOutput.__mro__[1]):
            assert '"null"' in json.dumps(model.model_json_schema())
            assert '"null"' not in json.dumps(model.model_json_schema(mode="serialization"))


def test_request_has_one_schema() -> None:
    """FastAPI gives a class two names if the two differ."""
    for model in models():
        if issubclass(model, s3.GetObjectRequest.__mro__[1]):
            assert model.model_json_schema() == model.model_json_schema(mode="serialization")


def test_schema_of_the_largest_class_is_made_quickly(tmp_path: Path, shapewright: Run) -> None:
    """The documentation of the fields is read from the source, which must not be parsed for each class."""
    done = shapewright("build", "--source", "botocore:securityhub", "--target", "pydantic", "--out", "out")
    assert done.returncode == 0, done.stderr
    script = """
import time
from pydantic_models.securityhub import BatchImportFindingsRequest
times = [time.process_time()]
for _ in range(2):
    assert len(BatchImportFindingsRequest.model_json_schema()["$defs"]) > 500
    times.append(time.process_time())
print(times[1] - times[0], times[2] - times[1])
"""
    done = python("-c", script, cwd=tmp_path / "out")
    assert done.returncode == 0, done.stderr
    first, second = map(float, done.stdout.split())
    assert first < 4 * second, (first, second)


def test_classes_in_a_long_circle_are_imported(tmp_path: Path, shapewright: Run) -> None:
    """The schema of each class is made inside of that of another one."""
    classes = [f"class C{number}(TypedDict, total=False):\n    next: 'C{(number + 1) % 100}'" for number in range(100)]
    (tmp_path / "circle.py").write_text("\n".join(["from typing import TypedDict", *classes]))
    done = shapewright("build", "--source", "circle.py", "--target", "pydantic", "--out", "out")
    assert done.returncode == 0, done.stderr
    (package,) = (each.name for each in (tmp_path / "out" / "pydantic_models").iterdir() if each.is_dir())
    script = f"""
import sys
limit = sys.getrecursionlimit()
from pydantic_models.{package} import C0
assert sys.getrecursionlimit() == limit
print(C0.model_validate({{"next": {{"next": {{}}}}}}).model_dump_json())
"""
    done = python("-c", script, cwd=tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert done.stdout == '{"next":{"next":{}}}\n'


def test_a_class_of_the_user_is_rebuilt_with_the_names_around_it() -> None:
    """`model_rebuild` finds classes of a function, as pydantic does."""

    class Mine(sqs.Message):
        note: "Note | None" = None

    class Note(sqs.Message):
        text: str

    assert Mine.model_rebuild() is True
    mine = Mine.model_validate({"note": {"text": "t"}})
    assert mine.note is not None
    assert mine.note.text == "t"
