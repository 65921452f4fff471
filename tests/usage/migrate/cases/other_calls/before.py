"""Calls that are no plain calls of an operation."""

from typing import Any

import boto3

client = boto3.client("s3")


def unpacked(arguments: dict[str, Any]) -> None:
    client.put_object(**arguments)


def passed_on() -> Any:
    return list(map(lambda key: client.head_object(Bucket="bucket", Key=key)["ContentLength"], ["a"]))


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
    url = client.generate_presigned_url("get_object", Params={"Bucket": "bucket", "Key": "a"}, ExpiresIn=60)
    return url.startswith("https://bucket.s3")


def left_out() -> str:
    return client.get_bucket_acl(Bucket="bucket")["ResponseMetadata"]["RequestId"][:0]


def of_another_service() -> str:
    return boto3.client("sts", region_name="eu-west-1").get_caller_identity()["Account"]


def main() -> list[object]:
    client.create_bucket(Bucket="bucket")
    unpacked({"Bucket": "bucket", "Key": "a", "Body": b"abc"})
    unknown_member()
    client.upload_file(__file__, "bucket", "file")
    not_a_value()
    boto3.resource("s3").Bucket("bucket").load()
    return [passed_on(), bound(), presigned(), left_out(), of_another_service()]
