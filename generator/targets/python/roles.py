"""What a class is for in its service."""

from collections.abc import Mapping
from typing import NamedTuple

from ... import ir


class Role(NamedTuple):
    """Whether a class is a request, and whether it may hold secrets."""

    is_request: bool = False  # whether it holds the parameters of a method
    response: ir.Ref | None = None  # the response of that method, if it has one
    has_secrets: bool = False  # whether it refers to a sensitive member, directly or through other shapes


@ir.cached_per_service
def find_roles(service: ir.Service) -> Mapping[str, Role]:
    """The role of every class, by name."""
    responses = {
        ref.name: each.output
        for each in service.operations
        for ref in (each.input, each.paginator and each.paginator.input)
        if ref
    }
    secrets = _shapes_with_secrets(service)
    return {name: Role(name in responses, responses.get(name), name in secrets) for name in service.shapes}


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
