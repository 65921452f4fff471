"""A team's types."""

from typing import Literal, NotRequired, TypedDict

Size = Literal["L", "M", "S"]


class Order(TypedDict):
    number: int
    size: Size
    note: NotRequired[str]
    lines: list["Line"]


class Line(TypedDict):
    article: str
    count: int
