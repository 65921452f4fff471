from aws import clients
from aws.clients import queue_client, s3

s3.list_buckets()
queue_client().list_queues()
clients.session.client("sns").list_topics()
