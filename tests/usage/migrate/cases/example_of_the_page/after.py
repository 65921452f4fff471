import boto3
from botocore.exceptions import ClientError

from aws.pydantic_models import call, pages, present, read_error, wait
from aws.pydantic_models import s3 as s3_models
from aws.pydantic_models.s3 import (
    BucketExists,
    CreateBucketRequest,
    Delete,
    DeleteObjectsRequest,
    GetObjectRequest,
    ListObjectsV2Request,
    NoSuchKey,
    ObjectIdentifier,
    PutObjectRequest,
)

s3 = boto3.client("s3")


def read(bucket: str, key: str) -> str | None:
    try:
        response = call(s3, GetObjectRequest(bucket=bucket, key=key))
    except ClientError as error:
        if isinstance(read_error(error, s3_models), NoSuchKey):
            return None  # nothing is there
        raise
    return response.body.read().decode()


def large_keys(bucket: str) -> list[str]:
    found = []
    for page in pages(s3, ListObjectsV2Request(bucket=bucket)):
        found += [present(each.key) for each in page.contents if present(each.size) > 1]
    return found


def main() -> list[object]:
    call(s3, CreateBucketRequest(bucket="bucket"))
    wait(s3, BucketExists(bucket="bucket"))
    call(s3, PutObjectRequest(bucket="bucket", key="a", body=b"some text"))
    found: list[object] = [read("bucket", "a"), read("bucket", "b"), large_keys("bucket")]
    call(s3, DeleteObjectsRequest(bucket="bucket", delete=Delete(objects=[ObjectIdentifier(key="a")])))
    return found
