"""Readers: from a spec to a service.

A new reader is one module with a function `read`, and one entry in `READERS`. A reader is imported when a spec of its
kind turns up, because the libraries that some of them use are slow to load.
"""

import fnmatch
import importlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple, cast

from ..diagnostics import Report, Source
from .botocore.service_data import SCHEME, installed_services, is_service_file

if TYPE_CHECKING:  # a run that finds nothing to make does not import the IR
    from .. import ir

Read = Callable[[str, Report], "ir.Service | None"]


class Reader(NamedTuple):
    """What is known of a reader without importing it."""

    name: str
    module: str  # in this package
    reads: str  # what it reads, for people
    accepts: Callable[[PurePath], bool]  # whether it reads a file that the user names
    finds: Callable[[PurePath], bool]  # whether it reads a file that lies in a folder of specs

    def read(self, spec: str, report: Report) -> "ir.Service | None":
        """The service that `spec` describes. None, with an error reported, if it cannot be used."""
        module = importlib.import_module(f"{__name__}.{self.module}")
        try:
            return cast(Read, module.read)(spec, report)
        except RecursionError:
            report.error("too-deep", Source(spec), "an expression in it is nested too deep to be read")
            return None


# TypedDict as a base class, called, or imported under another name; a mere mention does not count.
_USES_TYPED_DICT = re.compile(
    rb"[(,]\s*[\w.]*TypedDict\s*[,)]|TypedDict\(|TypedDict\s+as\s+(?!TypedDict\b)|=\s*TypedDict\b"
)


def _is_module_of_types(path: PurePath) -> bool:
    """Whether a file in a folder is a module of TypedDicts. A module that has a stub beside it is passed over."""
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
        reads="the type_defs.md of the types-aiobotocore or types-boto3 documentation",
        accepts=lambda path: path.suffix == ".md" and path.name != "literals.md",
        finds=lambda path: path.name == "type_defs.md",
    ),
    Reader(
        name="stubs",
        module="typeddict.stubs",
        reads="type_defs.pyi of the types-aiobotocore, types-boto3 or mypy-boto3 packages, or any module of TypedDicts",
        accepts=lambda path: path.suffix in {".pyi", ".py"},
        finds=_is_module_of_types,
    ),
    Reader(
        name="botocore",
        module="botocore.reader",
        reads="a service of the installed botocore, as botocore:s3 (botocore:* for all), or a service-2.json[.gz]",
        accepts=lambda path: is_service_file(path.name),
        finds=lambda path: is_service_file(path.name),
    ),
)
_BOTOCORE = READERS[-1]


def resolve_spec(folder: Path, spec: str) -> str:
    """`spec`, written in a file in `folder`, as seen from the current folder. A service of botocore has no folder."""
    return spec if spec.startswith(SCHEME) else (folder / spec).as_posix()


def expand(spec: str, report: Report) -> Iterator[tuple[Reader, str]]:
    """The specs that `spec` stands for, each with its reader: itself, or the specs in a folder, sorted by path."""
    if spec.startswith(SCHEME):
        yield from _expand_installed(spec, report)
        return
    path = Path(spec)
    try:
        path.stat()
    except OSError as error:
        hint = _known_specs() if isinstance(error, FileNotFoundError) else ""
        report.error("no-such-file", Source(spec), (error.strerror or str(error)).lower(), hint=hint)
        return
    if path.is_dir():
        found = [
            (reader, file.as_posix())
            for file in sorted(path.rglob("*"))
            for reader in READERS
            if reader.finds(file) and file.is_file()
        ]
        yield from found
        if not found:
            report.error("no-spec", Source(spec), "there is no spec in this folder", hint=_known_specs())
    elif reader := next((each for each in READERS if each.accepts(path)), None):
        yield reader, spec
    else:
        report.error("unknown-kind", Source(spec), "no reader reads such a file", hint=_known_specs())


def _expand_installed(spec: str, report: Report) -> Iterator[tuple[Reader, str]]:
    """Services of the installed botocore. A `*` in the name matches anything."""
    name = spec.removeprefix(SCHEME)
    if "*" not in name:
        yield _BOTOCORE, spec
        return
    found = fnmatch.filter(installed_services(), name)
    yield from ((_BOTOCORE, f"{SCHEME}{each}") for each in found)
    if not found:
        report.error("no-spec", Source(spec), "botocore has no such service")


def _known_specs() -> str:
    return "a spec is " + ", or ".join(reader.reads for reader in READERS)
