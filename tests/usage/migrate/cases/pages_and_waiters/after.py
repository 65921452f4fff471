"""Paginators become pages, and waiters wait."""

import boto3

from aws.pydantic_models import call, present, wait
from aws.pydantic_models import pages as aws_pages
from aws.pydantic_models.s3 import (
    BucketExists,
    CreateBucketRequest,
    ListObjectsV2Request,
    ListObjectsV2RequestPaginate,
    ObjectExists,
    PaginatorConfig,
    PutObjectRequest,
    WaiterConfig,
)

client = boto3.client("s3")


def keys(bucket: str) -> list[str]:
    found = []
    for page in aws_pages(client, ListObjectsV2RequestPaginate(bucket=bucket, pagination_config=PaginatorConfig(page_size=2))):
        found += [present(each.key) for each in page.contents]
    return found


def folders(bucket: str) -> list[str]:
    pages = aws_pages(client, ListObjectsV2Request(bucket=bucket, delimiter="/"))
    return [present(prefix.prefix) for page in pages for prefix in page.common_prefixes]


def twice(bucket: str) -> int:
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return sum(page["KeyCount"] for page in pages) + sum(page["KeyCount"] for page in pages)


def searched(bucket: str) -> list[str]:
    paginator = client.get_paginator("list_objects_v2")
    return list(paginator.paginate(Bucket=bucket).search("Contents[].Key"))


def main() -> list[object]:
    call(client, CreateBucketRequest(bucket="bucket"))
    wait(client, BucketExists(bucket="bucket", waiter_config=WaiterConfig(delay=1, max_attempts=2)))
    for key in ("a/1", "b/2", "c"):
        call(client, PutObjectRequest(bucket="bucket", key=key))
    wait(client, ObjectExists(bucket="bucket", key="c"))
    return [keys("bucket"), folders("bucket"), twice("bucket"), searched("bucket")]
