"""The navigation of the site, as `zensical.toml` has it."""

import tomllib
from collections.abc import Iterator
from typing import Any, NamedTuple

from .paths import ROOT


class Entry(NamedTuple):
    """A page in the navigation."""

    section: str  # empty for the start page
    title: str
    page: str  # its path in the site, with `.md`


def configuration() -> dict[str, Any]:
    """The configuration of the site."""
    return tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))


def entries() -> list[Entry]:
    """Every entry, in order."""
    return list(_entries(configuration()["project"]["nav"], ""))


def _entries(nav: list[dict[str, Any]], section: str) -> Iterator[Entry]:
    for item in nav:
        for title, value in item.items():
            if isinstance(value, list):
                yield from _entries(value, title)
            else:
                yield Entry(section, title, value)
