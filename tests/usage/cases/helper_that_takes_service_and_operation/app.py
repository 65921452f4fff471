import boto3


def client(service):
    return boto3.client(service)


def aws(service, operation, **parameters):
    return getattr(client(service), operation)(**parameters)


aws("s3", "list_buckets")
aws("acm", "list_certificates")
aws("lambda", "tag_resource", Resource="r", Tags={})
