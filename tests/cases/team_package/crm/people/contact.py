from typing import TypedDict

from ..common import Status
from . import team as people_team


class Address(TypedDict):
    city: str


class Contact(TypedDict):
    address: Address
    team: "people_team.Team"
    status: Status


class Settings(TypedDict):
    theme: str
