from typing import Literal, NotRequired, TypedDict

Colour = Literal["red"]


class Base(TypedDict):
    id: str


class Item(Base):
    colour: Colour
    price: int
    note: NotRequired[str]


class Order(Base):
    items: list[Item]
