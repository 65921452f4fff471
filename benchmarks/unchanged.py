"""A second build of all of AWS, with four targets, when nothing changed.

It writes no file. The cost is finding out that nothing changed.
"""

from benchmarks import peers
from benchmarks.generation import all_of_aws, build
from benchmarks.measure import medians
from benchmarks.table import Block, Row


def blocks() -> list[Block]:
    """A run from nothing, and one after it."""
    first = all_of_aws("short")[peers.FOUR.name]
    (again,) = medians({"again": build("short")}).values()
    return [Block("all of AWS, four targets", [Row("from nothing", first), Row("nothing changed", again)])]
