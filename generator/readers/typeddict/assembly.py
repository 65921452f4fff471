"""Turns declarations of TypedDicts into a service.

The readers of documents and stubs differ in how they find declarations. This module defines what the declarations mean
for both. A module that declares `ResponseMetadataTypeDef` is one of AWS, and has its own conventions: names end with
`TypeDef` or `Type`, the union of a class and its output variant is the type of an argument, and `BlobTypeDef` and
`TimestampTypeDef` are what the client accepts. Any other module belongs to a team, and means exactly what it says: see
`team`.
"""

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from ... import ir
from ...diagnostics import Diagnostic, Report, Severity, did_you_mean
from ..botocore.operations import find_waiters, pair_operations
from . import annotations
from .annotations import (
    BLOB,
    BYTE_STREAM,
    DECIMAL,
    DOUBLE,
    NULL,
    STRING,
    TIMESTAMP,
    Annotation,
    Problem,
    ReadArguments,
)
from .generics import Arguments, TypeParameter

_UNKNOWN_MEMBER = "SDK_UNKNOWN_MEMBER"
FindModel = Callable[[str, Path, Report], ir.Service | None]


@dataclass(frozen=True, slots=True)
class Field:
    """The declaration of a member."""

    name: str
    annotation: str  # its source
    source: ir.Source
    total: bool = True  # whether it is required if the annotation does not say
    documentation: str = ""
    scope: str = ""  # the scope of its names in `Declarations`, if it is not that of its file
    arguments: Arguments | None = None  # what the type variables in `annotation` stand for, if a base declares it


@dataclass(frozen=True, slots=True)
class TypedDict:
    """The declaration of a TypedDict, or of another class with members, with those that it inherits."""

    name: str
    fields: tuple[Field, ...]
    source: ir.Source
    documentation: str = ""
    parameters: tuple[TypeParameter, ...] = ()
    faults: tuple[Diagnostic, ...] = ()  # what is wrong with the declaration, apart from its annotations
    unknown: ir.Unknown | None = None  # what becomes of unknown members, if the declaration says so
    extra: Field | None = None  # the type of unknown members, if the declaration says so


@dataclass(frozen=True, slots=True)
class Definition:
    """`name = expression`: a union, a literal, or an alias of a type."""

    name: str
    expression: str  # its source
    source: ir.Source
    is_type: bool = True  # whether it must be a type. Otherwise it is one only if something refers to it
    documentation: str = ""
    parameters: tuple[TypeParameter, ...] = ()
    is_substituted: bool = False  # whether it is no type of its own: its expression stands wherever it is named


class Scope(Protocol):
    """Resolves the names in one file."""

    def key(self, name: str, *, is_subscripted: bool = False) -> str | Problem:
        """The name in `Declarations` of what the file calls `name`, which may be dotted.

        If the spec does not declare it, its name before any import renamed it. The other names of something that is
        subscripted are followed: after `Many = list`, `Many[int]` is `list[int]`.
        """

    def enum_value(self, name: str) -> str | int | None:
        """The value of an enum member like `Colour.RED`. None if the spec does not declare it."""


@dataclass(slots=True)
class Declarations:
    """Everything that one spec declares, in the order of the file."""

    service: str
    origin: str  # what the generated files name as their source
    file: str
    ingredients: tuple[ir.Ingredient, ...]
    typed_dicts: dict[str, TypedDict] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    scopes: dict[str, Scope] = field(default_factory=dict)  # by file. Without a scope, names are not resolved
    names: set[str] = field(default_factory=set)  # those that are taken

    def reserve(self, names: Iterator[str]) -> str:
        """Take the first of `names` that is free."""
        name = next(each for each in names if each not in self.names)
        self.names.add(name)
        return name


