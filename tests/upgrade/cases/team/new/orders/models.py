"""A team's types."""

from typing import Literal

from typing_extensions import TypedDict

Size = Literal["L", "S"]


class Order(TypedDict, extra_items=int):
    number: int
    size: Size | None
    note: str
    lines: list["Line"]


class Line(TypedDict):
    article: str
    count: int | str
