"""The botocore that is installed beside us, as far as a document leaves something out: enums and operations.

botocore is imported here only, and only when something is asked of it.
"""

import functools
import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator import ir, naming


@dataclass(frozen=True, slots=True)
class InstalledOperation:
    """An operation of the client, by the names of its shapes."""

    name: str
    input: str | None  # None: it takes nothing
    output: str | None  # None: the answer is empty but for its metadata
    returns_members: bool  # False: the output shape declares none, and the client returns a bare dict


@dataclass(frozen=True, slots=True)
class InstalledService:
    """What one service of the installed botocore declares."""

    ingredient: ir.Ingredient
    enums: Mapping[str, tuple[str, ...]]  # by shape name, without leading underscores, the first letter a capital
    operations: tuple[InstalledOperation, ...]  # by name


@functools.cache
def find_installed(module: str) -> InstalledService | None:
    """The service whose stubs are called `module` (`bedrock_runtime`), in its newest API version; None if unknown."""
    import botocore
    from botocore.loaders import Loader

    loader = Loader()
    names = {naming.service_name(name): name for name in loader.list_available_services("service-2")}
    name = names.get(naming.service_name(module))
    if name is None:
        return None
    model: dict[str, Any] = loader.load_service_model(name, "service-2")
    shapes: dict[str, Any] = model["shapes"]
    return InstalledService(
        ingredient=ir.Ingredient(f"botocore:{name}", _digest(loader, name), botocore.__version__),
        enums={_capital(shape.lstrip("_")): tuple(body["enum"]) for shape, body in shapes.items() if "enum" in body},
        operations=tuple(_operation(name, body, shapes) for name, body in sorted(model["operations"].items())),
    )


def _operation(name: str, body: dict[str, Any], shapes: dict[str, Any]) -> InstalledOperation:
    input_ = body.get("input", {}).get("shape")
    output = body.get("output", {}).get("shape")
    return InstalledOperation(
        name=name,
        input=input_ if input_ and shapes[input_].get("members") else None,
        output=output,
        returns_members=output is None or bool(shapes[output].get("members")),
    )


def _digest(loader: Any, name: str) -> str:
    """SHA-256 of the service's JSON, packed or not: what its file holds, not how."""
    version = loader.determine_latest_version(name, "service-2")
    for folder in loader.search_paths:
        path = Path(folder, name, version, "service-2.json")
        if path.is_file():
            return hashlib.sha256(path.read_bytes()).hexdigest()
        packed = path.with_name("service-2.json.gz")
        if packed.is_file():
            return hashlib.sha256(gzip.decompress(packed.read_bytes())).hexdigest()
    return hashlib.sha256(json.dumps(loader.load_service_model(name, "service-2")).encode()).hexdigest()


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
