"""The IR as JSON. Tests compare it with what a reader should find; people can look up what it found."""

import functools
import json
import operator
import typing
from collections.abc import Iterator
from typing import Any

from cattrs import Converter

from .. import ir
from ..diagnostics import Report
from ..options import Options
from .file import File


def generate(service: ir.Service, options: Options, report: Report) -> Iterator[File]:
    """The file `<service>.json`."""
    yield File(f"{service.name}.json", dumps(service))


def dumps(service: ir.Service) -> str:
    """`service` as JSON. `loads` returns an equal service."""
    text = json.dumps(_converter().unstructure(service), indent=1, ensure_ascii=False) + "\n"
    return text.encode(errors="backslashreplace").decode()  # the name of a file may contain bytes that are not UTF-8


def loads(text: str) -> ir.Service:
    """The service that `dumps` turned into `text`."""
    return _converter().structure(json.loads(text), ir.Service)


def _structure(converter: Converter, classes: dict[str, Any], value: dict[str, Any], _: object) -> Any:
    return converter.structure(value, classes[value["is"]])


@functools.cache
def _converter() -> Converter:
    return make_converter()


def make_converter() -> Converter:
    """A converter that leaves out fields that have their default.

    Where a field may hold one of several classes, the key `is` has the name of the class.
    """
    converter = Converter(omit_if_default=True)
    for union in (ir.Type, ir.Shape):
        classes = {each.__name__: each for each in typing.get_args(union)}
        converter.register_unstructure_hook_func(
            functools.partial(operator.eq, union),
            lambda value: {"is": type(value).__name__, **converter.unstructure(value)},
        )
        converter.register_structure_hook_func(
            functools.partial(operator.eq, union),
            functools.partial(_structure, converter, classes),
        )
    type_: Any = ir.Type
    is_optional_type = functools.partial(operator.eq, type_ | None)  # None is the default, which is left out
    converter.register_unstructure_hook_func(
        is_optional_type, lambda value: converter.unstructure(value, unstructure_as=type_)
    )
    converter.register_structure_hook_func(is_optional_type, lambda value, _: converter.structure(value, type_))
    for values in (str | int | bool | None, int | float | None):
        converter.register_structure_hook(values, lambda value, _: value)
    return converter
