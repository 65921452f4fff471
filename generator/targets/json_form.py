"""What has a JSON form, for the targets that describe it."""

from generator import ir
from generator.diagnostics import Report


def in_json(shape: ir.Structure | ir.Union, report: Report) -> list[ir.Member]:
    """The members of `shape` that JSON has; of each other, a note."""
    for each in shape.members:
        if isinstance(each.type, ir.Stream):
            place = f"{shape.name}.{each.name}"
            report.note("stream-left-out", each.source, "a stream has no JSON form", shape=place)
    return [each for each in shape.members if not isinstance(each.type, ir.Stream)]
