"""Shape names that are legal in every language."""

from .. import ir, naming
from ..diagnostics import Report
from ..options import Options
from .rename import rename_shapes

_MAX_LENGTH = 200  # file systems allow 255 bytes, endings included; the longest name in AWS has 107


def legal_names(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Rename shapes whose names are not legal in some language, and update everything that refers to them."""
    new_names: dict[str, str] = {}
    taken: set[str] = set()
    for operation in service.operations:
        _check_length(operation.name, operation.source, report)
    for name, shape in service.shapes.items():
        _check_length(name, shape.source, report)
        legal = naming.class_name(name)
        while legal in taken or (legal != name and legal in service.shapes):
            legal += "_"
        if legal != name:
            report.note("renamed", shape.source, f"the class is named {legal}", shape=name)
        taken.add(legal)
        new_names[name] = legal
    if all(name == legal for name, legal in new_names.items()):
        return service

    return rename_shapes(service, new_names)


def _check_length(name: str, source: ir.Source, report: Report) -> None:
    if len(name) > _MAX_LENGTH:
        message = f"a name of {len(name)} characters is too long for a file (at most {_MAX_LENGTH} are allowed)"
        report.error("name-too-long", source, message, shape=f"{name[:60]}…")
