"""Only what the wanted operations use."""

from dataclasses import replace

from generator import ir
from generator.diagnostics import Report
from generator.options import Options


def keep_operations(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Leave out what `options.operations` do not reach. No operation named: everything stays.

    That some other service may have an operation which this one lacks is the pipeline's affair.
    """
    if not options.operations:
        return service
    kept = tuple(each for each in service.operations if each.name in options.operations)
    roots = [ref.name for each in kept for ref in (each.input, each.output, *each.errors) if ref]
    reached = ir.reached(service, roots)
    stand_ins = [
        ref.name for name in reached if isinstance(alias := service.shapes[name], ir.Alias) for ref in alias.also
    ]
    reached |= ir.reached(service, stand_ins)
    return replace(
        service,
        operations=kept,
        shapes={name: shape for name, shape in service.shapes.items() if name in reached},
    )
