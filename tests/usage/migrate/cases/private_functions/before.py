"""A response is followed into private functions, and out of them."""

from typing import Any

import boto3


def _is_large(item: dict[str, Any], limit: int = 1) -> bool:
    return item["Size"] > limit


def _first(items: list[dict[str, Any]]) -> dict[str, Any] | None:
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

    def _listed(self) -> list[dict[str, Any]]:
        return self._client.list_objects_v2(Bucket=self._name).get("Contents", [])

    def _key(self, found: dict[str, Any] | None) -> str:
        if found is None:
            return "none"
        return found["Key"]

    def keys(self) -> list[str]:
        return [self._key(_first(self._listed())), self._key(None)]

    def head(self, key: str) -> Any:
        return self._client.head_object(Bucket=self._name, Key=key)

    def small(self) -> list[str]:
        found: list[dict[str, Any]] = []
        for each in self._listed():
            if not _is_large(each, limit=2):
                found.append(each)
        return [each["Key"] for each in found]

    def first(self) -> str:
        return public(self._client.list_objects_v2(Bucket=self._name)["Contents"][0])

    def mixed(self) -> int:
        return _size({"Size": 1}) + _size(self._client.list_objects_v2(Bucket=self._name)["Contents"][0])


def _size(item: dict[str, Any]) -> int:
    return item["Size"]


def main() -> list[object]:
    client = boto3.client("s3")
    client.create_bucket(Bucket="bucket")
    client.put_object(Bucket="bucket", Key="a", Body=b"1")
    client.put_object(Bucket="bucket", Key="b", Body=b"22")
    bucket = Bucket("bucket")
    return [bucket.keys(), bucket.head("a")["ContentLength"], bucket.small(), bucket.first(), bucket.mixed()]
