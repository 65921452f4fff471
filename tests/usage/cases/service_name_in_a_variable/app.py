import boto3

SERVICE = "sqs"
PREFIX = "list_"
name = f"{PREFIX}queues"
client = boto3.client(service_name=SERVICE)
getattr(client, name)()
