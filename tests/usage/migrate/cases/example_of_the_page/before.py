import boto3
from botocore.exceptions import ClientError

s3 = boto3.client("s3")


def read(bucket: str, key: str) -> str | None:
    try:
        response = s3.get_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchKey":
            return None  # nothing is there
        raise
    return response["Body"].read().decode()


def large_keys(bucket: str) -> list[str]:
    found = []
    paginator = s3.get_paginator("list_objects_v2")
    for page in paginator.paginate(Bucket=bucket):
        found += [each["Key"] for each in page.get("Contents", []) if each["Size"] > 1]
    return found


def main() -> list[object]:
    s3.create_bucket(Bucket="bucket")
    s3.get_waiter("bucket_exists").wait(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="a", Body=b"some text")
    found: list[object] = [read("bucket", "a"), read("bucket", "b"), large_keys("bucket")]
    s3.delete_objects(Bucket="bucket", Delete={"Objects": [{"Key": "a"}]})
    return found
