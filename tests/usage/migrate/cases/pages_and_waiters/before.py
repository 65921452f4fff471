"""Paginators become pages, and waiters wait."""

import boto3

client = boto3.client("s3")


def keys(bucket: str) -> list[str]:
    paginator = client.get_paginator("list_objects_v2")  # goes through all pages
    found = []
    for page in paginator.paginate(Bucket=bucket, PaginationConfig={"PageSize": 2}):
        found += [each["Key"] for each in page.get("Contents", [])]
    return found


def folders(bucket: str) -> list[str]:
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Delimiter="/")
    return [prefix["Prefix"] for page in pages for prefix in page.get("CommonPrefixes", [])]


def twice(bucket: str) -> int:
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return sum(page["KeyCount"] for page in pages) + sum(page["KeyCount"] for page in pages)


def searched(bucket: str) -> list[str]:
    paginator = client.get_paginator("list_objects_v2")
    return list(paginator.paginate(Bucket=bucket).search("Contents[].Key"))


def main() -> list[object]:
    client.create_bucket(Bucket="bucket")
    client.get_waiter("bucket_exists").wait(Bucket="bucket", WaiterConfig={"Delay": 1, "MaxAttempts": 2})
    for key in ("a/1", "b/2", "c"):
        client.put_object(Bucket="bucket", Key=key)
    waiter = client.get_waiter("object_exists")
    waiter.wait(Bucket="bucket", Key="c")
    return [keys("bucket"), folders("bucket"), twice("bucket"), searched("bucket")]
