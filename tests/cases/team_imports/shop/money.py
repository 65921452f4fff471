from typing import TypedDict

Currency = str


class Amount(TypedDict):
    value: int
    currency: Currency


class Unused(TypedDict):
    x: int


class Item(TypedDict):
    price: Amount
