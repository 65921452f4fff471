"""Calls that are no plain calls of an operation."""

from typing import Any

import boto3

from aws.pydantic_models import call, present, presign
from aws.pydantic_models.s3 import (
    ClientUploadFileRequest,
    CreateBucketRequest,
    GetObjectRequest,
    HeadObjectRequest,
)

client = boto3.client("s3")


def unpacked(arguments: dict[str, Any]) -> None:
    client.put_object(**arguments)


def passed_on() -> Any:
    return list(map(lambda key: present(call(client, HeadObjectRequest(bucket="bucket", key=key)).content_length), ["a"]))


def bound() -> Any:
    head = client.head_object
    return head(Bucket="bucket", Key="a")["ContentLength"]


def unknown_member() -> None:
    try:
        client.put_object(Bucket="bucket", Key="a", Colour="red")
    except Exception as error:
        print(type(error).__name__)


def not_a_value() -> None:
    client.put_object(Bucket="bucket", Key="b", StorageClass="NEW_CLASS" if False else "STANDARD")


def presigned() -> bool:
    url = presign(client, GetObjectRequest(bucket="bucket", key="a"), expires_in=60)
    return url.startswith("https://bucket.s3")


def left_out() -> str:
    return client.get_bucket_acl(Bucket="bucket")["ResponseMetadata"]["RequestId"][:0]


def of_another_service() -> str:
    return boto3.client("sts", region_name="eu-west-1").get_caller_identity()["Account"]


def main() -> list[object]:
    call(client, CreateBucketRequest(bucket="bucket"))
    unpacked({"Bucket": "bucket", "Key": "a", "Body": b"abc"})
    unknown_member()
    call(client, ClientUploadFileRequest(filename=__file__, bucket="bucket", key="file"))
    not_a_value()
    boto3.resource("s3").Bucket("bucket").load()
    return [passed_on(), bound(), presigned(), left_out(), of_another_service()]
