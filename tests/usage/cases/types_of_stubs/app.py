from collections.abc import Callable
from typing import TypeVar, Generic, TypedDict
from types_boto3_s3.client import S3Client
from types_boto3_dynamodb.service_resource import Table

T = TypeVar("T")
class Box(Generic[T]):
    def __init__(self, inner: T) -> None:
        self._inner = inner
    def open(self) -> T:
        return self._inner

class Clients(TypedDict):
    s3: S3Client

def run(box: Box[S3Client], clients: Clients, get: "Callable[[], Table]", store: "dict[str, int]"):
    box.open().put_object(Bucket="b", Key="k")
    clients["s3"].delete_object(Bucket="b", Key="k")
    get().put_item(Item={})
