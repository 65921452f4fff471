"""A response that goes anywhere as a dictionary stays one."""

import json
from typing import Any

import boto3

client = boto3.client("s3")
cache: dict[str, Any] = {}


class Store:
    def __init__(self) -> None:
        self.listed = client.list_objects_v2(Bucket="bucket")


def returned() -> Any:
    return client.list_objects_v2(Bucket="bucket")


def returned_in_part() -> Any:
    response = client.list_objects_v2(Bucket="bucket")
    return response["Contents"]


def written() -> str:
    response = client.list_objects_v2(Bucket="bucket")
    return json.dumps(response, default=str)[:1]


def stored() -> None:
    cache["bucket"] = client.list_objects_v2(Bucket="bucket")


def changed() -> int:
    response = client.list_objects_v2(Bucket="bucket")
    response["Seen"] = True
    return len(response["Contents"])


def iterated() -> list[str]:
    response = client.list_objects_v2(Bucket="bucket")
    return [key for key in response if key == "Contents"]


def with_a_key(key: str) -> Any:
    return client.list_objects_v2(Bucket="bucket")[key]


def taken_apart() -> bool:
    return bool({**client.list_objects_v2(Bucket="bucket")})


def part_of_another(key: str) -> Any:
    first = client.list_objects_v2(Bucket="bucket")["Contents"][0]
    return {"first": first, "key": key}


def two_types(key: str | None) -> int:
    response = client.head_object(Bucket="bucket", Key=key) if key else client.head_bucket(Bucket="bucket")
    return response["ResponseMetadata"]["HTTPStatusCode"]


def main() -> list[object]:
    client.create_bucket(Bucket="bucket")
    client.put_object(Bucket="bucket", Key="a")
    stored()
    found = [returned()["KeyCount"], len(returned_in_part()), written(), cache["bucket"]["Name"], changed()]
    return [*found, iterated(), with_a_key("Name"), taken_apart(), part_of_another("a")["key"], two_types("a")]
