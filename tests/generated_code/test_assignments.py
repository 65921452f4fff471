"""A request judges what is assigned to it, a response does not."""

from typing import Any

import pytest
from pydantic import ValidationError

from generated.pydantic_models import dynamodb, s3
from support.verdicts import Verdicts


@pytest.mark.parametrize(
    ("field", "value"),
    [("key", None), ("key", ""), ("key", 1), ("part_number", "1"), ("checksum_mode", "DISABLED"), ("bucket", b"b")],
)
def test_request_refuses_what_the_client_refuses(field: str, value: object) -> None:
    request = s3.GetObjectRequest(bucket="b", key="k")
    with pytest.raises(ValidationError):
        setattr(request, field, value)
    assert request.model_dump() == {"Bucket": "b", "Key": "k"}
    assert request.model_fields_set == {"bucket", "key"}


def test_request_takes_what_the_client_takes() -> None:
    request = s3.GetObjectRequest(bucket="b", key="k")
    request.key = "other"
    request.part_number = True
    request.if_modified_since = "2026-01-01"
    request.range = None
    assert request.model_dump() == {"Bucket": "b", "Key": "other", "PartNumber": True, "IfModifiedSince": "2026-01-01"}
    with pytest.raises(ValueError, match="unheard"):
        request.unheard = 1  # type: ignore[attr-defined]


def test_union_keeps_its_member(shared_verdicts: Verdicts) -> None:
    """Neither a second member nor none. To change the member, make another union."""
    models = shared_verdicts.package("pydantic_models", "shared_classes")
    choice = models.Choice(text="a")
    for field, value in (("tag", models.Tag(key="k")), ("text", None)):
        with pytest.raises(ValidationError):
            setattr(choice, field, value)
        assert choice.model_dump() == {"Text": "a"}
        assert choice.model_fields_set == {"text"}
    choice.text = "b"
    assert choice == models.Choice(text="b")


def test_response_takes_anything() -> None:
    response = s3.GetObjectOutput.model_validate({"ETag": "e"})
    value: Any = 1
    response.e_tag = value
    assert response.e_tag == 1


def test_class_that_travels_both_ways_is_judged_as_it_came(shared_verdicts: Verdicts) -> None:
    models = shared_verdicts.package("pydantic_models", "shared_classes")
    made = models.Tag(key="k")
    with pytest.raises(ValidationError):
        made.key = ""
    response = models.PutThingsResponse.model_validate({"Tags": [{"Key": "k"}]})
    (received,) = response.tags
    received.key = ""
    received.value = None
    assert response.model_dump() == {"Tags": [{"Key": ""}]}
    assert received.model_fields_set == {"key", "value"}
    with pytest.raises(ValueError, match="unheard"):
        received.unheard = 1
    with pytest.raises(ValidationError):
        models.PutThingsRequest(tags=[received])


def test_received_instance_is_judged_when_it_is_assigned(shared_verdicts: Verdicts) -> None:
    models = shared_verdicts.package("pydantic_models", "shared_classes")
    response = models.PutThingsResponse.model_validate({"Tags": [{"Key": "k"}, {}]})
    request = models.PutThingsRequest()
    request.tags = response.tags[:1]
    assert request.model_dump() == {"Tags": [{"Key": "k"}]}
    with pytest.raises(ValidationError):
        request.tags = response.tags
    assert request.model_dump() == {"Tags": [{"Key": "k"}]}


def test_secret_that_is_refused_is_not_shown() -> None:
    request = s3.GetObjectRequest(bucket="b", key="k")
    wrong: Any = ["secret"]
    with pytest.raises(ValidationError) as caught:
        request.sse_customer_key = wrong
    assert "secret" not in str(caught.value)


def test_attribute_values_can_be_assigned() -> None:
    request = dynamodb.PutItemInput(table_name="t", item={})
    request.item = {"a": dynamodb.AttributeValueOutput(s="x")}
    assert request.model_dump() == {"TableName": "t", "Item": {"a": {"S": "x"}}}
    wrong: Any = {"a": {"X": "x"}}
    with pytest.raises(ValidationError):
        request.item = wrong
