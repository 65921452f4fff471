"""A witness of a change that breaks: two lines of the user's language, right before the upgrade and wrong after it.

mypy or tsc refuses the second line afterwards, or running it raises an error.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from .. import ir
from .changes import Change, Grade
from .differences import Half
from .static_types import StaticType, names_in, plain_names_in, spelled

_STANDARD_LIBRARY = {
    "Any": "typing",
    "Decimal": "decimal",
    "Literal": "typing",
    "Mapping": "collections.abc",
    "Path": "pathlib",
    "Sequence": "collections.abc",
    "Set": "collections.abc",
    "UUID": "uuid",
    "date": "datetime",
    "datetime": "datetime",
    "time": "datetime",
    "timedelta": "datetime",
}
_SHARED = {
    "EventStream": "_streams",
    "Readable": "_scalars",
    "StreamingBody": "_streams",
}  # modules beside the services
_ANY = "Any"


class Witness(NamedTuple):
    """Two lines of code."""

    language: str  # "python" or "typescript"
    lines: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Packages:
    """How the user's code imports the output."""

    python: str = ""  # `company.aws.pydantic_models`; empty: there is no such package
    typescript: str = ""  # `./aws/typescript`; likewise


def witness_of_service(change: Change, packages: Packages) -> Witness | None:
    """A witness of a service that is gone."""
    name = change.service
    if change.grade is Grade.BREAKS and packages.python:
        return Witness("python", (f"from {packages.python}.{name} import OPERATIONS", "OPERATIONS"))
    if change.grade is Grade.BREAKS and packages.typescript:
        line = f'import type {{ {name} }} from "{packages.typescript}/index.js";'
        return Witness("typescript", (line, f"export type Service = typeof {name};"))
    return None


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Writes witnesses of changes of one service."""

    old: Half
    new: Half
    packages: Packages

    def of(self, change: Change) -> Witness | None:
        """A witness of a change, or of what follows from it. None if it does not break."""
        if change.grade is not Grade.BREAKS:
            return None
        found = self._own(change)
        return found or next((found for each in change.echoes if (found := self.of(each))), None)

    def _own(self, change: Change) -> Witness | None:
        if change.python is Grade.BREAKS and self.packages.python:
            lines = self._python(change)
            return Witness("python", lines) if lines else None
        if change.typescript is Grade.BREAKS and self.packages.typescript:
            lines = self._typescript(change)
            return Witness("typescript", lines) if lines else None
        return None

    def _python(self, change: Change) -> tuple[str, str] | None:
        name, field = change.name, change.field
        shape = self.old.service.shapes.get(name)
        match change.rule:
            case "class-removed" | "class-renamed" | "enum-opened":
                return self._import(name), name
            case "operation-removed" | "paginator-removed":
                table = "OPERATIONS" if change.rule == "operation-removed" else "PAGINATORS"
                return self._import(table), f'{table}["{name}"]'
            case "waiter-removed" | "method-removed":
                return self._import(table := change.rule.partition("-")[0].upper() + "S"), f'{table}["{name}"]'
            case "request-class-changed" | "response-class-changed":
                return self._call(change)
            case "sent-member-required" | "sent-member-added-required":
                return self._import(name, standard={_ANY}), f"def make(value: Any) -> {name}: return {self._made(name)}"
            case "sent-type-narrowed" if field:
                made = self._made(name, field)
                others = ", other: Any" if "=other" in made else ""
                return self._with_type(change, f"def make(value: {{type}}{others}) -> {name}: return {made}")
            case "received-type-widened" | "received-member-optional" if field:
                return self._with_type(change, f"def read(it: {name}) -> {{type}}: return it.{field}")
            case "sent-value-removed" | "received-value-removed":
                return self._import(name), f"value: {name} = {self._of_enum(name, change.before)}"
            case "sent-minimum-raised":
                value = self._too_small(change)
                return self._import(name), f"{name}.model_construct().{field} = {value!r}"
            case "unknown-refused":
                values = self._sample_of(name) | {"other": 1}
                return self._import(name), f"{name}.model_validate({values!r}, by_alias=True, by_name=False)"
            case "other-name-removed":
                values = self._sample_of(name) | {change.before: self._sample(self._type(name, change.member))}
                return self._import(name), f"{name}.model_validate({values!r})"
            case "class-changed" if isinstance(self.new.service.shapes.get(name), ir.Union):
                members = list(self.old.fields[name].items())
                given = ", ".join(f"{each}={self._sample(self._type(name, wire))!r}" for wire, each in members[:2])
                return self._import(name), f"{name}({given})"
            case "class-changed" if isinstance(shape, ir.Enum):
                return self._import(name), f"value: {name} = {self._of_enum(name, json.dumps(shape.values[0]))}"
            case "class-changed" if isinstance(shape, ir.Structure) and shape.members:
                field = self.old.fields[name][shape.members[0].name]
                return self._import(name), f"def read(it: {name}) -> object: return it.{field}"
            case rule if rule.endswith(("-member-removed", "-member-renamed", "-member-moved")):
                return self._import(name), f"def read(it: {name}) -> object: return it.{field}"
        return None

    def _of_enum(self, name: str, literal: str) -> str:
        """A value of an enum, which may be a class."""
        return f"{name}({literal})" if self.old.options.python.enums == "StrEnum" else literal

    def _call(self, change: Change) -> tuple[str, str] | None:
        """A function that calls an operation, as its classes were."""
        operation = self.old.operations[change.name]
        if operation.input is None or operation.output is None:
            return self._import("OPERATIONS"), f'assert OPERATIONS["{change.name}"][1] == {_name(operation.output)!r}'
        request, response = operation.input.name, operation.output.name
        imports = f"{self._import(request, response, standard={_ANY})}; from {self.packages.python} import call"
        return imports, f"def run(client: Any, request: {request}) -> {response}: return call(client, request)"

    def _import(self, *names: str, standard: Iterable[str] = ()) -> str:
        """The line that imports names of the service, and of the standard library."""
        modules: dict[str, list[str]] = {}
        for each in sorted(standard):
            modules.setdefault(_STANDARD_LIBRARY[each], []).append(each)
        if names:
            modules[f"{self.packages.python}.{self.old.service.name}"] = sorted(set(names))
        return "; ".join(f"from {module} import {', '.join(found)}" for module, found in modules.items())

    def _with_type(self, change: Change, code: str) -> tuple[str, str]:
        """Code that names the type that a member had."""
        type_ = change.old_type or self._static(change)
        names = {*plain_names_in(type_), *({_ANY} if ": Any" in code else ())}
        imports = self._import(change.name, *names_in(type_), standard=names & _STANDARD_LIBRARY.keys())
        for each in sorted(names & _SHARED.keys()):
            imports += f"; from {self.packages.python}.{_SHARED[each]} import {each}"
        return imports, code.format(type=spelled(type_))

    def _static(self, change: Change) -> StaticType:
        shape = self.old.service.shapes[change.name]
        assert isinstance(shape, ir.Structure | ir.Union)
        as_read = ir.with_received_types(shape)
        member = next(each for each in as_read.members if each.name == change.member)
        return self.old.typists["python"].member(as_read, member)

    def _made(self, name: str, field: str = "") -> str:
        """A call of a class with all that it required, and `field`."""
        shape = self.old.service.shapes[name]
        assert isinstance(shape, ir.Structure | ir.Union)
        fields = self.old.fields[name]
        required = [fields[each.name] for each in shape.members if each.required and fields[each.name] != field]
        other = "other" if field else "value"
        return (
            f"{name}({', '.join([*([f'{field}=value'] if field else []), *(f'{each}={other}' for each in required)])})"
        )

    # Values

    def _type(self, name: str, member: str) -> ir.Type:
        shape = self.old.service.shapes[name]
        assert isinstance(shape, ir.Structure | ir.Union)
        return next(each.type for each in shape.members if each.name == member)

    def _sample(self, type_: ir.Type) -> Any:
        """A value that was right."""
        match type_:
            case ir.Scalar(kind, constraints):
                low = constraints.minimum or 0
                if kind is ir.ScalarKind.BOOLEAN:
                    return True
                if kind in {ir.ScalarKind.STRING, ir.ScalarKind.BLOB}:
                    return "x" * max(1, int(low))
                return "2026-01-01T00:00:00Z" if kind is ir.ScalarKind.TIMESTAMP else max(1, low)
            case ir.List(element, constraints):
                return [self._sample(element)] * int(constraints.minimum or 0)
            case ir.Map():
                return {}
            case ir.OneOf(alternatives):
                return self._sample(alternatives[0])
            case ir.Literal(values):
                return values[0]
            case ir.Ref(name):
                shape = self.old.service.shapes[name]
                if isinstance(shape, ir.Enum):
                    return shape.values[0]
                return self._sample(shape.type) if isinstance(shape, ir.Alias) else self._sample_of(name)
        return None

    def _sample_of(self, name: str) -> dict[str, Any]:
        shape = self.old.service.shapes[name]
        assert isinstance(shape, ir.Structure | ir.Union)
        members = (
            shape.members[:1] if isinstance(shape, ir.Union) else [each for each in shape.members if each.required]
        )
        return {each.name: self._sample(each.type) for each in members}

    def _too_small(self, change: Change) -> Any:
        """A value that was right, and is below the new minimum."""
        shape = self.new.service.shapes[change.name]
        assert isinstance(shape, ir.Structure | ir.Union)
        new = next(each.type for each in shape.members if each.name == change.member)
        return self._below(self._type(change.name, change.member), new)

    def _below(self, old: ir.Type, new: ir.Type) -> Any:
        match old, new:
            case ir.Scalar(kind, constraints), ir.Scalar(_, wanted) if _is_raised(constraints, wanted):
                below = (wanted.minimum or 0) - 1
                return "x" * int(below) if kind is ir.ScalarKind.STRING else below
            case ir.List(element, constraints), ir.List(_, wanted) if _is_raised(constraints, wanted):
                return [self._sample(element)] * int((wanted.minimum or 0) - 1)
            case ir.List(element), ir.List(new_element):
                return [self._below(element, new_element)]
            case ir.Map(key, value), ir.Map(new_key, new_value):
                if _contains_raised(key, new_key):
                    return {self._below(key, new_key): self._sample(value)}
                return {self._sample(key): self._below(value, new_value)}
        return self._sample(old)

    # TypeScript

    def _typescript(self, change: Change) -> tuple[str, str] | None:
        name, member = change.name, change.member
        line = f'import type {{ {name} }} from "{self.packages.typescript}/{change.service}.js";'
        property_ = f".{member}" if member.isidentifier() else f'["{member}"]'
        match change.rule:
            case "class-removed" | "class-renamed" | "enum-opened" | "class-changed":
                return line, f"export type It = {name};"
            case "sent-member-required" | "sent-member-added-required":
                shape = self.old.service.shapes[name]
                assert isinstance(shape, ir.Structure | ir.Union)
                given = ", ".join(f'"{each.name}": value' for each in shape.members if each.required)
                return line, f"export const make = (value: any): {name} => ({{ {given} }});"
            case "sent-value-removed" | "received-value-removed":
                return line, f'export const value: {name} = "{member}";'
            case rule if rule.endswith(("-member-removed", "-member-renamed", "-member-moved")):
                return line, f"export const read = (it: {name}): unknown => it{property_};"
            case "received-type-widened" | "sent-type-narrowed" | "received-member-optional" if change.old_type:
                type_ = spelled(change.old_type, "typescript")
                names = ", ".join(sorted({name, *names_in(change.old_type)}))
                line = f'import type {{ {names} }} from "{self.packages.typescript}/{change.service}.js";'
                return line, f"export const read = (it: {name}): {type_} => it{property_};"
        return None


def _is_raised(old: ir.Constraints, new: ir.Constraints) -> bool:
    return new.minimum is not None and (old.minimum is None or old.minimum < new.minimum)


def _contains_raised(old: ir.Type, new: ir.Type) -> bool:
    return isinstance(old, ir.Scalar) and isinstance(new, ir.Scalar) and _is_raised(old.constraints, new.constraints)


def _name(ref: ir.Ref | None) -> str | None:
    return ref.name if ref else None
