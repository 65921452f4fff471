from typing import List, TypedDict

from .. import people
from .contact import Contact


class Team(TypedDict):
    members: List[Contact]


class Settings(TypedDict):
    size: int
