import boto3

CLIENTS = {"s3": boto3.client("s3"), "queues": boto3.client("sqs")}
CLIENTS["topics"] = boto3.client("sns")


def run() -> None:
    CLIENTS["s3"].list_buckets()
    CLIENTS.get("topics").publish(Message="m")
    for client in CLIENTS.values():
        client.list_queues()
