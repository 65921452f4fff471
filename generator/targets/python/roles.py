"""What a class is for in its service."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ... import ir
from .clients import method_key


class Request(NamedTuple):
    """How the client takes a class: with which function, for which operation or method."""

    base: str  # the base class that says so (`templates/python/requests.py.jinja`)
    method: str  # the name of the operation or the method, as `client_types` has it
    response: ir.Ref | None = None  # what the client returns for it
    returns: bool = True  # whether the base class names a response, which is None for some


class Role(NamedTuple):
    """What the client does with a class, if it is a request, and whether it may hold secrets."""

    request: Request | None = None
    has_secrets: bool = False  # whether it refers to a sensitive member, directly or through other shapes


@ir.cached_per_service
def find_roles(service: ir.Service) -> Mapping[str, Role]:
    """The role of every class, by name."""
    requests = dict(_requests(service))
    secrets = _shapes_with_secrets(service)
    return {name: Role(requests.get(name), name in secrets) for name in service.shapes}


def _requests(service: ir.Service) -> Iterator[tuple[str, Request]]:
    """How the client takes each request class, with the name of the class."""
    for waiter in service.waiters:
        if waiter.input:
            yield waiter.input.name, Request("_Waiter", waiter.operation, returns=False)
    for method in service.methods:
        base = "_Form" if method.name == "generate_presigned_post" else "_Method"
        yield method.input.name, Request(base, method_key(method), method.output)
    for each in service.operations:
        if each.paginator and each.paginator.input:
            yield each.paginator.input.name, Request("_Paginator", each.name, each.output)
        if each.input:
            yield (
                each.input.name,
                Request("_PagedOperation" if each.paginator else "_Operation", each.name, each.output),
            )


def _shapes_with_secrets(service: ir.Service) -> set[str]:
    """The names of the shapes that refer to a sensitive member, directly or through other shapes."""
    waiting = [
        name
        for name, shape in service.shapes.items()
        if isinstance(shape, ir.Structure | ir.Union) and any(each.sensitive for each in shape.members)
    ]
    if not waiting:
        return set()
    users: dict[str, list[str]] = {}
    for name, references in ir.references_by_shape(service).items():
        for each in references:
            users.setdefault(each, []).append(name)
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += users.get(name, ())
    return found
