import boto3
from concurrent.futures import ThreadPoolExecutor

sts = boto3.client("sts")
logs = boto3.client("logs")


def put(client, name):
    client.create_log_group(logGroupName=name)


with ThreadPoolExecutor() as pool:
    pool.submit(sts.get_caller_identity)
    pool.submit(put, logs, "a")
    list(pool.map(logs.describe_log_groups, ["p"]))
