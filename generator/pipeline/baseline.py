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

from cattrs import Converter, override
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
    types = _Types()
    parts = types.converter().unstructure(service)
    shapes = parts.pop("shapes", {})
    all_types = ",\n".join(types.table)
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
            return _structure({**data["service"], "shapes": data["shapes"]}, data["types"])
        reason = f"it has format {data['format']}, and this version reads {_FORMAT}"
    except Exception as error:  # what cattrs raises depends on what is wrong
        raise BaselineError("it is no baseline") from error
    raise BaselineError(reason)


def digest_of(documentation: str) -> str:
    """What a baseline stores of a documentation."""
    return f"{zlib.crc32(documentation.encode(errors='surrogatepass')):08x}" if documentation else ""


class _Types:
    """The table of types that a baseline begins with."""

    def __init__(self) -> None:
        self.table: list[str] = []
        self._numbers: dict[str, int] = {}  # by the text in the table
        self._by_identity: dict[int, int] = {}  # the service keeps its types alive
        self._plain = make_converter()

    def converter(self) -> Converter:
        """A converter that writes the number of a type."""
        converter = make_converter()
        type_: Any = ir.Type
        converter.register_unstructure_hook_func(functools.partial(operator.eq, type_), self._number)
        converter.register_unstructure_hook_func(
            functools.partial(operator.eq, type_ | None), lambda value: value and self._number(value)
        )
        for each in _WITH_DOCUMENTATION:
            unstructure = make_dict_unstructure_fn(
                each,
                converter,
                _cattrs_omit_if_default=True,
                documentation=override(unstruct_hook=digest_of),
                source=override(omit=True),
            )
            converter.register_unstructure_hook(each, unstructure)
        return converter

    def _number(self, type_: "ir.Type") -> int:
        found = self._by_identity.get(id(type_))
        if found is None:
            text = json.dumps(self._plain.unstructure(type_, unstructure_as=ir.Type))
            found = self._by_identity[id(type_)] = self._numbers.setdefault(text, len(self.table))
            if found == len(self.table):
                self.table.append(text)
        return found


def _structure(data: Mapping[str, Any], table: Iterable[Any]) -> ir.Service:
    type_: Any = ir.Type
    plain = make_converter()
    types: list[ir.Type] = [plain.structure(each, type_) for each in table]
    converter = make_converter()
    converter.register_structure_hook_func(functools.partial(operator.eq, type_), lambda number, _: types[number])
    converter.register_structure_hook_func(
        functools.partial(operator.eq, type_ | None), lambda number, _: None if number is None else types[number]
    )
    return converter.structure(data, ir.Service)


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
