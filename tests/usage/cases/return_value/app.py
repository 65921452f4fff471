import boto3


def make():
    session = boto3.session.Session()
    return session.client("sns")


make().publish(TopicArn="t", Message="m")
