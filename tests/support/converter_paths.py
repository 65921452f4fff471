"""The two ways in which the converter structures a value: fast, and with care when that has failed. They must agree."""

from collections.abc import Callable
from typing import Any


def check_both_paths(converter: Any, value: Any, cls: type) -> None:
    """Fail unless both ways accept a value and make the same of it, or both refuse it."""
    hook = converter.get_structure_hook(cls)
    fast, careful = (_outcome(path, value) for path in (hook.fast, hook.careful))
    assert fast == careful, f"{cls.__name__} {value!r}: {fast}, with care {careful}"


def _outcome(structure: Callable[[Any], Any], value: Any) -> str:
    try:
        return repr(structure(value))  # NaN does not equal itself, and True equals 1
    except Exception:
        return "refused"
