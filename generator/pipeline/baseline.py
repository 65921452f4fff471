"""A baseline: what a service was when it was last built, so that `diff` can say what has changed since.

It holds the settled service (`passes.SETTLING`), to which `operations` and the other keys of the configuration do not
apply yet: both sides of a comparison get the present configuration. Documentation is stored as a digest, which is
enough to tell that it changed. Places in specs are not stored.

A baseline is text with one class a line, so that git can store the next one as a few changed lines. Each type stands
in a table once, and members refer to it by its number.
"""

import functools
import json
import operator
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cattrs import override
from cattrs.gen import make_dict_unstructure_fn

from .. import ir
from ..targets.ir_json import make_converter

FOLDER = ".shapewright-baseline"  # below the output folder
_FORMAT = 1
_WITH_DOCUMENTATION = (ir.Member, ir.Structure, ir.Union, ir.Enum, ir.Alias, ir.Operation)  # parts before wholes


class BaselineError(ValueError):
    """A baseline that this version cannot read. The message says why."""


def pack(service: ir.Service) -> str:
    """The baseline of a settled service."""
    parts, types = _packer().pack(service)
    shapes = parts.pop("shapes", {})
    all_types = ",\n".join(types)
    all_shapes = ",\n".join(f"{json.dumps(name)}: {json.dumps(each)}" for name, each in shapes.items())
    return (
        f'{{"format": {_FORMAT},\n"service": {json.dumps(parts)},\n'
        f'"types": [\n{all_types}\n],\n"shapes": {{\n{all_shapes}\n}}}}\n'
    )


def unpack(text: str) -> ir.Service:
    """The settled service that `pack` turned into `text`, with digests in place of documentation.

    Raises:
        BaselineError: it has another format, or is no baseline.
    """
    try:
        data = json.loads(text)
        if data["format"] == _FORMAT:
            return _unpacker().unpack({**data["service"], "shapes": data["shapes"]}, data["types"])
        reason = f"it has format {data['format']}, and this version reads {_FORMAT}"
    except Exception as error:  # what cattrs raises depends on what is wrong
        raise BaselineError("it is no baseline") from error
    raise BaselineError(reason)


def digest_of(documentation: str) -> str:
    """What a baseline stores of a documentation."""
    return f"{zlib.crc32(documentation.encode(errors='surrogatepass')):08x}" if documentation else ""


_TYPE: Any = ir.Type
_IS_TYPE, _IS_OPTIONAL = (functools.partial(operator.eq, each) for each in (_TYPE, _TYPE | None))


class _Packer:
    """Takes a service apart. Members have the numbers of their types in a table."""

    def __init__(self) -> None:
        self._plain = make_converter()
        self._converter = make_converter()
        self._converter.register_unstructure_hook_func(_IS_TYPE, self._number)
        self._converter.register_unstructure_hook_func(_IS_OPTIONAL, lambda value: value and self._number(value))
        for each in _WITH_DOCUMENTATION:
            unstructure = make_dict_unstructure_fn(
                each,
                self._converter,
                _cattrs_omit_if_default=True,
                documentation=override(unstruct_hook=digest_of),
                source=override(omit=True),
            )
            self._converter.register_unstructure_hook(each, unstructure)
        self._table: list[str] = []
        self._numbers: dict[str, int] = {}  # by the text in the table
        self._by_identity: dict[int, int] = {}  # the service keeps its types alive

    def pack(self, service: ir.Service) -> tuple[dict[str, Any], list[str]]:
        """The parts of a service, and the table of its types, each as JSON."""
        self._table, self._numbers, self._by_identity = [], {}, {}
        return self._converter.unstructure(service), self._table

    def _number(self, type_: "ir.Type") -> int:
        found = self._by_identity.get(id(type_))
        if found is None:
            text = json.dumps(self._plain.unstructure(type_, unstructure_as=ir.Type))
            found = self._by_identity[id(type_)] = self._numbers.setdefault(text, len(self._table))
            if found == len(self._table):
                self._table.append(text)
        return found


class _Unpacker:
    """Puts a service together."""

    def __init__(self) -> None:
        self._plain = make_converter()
        self._converter = make_converter()
        self._converter.register_structure_hook_func(_IS_TYPE, lambda number, _: self._types[number])
        self._converter.register_structure_hook_func(
            _IS_OPTIONAL, lambda number, _: None if number is None else self._types[number]
        )
        self._types: list[ir.Type] = []

    def unpack(self, parts: Mapping[str, Any], types: Iterable[Any]) -> ir.Service:
        """The service of these parts."""
        self._types = [self._plain.structure(each, _TYPE) for each in types]
        return self._converter.structure(parts, ir.Service)


# Making a converter takes longer than packing a small service.
_packer = functools.cache(_Packer)
_unpacker = functools.cache(_Unpacker)


def compress(baseline: str) -> bytes:
    """A baseline as the cache stores it. Git compresses by itself, so in the output folder it is text."""
    return zlib.compress(baseline.encode(), 1)


def read_baselines(folder: Path) -> dict[str, str]:
    """The baselines in a folder, by service.

    Raises:
        BaselineError: one of the files cannot be read.
    """
    found = {}
    for file in sorted(folder.glob("*.json*")):
        try:
            content = file.read_bytes()
            found[file.name.partition(".")[0]] = (zlib.decompress(content) if file.suffix == ".z" else content).decode()
        except (OSError, ValueError, zlib.error) as error:
            raise BaselineError(f"{file}: {error}") from error
    return found
