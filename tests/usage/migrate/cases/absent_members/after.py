"""What boto3 does where AWS leaves a member out, the code still does."""

import boto3

from aws.pydantic_models import call, is_absent, present
from aws.pydantic_models.dynamodb import (
    AttributeDefinition,
    CreateTableInput,
    DescribeTableInput,
    KeySchemaElement,
)
from aws.pydantic_models.s3 import (
    CreateBucketRequest,
    GetObjectRequest,
    HeadObjectRequest,
    ListObjectsV2Request,
    PutObjectRequest,
)
from aws.pydantic_models.sqs import ListQueuesRequest

client = boto3.client("s3")


def raises() -> str:
    response = call(client, HeadObjectRequest(bucket="bucket", key="a"))
    try:
        return present(response.storage_class)
    except KeyError:
        return "no class"


def raises_for_a_list() -> int:
    try:
        return len(present(call(client, ListObjectsV2Request(bucket="bucket", prefix="z")).contents))
    except KeyError:
        return -1


def tested() -> list[object]:
    response = call(client, ListObjectsV2Request(bucket="bucket", prefix="z"))
    found: list[object] = []
    if is_absent(response, "contents"):
        found.append("no contents")
    if response.next_continuation_token:
        found.append(response.next_continuation_token)
    if response.start_after is not None:
        found.append(response.start_after.upper())
    found.append(response.start_after)
    found.append("/" if response.delimiter is None else response.delimiter)
    found.append((response.max_keys or 0) + 1)
    return found


def added_to() -> list[object]:
    prefixes = call(client, ListObjectsV2Request(bucket="bucket")).common_prefixes
    found: list[object] = [present(each.prefix) for each in prefixes]
    names = list(call(boto3.client("sqs", region_name="eu-west-1"), ListQueuesRequest()).queue_urls)
    names.append("none")
    return [*found, *names]


def in_a_chain() -> list[object]:
    response = call(client, GetObjectRequest(bucket="bucket", key="a"))
    table = call(boto3.client("dynamodb", region_name="eu-west-1"), DescribeTableInput(table_name="table")).table
    summary = table.billing_mode_summary.billing_mode or "?" if table and table.billing_mode_summary else "?"
    stream = table.stream_specification.stream_view_type if table and table.stream_specification else None
    return [summary, stream, present(present(table).table_name), len(table.global_secondary_indexes if table else []), response.expires]


def none_for_a_list() -> object:
    return client.list_objects_v2(Bucket="bucket", Prefix="z").get("Contents")


def main() -> list[object]:
    call(client, CreateBucketRequest(bucket="bucket"))
    call(client, PutObjectRequest(bucket="bucket", key="a"))
    call(boto3.client("dynamodb", region_name="eu-west-1"), CreateTableInput(
        table_name="table",
        key_schema=[KeySchemaElement(attribute_name="id", key_type="HASH")],
        attribute_definitions=[AttributeDefinition(attribute_name="id", attribute_type="S")],
        billing_mode="PAY_PER_REQUEST",
    ))
    return [raises(), raises_for_a_list(), tested(), added_to(), in_a_chain(), none_for_a_list()]
