"""Whether Python can import what a run writes, from the folders that it is to be written to."""

import keyword
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from .. import naming
from ..diagnostics import Report, Source
from ..pipeline import Request
from ..targets import TARGETS, Target

# Packages that generated code imports, and those that people use with it.
_LIBRARIES = frozenset(
    {"aiobotocore", "attr", "attrs", "boto3", "botocore", "cattrs", "pydantic", "pydantic_core", "typing_extensions"}
)
_FILES = frozenset({"notice", "readme.md"})  # in the output folder, as a file system that ignores case compares them


def report_bad_folders(requests: Iterable[Request], report: Report) -> None:
    """Report folders that Python cannot import as they are needed, that hide a library, or that two packages share."""
    for request in requests:
        name = request.options.runtime.rpartition(".")[2]
        if request.options.is_runtime and _name(request.out) != name:
            source = request.options.origin.source("out") or Source(str(request.out))
            message = f"an output without sources is the run time {request.options.runtime}, and this is no {name}"
            report.error("bad-folder", source, message, hint=f"name the folder {name}, or name sources")
        packages: dict[str, Target] = {}
        for target in (TARGETS[each] for each in request.targets):
            folder = target.folder(request.options)
            if reason := _why_unusable(target, folder, request.out):
                message = f"the folder of {target.name} cannot be {_quoted(folder)}: {reason}"
                report.error("bad-folder", _source(request, target), message)
            elif target.is_package and (other := packages.setdefault(folder.lower(), target)) is not target:
                message = f"{target.name} and {other.name} cannot both be written to {_quoted(folder)}"
                hint = "their packages have files of the same names; give each a folder of its own"
                report.error("bad-folder", _source(request, target, other), message, hint=hint)


def report_unimportable(requests: Iterable[Request], report: Report) -> None:
    """Warn about output folders whose names Python cannot import."""
    for request in requests:
        name = _name(request.out)
        is_importable = name in {"", ".."} or _is_importable(name)
        if not is_importable and any(TARGETS[each].is_package for each in request.targets):
            source = request.options.origin.source("out") or Source(str(request.out))
            message = f"the output folder is named {name}, which Python cannot import"
            report.warning("unimportable-output", source, message, hint=f"name it {naming.service_name(name)}")


def is_part_of_package(out: Path) -> bool:
    """Whether an output folder needs an `__init__.py`: the folder above is a package, or is called `src`."""
    above = _folder_above(out)
    return _is_importable(_name(out)) and (above.name == "src" or _is_package(above))


def _why_unusable(target: Target, folder: str, out: Path) -> str:
    """Why `target` cannot be written to `folder`. Empty if it can."""
    if folder.lower() in _FILES:
        return "there is a file of this name"
    if not target.is_package:
        return ""
    if folder == ".":  # the package is the output folder, and is imported by itself unless it is part of another one
        name = _name(out)
        return _hides_library(name) if not _is_package(_folder_above(out)) else ""
    if not _is_importable(folder):
        return "Python cannot import a package of this name"
    return _hides_library(folder)


def _hides_library(name: str) -> str:
    is_library = name.lower() in _LIBRARIES | sys.stdlib_module_names
    return f"where Python finds a package {name} there, it does not find the library {name}" if is_library else ""


def _source(request: Request, *targets: Target) -> Source:
    """Where the folder of one of `targets` is configured."""
    named = [each for each in targets if each.name in dict(request.options.folders)]
    found = request.options.origin.source("folders", named[0].name) if named else None
    return found or Source(str(request.out))


def _name(out: Path) -> str:
    """The name of an output folder. Empty for the current folder."""
    return Path(os.path.normpath(out)).name


def _folder_above(out: Path) -> Path:
    return Path(os.path.normpath(Path.cwd() / out)).parent


def _is_importable(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name)


def _is_package(folder: Path) -> bool:
    return (folder / "__init__.py").is_file()


def _quoted(folder: str) -> str:
    return f'"{folder}"'
