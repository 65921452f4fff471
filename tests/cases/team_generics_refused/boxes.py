from typing import Generic, TypedDict, TypeVar

T = TypeVar("T")


class Box(TypedDict, Generic[T]):
    content: T


class Crate(TypedDict):
    box: Box[int]
    name: Strng
