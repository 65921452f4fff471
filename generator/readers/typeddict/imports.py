"""Follows names over files: to what a file declares, and through its imports to other files.

Imports are followed to files in the same folder, in packages around it, and in packages beside these. Of everything
else that a file imports, only the name is known.
"""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ... import source_files
from ...diagnostics import Report, Source
from .declared import Namespace, RawClass, RawDefinition, RawImport, RawTypeVariable
from .python_module import read_module
from .statements import NotPythonError
from .text import read_text

# Modules of Python, and packages of which we know what their names mean.
_NOT_FOLLOWED = frozenset(
    {*sys.stdlib_module_names, "aiobotocore", "attr", "attrs", "boto3", "botocore", "pydantic", "typing_extensions"}
)
_STUBS = "-stubs"  # `django-stubs` declares what is imported from `django` (PEP 561)


@dataclass(frozen=True, slots=True, eq=False)
class SourceFile:
    """A Python file that was read."""

    path: Path  # as diagnostics show it
    place: Path  # absolute, and the same whichever import led to it
    digest: str  # SHA-256 of its bytes
    text: str
    module: Namespace

    @property
    def display_path(self) -> str:
        """The path for diagnostics, the same on every system."""
        return self.path.as_posix()


class Found(NamedTuple):
    """A declaration, and the file that holds it."""

    file: SourceFile
    name: str  # in that file: `Service.Create` for a nested class
    value: RawClass | RawDefinition | RawTypeVariable


_Visited = frozenset[tuple[Path, str]]


