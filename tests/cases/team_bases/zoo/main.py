"""Bases that are found, and one that is not."""

from typing import TypedDict

from elsewhere import Unseen
from zoo.deep.shared import Named as Titled

from .base import *
from .base import Config, _Hidden

_Shape = TypedDict
Alias = Named


class Star(Named):
    size: int


class ByAlias(Alias):
    legs: int


class ByName(_Shape):
    wings: int


class Config(Config):
    deep: Titled


class _Hidden(_Hidden):
    deeper: bool


class Lost(Unseen):
    what: str


class Protocolled:
    """No base, and no TypedDict."""

    x: int


class Loop(Loop2):
    a: int


class Loop2(Loop):
    b: int


class All(TypedDict):
    many: Named | Star | ByAlias | ByName | Config | None | int | str | bool | float | bytes | Named | Star | ByAlias
    nested: Literal[Literal["p"], "q"]
