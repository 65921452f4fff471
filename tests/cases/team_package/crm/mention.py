"""Says `class X(TypedDict):`, and so does this: TypedDict("X", {})."""

from typing import Any, TypedDict, cast


def make() -> Any:
    class Inner(TypedDict):
        x: int

    return cast(Any, Inner)
