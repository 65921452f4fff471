"""What a target returns."""

from typing import NamedTuple


class File(NamedTuple):
    """One file of the output."""

    path: str  # with `/`; below the folder of its target, until `Target` adds that
    text: str
