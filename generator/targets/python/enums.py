"""Spells enums: as aliases of `Literal`, or as classes whose members are their values."""

from collections.abc import Iterable, Iterator, Mapping

from ... import ir, naming
from ..documentation import join_entries
from .escaping import docstring, string
from .formatting import INDENT, assignment, class_header
from .spelling import literal


@ir.cached_per_service
def literal_aliases(service: ir.Service) -> str:
    """An alias for each enum, with its docstring below."""
    return join_entries((_alias(each), bool(each.documentation)) for each in _enums(service))


def _alias(enum: ir.Enum) -> str:
    definition = assignment(enum.name, literal("Literal", enum.values))
    return f"{definition}\n{docstring(enum.documentation, '')}" if enum.documentation else definition


@ir.cached_per_service
def enum_classes(service: ir.Service) -> str:
    """A class for each enum."""
    return "\n\n\n".join(map(_class, _enums(service)))


def _enums(service: ir.Service) -> Iterator[ir.Enum]:
    return (each for each in service.shapes.values() if isinstance(each, ir.Enum))


def _class(enum: ir.Enum) -> str:
    documentation = [docstring(enum.documentation, INDENT), ""] if enum.documentation else []
    members = [assignment(name, string(value), INDENT) for value, name in member_names(enum.values).items()]
    return "\n".join([class_header(enum.name, ("_StrEnum",)), *documentation, *members])


def member_names(values: Iterable[str]) -> Mapping[str, str]:
    """The names of members, by their values: the words of a value in capitals.

    A value without words is a `VALUE`. If several have the same name, all but the first get a number.

    >>> list(member_names(["", "AWS", "FifoQueue", "aws", "t2.micro", "2.0"]).values())
    ['VALUE', 'AWS', 'FIFO_QUEUE', 'AWS_2', 'T2_MICRO', 'N2_0']
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for value in values:
        name = first = naming.constant_name(value)
        number = 1
        while name in taken:
            number += 1
            name = f"{first}_{number}"
        taken.add(name)
        names[value] = name
    return names
