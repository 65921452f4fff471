"""Targets: from a service to files. Each is one module with a function `generate`. A target that writes files about
all services together also has a function `combine`.

A new target is that module, its templates, and one entry in `TARGETS`.
"""

import importlib
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, cast

from ..diagnostics import Report
from ..options import Options
from .file import File

if TYPE_CHECKING:  # what targets there are, one can say without
    from .. import ir

Combine = Callable[[Iterable[str], Options], Iterable[File]]
Generate = Callable[["ir.Service", Options, Report], Iterable[File]]


class Target(NamedTuple):
    """What a target is for, known without loading it."""

    module: str  # in this folder
    writes: str  # for people
    combines: bool = False  # whether it writes something about all services together

    def generate(self, service: "ir.Service", options: Options, report: Report) -> Iterable[File]:
        """The files of `service`."""
        module = importlib.import_module(f"{__name__}.{self.module}")
        return cast(Generate, module.generate)(service, options, report)

    def combine(self, services: Iterable[str], options: Options) -> Iterable[File]:
        """The files about all services together, by their names."""
        if not self.combines:
            return ()
        module = importlib.import_module(f"{__name__}.{self.module}")
        return cast(Combine, module.combine)(services, options)


TARGETS: Mapping[str, Target] = {
    "pydantic": Target("pydantic_models", "pydantic v2 models", combines=True),
    "dataclasses": Target("dataclass_models", "dataclasses, with a cattrs converter", combines=True),
    "json-schema": Target("json_schema", "JSON Schema 2020-12"),
    "typescript": Target("typescript", "TypeScript types", combines=True),
    "ir": Target("ir_json", "what the readers found and the passes made of it"),
}
DEFAULT_TARGETS = ("pydantic", "dataclasses", "json-schema", "typescript")
