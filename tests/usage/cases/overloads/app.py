from typing import TYPE_CHECKING, Any, Literal, overload

import boto3

if TYPE_CHECKING:
    from types_boto3_acm import ACMClient
    from types_boto3_transfer import TransferClient


@overload
def client(service: Literal["acm"]) -> "ACMClient": ...
@overload
def client(service: Literal["transfer"]) -> "TransferClient": ...
def client(service: str) -> Any:
    return boto3.client(service)


def tag(service: Literal["ecr", "ecs"]) -> None:
    client(service).tag_resource(resourceArn="a", tags=[])


def certificates() -> None:
    client("acm").list_certificates()
