"""A script: import the generated packages of output folders, and print the strings in them and what code ran.

    python inspect_packages.py pydantic_models <output folder>…

It prints JSON, for each folder: `strings`, by class and by `Class.Member`; `patterns`, by `Class.Member`; and `ran`,
which lists the hostile code that ran during the import.
"""

import builtins
import dataclasses
import importlib
import json
import os
import sys
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

# Audit events that no import of a generated package may raise: processes, the network, changes to the disk.
_HARMFUL = ("os.system", "subprocess.", "os.exec", "os.spawn", "os.posix_spawn", "os.fork", "socket.", "shutil.")
_CHANGES = ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.chmod", "os.truncate")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Canary:
    """Records code that ran although it should be text."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        vars(builtins)["canary"] = lambda *_: self.ran.append("canary()")
        sys.addaudithook(self._watch)

    def _watch(self, event: str, arguments: tuple[Any, ...]) -> None:
        is_writing = event == "open" and isinstance(arguments[2], int) and bool(arguments[2] & _WRITES)
        if is_writing or event.startswith(_HARMFUL + _CHANGES):
            self.ran.append(f"{event} {arguments[:1]!r}")

    def records(self) -> list[str]:
        return self.ran + (["builtins.CANARY"] if hasattr(builtins, "CANARY") else [])


def members(cls: Any) -> dict[str, str]:
    """The fields of a generated class, and the name of each on the wire. Empty for any other object."""
    if not isinstance(cls, type):
        return {}
    if dataclasses.is_dataclass(cls):
        return {each.name: each.metadata["name"] for each in dataclasses.fields(cls)}
    if hasattr(cls, "__total__"):  # a TypedDict
        return {each: each for each in cls.__annotations__}
    fields: Mapping[str, Any] = getattr(cls, "model_fields", {})
    for name, each in fields.items():
        assert each.validation_alias == each.serialization_alias, name
    return {name: each.serialization_alias for name, each in fields.items()}


def strings(type_: Any) -> set[str]:
    """The values of an enum, the wire names of a class, the keys of a map; of a union, those of all alternatives."""
    if names := members(type_):
        return set(names.values())
    origin, arguments = typing.get_origin(type_), typing.get_args(type_)
    if origin is typing.Literal:
        return {each for each in arguments if isinstance(each, str)}
    if origin is typing.Annotated or (isinstance(origin, type) and issubclass(origin, Mapping)):
        arguments = arguments[:1]
    return {text for each in arguments for text in strings(each)}


def patterns(type_: Any) -> Iterator[str]:
    """Every pattern in an annotation."""
    for each in getattr(type_, "__metadata__", ()):
        if type(each).__name__ == "_pattern":
            yield next(vars(each)[name] for name in ("_pattern", "value") if name in vars(each))
    for each in typing.get_args(type_):
        yield from patterns(each)


def annotations(cls: Any) -> dict[str, Any]:
    """The types of the fields of a class, each with the marks that stand beside it."""
    types = typing.get_type_hints(cls, include_extras=True)
    for each in dataclasses.fields(cls) if dataclasses.is_dataclass(cls) else ():
        if marks := each.metadata.get("marks"):
            types[each.name] = typing.Annotated[(types[each.name], *marks)]
    return types


def facts(package: Any) -> dict[str, dict[str, list[str]]]:
    """The strings and patterns of every name of a package."""
    found: dict[str, dict[str, list[str]]] = {"strings": {}, "patterns": {}}
    for name in package.__all__:
        held = getattr(package, name)
        found["strings"][name] = sorted(held if isinstance(held, dict) else strings(held))
        types = annotations(held) if members(held) else {}
        for field, member in members(held).items():
            found["strings"][f"{name}.{member}"] = sorted(strings(types[field]))
            found["patterns"][f"{name}.{member}"] = sorted(set(patterns(types[field])))
    return found


def main(folder: str, *outs: str) -> None:
    sys.dont_write_bytecode = True
    canary = Canary()
    found = []
    for out in outs:
        canary.ran.clear()
        sys.path.insert(0, out)
        root = importlib.import_module(folder)
        services = sorted(each.name for each in Path(out, folder).iterdir() if (each / "__init__.py").is_file())
        held = {each: facts(importlib.import_module(f"{root.__name__}.{each}")) for each in services}
        found.append({"services": held, "ran": canary.records()})
        sys.path.remove(out)
        for name in [each for each in sys.modules if each.partition(".")[0] == folder]:
            del sys.modules[name]
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
