"""TypedDicts, however they were written down, into a service.

The readers of documents and of stubs differ in how they find declarations; what the declarations mean is said here,
once. AWS's modules (they declare `ResponseMetadataTypeDef`) have a vocabulary of their own: names end in `TypeDef` and
`Type`, a union of a class and its output twin is one argument, `BlobTypeDef` and `TimestampTypeDef` are what the client
takes. Any other module is a team's, and is taken as written.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from ... import ir
from ...diagnostics import Report, Severity, nearest
from ..botocore.installed import InstalledService
from ..botocore.operations import find_waiters, pair_operations
from . import annotations
from .annotations import BLOB, BYTE_STREAM, NULL, STRING, TIMESTAMP, Annotation, Problem

FindInstalled = Callable[[str], InstalledService | None]


@dataclass(frozen=True, slots=True)
class Field:
    """A member as declared."""

    name: str
    annotation: str  # its source
    source: ir.Source
    total: bool = True  # whether it is required, if the annotation does not say
    documentation: str = ""


@dataclass(frozen=True, slots=True)
class TypedDict:
    """A TypedDict as declared, what it inherits included."""

    name: str
    fields: tuple[Field, ...]
    source: ir.Source
    documentation: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """`name = expression`: a union, a literal, or another name for a type."""

    name: str
    expression: str  # its source
    source: ir.Source
    is_type: bool = True  # whether it can be nothing but a type; else it is one only if something refers to it
    documentation: str = ""


class Scope(Protocol):
    """What the names in one file stand for."""

    def key(self, name: str) -> str | Problem:
        """Under which name `name`, dotted or not, is declared; itself if it is not ours to know."""

    def constant(self, name: str) -> str | int | None:
        """The value of a member of an enum, `Colour.RED`."""


@dataclass(slots=True)
class Declarations:
    """All that one spec declares, in the order of the file."""

    service: str
    origin: str  # what the generated files say they were made from
    file: str
    ingredients: tuple[ir.Ingredient, ...]
    typed_dicts: dict[str, TypedDict] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    scopes: dict[str, Scope] = field(default_factory=dict)  # by file; none: names are what they are


def assemble(declared: Declarations, find_installed: FindInstalled, report: Report) -> ir.Service:
    """The service that `declared` means.

    Literals and operations that an AWS document leaves out are taken from what `find_installed` gives for its service.
    """
    assembly = _Aws(declared, find_installed, report) if _speaks_of_aws(declared) else _Team(declared, report)
    return assembly.service()


def _speaks_of_aws(declared: Declarations) -> bool:
    return "ResponseMetadataTypeDef" in declared.typed_dicts


class _Assembly:
    """Finds out what names mean, in the order in which they are met."""

    def __init__(self, declared: Declarations, report: Report) -> None:
        self.declared = declared
        self.report = report
        self.source = ir.Source(declared.file)
        self.shapes: dict[str, ir.Shape] = {}
        self.ingredients = declared.ingredients
        self._file = declared.file  # whose names are being read
        self._annotations: dict[tuple[str, str], Annotation] = {}
        self._definitions: dict[str, ir.Type] = {}
        self._open: list[str] = []  # definitions being read, the outermost first

    def service(self) -> ir.Service:
        """Read everything and put it together."""
        done: set[str] = set()
        while waiting := [each for name, each in self.declared.typed_dicts.items() if name not in done]:
            for typed_dict in waiting:  # while it is read, more may be declared: what it names in other files
                done.add(typed_dict.name)
                self._declare(self._structure(typed_dict))
        operations, waiters = self._finish()
        return ir.Service(
            name=self.declared.service,
            origin=self.declared.origin,
            ingredients=self.ingredients,
            operations=operations,
            waiters=waiters,
            shapes=dict(sorted(self.shapes.items())),
            overstates_required=isinstance(self, _Aws),
            source=self.source,
        )

    # What a team and AWS do differently.

    def _finish(self) -> tuple[tuple[ir.Operation, ...], tuple[ir.Waiter, ...]]:
        """Say where structures travel, and what the operations and waiters are."""
        raise NotImplementedError

    def _shape_name(self, name: str) -> str:
        """What the declaration `name` is called from here on."""
        raise NotImplementedError

    def _defined(self, definition: Definition, name: str, type_: ir.Type) -> ir.Type:
        """What a definition of `type_` means, called `name`; it may declare a shape."""
        raise NotImplementedError

    def _undeclared(self, name: str) -> ir.Type | Problem | None:
        """What a name means that the module does not declare."""
        raise NotImplementedError

    # Names, for the annotation parser.

    def meaning(self, name: str) -> ir.Type | Problem | None:
        """See `annotations.Names`."""
        key = scope.key(name) if (scope := self.declared.scopes.get(self._file)) else name
        if isinstance(key, Problem):
            return key
        if key in self.declared.typed_dicts:
            return ir.Ref(self._shape_name(key))
        if key in self.declared.definitions:
            return self._definition(self.declared.definitions[key])
        return self._undeclared(key)

    def python_name(self, name: str) -> str:
        """See `annotations.Names`."""
        key = scope.key(name) if (scope := self.declared.scopes.get(self._file)) else name
        return key if isinstance(key, str) else name

    def constant(self, name: str) -> str | int | None:
        """See `annotations.Names`."""
        return scope.constant(name) if (scope := self.declared.scopes.get(self._file)) else None

    def suggestion(self, name: str) -> str:
        """See `annotations.Names`."""
        return nearest(name, [*self.declared.typed_dicts, *self.declared.definitions])

    # Reading.

    def _structure(self, typed_dict: TypedDict) -> ir.Structure:
        name = self._shape_name(typed_dict.name)
        return ir.Structure(
            name=name,
            members=tuple(self._member(name, each) for each in typed_dict.fields),
            documentation=typed_dict.documentation,
            source=typed_dict.source,
        )

    def _member(self, shape: str, declared: Field) -> ir.Member:
        annotation = self._annotation(declared.annotation, declared.source, f"{shape}.{declared.name}")
        required = declared.total if annotation.required is None else annotation.required
        type_ = annotation.type
        if not required and isinstance(type_, ir.OneOf) and NULL in type_.alternatives:
            type_ = ir.one_of(each for each in type_.alternatives if each != NULL)  # null means absent anyway
        return ir.Member(
            name=declared.name,
            type=type_,
            required=required,
            documentation=declared.documentation,
            source=declared.source,
        )

    def _annotation(self, text: str, source: ir.Source, shape: str) -> Annotation:
        """What `text` means in the file of `source`; its problems are reported there."""
        key = (source.file, text)
        if key not in self._annotations:
            outer, self._file = self._file, source.file
            self._annotations[key] = annotations.parse(text, self)
            self._file = outer
        found = self._annotations[key]
        for each in found.problems:
            self.report.add(each.severity, each.code, source, each.message, shape=shape, hint=each.hint)
        return found

    def _definition(self, definition: Definition) -> ir.Type | Problem:
        name = definition.name
        if name in self._open:
            message = f"{name} is defined by itself; any JSON value is taken where it names itself"
            return Problem("recursive-definition", Severity.WARNING, message)
        if name not in self._definitions:
            self._open.append(name)
            shape_name = self._shape_name(name)
            type_ = self._annotation(definition.expression, definition.source, shape_name).type
            self._definitions[name] = self._defined(definition, shape_name, type_)
            self._open.remove(name)
        return self._definitions[name]

    def _read_definitions(self) -> None:
        """Read what nothing refers to as well: what is wrong with it is to be said."""
        for definition in list(self.declared.definitions.values()):
            if definition.is_type:
                self._definition(definition)

    def _declare(self, shape: ir.Shape) -> ir.Ref:
        if twin := self.shapes.get(shape.name):
            hint = f"the other is on line {twin.source.line}"
            self.report.error(
                "name-clash", shape.source, "two declarations come to this name", shape=shape.name, hint=hint
            )
        self.shapes[shape.name] = shape
        return ir.Ref(shape.name)


class _Team(_Assembly):
    """A team's own module: everything that was declared is kept, and is what it says."""

    def _finish(self) -> tuple[tuple[ir.Operation, ...], tuple[ir.Waiter, ...]]:
        self._read_definitions()
        for shape in self.shapes.values():
            if isinstance(shape, ir.Structure):
                self.shapes[shape.name] = ir.replace(shape, use=ir.Use.WRITTEN)
        return (), ()

    def _shape_name(self, name: str) -> str:
        return name

    def _defined(self, definition: Definition, name: str, type_: ir.Type) -> ir.Type:
        documentation, source = definition.documentation, definition.source
        if (values := _strings(type_)) is not None:
            return self._declare(ir.Enum(name=name, values=values, documentation=documentation, source=source))
        return self._declare(ir.Alias(name=name, type=type_, documentation=documentation, source=source))

    def _undeclared(self, name: str) -> ir.Type | Problem | None:
        return None


