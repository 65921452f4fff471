from typing import TypedDict


class Named(TypedDict):
    name: str


class _Hidden(TypedDict):
    hidden: bool


class Config(TypedDict, total=False):
    level: int
