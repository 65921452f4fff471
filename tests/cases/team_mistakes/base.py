from typing import TypedDict


class Named(TypedDict):
    name: str
