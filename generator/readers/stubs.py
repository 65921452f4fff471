"""Modules of TypedDicts: `type_defs.pyi` of the AWS stub packages, and what a team wrote itself.

A file is followed to the files that it imports from, if they lie beside it; everything else that it imports is known by
name alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from generator import ir, naming
from generator.diagnostics import Report, Severity
from generator.readers.annotations import Problem
from generator.readers.installed import find_installed
from generator.readers.python_module import PythonModule, RawClass, parse_module
from generator.readers.text import read_text
from generator.readers.typeddicts import Declarations, Definition, Field, TypedDict, assemble

_SERVICE = re.compile(r"^\s*from (?:types_aiobotocore|types_boto3|mypy_boto3)_(\w+)\.type_defs import ", re.M)
_PACKAGE = re.compile(r"^(?:types_aiobotocore|types_boto3|mypy_boto3)_(\w+)$")
_ENUM_BASES = frozenset({"Enum", "StrEnum", "IntEnum"})
_ROOT = "TypedDict"


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
    if not declared.typed_dicts:
        report.error("no-types", ir.Source(spec), "no TypedDict in this module")
        return None
    return assemble(declared, find_installed, report)


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
    return f"{main.path.name} of {declared.service}" if aws else main.path.name


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
        return _constants(found[0].module.classes[found[1]]).get(member)


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
        """A file that another imports from: if it cannot be used, what is imported is merely not known."""
        if path not in self._files:
            report = Report()
            self._files[path] = self.load(path, report)
            for each in report:
                if each.code != "empty":
                    self.report.warning(each.code, each.source, each.message, shape=each.shape, hint=each.hint)
        return self._files[path]

    def link(self, main: _File) -> None:
        """Take in everything that `main` declares, and with it what that refers to elsewhere."""
        for name, raw in main.module.classes.items():
            if self._kind(main, raw) is not None:
                self._open(main, name)
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
        head, _, rest = name.partition(".")
        imported = file.module.imports.get(head)
        if imported is None:
            return None
        if imported.name:
            target = self._imported(file, imported.module)
            if target and not rest:
                return self.find(target, imported.name, above)
            dots = imported.module if imported.module.endswith(".") else f"{imported.module}."
            target = self._imported(file, f"{dots}{imported.name}")  # `from . import common`: a module
        else:
            target = self._imported(file, imported.module)
        return self.find(target, rest, above) if target and rest else None

    def _imported(self, file: _File, module: str) -> _File | None:
        """The file of `module` as `file` would import it, if it lies in the folder, or around it."""
        known = (file.path.parent, module)
        if known not in self._imports:
            self._imports[known] = self._seek(file, module)
        return self._imports[known]

    def _seek(self, file: _File, module: str) -> _File | None:
        level = len(module) - len(module.lstrip("."))
        parts = [part for part in module.lstrip(".").split(".") if part]
        here = file.path.absolute().parent
        if level:
            folders = [here.parents[level - 2] if level > 1 else here]
        elif parts and parts[0] == here.name:
            folders = [here.parent, here]
        else:
            folders = [here]
        for folder in folders:
            base = folder.joinpath(*parts)
            modules = [base.with_name(f"{base.name}{ending}") for ending in (".pyi", ".py")] if parts else []
            for place in (*modules, base / "__init__.pyi", base / "__init__.py"):
                if place.is_file():
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
        key = (
            name if self._names.setdefault(name, file) is file else f"{file.path.stem.title()}_{name}".replace("_", "")
        )
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
                values = ", ".join(repr(each) for each in _constants(raw).values())
                if not values:
                    message = "no member of this enum is a plain string or number; any JSON value is taken for it"
                    self.report.warning("unreadable-enum", source, message, shape=raw.name)
                expression = f"Literal[{values}]" if values else "object"
                self.declared.definitions[key] = Definition(key, expression, source, documentation=raw.documentation)
            case _:
                pass  # some other class: known by name alone

    def _fields(self, file: _File, raw: RawClass) -> Iterator[Field]:
        """Members, those of the bases first."""
        for base in raw.bases:
            found = self.find(file, base.partition("[")[0])
            if found and found[1] in found[0].module.classes:
                yield from self._fields(found[0], found[0].module.classes[found[1]])
        for each in raw.fields:
            source = ir.Source(file.file, each.line)
            yield Field(each.name, each.annotation, source, raw.total, each.documentation)

    def _kind(self, file: _File, raw: RawClass, above: tuple[str, ...] = ()) -> str | None:
        """Whether a class is a TypedDict or an enum, by its bases; None for any other."""
        for base in raw.bases:
            plain = base.partition("[")[0]
            found = self.find(file, plain)
            if found and found[1] in found[0].module.classes and found[1] not in above:
                owner, parent = found[0], found[0].module.classes[found[1]]
                if kind := self._kind(owner, parent, (*above, raw.name)):
                    return kind
                continue
            imported = file.module.imports.get(plain)
            last = (imported.name if imported and imported.name else plain).rpartition(".")[2]
            if last == _ROOT:
                return _ROOT
            if last in _ENUM_BASES:
                return "Enum"
        return None

    def _refuse_generic(self, source: ir.Source, name: str) -> None:
        message = "generic types are not supported"
        self.report.error("generic", source, message, shape=name, hint="declare a type for each of its uses")


def _constants(raw: RawClass) -> dict[str, str | int]:
    """The members of an enum that have a plain value; `auto()` is the name in lower case, as StrEnum has it."""
    found: dict[str, str | int] = {}
    for name, text in raw.constants:
        if re.fullmatch(r"-?\d+", text):
            found[name] = int(text)
        elif re.fullmatch(r"""[rRuU]?(?P<q>['"])(?:(?!(?P=q)|\\).|\\.)*(?P=q)""", text):
            found[name] = _string(text)
        elif text.endswith("auto()"):
            found[name] = name.lower() if any("Str" in base for base in raw.bases) else len(found) + 1
    return found


def _string(text: str) -> str:
    import libcst as cst

    value = cst.ensure_type(cst.parse_expression(text), cst.SimpleString).evaluated_value
    return value if isinstance(value, str) else ""
