"""The botocore that is installed beside us, as far as a document leaves something out: enums and operations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ... import ir, naming
from .service_data import ServiceData, UnreadableError, folder_names, load_installed


@dataclass(frozen=True, slots=True)
class InstalledOperation:
    """An operation of the client, by the names of its shapes."""

    name: str
    input: str | None  # None: it takes nothing
    output: str | None  # None: the answer is empty but for its metadata
    returns_members: bool  # False: the output shape declares none, and the client returns a bare dict
    is_paginated: bool = False


@dataclass(frozen=True, slots=True)
class InstalledService:
    """What one service of the installed botocore declares."""

    ingredient: ir.Ingredient
    enums: Mapping[str, tuple[str, ...]]  # by shape name, without leading underscores, the first letter a capital
    operations: tuple[InstalledOperation, ...]  # by name
    waiters: tuple[tuple[str, str], ...] = ()  # the name of each, and the operation that it asks


def find_installed(module: str) -> InstalledService | None:
    """The service whose stubs are called `module` (`bedrock_runtime`), in its newest API version; None if unknown."""
    name = next((each for each in folder_names() if naming.service_name(each) == naming.service_name(module)), None)
    try:
        return _installed(load_installed(name)) if name else None
    except (UnreadableError, KeyError, TypeError, AttributeError):
        return None  # what cannot be read says nothing


def _installed(data: ServiceData | None) -> InstalledService | None:
    if data is None:
        return None
    shapes: dict[str, Any] = data.service["shapes"]
    return InstalledService(
        ingredient=data.ingredient,
        enums={_capital(shape.lstrip("_")): tuple(body["enum"]) for shape, body in shapes.items() if "enum" in body},
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
        returns_members=output is None or bool(shapes[output].get("members")),
        is_paginated=name in data.paginators,
    )


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
