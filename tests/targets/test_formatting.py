"""The layout of expressions: a filled `FieldTemplate` gives the same lines as laying out each field by itself."""

from collections.abc import Callable

import pytest

from generator.targets.python.formatting import (
    CLASS_PLACEHOLDER,
    NAMES_PLACEHOLDER,
    Call,
    Expression,
    FieldTemplate,
    Subscript,
    UnionExpression,
    field_definition,
)

Field = tuple[Expression, Expression | None]


def wire(name: str, head: str = "_wire") -> Call:
    return Call(head, (name,))


def annotated(type_: Expression, name: str, *others: Expression) -> Expression:
    return Subscript("Annotated", (type_, wire(name), *others))


def of_a_dataclass(type_: Expression, name: str) -> Field:
    return type_, Call("field", ("default=None", wire(name, "metadata=_wire")))


LIST = Subscript("_ListIn", (Subscript("Annotated", ("str", wire("1", "_min"), wire("2048", "_max"))),))
LONG = UnionExpression((LIST, Subscript("dict", ("str", "AnUnusuallyLongNameOfAStructureOfAService")), "None"))

FIELDS: dict[str, Callable[[str], Field]] = {
    "short": lambda name: (annotated(UnionExpression(("str", "None")), name), "None"),
    "required": lambda name: (annotated("str", name, wire("1", "_min")), None),
    "list": lambda name: (annotated(LIST, name, wire("1", "_min"), wire("10", "_max")), "None"),
    "alternatives": lambda name: (annotated(LONG, name), "None"),
    "dataclass": lambda name: of_a_dataclass(UnionExpression(("str", "None")), name),
    "dataclass, list": lambda name: of_a_dataclass(UnionExpression((LIST, "None")), name),
    "dataclass, alternatives": lambda name: of_a_dataclass(LONG, name),
    "dataclass, a long name": lambda name: of_a_dataclass("AnUnusuallyLongNameOfAStructureOfAService" * 2, name),
}


TOO_LONG = "dataclass, a long name"  # too long whatever the name, so the template cannot be filled


@pytest.mark.parametrize("kind", FIELDS)
def test_filled_template_equals_layout_of_each_line(kind: str) -> None:
    field = FIELDS[kind]
    template = FieldTemplate(*field(NAMES_PLACEHOLDER), "")
    filled = 0
    for length in range(1, 100):
        for width in range(1, 100):
            name, wire_name = "n" * length, f'"{"w" * width}"'
            if (text := template.fill(name, wire_name, "")) is not None:
                filled += 1
                assert text == field_definition(name, *field(wire_name)), (length, width)
    assert (filled == 0) is (kind == TOO_LONG)


FIELDS_WITH_A_CLASS: dict[str, Callable[[str, Expression], Field]] = {
    "class": lambda name, type_: (annotated(UnionExpression((type_, "None")), name), "None"),
    "list": lambda name, type_: (annotated(Subscript("Sequence", (type_,)), name, wire("1", "_min")), None),
    "sent": lambda name, type_: (annotated(type_, name, Call("_sent", (Subscript("list", (type_,)),))), "_ABSENT"),
    "dataclass": lambda name, type_: of_a_dataclass(UnionExpression((type_, "None")), name),
    "dataclass, map": lambda name, type_: of_a_dataclass(Subscript("dict", ("str", type_)), name),
}


@pytest.mark.parametrize("kind", FIELDS_WITH_A_CLASS)
def test_filled_template_with_a_class_equals_layout_of_each_line(kind: str) -> None:
    field = FIELDS_WITH_A_CLASS[kind]
    template = FieldTemplate(*field(NAMES_PLACEHOLDER, CLASS_PLACEHOLDER), CLASS_PLACEHOLDER)
    filled = set()
    for length in range(1, 80, 3):
        for width in range(1, 80, 2):
            for class_width in range(1, 100):
                name, wire_name, type_name = "n" * length, f'"{"w" * width}"', "T" * class_width
                text = template.fill(name, wire_name, type_name)
                filled.add(text is not None)
                if text is not None:
                    assert text == field_definition(name, *field(wire_name, type_name)), (length, width, class_width)
    assert filled == {True, False}
