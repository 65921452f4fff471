from typing import TYPE_CHECKING, Any, Literal, overload

import boto3

if TYPE_CHECKING:
    from types_boto3_glue import GlueClient
    from types_boto3_kms import KMSClient


@overload
def client(service: Literal["kms"]) -> "KMSClient": ...
@overload
def client(service: Literal["glue"]) -> "GlueClient": ...
def client(service: str) -> Any:
    return boto3.client(service)


def tag(service: Literal["ecr", "ecs"]) -> None:
    client(service).tag_resource(resourceArn="a", tags=[])


if __name__ == "__main__":
    client("kms").tag_resource(KeyId="k", Tags=[])
