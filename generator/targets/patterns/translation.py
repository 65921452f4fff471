"""What a translated pattern is."""

from collections.abc import Callable
from typing import NamedTuple


class PatternError(ValueError):
    """A pattern is invalid, or means different things to different engines."""


class Translation(NamedTuple):
    """A pattern as all engines read it, and which of them can run it."""

    text: str  # empty: every string matches
    in_rust: bool  # pydantic's own engine, whose time is proportional to the length of the string
    in_python: bool  # `re`, once `\\p{…}` is written out and `$` is `\\Z`
    in_json_schema: bool  # every engine that may read it: ECMAScript, RE2 (Go's and C++'s), Rust's, and `re` as it is


CanRun = Callable[[Translation], bool]  # whether an engine of a target can run a pattern
