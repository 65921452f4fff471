"""Building once more when nothing has changed: all of AWS, four targets, into the output of the run before.

No file is touched; what it costs is finding that out.
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
