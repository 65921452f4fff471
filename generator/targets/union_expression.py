"""The union of several types, as Python and TypeScript write it."""

from typing import Self


class UnionExpression(str):
    """`a | b`: its text on one line, and the alternatives between which the line can be broken."""

    __slots__ = ("alternatives",)
    alternatives: tuple[str, ...]

    def __new__(cls, alternatives: tuple[str, ...]) -> Self:
        """The union of these expressions."""
        self = super().__new__(cls, " | ".join(alternatives))
        self.alternatives = alternatives
        return self
