from __future__ import annotations

import boto3

# The clients.
s3 = boto3.client("s3")
sqs = boto3.client("sqs", region_name="eu-west-1")


def sends(text: str) -> str:
    from aws.pydantic_models.sqs import ListQueuesRequest

    try:
        url = sqs.create_queue(QueueName="jobs")["QueueUrl"]
        sent = sqs.send_message(QueueUrl=url, MessageBody=text)
    except sqs.exceptions.QueueDoesNotExist:
        return "no queue"
    response = sqs.receive_message(QueueUrl=url)
    for message in response["Messages"]:
        if message["MessageId"] == sent["MessageId"]:
            print(f"{message['Body']} of {'one' if 'Attributes' in message else 'none'}")
    response = s3.create_bucket(Bucket="bucket")
    return response["Location"] + ListQueuesRequest.__name__


def main() -> list[object]:
    return [sends("text")]
