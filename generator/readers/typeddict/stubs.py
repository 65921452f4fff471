"""Reads modules of TypedDicts: `type_defs.pyi` of the AWS stub packages, and the modules of a team.

Imports are followed to files in the same folder, or in packages around it. Of everything else that a file imports, only
the name is known.
"""

import itertools
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ... import ir, naming, source_files
from ...diagnostics import Report, Severity, did_you_mean
from ..botocore.model import find_model
from .annotations import Problem
from .assembly import Declarations, Definition, Field, TypedDict, assemble
from .enums import read_enum_members
from .python_module import PythonModule, RawClass, parse_module
from .text import read_text

_SERVICE = re.compile(r"^\s*from (?:types_aiobotocore|types_boto3|mypy_boto3)_(\w+)\.type_defs import ", re.M)
_PACKAGE = re.compile(r"^(?:types_aiobotocore|types_boto3|mypy_boto3)_(\w+)$")
_TYPED_DICT = "TypedDict"
_ENUM_BASES = frozenset({"Enum", "StrEnum", "IntEnum"})
# A class with one of these bases is certainly no TypedDict.
_OTHER_BASES = frozenset({"Protocol", "NamedTuple", "BaseModel", "Struct", "Exception", "ABC", "object"})


def read(spec: str, report: Report) -> ir.Service | None:
    """The service that the module at the path `spec` declares. None, with an error reported, if there is none."""
    linker = _Linker(report)
    main = linker.load(Path(spec))
    if main is None:
        return None
    linker.link(main)
    declarations = linker.declarations
    declarations.service = naming.service_name(_service_name(main))
    declarations.origin = _origin(main, declarations.service)
    if _is_named_like_aws_stubs(main) and "ResponseMetadataTypeDef" not in declarations.typed_dicts:
        message = "this module of AWS stubs does not declare ResponseMetadataTypeDef"
        hint = "the stub is truncated, was edited, or is older than release 1.18: reinstall it"
        report.error("truncated", ir.Source(spec), message, hint=hint)
        return None
    if not declarations.typed_dicts:
        report.error("no-types", ir.Source(spec), "no TypedDict in this module")
        return None
    return assemble(declarations, find_model, report)


def _is_named_like_aws_stubs(main: "_File") -> bool:
    """Whether the module or its package has a name like the stubs of AWS."""
    return main.path.stem == "type_defs" and bool(
        _SERVICE.search(main.text) or _PACKAGE.match(main.path.absolute().parent.name)
    )


def _service_name(main: "_File") -> str:
    """The AWS service that the module or its package names. `<folder>_<stem>` for the module of a team."""
    if found := _SERVICE.search(main.text):
        return found[1]
    folder = main.path.absolute().parent.name
    if found := _PACKAGE.match(folder):
        return found[1]
    if "ResponseMetadataTypeDef" in main.module.classes:
        return folder or main.path.stem
    return f"{folder}_{main.path.stem}"


def _origin(main: "_File", service: str) -> str:
    is_aws = "ResponseMetadataTypeDef" in main.module.classes
    name = source_files.display_name(main.path)
    return f"{name} of {service}" if is_aws else name


@dataclass(slots=True, eq=False)
class _File:
    """A file of the spec, and the `Scope` that resolves its names."""

    path: Path
    text: str
    module: PythonModule
    linker: "_Linker"
    keys: dict[str, str] = field(default_factory=dict)  # name of a declaration -> its key in `Declarations`

    @property
    def display_path(self) -> str:
        """The path for diagnostics."""
        return str(self.path)

    def key(self, name: str) -> str | Problem:
        """See `assembly.Scope`. Adds the declaration to the spec if it is not there yet."""
        return self.linker.key(self, name)

    def enum_value(self, name: str) -> str | int | None:
        """See `assembly.Scope`."""
        owner, _, member = name.rpartition(".")
        if (found := self.linker.find(self, owner)) is None:
            return None
        file, name = found
        raw = file.module.classes.get(name)
        return read_enum_members(raw.constants, raw.bases)[0].get(member) if raw else None


