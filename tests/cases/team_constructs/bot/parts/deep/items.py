from enum import Enum
from typing import TypedDict


class Item(TypedDict):
    key: str


class Outer:
    class Nested(TypedDict):
        x: int


class Shade(Enum):
    DARK = "dark"
    LIGHT = "light"
