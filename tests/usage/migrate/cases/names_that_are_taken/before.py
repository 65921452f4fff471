import boto3
from botocore.exceptions import ClientError


class Delete:
    """Another class of this name."""


def call(name: str) -> str:
    return name


s3 = boto3.client("s3")


def main() -> list[object]:
    present = "here"
    s3.create_bucket(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key=call("a"))
    s3.delete_objects(Bucket="bucket", Delete={"Objects": [{"Key": "a"}]})
    try:
        return [s3.get_object(Bucket="bucket", Key="a")["ETag"], present]
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchKey":
            return ["gone", present, Delete.__name__]
        raise
