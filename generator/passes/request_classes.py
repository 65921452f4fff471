"""A request class for every operation and every waiter, whatever the service was read from.

The stubs have no class for an operation without parameters, and name the class of a waiter after the shape of its
operation: `DescribeTableInputWait`. So an operation gets a class without members, named like its input shape, or
`<Operation>Request` if it has none. The class of a waiter is named like the waiter: `TableExists`. `Extra` is appended
to a name that another class has.
"""

from collections.abc import Mapping

from .. import ir
from ..diagnostics import Report
from ..options import Options
from .vocabulary import WAITER_CONFIG, WAITER_MEMBER


def request_classes(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Name the classes of waiters like the waiters, and add the classes of operations without parameters."""
    return _add_missing_classes(_rename_waiters(service))


def _rename_waiters(service: ir.Service) -> ir.Service:
    """Rename classes to which nothing but their waiters refers."""
    shapes = dict(service.shapes)

    def rename(waiter: ir.Waiter) -> ir.Waiter:
        if not waiter.input:
            return waiter
        shape = shapes.pop(waiter.input.name)
        name = _free_name(waiter.name, shapes)
        shapes[name] = ir.replace(shape, name=name)
        return ir.replace(waiter, input=ir.Ref(name), stub_name=shape.name)

    return ir.replace(service, waiters=tuple(map(rename, service.waiters)), shapes=shapes)


def _add_missing_classes(service: ir.Service) -> ir.Service:
    shapes = dict(service.shapes)

    def add(name: str, *members: ir.Member) -> ir.Ref:
        name = _free_name(name, shapes)
        shapes[name] = ir.Structure(name=name, members=members, use=ir.Use.REQUEST, source=service.source)
        return ir.Ref(name)

    def complete_waiter(waiter: ir.Waiter) -> ir.Waiter:
        if waiter.input or waiter.operation not in operations_without_parameters:
            return waiter
        shapes.setdefault(WAITER_CONFIG.name, ir.replace(WAITER_CONFIG, source=service.source))
        return ir.replace(waiter, input=add(waiter.name, ir.replace(WAITER_MEMBER, source=service.source)))

    def complete_operation(operation: ir.Operation) -> ir.Operation:
        if operation.name not in operations_without_parameters:
            return operation
        return ir.replace(operation, input=add(operation.request_name), request_name="")

    operations_without_parameters = {each.name for each in service.operations if each.request_name}
    waiters = tuple(map(complete_waiter, service.waiters))
    operations = tuple(map(complete_operation, service.operations))
    return ir.replace(service, operations=operations, waiters=waiters, shapes=dict(sorted(shapes.items())))


def _free_name(name: str, taken: Mapping[str, object]) -> str:
    while name in taken:
        name = f"{name}Extra"
    return name
