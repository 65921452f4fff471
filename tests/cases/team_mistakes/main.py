from typing import TypedDict

from .base import Namd


class Wide(TypedDict, total=MAYBE, extra_items=int):
    all: list[int, str]
    deep: list[list[list[list[list[list[list[list[list[list[list[list[list[list[list[list[list[list[list[list[list[list[list[list[list[list[list[list[list[list[list[int]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
    typo: NotReqired[int]
    bare: Optional
    wrong: Namd
