from typing import Generic, TypedDict, TypeVar, Union

from typing_extensions import TypeAliasType

Stamp = TypeVar("Stamp", bound="Moment")
T = TypeVar("T")
Moment = Union[int, str]
Names = TypeAliasType("Names", set[str])


class Item(TypedDict):
    key: str


class Keyed(TypedDict, Generic[T]):
    by_key: dict[str, T]


class Timed(TypedDict, Generic[Stamp]):
    at: Stamp
