from decimal import Decimal
from typing import TypedDict
from uuid import UUID

from . import money
from .money import Amount as Price
from .nowhere import Thing

class Item(TypedDict):
    price: Price
    listed: money.Item
    weight: Decimal
    code: UUID
    thing: Thing
