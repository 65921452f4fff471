from typing import TypedDict

class Box(TypedDict):
    number: int
