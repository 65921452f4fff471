"""What was measured, as a table: at the terminal, and in Markdown."""

from collections.abc import Mapping
from dataclasses import dataclass

from rich.table import Table

from benchmarks.measure import Cost, Failed, Outcome


@dataclass(slots=True)
class Row:
    """One tool, at the work of its block."""

    tool: str
    outcome: Outcome
    remark: str = ""  # what shows that its output works, or that it does not


@dataclass(frozen=True, slots=True)
class Block:
    """Tools at the same work. The first is what the others are compared with."""

    work: str
    rows: list[Row]

    def ratio(self, row: Row) -> float | None:
        """What a row costs, in user CPU, as a multiple of the first; None if one of them failed."""
        first = self.rows[0].outcome
        if isinstance(first, Cost) and isinstance(row.outcome, Cost):
            return row.outcome.seconds / first.seconds
        return None


HEADINGS = ("work", "tool", "times the first", "CPU s", "peak MB", "")


def cells(block: Block) -> list[tuple[str, ...]]:
    """The rows of a block as text, its name in the first alone."""
    return [(block.work if row is block.rows[0] else "", row.tool, *_figures(block, row)) for row in block.rows]


def _figures(block: Block, row: Row) -> tuple[str, str, str, str]:
    if isinstance(row.outcome, Failed):
        return "", "", "", row.outcome.why
    ratio = block.ratio(row)
    times = "" if ratio is None else f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}"
    return times, f"{row.outcome.seconds:.3g}", f"{row.outcome.megabytes:.0f}", row.remark


def ahead(block: Block) -> list[str]:
    """Where another tool costs less than ours does, said in words."""
    if not block.rows[0].tool.startswith("Shapewright"):
        return []
    ratios = [(row.tool, block.ratio(row)) for row in block.rows[1:]]
    return [f"{block.work}: {tool}, {ratio:.2f} times ours" for tool, ratio in ratios if ratio and ratio < 1]


def table(groups: Mapping[str, list[Block]]) -> Table:
    """All groups, for the terminal."""
    shown = Table(*HEADINGS, title="user CPU seconds, medians")
    for column in shown.columns[2:5]:
        column.justify = "right"
    for blocks in groups.values():
        for block in blocks:
            for row in cells(block):
                shown.add_row(*row)
        shown.add_section()
    return shown
