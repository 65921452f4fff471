"""Modules of TypedDicts: `type_defs.pyi` of the AWS stub packages, and what a team wrote itself.

A file is followed to the files that it imports from, if they lie beside it; everything else that it imports is known by
name alone.
"""

import itertools
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ... import ir, naming, source_files
from ...diagnostics import Report, Severity, nearest
from ..botocore.installed import find_installed
from .annotations import Problem
from .assembly import Declarations, Definition, Field, TypedDict, assemble
from .enums import read_members
from .python_module import PythonModule, RawClass, parse_module
from .text import read_text

_SERVICE = re.compile(r"^\s*from (?:types_aiobotocore|types_boto3|mypy_boto3)_(\w+)\.type_defs import ", re.M)
_PACKAGE = re.compile(r"^(?:types_aiobotocore|types_boto3|mypy_boto3)_(\w+)$")
_ENUM_BASES = frozenset({"Enum", "StrEnum", "IntEnum"})
_ROOT = "TypedDict"
_OTHER_BASES = frozenset(
    {"Protocol", "NamedTuple", "BaseModel", "Struct", "Exception", "ABC", "object"}
)  # surely others


def read(spec: str, report: Report) -> ir.Service | None:
    """The service that the module at the path `spec` declares; None, with an error reported, if there is none."""
    linker = _Linker(report)
    main = linker.load(Path(spec), report)
    if main is None:
        return None
    linker.link(main)
    declared = linker.declared
    declared.service = naming.service_name(_service(main))
    declared.origin = _origin(main, declared)
    if _names_aws(main) and "ResponseMetadataTypeDef" not in declared.typed_dicts:
        hint = "the stub is cut off, was edited, or is older than release 1.18: install it anew"
        report.error("truncated", ir.Source(spec), "a module of AWS stubs, without ResponseMetadataTypeDef", hint=hint)
        return None
    if not declared.typed_dicts:
        report.error("no-types", ir.Source(spec), "no TypedDict in this module")
        return None
    return assemble(declared, find_installed, report)


def _names_aws(main: "_File") -> bool:
    """Whether the module, or its package, is called as AWS's stubs are."""
    return main.path.stem == "type_defs" and bool(
        _SERVICE.search(main.text) or _PACKAGE.match(main.path.absolute().parent.name)
    )


def _service(main: "_File") -> str:
    """The AWS service that the module or its package names; a team's module is `<folder>_<stem>`."""
    if found := _SERVICE.search(main.text):
        return found[1]
    folder = main.path.absolute().parent.name
    if found := _PACKAGE.match(folder):
        return found[1]
    if "ResponseMetadataTypeDef" in main.module.classes:
        return folder or main.path.stem
    return f"{folder}_{main.path.stem}"


def _origin(main: "_File", declared: Declarations) -> str:
    aws = "ResponseMetadataTypeDef" in main.module.classes
    name = source_files.display_name(main.path)
    return f"{name} of {declared.service}" if aws else name


@dataclass(slots=True, eq=False)
class _File:
    """One file, and what its names stand for in the whole: the `Scope` of `typeddicts`."""

    path: Path
    text: str
    module: PythonModule
    linker: "_Linker"
    keys: dict[str, str] = field(default_factory=dict)  # of its own declarations

    @property
    def file(self) -> str:
        return str(self.path)

    def key(self, name: str) -> str | Problem:
        """See `typeddicts.Scope`: what is named is linked, so that it is declared when it is looked up."""
        return self.linker.key(self, name)

    def constant(self, name: str) -> str | int | None:
        """See `typeddicts.Scope`."""
        owner, _, member = name.rpartition(".")
        found = self.linker.find(self, owner)
        if found is None or found[1] not in found[0].module.classes:
            return None
        raw = found[0].module.classes[found[1]]
        return read_members(raw.constants, raw.bases)[0].get(member)


