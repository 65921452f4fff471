"""A team's own TypedDicts: taken as they are written."""

from datetime import datetime
from typing import Annotated, Any, Literal, Optional, Union

from typing_extensions import NotRequired, ReadOnly, Required, TypedDict

VERSION = "1.0"


class Line(TypedDict):
    """One line of an order."""

    sku: str
    """What is bought."""

    quantity: Annotated[int, "at least one"]
    note: NotRequired[str | None]


class Order(TypedDict, total=False):
    id: Required[ReadOnly[str]]
    lines: Required[list[Line]]
    placed: datetime
    state: Literal["open", "sent"]
    discount: Union[int, float]
    parent: "Order"
    extra: dict[str, Any]
    size: tuple[int, int]
    tags: set[str]
    gift: Optional[bool]


class Address(TypedDict):
    """
    Attributes:
        city: where it is
    """

    city: str
    """
    Where it is:
        a city,
        or a village
    """


class Counter:
    """No TypedDict: nothing is made of it."""

    total: int = 0
