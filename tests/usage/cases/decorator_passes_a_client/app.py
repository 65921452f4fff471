import functools

import boto3


def with_client(service):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return function(boto3.client(service), *args, **kwargs)

        return wrapper

    return decorate


@with_client("kms")
def keys(client, limit):
    return client.list_keys(Limit=limit)


keys(3)
