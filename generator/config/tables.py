"""Reads TOML tables into dataclasses, and reports each value that does not fit at its line.

A field of a dataclass is a key of its table. A field of the type `Source` is not: the caller sets it.
"""

import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, TypeVar

from ..diagnostics import Report, Source, did_you_mean

_T = TypeVar("_T")

Place = typing.NewType("Place", str)  # `s3.Object` or `s3.Object.ETag`
Key = tuple[str | int, ...]  # where a value stands: ("tool", "shapewright", "outputs", 0, "out")
TABLE: Key = ("tool", "shapewright")


class TableReader:
    """Reads the tables of one file."""

    def __init__(self, file: str, text: str, report: Report) -> None:
        self.file = file
        self.text = text
        self.report = report

    def read(self, cls: type[_T], table: Mapping[str, Any], key: Key, *, also_known: tuple[str, ...] = ()) -> _T:
        """The dataclass `cls`, all of whose keys have defaults, that `table` describes.

        A value that does not fit is reported, and left out. `also_known`: keys that the caller reads itself, as
        candidates for hints.
        """
        return cls(**self._values(cls, table, key, also_known))

    def _values(self, cls: type, table: Mapping[str, Any], key: Key, also_known: tuple[str, ...]) -> dict[str, Any]:
        """The values of the fields of `cls`. Those that `table` leaves out, or that do not fit, are missing."""
        types = {name: type_ for name, type_ in typing.get_type_hints(cls).items() if type_ is not Source}
        values: dict[str, Any] = {}
        for name, value in table.items():
            if name not in types:
                known = [*types, *also_known]
                hint = did_you_mean(name, known) or f"the keys are {', '.join(known)}"
                self.report.error(
                    "unknown-key", self.source((*key, name)), f"there is no key {name} in [{_heading(key)}]", hint=hint
                )
            elif (found := self._value(types[name], value, (*key, name))) is not None:
                values[name] = found
        return values

    def _value(self, type_: Any, value: Any, key: Key) -> Any:
        if typing.get_origin(type_) is UnionType:
            (type_,) = (each for each in typing.get_args(type_) if each is not NoneType)
        if is_dataclass(type_) and isinstance(type_, type):
            return self.read(type_, value, key) if isinstance(value, dict) else self.refuse(key, "a table", value)
        if typing.get_origin(type_) is typing.Literal:
            allowed = typing.get_args(type_)
            return value if value in allowed else self.refuse(key, f"one of {', '.join(map(repr, allowed))}", value)
        if typing.get_origin(type_) is Mapping:
            return self._names(value, key, has_places=typing.get_args(type_)[0] is Place)
        if typing.get_origin(type_) is tuple and is_dataclass(element := typing.get_args(type_)[0]):
            return self._tables(element, value, key)
        if type_ is bool:
            return value if isinstance(value, bool) else self.refuse(key, "true or false", value)
        expected = "a string" if type_ is str else "a list of strings"
        texts = [value] if type_ is str else value
        if not isinstance(texts, list) or not all(isinstance(each, str) for each in texts):
            return self.refuse(key, expected, value)
        if any("\0" in each for each in texts):  # no file can have this name
            return self.refuse(key, f"{expected} without NUL", value)
        return value if type_ is str else tuple(value)

    def _tables(self, cls: Any, value: Any, key: Key) -> Any:
        """A list of tables, each of which describes a `cls`. One that lacks a required key is left out."""
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            return self.refuse(key, "a list of tables", value)
        required = {each.name for each in fields(cls) if each.default is each.default_factory is MISSING}
        found = []
        for index, table in enumerate(value):
            for name in sorted(required - table.keys()):
                message = f"the key {name} is missing in [[{_heading(key)}]]"
                self.report.error("missing-key", self.source((*key, index)), message)
            values = self._values(cls, table, (*key, index), ())
            if required <= values.keys():
                found.append(cls(**values))
        return tuple(found)

    def _names(self, value: Any, key: Key, *, has_places: bool) -> Any:
        """A table of names. A place, `s3.Object = "X"`, may be one quoted key or a table in a table."""
        if not isinstance(value, dict):
            return self.refuse(key, "a table", value)
        found: dict[str, str] = {}
        for name, each in value.items():
            if isinstance(each, dict) and has_places:
                inner_names = self._names(each, (*key, name), has_places=True)
                found |= {f"{name}.{inner}": new for inner, new in inner_names.items()}
            elif isinstance(each, str):
                found[name] = each
            else:
                self.refuse((*key, name), "a name", each)
        return found

    def refuse(self, key: Key, expected: str, value: object) -> None:
        """Report a value of the wrong type."""
        name = next(part for part in reversed(key) if isinstance(part, str))
        self.report.error("bad-value", self.source(key), f"{name} must be {expected}, not {value!r}")

    def source_of_name(self, table: Key, name: str) -> Source:
        """Where the value of `name` stands in a table of names."""
        sources = self.sources([(*table, *parts) for parts in ways_to_write(name)])
        return next((each for each in sources if each.line), Source(self.file))

    def source(self, key: Key) -> Source:
        """Where the value of `key` stands in the file."""
        return self.sources([key])[0]

    def sources(self, keys: Sequence[Key]) -> list[Source]:
        """Where the values of `keys` stand in the file."""
        return [Source(self.file, line) for line in _lines_of(self.text, keys)]


def ways_to_write(name: str) -> Iterator[tuple[str, ...]]:
    """The keys that `s3.Object.ETag` may be in a file: one quoted key, or tables in tables."""
    yield (name,)
    parts = name.split(".")
    for count in range(1, len(parts)):
        yield from ((".".join(parts[:count]), *rest) for rest in ways_to_write(".".join(parts[count:])))


def _heading(key: Key) -> str:
    return ".".join(part for part in key if isinstance(part, str))


_MARK = "\ue000"  # a character for private use, which no configuration holds


def _lines_of(text: str, keys: Sequence[Key]) -> list[int]:
    """The lines of keys, from 1. 0 if the file has no line for a key, as for a table that is only implied.

    tomlkit keeps the layout of a file when a value is replaced, so a mark put in the place of a value shows its line.
    """
    import tomlkit  # only if there is a line to find, because it takes longer to import than a file to read
    from tomlkit.exceptions import TOMLKitError

    marks = [f"{_MARK}{number}{_MARK}" for number in range(len(keys))]
    try:
        document = tomlkit.parse(text)
        for key, mark in zip(keys, marks, strict=True):
            _mark(document, key, mark)
        lines = tomlkit.dumps(document).splitlines()
    except (TOMLKitError, ValueError):
        return [0] * len(keys)
    return [next((number for number, line in enumerate(lines, 1) if mark in line), 0) for mark in marks]


def _mark(document: Any, key: Key, mark: str) -> None:
    """Put `mark` in the place of the value of `key`, or behind the heading of the table."""
    from tomlkit.exceptions import TOMLKitError
    from tomlkit.items import Table

    *parents, last = key
    try:
        for part in parents:
            document = document[part]
        if isinstance(document[last], Table):
            document[last].comment(mark)
        else:
            document[last] = mark
    except (TOMLKitError, LookupError, TypeError, ValueError):
        pass  # the file has no such key
