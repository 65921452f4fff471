from __future__ import annotations

from typing import TYPE_CHECKING, Optional

if TYPE_CHECKING:
    from mypy_boto3_s3.service_resource import Bucket
    from types_aiobotocore_sqs import SQSClient
    from types_boto3_dynamodb.client import DynamoDBClient


async def run(client: Optional[SQSClient], tables: dict[str, "DynamoDBClient"], bucket: Bucket | None = None):
    await client.receive_message(QueueUrl="q")
    tables["a"].describe_table(TableName="a")
    for each in bucket.object_versions.filter(Prefix="p"):
        each.delete()
