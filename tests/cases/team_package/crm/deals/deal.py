"""Refers to a type of another folder through a package that only imports it."""

from typing import TypedDict

import crm.people
from crm.common import Status


class Address(TypedDict):
    url: str


class Deal(TypedDict):
    contact: crm.people.Contact
    status: Status
    seen_at: Address
