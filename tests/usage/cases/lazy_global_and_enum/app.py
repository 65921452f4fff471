from enum import Enum

import boto3

_client = None


class Service(str, Enum):
    QUEUES = "sqs"
    TOPICS = "sns"


def client():
    global _client
    if _client is None:
        _client = boto3.client(Service.QUEUES.value)
    return _client


class Cache:
    _clients: dict = {}

    @classmethod
    def get(cls, service):
        if service not in cls._clients:
            cls._clients[service] = boto3.client(service)
        return cls._clients[service]

    @staticmethod
    def fresh(service):
        return boto3.client(service)


client().purge_queue(QueueUrl="q")
Cache.get("sns").publish(Message="m")
Cache.fresh("sts").get_caller_identity()
