"""One order of members, whichever reader they came from."""

from dataclasses import replace

from generator import ir
from generator.diagnostics import Report
from generator.options import Options


def required_first(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Put required members first, each group in the order of its source."""
    shapes = {
        name: replace(shape, members=tuple(sorted(shape.members, key=lambda member: not member.required)))
        if isinstance(shape, ir.Structure)
        else shape
        for name, shape in service.shapes.items()
    }
    return replace(service, shapes=shapes)
