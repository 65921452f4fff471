"""The directions in which each structure travels: sent, received, or both."""

from .. import ir
from ..diagnostics import Report
from ..options import Options

_SENT = frozenset({ir.Use.REQUEST, ir.Use.SHARED})
_RECEIVED = frozenset({ir.Use.RESPONSE, ir.Use.SHARED, ir.Use.ERROR, ir.Use.EVENT})


def directions(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Set the `use` of every structure, from that of the structures for which the reader knows it.

    Responses, errors and events are received. What is reachable only from these is a response, and what is reachable
    only from requests is a request. A structure that is reachable from both, or from neither, is shared.
    """
    roots = {name: shape.use for name, shape in service.shapes.items() if not isinstance(shape, ir.Enum)}
    is_written = ir.Use.WRITTEN in roots.values()
    sent = ir.reachable(service, [name for name, use in roots.items() if use in _SENT])
    received = ir.reachable(service, [name for name, use in roots.items() if use in _RECEIVED])

    def use_of(shape: ir.Structure | ir.Union | ir.Alias) -> ir.Use:
        if is_written:
            return ir.Use.WRITTEN
        if shape.use in {ir.Use.ERROR, ir.Use.EVENT}:
            return shape.use
        if (shape.name in sent) == (shape.name in received):
            return ir.Use.SHARED
        return ir.Use.REQUEST if shape.name in sent else ir.Use.RESPONSE

    shapes = {
        name: shape if isinstance(shape, ir.Enum) else ir.replace(shape, use=use_of(shape))
        for name, shape in service.shapes.items()
    }
    return ir.replace(service, shapes=shapes)