class _Linker:
    """Follows imports and base classes, and collects the declarations of all files under unique names."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.declarations = Declarations(service="", origin="", file="", ingredients=())
        self._files: dict[Path, _File | None] = {}
        self._imports: dict[tuple[Path, str], _File | None] = {}  # by folder, and module as the import spells it
        self._owners: dict[str, _File] = {}  # by key: the file that declares it

    def load(self, path: Path) -> _File | None:
        """Parse the file at `path`. None, with an error reported, if it cannot be read."""
        if (found := read_text(path, self.report)) is None:
            return None
        text, ingredient = found
        if (module := parse_module(text, str(path), self.report)) is None:
            return None
        file = _File(path, text, module, self)
        self.declarations.file = self.declarations.file or file.display_path
        self.declarations.ingredients += (ingredient,)
        self.declarations.scopes[file.display_path] = file
        self._files[path] = file
        return file

    def _load_imported(self, path: Path) -> _File | None:
        """Parse a file that another one imports. None if it is empty, or, with an error reported, cannot be read."""
        if path not in self._files:
            self._files[path] = None
            if source_files.read(path):
                self._files[path] = self.load(path)
        return self._files[path]

    def link(self, main: _File) -> None:
        """Collect what `main` declares. `key` adds what that refers to in other files."""
        classes = main.module.classes
        bases = {base for raw in classes.values() for base in raw.bases if base != raw.name}
        for name, raw in classes.items():
            if name.startswith("_") and name in bases:
                continue  # not a type of its own, unless a member refers to it
            if self._kind(main, raw) is not None:
                self._declare(main, name)
            else:
                self._warn_about_unknown_base(main, raw)
        for name in main.module.definitions:
            self._declare(main, name)

    def key(self, file: _File, name: str) -> str | Problem:
        """See `assembly.Scope`, for a name in `file`."""
        found = self.find(file, name)
        if found is not None:
            owner, own_name = found
            if own_name in owner.module.classes and self._kind(owner, owner.module.classes[own_name]) is None:
                message = f"{name} is a class but not a TypedDict; any JSON value is accepted"
                return Problem("no-typeddict", Severity.WARNING, message)
            return self._declare(owner, own_name)
        head, _, rest = name.partition(".")
        if not rest and (problem := self._missing_import(file, head)):
            return problem
        if head in file.module.type_variables:
            message = f"{name} is a type variable; generic types are not supported"
            return Problem("generic", Severity.ERROR, message, "declare a type for each use")
        if imported := file.module.imports.get(head):
            return ".".join(filter(None, (imported.module.lstrip("."), imported.name, rest)))
        return name

    def find(
        self, file: _File, name: str, visited: frozenset[tuple[Path, str]] = frozenset()
    ) -> tuple[_File, str] | None:
        """The file that declares what `file` calls `name`, and its name there.

        `visited` holds the files and names that the search has passed through.
        """
        if (file.path, name) in visited:
            return None  # two modules import the name from each other
        visited |= {(file.path, name)}
        if name in file.module.classes or name in file.module.definitions:
            return file, name
        return self._find_imported(file, name, visited)

    def _find_imported(
        self, file: _File, name: str, visited: frozenset[tuple[Path, str]] = frozenset()
    ) -> tuple[_File, str] | None:
        """Like `find`, but ignores what `file` declares itself."""
        head, _, rest = name.partition(".")
        imported = file.module.imports.get(head)
        if imported is None:
            targets = (self._imported_file(file, module) for module in file.module.stars)
            return next((found for target in targets if target and (found := self.find(target, name, visited))), None)
        if imported.name:
            target = self._imported_file(file, imported.module)
            if target and not rest:
                return self.find(target, imported.name, visited)
            dots = imported.module if imported.module.endswith(".") else f"{imported.module}."
            target = self._imported_file(file, f"{dots}{imported.name}")  # `from . import common` imports a module
        else:
            target = self._imported_file(file, imported.module)
        return self.find(target, rest, visited) if target and rest else None

    def _missing_import(self, file: _File, name: str) -> Problem | None:
        """A problem if `file` imports `name` from a readable file that does not declare it. None otherwise."""
        imported = file.module.imports.get(name)
        target = self._imported_file(file, imported.module) if imported and imported.name else None
        if imported is None or target is None:
            return None
        names = {*target.module.classes, *target.module.definitions, *target.module.imports}
        if imported.name in names or imported.name in target.module.type_variables or target.module.stars:
            return None
        message = f"{target.display_path} does not declare {imported.name}"
        return Problem("unknown-name", Severity.ERROR, message, did_you_mean(imported.name, names))

    def _imported_file(self, file: _File, module: str) -> _File | None:
        """The file that `file` imports as `module`, if it is in the same folder or in a package around it."""
        key = (file.path.parent, module)
        if key not in self._imports:
            self._imports[key] = self._find_file(file, module)
        return self._imports[key]

    def _find_file(self, file: _File, module: str) -> _File | None:
        level = len(module) - len(module.lstrip("."))
        parts = [part for part in module.lstrip(".").split(".") if part]
        if not level and parts[0] in {*sys.stdlib_module_names, "typing_extensions"}:
            return None  # even if a file here has the same name
        here = file.path.absolute().parent
        if level:
            folders = [here, *here.parents][level - 1 : level]  # empty if the dots lead beyond the root
        else:
            folders = [here, *(above.parent for above in (here, *here.parents) if parts and above.name == parts[0])]
        for folder in folders:
            base = folder.joinpath(*parts)
            modules = [base.with_name(f"{base.name}{ending}") for ending in (".pyi", ".py")] if parts else []
            for path in (*modules, base / "__init__.pyi", base / "__init__.py"):
                if source_files.is_file(path):
                    return self._load_imported(_as_seen_from(file, path))
        return None

    def _declare(self, file: _File, name: str) -> str:
        """Add what `file` declares as `name` to the declarations, once. Returns its key there."""
        if name in file.keys:
            return file.keys[name]
        key = next(each for each in _possible_keys(file, name) if self._owners.setdefault(each, file) is file)
        file.keys[name] = key
        if name in file.module.classes:
            self._declare_class(file, file.module.classes[name], key)
        else:
            raw = file.module.definitions[name]
            source = ir.Source(file.display_path, raw.line)
            if raw.is_generic:
                self._report_generic(source, name)
            self.declarations.definitions[key] = Definition(key, raw.expression, source, raw.is_type)
        return key

    def _declare_class(self, file: _File, raw: RawClass, key: str) -> None:
        source = ir.Source(file.display_path, raw.line)
        match self._kind(file, raw):
            case "TypedDict":
                if raw.is_generic or any(base.rpartition(".")[2].startswith("Generic[") for base in raw.bases):
                    self._report_generic(source, raw.name)
                fields = tuple({each.name: each for each in self._fields(file, raw)}.values())
                self.declarations.typed_dicts[key] = TypedDict(key, fields, source, raw.documentation)
            case "Enum":
                members, unreadable = read_enum_members(raw.constants, raw.bases)
                values = ", ".join(repr(each) for each in members.values())
                expression = f"Literal[{values}]"
                if unreadable or not members:
                    problem = f"no plain value for {', '.join(unreadable)}" if unreadable else "the enum has no members"
                    message = f"{problem}; any JSON value is accepted"
                    self.report.warning("unreadable-enum", source, message, shape=raw.name)
                    expression = "object"
                self.declarations.definitions[key] = Definition(
                    key, expression, source, documentation=raw.documentation
                )
            case _:
                pass  # only the name of any other class is known

    def _fields(self, file: _File, raw: RawClass, subclasses: tuple[RawClass, ...] = ()) -> Iterator[Field]:
        """The members of a class, those of its bases first. `subclasses`: the path to this class, to end cycles."""
        for base in raw.bases:
            owner, parent = self._resolve_base(file, raw, base)
            if isinstance(parent, RawClass) and parent not in subclasses:
                yield from self._fields(owner, parent, (*subclasses, raw))
        for each in raw.fields:
            source = ir.Source(file.display_path, each.line)
            yield Field(each.name, each.annotation, source, raw.total, each.documentation)

    def _kind(self, file: _File, raw: RawClass, subclasses: tuple[RawClass, ...] = ()) -> str | None:
        """`TypedDict` or `Enum`, depending on the bases of a class. None for any other class."""
        for base in raw.bases:
            owner, parent = self._resolve_base(file, raw, base)
            if isinstance(parent, RawClass):
                kind = self._kind(owner, parent, (*subclasses, raw)) if parent not in subclasses else None
            else:
                kind = _TYPED_DICT if parent == _TYPED_DICT else "Enum" if parent in _ENUM_BASES else None
            if kind:
                return kind
        return None

    def _resolve_base(self, file: _File, raw: RawClass, base: str) -> tuple[_File, RawClass | str]:
        """The class that a base names, with its file. If it is unknown, the last part of its name."""
        name = base.partition("[")[0]
        for _ in range(10):  # aliases of aliases
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

    def _warn_about_unknown_base(self, file: _File, raw: RawClass) -> None:
        """Warn if a class may be a TypedDict: it holds nothing but annotations, and has a base that we cannot read."""
        unknown = [base for base in raw.bases if isinstance(self._resolve_base(file, raw, base)[1], str)]
        if raw.fields and unknown and raw.is_plain and not {base.rpartition(".")[2] for base in unknown} & _OTHER_BASES:
            message = f"skipped, because its base {unknown[0]} is declared elsewhere"
            self.report.warning("unknown-base", ir.Source(file.display_path, raw.line), message, shape=raw.name)

    def _report_generic(self, source: ir.Source, name: str) -> None:
        message = "generic types are not supported"
        self.report.error("generic", source, message, shape=name, hint="declare a type for each use")


def _as_seen_from(file: _File, path: Path) -> Path:
    """`path`, spelled like the path of `file` (relative or absolute) if it lies below the folder of `file`."""
    folder = file.path.parent
    absolute = folder.absolute()
    return folder / path.relative_to(absolute) if path.is_relative_to(absolute) else path


def _possible_keys(file: _File, name: str) -> Iterator[str]:
    """The name itself, then with the name of the file in front, then with that of the folder, then numbered."""
    yield name
    stem, folder = (part.title().replace("_", "") for part in (file.path.stem, file.path.absolute().parent.name))
    yield f"{stem}{name}"
    yield f"{folder}{stem}{name}"
    yield from (f"{folder}{stem}{name}{number}" for number in itertools.count(2))
