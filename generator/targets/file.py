"""What a target gives back."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class File:
    """One file of the output."""

    path: str  # below the output folder, with `/`
    text: str
