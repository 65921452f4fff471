from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum, auto
from pathlib import Path
from typing import Annotated, Any, Literal, NewType, NotRequired, Optional, TypedDict, Union
from uuid import UUID

from annotated_types import Gt, Interval, Len, MultipleOf
from pydantic import Field, PositiveInt, StringConstraints

DEFAULT = "new"
ShelfNumber = NewType("ShelfNumber", int)


class Named(Enum):
    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        """The name."""
        return name.lower().replace("_", "-")


class Kind(Named):
    SPARE_PART = auto()
    GOODS = auto()


class Text(StrEnum):
    pass


class State(Text):
    SOLD = auto()
    OLD = "old"
    ALSO_OLD = OLD
    NEW = DEFAULT


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Doubled(Enum):
    A = "a"

    def __new__(cls, value):
        member = object.__new__(cls)
        member._value_ = value * 2
        return member


class Item(TypedDict):
    id: UUID
    price: Decimal
    bought: date
    opens: time
    shelf_life: timedelta
    picture: Path
    size: tuple[int, int]
    marks: frozenset[tuple[str, Kind]]
    parts: Sequence[str]
    history: tuple[datetime, ...]
    nothing: tuple[()]
    state: State
    doubled: Doubled


class Keys(TypedDict, total=False):
    by_number: dict[int, str]
    by_shelf: dict[ShelfNumber, str]
    by_level: dict[Level, str]
    by_day: dict[date, str]
    by_either: dict[Union[int, str], str]
    by_flag: dict[bool, str]
    by_item: dict[Union[Literal["a"], tuple[int, int]], str]
    by_small: dict[Annotated[int, Gt(0)], str]


class Bounds(TypedDict, total=False):
    above: Annotated[int, Gt(0)]
    between: Annotated[float, Interval(ge=0, lt=1.5)]
    fives: Annotated[int, MultipleOf(5)]
    word: Annotated[str, StringConstraints(pattern="^a+$", max_length=3)]
    few: Annotated[set[int], Len(1, 2)]
    pair: Annotated[Optional[list[int]], Field(min_length=2, description="Two of them.")]
    positive: PositiveInt
    price: Annotated[Decimal, Field(gt=0, max_digits=5)]
    renamed: Annotated[int, Field(alias="other")]
    data: Annotated[bytes, Len(1)]


class Patch(TypedDict):
    """What is left out stays as it is. Null deletes."""

    name: NotRequired[Optional[str]]
    level: NotRequired[Level]
    tags: NotRequired[Union[set[str], list[str], None]]
    extra: NotRequired[Any]
    inner: NotRequired[Optional["Patch"]]
    removed: NotRequired[None]


class Odd(TypedDict):
    items: set[Item]
    groups: set[Union[int, list[int]]]
