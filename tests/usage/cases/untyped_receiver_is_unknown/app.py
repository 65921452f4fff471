import boto3


def tag(client, arn):
    client.tag_resource(resourceArn=arn, tags={})


def look(thing):
    thing.query("a")
    thing.list_buckets()
