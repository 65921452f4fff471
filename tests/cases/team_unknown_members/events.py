from typing import Annotated, Any

from annotated_types import Gt
from pydantic import ConfigDict, with_config
from typing_extensions import NotRequired, TypedDict


class Plain(TypedDict):
    x: int


class Closed(TypedDict, closed=True):
    x: int


class Open(TypedDict, closed=False):
    x: int


class Numbers(TypedDict, extra_items=Annotated[int, Gt(0)]):
    name: str
    extra: NotRequired[int]


class More(Numbers):
    more: NotRequired[str]


class Tree(TypedDict, extra_items="Tree | str"):
    pass


class Documented(TypedDict, extra_items=Plain | int):
    """Has documentation."""

    class_: str
    """This, too."""


@with_config(ConfigDict(extra="allow"))
class Kept(TypedDict):
    x: int


@with_config(extra="ignore")
class Ignored(TypedDict):
    values: list[Any]
