"""Readers turn a spec into a service.

A reader is a module with a function `read`, and an entry in `READERS`. It is imported when the first spec of its kind
is read, because some readers use libraries that load slowly. Another package may name such a module as an entry point
(see `plugins`); its specs begin with the name of the entry point: `smithy:model.json`.
"""

import fnmatch
import importlib
import os
import re
from collections.abc import Callable, Iterator
from operator import itemgetter
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple, cast

from ..diagnostics import Report, Source
from ..plugins import Plugin, PluginError, find_plugins
from ..source_files import contains, is_output
from .botocore.service_data import SCHEME, find_installed, installed_services, is_service_file
from .typeddict.specs import is_package

if TYPE_CHECKING:  # a run that has nothing to do does not import the IR
    from .. import ir

Read = Callable[[str, Report], "ir.Service | None"]


class Reader(NamedTuple):
    """The description of a reader, which can be used without importing the reader."""

    name: str
    module: str  # relative to this package
    specs: str  # which specs it reads, for people
    accepts: Callable[[PurePath], bool]  # whether it reads a file that the user names
    discovers: Callable[[PurePath], bool]  # whether it may read a file in a folder of specs
    plugin: Plugin | None = None  # of another package, in place of `module`

    def read(self, spec: str, report: Report) -> "ir.Service | None":
        """The service that `spec` describes. None if the spec cannot be read, which is reported as an error."""
        if self.plugin:
            return _read_by_plugin(self.plugin, spec, report)
        module = importlib.import_module(f"{__name__}.{self.module}")
        try:
            return cast(Read, module.read)(spec, report)
        except RecursionError:
            report.error("too-deep", Source(spec), "an expression is nested too deeply to be read")
            return None


def _read_by_plugin(plugin: Plugin, spec: str, report: Report) -> "ir.Service | None":
    """The service that another package's reader makes of a spec, which it gets without its own name in front."""
    try:
        read = plugin.load().read
        try:
            return cast(Read, read)(spec.partition(":")[2], report)
        except Exception as error:
            raise PluginError(plugin.failure(error)) from error
    except (PluginError, AttributeError) as error:
        hint = "report it to the authors of this plugin"
        report.error("plugin-failed", Source(spec), str(error), hint=hint)
        return None


_PYTHON = frozenset({".py", ".pyi"})
_ESCAPED = re.compile("[\b\t\n\f\r]")  # what TOML makes of the backslash in `C:\\temp`


READERS = (
    Reader(
        name="docs",
        module="typeddict.docs",
        specs="the type_defs.md of the types-aiobotocore or types-boto3 documentation",
        accepts=lambda path: path.suffix == ".md" and path.name != "literals.md",
        discovers=lambda path: path.name == "type_defs.md",
    ),
    Reader(
        name="stubs",
        module="typeddict.stubs",
        specs="type_defs.pyi of the types-aiobotocore, types-boto3 or mypy-boto3 packages, or any module of TypedDicts",
        accepts=lambda path: path.suffix in _PYTHON,
        discovers=lambda path: path.suffix in _PYTHON and contains(Path(path), "TypedDict"),
    ),
    Reader(
        name="botocore",
        module="botocore.reader",
        specs="a service of the installed botocore, as botocore:s3 (botocore:* for all), or a service-2.json[.gz]",
        accepts=lambda path: is_service_file(path.name),
        discovers=lambda path: is_service_file(path.name),
    ),
)
_STUBS, _BOTOCORE = READERS[1:]


def resolve_spec(folder: Path, spec: str) -> str:
    """`spec`, which is relative to `folder`, relative to the current folder. A service of botocore has no folder."""
    if spec.startswith(SCHEME):
        return spec
    if _plugin_of(spec):
        name, _, path = spec.partition(":")
        return f"{name}:{(folder / path).as_posix()}"
    return (folder / spec).as_posix()


GROUP = "shapewright.readers"
_WITH_NAME = re.compile(r"[a-z][a-z0-9_-]+:(?!//)")  # more than one letter: a drive of Windows has one


def _plugin_of(spec: str) -> Plugin | None:
    """The plugin that reads a spec of another package's kind."""
    return find_plugins(GROUP).get(spec.partition(":")[0]) if _WITH_NAME.match(spec) else None


