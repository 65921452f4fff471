"""A response is followed into private functions, and out of them."""

from typing import Any

import boto3

from aws.pydantic_models import call, present
from aws.pydantic_models.s3 import (
    CreateBucketRequest,
    ListObjectsV2Request,
    Object,
    PutObjectRequest,
)


def _is_large(item: Object, limit: int = 1) -> bool:
    return present(item.size) > limit


def _first(items: list[Object]) -> Object | None:
    for item in items:
        if _is_large(item):
            return item
    return None


def public(item: dict[str, Any]) -> str:
    return item["Key"]


class Bucket:
    def __init__(self, name: str) -> None:
        self._client = boto3.client("s3")
        self._name = name

    def _listed(self) -> list[Object]:
        return call(self._client, ListObjectsV2Request(bucket=self._name)).contents

    def _key(self, found: Object | None) -> str:
        if found is None:
            return "none"
        return present(found.key)

    def keys(self) -> list[str]:
        return [self._key(_first(self._listed())), self._key(None)]

    def head(self, key: str) -> Any:
        return self._client.head_object(Bucket=self._name, Key=key)

    def small(self) -> list[str]:
        found: list[Object] = []
        for each in self._listed():
            if not _is_large(each, limit=2):
                found.append(each)
        return [present(each.key) for each in found]

    def first(self) -> str:
        return public(self._client.list_objects_v2(Bucket=self._name)["Contents"][0])

    def mixed(self) -> int:
        return _size({"Size": 1}) + _size(self._client.list_objects_v2(Bucket=self._name)["Contents"][0])


def _size(item: dict[str, Any]) -> int:
    return item["Size"]


def main() -> list[object]:
    client = boto3.client("s3")
    call(client, CreateBucketRequest(bucket="bucket"))
    call(client, PutObjectRequest(bucket="bucket", key="a", body=b"1"))
    call(client, PutObjectRequest(bucket="bucket", key="b", body=b"22"))
    bucket = Bucket("bucket")
    return [bucket.keys(), bucket.head("a")["ContentLength"], bucket.small(), bucket.first(), bucket.mixed()]
