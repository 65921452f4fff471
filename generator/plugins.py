"""Targets and readers of other packages, which name them as entry points.

    [project.entry-points."shapewright.targets"]
    msgspec = "shapewright_msgspec"

Looking for entry points takes longer than a small build, so nobody looks before a name is asked for that is not ours.
"""

import functools
import hashlib
import importlib.metadata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any


class PluginError(Exception):
    """A plugin that cannot be loaded, or that failed. The message names it, and says why."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """A target or a reader of another package."""

    name: str
    entry_point: importlib.metadata.EntryPoint

    @property
    def label(self) -> str:
        """What people call it: "shapewright-msgspec 1.0"."""
        distribution = self.entry_point.dist
        return f"{distribution.name} {distribution.version}" if distribution else self.entry_point.value

    @property
    def version(self) -> str:
        """The release of its package."""
        return self.entry_point.dist.version if self.entry_point.dist else ""

    def load(self) -> Any:
        """Its module, or whatever else the entry point names.

        Raises:
            PluginError: its code fails.
        """
        try:
            return self.entry_point.load()
        except Exception as error:
            raise PluginError(self.failure(error)) from error

    def failure(self, error: Exception) -> str:
        """What to say when its code fails."""
        return f"{self.name} of {self.label} failed: {type(error).__name__}: {error}"

    def digest(self) -> str:
        """A digest of its code, so that the cache sees when it changes. Empty if it cannot be loaded."""
        try:
            loaded = self.load()
        except PluginError:
            return ""
        module = loaded if isinstance(loaded, ModuleType) else importlib.import_module(loaded.__module__)
        file = Path(module.__file__ or "")
        files = sorted(file.parent.rglob("*")) if file.name == "__init__.py" else [file]
        digest = hashlib.sha256(self.label.encode())
        for each in files:
            if each.is_file() and each.suffix != ".pyc":
                digest.update(each.read_bytes())
        return digest.hexdigest()


@functools.cache
def find_plugins(group: str) -> Mapping[str, Plugin]:
    """The plugins of a group, by name: those of "shapewright.targets" or "shapewright.readers"."""
    found = importlib.metadata.entry_points(group=group)
    return {each.name: Plugin(each.name, each) for each in sorted(found, key=lambda each: each.name)}


def check_file(path: str, text: object) -> None:
    """Raise `ValueError` or `TypeError` for a file that a plugin cannot write below the folder of its target."""
    place = PurePosixPath(path)
    if not place.parts or ".." in place.parts or place.is_absolute() or "\\" in path:
        raise ValueError(f"{path!r} is no path below its folder")
    if not isinstance(text, str):
        raise TypeError(f"the content of {path} is no text")
