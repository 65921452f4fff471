"""Calls whose arguments and responses are plain."""

import boto3

client = boto3.client("s3")


def main() -> list[object]:
    client.create_bucket(Bucket="bucket")
    client.put_object(Bucket="bucket", Key="a", Body=b"content", Metadata={"team": "red"})
    response = client.get_object(Bucket="bucket", Key="a")  # the object
    with response["Body"] as body:
        content = body.read().decode()
    head = client.head_object(
        Bucket="bucket",
        Key="a",  # the same one
    )
    status = client.delete_object(Bucket="bucket", Key="a")["ResponseMetadata"]["HTTPStatusCode"]
    return [content, head["ContentLength"], head["Metadata"]["team"], head.get("ContentType", "none"), status]
