from typing import TypedDict

from .common import Address

class User(TypedDict):
    home: Address
