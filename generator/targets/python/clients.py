"""The types of clients by the methods that they have, so that a type checker refuses a request of another service."""

import keyword
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ... import ir, naming
from .formatting import INDENT, WIDTH


class ClientType(NamedTuple):
    """A protocol: a client that has one method."""

    name: str
    method: str  # its definition


@ir.cached_per_service
def client_types(service: ir.Service) -> Mapping[str, ClientType]:
    """The type of the client for each operation and each method that is none, by their names."""
    found: dict[str, ClientType] = {}
    taken: set[str] = set()
    for key, method in _methods(service):
        name = naming.class_name(naming.pascal_case(key))
        while name in taken:
            name += "_"
        taken.add(name)
        found[key] = ClientType(name, _definition(method))
    return found


def _methods(service: ir.Service) -> Iterator[tuple[str, str]]:
    """The names of operations and methods, each with the name of the method."""
    operations = [*(each.name for each in service.operations), *(each.operation for each in service.waiters)]
    yield from ((each, naming.method_name(each)) for each in dict.fromkeys(operations))
    yield from ((each.name, each.name) for each in service.methods if not each.owner)


def _definition(method: str) -> str:
    if not method.isidentifier() or keyword.iskeyword(method):
        return f"{INDENT}..."  # no code can call it by this name, so any client will do
    arguments = "self, *args: _t.Any, **kwargs: _t.Any"
    line = f"{INDENT}def {method}({arguments}) -> _t.Any: ..."
    if len(line) <= WIDTH:
        return line
    return f"{INDENT}def {method}(\n{INDENT * 2}{arguments}\n{INDENT}) -> _t.Any: ..."
