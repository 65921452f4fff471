"""Dictionaries that stand in the code become objects, and others are validated."""

from typing import Any

import boto3

from aws.pydantic_models import call, present
from aws.pydantic_models.dynamodb import (
    AttributeDefinition,
    AttributeValue,
    CreateTableInput,
    GetItemInput,
    KeySchemaElement,
    PutItemInput,
)
from aws.pydantic_models.s3 import (
    CopyObjectRequest,
    CopySource,
    CreateBucketRequest,
    Delete,
    DeleteObjectsRequest,
    ListObjectsV2Request,
    ObjectIdentifier,
    PutObjectRequest,
)

client = boto3.client("s3")
dynamodb = boto3.client("dynamodb")


def put(table: str, item: dict[str, Any]) -> None:
    call(dynamodb, PutItemInput.model_validate({"TableName": table, "Item": item}))


def main() -> list[object]:
    call(client, CreateBucketRequest(bucket="bucket"))
    keys = ["a", "b", "c"]
    for key in keys:
        call(client, PutObjectRequest(bucket="bucket", key=key, body=key))
    source = {"Bucket": "bucket", "Key": "c"}
    call(client, CopyObjectRequest.model_validate({"Bucket": "bucket", "Key": "d", "CopySource": source}))
    call(client, CopyObjectRequest(bucket="bucket", key="e", copy_source=CopySource(bucket="bucket", key="c")))
    call(client, DeleteObjectsRequest(
        bucket="bucket",
        delete=Delete(
            # everything that was written
            objects=[ObjectIdentifier(key=key) for key in keys],
            quiet=True,  # says nothing
        ),
    ))
    call(dynamodb, CreateTableInput(
        table_name="table",
        key_schema=[KeySchemaElement(attribute_name="id", key_type="HASH")],
        attribute_definitions=[AttributeDefinition(attribute_name="id", attribute_type="S")],
        billing_mode="PAY_PER_REQUEST",
    ))
    put("table", {"id": {"S": "1"}})
    call(dynamodb, PutItemInput(table_name="table", item={"id": AttributeValue(s="2"), "tags": AttributeValue(l=[AttributeValue(s="x"), AttributeValue(n="5")])}))
    name = {"S": "2"}
    found = call(dynamodb, GetItemInput(table_name="table", key={"id": AttributeValue.model_validate(name)}))
    left = [present(each.key) for each in call(client, ListObjectsV2Request(bucket="bucket")).contents]
    return [left, [each.s if each.s is not None else present(each.n) for each in found.item["tags"].l]]
