from typing import Literal, NotRequired, TypedDict

kind = Literal["low"]
Kind = Literal["High"]


class tag(TypedDict):
    lower: str
    Tag: NotRequired["Tag"]


class Tag(TypedDict):
    Upper: str
    kind: NotRequired[kind]
    Kind: NotRequired[Kind]


class Item(TypedDict):
    id: str
    Id: int
    ID: NotRequired[list[tag]]
    tag: NotRequired[tag]
    Tag: NotRequired[Tag]


tags = list[tag]
Tags = list[Tag]
