"""What comes out of one response goes into the next request."""

import boto3

client = boto3.client("dynamodb", region_name="eu-west-1")


def scan() -> list[str]:
    response = client.scan(TableName="table", Limit=1)
    items = response["Items"]
    while "LastEvaluatedKey" in response:
        response = client.scan(TableName="table", Limit=1, ExclusiveStartKey=response["LastEvaluatedKey"])
        items.extend(response["Items"])
    return sorted(item["id"]["S"] for item in items)


def copy(key: str) -> None:
    item = client.get_item(TableName="table", Key={"id": {"S": key}})["Item"]
    client.put_item(TableName="table", Item={"id": {"S": f"{key}{key}"}, "size": item["size"]})


def listed() -> list[str]:
    names: list[str] = []
    token: str | None = None
    while True:
        page = client.list_tables(ExclusiveStartTableName=token) if token else client.list_tables(Limit=1)
        names += page["TableNames"]
        token = page.get("LastEvaluatedTableName")
        if not token:
            return names


def main() -> list[object]:
    client.create_table(
        TableName="table",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    for key in ("a", "b"):
        client.put_item(TableName="table", Item={"id": {"S": key}, "size": {"N": "1"}})
    copy("a")
    deleted = client.delete_item(TableName="table", Key={"id": {"S": "b"}}, ReturnValues="ALL_OLD")
    return [scan(), listed(), deleted["Attributes"]["size"]["N"]]
