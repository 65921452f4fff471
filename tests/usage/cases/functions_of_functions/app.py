import asyncio
from functools import partial
from operator import methodcaller
from threading import Thread

import boto3

s3 = boto3.client("s3")
make = partial(boto3.client, "sqs")
make().list_queues()
methodcaller("list_buckets")(s3)
read = partial(s3.get_object, Bucket="b")


def remove(client, key):
    client.delete_object(Bucket="b", Key=key)


def acl(client):
    client.get_bucket_acl(Bucket="b")


def describe(client):
    client.get_topic_attributes(TopicArn="t")


Thread(target=remove, args=(s3, "k")).start()
asyncio.run(asyncio.to_thread(acl, s3))
list(map(describe, [boto3.client("sns")]))
