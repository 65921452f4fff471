"""Which members have a JSON form, for the targets that describe it."""

from collections.abc import Sequence

from .. import ir
from ..diagnostics import Report


def json_members(shape: ir.Structure | ir.Union, report: Report) -> Sequence[ir.Member]:
    """The members of `shape` that have a JSON form. Notes the others."""
    streams = [each for each in shape.members if isinstance(each.type, ir.Stream)]
    for each in streams:
        name = f"{shape.name}.{each.name}"
        report.note("stream-left-out", each.source, "a stream has no JSON form", shape=name)
    return [each for each in shape.members if each not in streams] if streams else shape.members
