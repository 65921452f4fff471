"""Declarations in forms that are less common, all of which mypy accepts."""

import contextlib
import sys
import bot.parts.deep.items
from enum import Enum, IntEnum, StrEnum
from typing import TYPE_CHECKING, ClassVar, Final, List, Literal, NamedTuple, Tuple, Union

from .parts import Circle

try:
    from typing import NotRequired, TypedDict
except ImportError:
    TypedDict = dict

try:
    from .parts import Metric
except ImportError:
    Metric = None

with contextlib.suppress(ImportError):
    from .parts import Suppressed as Kept

if TYPE_CHECKING or sys.version_info >= (3, 8):
    from .parts import Checked

Checked = Checked  # passed on under its own name

Subject: Final = TypedDict("Subject", {"title": str, "from": NotRequired[str]})
Letters = Literal["a", "b"]
Raw = Literal["x", b"x"]
Units = Literal[Raw, 1]
More = Literal[Letters, "c"]
Color = Enum("Color", "RED GREEN")
Grade = IntEnum("Grade", [("GOOD", 1), ("BAD", 5)])
Mode = StrEnum("Mode", ["DAY", "NIGHT"])
Speed = Enum("Speed", {"SLOW": "slow", "FAST": "fast"}, type=str)
Point = NamedTuple("Point", [("x", int), ("y", int)])


class Service:
    """No TypedDict, but there are some in it."""

    class Create(TypedDict):
        name: str
        kind: "Service.Kind"

    class Kind(Enum):
        A = "a"
        B = "b"

    Options = TypedDict("Options", {"create": "Create", "deep": "NotRequired[Service.Inner.Deep]"})

    class Inner:
        class Deep(TypedDict, total=False):
            x: int

    retries: ClassVar[int] = 3

    def call(self) -> None:
        class Hidden(TypedDict):
            x: int


class Twice(TypedDict):
    x: int
    y: str
    x: int


class Changed(TypedDict):
    """A string for a member that was an int."""

    x: int
    """Before."""
    x: str
    """Now."""


class Versioned(TypedDict("Base", {"base": int}, total=False)):
    own: str


if sys.version_info < (3, 9):

    class Release(TypedDict):
        old: int

elif sys.version_info >= (3, 10):

    class Release(TypedDict):
        new: int

else:

    class Release(TypedDict):
        between: int


if sys.platform == "win32":

    class Handle(TypedDict):
        handle: int

else:

    class Handle(TypedDict):
        fd: int


class ByVersion(TypedDict):
    if sys.version_info >= (3, 12):
        new: int
    else:
        old: int
    both: str


class Loose(TypedDict("_Loose", dict(a=int, b=str))): ...


class Short(TypedDict, total=False): a: int; b: "str"; "The second."


class All(TypedDict, total=False):
    subject: Subject
    letters: Literal[Letters, "z"]
    more: More
    color: Color
    grade: Grade
    mode: Mode
    speed: Speed
    point: Point
    create: Service.Create
    options: Service.Options
    item: bot.parts.deep.items.Item
    nested: "bot.parts.deep.items.Outer.Nested"
    red: Literal[bot.parts.deep.items.Shade.DARK]
    circle: Circle
    metric: Metric
    kept: Kept
    checked: Checked
    nothing: tuple[()]
    nothings: List[Tuple[()]]
    rest: tuple[int, *Tuple[str, ...]]
    bytes: Literal[b"raw"]
    units: Units


class Main(TypedDict):
    """The other module of a circle of imports."""

    circle: NotRequired["Circle"]
