import boto3


def listed(client):
    return client.list_certificates()


def with_keyword(*, client, **others):
    return client.get_object(Bucket="b", **others)


def main() -> None:
    listed(boto3.client("acm"))
    with_keyword(client=boto3.Session().client("s3"), Key="k")
