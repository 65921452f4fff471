"""Handlers tell errors apart with `read_error`."""

import boto3
from botocore.exceptions import ClientError

from aws.pydantic_models import call, present, read_error
from aws.pydantic_models import s3 as s3_models
from aws.pydantic_models import sqs as sqs_models
from aws.pydantic_models.s3 import (
    CreateBucketRequest,
    GetObjectRequest,
    HeadObjectRequest,
    InvalidObjectState,
    NoSuchBucket,
    NoSuchKey,
    PutObjectRequest,
)
from aws.pydantic_models.sqs import (
    CreateQueueRequest,
    InvalidAddress,
    PurgeQueueInProgress,
    PurgeQueueRequest,
    QueueDoesNotExist,
)

s3 = boto3.client("s3")
sqs = boto3.client("sqs", region_name="eu-west-1")


def read(key: str) -> str:
    try:
        return call(s3, GetObjectRequest(bucket="bucket", key=key)).body.read().decode()
    except ClientError as error:
        # only that it is missing
        if isinstance(read_error(error, s3_models), NoSuchKey):
            return "missing"
        raise


def describe(bucket: str) -> str:
    try:
        call(s3, GetObjectRequest(bucket=bucket, key="a"))
    except ClientError as error:
        found = read_error(error, s3_models)
        if isinstance(found, (NoSuchBucket, NoSuchKey)):
            return "nothing there"
        if not isinstance(found, InvalidObjectState):
            raise
        return "archived"
    return "there"


def exception_of_the_client(key: str) -> str:
    try:
        call(s3, GetObjectRequest(bucket="bucket", key=key))
    except ClientError as error:
        if not isinstance(read_error(error, s3_models), NoSuchKey):
            raise
        return "missing"  # again
    return "there"


def several_exceptions(url: str) -> str:
    try:
        call(sqs, PurgeQueueRequest(queue_url=url))
    except ClientError as error:
        match read_error(error, sqs_models):
            case QueueDoesNotExist():
                return "no queue"
            case PurgeQueueInProgress() | InvalidAddress():
                return str(error)
            case _:
                return "other"
    return "purged"


def exists(key: str) -> bool:
    try:
        call(s3, HeadObjectRequest(bucket="bucket", key=key))
    except ClientError as error:
        if isinstance(read_error(error, s3_models), NoSuchKey):
            return False
        raise
    return True


def undeclared(key: str) -> str:
    try:
        call(s3, GetObjectRequest(bucket="bucket", key=key))
    except ClientError as error:
        if error.response["Error"]["Code"] == "AccessDenied":
            return "denied"
        return error.response["Error"]["Code"]
    return "there"


def caught_later(key: str) -> str:
    try:
        call(s3, GetObjectRequest(bucket="bucket", key=key))
    except s3.exceptions.NoSuchKey:
        return "missing"
    except Exception:
        return "other"
    return "there"


def main() -> list[object]:
    call(s3, CreateBucketRequest(bucket="bucket"))
    call(s3, PutObjectRequest(bucket="bucket", key="a", body=b"content"))
    url = present(call(sqs, CreateQueueRequest(queue_name="jobs")).queue_url)
    return [
        *map(read, "ab"),
        *map(describe, ("bucket", "other")),
        *map(exception_of_the_client, "ab"),
        *map(several_exceptions, (url, f"{url}s")),
        *map(exists, "ab"),
        *map(undeclared, "ab"),
        *map(caught_later, "ab"),
    ]
