"""What mypy would refuse is written so that it accepts it, or left alone."""

from typing import Any

import boto3

client = boto3.client("s3")


def put(key: str, storage_class: str) -> None:
    client.put_object(Bucket="bucket", Key=key, StorageClass=storage_class)


def sizes(found: dict[str, int]) -> dict[str, int]:
    for each in client.list_objects_v2(Bucket="bucket")["Contents"]:
        found[each["Key"]] = each["Size"]
    return found


def type_written_by_hand(key: str) -> dict[str, Any]:
    head = client.head_object(Bucket="bucket", Key=key)
    metadata: dict[str, object] = head["Metadata"]
    return metadata


def main() -> list[object]:
    client.create_bucket(Bucket="bucket")
    put("a", "STANDARD")
    return [sizes({}), type_written_by_hand("a")]
