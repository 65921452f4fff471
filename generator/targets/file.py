"""What a target gives back."""

from typing import NamedTuple


class File(NamedTuple):
    """One file of the output."""

    path: str  # below the output folder, with `/`
    text: str
