"""Targets: each turns a service into files.

A target is a module with a function `generate`, its templates, and an entry in `TARGETS`. A target that also writes
files that all services share has a function `generate_shared`. Both name files below the folder of the target; only
`Target` knows which folder that is. Another package may name such a module as an entry point (see `plugins`).
"""

import functools
import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast, get_args

from ..diagnostics import Report
from ..options import Judgement, Options
from ..plugins import Plugin, PluginError, check_file, find_plugins
from .file import File as File

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
    judgement: Judgement = "configured"  # how strict the service is that it gets
    plugin: Plugin | None = None  # of another package, in place of `module`

    def folder(self, options: Options) -> str:
        """Its folder below the output folder. "." is the output folder itself."""
        return dict(options.folders).get(self.name, self.default_folder)

    def generate(self, service: "ir.Service", options: Options, report: Report) -> Iterator[File]:
        """The files of `service`.

        Raises:
            PluginError: the target is another package's, and its code fails.
        """
        yield from self._files(lambda module: cast(Generate, module.generate)(service, options, report), options)

    def check(self) -> None:
        """Check what a plugin says of itself.

        Raises:
            PluginError: it asks for a service as strict as nothing is.
        """
        if self.plugin and self.judgement not in get_args(Judgement):
            expected = ", ".join(get_args(Judgement))
            raise PluginError(f"{self.name} of {self.plugin.label}: JUDGEMENT must be one of {expected}")

    def generate_shared(self, services: Iterable[str], options: Options) -> Iterator[File]:
        """The files that all services share. `services` has their names."""
        if not self.has_shared_files:
            return
        yield from self._files(lambda module: cast(GenerateShared, module.generate_shared)(services, options), options)

    def _files(self, generate: Callable[[Any], Iterable[File]], options: Options) -> Iterator[File]:
        if self.plugin is None:
            module = importlib.import_module(f"{__name__}.{self.module}")
            yield from self._in_folder(generate(module), options)
            return
        module = self.plugin.load()
        try:
            files = [File(path, text) for path, text in generate(module)]
            for each in files:
                check_file(each.path, each.text)
        except Exception as error:
            raise PluginError(self.plugin.failure(error)) from error
        yield from self._in_folder(files, options)

    def _in_folder(self, files: Iterable[File], options: Options) -> Iterator[File]:
        folder = self.folder(options)
        prefix = "" if folder == "." else f"{folder}/"
        return (File(f"{prefix}{path}", text) for path, text in files)


_ALL = (
    Target("pydantic", "pydantic_models", "pydantic v2 models", "pydantic_models", True, True),
    Target("dataclasses", "dataclass_models", "dataclasses, with a cattrs converter", "dataclass_models", True, True),
    Target("json-schema", "json_schema", "JSON Schema 2020-12", "json_schema"),
    Target("typescript", "typescript", "TypeScript types", "typescript", has_shared_files=True),
    Target("zod", "zod", "schemas of zod 4", "zod"),
    Target("typeddict", "typed_dicts", "TypedDicts, for dictionaries", "typed_dicts", True, True, "static"),
    Target("docs", "documents", "the documentation of types-boto3", "docs", judgement="declared"),
    Target("ir", "ir_json", "the intermediate representation, as JSON", "ir"),
)
GROUP = "shapewright.targets"


class _Targets(Mapping[str, Target]):
    """Our targets, and then those of other packages, which are looked for only if one of them is asked for."""

    def __init__(self, own: Iterable[Target]) -> None:
        self._own = {each.name: each for each in own}

    def __getitem__(self, name: str) -> Target:
        return self._own[name] if name in self._own else self._of_plugins[name]

    def __iter__(self) -> Iterator[str]:
        return iter([*self._own, *(each for each in self._of_plugins if each not in self._own)])

    def __len__(self) -> int:
        return len(list(iter(self)))

    @functools.cached_property
    def _of_plugins(self) -> dict[str, Target]:
        return {name: _target_of(plugin) for name, plugin in find_plugins(GROUP).items()}


def _target_of(plugin: Plugin) -> Target:
    """The target that a plugin describes. One whose code fails has its name, and fails again when it is used."""
    try:
        module = plugin.load()
    except PluginError:
        return Target(plugin.name, "", f"(it cannot be loaded) {plugin.label}", plugin.name, plugin=plugin)
    description = getattr(module, "DESCRIPTION", "") or (module.__doc__ or "").strip().partition("\n")[0]
    judgement: Any = getattr(module, "JUDGEMENT", "configured")
    return Target(
        plugin.name,
        "",
        f"{description} ({plugin.label})",
        getattr(module, "FOLDER", plugin.name),
        getattr(module, "IS_PACKAGE", False),
        hasattr(module, "generate_shared"),
        judgement,
        plugin,
    )


TARGETS: Mapping[str, Target] = _Targets(_ALL)
DEFAULT_TARGETS = ("pydantic", "dataclasses", "json-schema", "typescript")
