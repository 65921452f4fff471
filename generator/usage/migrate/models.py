"""What the generated classes of a service look like to code that uses them."""

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from ... import ir
from ...output import MANIFEST
from ...pipeline import Request
from ...targets import TARGETS
from ...targets.python.fields import class_fields
from ...targets.python.package import error_codes
from ..outputs import Output


class Kind(StrEnum):
    """What a value of a type is in Python, as far as reading it is concerned."""

    CLASS = "class"  # a dictionary of boto3 with the names of members as keys, an object of a class here
    LIST = "list"
    MAP = "map"  # a dictionary in both
    TUPLE = "tuple"  # a pair that a loop takes apart
    PLAIN = "plain"  # the same value in both


class Field(NamedTuple):
    """The field of a member."""

    name: str
    type: ir.Type
    may_be_none: bool  # whether its type says that it may be None


class ServiceModels:
    """The classes of one service in one output."""

    def __init__(self, service: ir.Service, package: str, *, is_pydantic: bool) -> None:
        self.service = service
        self.root = package  # `generated.pydantic_models`
        self.package = f"{package}.{service.name}"
        self.is_pydantic = is_pydantic
        self.operations = {each.name: each for each in service.operations}
        self.waiters = {each.name: each for each in service.waiters}

    def received_fields(self, name: str) -> Mapping[str, Field]:
        """The fields of a class of a response, by member."""
        return self._fields(name)

    @functools.cache  # noqa: B019 - the models live as long as the migration
    def _fields(self, name: str) -> Mapping[str, Field]:
        found = {}
        for each in class_fields(self.service)[name].fields:
            member = each.member
            may_be_none = not member.required and member.absent is ir.Absent.NULL
            found[member.name] = Field(each.name, member.type, may_be_none or self._has_null(member.type))
        return found

    @functools.cache  # noqa: B019 - as above
    def sent_fields(self, name: str) -> Mapping[str, Field]:
        """The fields of a class of a request, by member, also by the other names that the client takes."""
        found = {}
        for each in class_fields(self.service)[name].fields:
            member = each.sent
            field = Field(each.name, member.type, not member.required)
            found.update(dict.fromkeys((member.name, *member.other_names), field))
        return found

    def kind(self, type_: ir.Type) -> Kind | None:
        """The kind of a type. None if a value may be of several, one of which is a class."""
        match self.resolved(type_):
            case ir.Ref(name):
                return Kind.PLAIN if isinstance(self.service.shapes[name], ir.Enum) else Kind.CLASS
            case ir.List():
                return Kind.LIST
            case ir.Map():
                return Kind.MAP
            case ir.Tuple():
                return Kind.TUPLE
            case ir.Stream():
                return Kind.PLAIN
        return None if self.holds_classes(type_) else Kind.PLAIN

    def resolved(self, type_: ir.Type) -> ir.Type:
        """A type without the aliases and the null around it."""
        while isinstance(type_, ir.Ref) and isinstance(alias := self.service.shapes[type_.name], ir.Alias):
            type_ = alias.type
        if isinstance(type_, ir.OneOf):
            others = [each for each in type_.alternatives if each != ir.NULL]
            return self.resolved(others[0]) if len(others) == 1 else type_
        return type_

    def class_name(self, type_: ir.Type) -> str:
        """The name of the class that a type is. Empty if it is none."""
        resolved = self.resolved(type_)
        return resolved.name if isinstance(resolved, ir.Ref) and self.kind(resolved) is Kind.CLASS else ""

    def holds_classes(self, type_: ir.Type) -> bool:
        """Whether values of a type contain objects of our classes. What a stream contains does not count."""
        match self.resolved(type_):
            case ir.Stream():
                return False
            case ir.Ref(name):
                return not isinstance(self.service.shapes[name], ir.Enum)
            case ir.List(element=element):
                return self.holds_classes(element)
            case ir.Map(value=value):
                return self.holds_classes(value)
            case ir.Tuple(elements=several) | ir.OneOf(alternatives=several):
                return any(map(self.holds_classes, several))
        return False

    def is_spelled(self, type_: ir.Type) -> bool:
        """Whether `spelled` can spell a type."""
        resolved = self.resolved(type_)
        match resolved:
            case ir.List(element=inner) | ir.Map(value=inner):
                return self.is_spelled(inner)
        return bool(self.class_name(resolved))

    def spelled(self, type_: ir.Type, name: Callable[[str], str]) -> str:
        """The annotation for a value that holds classes. `name`: what the code calls a class."""
        resolved = self.resolved(type_)
        match resolved:
            case ir.List(element=inner):
                return f"list[{self.spelled(inner, name)}]"
            case ir.Map(value=inner):
                return f"dict[str, {self.spelled(inner, name)}]"
        return name(self.class_name(resolved))

    def allowed_values(self, type_: ir.Type) -> Sequence[str] | None:
        """The only values that a request takes for a type. None if it takes others."""
        resolved = self.resolved(type_)
        shape = self.service.shapes.get(resolved.name) if isinstance(resolved, ir.Ref) else None
        return shape.values if isinstance(shape, ir.Enum) else None

    @functools.cached_property
    def error_codes(self) -> Mapping[str, str]:
        """The name of the class for each code of an error."""
        return error_codes(self.service)

    def _has_null(self, type_: ir.Type) -> bool:
        return isinstance(type_, ir.OneOf) and ir.NULL in type_.alternatives


class Models:
    """The classes of all outputs that have classes for Python."""

    def __init__(self, outputs: Sequence[Output], roots: Sequence[Path]) -> None:
        self._outputs = [each for each in outputs if _python_target(each.request)]
        self._roots = roots
        self.find_service = functools.cache(self._find_service)

    def import_roots(self) -> list[Path]:
        """The folders from which the outputs are imported."""
        return [import_root(each.request.out.absolute(), self._roots) for each in self._outputs]

    def missing_folder(self) -> str:
        """The folder of an output that was not built. Empty if there is none."""
        folders = (each.request.out for each in self._outputs)
        return next((each.as_posix() for each in folders if not (each / MANIFEST).is_file()), "")

    def _find_service(self, service: str) -> ServiceModels | None:
        """The classes of a service, from the first output that has it."""
        return next(self._services(service), None)

    def _services(self, service: str) -> Iterator[ServiceModels]:
        for output in self._outputs:
            target = _python_target(output.request)
            found = output.generated_service(service)
            if found and target:
                folder = output.request.out.absolute() / TARGETS[target].folder(output.request.options)
                yield ServiceModels(found, import_name(folder, self._roots), is_pydantic=target == "pydantic")


def _python_target(request: Request) -> str:
    """The target whose classes are used. Empty if there is none."""
    packages = [each for each in request.targets if TARGETS[each].is_package]
    return "pydantic" if "pydantic" in packages else next(iter(packages), "")


def import_name(folder: Path, roots: Sequence[Path]) -> str:
    """The dotted name by which code imports a generated package. `roots` as in `import_root`."""
    return ".".join(folder.relative_to(import_root(folder, roots)).parts)


def import_root(folder: Path, roots: Sequence[Path]) -> Path:
    """The folder from which a generated package is imported.

    `roots`: those from which the code itself is imported. The closest one counts. Without any, it is the current
    folder, or its `src`.
    """
    above = [each for each in roots if folder.is_relative_to(each)] or [Path.cwd() / "src", Path.cwd()]
    return max(
        (each for each in above if folder.is_relative_to(each)),
        key=lambda each: len(each.parts),
        default=folder.parent.parent,
    )
