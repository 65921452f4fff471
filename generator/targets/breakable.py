"""Text on one line, which most of it is written in, that knows where it can be broken if it has to be."""

from typing import Self


class Either(str):
    """`a | b`, in Python and in TypeScript."""

    __slots__ = ("alternatives",)
    alternatives: tuple[str, ...]

    def __new__(cls, alternatives: tuple[str, ...]) -> Self:
        """The expression of these parts."""
        self = super().__new__(cls, " | ".join(alternatives))
        self.alternatives = alternatives
        return self
