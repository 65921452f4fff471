"""Where an option is configured, looked up when a diagnostic needs it: finding a line takes longer than a quick run."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..diagnostics import Report, Source
from ..options import Origin
from .tables import TABLE, Key, TableReader, ways_to_write


@dataclass(frozen=True, slots=True)
class FileOrigin(Origin):
    """Options that were read from a file."""

    file: str  # relative to the current folder
    table: Key = TABLE  # the table of one output, which may take keys from the common table

    def source(self, *key: str) -> Source | None:
        """See `Origin`."""
        try:
            text = Path(self.file).read_text(encoding="utf-8")
            document = tomllib.loads(text)
        except (OSError, ValueError):  # it has changed since
            return Source(self.file)
        reader = TableReader(self.file, text, Report())
        found = [each for table in (self.table, TABLE) for each in _places(document, table, key)]
        sources = reader.sources(found) if found else []
        return next((each for each in sources if each.line), Source(self.file))


def _places(document: Mapping[str, Any], table: Key, key: tuple[str, ...]) -> Iterator[Key]:
    """Where `key` may stand in `table`: an element of a list, one quoted key, or a table in a table."""
    name, *rest = key
    value: Any = document
    try:
        for part in (*table, name):
            value = value[part]
    except (KeyError, IndexError, TypeError):
        return
    if isinstance(value, list) and rest:
        yield from ((*table, name, index) for index, each in enumerate(value) if [each] == rest)
    else:
        yield from ((*table, name, *parts) for parts in ways_to_write(".".join(rest))) if rest else [(*table, name)]
