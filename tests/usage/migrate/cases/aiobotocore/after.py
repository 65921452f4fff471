"""Calls that are awaited. moto has no such client, so this is not run."""

from typing import Any

import aioboto3

from aws.pydantic_models import aio, present
from aws.pydantic_models.s3 import (
    GetObjectRequest,
    HeadObjectRequest,
    ListObjectsV2Request,
    ObjectExists,
)


async def read(bucket: str, key: str) -> Any:
    session = aioboto3.Session()
    async with session.client("s3") as client:
        response = await aio.call(client, GetObjectRequest(bucket=bucket, key=key))
        size = present((await aio.call(client, HeadObjectRequest(bucket=bucket, key=key))).content_length)
        await aio.wait(client, ObjectExists(bucket=bucket, key=key))
        async with response.body as body:
            return await body.read(), size


async def keys(bucket: str) -> list[str]:
    found = []
    async with aioboto3.Session().client("s3") as client:
        async for page in aio.pages(client, ListObjectsV2Request(bucket=bucket)):
            found += [present(each.key) for each in page.contents]
        later = client.head_object(Bucket=bucket, Key="a")
        await later
    return found
