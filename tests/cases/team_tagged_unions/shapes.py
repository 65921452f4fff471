from enum import Enum
from typing import Annotated, Generic, Literal, Optional, TypeVar

from pydantic import Field
from typing_extensions import NotRequired, TypedDict

T = TypeVar("T")


class Kind(Enum):
    BIG = "big"
    HUGE = "huge"


class Circle(TypedDict):
    kind: Literal["circle"]
    radius: int


class Square(TypedDict):
    kind: Literal["square", "rect"]
    side: int
    inner: NotRequired["Shape"]


class Big(TypedDict):
    kind: Kind
    size: int


Shape = Circle | Square
AnyShape = Shape | Big


class Done(TypedDict):
    ok: Literal[True]
    value: int


class Failed(TypedDict):
    ok: Literal[False]
    error: str


class Row(TypedDict, Generic[T]):
    class_: Literal["row"]
    value: T


class Rows(TypedDict):
    class_: Literal["rows"]
    rows: list[Row[int] | "Rows"]


class Loose(TypedDict):
    kind: NotRequired[Literal["loose"]]


class Same(TypedDict):
    kind: Literal["circle"]
    other: str


class Drawing(TypedDict):
    shape: Annotated[Shape, Field(discriminator="kind")]
    shapes: NotRequired[list[AnyShape]]
    maybe: NotRequired[Optional[Shape]]
    result: NotRequired[Done | Failed]
    rows: NotRequired[dict[str, Row[int] | Rows | None]]
    mixed: NotRequired[str | Shape]
    loose: NotRequired[Circle | Loose]
    same: NotRequired[Circle | Same]
