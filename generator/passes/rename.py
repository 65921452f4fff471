"""The class names that the user configures."""

from .. import ir, naming
from ..diagnostics import Report, did_you_mean
from ..options import Options


def rename(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Rename the classes for which the user configured a name, in every target."""
    new_names: dict[str, str] = {}
    configured = options.renamed_classes(service.name)

    def refuse(old: str, code: str, message: str, *, shape: str = "", hint: str = "") -> None:
        source = options.source_of_rename(service.name, old) or service.source
        report.error(code, source, message, shape=shape, hint=hint)

    for old, new in configured.items():
        if old not in service.shapes:
            message = f"cannot rename {old} to {new}: {service.name} has no class {old}"
            refuse(old, "unknown-class", message, hint=did_you_mean(old, service.shapes))
        elif (legal := naming.class_name(new)) != new:
            refuse(old, "illegal-name", f"{new} is not a legal class name", shape=old, hint=f"use {legal} instead")
        elif (new in service.shapes and new not in configured) or new in new_names.values():
            refuse(old, "name-clash", f"another class is named {new}", shape=old)
        else:
            new_names[old] = new
    return rename_shapes(service, new_names) if new_names else service


def rename_shapes(service: ir.Service, new_names: dict[str, str]) -> ir.Service:
    """Give the shapes in `new_names` their new names, and update everything that refers to them."""

    @ir.everywhere
    def rename_ref(type_: ir.Type) -> ir.Type:
        return ir.Ref(new_names[type_.name]) if isinstance(type_, ir.Ref) and type_.name in new_names else type_

    def renamed(ref: ir.Ref) -> ir.Ref:
        return ir.Ref(new_names.get(ref.name, ref.name))

    shapes = {
        (new := new_names.get(name, name)): ir.replace(ir.map_types(shape, rename_ref), name=new)
        for name, shape in service.shapes.items()
    }
    return ir.replace(
        service,
        operations=tuple(
            ir.replace(
                each,
                input=each.input and renamed(each.input),
                output=each.output and renamed(each.output),
                errors=tuple(map(renamed, each.errors)),
                paginator=each.paginator
                and ir.replace(each.paginator, input=each.paginator.input and renamed(each.paginator.input)),
            )
            for each in service.operations
        ),
        waiters=tuple(ir.replace(each, input=each.input and renamed(each.input)) for each in service.waiters),
        methods=tuple(
            ir.replace(each, input=renamed(each.input), output=each.output and renamed(each.output))
            for each in service.methods
        ),
        shapes=dict(sorted(shapes.items())),
    )
