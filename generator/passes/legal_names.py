"""Shape names that every target can write."""

from dataclasses import replace

from generator import ir, naming
from generator.diagnostics import Report
from generator.options import Options

_LONGEST = 200  # file systems take 255 bytes; the longest of AWS is 107


def legal_names(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Rename shapes whose names some language reserves, and everything that refers to them."""
    new: dict[str, str] = {}
    taken: set[str] = set()
    for operation in service.operations:
        _check_length(operation.name, operation.source, report)
    for name, shape in service.shapes.items():
        legal = naming.class_name(name)
        _check_length(name, shape.source, report)
        while legal in taken or (legal != name and legal in service.shapes):
            legal += "_"
        if legal != name:
            report.note("renamed", shape.source, f"its class is called {legal}", shape=name)
        taken.add(legal)
        new[name] = legal
    if all(name == legal for name, legal in new.items()):
        return service

    def rename(type_: ir.Type) -> ir.Type:
        return ir.Ref(new.get(type_.name, type_.name)) if isinstance(type_, ir.Ref) else type_

    def renamed(ref: ir.Ref | None) -> ir.Ref | None:
        return ref and ir.Ref(new.get(ref.name, ref.name))

    shapes = {new[name]: replace(ir.map_types(shape, rename), name=new[name]) for name, shape in service.shapes.items()}
    return replace(
        service,
        operations=tuple(
            replace(
                each,
                input=renamed(each.input),
                output=renamed(each.output),
                errors=tuple(ir.Ref(new.get(error.name, error.name)) for error in each.errors),
                paginator=each.paginator and replace(each.paginator, input=renamed(each.paginator.input)),
            )
            for each in service.operations
        ),
        waiters=tuple(replace(each, input=renamed(each.input)) for each in service.waiters),
        shapes=dict(sorted(shapes.items())),
    )


def _check_length(name: str, source: ir.Source, report: Report) -> None:
    if len(name) > _LONGEST:
        message = f"a name of {len(name)} characters is too long for a file; the longest taken is {_LONGEST}"
        report.error("name-too-long", source, message, shape=f"{name[:60]}…")
