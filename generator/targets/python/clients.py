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


class _Called(NamedTuple):
    """A method that a request is for."""

    key: str  # how the package finds the type of the client: by the operation, or by the method if it is none
    method: str
    arguments: tuple[str, ...] | None = None  # those that it requires and that tell it apart; None: any will do


@ir.cached_per_service
def client_types(service: ir.Service) -> Mapping[str, ClientType]:
    """The type of the client for each operation and each method that is none, by their names."""
    found: dict[str, ClientType] = {}
    taken: set[str] = set()
    for called in _called_methods(service):
        name = naming.class_name("".join(map(naming.pascal_case, called.key.split("."))))
        while name in taken:
            name += "_"
        taken.add(name)
        found[called.key] = ClientType(name, _definition(called))
    return found


def method_key(method: ir.Method) -> str:
    """The key of the type that has a method which is no operation: `upload_file`, `Table.put_item`."""
    return f"{method.owner}.{method.name}" if method.owner else method.name


def _called_methods(service: ir.Service) -> Iterator[_Called]:
    """The methods that requests are for.

    A resource of boto3 has methods of the same names as its client. What these require tells the two apart.
    """
    inputs = {each.name: each.input for each in service.operations}
    of_resources = {each.name for each in service.methods if each.owner}
    for name in dict.fromkeys([*inputs, *(each.operation for each in service.waiters)]):
        method = naming.method_name(name)
        yield _Called(name, method, _required(service, inputs.get(name)) if method in of_resources else None)
    for each in service.methods:
        yield _Called(method_key(each), each.name, _required(service, each.input) if each.owner else None)


def _required(service: ir.Service, request: ir.Ref | None) -> tuple[str, ...]:
    """The arguments that a request needs, as the client calls them."""
    shape = service.shapes[request.name] if request else None
    members = shape.members if isinstance(shape, ir.Structure) else ()
    return tuple(each.name for each in members if each.required and _is_name(each.name))


def _is_name(text: str) -> bool:
    """Whether code can say a name."""
    return text.isidentifier() and not keyword.iskeyword(text)


def _definition(called: _Called) -> str:
    if not _is_name(called.method):
        return f"{INDENT}..."  # no code can call it by this name, so any client will do
    if called.arguments is None:
        arguments = ["self", "*args: _t.Any", "**kwargs: _t.Any"]
    else:
        arguments = ["self", *(["*"] if called.arguments else []), *(f"{each}: _t.Any" for each in called.arguments)]
    line = f"{INDENT}def {called.method}({', '.join(arguments)}) -> _t.Any: ..."
    if len(line) <= WIDTH:
        return line
    return f"{INDENT}def {called.method}(\n{INDENT * 2}{', '.join(arguments)}\n{INDENT}) -> _t.Any: ..."