def plugin_readers() -> list[Reader]:
    """The readers of other packages."""
    return [_reader_of(each) for each in find_plugins(GROUP).values()]


def _reader_of(plugin: Plugin) -> Reader:
    try:
        module = plugin.load()
        description = getattr(module, "DESCRIPTION", "") or (module.__doc__ or "").strip().partition("\n")[0]
    except PluginError:
        description = "(it cannot be loaded)"
    specs = f"{plugin.name}:…, {description} ({plugin.label})"
    return Reader(plugin.name, "", specs, lambda _: False, lambda _: False, plugin)


def expand(spec: str, report: Report) -> Iterator[tuple[Reader, str]]:
    """The specs that `spec` stands for, each with its reader: itself, or all specs in a folder, sorted by path.

    Modules of TypedDicts in a folder that share types are one spec. `expand` yields that spec as it is.
    """
    if spec.startswith(SCHEME):
        yield from _expand_installed(spec, report)
        return
    if is_package(spec):
        yield _STUBS, spec
        return
    if plugin := _plugin_of(spec):
        yield _reader_of(plugin), spec
        return
    path = Path(spec)
    try:
        path.stat()
    except OSError as error:
        is_no_name = _ESCAPED.search(spec)  # for which Windows has another error
        hint = _hint_for_missing(spec) if isinstance(error, FileNotFoundError) or is_no_name else ""
        report.error("no-such-file", Source(spec), (error.strerror or str(error)).lower(), hint=hint)
        return
    if path.is_dir():
        found = sorted(_specs_in(path), key=itemgetter(1))
        described = {Path(spec).parent for reader, spec in found if reader is not _BOTOCORE and _is_of_aws(spec)}
        yield from (each for each in found if each[0] is not _BOTOCORE or Path(each[1]).parent not in described)
        if not found:
            report.error("no-spec", Source(spec), "no spec in this folder", hint=_hint_for_missing(spec))
    elif reader := next((each for each in READERS if each.accepts(path)), None):
        yield reader, spec
    else:
        report.error("unknown-kind", Source(spec), "no reader accepts this kind of file", hint=_supported_specs())


def _specs_in(folder: Path) -> Iterator[tuple[Reader, str]]:
    """The specs in a folder and below, each with its reader."""
    has_modules = False
    for file in _files_below(folder):
        has_modules |= file.suffix in _PYTHON
        for reader in (each for each in READERS if each is not _STUBS):
            if reader.discovers(file):
                yield reader, file.as_posix()
    if has_modules:
        from .typeddict.packages import find_modules  # most folders hold no modules

        yield from ((_STUBS, spec) for spec in find_modules(folder))


def _files_below(folder: Path) -> Iterator[Path]:
    """The files in a folder and below, without those in an output folder: they are made of specs, and are none."""
    for path, folders, files in os.walk(folder):
        folders[:] = [each for each in folders if not is_output(Path(path, each))]
        yield from (Path(path, each) for each in files)


def _is_of_aws(spec: str) -> bool:
    """Whether a document or module declares the types of an AWS service. A `service-2.json` beside it is its model."""
    file = Path(spec)
    return file.is_file() and b"ResponseMetadataTypeDef" in file.read_bytes()


def _expand_installed(spec: str, report: Report) -> Iterator[tuple[Reader, str]]:
    """The services of the installed botocore that `spec` names, as botocore spells them.

    A `*` in the name matches anything.
    """
    name, slash, version = spec.removeprefix(SCHEME).partition("/")
    if "*" not in spec:
        yield _BOTOCORE, f"{SCHEME}{find_installed(name) or name}{slash}{version}"
        return
    found = fnmatch.filter(installed_services(), spec.removeprefix(SCHEME))
    yield from ((_BOTOCORE, f"{SCHEME}{each}") for each in found)
    if not found:
        report.error("no-spec", Source(spec), "no service of the installed botocore matches")


def _hint_for_missing(spec: str) -> str:
    """What the user may have meant by a path at which there is no spec."""
    if _ESCAPED.search(spec):
        return "write paths with /: in a string of TOML, \\t is a tab and \\n a line break"
    service = find_installed(spec)
    return f"did you mean {SCHEME}{service}?" if service else _supported_specs()


def _supported_specs() -> str:
    return "a spec is " + ", or ".join(reader.specs for reader in READERS)
