"""The values of an enum's members, from their source; nothing is executed."""

import ast
from collections.abc import Iterable


def read_members(
    constants: Iterable[tuple[str, str]], bases: Iterable[str]
) -> tuple[dict[str, str | int], tuple[str, ...]]:
    """Members with plain values, by name, and the names of those whose value is something else.

    `auto()` follows Python's enum module: the name in lower case for a StrEnum, else one more than the last number,
    which an enum that is a `str` as well holds as text.
    """
    kinds = {base.rpartition(".")[2] for base in bases}
    found: dict[str, str | int] = {}
    unreadable = []
    for name, source in constants:
        if name.startswith("_") or source.endswith("nonmember()"):
            continue
        if source.rpartition(".")[2] == "auto()":
            numbers = [int(value) for value in found.values() if isinstance(value, int)]
            number = max(numbers, default=0) + 1 if "str" not in kinds else len(found) + 1
            found[name] = name.lower() if "StrEnum" in kinds else str(number) if "str" in kinds else number
            continue
        try:
            value = ast.literal_eval(source)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            value = None
        if isinstance(value, str | int) and not isinstance(value, bool):
            found[name] = value
        else:
            unreadable.append(name)
    return found, tuple(unreadable)
