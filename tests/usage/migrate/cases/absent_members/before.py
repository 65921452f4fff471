"""What boto3 does where AWS leaves a member out, the code still does."""

import boto3

client = boto3.client("s3")


def raises() -> str:
    response = client.head_object(Bucket="bucket", Key="a")
    try:
        return response["StorageClass"]
    except KeyError:
        return "no class"


def raises_for_a_list() -> int:
    try:
        return len(client.list_objects_v2(Bucket="bucket", Prefix="z")["Contents"])
    except KeyError:
        return -1


def tested() -> list[object]:
    response = client.list_objects_v2(Bucket="bucket", Prefix="z")
    found: list[object] = []
    if "Contents" not in response:
        found.append("no contents")
    if response.get("NextContinuationToken"):
        found.append(response["NextContinuationToken"])
    if "StartAfter" in response:
        found.append(response["StartAfter"].upper())
    found.append(response.get("StartAfter"))
    found.append(response.get("Delimiter", "/"))
    found.append(response.get("MaxKeys", 0) + 1)
    return found


def added_to() -> list[object]:
    prefixes = client.list_objects_v2(Bucket="bucket").get("CommonPrefixes", [])
    found: list[object] = [each["Prefix"] for each in prefixes]
    names = boto3.client("sqs", region_name="eu-west-1").list_queues().get("QueueUrls", [])
    names.append("none")
    return [*found, *names]


def in_a_chain() -> list[object]:
    response = client.get_object(Bucket="bucket", Key="a")
    table = boto3.client("dynamodb", region_name="eu-west-1").describe_table(TableName="table").get("Table", {})
    summary = table.get("BillingModeSummary", {}).get("BillingMode", "?")
    stream = table.get("StreamSpecification", {}).get("StreamViewType")
    return [summary, stream, table["TableName"], len(table.get("GlobalSecondaryIndexes", [])), response.get("Expires")]


def none_for_a_list() -> object:
    return client.list_objects_v2(Bucket="bucket", Prefix="z").get("Contents")


def main() -> list[object]:
    client.create_bucket(Bucket="bucket")
    client.put_object(Bucket="bucket", Key="a")
    boto3.client("dynamodb", region_name="eu-west-1").create_table(
        TableName="table",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return [raises(), raises_for_a_list(), tested(), added_to(), in_a_chain(), none_for_a_list()]
