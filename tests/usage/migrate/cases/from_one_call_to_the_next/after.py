"""What comes out of one response goes into the next request."""

import boto3

from aws.pydantic_models import call, is_absent, present
from aws.pydantic_models.dynamodb import (
    AttributeDefinition,
    AttributeValue,
    CreateTableInput,
    DeleteItemInput,
    GetItemInput,
    KeySchemaElement,
    ListTablesInput,
    PutItemInput,
    ScanInput,
)

client = boto3.client("dynamodb", region_name="eu-west-1")


def scan() -> list[str]:
    response = call(client, ScanInput(table_name="table", limit=1))
    items = list(response.items)
    while not is_absent(response, "last_evaluated_key"):
        response = call(client, ScanInput(table_name="table", limit=1, exclusive_start_key=response.last_evaluated_key))
        items.extend(response.items)
    return sorted(present(item["id"].s) for item in items)


def copy(key: str) -> None:
    item = present(call(client, GetItemInput(table_name="table", key={"id": AttributeValue(s=key)})).item)
    call(client, PutItemInput(table_name="table", item={"id": AttributeValue(s=f"{key}{key}"), "size": item["size"]}))


def listed() -> list[str]:
    names: list[str] = []
    token: str | None = None
    while True:
        page = call(client, ListTablesInput(exclusive_start_table_name=token)) if token else call(client, ListTablesInput(limit=1))
        names += page.table_names
        token = page.last_evaluated_table_name
        if not token:
            return names


def main() -> list[object]:
    call(client, CreateTableInput(
        table_name="table",
        key_schema=[KeySchemaElement(attribute_name="id", key_type="HASH")],
        attribute_definitions=[AttributeDefinition(attribute_name="id", attribute_type="S")],
        billing_mode="PAY_PER_REQUEST",
    ))
    for key in ("a", "b"):
        call(client, PutItemInput(table_name="table", item={"id": AttributeValue(s=key), "size": AttributeValue(n="1")}))
    copy("a")
    deleted = call(client, DeleteItemInput(table_name="table", key={"id": AttributeValue(s="b")}, return_values="ALL_OLD"))
    return [scan(), listed(), present(deleted.attributes["size"].n)]
