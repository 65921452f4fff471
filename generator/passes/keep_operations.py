"""The operations that the client has and the user selected, and the shapes that they need."""

from collections.abc import Iterator

from .. import ir
from ..diagnostics import Report
from ..options import Options


def keep_operations(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Drop the operations that have no method or are not selected, and the shapes that only they refer to.

    If no operation is selected, all operations and all errors are kept. The pipeline, not this pass, reports a
    selected operation that no service has: one that this service lacks may belong to another.
    """
    selected = options.selected_operations(service.name)
    kept = kept_operations(service, options)
    if selected is None and kept == service.operations:
        return service
    for each in service.operations:
        if selected and each.name in selected and not each.has_method:
            message = f"botocore has no method for {each.name}, because it cannot send event streams"
            report.error("no-method", options.source_of_operation(service.name, each.name) or each.source, message)
    needed = needed_shapes(service, options)
    names = {each.name for each in kept}
    return ir.replace(
        service,
        operations=kept,
        waiters=tuple(each for each in service.waiters if each.operation in names),
        methods=tuple(each for each in service.methods if each.operation in names),
        shapes={name: shape for name, shape in service.shapes.items() if name in needed},
    )


def kept_operations(service: ir.Service, options: Options) -> tuple[ir.Operation, ...]:
    """The operations that the client has and the user selected."""
    selected = options.selected_operations(service.name)
    return tuple(each for each in service.operations if each.has_method and (selected is None or each.name in selected))


def needed_shapes(service: ir.Service, options: Options) -> set[str]:
    """The names of the shapes that this pass keeps."""
    kept = kept_operations(service, options)
    names = {each.name for each in kept}
    is_selected = options.selected_operations(service.name) is not None
    if not is_selected and kept == service.operations:
        return set(service.shapes)
    waiters = tuple(each for each in service.waiters if each.operation in names)
    methods = tuple(each for each in service.methods if each.operation in names)
    roots = [*_shapes_of(kept, waiters, methods), *(() if is_selected else _errors(service))]
    return ir.reachable(service, roots, stand_ins=True)


def _shapes_of(
    operations: tuple[ir.Operation, ...], waiters: tuple[ir.Waiter, ...], methods: tuple[ir.Method, ...]
) -> Iterator[str]:
    for each in operations:
        inputs = (each.input, each.paginator and each.paginator.input)
        yield from (ref.name for ref in (*inputs, each.output, *each.errors) if ref)
    yield from (each.input.name for each in waiters if each.input)
    yield from (ref.name for each in methods for ref in (each.input, each.output) if ref)


def _errors(service: ir.Service) -> Iterator[str]:
    return (
        name for name, shape in service.shapes.items() if isinstance(shape, ir.Structure) and shape.use is ir.Use.ERROR
    )
