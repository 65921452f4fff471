"""How expressions are laid out: that a form, once made, gives what laying out each line by itself would."""

from collections.abc import Callable

import pytest

from generator.targets.python.formatting import GAP, Either, Expression, Form, Subscript, annotate

Field = tuple[Expression, Expression | None]


def wire(name: str, head: str = "_wire") -> Subscript:
    return Subscript(head, (name,), "()")


def annotated(type_: Expression, name: str, *others: Expression) -> Expression:
    return Subscript("Annotated", (type_, wire(name), *others))


def of_a_dataclass(type_: Expression, name: str) -> Field:
    return type_, Subscript("field", ("default=None", wire(name, "metadata=_wire")), "()")


LIST = Subscript("_ListIn", (Subscript("Annotated", ("str", wire("1", "_min"), wire("2048", "_max"))),))
LONG = Either((LIST, Subscript("dict", ("str", "AnUnusuallyLongNameOfAStructureOfAService")), "None"))

FIELDS: dict[str, Callable[[str], Field]] = {
    "short": lambda name: (annotated(Either(("str", "None")), name), "None"),
    "required": lambda name: (annotated("str", name, wire("1", "_min")), None),
    "list": lambda name: (annotated(LIST, name, wire("1", "_min"), wire("10", "_max")), "None"),
    "alternatives": lambda name: (annotated(LONG, name), "None"),
    "dataclass": lambda name: of_a_dataclass(Either(("str", "None")), name),
    "dataclass, list": lambda name: of_a_dataclass(Either((LIST, "None")), name),
    "dataclass, alternatives": lambda name: of_a_dataclass(LONG, name),
    "dataclass, a long name": lambda name: of_a_dataclass("AnUnusuallyLongNameOfAStructureOfAService" * 2, name),
}


TOO_LONG = "dataclass, a long name"  # whatever the name is: nothing is won by a form


@pytest.mark.parametrize("kind", FIELDS)
def test_a_form_gives_what_it_stands_for(kind: str) -> None:
    field = FIELDS[kind]
    form = Form(*field(GAP))
    filled = 0
    for length in range(1, 100):
        for width in range(1, 100):
            name, gap = "n" * length, f'"{"w" * width}"'
            if (text := form.filled(name, gap)) is not None:
                filled += 1
                assert text == annotate(name, *field(gap)), (length, width)
    assert (filled == 0) is (kind == TOO_LONG)
