"""The changes that `diff` finds, as values."""

import dataclasses
import hashlib
from dataclasses import dataclass
from enum import StrEnum

from ..diagnostics import Source
from .static_types import StaticType


class Grade(StrEnum):
    """What a change does to its users, the worst first."""

    BREAKS = "breaks"  # a type checker refuses code that was right, or a value is refused that was accepted
    MAY_BREAK = "may-break"  # a match that named every value, a deprecation, a bound that only `"all"` checks
    ADDS = "adds"
    SAYS = "says"  # the documentation alone


GRADES = tuple(Grade)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is not as it was."""

    rule: str  # the identifier of its rule
    service: str
    name: str = ""  # of the class, the operation, the paginator or the waiter; empty: the service itself
    member: str = ""  # as the API spells it; or the value of an enum
    field: str = ""  # the member in Python
    before: str = ""  # in the user's own terms: a type, a bound, another name
    after: str = ""
    python: Grade = Grade.SAYS
    typescript: Grade = Grade.SAYS
    operations: tuple[str, ...] = ()  # those whose requests, responses or errors it reaches
    is_used: bool = True  # whether the configured `operations` reach it
    echoes: "tuple[Change, ...]" = ()  # what follows from it, and is not shown by itself
    source: Source = dataclasses.field(default_factory=Source)
    old_type: StaticType = dataclasses.field(default=frozenset(), compare=False, repr=False)
    new_type: StaticType = dataclasses.field(default=frozenset(), compare=False, repr=False)

    @property
    def grade(self) -> Grade:
        """The worse of its grades."""
        return min(self.python, self.typescript, key=GRADES.index)

    @property
    def place(self) -> str:
        """What it is about: `rds.CreateGlobalClusterMessage.global_cluster_identifier`."""
        return ".".join(filter(None, (self.service, self.name, self.field or self.member)))

    @property
    def fingerprint(self) -> str:
        """The same for the same change, whatever else changed with it."""
        text = "\0".join((self.rule, self.service, self.name, self.member, self.before, self.after))
        return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:12]

    @property
    def all_echoes(self) -> "tuple[Change, ...]":
        """Its echoes, and theirs."""
        return tuple(each for echo in self.echoes for each in (echo, *echo.all_echoes))
