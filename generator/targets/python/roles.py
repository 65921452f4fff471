"""What a class is to its service, besides what it holds."""

from collections.abc import Mapping
from typing import NamedTuple

from ... import ir


class Role(NamedTuple):
    """Whether a class asks for something, and whether there are secrets in it."""

    is_request: bool = False  # whether it holds what a method takes that returns an answer …
    response: ir.Ref | None = None  # … of this class, if it has one
    has_secrets: bool = False  # whether it leads to a sensitive member


@ir.cached_per_service
def find_roles(service: ir.Service) -> Mapping[str, Role]:
    """The role of every class, by name."""
    responses = {
        ref.name: each.output
        for each in service.operations
        for ref in (each.input, each.paginator and each.paginator.input)
        if ref
    }
    secrets = _with_secrets(service)
    return {name: Role(name in responses, responses.get(name), name in secrets) for name in service.shapes}


def _with_secrets(service: ir.Service) -> set[str]:
    """Shapes that lead to a sensitive member."""
    waiting = [
        name
        for name, shape in service.shapes.items()
        if isinstance(shape, ir.Structure | ir.Union) and any(each.sensitive for each in shape.members)
    ]
    if not waiting:
        return set()
    users: dict[str, list[str]] = {}
    for name, references_by_shape in ir.references_by_shape(service).items():
        for each in references_by_shape:
            users.setdefault(each, []).append(name)
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += users.get(name, ())
    return found
