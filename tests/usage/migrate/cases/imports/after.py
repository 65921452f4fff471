from __future__ import annotations

import boto3
from botocore.exceptions import ClientError

from aws.pydantic_models import call, is_absent, present, read_error
from aws.pydantic_models import sqs as sqs_models
from aws.pydantic_models.s3 import CreateBucketRequest
from aws.pydantic_models.sqs import (
    CreateQueueRequest,
    QueueDoesNotExist,
    ReceiveMessageRequest,
    SendMessageRequest,
)

# The clients.
s3 = boto3.client("s3")
sqs = boto3.client("sqs", region_name="eu-west-1")


def sends(text: str) -> str:
    from aws.pydantic_models.sqs import ListQueuesRequest

    try:
        url = present(call(sqs, CreateQueueRequest(queue_name="jobs")).queue_url)
        sent = call(sqs, SendMessageRequest(queue_url=url, message_body=text))
    except ClientError as error:
        if not isinstance(read_error(error, sqs_models), QueueDoesNotExist):
            raise
        return "no queue"
    response = call(sqs, ReceiveMessageRequest(queue_url=url))
    for message in response.messages:
        if present(message.message_id) == present(sent.message_id):
            print(f"{present(message.body)} of {'one' if not is_absent(message, 'attributes') else 'none'}")
    bucket_response = call(s3, CreateBucketRequest(bucket="bucket"))
    return present(bucket_response.location) + ListQueuesRequest.__name__


def main() -> list[object]:
    return [sends("text")]
