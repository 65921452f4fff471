"""Writes `operations` into a configuration, and leaves everything else in the file as it was, byte for byte."""

import json
import re
import tomllib
from collections.abc import Iterable, Sequence
from typing import Any

from .tables import TABLE, Key

_NAME = "operations"
_MARK = "\ue000"  # a character for private use, which no configuration holds
_ELEMENT = re.compile(r"""[ \t]*(?:"[^"\\]*"|'[^']*')[ \t]*,?[ \t]*(?:#.*)?""")
_QUOTED = re.compile(r""""[^"\\]*"|'[^']*'""")
_WIDEST = 100  # columns of a list on one line


class UneditableError(Exception):
    """A list that cannot be changed without changing something else."""


def table_with_operations(text: str, table: Key) -> Key:
    """The table whose `operations` count for an output: its own, unless only the common table has some."""
    document = tomllib.loads(text)
    return TABLE if _NAME not in _table_at(document, table) and _NAME in _table_at(document, TABLE) else table


def with_operations(text: str, table: Key, operations: Sequence[str]) -> str:
    """`text` with these operations in a table. Raises `UneditableError`."""
    end = "\r\n" if "\r\n" in text else "\n"
    if _NAME in _table_at(tomllib.loads(text), table):
        before, old, after = _split(text, (*table, _NAME))
        changed = f"{before}{_changed(old, operations, end)}{after}"
    else:
        changed = _added(text, table, operations, end)
    if not _is_only_change(text, changed, table, operations):
        raise UneditableError
    return changed


def _table_at(document: Any, table: Key) -> Any:
    for part in table:
        document = document[part]
    return document


def _split(text: str, key: Key) -> tuple[str, str, str]:
    """The text of the value of a key, with the text before and behind it."""
    import tomlkit  # knows where a value begins and ends, and keeps the layout of all others

    document: Any = tomlkit.parse(text)
    *parents, last = key
    table = document
    for part in parents:
        table = table[part]
    old = table[last].as_string()
    table[last] = _MARK
    before, _, after = tomlkit.dumps(document).partition(f'"{_MARK}"')
    if f"{before}{old}{after}" != text:
        raise UneditableError
    return before, old, after


def _changed(old: str, operations: Sequence[str], end: str) -> str:
    """The text of a list with other elements. Lines of elements that stay are left as they are, with their comments."""
    if "\n" not in old:
        if "#" in _QUOTED.sub("", old):
            raise UneditableError
        return _list(operations, end) if len(_inline(operations)) > _WIDEST else _inline(operations)
    first, *lines, last = old.split(end)
    is_plain = first.strip() == "[" and last.strip() == "]"
    if not is_plain or any(
        each.strip() and not each.strip().startswith("#") and not _is_element(each) for each in lines
    ):
        if "#" in _QUOTED.sub("", old):
            raise UneditableError
        return _list(operations, end)
    kept = [each for each in lines if not _is_element(each) or _value(each) in operations]
    indentation = next((re.match(r"[ \t]*", each)[0] for each in lines if _is_element(each)), "  ")  # type: ignore[index]
    for name in operations:
        if name not in {_value(each) for each in kept if _is_element(each)}:
            kept.insert(_place(kept, name, operations), f"{indentation}{json.dumps(name)},")
    return end.join([first, *map(_with_comma, kept), last])


def _is_element(line: str) -> bool:
    return bool(_ELEMENT.fullmatch(line))


def _value(line: str) -> str:
    found = _QUOTED.search(line)
    return found[0][1:-1] if found else ""


def _with_comma(line: str) -> str:
    if not _is_element(line):
        return line
    return re.sub(rf"^([ \t]*(?:{_QUOTED.pattern}))[ \t]*,?", r"\1,", line)


def _place(lines: list[str], name: str, operations: Sequence[str]) -> int:
    """Where in `lines` the line of an operation belongs: behind that of the one before it."""
    index = list(operations).index(name)
    if index == 0:
        return next((number for number, line in enumerate(lines) if _is_element(line)), len(lines))
    before = operations[index - 1]
    return next(number for number, line in enumerate(lines, 1) if _is_element(line) and _value(line) == before)


def _inline(operations: Iterable[str]) -> str:
    return f"[{', '.join(map(json.dumps, operations))}]"


def _list(operations: Iterable[str], end: str) -> str:
    return end.join(["[", *(f"  {json.dumps(each)}," for each in operations), "]"])


def _added(text: str, table: Key, operations: Sequence[str], end: str) -> str:
    """`text` with a new line for `operations`, behind the key `sources` or another key of the table."""
    keys = [name for name, value in _table_at(tomllib.loads(text), table).items() if not isinstance(value, dict)]
    keys = [each for each in keys if each != "outputs"]
    if not keys:
        raise UneditableError
    key = "sources" if "sources" in keys else keys[-1]
    before, value, after = _split(text, (*table, key))
    start = before.rpartition("\n")[2]
    prefix = start[: start.rfind(key)]
    rest_of_line, line_end, behind = after.partition("\n")
    value_of_new = _list(operations, end) if len(_inline(operations)) > _WIDEST else _inline(operations)
    line = f"{prefix}{_NAME} = {value_of_new}"
    if not line_end:
        return f"{before}{value}{rest_of_line}{end}{line}{end}"
    return f"{before}{value}{rest_of_line}{line_end}{line}{end}{behind}"


def _is_only_change(old: str, new: str, table: Key, operations: Sequence[str]) -> bool:
    """Whether `new` says the same as `old`, but for the operations in one table."""
    try:
        documents = [tomllib.loads(old), tomllib.loads(new)]
    except tomllib.TOMLDecodeError:
        return False
    found = [_table_at(each, table).pop(_NAME, None) for each in documents]
    return found[1] == list(operations) and documents[0] == documents[1]
