import boto3
from botocore.exceptions import ClientError

from aws.pydantic_models import read_error
from aws.pydantic_models import call as aws_call
from aws.pydantic_models import present as present_member
from aws.pydantic_models import s3 as s3_models
from aws.pydantic_models.s3 import (
    CreateBucketRequest,
    DeleteObjectsRequest,
    GetObjectRequest,
    NoSuchKey,
    ObjectIdentifier,
    PutObjectRequest,
)
from aws.pydantic_models.s3 import Delete as S3Delete


class Delete:
    """Another class of this name."""


def call(name: str) -> str:
    return name


s3 = boto3.client("s3")


def main() -> list[object]:
    present = "here"
    aws_call(s3, CreateBucketRequest(bucket="bucket"))
    aws_call(s3, PutObjectRequest(bucket="bucket", key=call("a")))
    aws_call(s3, DeleteObjectsRequest(bucket="bucket", delete=S3Delete(objects=[ObjectIdentifier(key="a")])))
    try:
        return [present_member(aws_call(s3, GetObjectRequest(bucket="bucket", key="a")).e_tag), present]
    except ClientError as error:
        if isinstance(read_error(error, s3_models), NoSuchKey):
            return ["gone", present, Delete.__name__]
        raise
