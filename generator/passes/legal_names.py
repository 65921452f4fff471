"""Shape names that every target can write."""

from .. import ir, naming
from ..diagnostics import Report
from ..options import Options
from .rename import renamed

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

    return renamed(service, new)


def _check_length(name: str, source: ir.Source, report: Report) -> None:
    if len(name) > _LONGEST:
        message = f"a name of {len(name)} characters is too long for a file; the longest taken is {_LONGEST}"
        report.error("name-too-long", source, message, shape=f"{name[:60]}…")
