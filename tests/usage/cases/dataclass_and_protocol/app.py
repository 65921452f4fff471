from dataclasses import dataclass, field
from typing import Any, Protocol

import boto3


class HasQueues(Protocol):
    def list_queues(self) -> dict[str, Any]: ...


@dataclass
class Context:
    s3: Any
    sns: Any = field(default_factory=lambda: boto3.client("sns"))


def queues(client: HasQueues) -> None:
    client.list_queues()


context = Context(s3=boto3.client("s3"))
context.s3.list_buckets()
context.sns.list_topics()
queues(boto3.client("sqs"))
