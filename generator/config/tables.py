"""Reads TOML tables into dataclasses, and reports each value that does not fit at its line."""

import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from ..diagnostics import Report, Source, did_you_mean

_T = TypeVar("_T")

Key = tuple[str | int, ...]  # where a value stands: ("tool", "shapewright", "outputs", 0, "out")
TABLE: Key = ("tool", "shapewright")


class TableReader:
    """Reads the tables of one file."""

    def __init__(self, file: str, text: str, report: Report) -> None:
        self.file = file
        self.text = text
        self.report = report

    def read(self, cls: type[_T], table: Mapping[str, Any], key: Key, *, also_known: tuple[str, ...] = ()) -> _T:
        """The dataclass `cls` that `table` describes. A value that does not fit is reported, and left out.

        `also_known`: keys that the caller reads itself, as candidates for hints.
        """
        types = typing.get_type_hints(cls)
        values: dict[str, Any] = {}
        for name, value in table.items():
            if name not in types:
                known = [each.name for each in fields(cls)]  # type: ignore[arg-type]
                known += also_known
                hint = did_you_mean(name, known) or f"the keys are {', '.join(known)}"
                heading = ".".join(part for part in key if isinstance(part, str))
                self.report.error(
                    "unknown-key", self.source((*key, name)), f"there is no key {name} in [{heading}]", hint=hint
                )
            elif (found := self._value(types[name], value, (*key, name))) is not None:
                values[name] = found
        return cls(**values)

    def _value(self, type_: Any, value: Any, key: Key) -> Any:
        if is_dataclass(type_) and isinstance(type_, type):
            return self.read(type_, value, key) if isinstance(value, dict) else self.refuse(key, "a table", value)
        if typing.get_origin(type_) is typing.Literal:
            allowed = typing.get_args(type_)
            return value if value in allowed else self.refuse(key, f"one of {', '.join(map(repr, allowed))}", value)
        if typing.get_origin(type_) is Mapping:
            return self._names(value, key)
        if type_ is bool:
            return value if isinstance(value, bool) else self.refuse(key, "true or false", value)
        expected = "a string" if type_ is str else "a list of strings"
        texts = [value] if type_ is str else value
        if not isinstance(texts, list) or not all(isinstance(each, str) for each in texts):
            return self.refuse(key, expected, value)
        if any("\0" in each for each in texts):  # no file can have this name
            return self.refuse(key, f"{expected} without NUL", value)
        return value if type_ is str else tuple(value)

    def _names(self, value: Any, key: Key) -> Any:
        """A table of names. `s3.Object = "X"` may be one quoted key or a table in a table."""
        if not isinstance(value, dict):
            return self.refuse(key, "a table", value)
        found: dict[str, str] = {}
        for name, each in value.items():
            for inner, new in each.items() if isinstance(each, dict) else [("", each)]:
                if isinstance(new, str):
                    found[f"{name}.{inner}" if inner else name] = new
                else:
                    self.refuse((*key, name), "a name", new)
        return found

    def refuse(self, key: Key, expected: str, value: object) -> None:
        """Report a value of the wrong type."""
        name = next(part for part in reversed(key) if isinstance(part, str))
        self.report.error("bad-value", self.source(key), f"{name} must be {expected}, not {value!r}")

    def source(self, key: Key) -> Source:
        """Where the value of `key` stands in the file."""
        return Source(self.file, _line_of(self.text, key))


_MARK = "\ue000"  # a character for private use, which no configuration holds


def _line_of(text: str, key: Key) -> int:
    """The line of a key, from 1. 0 if the file has no line for it, as for a table that is only implied.

    tomlkit keeps the layout of a file when a value is replaced, so a mark put in the place of the value shows its line.
    """
    import tomlkit  # only to report an error, because it takes longer to import than a file to read
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
        table: Any = document
        *parents, last = key
        for part in parents:
            table = table[part]
        if isinstance(table[last], tomlkit.items.Table):
            table[last].comment(_MARK)
        else:
            table[last] = _MARK
        lines = tomlkit.dumps(document).splitlines()
    except (TOMLKitError, LookupError, TypeError, ValueError):
        return 0
    return next((number for number, line in enumerate(lines, 1) if _MARK in line), 0)
