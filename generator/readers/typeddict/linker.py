"""Collects the declarations of a spec under names that are unique among all of its files."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ... import ir
from ...diagnostics import Report, Severity, did_you_mean
from .annotations import Problem
from .assembly import Declarations, Definition, Field, TypedDict
from .classes import STRUCTURES, Classes, Kind, Member
from .declared import Namespace, RawClass, RawDefinition, RawTypeVariable
from .enums import Value, read_enum_members
from .generics import parameters_of_class, parameters_of_definition
from .imports import Found, Imports, SourceFile
from .packages import METADATA
from .statements import DOTTED_NAME, find_outside_brackets, inside_brackets
from .unknown_members import read_unknown_members

# The classes of streams that the target `typeddict` writes -> the names that stubs have for them.
_STREAMS = {"EventStream": "EventStream", "Readable": "IO", "StreamingBody": "StreamingBody"}


class Linker:
    """Adds declarations to a spec: those of its modules, and those of other files when something refers to them."""

    def __init__(self, imports: Imports, declarations: Declarations, report: Report) -> None:
        self.imports = imports
        self.classes = Classes(imports)
        self.declarations = declarations
        self.report = report
        imports.on_load = self._add_scope
        self._keys: dict[tuple[str, str], str] = {}  # by file and name there: the key in `Declarations`
        self._ambiguous: set[str] = set()  # names that several modules of the spec declare

    def link(self, mains: Sequence[SourceFile]) -> None:
        """Collect what the modules of the spec declare."""
        for file in mains:
            self._add_scope(file)
        exported = [found for file in mains for found in self.classes.exported(file)]
        counts = Counter(_flat(each.name) for each in exported)
        self._ambiguous = {name for name, count in counts.items() if count > 1}
        for found in sorted(exported, key=lambda each: _flat(each.name) in self._ambiguous):
            self.declare(found)  # a name that is certain goes before one that is made longer
        for file in mains:
            self.report.extend(file.module.faults)
            self._warn_about_unknown_bases(file)

    def _add_scope(self, file: SourceFile) -> None:
        self.declarations.scopes[file.display_path] = Scope(self, file)

    def _warn_about_unknown_bases(self, file: SourceFile) -> None:
        for raw in file.module.classes.values():
            if self.classes.may_be_typed_dict(file, raw):
                message = f"skipped, because its base {self.classes.unknown_base(file, raw)} is declared elsewhere"
                source = ir.Source(file.display_path, raw.line)
                self.report.warning("unknown-base", source, message, shape=raw.name)

    def files_of_imported_typed_dicts(self, file: SourceFile) -> list[str]:
        """The files from which a module imports TypedDicts."""
        found = [self.imports.find(file, name) for name in file.module.imports]
        return sorted(
            {
                each.file.display_path
                for each in found
                if each and isinstance(each.value, RawClass)
                if self.classes.kind(each.file, each.value) is Kind.TYPED_DICT
            }
        )

    # Names.

    def resolve(self, file: SourceFile, name: str, *, is_subscripted: bool = False) -> str | Problem:
        """See `assembly.Scope`, for a name in `file`."""
        if is_subscripted:
            file, name = self._follow_names(file, name)
        if found := self.imports.find(file, name):
            if isinstance(found.value, RawTypeVariable):
                message = f"{name} is a type variable, and no class around it has it; any JSON value is accepted"
                return Problem("generic", Severity.WARNING, message)
            if isinstance(found.value, RawClass) and self.classes.kind(found.file, found.value) is None:
                if METADATA in file.module.classes and found.name in _STREAMS:
                    return _STREAMS[found.name]
                return self._no_data(name, found.file, found.value)
            return self.declare(found)
        if missing := self.imports.missing_names(file, name):
            target, own_name, names = missing
            message = f"{target.display_path} does not declare {own_name}"
            return Problem("unknown-name", Severity.ERROR, message, did_you_mean(own_name, names))
        return self.imports.original_name(file, name)

    def _no_data(self, name: str, file: SourceFile, raw: RawClass) -> Problem:
        """The problem with a class of which nothing is made."""
        if base := self.classes.unknown_base(file, raw):
            message = f"{name} derives from {base}, which is declared elsewhere; any JSON value is accepted"
            return Problem("no-typeddict", Severity.WARNING, message)
        message = f"{name} is a class but not a TypedDict; any JSON value is accepted"
        return Problem("no-typeddict", Severity.WARNING, message, subject=name, has_json_form=False)

    def _follow_names(self, file: SourceFile, name: str) -> tuple[SourceFile, str]:
        """What `name` is another name of: after `Many = list`, it is `list`. `type Same[T] = T` is a name by itself."""
        for _ in range(10):
            match self.imports.find(file, name):
                case Found(file=owner, value=RawDefinition(expression=text) as raw) if re.fullmatch(DOTTED_NAME, text):
                    if parameters_of_definition(self.imports, owner, raw):
                        break
                    file, name = owner, text
                case _:
                    break
        return file, name

    def declare(self, found: Found) -> str:
        """Add a declaration to the spec, once. Returns its key there."""
        place = (str(found.file.place), found.name)
        if place not in self._keys:
            self._keys[place] = key = self._new_key(found)
            if isinstance(found.value, RawClass):
                self._declare_class(found.file, found.value, key)
            elif isinstance(found.value, RawDefinition):
                self._declare_definition(found.file, found.value, key)
        return self._keys[place]

    def _new_key(self, found: Found) -> str:
        """A key that is not taken. A name that several modules of the spec declare is not a key by itself."""
        keys = _possible_keys(found.file, _flat(found.name))
        if _flat(found.name) in self._ambiguous:
            next(keys)
        return self.declarations.reserve(keys)

    # Declarations.

    def _declare_class(self, file: SourceFile, raw: RawClass, key: str) -> None:
        kind = self.classes.kind(file, raw)
        if kind in STRUCTURES:
            self.declarations.typed_dicts[key] = self._structure(file, raw, key)
            return
        source = ir.Source(file.display_path, raw.line)
        if kind is Kind.ENUM:
            expression, documentation = self._enum(file, raw, source), raw.body.documentation
            definition = Definition(key, expression, source, documentation=documentation)
        else:
            parameters = parameters_of_class(self.imports, file, raw)
            expression = self._expression(file, raw, kind)
            definition = Definition(key, expression, source, is_type=False, parameters=parameters, is_substituted=True)
        self.declarations.definitions[key] = definition

    def _structure(self, file: SourceFile, raw: RawClass, key: str) -> TypedDict:
        fields = {member.raw.name: self._field(member) for member in self.classes.members(file, raw)}
        unknown = read_unknown_members(self.classes, file, raw)
        return TypedDict(
            name=key,
            fields=tuple(fields.values()),
            source=ir.Source(file.display_path, raw.line),
            documentation=raw.body.documentation,
            parameters=parameters_of_class(self.imports, file, raw),
            faults=tuple(self.classes.faults(file, raw)),
            unknown=unknown.verdict,
            extra=unknown.type and self._field(unknown.type),
        )

    def _field(self, member: Member) -> Field:
        raw = member.raw
        source = ir.Source(member.file.display_path, raw.line)
        scope = ""
        if member.owner:
            scope = f"{member.file.display_path}: {member.owner}"
            self.declarations.scopes[scope] = Scope(self, member.file, member.owner)
        return Field(raw.name, raw.annotation, source, member.total, raw.documentation, scope, member.arguments)

    def _enum(self, file: SourceFile, raw: RawClass, source: ir.Source) -> str:
        """The annotation that has the values of an enum."""
        members, unreadable = self.enum_members(file, raw)
        if not unreadable and members:
            return f"Literal[{', '.join(dict.fromkeys(map(repr, members.values())))}]"
        ancestry = self.classes.ancestry(file, raw)
        if ancestry.sets_values():
            kind = ancestry.kind_of_value
            accepted = {"int": "any integer", "str": "any text"}[kind]
            message = f"only running its methods could tell the values; {accepted} is accepted"
            self.report.warning("unreadable-enum", source, message, shape=raw.name)
            return kind
        problem = f"no plain value for {', '.join(unreadable)}" if unreadable else "the enum has no members"
        self.report.warning("unreadable-enum", source, f"{problem}; any JSON value is accepted", shape=raw.name)
        return "object"

    def enum_members(self, file: SourceFile, raw: RawClass) -> tuple[dict[str, Value], tuple[str, ...]]:
        """See `read_enum_members`."""

        def find_constant(name: str) -> str | None:
            found = self.imports.find(file, name) if re.fullmatch(DOTTED_NAME, name) else None
            return found.value.expression if found and isinstance(found.value, RawDefinition) else None

        return read_enum_members(raw.body.constants, self.classes.ancestry(file, raw), find_constant)

    def _expression(self, file: SourceFile, raw: RawClass, kind: Kind | None) -> str:
        """The annotation that stands for a class which is no object in JSON."""
        match kind:
            case Kind.NAMED_TUPLE:
                annotations = [each.raw.annotation for each in self.classes.members(file, raw)]
                return f"tuple[{', '.join(annotations) or '()'}]"
            case Kind.ROOT_MODEL:
                root = raw.body.fields.get("root")
                bases = [inside[0] for base in raw.bases if (inside := inside_brackets(base))]
                return root.annotation if root else next(iter(bases), "object")
            case Kind.SEQUENCE:
                return f"list[{_element(raw.body)}]"
        return next(base for base in raw.bases if self.classes.kind_of_base(file, raw, base) is kind)

    def _declare_definition(self, file: SourceFile, raw: RawDefinition, key: str) -> None:
        self.declarations.definitions[key] = Definition(
            key,
            raw.expression,
            ir.Source(file.display_path, raw.line),
            is_type=raw.is_type,
            parameters=parameters_of_definition(self.imports, file, raw),
        )


class Scope(NamedTuple):
    """Resolves the names in one file. See `assembly.Scope`."""

    linker: Linker
    file: SourceFile
    owner: str = ""  # a class, whose names come before those of the file

    def key(self, name: str, *, is_subscripted: bool = False) -> str | Problem:
        """See `assembly.Scope`."""
        if self.owner and self.linker.imports.find(self.file, f"{self.owner}.{name}"):
            name = f"{self.owner}.{name}"
        return self.linker.resolve(self.file, name, is_subscripted=is_subscripted)

    def enum_value(self, name: str) -> Value:
        """See `assembly.Scope`."""
        owner, _, member = name.rpartition(".")
        found = self.linker.imports.find(self.file, owner)
        if found is None or not isinstance(found.value, RawClass):
            return None
        return self.linker.enum_members(found.file, found.value)[0].get(member)


_RETURNED = re.compile(r"(?:\w+\.)*\w*Iterator\s*(\[.*\])", re.S)


def _element(protocol: Namespace) -> str:
    """The annotation of what a sequence yields: that of `__iter__`, or else of `__getitem__`."""
    for name in ("__iter__", "__getitem__"):
        header = protocol.methods.get(name, "")
        header = header[: find_outside_brackets(header, ":")]
        returned = header.rpartition("->")[2].strip() if "->" in header else ""
        if name == "__iter__":
            found = _RETURNED.fullmatch(returned)
            inside = inside_brackets(found[1]) if found else None
            returned = inside[0] if inside else ""
        if returned:
            return returned
    return "object"


def _flat(name: str) -> str:
    """The name of a declaration: `ServiceCreate` for the class `Service.Create`."""
    return name.replace(".", "")


def _possible_keys(file: SourceFile, name: str) -> Iterator[str]:
    """The name itself, then with the name of the file in front, then with those of the folders above, then numbered."""
    yield name
    parts = [file.place.stem, *(folder.name for folder in file.place.parents if folder.name)]
    prefix = ""
    for part in parts:
        if part.strip("_") and part != "__init__":
            prefix = re.sub(r"[_\W]+", "", part.title()) + prefix
            yield f"{prefix}{name}"
    yield from (f"{prefix}{name}{number}" for number in itertools.count(2))