class Assembly:
    """Turns declarations into shapes. Resolves names when it meets them."""

    has_streams = True

    def __init__(self, declarations: Declarations, report: Report) -> None:
        self.declarations = declarations
        self.report = report
        self.source = ir.Source(declarations.file)
        self.shapes: dict[str, ir.Shape] = {}
        self.ingredients = declarations.ingredients
        self.model: ir.Service | None = None  # what botocore says of the service
        self._file = declarations.file  # the file whose annotations are being read
        self._annotations: dict[tuple[str, str], Annotation] = {}  # by file and text
        self._definitions: dict[str, ir.Type] = {}
        self._in_progress: list[str] = []  # definitions being read, the outermost first

    def service(self) -> ir.Service:
        """Read all declarations."""
        self._read_typed_dicts()
        operations, waiters = self._finish()
        return ir.Service(
            name=self.declarations.service,
            origin=self.declarations.origin,
            ingredients=self.ingredients,
            operations=operations,
            waiters=waiters,
            shapes=dict(sorted(self.shapes.items())),
            overstates_required=isinstance(self, AwsAssembly),
            model=self.model,
            source=self.source,
        )

    def _read_typed_dicts(self) -> None:
        """Declare a structure for each TypedDict. Reading one may add others, to which it refers in other files."""
        done: set[str] = set()
        while pending := [each for name, each in self.declarations.typed_dicts.items() if name not in done]:
            for typed_dict in pending:
                done.add(typed_dict.name)
                self._declare(self._structure(typed_dict))

    # Where AWS and a team differ.

    def _finish(self) -> tuple[tuple[ir.Operation, ...], tuple[ir.Waiter, ...]]:
        """Set the use of each structure. Returns the operations and waiters."""
        raise NotImplementedError

    def _shape_name(self, name: str) -> str:
        """The name of the shape for the declaration `name`."""
        raise NotImplementedError

    def _type_of_definition(self, definition: Definition, name: str, type_: ir.Type) -> ir.Type:
        """The type that a definition stands for. May declare a shape `name`. `type_` is the type of its expression."""
        raise NotImplementedError

    def _resolve_undeclared(self, name: str) -> ir.Type | Problem | None:
        """The type of a name that the spec does not declare."""
        raise NotImplementedError

    # The protocol `Names`, for the annotation parser.

    def resolve(self, name: str, arguments: ReadArguments | None = None) -> ir.Type | Problem | None:
        """See `annotations.Names`."""
        key = self._key(name, arguments)
        if isinstance(key, Problem):
            return key
        if arguments is not None and self._is_declared(key):
            message = f"{name}[…]: generic types are not supported"
            return Problem("generic", Severity.ERROR, message, "declare a type for each use")
        if key in self.declarations.typed_dicts:
            return ir.Ref(self._shape_name(key))
        if key in self.declarations.definitions:
            return self._definition(self.declarations.definitions[key])
        return self._resolve_undeclared(key)

    def original_name(self, name: str, *, is_subscripted: bool = False) -> str | None:
        """See `annotations.Names`."""
        scope = self.declarations.scopes.get(self._file)
        key = scope.key(name, is_subscripted=is_subscripted) if scope else name
        return key if isinstance(key, str) and not self._is_declared(key) else None

    def _key(self, name: str, arguments: ReadArguments | None) -> str | Problem:
        scope = self.declarations.scopes.get(self._file)
        return scope.key(name, is_subscripted=arguments is not None) if scope else name

    def _is_declared(self, key: str) -> bool:
        return key in self.declarations.typed_dicts or key in self.declarations.definitions

    def literal_alternatives(self, name: str) -> tuple[ir.Type, ...] | None:
        """See `annotations.Names`."""
        type_ = self.resolve(name)
        while isinstance(type_, ir.Ref):
            shape = self.shapes.get(type_.name)
            if isinstance(shape, ir.Enum):
                return (ir.Literal(shape.values),)
            type_ = shape.type if isinstance(shape, ir.Alias) else None
        alternatives = type_.alternatives if isinstance(type_, ir.OneOf) else (type_,)
        found = tuple(each for each in alternatives if isinstance(each, ir.Literal) or each == BLOB)
        return found if len(found) == len(alternatives) else None

    def enum_value(self, name: str) -> str | int | None:
        """See `annotations.Names`."""
        return scope.enum_value(name) if (scope := self.declarations.scopes.get(self._file)) else None

    def has_json_form(self, name: str) -> bool:
        """See `annotations.Names`."""
        return True

    def sequence(self, element: ir.Type) -> ir.Type:
        """See `annotations.Names`."""
        return ir.List(element)

    def suggestion(self, name: str) -> str:
        """See `annotations.Names`."""
        return did_you_mean(name, [*self.declarations.typed_dicts, *self.declarations.definitions])

    # Reading.

    def _structure(self, typed_dict: TypedDict) -> ir.Structure:
        name = self._shape_name(typed_dict.name)
        self.report.extend(typed_dict.faults)
        return ir.Structure(
            name=name,
            members=tuple(self._member(name, each) for each in typed_dict.fields),
            documentation=typed_dict.documentation,
            source=typed_dict.source,
        )

    def _member(self, shape: str, declared: Field) -> ir.Member:
        annotation = self._annotation(declared.annotation, declared.source, f"{shape}.{declared.name}")
        required = declared.total if annotation.required is None else annotation.required
        return ir.Member(
            name=declared.name,
            type=annotation.type if required else self._optional_type(annotation.type),
            required=required,
            documentation=declared.documentation,
            source=declared.source,
        )

    def _optional_type(self, type_: ir.Type) -> ir.Type:
        """The type of a member that is not required, of whose annotation `type_` is the type."""
        return type_

    def _annotation(self, text: str, source: ir.Source, shape: str) -> Annotation:
        """The meaning of `text` in the file of `source`. Reports its problems there."""
        key = (source.file, text)
        if key not in self._annotations:
            outer, self._file = self._file, source.file
            self._annotations[key] = annotations.parse(text, self)
            self._file = outer
        annotation = self._annotations[key]
        for each in annotation.problems:
            self.report.add(each.severity, each.code, source, each.message, shape=shape, hint=each.hint)
        return annotation

    def _definition(self, definition: Definition) -> ir.Type | Problem:
        name = definition.name
        if name in self._in_progress:
            message = f"{name} refers to itself; any JSON value is accepted where it does"
            return Problem("recursive-definition", Severity.WARNING, message)
        if name not in self._definitions:
            self._in_progress.append(name)
            shape_name = self._shape_name(name)
            type_ = self._annotation(definition.expression, definition.source, shape_name).type
            self._definitions[name] = self._type_of_definition(definition, shape_name, type_)
            self._in_progress.remove(name)
        return self._definitions[name]

    def _read_definitions(self) -> None:
        """Read all definitions, so that problems are reported even if nothing refers to the definition."""
        for definition in list(self.declarations.definitions.values()):
            if definition.is_type:
                self._definition(definition)

    def _declare(self, shape: ir.Shape) -> ir.Ref:
        if other := self.shapes.get(shape.name):
            message, hint = "two declarations result in this name", f"the other one is on line {other.source.line}"
            self.report.error("name-clash", shape.source, message, shape=shape.name, hint=hint)
        self.shapes[shape.name] = shape
        return ir.Ref(shape.name)


