"""Classes that are no TypedDicts, and stand in one."""

import dataclasses
import os
from collections.abc import Callable, Iterator
from dataclasses import KW_ONLY, InitVar, dataclass, field
from typing import (
    IO,
    Annotated,
    Any,
    ClassVar,
    Dict,
    Generic,
    List,
    Literal,
    NamedTuple,
    NotRequired,
    Optional,
    Protocol,
    TypedDict,
    TypeVar,
    Union,
    overload,
)

import attr
import pulumi
from attrs import define
from attrs import field as attrs_field
from pydantic import AnyUrl, BaseModel, Field, PrivateAttr, RootModel
from typing_extensions import Sentinel, SupportsIndex

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


File = IO[bytes]
Files = File
UNSET = Sentinel("UNSET")
Content = Union[Files, bytes, "os.PathLike[str]"]


class Open(str):
    """A string that is not among the known ones."""


class Cents(int): ...


class MoreCents(Cents): ...


class Headers(Dict[str, "Open"]): ...


class SequenceNotStr(Protocol[T_co]):
    @overload
    def __getitem__(self, index: SupportsIndex, /) -> T_co: ...
    @overload
    def __getitem__(self, index: slice, /) -> "list[T_co]": ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[T_co]: ...


class Names(Protocol):
    def __len__(self) -> int: ...
    def __getitem__(self, index: int) -> str: ...


class Readable(Protocol):
    def read(self) -> bytes: ...


class Omit:
    """Says that a header is to be left out."""

    def __bool__(self) -> Literal[False]:
        return False


@dataclass
class Size:
    """In millimetres."""

    width: int
    """From side to side."""
    height: int = 0
    tags: List[str] = field(default_factory=list)
    unit: ClassVar[str] = "mm"
    area: int = field(init=False)
    scale: InitVar[int] = 1
    _: KW_ONLY
    name: str = dataclasses.field()


@dataclasses.dataclass(frozen=True)
class Box(Size):
    depth: "Optional[int]" = None
    inner: "Optional[Box]" = None


@define
class Label:
    text: str
    size: int = attrs_field(default=1)


@attr.s(auto_attribs=True)
class Stamp:
    value: int
    country: str = attr.ib(default="XK")


class Base(BaseModel):
    """The base of all models."""

    id: int


class Address(Base):
    street_name: str = Field(..., alias="streetName", description="Without the number.")
    city: Optional[str]
    zip: str = "00000"
    notes: List[str] = Field(default_factory=list)
    floor: Annotated[int, Field(alias="storey", gt=-9)] = 0
    home: AnyUrl | None = None
    _secret: int = PrivateAttr(default=1)
    model_config = {"frozen": True}


class Paged(BaseModel, Generic[T]):
    items: List[T]


class Tags(RootModel[List[str]]): ...


class Point(NamedTuple):
    x: int
    y: int


class Parcel(TypedDict, total=False):
    state: Literal["sent", "lost"] | Open
    open: Open
    price: MoreCents
    headers: Headers
    lines: SequenceNotStr[str]
    numbers: SequenceNotStr[Union[int, None]]
    names: Names
    reader: Readable
    note: Union[str, Omit, None]
    callback: Callable[[int], int] | int
    size: Size
    box: Box
    label: Label
    stamp: Stamp
    address: Address
    pages: Paged[Address]
    tags: Tags
    point: Point
    plain: Omit
    scan: File
    scans: List[IO[bytes]]
    content: Content
    unset: int | UNSET
    weight: pulumi.Input[Optional[int]]
    weights: pulumi.Input[List[pulumi.Input[int]]]
