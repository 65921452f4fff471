"""The chapters of the page, and how each is measured."""

from collections.abc import Callable
from functools import partial
from types import ModuleType

from benchmarks import (
    checking,
    fewer_files,
    generation,
    importing,
    operations,
    profiling,
    sizes,
    starting,
    unchanged,
    validating,
)
from benchmarks.record import Chapter

# Those that are tables.
TABLES: dict[str, ModuleType] = {
    "generate": generation,
    "start": starting,
    "nothing-changed": unchanged,
    "import": importing,
    "validate": validating,
    "types": checking,
    "operations": operations,
    "fewer-files": fewer_files,
}


def _table(module: ModuleType) -> Chapter:
    return Chapter(blocks=module.blocks())


def _operations() -> Chapter:
    blocks = operations.blocks()
    return Chapter(blocks=blocks, lines=operations.lines(blocks))


CHAPTERS: dict[str, Callable[[], Chapter]] = {
    **{name: partial(_table, module) for name, module in TABLES.items()},
    "operations": _operations,
    "size": lambda: Chapter(lines=sizes.lines()),
    "profile": lambda: Chapter(profile=profiling.profile()),
}
