from typing import Callable, TypedDict

from missing import Nothing


class B(TypedDict):
    x: int


class _Base(TypedDict):
    y: int


class Broken(TypedDict):
    x: Undeclared


Handler = Callable[[Nothing], None]
