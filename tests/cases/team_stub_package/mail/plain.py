from typing import TypedDict


class Stamp(TypedDict):
    value: int
