"""Dictionaries that stand in the code become objects, and others are validated."""

from typing import Any

import boto3

client = boto3.client("s3")
dynamodb = boto3.client("dynamodb")


def put(table: str, item: dict[str, Any]) -> None:
    dynamodb.put_item(TableName=table, Item=item)


def main() -> list[object]:
    client.create_bucket(Bucket="bucket")
    keys = ["a", "b", "c"]
    for key in keys:
        client.put_object(Bucket="bucket", Key=key, Body=key)
    source = {"Bucket": "bucket", "Key": "c"}
    client.copy_object(Bucket="bucket", Key="d", CopySource=source)
    client.copy_object(Bucket="bucket", Key="e", CopySource={"Bucket": "bucket", "Key": "c"})
    client.delete_objects(
        Bucket="bucket",
        Delete={
            # everything that was written
            "Objects": [{"Key": key} for key in keys],
            "Quiet": True,  # says nothing
        },
    )
    dynamodb.create_table(
        TableName="table",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    put("table", {"id": {"S": "1"}})
    dynamodb.put_item(TableName="table", Item={"id": {"S": "2"}, "tags": {"L": [{"S": "x"}, {"N": "5"}]}})
    name = {"S": "2"}
    found = dynamodb.get_item(TableName="table", Key={"id": name})
    left = [each["Key"] for each in client.list_objects_v2(Bucket="bucket")["Contents"]]
    return [left, [each["S"] if "S" in each else each["N"] for each in found["Item"]["tags"]["L"]]]
