from typing import TypedDict


class Named(TypedDict):
    title: str
