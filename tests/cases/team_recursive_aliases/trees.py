"""Aliases that refer to themselves: directly, through one another, through a class, and generic ones."""

from datetime import datetime
from typing import Any, Dict, List, Literal, Optional, TypeAlias, TypedDict, TypeVar, Union

T = TypeVar("T")

JSON = Union[None, bool, int, float, str, List["JSON"], Dict[str, "JSON"]]
Rows: TypeAlias = "list[Row] | datetime"
Row: TypeAlias = "dict[str, Rows] | Literal['an empty row', 'a row that spans a number of columns', 'a last row']"
Tree = Union[T, List["Tree[T]"]]
Wrapped = Union["Wrap", int]
Wrapping = Union["Wrapped", List["Wrap"]]
Endless = Optional["Endless"]
There = Union["AndBack", int]
AndBack = Union["There", str]


class Wrap(TypedDict):
    inner: Wrapping
    outer: "Wrapped"


class Values(TypedDict, total=False):
    json: JSON
    rows: Rows
    names: Tree[str]
    numbers: "List[Tree[int]]"
    wrapped: Wrapped
    endless: Endless
    anything: Dict[str, Any]


class Both(TypedDict):
    first: JSON
    second: "JSON"
    there: There
