"""Where every structure travels: sent, received, or both."""

from .. import ir
from ..diagnostics import Report
from ..options import Options

_SENT = frozenset({ir.Use.REQUEST, ir.Use.SHARED})
_RECEIVED = frozenset({ir.Use.RESPONSE, ir.Use.SHARED, ir.Use.ERROR, ir.Use.EVENT})


def directions(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Carry the `use` that the reader set on some structures on to all that these reach.

    What requests and responses both reach is shared. Errors and events are received, as responses are; what only they
    reach is a response. A structure that nothing reaches (an island) may go either way, and is shared.
    """
    roots = {name: shape.use for name, shape in service.shapes.items() if not isinstance(shape, ir.Enum)}
    is_written = ir.Use.WRITTEN in roots.values()
    sent = ir.reached(service, [name for name, use in roots.items() if use in _SENT])
    received = ir.reached(service, [name for name, use in roots.items() if use in _RECEIVED])

    def use(shape: ir.Structure | ir.Union | ir.Alias) -> ir.Use:
        if is_written:
            return ir.Use.WRITTEN
        if shape.use in {ir.Use.ERROR, ir.Use.EVENT}:
            return shape.use
        if (shape.name in sent) == (shape.name in received):
            return ir.Use.SHARED
        return ir.Use.REQUEST if shape.name in sent else ir.Use.RESPONSE

    shapes = {
        name: shape if isinstance(shape, ir.Enum) else ir.replace(shape, use=use(shape))
        for name, shape in service.shapes.items()
    }
    return ir.replace(service, shapes=shapes)
