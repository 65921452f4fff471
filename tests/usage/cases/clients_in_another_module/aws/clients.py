import boto3

session = boto3.Session()
s3 = session.client("s3")


def queue_client():
    return session.client("sqs")
