"""Handlers tell errors apart with `read_error`."""

import boto3
from botocore.exceptions import ClientError

s3 = boto3.client("s3")
sqs = boto3.client("sqs", region_name="eu-west-1")


def read(key: str) -> str:
    try:
        return s3.get_object(Bucket="bucket", Key=key)["Body"].read().decode()
    except ClientError as error:
        # only that it is missing
        if error.response["Error"]["Code"] == "NoSuchKey":
            return "missing"
        raise


def describe(bucket: str) -> str:
    try:
        s3.get_object(Bucket=bucket, Key="a")
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code")
        if code in ("NoSuchBucket", "NoSuchKey"):
            return "nothing there"
        if code != "InvalidObjectState":
            raise
        return "archived"
    return "there"


def exception_of_the_client(key: str) -> str:
    try:
        s3.get_object(Bucket="bucket", Key=key)
    except s3.exceptions.NoSuchKey:
        return "missing"  # again
    return "there"


def several_exceptions(url: str) -> str:
    try:
        sqs.purge_queue(QueueUrl=url)
    except sqs.exceptions.QueueDoesNotExist:
        return "no queue"
    except (sqs.exceptions.PurgeQueueInProgress, sqs.exceptions.InvalidAddress) as error:
        return str(error)
    except ClientError:
        return "other"
    return "purged"


def exists(key: str) -> bool:
    try:
        s3.head_object(Bucket="bucket", Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] == "404":
            return False
        raise
    return True


def undeclared(key: str) -> str:
    try:
        s3.get_object(Bucket="bucket", Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] == "AccessDenied":
            return "denied"
        return error.response["Error"]["Code"]
    return "there"


def caught_later(key: str) -> str:
    try:
        s3.get_object(Bucket="bucket", Key=key)
    except s3.exceptions.NoSuchKey:
        return "missing"
    except Exception:
        return "other"
    return "there"


def main() -> list[object]:
    s3.create_bucket(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="a", Body=b"content")
    url = sqs.create_queue(QueueName="jobs")["QueueUrl"]
    return [
        *map(read, "ab"),
        *map(describe, ("bucket", "other")),
        *map(exception_of_the_client, "ab"),
        *map(several_exceptions, (url, f"{url}s")),
        *map(exists, "ab"),
        *map(undeclared, "ab"),
        *map(caught_later, "ab"),
    ]
