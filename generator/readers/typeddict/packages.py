"""Which modules of a folder make a service together: those that share types, directly or through other modules.

Modules are split into statements for this, and not parsed.
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ... import source_files
from ...diagnostics import Report
from .classes import STRUCTURES, Classes, Kind
from .declared import RawClass, RawDefinition
from .generics import parameters_of_class, parameters_of_definition
from .imports import Found, Imports
from .specs import home_of, is_package, package_spec, root_of
from .statements import DOTTED_NAME

METADATA = "ResponseMetadataTypeDef"  # a module that declares it is one of AWS, and makes a service by itself
_SKIPPED = frozenset({"__pycache__", "node_modules"})  # and folders with a leading dot
_Place = tuple[Path, str]  # of a declaration: its file, and its name there


def module_paths(spec: str) -> list[Path]:
    """The modules that a spec stands for."""
    if not is_package(spec):
        return [Path(spec)]
    return next((modules for home, modules in _packages(root_of(spec)) if home == home_of(spec)), [])


def find_modules(folder: Path) -> list[str]:
    """A spec for each service that the modules of TypedDicts in a folder make."""
    specs = []
    for home, modules in _packages(folder):
        if len(modules) > 1:
            specs.append(package_spec(folder, home))
        else:
            specs += [each.as_posix() for each in modules]
    return sorted(specs)


def _packages(folder: Path) -> list[tuple[Path, list[Path]]]:
    """The modules that share types, with the innermost folder that holds them. Those with one folder are one package.

    A module that shares no types is by itself, and so is one of AWS or one that cannot be read.
    """
    found = source_files.cached(f"packages in {folder}", lambda: _find_packages(folder))
    return [(Path(home), [*map(Path, modules)]) for home, modules in found]


def _find_packages(folder: Path) -> list[tuple[str, list[str]]]:
    modules = _Modules(Report())
    alone: list[Path] = []
    for path in _python_files(folder):
        if source_files.contains(path, "TypedDict") and not modules.add(path):
            alone.append(path)
    by_home: dict[Path, list[Path]] = {}
    for group in modules.groups():
        if len(group) > 1:
            by_home.setdefault(Path(os.path.commonpath([each.parent for each in group])), []).extend(group)
        else:
            alone += group
    packages = [*by_home.items(), *((each.parent, [each]) for each in alone)]
    return [(str(home), sorted(map(str, each))) for home, each in packages]


def _python_files(folder: Path) -> Iterator[Path]:
    """The Python files in a folder and below, without those that have a stub next to them."""
    names = source_files.files(str(folder))
    for name in names:
        is_shadowed = name.endswith(".py") and f"{name}i" in names
        if name.endswith((".py", ".pyi")) and not is_shadowed:
            yield folder / name
    for name in source_files.folders(str(folder)):
        if not (name.startswith(".") or name in _SKIPPED or source_files.is_output(folder / name)):
            yield from _python_files(folder / name)


class _Modules:
    """The modules of TypedDicts in a folder, and which declarations refer to which."""

    def __init__(self, report: Report) -> None:
        self.imports = Imports(report)
        self.classes = Classes(self.imports)
        self._modules: dict[_Place, Path] = {}  # by their first declaration
        self._generic: dict[Path, list[_Place]] = {}  # modules of which all TypedDicts are generic, with these
        self._parents: dict[_Place, _Place] = {}  # a declaration leads to one of the same group, or to itself

    def add(self, path: Path) -> bool:
        """Add a module that declares TypedDicts. False if it is to be read by itself. Others are passed over."""
        file = self.imports.load(path)
        if file is None or METADATA in file.module.classes:
            return False
        exported = list(self.classes.exported(file))
        typed_dicts = [each for each in exported if self._is_typed_dict(each)]
        if all(self._is_generic(each) for each in typed_dicts):
            self._generic[path] = [(file.place, each.name) for each in typed_dicts]
        else:
            first = (file.place, exported[0].name)
            self._modules[first] = path
            for each in exported:
                self._join(first, (file.place, each.name))
                self._follow(each)
        return True

    def groups(self) -> Iterable[list[Path]]:
        """The modules that share declarations. A generic TypedDict belongs to those that use it, if there are any."""
        found: dict[_Place, list[Path]] = {}
        for place, path in self._modules.items():
            found.setdefault(self._root(place), []).append(path)
        unused = [
            [path] for path, places in self._generic.items() if places and self._parents.keys().isdisjoint(places)
        ]
        return [*found.values(), *unused]

    def _is_typed_dict(self, found: Found) -> bool:
        return isinstance(found.value, RawClass) and self.classes.kind(found.file, found.value) is Kind.TYPED_DICT

    def _is_generic(self, found: Found) -> bool:
        return isinstance(found.value, RawClass) and bool(parameters_of_class(self.imports, found.file, found.value))

    def _follow(self, start: Found) -> None:
        """Join a declaration with the types that it refers to, and these with those that they refer to."""
        waiting = [start]
        while waiting:
            found = waiting.pop()
            for other in self._types_in(found, frozenset()):
                place = (other.file.place, other.name)
                if place not in self._parents:
                    waiting.append(other)
                self._join((found.file.place, found.name), place)

    def _types_in(self, found: Found, visited: frozenset[_Place]) -> Iterator[Found]:
        """The declarations to which one refers and that become types of the service.

        Other declarations stand for what they refer to themselves. `visited` holds those that the search has passed.
        """
        for name in self._names_in(found):
            other = self.imports.find(found.file, name)
            place = (other.file.place, other.name) if other else None
            if other is None or place is None or place in visited:
                continue
            if self._is_type(other):
                yield other
            else:
                yield from self._types_in(other, visited | {place})

    def _is_type(self, found: Found) -> bool:
        """Whether a type is made of a declaration: no generic alias, subclass of `str` or class that is no data."""
        match found.value:
            case RawClass() as raw:
                return self.classes.kind(found.file, raw) in {*STRUCTURES, Kind.ENUM}
            case RawDefinition() as raw:
                return not parameters_of_definition(self.imports, found.file, raw)
        return False

    def _names_in(self, found: Found) -> Iterator[str]:
        """The names in the annotations of a declaration, and of its bases."""
        match found.value:
            case RawClass() as raw if self.classes.kind(found.file, raw) is not None:
                for text in (*raw.bases, *(each.annotation for each in raw.body.fields.values())):
                    yield from re.findall(DOTTED_NAME, text)
            case RawDefinition(expression=text):
                yield from re.findall(DOTTED_NAME, text)

    # Groups are sets of declarations (a forest of disjoint sets).

    def _root(self, place: _Place) -> _Place:
        while (parent := self._parents.setdefault(place, place)) != place:
            self._parents[place] = self._parents[parent]
            place = parent
        return place

    def _join(self, one: _Place, other: _Place) -> None:
        self._parents[self._root(other)] = self._root(one)
