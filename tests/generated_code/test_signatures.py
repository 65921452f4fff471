"""What `help` and `inspect.signature` show of a class: its fields, with the types that the source file has."""

import inspect
import pydoc
from datetime import datetime
from typing import Any, get_type_hints

import pytest
from pydantic import BaseModel, Field, TypeAdapter

import generated.dataclass_models.dynamodb
import generated.dataclass_models.s3
import generated.pydantic_models.dynamodb
import generated.pydantic_models.s3

S3 = (generated.pydantic_models.s3, generated.dataclass_models.s3)
DYNAMODB = (generated.pydantic_models.dynamodb, generated.dataclass_models.dynamodb)


@pytest.mark.parametrize("dynamodb", DYNAMODB)
def test_signature_is_plain(dynamodb: Any) -> None:
    assert str(inspect.signature(dynamodb.GetItemOutput)) == (
        "(*, item: dict[str, AttributeValueOutput] = {}, consumed_capacity: ConsumedCapacity | None = None, "
        "response_metadata: ResponseMetadata = None) -> None"
    )
    assert str(inspect.signature(dynamodb.PutItemInput)).startswith(
        "(*, table_name: str, item: Mapping[str, AttributeValueUnion], "
        "expected: Mapping[str, ExpectedAttributeValue] | None = None, return_values: ReturnValue | None = None, "
    )
    # A class that refers to itself, with a field that is called as a type is.
    assert "m: Mapping[str, AttributeValueUnion] | None = None, " in str(inspect.signature(dynamodb.AttributeValue))
    assert str(inspect.signature(dynamodb.AttributeValue)).endswith(", bool: bool | None = None) -> None")


@pytest.mark.parametrize("s3", S3)
def test_annotations_of_a_signature_are_types(s3: Any) -> None:
    parameters = inspect.signature(s3.GetObjectOutput).parameters
    assert parameters["last_modified"].annotation == datetime | None
    assert parameters["last_modified"].default is None
    assert parameters["metadata"].annotation == dict[str, str]
    assert {each.kind for each in parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}


@pytest.mark.parametrize("dynamodb", DYNAMODB)
def test_every_signature_can_be_shown(dynamodb: Any) -> None:
    for name in dir(dynamodb):
        cls = getattr(dynamodb, name)
        if isinstance(cls, type):
            shown = str(inspect.signature(cls))
            assert "Annotated" not in shown
            assert " object at 0x" not in shown
            assert ": _" not in shown


@pytest.mark.parametrize("s3", S3)
def test_help_shows_the_signature(s3: Any) -> None:
    shown = pydoc.plain(pydoc.render_doc(s3.GetObjectOutput))
    assert "GetObjectOutput(*, body: StreamingBody = None, delete_marker: bool | None = None, " in shown
    assert " object at 0x" not in shown


def test_signature_of_a_class_of_the_user() -> None:
    class Mine(generated.pydantic_models.s3.GetObjectRequest):
        retries: int = Field(default=3, ge=0)

        def __call__(self, more: str) -> None: ...

    shown = str(inspect.signature(Mine))
    assert shown.startswith("(*, bucket: str, key: str, if_match: str | None = None, ")
    assert shown.endswith(", retries: int = 3) -> None")
    assert str(inspect.signature(Mine(bucket="b", key="k"))) == "(more: str) -> None"


def test_types_of_fields_are_plain() -> None:
    fields = generated.pydantic_models.s3.GetObjectOutput.model_fields
    assert fields["last_modified"].annotation == datetime | None
    hints = get_type_hints(generated.dataclass_models.s3.GetObjectOutput)
    assert hints["last_modified"] == datetime | None


def test_plain_type_is_validated_as_the_client_would() -> None:
    """The class says `bytes`, and JSON has base64. In a model of the user, `bytes` is what pydantic says it is."""

    class Mine(BaseModel):
        data: bytes
        value: generated.pydantic_models.dynamodb.AttributeValueUnion

    mine = Mine.model_validate_json('{"data": "aGk=", "value": {"B": "aGk="}}')
    assert (mine.data, mine.value.b) == (b"aGk=", b"hi")
    assert TypeAdapter(bytes).validate_json('"aGk="') == b"aGk="