class _Linker:
    """Follows imports and bases, and gives every declaration one name in the whole."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.declared = Declarations(service="", origin="", file="", ingredients=())
        self._files: dict[Path, _File | None] = {}
        self._imports: dict[tuple[Path, str], _File | None] = {}  # folder, module as it is written there
        self._names: dict[str, _File] = {}  # key -> the file that declares it

    def load(self, path: Path, report: Report) -> _File | None:
        """The file at `path`, parsed; None, with an error reported, if it cannot be."""
        text = read_text(path, report)
        module = parse_module(text[0], str(path), report) if text else None
        if text is None or module is None:
            return None
        found = _File(path, text[0], module, self)
        self.declared.file = self.declared.file or found.file
        self.declared.ingredients += (text[1],)
        self.declared.scopes[found.file] = found
        self._files[path] = found
        return found

    def _load_beside(self, path: Path) -> _File | None:
        """A file that another imports from. An empty one declares nothing; one that is damaged is an error."""
        if path not in self._files:
            self._files[path] = None
            if source_files.read(path):
                self._files[path] = self.load(path, self.report)
        return self._files[path]

    def link(self, main: _File) -> None:
        """Take in everything that `main` declares, and with it what that refers to elsewhere."""
        classes = main.module.classes
        bases = {base for raw in classes.values() for base in raw.bases if base != raw.name}
        for name, raw in classes.items():
            if name.startswith("_") and name in bases:
                continue  # half of another, until a member names it
            if self._kind(main, raw) is not None:
                self._open(main, name)
            else:
                self._warn_of_unknown_base(main, raw)
        for name in main.module.definitions:
            self._open(main, name)

    def key(self, file: _File, name: str) -> str | Problem:
        """Under which name what `file` calls `name` is declared."""
        found = self.find(file, name)
        if found is not None:
            owner, plain = found
            if plain in owner.module.classes and self._kind(owner, owner.module.classes[plain]) is None:
                message = f"{name} is a class, but no TypedDict; any JSON value is taken for it"
                return Problem("no-typeddict", Severity.WARNING, message)
            return self._open(owner, plain)
        head, _, rest = name.partition(".")
        if not rest and (missing := self._missing(file, head)):
            return missing
        if head in file.module.type_variables:
            message = f"{name} is a type variable; generic types are not supported"
            return Problem("generic", Severity.ERROR, message, "declare a type for each of its uses")
        if imported := file.module.imports.get(head):
            return ".".join(filter(None, (imported.module.lstrip("."), imported.name, rest)))
        return name

    def find(
        self, file: _File, name: str, above: frozenset[tuple[Path, str]] = frozenset()
    ) -> tuple[_File, str] | None:
        """The file that declares what `file` calls `name`, and its name there; `above` are the steps that led here."""
        if (file.path, name) in above:
            return None  # two modules that import the name from one another
        above |= {(file.path, name)}
        if name in file.module.classes or name in file.module.definitions:
            return file, name
        return self._find_imported(file, name, above)

    def _find_imported(
        self, file: _File, name: str, above: frozenset[tuple[Path, str]] = frozenset()
    ) -> tuple[_File, str] | None:
        """The same, of a name that `file` does not declare itself."""
        head, _, rest = name.partition(".")
        imported = file.module.imports.get(head)
        if imported is None:
            targets = (self._imported(file, module) for module in file.module.stars)
            return next((found for target in targets if target and (found := self.find(target, name, above))), None)
        if imported.name:
            target = self._imported(file, imported.module)
            if target and not rest:
                return self.find(target, imported.name, above)
            dots = imported.module if imported.module.endswith(".") else f"{imported.module}."
            target = self._imported(file, f"{dots}{imported.name}")  # `from . import common`: a module
        else:
            target = self._imported(file, imported.module)
        return self.find(target, rest, above) if target and rest else None

    def _missing(self, file: _File, name: str) -> Problem | None:
        """What is wrong with a name that is imported from a file which was read, and has nothing of that name."""
        imported = file.module.imports.get(name)
        target = self._imported(file, imported.module) if imported and imported.name else None
        if imported is None or target is None:
            return None
        names = {*target.module.classes, *target.module.definitions, *target.module.imports}
        if imported.name in names or imported.name in target.module.type_variables or target.module.stars:
            return None
        message = f"{target.file} declares no {imported.name}"
        return Problem("unknown-name", Severity.ERROR, message, nearest(imported.name, names))

    def _imported(self, file: _File, module: str) -> _File | None:
        """The file of `module` as `file` would import it, if it lies in the folder, or around it."""
        known = (file.path.parent, module)
        if known not in self._imports:
            self._imports[known] = self._seek(file, module)
        return self._imports[known]

    def _seek(self, file: _File, module: str) -> _File | None:
        level = len(module) - len(module.lstrip("."))
        parts = [part for part in module.lstrip(".").split(".") if part]
        if not level and parts[0] in {*sys.stdlib_module_names, "typing_extensions"}:
            return None  # whatever file of that name lies here
        here = file.path.absolute().parent
        if level:
            folders = [here, *here.parents][level - 1 : level]  # none, where it leads above all folders
        else:
            folders = [here, *(above.parent for above in (here, *here.parents) if parts and above.name == parts[0])]
        for folder in folders:
            base = folder.joinpath(*parts)
            modules = [base.with_name(f"{base.name}{ending}") for ending in (".pyi", ".py")] if parts else []
            for place in (*modules, base / "__init__.pyi", base / "__init__.py"):
                if source_files.is_file(place):
                    return self._load_beside(self._as_named(place, file))
        return None

    def _as_named(self, place: Path, file: _File) -> Path:
        """`place` as the user would write it, having named `file`."""
        named = file.path.parent
        absolute = named.absolute()
        return named / place.relative_to(absolute) if place.is_relative_to(absolute) else place

    def _open(self, file: _File, name: str) -> str:
        """Declare what `file` calls `name`, once, and say under which name."""
        if name in file.keys:
            return file.keys[name]
        key = next(each for each in _keys(file, name) if self._names.setdefault(each, file) is file)
        file.keys[name] = key
        if name in file.module.classes:
            self._open_class(file, file.module.classes[name], key)
        else:
            raw = file.module.definitions[name]
            source = ir.Source(file.file, raw.line)
            if raw.generic:
                self._refuse_generic(source, name)
            self.declared.definitions[key] = Definition(key, raw.expression, source, raw.is_type)
        return key

    def _open_class(self, file: _File, raw: RawClass, key: str) -> None:
        source = ir.Source(file.file, raw.line)
        match self._kind(file, raw):
            case "TypedDict":
                if raw.generic or any(base.rpartition(".")[2].startswith("Generic[") for base in raw.bases):
                    self._refuse_generic(source, raw.name)
                fields = tuple({each.name: each for each in self._fields(file, raw)}.values())
                self.declared.typed_dicts[key] = TypedDict(key, fields, source, raw.documentation)
            case "Enum":
                members, unreadable = read_members(raw.constants, raw.bases)
                if unreadable or not members:
                    message = (
                        f"no plain values: {', '.join(unreadable) or 'none'}; any JSON value is taken for the enum"
                    )
                    self.report.warning("unreadable-enum", source, message, shape=raw.name)
                values = ", ".join(repr(each) for each in members.values())
                expression = "object" if unreadable or not members else f"Literal[{values}]"
                self.declared.definitions[key] = Definition(key, expression, source, documentation=raw.documentation)
            case _:
                pass  # some other class: known by name alone

    def _fields(self, file: _File, raw: RawClass, above: tuple[RawClass, ...] = ()) -> Iterator[Field]:
        """Members, those of the bases first."""
        for base in raw.bases:
            owner, parent = self._base(file, raw, base)
            if isinstance(parent, RawClass) and parent not in above:
                yield from self._fields(owner, parent, (*above, raw))
        for each in raw.fields:
            source = ir.Source(file.file, each.line)
            yield Field(each.name, each.annotation, source, raw.total, each.documentation)

    def _kind(self, file: _File, raw: RawClass, above: tuple[RawClass, ...] = ()) -> str | None:
        """Whether a class is a TypedDict or an enum, by its bases; None for any other."""
        for base in raw.bases:
            owner, parent = self._base(file, raw, base)
            if isinstance(parent, RawClass):
                kind = self._kind(owner, parent, (*above, raw)) if parent not in above else None
            else:
                kind = _ROOT if parent == _ROOT else "Enum" if parent in _ENUM_BASES else None
            if kind:
                return kind
        return None

    def _base(self, file: _File, raw: RawClass, base: str) -> tuple[_File, RawClass | str]:
        """The class that a base is, and the file it is in; else the last part of its name."""
        name = base.partition("[")[0]
        for _ in range(10):  # names that stand for names
            is_itself = file.module.classes.get(name) is raw
            found = self._find_imported(file, name) if is_itself else self.find(file, name)
            if found is None:
                break
            file, name = found
            if name in file.module.classes:
                return file, file.module.classes[name]
            name = file.module.definitions[name].expression.partition("[")[0]
        imported = file.module.imports.get(name)
        return file, (imported.name if imported and imported.name else name).rpartition(".")[2]

    def _warn_of_unknown_base(self, file: _File, raw: RawClass) -> None:
        """A class of annotations alone may well be a TypedDict, if it has a base that we cannot see."""
        unknown = [base for base in raw.bases if isinstance(self._base(file, raw, base)[1], str)]
        if raw.fields and unknown and raw.plain and not {base.rpartition(".")[2] for base in unknown} & _OTHER_BASES:
            message = f"nothing is made of it: its base {unknown[0]} is declared elsewhere"
            self.report.warning("unknown-base", ir.Source(file.file, raw.line), message, shape=raw.name)

    def _refuse_generic(self, source: ir.Source, name: str) -> None:
        message = "generic types are not supported"
        self.report.error("generic", source, message, shape=name, hint="declare a type for each of its uses")


def _keys(file: _File, name: str) -> Iterator[str]:
    """Names for what `file` calls `name`, if others have taken the first: the file's put in front, the folder's too."""
    yield name
    stem, folder = (part.title().replace("_", "") for part in (file.path.stem, file.path.absolute().parent.name))
    yield f"{stem}{name}"
    yield f"{folder}{stem}{name}"
    yield from (f"{folder}{stem}{name}{number}" for number in itertools.count(2))