class _Aws(_Assembly):
    """A module of the AWS stubs, or its documentation."""

    def __init__(self, declared: Declarations, find_installed: FindInstalled, report: Report) -> None:
        super().__init__(declared, report)
        self._find_installed = find_installed
        self._installed: InstalledService | None = None
        self._sought = False

    @property
    def installed(self) -> InstalledService | None:
        """The installed botocore's service of this name, sought when it is first needed."""
        if not self._sought:
            self._sought = True
            self._installed = self._find_installed(self.declared.service)
            found = (
                self._installed.ingredient
                if self._installed
                else ir.Ingredient(f"botocore:{self.declared.service}", "")
            )
            self.ingredients += (found,)
        return self._installed

    def _finish(self) -> tuple[tuple[ir.Operation, ...], tuple[ir.Waiter, ...]]:
        """A structure with `ResponseMetadata` is a response; one that no other refers to is a request."""
        self._read_definitions()
        referred = {
            name
            for shape in self.shapes.values()
            for type_ in (*ir.types_of(shape), *(shape.also if isinstance(shape, ir.Alias) else ()))
            for name in ir.references(type_)
            if name != shape.name
        }
        for shape in self.shapes.values():
            if isinstance(shape, ir.Structure):
                self.shapes[shape.name] = ir.replace(shape, use=_root_use(shape, referred))
        operations = pair_operations(self.shapes, self.installed, self.source, self.report)
        return operations, find_waiters(self.shapes, self.installed)

    def _shape_name(self, name: str) -> str:
        if name.endswith("TypeDef"):
            return name.removesuffix("TypeDef")
        short = name.removesuffix("Type")
        taken = f"{short}TypeDef" in self.declared.typed_dicts or f"{short}TypeDef" in self.declared.definitions
        return name if taken else short

    def _defined(self, definition: Definition, name: str, type_: ir.Type) -> ir.Type:
        source = definition.source
        alternatives = set(type_.alternatives) if isinstance(type_, ir.OneOf) else {type_}
        if alternatives == {TIMESTAMP, STRING}:
            return TIMESTAMP  # TimestampTypeDef
        if BLOB in alternatives and alternatives <= {BLOB, STRING, BYTE_STREAM}:
            return BLOB  # BlobTypeDef
        if alternatives == {BYTE_STREAM}:
            return BYTE_STREAM  # FileobjTypeDef
        if (values := _strings(type_)) is not None:
            return self._declare(ir.Enum(name=name, values=values, source=source))
        if twins := _twins(name, type_):
            return self._declare(ir.Alias(name=name, type=twins[0], also=(twins[1],), source=source))
        return self._declare(ir.Alias(name=name, type=type_, source=source))

    def _undeclared(self, name: str) -> ir.Type | Problem | None:
        """A literal that no file beside the document declares is sought among botocore's enums."""
        name = name.removeprefix("literals.")  # of stubs whose literals are not beside them
        if not name.endswith("Type") or "." in name:
            return None
        shape = self._shape_name(name)
        if shape in self.shapes:
            return ir.Ref(shape)
        values = self.installed.enums.get(shape) if self.installed else None
        if values is None:
            return Problem(
                "unknown-literal",
                Severity.WARNING,
                f"the values of {name} are not known; any string is taken",
                "put the literals.md of the same release beside the document",
                instead=STRING,
            )
        return self._declare(ir.Enum(name=shape, values=tuple(sorted(values)), source=self.source))


def _twins(name: str, type_: ir.Type) -> tuple[ir.Ref, ir.Ref] | None:
    """What is sent and what is received, if `type_` is the union of the two by the names that the stubs give them."""
    match type_:
        case ir.OneOf((ir.Ref() as sent, ir.Ref() as received)):
            stem = sent.name.removesuffix("Output")
            if received.name.removeprefix(stem) in {"Output", "Extra"} and re.fullmatch(
                "Union(Extra)*", name[len(stem) :]
            ):
                return sent, received
    return None


def _root_use(structure: ir.Structure, referred: set[str]) -> ir.Use | None:
    if structure.name == "ResponseMetadata" or any(each.name == "ResponseMetadata" for each in structure.members):
        return ir.Use.RESPONSE
    return None if structure.name in referred else ir.Use.REQUEST


def _strings(type_: ir.Type) -> tuple[str, ...] | None:
    """The values of a literal of strings alone, in code-point order without repetition; else None."""
    if not isinstance(type_, ir.Literal):
        return None
    strings = [value for value in type_.values if isinstance(value, str)]
    return tuple(sorted(set(strings))) if len(strings) == len(type_.values) else None
