"""Readers: from a spec to a service.

A new reader is one file with a function `read`, and one line in `READERS`. A reader is imported when a spec of its
kind turns up, for what some of them stand on is slow to load.
"""

import fnmatch
import importlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple, cast

from generator.diagnostics import Report, Source
from generator.readers.service_data import SCHEME, installed_services, is_service_file

if TYPE_CHECKING:  # to see that nothing has changed, a run does without
    from generator import ir

Read = Callable[[str, Report], "ir.Service | None"]


class Reader(NamedTuple):
    """What a reader is for, known without loading it."""

    name: str  # of its module in this folder
    reads: str  # for people
    claims: Callable[[PurePath], bool]  # whether a file that a user names is for this reader
    finds: Callable[[PurePath], bool]  # whether a file that lies in a folder is

    def read(self, spec: str, report: Report) -> "ir.Service | None":
        """The service that `spec` describes; None, with an error reported, if it cannot be used."""
        module = importlib.import_module(f"{__name__}.{self.name}")
        try:
            return cast(Read, module.read)(spec, report)
        except RecursionError:
            report.error("too-deep", Source(spec), "an expression in it is nested too deep to be read")
            return None


# As a base, called, or under another name: not only mentioned.
_USES_TYPED_DICT = re.compile(
    rb"[(,]\s*[\w.]*TypedDict\s*[,)]|TypedDict\(|TypedDict\s+as\s+(?!TypedDict\b)|=\s*TypedDict\b"
)


def _is_module_of_types(path: PurePath) -> bool:
    """Whether a file that lies in a folder is a module of TypedDicts; beside its stub, a module is passed over."""
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
        reads="the type_defs.md of the types-aiobotocore or types-boto3 documentation",
        claims=lambda path: path.suffix == ".md" and path.name != "literals.md",
        finds=lambda path: path.name == "type_defs.md",
    ),
    Reader(
        name="stubs",
        reads="type_defs.pyi of the types-aiobotocore, types-boto3 or mypy-boto3 packages, or any module of TypedDicts",
        claims=lambda path: path.suffix in {".pyi", ".py"},
        finds=_is_module_of_types,
    ),
    Reader(
        name="botocore",
        reads="a service of the installed botocore, as botocore:s3 (botocore:* for all), or a service-2.json[.gz]",
        claims=lambda path: is_service_file(path.name),
        finds=lambda path: is_service_file(path.name),
    ),
)
_BOTOCORE = READERS[-1]


def below(folder: Path, spec: str) -> str:
    """`spec` as seen from where `folder` is: a path in it, or the service that it is anywhere."""
    return spec if spec.startswith(SCHEME) else (folder / spec).as_posix()


def expand(spec: str, report: Report) -> Iterator[tuple[Reader, str]]:
    """The specs that `spec` stands for, each with its reader: itself, or what a folder holds, in the order of paths."""
    if spec.startswith(SCHEME):
        yield from _expand_installed(spec, report)
        return
    path = Path(spec)
    try:
        path.stat()
    except OSError as error:
        hint = _known() if isinstance(error, FileNotFoundError) else ""
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
            report.error("no-spec", Source(spec), "no spec in this folder", hint=_known())
    elif reader := next((each for each in READERS if each.claims(path)), None):
        yield reader, spec
    else:
        report.error("unknown-kind", Source(spec), "no reader for such a file", hint=_known())


def _expand_installed(spec: str, report: Report) -> Iterator[tuple[Reader, str]]:
    """Services of the installed botocore; `*` in a name stands for anything."""
    name = spec.removeprefix(SCHEME)
    if "*" not in name:
        yield _BOTOCORE, spec
        return
    found = fnmatch.filter(installed_services(), name)
    yield from ((_BOTOCORE, f"{SCHEME}{each}") for each in found)
    if not found:
        report.error("no-spec", Source(spec), "botocore has no such service")


def _known() -> str:
    return "a spec is " + ", or ".join(reader.reads for reader in READERS)
