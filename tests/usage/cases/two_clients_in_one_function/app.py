import boto3


def run() -> None:
    client = boto3.client("s3")
    client.list_buckets()
    client = boto3.client("lambda")
    client.tag_resource(Resource="r", Tags={})