class AwsAssembly(Assembly):
    """A module of the AWS stubs, or its documentation.

    What the target `typeddict` writes is read, too, and says more: that an enum may have other values, that the client
    takes a number for a time, and what it returns for an unknown member of a union. `strictness` decides all of that.
    """

    def __init__(self, declarations: Declarations, find_model: FindModel, report: Report) -> None:
        super().__init__(declarations, report)
        self._close_enums = ir.everywhere(_closing(self.shapes))
        service = declarations.service
        self.model = find_model(service, Path(declarations.file), report)
        if self.model is None:  # a service that appears later would change the output
            self.ingredients += (ir.Ingredient(f"botocore:{service}", ""),)
            message = f"botocore has no service {service}, so the models are as strict as the declarations alone"
            report.note("no-model", self.source, message, hint="put the service-2.json of the service beside this file")

    @functools.cached_property
    def _literals(self) -> dict[str, tuple[str, ...]]:
        """The values of the enums of the model, by the name of their class."""
        shapes = self.model.shapes.values() if self.model else ()
        enums = [(each.name.lstrip("_"), each.values) for each in shapes if isinstance(each, ir.Enum)]
        return {name[:1].upper() + name[1:]: values for name, values in enums}

    def _finish(self) -> tuple[tuple[ir.Operation, ...], tuple[ir.Waiter, ...]]:
        """A structure with `ResponseMetadata` is a response. One that no other shape refers to is a request."""
        self._read_definitions()
        referenced = {
            name
            for shape in self.shapes.values()
            for type_ in (*ir.types_of(shape), *(shape.stand_ins if isinstance(shape, ir.Alias) else ()))
            for name in ir.references(type_)
            if name != shape.name
        }
        for shape in self.shapes.values():
            if isinstance(shape, ir.Structure):
                self.shapes[shape.name] = ir.replace(shape, use=_use(shape, referenced))
        operations = pair_operations(self.shapes, self.model, self.source, self.report)
        return operations, find_waiters(self.shapes, self.model)

    def _structure(self, typed_dict: TypedDict) -> ir.Structure:
        structure = super()._structure(typed_dict)
        return ir.replace(structure, members=tuple(each for each in structure.members if each.name != _UNKNOWN_MEMBER))

    def _annotation(self, text: str, source: ir.Source, shape: str) -> Annotation:
        annotation = super()._annotation(text, source, shape)
        return replace(annotation, type=self._close_enums(annotation.type))

    def _optional_type(self, type_: ir.Type) -> ir.Type:
        """See `Assembly`. Null means absent."""
        if not isinstance(type_, ir.OneOf) or NULL not in type_.alternatives:
            return type_
        return ir.one_of(each for each in type_.alternatives if each != NULL)

    def _shape_name(self, name: str) -> str:
        if name.endswith("TypeDef"):
            return name.removesuffix("TypeDef")
        short = name.removesuffix("Type")
        class_name = f"{short}TypeDef"
        is_taken = class_name in self.declarations.typed_dicts or class_name in self.declarations.definitions
        return name if is_taken else short

    def _type_of_definition(self, definition: Definition, name: str, type_: ir.Type) -> ir.Type:
        source = definition.source
        alternatives = set(type_.alternatives) if isinstance(type_, ir.OneOf) else {type_}
        if {TIMESTAMP, STRING} <= alternatives <= {TIMESTAMP, STRING, DOUBLE}:
            return TIMESTAMP  # TimestampTypeDef
        if alternatives == {DOUBLE, DECIMAL}:
            return DOUBLE  # NumberTypeDef
        if BLOB in alternatives and alternatives <= {BLOB, STRING, BYTE_STREAM}:
            return BLOB  # BlobTypeDef
        if alternatives == {BYTE_STREAM}:
            return BYTE_STREAM  # FileobjTypeDef
        if (values := literal_strings(type_)) is not None:
            return self._declare(ir.Enum(name=name, values=values, source=source))
        if pair := _sent_and_received(name, type_):
            sent, received = pair
            return self._declare(ir.Alias(name=name, type=sent, stand_ins=(received,), source=source))
        return self._declare(ir.Alias(name=name, type=type_, source=source))

    def _resolve_undeclared(self, name: str) -> ir.Type | Problem | None:
        """Look a literal up among the enums of botocore if no file next to the document declares it."""
        name = name.removeprefix("literals.")  # in stubs that have no `literals.pyi` next to them
        if not name.endswith("Type") or "." in name:
            return None
        shape = self._shape_name(name)
        if shape in self.shapes:
            return ir.Ref(shape)
        values = self._literals.get(shape)
        if values is None:
            return Problem(
                "unknown-literal",
                Severity.WARNING,
                f"the values of {name} are unknown; any string is accepted",
                "put the literals.md of the same release next to the document",
                fallback=STRING,
            )
        return self._declare(ir.Enum(name=shape, values=values, source=self.source))


