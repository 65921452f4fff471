"""What mypy would refuse is written so that it accepts it, or left alone."""

from typing import Any

import boto3

from aws.pydantic_models import call, present
from aws.pydantic_models.s3 import CreateBucketRequest, ListObjectsV2Request, PutObjectRequest

client = boto3.client("s3")


def put(key: str, storage_class: str) -> None:
    call(client, PutObjectRequest.model_validate({"Bucket": "bucket", "Key": key, "StorageClass": storage_class}))


def sizes(found: dict[str, int]) -> dict[str, int]:
    for each in call(client, ListObjectsV2Request(bucket="bucket")).contents:
        found[present(each.key)] = present(each.size)
    return found


def type_written_by_hand(key: str) -> dict[str, Any]:
    head = client.head_object(Bucket="bucket", Key=key)
    metadata: dict[str, object] = head["Metadata"]
    return metadata


def main() -> list[object]:
    call(client, CreateBucketRequest(bucket="bucket"))
    put("a", "STANDARD")
    return [sizes({}), type_written_by_hand("a")]
