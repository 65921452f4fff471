"""What a target returns."""

from typing import NamedTuple


class File(NamedTuple):
    """One file of the output."""

    path: str  # below the output folder, with `/`
    text: str