def _closing(shapes: Mapping[str, ir.Shape]) -> ir.Change:
    """A change that drops the text beside an enum, which stands for values that the enum lacks."""

    def is_enum(type_: ir.Type) -> bool:
        return isinstance(type_, ir.Ref) and isinstance(shapes.get(type_.name), ir.Enum)

    def change(type_: ir.Type) -> ir.Type:
        if isinstance(type_, ir.OneOf) and STRING in type_.alternatives and any(map(is_enum, type_.alternatives)):
            return ir.one_of(each for each in type_.alternatives if each != STRING)
        return type_

    return change


def _sent_and_received(name: str, type_: ir.Type) -> tuple[ir.Ref, ir.Ref] | None:
    """The sent and the received variant of a structure, if `type_` is their union. The stubs mark them only by name."""
    match type_:
        case ir.OneOf((ir.Ref() as sent, ir.Ref() as received)):
            stem = sent.name.removesuffix("Output")
            if received.name.removeprefix(stem) in {"Output", "Extra"} and re.fullmatch(
                "Union(Extra)*", name[len(stem) :]
            ):
                return sent, received
    return None


def _use(structure: ir.Structure, referenced: set[str]) -> ir.Use | None:
    if structure.name == "ResponseMetadata" or any(each.name == "ResponseMetadata" for each in structure.members):
        return ir.Use.RESPONSE
    return None if structure.name in referenced else ir.Use.REQUEST


def literal_strings(type_: ir.Type) -> tuple[str, ...] | None:
    """The values of a literal that holds only strings, sorted by code point, without duplicates. Else None."""
    if not isinstance(type_, ir.Literal):
        return None
    strings = [value for value in type_.values if isinstance(value, str)]
    return tuple(sorted(set(strings))) if len(strings) == len(type_.values) else None
