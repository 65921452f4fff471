"""Targets: each turns a service into files.

A target is a module with a function `generate`, its templates, and an entry in `TARGETS`. A target that also writes
files that all services share has a function `generate_shared`. Both name files below the folder of the target; only
`Target` knows which folder that is.
"""

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
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

    name: str
    module: str  # in this package
    description: str  # of what it writes
    default_folder: str  # below the output folder
    is_package: bool = False  # whether its folder is a Python package
    has_shared_files: bool = False

    def folder(self, options: Options) -> str:
        """Its folder below the output folder. "." is the output folder itself."""
        return dict(options.folders).get(self.name, self.default_folder)

    def generate(self, service: "ir.Service", options: Options, report: Report) -> Iterator[File]:
        """The files of `service`."""
        module = importlib.import_module(f"{__name__}.{self.module}")
        yield from self._in_folder(cast(Generate, module.generate)(service, options, report), options)

    def generate_shared(self, services: Iterable[str], options: Options) -> Iterator[File]:
        """The files that all services share. `services` has their names."""
        if not self.has_shared_files:
            return
        module = importlib.import_module(f"{__name__}.{self.module}")
        yield from self._in_folder(cast(GenerateShared, module.generate_shared)(services, options), options)

    def _in_folder(self, files: Iterable[File], options: Options) -> Iterator[File]:
        folder = self.folder(options)
        prefix = "" if folder == "." else f"{folder}/"
        return (File(f"{prefix}{path}", text) for path, text in files)


_ALL = (
    Target("pydantic", "pydantic_models", "pydantic v2 models", "pydantic_models", True, True),
    Target("dataclasses", "dataclass_models", "dataclasses, with a cattrs converter", "dataclass_models", True, True),
    Target("json-schema", "json_schema", "JSON Schema 2020-12", "json_schema"),
    Target("typescript", "typescript", "TypeScript types", "typescript", has_shared_files=True),
    Target("ir", "ir_json", "the intermediate representation, as JSON", "ir"),
)
TARGETS: Mapping[str, Target] = {each.name: each for each in _ALL}
DEFAULT_TARGETS = ("pydantic", "dataclasses", "json-schema", "typescript")
