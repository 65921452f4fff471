"""Calls that are awaited. moto has no such client, so this is not run."""

from typing import Any

import aioboto3


async def read(bucket: str, key: str) -> Any:
    session = aioboto3.Session()
    async with session.client("s3") as client:
        response = await client.get_object(Bucket=bucket, Key=key)
        size = (await client.head_object(Bucket=bucket, Key=key))["ContentLength"]
        waiter = client.get_waiter("object_exists")
        await waiter.wait(Bucket=bucket, Key=key)
        async with response["Body"] as body:
            return await body.read(), size


async def keys(bucket: str) -> list[str]:
    found = []
    async with aioboto3.Session().client("s3") as client:
        paginator = client.get_paginator("list_objects_v2")
        async for page in paginator.paginate(Bucket=bucket):
            found += [each["Key"] for each in page.get("Contents", [])]
        later = client.head_object(Bucket=bucket, Key="a")
        await later
    return found
