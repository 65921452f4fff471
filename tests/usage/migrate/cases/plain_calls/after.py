"""Calls whose arguments and responses are plain."""

import boto3

from aws.pydantic_models import call, present
from aws.pydantic_models.s3 import (
    CreateBucketRequest,
    DeleteObjectRequest,
    GetObjectRequest,
    HeadObjectRequest,
    PutObjectRequest,
)

client = boto3.client("s3")


def main() -> list[object]:
    call(client, CreateBucketRequest(bucket="bucket"))
    call(client, PutObjectRequest(bucket="bucket", key="a", body=b"content", metadata={"team": "red"}))
    response = call(client, GetObjectRequest(bucket="bucket", key="a"))  # the object
    with response.body as body:
        content = body.read().decode()
    head = call(client, HeadObjectRequest(
        bucket="bucket",
        key="a",  # the same one
    ))
    status = present(call(client, DeleteObjectRequest(bucket="bucket", key="a")).response_metadata.http_status_code)
    return [content, present(head.content_length), head.metadata["team"], ("none" if head.content_type is None else head.content_type), status]
