"""Responses as the real client returns them, complete enough for classes that call every member required."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

_METADATA = {
    "RequestId": "59dbff89-35bd-4eac-99ed-be587EXAMPLE",
    "HTTPStatusCode": 200,
    "HTTPHeaders": {"server": "AmazonEC2", "content-type": "text/xml;charset=UTF-8", "cache-control": "no-cache"},
    "RetryAttempts": 0,
    "HostId": "",
}


def instances(count: int) -> dict[str, Any]:
    """`DescribeInstances` of EC2, with so many instances, each in a reservation of its own."""
    owner = {"OwnerId": "123456789012", "RequesterId": "940372691376", "Groups": []}
    reservations = [
        {"ReservationId": f"r-{number}", "Instances": [instance], **owner}
        for number, instance in enumerate(_each("instance", count))
    ]
    return {"Reservations": reservations, "NextToken": "eyJ2IjoiMiJ9", "ResponseMetadata": _METADATA}


def scan(count: int) -> dict[str, Any]:
    """`Scan` of DynamoDB, with so many items that have lists and maps in them."""
    return _scan(_each("item", count))


def flat_scan(count: int) -> dict[str, Any]:
    """The same with items of ten strings and numbers."""
    return _scan([{f"field{n}": {"SN"[n % 2]: f"{number}{n}"} for n in range(10)} for number in range(count)])


def _scan(items: list[dict[str, Any]]) -> dict[str, Any]:
    count = len(items)
    return {
        "Items": items,
        "Count": count,
        "ScannedCount": count,
        "LastEvaluatedKey": {"pk": {"S": "customer#42"}},
        "ConsumedCapacity": {"TableName": "orders", "CapacityUnits": 128.5},
        "ResponseMetadata": _METADATA,
    }


def listing(count: int) -> dict[str, Any]:
    """`ListObjectsV2` of S3, with so many keys."""
    return {
        "IsTruncated": True,
        "Contents": _each("object", count),
        "Name": "example-bucket",
        "Prefix": "logs/",
        "Delimiter": "/",
        "MaxKeys": count,
        "CommonPrefixes": [{"Prefix": "logs/2025/"}],
        "EncodingType": "url",
        "KeyCount": count,
        "ContinuationToken": "",
        "NextContinuationToken": "1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=",
        "StartAfter": "",
        "RequestCharged": "requester",
        "ResponseMetadata": _METADATA,
    }


def _each(what: str, count: int) -> list[Any]:
    """So many of the one in a JSON file, numbered, with times in the place of their text, as the client has them."""
    text = (Path(__file__).parent / f"{what}.json").read_text()
    return [json.loads(text.replace("NUMBER", f"{number:017x}"), object_hook=_with_times) for number in range(count)]


def _with_times(members: dict[str, Any]) -> dict[str, Any]:
    times = {name for name in members if name.endswith("Time") or name == "LastModified"}
    return members | {name: datetime.fromisoformat(members[name]) for name in times}
