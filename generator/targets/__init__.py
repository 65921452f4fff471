"""Targets: each turns a service into files.

A target is a module with a function `generate`, its templates, and an entry in `TARGETS`. A target that also writes
files that all services share has a function `generate_shared`.
"""

import importlib
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, cast

from ..diagnostics import Report
from ..options import Options
from .file import File

if TYPE_CHECKING:  # a command that only lists the targets does not import the IR
    from .. import ir

Generate = Callable[["ir.Service", Options, Report], Iterable[File]]
GenerateShared = Callable[[Iterable[str], Options], Iterable[File]]


class Target(NamedTuple):
    """A target, which is imported when it is used."""

    module: str  # in this package
    description: str  # of what it writes
    has_shared_files: bool = False

    def generate(self, service: "ir.Service", options: Options, report: Report) -> Iterable[File]:
        """The files of `service`."""
        module = importlib.import_module(f"{__name__}.{self.module}")
        return cast(Generate, module.generate)(service, options, report)

    def generate_shared(self, services: Iterable[str], options: Options) -> Iterable[File]:
        """The files that all services share. `services` has their names."""
        if not self.has_shared_files:
            return ()
        module = importlib.import_module(f"{__name__}.{self.module}")
        return cast(GenerateShared, module.generate_shared)(services, options)


TARGETS: Mapping[str, Target] = {
    "pydantic": Target("pydantic_models", "pydantic v2 models", has_shared_files=True),
    "dataclasses": Target("dataclass_models", "dataclasses, with a cattrs converter", has_shared_files=True),
    "json-schema": Target("json_schema", "JSON Schema 2020-12"),
    "typescript": Target("typescript", "TypeScript types", has_shared_files=True),
    "ir": Target("ir_json", "the intermediate representation, as JSON"),
}
DEFAULT_TARGETS = ("pydantic", "dataclasses", "json-schema", "typescript")
