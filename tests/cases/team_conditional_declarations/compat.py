"""Names that are bound in one of two branches: whichever runs, the first is read."""

import sys
from typing import TYPE_CHECKING

if sys.version_info >= (3, 11):
    from typing import NotRequired, TypedDict
else:
    from typing_extensions import NotRequired, TypedDict

try:
    from typing import ReadOnly
except ImportError:
    from typing_extensions import ReadOnly

if TYPE_CHECKING:

    class Point(TypedDict):
        x: float
        y: ReadOnly[float]

else:
    Point = dict


class Line(TypedDict):
    # A comment above a member,
    # of two lines.
    start: "Point"
    end: NotRequired[
        "Point | None"
    ]

    missing: Nowhere
