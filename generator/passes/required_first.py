"""The order of members, the same for every reader."""

from .. import ir
from ..diagnostics import Report
from ..options import Options


def required_first(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Put required members first, each group in the order of its source."""
    return ir.replace(service, shapes={name: _ordered(shape) for name, shape in service.shapes.items()})


def _ordered(shape: ir.Shape) -> ir.Shape:
    if not isinstance(shape, ir.Structure):
        return shape
    required = [each for each in shape.members if each.required]
    if not required or len(required) == len(shape.members):
        return shape
    return ir.replace(shape, members=(*required, *(each for each in shape.members if not each.required)))
