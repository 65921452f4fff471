"""Only what the client can be asked for, and of that, what is wanted."""

from collections.abc import Iterator

from .. import ir
from ..diagnostics import Report
from ..options import Options


def keep_operations(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Leave out operations that have no method or are not wanted, and what only they reach.

    No operation named: all are wanted, and all errors. That some other service may have an operation which this one
    lacks is the pipeline's affair.
    """
    wanted = options.wanted(service.name)
    kept = tuple(each for each in service.operations if each.has_method and (wanted is None or each.name in wanted))
    if wanted is None and kept == service.operations:
        return service
    for each in service.operations:
        if wanted and each.name in wanted and not each.has_method:
            message = f"the client has no method for {each.name}: it sends an event stream, which botocore cannot"
            report.error("no-method", each.source, message)
    names = {each.name for each in kept}
    waiters = tuple(each for each in service.waiters if each.operation in names)
    roots = [*_roots(kept, waiters), *(_errors(service) if wanted is None else ())]
    reached = ir.reached(service, roots, stand_ins=True)
    return ir.replace(
        service,
        operations=kept,
        waiters=waiters,
        shapes={name: shape for name, shape in service.shapes.items() if name in reached},
    )


def _roots(operations: tuple[ir.Operation, ...], waiters: tuple[ir.Waiter, ...]) -> Iterator[str]:
    for each in operations:
        inputs = (each.input, each.paginator and each.paginator.input)
        yield from (ref.name for ref in (*inputs, each.output, *each.errors) if ref)
    yield from (each.input.name for each in waiters if each.input)


def _errors(service: ir.Service) -> Iterator[str]:
    return (
        name for name, shape in service.shapes.items() if isinstance(shape, ir.Structure) and shape.use is ir.Use.ERROR
    )
