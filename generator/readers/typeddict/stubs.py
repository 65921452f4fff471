"""Reads modules of TypedDicts: `type_defs.pyi` of the AWS stub packages, and the modules of a team.

A spec is a module, or the modules in a folder that share types (see `packages`).
"""

import re
from collections.abc import Iterable
from pathlib import Path

from ... import ir, naming, source_files
from ...diagnostics import Report
from ..botocore.model import find_model
from .assemble import assemble
from .assembly import Declarations
from .imports import Imports, SourceFile
from .linker import Linker
from .packages import METADATA, module_paths
from .specs import default_name, home_of, is_package

_SERVICE = re.compile(r"^\s*from (?:types_aiobotocore|types_boto3|mypy_boto3)_(\w+)\.type_defs import ", re.M)
_PACKAGE = re.compile(r"^(?:types_aiobotocore|types_boto3|mypy_boto3)_(\w+)$")


def read(spec: str, report: Report) -> ir.Service | None:
    """The service that the modules of `spec` declare. None, with an error reported, if there is none."""
    imports = Imports(report)
    mains = [file for path in module_paths(spec) if (file := imports.load(path))]
    if not mains:
        return None
    name = naming.service_name(_service_name(spec, mains))
    declarations = Declarations(service=name, origin=_origin(spec, mains, name), file=spec, ingredients=())
    linker = Linker(imports, declarations, report)
    linker.link(mains)
    if _is_named_like_aws_stubs(mains[0]) and METADATA not in declarations.typed_dicts:
        message = f"this module of AWS stubs does not declare {METADATA}"
        hint = "the stub is truncated, was edited, or is older than release 1.18: reinstall it"
        report.error("truncated", ir.Source(spec), message, hint=hint)
        return None
    if not declarations.typed_dicts:
        report.error("no-types", ir.Source(spec), "no TypedDict in this module", hint=_where_else(linker, mains[0]))
        return None
    service = assemble(declarations, find_model, report)
    files = tuple(_ingredients(spec, imports.files.values()))
    return ir.replace(service, ingredients=(*files, *service.ingredients))


def _is_named_like_aws_stubs(main: SourceFile) -> bool:
    """Whether the module or its package has a name like the stubs of AWS."""
    return main.path.stem == "type_defs" and bool(_SERVICE.search(main.text) or _PACKAGE.match(main.place.parent.name))


def _service_name(spec: str, mains: list[SourceFile]) -> str:
    """The AWS service that the module or its package names, or the name that the modules of a team have."""
    main = mains[0]
    if found := _SERVICE.search(main.text):
        return found[1]
    folder = main.place.parent.name
    if found := _PACKAGE.match(folder):
        return found[1]
    if METADATA in main.module.classes:
        return folder or main.path.stem
    return default_name(spec)


def _origin(spec: str, mains: list[SourceFile], service: str) -> str:
    if is_package(spec):
        return f"{source_files.display_name(home_of(spec).absolute())}/"
    name = source_files.display_name(Path(spec))
    return f"{name} of {service}" if METADATA in mains[0].module.classes else name


def _where_else(linker: Linker, main: SourceFile) -> str:
    """A hint about TypedDicts that a module mentions but does not declare at its top level."""
    if files := linker.files_of_imported_typed_dicts(main):
        return f"it only imports TypedDicts, from {', '.join(files)}: name that instead"
    if re.search(r"^[ \t]+class \w+\(.*\bTypedDict\b", main.text, re.M):
        return "a TypedDict inside a function has no name that a type could refer to: move it out"
    return ""


def _ingredients(spec: str, files: Iterable[SourceFile | None]) -> Iterable[ir.Ingredient]:
    """The files that were read. Those of a folder have their path in it for a name."""
    folder = home_of(spec).absolute() if is_package(spec) else None
    for file in files:
        if file:
            name = source_files.display_name(file.path)
            if folder and file.place.is_relative_to(folder):
                name = file.place.relative_to(folder).as_posix()
            yield ir.Ingredient(name, file.digest)
