"""Names for the uses of generic classes: `PageUser` for `Page[User]`."""

import itertools
import re
from collections.abc import Iterable, Iterator

from ... import ir

_SCALARS = {
    ir.ScalarKind.STRING: "Str",
    ir.ScalarKind.BOOLEAN: "Bool",
    ir.ScalarKind.INTEGER: "Int",
    ir.ScalarKind.LONG: "Int",
    ir.ScalarKind.FLOAT: "Float",
    ir.ScalarKind.DOUBLE: "Float",
    ir.ScalarKind.TIMESTAMP: "Datetime",
    ir.ScalarKind.BLOB: "Bytes",
    ir.ScalarKind.DOCUMENT: "Any",
    ir.ScalarKind.ANY: "Any",
}
_LONGEST_LITERAL = 40


def possible_names(name: str, arguments: Iterable[ir.Type]) -> Iterator[str]:
    """The name of a use of `name`, then the same with a number behind."""
    full = name + "".join(map(_type_name, arguments))
    yield full
    yield from (f"{full}{number}" for number in itertools.count(2))


def _type_name(type_: ir.Type) -> str:
    match type_:
        case ir.Scalar(kind):
            return _SCALARS.get(kind, kind.title())
        case ir.Ref(name):
            return name
        case ir.List(element):
            return f"{'Set' if type_.is_set else 'List'}{_type_name(element)}"
        case ir.Tuple(elements):
            return "Tuple" + "".join(map(_type_name, elements))
        case ir.Map(key, value):
            return f"Dict{_type_name(key)}{_type_name(value)}"
        case ir.Stream(element):
            return f"Stream{_type_name(element)}"
        case ir.Literal((None,)):
            return "None"
        case ir.Literal(values):
            return _literal_name(values)
        case ir.OneOf(alternatives):
            others = dict.fromkeys(_type_name(each) for each in alternatives if each != ir.NULL)
            optional = "Optional" if ir.NULL in alternatives else ""
            return optional + "Or".join(others)


def _literal_name(values: tuple[str | int | bool | None, ...]) -> str:
    words = [re.sub(r"\W+", " ", str(each)).title().replace(" ", "") for each in values]
    name = "Or".join(words)
    return name if name and len(name) <= _LONGEST_LITERAL else "Literal"
