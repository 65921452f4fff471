"""The names that the user wants."""

from .. import ir, naming
from ..diagnostics import Report, nearest
from ..options import Options


def rename(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Give classes the names that are configured for them, in every target."""
    wanted: dict[str, str] = {}
    asked = options.renamed(service.name)
    for old, new in asked.items():
        if old not in service.shapes:
            message = f"no class {old} in {service.name}, to be renamed {new}"
            report.error("unknown-class", service.source, message, hint=nearest(old, service.shapes))
        elif naming.class_name(new) != new:
            message = f"no class can be called {new}"
            report.error("illegal-name", service.source, message, shape=old, hint=f"{naming.class_name(new)} would do")
        elif (new in service.shapes and new not in asked) or new in wanted.values():
            report.error("name-clash", service.source, f"another class is called {new}", shape=old)
        else:
            wanted[old] = new
    return renamed(service, wanted) if wanted else service


def renamed(service: ir.Service, names: dict[str, str]) -> ir.Service:
    """`service` with other names for some of its shapes, wherever they are referred to."""

    @ir.everywhere
    def change(type_: ir.Type) -> ir.Type:
        return ir.Ref(names[type_.name]) if isinstance(type_, ir.Ref) and type_.name in names else type_

    def ref(old: ir.Ref | None) -> ir.Ref | None:
        return old and ir.Ref(names.get(old.name, old.name))

    shapes = {
        (new := names.get(name, name)): ir.replace(ir.map_types(shape, change), name=new)
        for name, shape in service.shapes.items()
    }
    return ir.replace(
        service,
        operations=tuple(
            ir.replace(
                each,
                input=ref(each.input),
                output=ref(each.output),
                errors=tuple(ir.Ref(names.get(error.name, error.name)) for error in each.errors),
                paginator=each.paginator and ir.replace(each.paginator, input=ref(each.paginator.input)),
            )
            for each in service.operations
        ),
        waiters=tuple(ir.replace(each, input=ref(each.input)) for each in service.waiters),
        shapes=dict(sorted(shapes.items())),
    )
