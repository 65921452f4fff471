from __future__ import annotations

from typing import TYPE_CHECKING

import boto3

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client
    from types_boto3_s3.type_defs import HeadObjectOutputTypeDef, ListObjectsV2OutputTypeDef


class Bucket:
    """A bucket, with its client in an attribute."""

    def __init__(self, client: S3Client, name: str) -> None:
        self._client = client
        self._name = name

    def size(self, key: str) -> int:
        head: HeadObjectOutputTypeDef = self._client.head_object(Bucket=self._name, Key=key)
        return head["ContentLength"]

    def listed(self) -> ListObjectsV2OutputTypeDef:
        return self._client.list_objects_v2(Bucket=self._name)

    def keys(self) -> list[str]:
        paginator = self._client.get_paginator("list_objects_v2")
        return [each["Key"] for page in paginator.paginate(Bucket=self._name) for each in page.get("Contents", [])]


def main() -> list[object]:
    client: S3Client = boto3.client("s3")
    client.create_bucket(Bucket="bucket")
    client.put_object(Bucket="bucket", Key="a", Body=b"abc")
    bucket = Bucket(client, "bucket")
    return [bucket.size("a"), bucket.keys(), bucket.listed()["KeyCount"]]
