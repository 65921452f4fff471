from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager

import boto3
from aiobotocore.session import AioSession


@contextmanager
def connected(service):
    yield boto3.client(service)


@asynccontextmanager
async def async_client(service):
    async with AioSession().create_client(service) as client:
        yield client


async def run():
    with connected("s3") as s3, closing(boto3.client("sts")) as sts:
        s3.list_buckets()
        sts.get_caller_identity()
    async with async_client("sqs") as sqs:
        await sqs.list_queues()
    async with AsyncExitStack() as stack:
        sns = await stack.enter_async_context(AioSession().create_client("sns"))
        await sns.list_topics()
