"""What the installed botocore says of a service: the enums and operations that a document leaves out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ... import ir, naming
from .service_data import ServiceData, UnreadableError, load_installed, possible_services


@dataclass(frozen=True, slots=True)
class InstalledOperation:
    """An operation of the client, with the names of its shapes."""

    name: str
    input: str | None  # None: it takes no parameters
    output: str | None  # None: the response holds only its metadata
    has_response_class: bool  # False: the output shape declares no members, and the stubs return a plain dict
    is_paginated: bool = False


@dataclass(frozen=True, slots=True)
class InstalledService:
    """The enums, operations and waiters of a service of the installed botocore."""

    ingredient: ir.Ingredient
    enums: Mapping[str, tuple[str, ...]]  # by shape name, without leading underscores and capitalized
    operations: tuple[InstalledOperation, ...]  # sorted by name
    waiters: tuple[tuple[str, str], ...] = ()  # name, and the operation that it calls


def find_installed(module: str) -> InstalledService | None:
    """The service with the stub module `module` (`bedrock_runtime`), in its newest API version. None if unknown."""
    normalized = naming.service_name(module)
    name = next((each for each in possible_services() if naming.service_name(each) == normalized), None)
    try:
        return _service(load_installed(name)) if name else None
    except (UnreadableError, KeyError, TypeError, AttributeError):
        return None  # the service is not the spec, so this is no error of the user


def _service(data: ServiceData | None) -> InstalledService | None:
    if data is None:
        return None
    shapes: dict[str, Any] = data.service["shapes"]
    return InstalledService(
        ingredient=data.ingredient,
        enums={
            _capitalized(shape.lstrip("_")): tuple(body["enum"]) for shape, body in shapes.items() if "enum" in body
        },
        operations=tuple(_operation(name, body, data) for name, body in sorted(data.service["operations"].items())),
        waiters=tuple((name, body["operation"]) for name, body in data.waiters.items()),
    )


def _operation(name: str, body: dict[str, Any], data: ServiceData) -> InstalledOperation:
    shapes: dict[str, Any] = data.service["shapes"]
    input_ = body.get("input", {}).get("shape")
    output = body.get("output", {}).get("shape")
    return InstalledOperation(
        name=name,
        input=input_ if input_ and shapes[input_].get("members") else None,
        output=output,
        has_response_class=output is None or bool(shapes[output].get("members")),
        is_paginated=name in data.paginators,
    )


def _capitalized(name: str) -> str:
    return name[:1].upper() + name[1:]
