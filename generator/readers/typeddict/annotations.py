"""One Python annotation, as text, into one `ir.Type`. The one place that knows how Python spells types.

What a name means is asked of the caller (`Names`), for only a module knows what it declares; everything else here is
the vocabulary of `typing`, of builtins, and of what the AWS stubs import. Nothing is ever imported or evaluated.
"""

import builtins
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

import libcst as cst

from ... import ir
from ...diagnostics import Severity, nearest
from .text import LONE_SURROGATE, has_lone_surrogate

STRING = ir.Scalar(ir.ScalarKind.STRING)
INTEGER = ir.Scalar(ir.ScalarKind.INTEGER)
DOUBLE = ir.Scalar(ir.ScalarKind.DOUBLE)
BLOB = ir.Scalar(ir.ScalarKind.BLOB)
TIMESTAMP = ir.Scalar(ir.ScalarKind.TIMESTAMP)
ANYTHING = ir.Scalar(ir.ScalarKind.ANY)
NULL = ir.NULL
BYTE_STREAM = ir.Stream(BLOB)

# By the last part of a dotted name: `datetime.datetime`, `t.Any` and `typing_extensions.Any` mean what `Any` means.
_SIMPLE: dict[str, ir.Type] = {
    "str": STRING,
    "int": INTEGER,
    "float": DOUBLE,
    "Decimal": DOUBLE,
    "bool": ir.Scalar(ir.ScalarKind.BOOLEAN),
    "bytes": BLOB,
    "bytearray": BLOB,
    "datetime": TIMESTAMP,
    "Any": ANYTHING,
    "object": ANYTHING,
    "Text": STRING,
    "LiteralString": STRING,
    "None": NULL,
    "StreamingBody": BYTE_STREAM,
    "IO": BYTE_STREAM,
    "BinaryIO": BYTE_STREAM,
}
_LISTS = frozenset({"list", "List", "Sequence", "MutableSequence", "Iterable", "Collection", "deque", "Deque"})
_SETS = frozenset({"set", "Set", "frozenset", "FrozenSet", "AbstractSet"})
_MAPS = frozenset({"dict", "Dict", "Mapping", "MutableMapping", "OrderedDict", "defaultdict", "DefaultDict"})
_EVENT_STREAMS = frozenset({"AioEventStream", "EventStream"})
_REQUIREDNESS = {"Required": True, "NotRequired": False}
_DEEPEST = 30  # five times the deepest of AWS; type checkers take minutes beyond twice that
_TOO_DEEP = f"nested more than {_DEEPEST} deep"
_TRANSPARENT = frozenset({"ReadOnly", "Final", "ClassVar"})
_VOCABULARY = frozenset(
    {*_SIMPLE, *_LISTS, *_SETS, *_MAPS, *_REQUIREDNESS, *_TRANSPARENT, "Annotated", "Literal", "Optional", "Union"}
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What an annotation says that cannot be said in the IR, or not for certain; the reader knows where it stands."""

    code: str
    severity: Severity
    message: str
    hint: str = ""
    instead: ir.Type = ANYTHING  # what is taken for it


@dataclass(frozen=True, slots=True)
class Annotation:
    """What an annotation means."""

    type: ir.Type
    required: bool | None = None  # None: it does not say, and the class decides
    problems: tuple[Problem, ...] = ()


class Names(Protocol):
    """What a module's names mean."""

    def meaning(self, name: str) -> ir.Type | Problem | None:
        """The type called `name`, dotted or not; a problem with it; None where the module knows no such name."""

    def python_name(self, name: str) -> str:
        """What the module calls `name`, as it is called where it comes from: `t.Any` for `from t import Any as A`."""

    def constant(self, name: str) -> str | int | None:
        """The value of a member of an enum, `Colour.RED`, if the module knows it."""

    def suggestion(self, name: str) -> str:
        """A hint for an unknown name."""


def parse(text: str, names: Names) -> Annotation:
    """Read `text`, the source of one annotation; `names` is asked before Python's own vocabulary is."""
    if _depth(text) > _DEEPEST:
        return Annotation(ANYTHING, problems=(Problem("too-deep", Severity.ERROR, _TOO_DEEP),))
    try:
        expression = cst.parse_expression(f"({text.strip()})" if "\n" in text else text)
    except cst.ParserSyntaxError:
        problem = Problem("bad-annotation", Severity.ERROR, f"not a Python annotation: {_shortened(text)}")
        return Annotation(ANYTHING, problems=(problem,))
    parser = _Parser(names)
    type_ = parser.read(expression)
    return Annotation(type_, parser.required, tuple(parser.problems))


class _Parser:
    """Reads one expression, keeping what it has to say about it."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.required: bool | None = None
        self.problems: list[Problem] = []
        self.depth = 0

    def read(self, node: cst.BaseExpression) -> ir.Type:
        """What `node` means."""
        if self.depth == _DEEPEST:
            return self._lost(_TOO_DEEP, code="too-deep")
        self.depth += 1
        type_ = self._read(node)
        self.depth -= 1
        return type_

    def _read(self, node: cst.BaseExpression) -> ir.Type:
        match node:
            case cst.Name() | cst.Attribute():
                return self._name(dotted_name(node))
            case cst.Subscript():
                return self._subscript(
                    self.names.python_name(dotted_name(node.value)), [_index(each) for each in node.slice]
                )
            case cst.BinaryOperation(operator=cst.BitOr()):
                return ir.one_of([self.read(each) for each in _alternatives(node)])
            case cst.SimpleString() | cst.ConcatenatedString() if isinstance(quoted := node.evaluated_value, str):
                inner = parse(quoted, self.names)
                self.problems += inner.problems
                self.required = inner.required if self.required is None else self.required
                return inner.type
        return self._lost(f"cannot read {_shortened(_source(node))}")

    def _name(self, name: str) -> ir.Type:
        found = self.names.meaning(name)
        if isinstance(found, Problem):
            self.problems.append(found)
            return found.instead
        if found is not None:
            return found
        name = self.names.python_name(name)
        last = name.rpartition(".")[2]
        if last in _SIMPLE:
            return _SIMPLE[last]
        if last in _LISTS | _SETS | {"tuple", "Tuple"}:
            return ir.List(ANYTHING)
        if last in _MAPS:
            return ir.Map(STRING, ANYTHING)
        if "." in name or last == "Callable" or hasattr(builtins, name):
            return self._external(name)
        if last in _VOCABULARY:
            hint = f"{last} needs brackets: {last}[…]"
            return self._lost(f"{name} says nothing by itself", hint=hint)
        return self._lost(f"unknown name {name}", code="unknown-name", hint=self._suggestion(name))

    def _subscript(self, name: str, arguments: list[cst.BaseExpression]) -> ir.Type:
        last = name.rpartition(".")[2]
        first = arguments[0] if arguments else cst.Name("Any")
        if last in _REQUIREDNESS:
            self.required = _REQUIREDNESS[last]
            return self.read(first)
        if last in _TRANSPARENT or last == "Annotated":
            return self.read(first)
        if last in _SETS:
            self._say("set-as-list", Severity.NOTE, f"{name}[…] is a list in JSON, and so it is here")
            return ir.List(self.read(first))
        if (last in _LISTS and len(arguments) != 1) or (last in _MAPS and len(arguments) != 2):
            return self._lost(f"{name}[…] takes {1 if last in _LISTS else 2}, not {len(arguments)}")
        if last in _LISTS:
            return ir.List(self.read(first))
        if last in {"tuple", "Tuple"}:
            return self._tuple(arguments)
        if last in _MAPS:
            return ir.Map(self._key(first), self.read(arguments[1]))
        if last in _EVENT_STREAMS:
            return ir.Stream(self.read(first))
        if last in {"IO", "BinaryIO"}:
            return BYTE_STREAM
        if last == "Optional":
            return ir.one_of([self.read(first), NULL])
        if last == "Union":
            return ir.one_of([self.read(each) for each in arguments])
        if last == "Literal":
            return self._literal(arguments)
        if last == "Callable":
            return self._external(name)
        meaning = self.names.meaning(name)
        if isinstance(meaning, Problem):
            self.problems.append(meaning)
            return meaning.instead
        if meaning is not None:
            hint = "declare a type for each of its uses"
            return self._lost(f"{name}[…]: generic types are not supported", code="generic", hint=hint)
        if "." in name or hasattr(builtins, name):
            return self._external(name)
        return self._lost(f"cannot read {name}[…]", hint=self._suggestion(name))

    def _suggestion(self, name: str) -> str:
        return self.names.suggestion(name) or nearest(name, _VOCABULARY)

    def _tuple(self, arguments: list[cst.BaseExpression]) -> ir.Type:
        elements = [self.read(each) for each in arguments if not isinstance(each, cst.Ellipsis)]
        if len(elements) == len(arguments):
            self._say("tuple-as-list", Severity.WARNING, "a tuple is a list here, of any length")
        return ir.List(ir.one_of(elements) if elements else ANYTHING)

    def _key(self, node: cst.BaseExpression) -> ir.Type:
        key = self.read(node)
        if isinstance(key, ir.Scalar | ir.List | ir.Map) and key != STRING:
            self._say("map-key", Severity.WARNING, "keys are strings in JSON, and so they are here")
            return STRING
        return key

    def _literal(self, arguments: list[cst.BaseExpression]) -> ir.Type:
        values: list[str | int | bool | None] = []
        for argument in arguments:
            match argument:
                case cst.SimpleString() | cst.ConcatenatedString() if isinstance(argument.evaluated_value, str):
                    values.append(argument.evaluated_value)
                case cst.Integer():
                    values.append(argument.evaluated_value)
                case cst.UnaryOperation(operator=cst.Minus(), expression=cst.Integer() as number):
                    values.append(-number.evaluated_value)
                case cst.Name("True" | "False" | "None" as word):
                    values.append({"True": True, "False": False, "None": None}[word])
                case cst.Attribute() if (value := self.names.constant(dotted_name(argument))) is not None:
                    values.append(value)
                case cst.Subscript(value=head) if dotted_name(head).rpartition(".")[2] == "Literal":
                    inner = self._literal([_index(each) for each in argument.slice])
                    for each in inner.alternatives if isinstance(inner, ir.OneOf) else (inner,):
                        values += each.values if isinstance(each, ir.Literal) else ()
                case _:
                    return self._lost(f"cannot read Literal[{_shortened(_source(argument))}]")
        if any(isinstance(each, str) and has_lone_surrogate(each) for each in values):
            return self._lost(f"Literal[…]: {LONE_SURROGATE}")
        others = tuple(each for each in values if each is not None)
        return (
            ir.one_of([ir.Literal(others), NULL]) if others and len(others) < len(values) else ir.Literal(tuple(values))
        )

    def _external(self, name: str) -> ir.Type:
        self._say(
            "external-type",
            Severity.WARNING,
            f"{name} is declared elsewhere; any JSON value is taken for it",
            "declare the type in the spec if values of it should be checked",
        )
        return ANYTHING

    def _lost(self, message: str, code: str = "bad-annotation", hint: str = "") -> ir.Type:
        self._say(code, Severity.ERROR, message, hint)
        return ANYTHING

    def _say(self, code: str, severity: Severity, message: str, hint: str = "") -> None:
        self.problems.append(Problem(code, severity, message, hint))


def dotted_name(node: cst.BaseExpression) -> str:
    """`a.b.c` as text, or what stands there instead."""
    match node:
        case cst.Name(value):
            return value
        case cst.Attribute(value, cst.Name(attribute)):
            return f"{dotted_name(value)}.{attribute}"
    return _source(node)


def _alternatives(node: cst.BinaryOperation) -> list[cst.BaseExpression]:
    """`a | b | c`, which Python nests to the left."""
    found: list[cst.BaseExpression] = [node.right]
    left = node.left
    while isinstance(left, cst.BinaryOperation) and isinstance(left.operator, cst.BitOr):
        found.append(left.right)
        left = left.left
    return [left, *reversed(found)]


def _depth(text: str) -> int:
    """How deep the brackets of `text` go; those in strings count as well."""
    return max(accumulate({"[": 1, "(": 1, "]": -1, ")": -1}.get(each, 0) for each in text), default=0)


def _index(element: cst.SubscriptElement) -> cst.BaseExpression:
    return element.slice.value if isinstance(element.slice, cst.Index) else cst.Ellipsis()


def _source(node: cst.BaseExpression) -> str:
    return cst.Module([]).code_for_node(node)


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
