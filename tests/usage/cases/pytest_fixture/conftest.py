import boto3
import pytest


@pytest.fixture
def s3():
    yield boto3.client("s3")


@pytest.fixture
def bucket(s3):
    s3.create_bucket(Bucket="b")
    return "b"