class Imports:
    """The files that the modules of a spec consist of, or import from."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.on_load: Callable[[SourceFile], None] = lambda _: None
        self.files: dict[Path, SourceFile | None] = {}  # by place. None: it is empty, or cannot be read
        self._imported: dict[tuple[Path, str], SourceFile | None] = {}  # by folder, and module as the import spells it
        self._package_roots: dict[Path, Path] = {}

    def load(self, path: Path) -> SourceFile | None:
        """Read the file at `path`. None, with an error reported, if it cannot be read."""
        place = Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps `..`
        if place not in self.files:
            self.files[place] = self._read(path, place, self.report)
        return self.files[place]

    def _load_imported(self, importer: SourceFile, place: Path) -> SourceFile | None:
        """Read a file that another one imports. If it cannot be read, its declarations are left out."""
        if place in self.files:
            return self.files[place]
        path = place if importer.path.is_absolute() else source_files.relative_to_here(place)
        report = Report()
        self.files[place] = self._read(path, place, report) if source_files.read(path).strip() else None
        for each in report:
            self.report.left_out(each.code, each.source, each.message, what="the file", hint=each.hint)
        return self.files[place]

    def _read(self, path: Path, place: Path, report: Report) -> SourceFile | None:
        if (found := read_text(path, report)) is None:
            return None
        text, digest = found
        try:
            module = read_module(text, path.as_posix())
        except NotPythonError as error:
            prefix = "not Python: " if error.code == "not-python" else ""
            report.error(error.code, Source(path.as_posix(), error.line), f"{prefix}{error}")
            return None
        file = SourceFile(path, place, digest, text, module)
        self.on_load(file)
        return file

    # Names.

    def find(self, file: SourceFile, name: str, visited: _Visited = frozenset()) -> Found | None:
        """The declaration of what `file` calls `name`, which may be dotted. None if no file declares it.

        `visited` holds the files and names that the search has passed through.
        """
        if (file.place, name) in visited:
            return None  # two modules import the name from each other
        visited |= {(file.place, name)}
        return self._find_declared(file, name, visited) or self.find_imported(file, name, visited)

    def _find_declared(self, file: SourceFile, name: str, visited: _Visited) -> Found | None:
        first, *rest = name.split(".")
        value = _declared(file.module, first)
        for position, part in enumerate(rest):
            if isinstance(value, RawDefinition):  # an alias of a class or a module
                return self.find(file, ".".join([value.expression, *rest[position:]]), visited)
            value = _declared(value.body, part) if isinstance(value, RawClass) else None
        return Found(file, name, value) if value else None

    def find_imported(self, file: SourceFile, name: str, visited: _Visited = frozenset()) -> Found | None:
        """Like `find`, but ignores what `file` declares itself."""
        imported, rest = self.imported(file, name)
        if imported is None:
            targets = (self.imported_file(file, module) for module in file.module.stars)
            return next((found for target in targets if target and (found := self.find(target, name, visited))), None)
        if imported.name:
            target = self.imported_file(file, imported.module)
            if target and (found := self.find(target, ".".join([imported.name, *rest]), visited)):
                return found
        return self._find_in_modules(file, _joined(imported), rest, visited)

    def _find_in_modules(self, file: SourceFile, module: str, rest: list[str], visited: _Visited) -> Found | None:
        """The name `rest` in `module`, or in one of its submodules, which the first parts of `rest` may name."""
        for number in range(len(rest)):
            target = self.imported_file(file, ".".join([module.rstrip("."), *rest[:number]]) if number else module)
            if target and (found := self.find(target, ".".join(rest[number:]), visited)):
                return found
        return None

    def imported(self, file: SourceFile, name: str) -> tuple[RawImport | None, list[str]]:
        """The import that binds the beginning of `name`, and the other parts of the name."""
        parts = name.split(".")
        for number in range(len(parts), 0, -1):  # `import a.b` binds `a.b`, as far as we are concerned
            if imported := file.module.imports.get(".".join(parts[:number])):
                return imported, parts[number:]
        return None, parts

    def original_name(self, file: SourceFile, name: str) -> str:
        """The name of something that no file declares, as it was before imports renamed it."""
        imported, rest = self.imported(file, name)
        if imported is None:
            return name
        return ".".join(filter(None, (imported.module.lstrip("."), imported.name, *rest)))

    def missing_names(self, file: SourceFile, name: str) -> tuple[SourceFile, str, set[str]] | None:
        """Where `file` imports `name` from, if that is a readable file that does not declare it. None otherwise.

        Returns the file, the name there, and the names that it does declare.
        """
        imported = file.module.imports.get(name)
        target = self.imported_file(file, imported.module) if imported and imported.name else None
        if imported is None or target is None or self.imported_file(file, _joined(imported)):
            return None
        module = target.module
        names = {*module.classes, *module.definitions, *module.imports, *module.type_variables, *module.methods}
        if imported.name in names or module.stars or "__getattr__" in names:
            return None
        return target, imported.name, names

    # Files.

    def imported_file(self, file: SourceFile, module: str) -> SourceFile | None:
        """The file that `file` imports as `module`. None if it is not among those that are followed."""
        key = (file.place.parent, module)
        if key not in self._imported:
            self._imported[key] = self._find_file(file, module)
        return self._imported[key]

    def _find_file(self, file: SourceFile, module: str) -> SourceFile | None:
        parts = [part for part in module.lstrip(".").split(".") if part]
        for folder in self._folders(file, module, parts):
            stubs = [] if module.startswith(".") else [folder.joinpath(f"{parts[0]}{_STUBS}", *parts[1:])]
            for base in (*stubs, folder.joinpath(*parts)):
                modules = [base.with_name(f"{base.name}{ending}") for ending in (".pyi", ".py")] if parts else []
                for place in (*modules, base / "__init__.pyi", base / "__init__.py"):
                    if source_files.is_file(place):
                        return self._load_imported(file, place)
        return None

    def _folders(self, file: SourceFile, module: str, parts: list[str]) -> Iterator[Path]:
        """The folders in which `module` may be."""
        here = file.place.parent
        if level := len(module) - len(module.lstrip(".")):
            yield from [here, *here.parents][level - 1 : level]  # none if the dots lead beyond the root
            return
        names = {parts[0], f"{parts[0]}{_STUBS}"}
        own_packages = [above.parent for above in (here, *here.parents) if above.name in names]
        if parts[0] in _NOT_FOLLOWED and not (own_packages and parts[0] not in sys.stdlib_module_names):
            return  # even if a file here has the same name
        outside = [folder for folder in own_packages if self._package_root(folder) == folder]
        yield from dict.fromkeys([*outside, self._package_root(here)])

    def _package_root(self, folder: Path) -> Path:
        """The folder of the outermost package that `folder` belongs to."""
        if folder not in self._package_roots:
            is_package = any(source_files.is_file(folder / f"__init__.{ending}") for ending in ("py", "pyi"))
            is_top = folder.parent == folder
            self._package_roots[folder] = self._package_root(folder.parent) if is_package and not is_top else folder
        return self._package_roots[folder]


def _declared(namespace: Namespace, name: str) -> RawClass | RawDefinition | RawTypeVariable | None:
    return namespace.classes.get(name) or namespace.type_variables.get(name) or namespace.definitions.get(name)


def _joined(imported: RawImport) -> str:
    """The module that `from module import name` imports if `name` is a module, or that `import module` imports."""
    dots = imported.module if imported.module.endswith(".") or not imported.name else f"{imported.module}."
    return f"{dots}{imported.name}"
