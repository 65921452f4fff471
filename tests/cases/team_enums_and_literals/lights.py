import enum
from enum import Enum, IntEnum
from typing import Literal, TypedDict


class Colour(str, Enum):
    """What a light shows."""

    RED = "red"
    DARK_GREEN = "dark green"


class Level(IntEnum):
    LOW = 1
    HIGH = 10


class Mode(enum.StrEnum):
    DAY = enum.auto()
    NIGHT = enum.auto()


class Light(TypedDict):
    colour: Colour
    level: Level
    mode: Mode
    only_red: Literal[Colour.RED]
    mixed: Literal["a", 1, True, None, -2]
    flags: dict[Literal["x", "y"], bool]


class Odd(Enum):
    ONE = object()


class Lamp(TypedDict):
    odd: Odd


class Size(IntEnum):
    SMALL = 5
    MIDDLE = enum.auto()
    LARGE = 0x10
    HUGE = 1_000


class Code(str, Enum):
    FIRST = enum.auto()
    JOINED = "a" "b"


class Sizes(TypedDict):
    size: Size
    code: Code
