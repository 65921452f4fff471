"""The type variables of generic classes and aliases, and what they stand for where these are used."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ...diagnostics import Source
from . import functional_forms
from .declared import RawClass, RawDefinition, RawTypeVariable
from .imports import Imports, SourceFile
from .statements import DOTTED_NAME

_ANYTHING = "object"
_DECLARES_VARIABLES = re.compile(r"(?:\w+\.)*(?:Generic|Protocol)\s*\[")


class TypeParameter(NamedTuple):
    """A type variable of a class or an alias."""

    name: str
    default: str  # the annotation that stands for it where a use does not say
    source: Source  # of the default
    is_single: bool = True  # False for ParamSpec and TypeVarTuple


@dataclass(frozen=True, slots=True)
class Arguments:
    """What the type variables of a base class stand for, as annotations."""

    values: tuple[tuple[str, str, Source], ...]  # the variable, the annotation, and where it is written
    outer: "Arguments | None"  # what the type variables in these annotations stand for; None: those of the class itself


def bind(
    parameters: Sequence[TypeParameter], texts: Sequence[str], source: Source, outer: Arguments | None
) -> Arguments:
    """The arguments `texts`, which are written at `source`, for `parameters`."""
    values = []
    for number, parameter in enumerate(parameters):
        if number < len(texts):
            values.append((parameter.name, texts[number], source))
        else:
            values.append((parameter.name, parameter.default, parameter.source))
    return Arguments(tuple(values), outer)


def parameters_of_class(imports: Imports, file: SourceFile, raw: RawClass) -> tuple[TypeParameter, ...]:
    """The type variables of a class, in the order in which a use names them."""
    if raw.parameters:
        return tuple(_declared(file, text, raw.line) for text in raw.parameters)
    subscripted = [base for base in raw.bases if "[" in base]
    declaring = [base for base in subscripted if _DECLARES_VARIABLES.match(base)]
    return tuple(_in_order(imports, file, declaring or subscripted))


def parameters_of_definition(imports: Imports, file: SourceFile, raw: RawDefinition) -> tuple[TypeParameter, ...]:
    """The type variables of an alias, in the order in which a use names them."""
    if not raw.parameters:
        return tuple(_in_order(imports, file, [raw.expression]))
    found: list[TypeParameter] = []
    for text in raw.parameters:
        variable = imports.find(file, text) if text.isidentifier() else None
        is_variable = variable and isinstance(variable.value, RawTypeVariable)
        found += _in_order(imports, file, [text]) if is_variable else [_declared(file, text, raw.line)]
    return tuple(found)


def _declared(file: SourceFile, text: str, line: int) -> TypeParameter:
    """A parameter like `T: int = bool`."""
    variable = functional_forms.read_parameter(text, line)
    return TypeParameter(
        variable.name, variable.default or _ANYTHING, Source(file.display_path, line), variable.is_single
    )


def _in_order(imports: Imports, file: SourceFile, texts: Sequence[str]) -> Iterator[TypeParameter]:
    """The type variables that `texts` name, in the order in which they appear."""
    names = dict.fromkeys(name for text in texts for name in re.findall(DOTTED_NAME, text))
    for name in names:
        found = imports.find(file, name)
        if found and isinstance(found.value, RawTypeVariable):
            source = Source(found.file.display_path, found.value.line)
            yield TypeParameter(name, found.value.default or _ANYTHING, source, found.value.is_single)
