"""Generic classes and aliases: a class for each use, and an alias stands for its expression."""

import typing_extensions as te
from typing import Callable, Dict, Generic, List, Literal, NotRequired, Optional, TypeAlias, TypedDict, TypeVar, Union

from typing_extensions import TypeAliasType

from . import variables
from .variables import Keyed, Timed
from .variables import Item as Entry

T = TypeVar("T")
K = TypeVar("K", str, int)
D = te.TypeVar("D", default=int)
B = TypeVar("B", bound="User")

Nullable = Optional[T]
Pair = Dict[Literal["first", "second"], Nullable[T]]
Decorator = Union[Callable[[T], T], T]  # concerns no TypedDict
Names = TypeAliasType("Names", List[str])
Either = TypeAliasType("Either", Union[T, D], type_params=(T, D))
type Table[Cell, Other = str] = dict[str, Cell | Other]
Many = List
type Same[Itself] = Itself


class User(TypedDict):
    name: str
    nick: Nullable[str]


class Page(TypedDict, Generic[T]):
    """One page of several."""

    items: List[T]
    next: NotRequired[int]


class Pages[First: User, Second = Literal["none"]](TypedDict, total=False):
    first: Page[First]
    second: Second


class Unused(TypedDict, Generic[T]):
    x: T


class Node(TypedDict, Generic[T]):
    value: T
    children: "List[Node[T]]"


class Defaults(TypedDict, Generic[D, B]):
    number: D
    user: B


class UserPage(Page[User]):
    total: int


Short = Page
IntPage = Short[int]
Tables = Page[Table[T]]


class Numbers(IntPage):
    total: int


class Sheets(Tables[bool]):
    total: int


class Marked(Page[T], Generic[T, K]):
    mark: K


class MarkedUsers(Marked[Nullable[User], str]):
    pass


class Endless(TypedDict, Generic[T]):
    value: T
    next: "NotRequired[Endless[Page[T]]]"


class Uses(TypedDict, total=False):
    users: Page[User]
    strings: Page[str]
    again: "Page[str]"
    any: Page
    pair: Pair[bool]
    names: Names
    other_names: variables.Names
    either: Either[str]
    table: Table[int]
    pages: Pages[User]
    words: Pages[User, Literal["a", "b"]]
    tree: Node[Nullable[int]]
    defaults: Defaults
    flags: Defaults[bool]
    marked: Marked[bool, int]
    many: Many[Many[int]]
    same: Same[int]
    keyed: Keyed[Entry]
    timed: Timed
    deep: Page[Dict[str, List[Optional[User]]]]
    too_many: Endless[int]
