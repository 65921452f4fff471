"""Readers turn a spec into a service.

A reader is a module with a function `read`, and an entry in `READERS`. It is imported when the first spec of its kind
is read, because some readers use libraries that load slowly.
"""

import fnmatch
import importlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple, cast

from ..diagnostics import Report, Source
from .botocore.service_data import SCHEME, installed_services, is_service_file

if TYPE_CHECKING:  # a run that has nothing to do does not import the IR
    from .. import ir

Read = Callable[[str, Report], "ir.Service | None"]


class Reader(NamedTuple):
    """The description of a reader, which can be used without importing the reader."""

    name: str
    module: str  # relative to this package
    specs: str  # which specs it reads, for people
    accepts: Callable[[PurePath], bool]  # whether it reads a file that the user names
    discovers: Callable[[PurePath], bool]  # whether it reads a file in a folder of specs

    def read(self, spec: str, report: Report) -> "ir.Service | None":
        """The service that `spec` describes. None if the spec cannot be read, which is reported as an error."""
        module = importlib.import_module(f"{__name__}.{self.module}")
        try:
            return cast(Read, module.read)(spec, report)
        except RecursionError:
            report.error("too-deep", Source(spec), "an expression is nested too deeply to be read")
            return None


# TypedDict as a base class, called, or imported under another name. A mere mention does not count.
_USES_TYPED_DICT = re.compile(
    rb"[(,]\s*[\w.]*TypedDict\s*[,)]|TypedDict\(|TypedDict\s+as\s+(?!TypedDict\b)|=\s*TypedDict\b"
)


def _is_module_of_types(path: PurePath) -> bool:
    """Whether a file in a folder is a module of TypedDicts. A module with a stub next to it is skipped."""
    file = Path(path)
    if file.suffix not in {".pyi", ".py"} or (file.suffix == ".py" and file.with_suffix(".pyi").is_file()):
        return False
    try:
        return bool(_USES_TYPED_DICT.search(file.read_bytes()))
    except OSError:
        return False


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
        accepts=lambda path: path.suffix in {".pyi", ".py"},
        discovers=_is_module_of_types,
    ),
    Reader(
        name="botocore",
        module="botocore.reader",
        specs="a service of the installed botocore, as botocore:s3 (botocore:* for all), or a service-2.json[.gz]",
        accepts=lambda path: is_service_file(path.name),
        discovers=lambda path: is_service_file(path.name),
    ),
)
_BOTOCORE = READERS[-1]


def resolve_spec(folder: Path, spec: str) -> str:
    """`spec`, which is relative to `folder`, relative to the current folder. A service of botocore has no folder."""
    return spec if spec.startswith(SCHEME) else (folder / spec).as_posix()


def expand(spec: str, report: Report) -> Iterator[tuple[Reader, str]]:
    """The specs that `spec` stands for, each with its reader: itself, or all specs in a folder, sorted by path."""
    if spec.startswith(SCHEME):
        yield from _expand_installed(spec, report)
        return
    path = Path(spec)
    try:
        path.stat()
    except OSError as error:
        hint = _supported_specs() if isinstance(error, FileNotFoundError) else ""
        report.error("no-such-file", Source(spec), (error.strerror or str(error)).lower(), hint=hint)
        return
    if path.is_dir():
        found = [
            (reader, file.as_posix())
            for file in sorted(path.rglob("*"))
            for reader in READERS
            if reader.discovers(file) and file.is_file()
        ]
        described = {Path(spec).parent for reader, spec in found if reader is not _BOTOCORE and _is_of_aws(spec)}
        yield from (each for each in found if each[0] is not _BOTOCORE or Path(each[1]).parent not in described)
        if not found:
            report.error("no-spec", Source(spec), "no spec in this folder", hint=_supported_specs())
    elif reader := next((each for each in READERS if each.accepts(path)), None):
        yield reader, spec
    else:
        report.error("unknown-kind", Source(spec), "no reader accepts this kind of file", hint=_supported_specs())


def _is_of_aws(spec: str) -> bool:
    """Whether a document or module declares the types of an AWS service. A `service-2.json` beside it is its model."""
    return b"ResponseMetadataTypeDef" in Path(spec).read_bytes()


def _expand_installed(spec: str, report: Report) -> Iterator[tuple[Reader, str]]:
    """The services of the installed botocore that `spec` names. A `*` in the name matches anything."""
    name = spec.removeprefix(SCHEME)
    if "*" not in name:
        yield _BOTOCORE, spec
        return
    found = fnmatch.filter(installed_services(), name)
    yield from ((_BOTOCORE, f"{SCHEME}{each}") for each in found)
    if not found:
        report.error("no-spec", Source(spec), "no service of the installed botocore matches")


def _supported_specs() -> str:
    return "a spec is " + ", or ".join(reader.specs for reader in READERS)
