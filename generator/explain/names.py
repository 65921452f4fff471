"""From a name as people write it (`lambda.Invoke`, `s3.GetObjectRequest.key`) to what it names."""

from collections.abc import Iterable
from typing import NamedTuple

from .. import ir, naming
from ..diagnostics import Report, Source, did_you_mean
from ..pipeline import Request
from ..pipeline.make_service import find_specs, read_service
from ..readers.botocore.service_data import SCHEME, find_installed, installed_services
from .history import History
from .words import first_few


class Subject(NamedTuple):
    """What is to be explained: an operation, a class, or a member of a class."""

    operation: ir.Operation | None = None
    shape: ir.Shape | None = None
    member: ir.Member | None = None


def find_service(name: str, requests: Iterable[Request], report: Report) -> tuple[ir.Service, Request] | None:
    """The service that people call `name`, before any pass, and the request that reads it.

    It is a service of the sources, else one of the installed botocore. None, with an error reported, if there is none.
    """
    installed = find_installed(name)
    wanted = {naming.service_name(name), naming.service_name(installed or name)}
    requests = list(requests)
    for request in requests:
        for spec, given_name in find_specs(request, Report()).items():
            if spec.startswith(SCHEME) and _service_of(spec) not in wanted:
                continue
            service = read_service(spec, given_name, Report())
            if service and service.name in wanted:
                return service, request
    if installed:
        spec = f"{SCHEME}{installed}"
        report.note("not-a-source", Source(spec), "this service is not among the sources; this is what botocore says")
        if service := read_service(spec, "", report):
            return service, requests[0]
    else:
        report.error(
            "unknown-service",
            Source(name),
            f"there is no service {name}",
            hint=did_you_mean(name.lower(), installed_services()),
        )
    return None


def _service_of(spec: str) -> str:
    return naming.service_name(spec.removeprefix(SCHEME).partition("/")[0])


def find_subjects(history: History, path: str, report: Report) -> list[Subject]:
    """What `path` names in a service: `GetObject`, `GetObjectRequest` or `GetObjectRequest.key`.

    An operation and a class may have the same name. Empty, with an error reported, if nothing has it.
    """
    service = history.named()
    name, _, member = path.partition(".")
    operation = next(
        (each for each in history.read.operations if name in {each.name, naming.snake_case(each.name)}), None
    )
    shape = service.shapes.get(name)
    if member:
        found = _find_member(shape, member) if shape else None
        if found:
            return [Subject(shape=shape, member=found)]
        if isinstance(shape, ir.Structure | ir.Union):
            is_field = member == member.lower()
            known = [_field(each) if is_field else each.name for each in shape.members]
            _report_unknown(f"{name} has no member {member}", service, did_you_mean(member, known), report)
            return []
    subjects = [Subject(operation=operation)] if operation and not member else []
    subjects += [Subject(shape=shape)] if shape and not member else []
    if not subjects:
        _report_unknown(f"{service.name} has no operation or class {name}", service, _hint(history, name), report)
    return subjects


def _find_member(shape: ir.Shape, name: str) -> ir.Member | None:
    """A member by the name on the wire, by its field in Python, or by another name that the client accepts."""
    members = shape.members if isinstance(shape, ir.Structure | ir.Union) else ()
    return next((each for each in members if name in {each.name, _field(each), *each.other_names}), None)


def _field(member: ir.Member) -> str:
    return member.field or naming.field_name(member.name)


def _hint(history: History, name: str) -> str:
    """The classes or the members of a shape of this name, or the nearest names."""
    if history.read.is_raw and name in history.read.shapes and (classes := history.classes_of_shape(name)):
        return f"{name} is a shape of botocore; its classes are {', '.join(classes)}"
    members = [
        f"{shape.name}.{each.name}"
        for shape in history.named().shapes.values()
        if isinstance(shape, ir.Structure | ir.Union)
        for each in shape.members
        if each.shape == name
    ]
    if members:
        return f"{name} is the shape of {first_few(members)}"
    operations = [each.name for each in history.read.operations]
    return did_you_mean(name, [*operations, *history.named().shapes])


def _report_unknown(message: str, service: ir.Service, hint: str, report: Report) -> None:
    report.error("unknown-name", service.source, message, hint=hint)
