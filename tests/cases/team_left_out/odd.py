"""What cannot be read is left out, and the rest is made."""

from typing import Callable, Dict, List, NotRequired, Optional, TypeAlias, TypedDict, TypeVar, Union

from .other import B, Broken, _Base

T = TypeVar("T")

Odd = Union[str, List[Strng]]
Unused: TypeAlias = Dict[str, Nonsense]
AB: TypeAlias = Union["A", B]  # no TypedDict refers to it, and it refers to one of another file
Private: TypeAlias = Union[_Base, None]
Handler = Callable[[T], Optional[T]]
Recursive: TypeAlias = Union[List["Recursive"], Undefined]


class A(TypedDict):
    y: int


class Wrong(TypedDict):
    first: list[int, str]
    second: call(1)


class Sized(TypedDict, total=MAYBE):
    x: int


class Derived(Sized):
    y: int


Counted = TypedDict("Counted", {"a": int, f"b": int})


class Loop(TypedDict):
    wrong: Wrong
    loop: "NotRequired[Loop]"


class Uses(TypedDict, total=False):
    wrong: Wrong
    wrongs: List[Wrong]
    either: Union[Wrong, int]
    by_key: Dict[str, Optional[Wrong]]
    odd: Odd
    recursive: Recursive
    sized: Sized
    derived: Derived
    counted: Counted
    broken: Broken
    loop: Loop
