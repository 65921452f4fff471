"""DynamoDB's `Scan` as one would write it by hand for pydantic: the same ten fields of a value, and no more."""

from typing import Annotated, Any

from pydantic import BaseModel, Field


class AttributeValue(BaseModel):
    """A value of DynamoDB. One field is set."""

    s: Annotated[str | None, Field(alias="S")] = None
    n: Annotated[str | None, Field(alias="N")] = None
    b: Annotated[bytes | None, Field(alias="B")] = None
    ss: Annotated[list[str] | None, Field(alias="SS")] = None
    ns: Annotated[list[str] | None, Field(alias="NS")] = None
    bs: Annotated[list[bytes] | None, Field(alias="BS")] = None
    m: Annotated["dict[str, AttributeValue] | None", Field(alias="M")] = None
    l: Annotated["list[AttributeValue] | None", Field(alias="L")] = None  # noqa: E741 - DynamoDB's name
    null: Annotated[bool | None, Field(alias="NULL")] = None
    bool_: Annotated[bool | None, Field(alias="BOOL")] = None


class ScanOutput(BaseModel):
    """The response."""

    items: Annotated[list[dict[str, AttributeValue]], Field(alias="Items")]
    count: Annotated[int, Field(alias="Count")]
    scanned_count: Annotated[int, Field(alias="ScannedCount")]
    last_evaluated_key: Annotated[dict[str, AttributeValue], Field(alias="LastEvaluatedKey")]
    consumed_capacity: Annotated[dict[str, Any], Field(alias="ConsumedCapacity")]
    response_metadata: Annotated[dict[str, Any], Field(alias="ResponseMetadata")]
