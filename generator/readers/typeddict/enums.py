"""Reads the members of an enum class from its source. Nothing is executed."""

import ast
from collections.abc import Iterable


def read_enum_members(
    constants: Iterable[tuple[str, str]], bases: Iterable[str]
) -> tuple[dict[str, str | int], tuple[str, ...]]:
    """The values of the members by name, and the names of the members whose value is not a plain string or number.

    `auto()` follows Python's `enum` module. In a StrEnum, it is the name in lower case. In other enums, it is the
    highest number so far plus one; an enum that is also a `str` holds it as text.
    """
    kinds = {base.rpartition(".")[2] for base in bases}
    values: dict[str, str | int] = {}
    unreadable = []
    for name, source in constants:
        if name.startswith("_") or source.endswith("nonmember()"):
            continue
        if source.rpartition(".")[2] == "auto()":
            numbers = [int(value) for value in values.values() if isinstance(value, int)]
            number = max(numbers, default=0) + 1 if "str" not in kinds else len(values) + 1
            values[name] = name.lower() if "StrEnum" in kinds else str(number) if "str" in kinds else number
            continue
        try:
            value = ast.literal_eval(source)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            value = None
        if isinstance(value, str | int) and not isinstance(value, bool):
            values[name] = value
        else:
            unreadable.append(name)
    return values, tuple(unreadable)
