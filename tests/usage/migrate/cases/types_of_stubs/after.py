from __future__ import annotations

from typing import TYPE_CHECKING

import boto3

from aws.pydantic_models import call, pages, present
from aws.pydantic_models.s3 import (
    CreateBucketRequest,
    HeadObjectOutput,
    HeadObjectRequest,
    ListObjectsV2Request,
    PutObjectRequest,
)

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client
    from types_boto3_s3.type_defs import ListObjectsV2OutputTypeDef


class Bucket:
    """A bucket, with its client in an attribute."""

    def __init__(self, client: S3Client, name: str) -> None:
        self._client = client
        self._name = name

    def size(self, key: str) -> int:
        head: HeadObjectOutput = call(self._client, HeadObjectRequest(bucket=self._name, key=key))
        return present(head.content_length)

    def listed(self) -> ListObjectsV2OutputTypeDef:
        return self._client.list_objects_v2(Bucket=self._name)

    def keys(self) -> list[str]:
        return [present(each.key) for page in pages(self._client, ListObjectsV2Request(bucket=self._name)) for each in page.contents]


def main() -> list[object]:
    client: S3Client = boto3.client("s3")
    call(client, CreateBucketRequest(bucket="bucket"))
    call(client, PutObjectRequest(bucket="bucket", key="a", body=b"abc"))
    bucket = Bucket(client, "bucket")
    return [bucket.size("a"), bucket.keys(), bucket.listed()["KeyCount"]]
