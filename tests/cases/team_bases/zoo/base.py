from typing import TypedDict


class Named(TypedDict):
    name: str


class Config(TypedDict, total=False):
    level: int
