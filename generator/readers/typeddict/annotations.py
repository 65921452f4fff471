"""Turns a Python annotation, as text, into an `ir.Type`. No other module knows how Python spells types.

The caller resolves names (`Names`), because only a module knows what it declares. This module knows the names of
`typing`, the builtins, and what the AWS stubs import. Nothing is ever imported or evaluated.
"""

import builtins
import sys
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

import libcst as cst

from ... import ir
from ...diagnostics import Severity, did_you_mean
from .bounds import UnreadableBoundError, is_bounds, with_bounds
from .text import LONE_SURROGATE, has_lone_surrogate

STRING = ir.Scalar(ir.ScalarKind.STRING)
INTEGER = ir.Scalar(ir.ScalarKind.INTEGER)
DOUBLE = ir.Scalar(ir.ScalarKind.DOUBLE)
DECIMAL = ir.Scalar(ir.ScalarKind.DECIMAL)
BLOB = ir.Scalar(ir.ScalarKind.BLOB)
TIMESTAMP = ir.Scalar(ir.ScalarKind.TIMESTAMP)
ANYTHING = ir.Scalar(ir.ScalarKind.ANY)
NULL = ir.NULL
BYTE_STREAM = ir.Stream(BLOB)

# By the last part of a dotted name: `t.Any` and `typing_extensions.Any` mean `Any`, `datetime.datetime` is `datetime`.
_SIMPLE: dict[str, ir.Type] = {
    "str": STRING,
    "int": INTEGER,
    "float": DOUBLE,
    "Decimal": DECIMAL,
    "bool": ir.Scalar(ir.ScalarKind.BOOLEAN),
    "bytes": BLOB,
    "bytearray": BLOB,
    "datetime": TIMESTAMP,
    "date": ir.Scalar(ir.ScalarKind.DATE),
    "time": ir.Scalar(ir.ScalarKind.TIME),
    "timedelta": ir.Scalar(ir.ScalarKind.DURATION),
    **dict.fromkeys(("UUID", "UUID1", "UUID3", "UUID4", "UUID5"), ir.Scalar(ir.ScalarKind.UUID)),
    **dict.fromkeys(("Path", "PurePath", "PosixPath", "PurePosixPath"), ir.Scalar(ir.ScalarKind.PATH)),
    "StrictStr": STRING,
    "StrictInt": INTEGER,
    "StrictFloat": DOUBLE,
    "StrictBool": ir.Scalar(ir.ScalarKind.BOOLEAN),
    **dict.fromkeys(["AnyHttpUrl", "AnyUrl", "EmailStr", "HttpUrl", "SecretStr"], STRING),
    "Any": ANYTHING,
    "object": ANYTHING,
    "JsonValue": ANYTHING,
    "Incomplete": ANYTHING,  # of typeshed
    "Text": STRING,
    "LiteralString": STRING,
    "None": NULL,
}
_BYTE_STREAMS = frozenset({"StreamingBody", "IO", "BinaryIO"})
_POSITIVE, _NEGATIVE = ir.Constraints(above=0), ir.Constraints(below=0)
_NOT_NEGATIVE, _NOT_POSITIVE = ir.Constraints(minimum=0), ir.Constraints(maximum=0)
_SIMPLE |= {
    "PositiveInt": ir.replace(INTEGER, constraints=ir.Constraints(minimum=1)),
    "NegativeInt": ir.replace(INTEGER, constraints=ir.Constraints(maximum=-1)),
    "NonNegativeInt": ir.replace(INTEGER, constraints=_NOT_NEGATIVE),
    "NonPositiveInt": ir.replace(INTEGER, constraints=_NOT_POSITIVE),
    "PositiveFloat": ir.replace(DOUBLE, constraints=_POSITIVE),
    "NegativeFloat": ir.replace(DOUBLE, constraints=_NEGATIVE),
    "NonNegativeFloat": ir.replace(DOUBLE, constraints=_NOT_NEGATIVE),
    "NonPositiveFloat": ir.replace(DOUBLE, constraints=_NOT_POSITIVE),
}
_CONSTRAINED = {"conint": INTEGER, "confloat": DOUBLE, "condecimal": DECIMAL, "constr": STRING}  # functions
_SEQUENCES = frozenset({"Sequence", "Iterable", "Collection"})
_LISTS = frozenset({"list", "List", "MutableSequence", "deque", "Deque", *_SEQUENCES})
_FROZEN_SETS = frozenset({"frozenset", "FrozenSet"})
_SETS = frozenset({"set", "Set", "AbstractSet", "MutableSet", *_FROZEN_SETS})
_TUPLES = frozenset({"tuple", "Tuple"})
_MAPS = frozenset({"dict", "Dict", "Mapping", "MutableMapping", "OrderedDict", "defaultdict", "DefaultDict"})
_EVENT_STREAMS = frozenset({"AioEventStream", "EventStream"})
_REQUIREDNESS = {"Required": True, "NotRequired": False}
_MAX_DEPTH = 30  # five times as deep as AWS nests; at twice this depth, type checkers take minutes
_TOO_DEEP = f"nested more than {_MAX_DEPTH} levels deep"
# A value of such a class of Python is never in JSON.
_WITHOUT_JSON_FORM = frozenset(
    """AbstractAsyncContextManager AbstractContextManager AsyncContextManager AsyncGenerator AsyncIterable AsyncIterator
    Awaitable BaseException BufferedIOBase BufferedReader BufferedWriter BytesIO Callable ContextManager Coroutine
    EllipsisType Exception Future Generator IOBase Iterator Lock Logger ModuleType PathLike RLock RawIOBase SSLContext
    StringIO Task TextIO TextIOBase TextIOWrapper Thread Timer TracebackType Type complex memoryview range slice
    type""".split()
)
_TRANSPARENT = frozenset({"ReadOnly", "Final", "ClassVar", "InitVar", "SerializeAsAny"})
# `pulumi.Input[T]` is T, or something that will be T. It is known even if pulumi is not installed beside the module.
_TRANSPARENT_ELSEWHERE = frozenset({"pulumi.Input"})
_KNOWN_NAMES = frozenset(
    {*_SIMPLE, *_BYTE_STREAMS, *_LISTS, *_SETS, *_MAPS, *_REQUIREDNESS, *_TRANSPARENT}
    | {"Annotated", "Literal", "Optional", "Union"}
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What the IR cannot express, or not exactly. Without a place: only the reader knows where the annotation is."""

    code: str
    severity: Severity
    message: str
    hint: str = ""
    fallback: ir.Type = ANYTHING  # the type to use instead
    subject: str = ""  # the type that the problem is about
    has_json_form: bool = True  # whether JSON may have a value of that type. Unions do without one that has none


WRONG_KEY = Problem("map-key", Severity.WARNING, "the keys of this map are read as text, because JSON has no others")


@dataclass(frozen=True, slots=True)
class Annotation:
    """The meaning of an annotation."""

    type: ir.Type
    required: bool | None = None  # None: the class decides, because the annotation does not say
    problems: tuple[Problem, ...] = ()
    has_json_form: bool = True  # whether JSON may have a value of the type


ReadArguments = Callable[[], tuple[ir.Type, ...]]  # reads the arguments in `Page[User]`, where somebody needs them


class Names(Protocol):
    """Resolves the names of a module."""

    has_streams: bool  # whether a file is what a client sends and returns. Otherwise it has no JSON form

    def resolve(self, name: str, arguments: ReadArguments | None = None) -> ir.Type | Problem | None:
        """The type with this name, which may be dotted, or a problem with it. None if the module has no such name.

        `arguments` are those of a subscript, if there is one.
        """

    def original_name(self, name: str, *, is_subscripted: bool = False) -> str | None:
        """`name` as it was before an import renamed it: `t.Any` for `A` after `from t import Any as A`.

        None if the module declares the name.
        """

    def literal_alternatives(self, name: str) -> tuple[ir.Type, ...] | None:
        """What the literal with this name holds: literals, and `BLOB` for its bytes. None if it is no literal."""

    def enum_value(self, name: str) -> str | int | None:
        """The value of an enum member like `Colour.RED`. None if the module does not know it."""

    def has_json_form(self, name: str) -> bool:
        """Whether JSON may have a value of the type with this name, which `resolve` returned."""

    def sequence(self, element: ir.Type) -> ir.Type:
        """The type that `Sequence[element]` stands for."""

    def suggestion(self, name: str) -> str:
        """A hint for an unknown name."""


def parse(text: str, names: Names) -> Annotation:
    """Read the source of one annotation. `names` takes precedence over the names of Python."""
    if _depth(text) > _MAX_DEPTH:
        return Annotation(ANYTHING, problems=(Problem("too-deep", Severity.ERROR, _TOO_DEEP),))
    parser = _Parser(names)
    try:
        type_ = parser.read(cst.parse_expression(f"({text.strip()})" if "\n" in text else text))
    except cst.ParserSyntaxError:
        problem = Problem("bad-annotation", Severity.ERROR, f"not a Python annotation: {_shortened(text)}")
        return Annotation(ANYTHING, problems=(problem,))
    except RecursionError:
        return Annotation(ANYTHING, problems=(Problem("too-deep", Severity.ERROR, _TOO_DEEP),))
    has_json_form = parser.has_json_form(type_, parser.problems)
    return Annotation(type_, parser.required, tuple(parser.problems), has_json_form)


class _Parser:
    """Reads one expression, and collects the problems with it."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.required: bool | None = None
        self.problems: list[Problem] = []
        self.depth = 0

    def read(self, node: cst.BaseExpression) -> ir.Type:
        """The type that `node` spells."""
        if self.depth == _MAX_DEPTH:
            return self._unreadable(_TOO_DEEP, code="too-deep")
        self.depth += 1
        type_ = self._read(node)
        self.depth -= 1
        return type_

    def _read(self, node: cst.BaseExpression) -> ir.Type:
        match node:
            case cst.Name() | cst.Attribute():
                return self._name(dotted_name(node))
            case cst.Subscript():
                return self._subscript(dotted_name(node.value), [_index(each) for each in node.slice])
            case cst.Call() if _last_part(dotted_name(node.func)) in _CONSTRAINED:
                return self._annotated(_CONSTRAINED[_last_part(dotted_name(node.func))], [node])
            case cst.BinaryOperation(operator=cst.BitOr()):
                return self._union(_alternatives(node))
            case cst.SimpleString() | cst.ConcatenatedString() if isinstance(quoted := node.evaluated_value, str):
                inner = parse(quoted, self.names)
                self.problems += inner.problems
                self.required = inner.required if self.required is None else self.required
                return inner.type
        return self._unreadable(f"cannot read {_shortened(_source(node))}")

    def _name(self, name: str) -> ir.Type:
        resolved = self.names.resolve(name)
        if isinstance(resolved, Problem):
            self.problems.append(resolved)
            return resolved.fallback
        if resolved is not None:
            return resolved
        name = self.names.original_name(name) or name
        last = name.rpartition(".")[2]
        if last in _SIMPLE:
            return _SIMPLE[last]
        if last in _BYTE_STREAMS:
            return BYTE_STREAM if self.names.has_streams else self._external(name)
        if last in _SETS:
            return ir.List(ANYTHING, is_set=True, is_frozen=last in _FROZEN_SETS)
        if last in _LISTS | _TUPLES:
            return ir.List(ANYTHING, is_frozen=last in _TUPLES)
        if last in _MAPS:
            return ir.Map(STRING, ANYTHING)
        if "." not in name and last in _KNOWN_NAMES:
            return self._unreadable(f"{name} needs type arguments", hint=f"write {last}[…]")
        if "." in name or hasattr(builtins, name) or hasattr(typing, name):
            return self._external(name)
        return self._unreadable(f"unknown name {name}", code="unknown-name", hint=self._suggestion(name))

    def _subscript(self, name: str, arguments: list[cst.BaseExpression]) -> ir.Type:
        if (original := self.names.original_name(name, is_subscripted=True)) is None:
            return self._generic(name, arguments)
        name = original
        last = name.rpartition(".")[2]
        first = arguments[0] if arguments else cst.Name("Any")
        if last in _REQUIREDNESS:
            self.required = _REQUIREDNESS[last]
            return self.read(first)
        if last in _TRANSPARENT or name in _TRANSPARENT_ELSEWHERE:
            return self.read(first)
        if last == "Annotated":
            return self._annotated(self.read(first), arguments[1:])
        if last in _SETS:
            return ir.List(self.read(first), is_set=True, is_frozen=last in _FROZEN_SETS)
        if (last in _LISTS and len(arguments) != 1) or (last in _MAPS and len(arguments) != 2):
            expected = "1 type argument" if last in _LISTS else "2 type arguments"
            return self._unreadable(f"{name}[…]: expected {expected}, got {len(arguments)}")
        if last in _LISTS:
            element = self.read(first)
            return self.names.sequence(element) if last in _SEQUENCES else ir.List(element)
        if last in _TUPLES:
            return self._tuple(arguments)
        if last in _MAPS:
            return ir.Map(self._key(first), self.read(arguments[1]))
        if last in _EVENT_STREAMS and self.names.has_streams:
            return ir.Stream(self.read(first))
        if last in _BYTE_STREAMS:
            return self._name(name)
        if last == "Optional":
            return self._union([first, cst.Name("None")])
        if last == "Union":
            return self._union(arguments)
        if last == "Literal":
            return self._literal(arguments)
        if "." in name or hasattr(builtins, name) or hasattr(typing, name):
            return self._external(name)
        return self._unreadable(f"cannot read {name}[…]", hint=self._suggestion(name))

    def _annotated(self, type_: ir.Type, marks: list[cst.BaseExpression]) -> ir.Type:
        """`type_` with the bounds among `marks`."""
        for mark in marks:
            if not isinstance(mark, cst.Call):
                continue
            name = dotted_name(mark.func)
            function = (self.names.original_name(name) or name).rpartition(".")[2]
            if is_bounds(function):
                arguments = [_source(each.value) for each in mark.args if each.keyword is None]
                keywords = {each.keyword.value: _source(each.value) for each in mark.args if each.keyword}
                try:
                    type_ = with_bounds(type_, function, arguments, keywords)
                except UnreadableBoundError as error:
                    message = f"{_shortened(_source(mark))}: {error} is left out"
                    self._report("bound-left-out", Severity.WARNING, message)
        return type_

    def _union(self, nodes: list[cst.BaseExpression]) -> ir.Type:
        """The union of `nodes`, without those that have no JSON form, as long as others are left."""
        outer = self.problems
        alternatives: list[tuple[ir.Type, list[Problem]]] = []
        for node in nodes:
            self.problems = []
            alternatives.append((self.read(node), self.problems))
        self.problems = outer
        values = [each for each in alternatives if self.has_json_form(*each)]
        if not [type_ for type_, _ in values if type_ != NULL]:
            values = alternatives
        for type_, problems in alternatives:
            if any(type_ is each for each, _ in values):
                self.problems += problems
            else:
                subjects = [type_.name] if isinstance(type_, ir.Ref) else [each.subject for each in problems]
                self.problems += map(_left_out_of_union, subjects)
        return ir.one_of(_with_one_literal([type_ for type_, _ in values]))

    def has_json_form(self, type_: ir.Type, problems: Sequence[Problem]) -> bool:
        """Whether JSON may have a value of `type_`, which was read with these problems."""
        if isinstance(type_, ir.Ref):
            return self.names.has_json_form(type_.name)
        return type_ != ANYTHING or all(each.has_json_form for each in problems)

    def _generic(self, name: str, arguments: list[cst.BaseExpression]) -> ir.Type:
        """`Page[User]`, where the module declares `Page`."""
        resolved = self.names.resolve(name, lambda: tuple(map(self.read, arguments)))
        if isinstance(resolved, Problem):
            self.problems.append(resolved)
            return resolved.fallback
        if resolved is None:
            return self._unreadable(f"cannot read {name}[…]", hint=self._suggestion(name))
        return resolved

    def _suggestion(self, name: str) -> str:
        return self.names.suggestion(name) or did_you_mean(name, _KNOWN_NAMES)

    def _tuple(self, arguments: list[cst.BaseExpression]) -> ir.Type:
        if len(arguments) == 1 and isinstance(arguments[0], cst.Tuple) and not arguments[0].elements:
            return ir.Tuple(())  # `tuple[()]`
        elements: list[ir.Type] = []
        has_any_length = False
        for each in arguments:
            match each:
                case cst.Ellipsis():
                    has_any_length = True
                case cst.Subscript(value=head, slice=[argument]) if dotted_name(head).rpartition(".")[2] == "Unpack":
                    inner = self.read(_index(argument))  # `*tuple[int, ...]`, also as `Unpack[tuple[int, ...]]`
                    has_any_length |= not isinstance(inner, ir.Tuple)
                    elements += inner.elements if isinstance(inner, ir.Tuple) else [getattr(inner, "element", inner)]
                case _:
                    elements.append(self.read(each))
        if not has_any_length:
            return ir.Tuple(tuple(elements))
        return ir.List(ir.one_of(elements) if elements else ANYTHING, is_frozen=True)

    def _key(self, node: cst.BaseExpression) -> ir.Type:
        key = self.read(node)
        if ir.is_key(key):
            return key
        self.problems.append(WRONG_KEY)
        return STRING

    def _literal(self, arguments: list[cst.BaseExpression]) -> ir.Type:
        values: list[str | int | bool | None] = []
        types: list[ir.Type] = []  # that the literal contains besides
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
                case cst.Attribute() if (value := self.names.enum_value(dotted_name(argument))) is not None:
                    values.append(value)
                case cst.Subscript(value=head) if dotted_name(head).rpartition(".")[2] == "Literal":
                    inner = self._literal([_index(each) for each in argument.slice])
                    for each in inner.alternatives if isinstance(inner, ir.OneOf) else (inner,):
                        values += each.values if isinstance(each, ir.Literal) else ()
                case cst.Name() | cst.Attribute() if named := self.names.literal_alternatives(dotted_name(argument)):
                    types += [each for each in named if not isinstance(each, ir.Literal)]
                    values += [value for each in named if isinstance(each, ir.Literal) for value in each.values]
                case cst.Attribute() if external := self.names.original_name(dotted_name(argument)):
                    return self._external(external)  # a member of an enum that is declared elsewhere
                case cst.SimpleString() | cst.ConcatenatedString() if isinstance(argument.evaluated_value, bytes):
                    self._report("bytes-literal", Severity.WARNING, "a literal of bytes is read as any bytes")
                    types.append(BLOB)
                case _:
                    return self._unreadable(f"cannot read Literal[{_shortened(_source(argument))}]")
        if any(isinstance(each, str) and has_lone_surrogate(each) for each in values):
            return self._unreadable(f"Literal[…]: {LONE_SURROGATE}")
        others = tuple(each for each in values if each is not None)
        types += [ir.Literal(others)] if others else []
        return ir.one_of([*types, NULL] if len(others) < len(values) else types)

    def _external(self, name: str) -> ir.Type:
        has_json_form = not _has_no_json_form(name)
        reason = "is declared elsewhere" if has_json_form else "has no JSON form"
        message = f"{name} {reason}; any JSON value is accepted"
        hint = "declare the type in the spec to have its values checked" if has_json_form else ""
        self.problems.append(
            Problem("external-type", Severity.WARNING, message, hint, subject=name, has_json_form=has_json_form)
        )
        return ANYTHING

    def _unreadable(self, message: str, code: str = "bad-annotation", hint: str = "") -> ir.Type:
        self._report(code, Severity.ERROR, message, hint)
        return ANYTHING

    def _report(self, code: str, severity: Severity, message: str, hint: str = "") -> None:
        self.problems.append(Problem(code, severity, message, hint))


def _has_no_json_form(name: str) -> bool:
    """Whether this is a class whose values are never in JSON: one of Python, or a stream of boto3."""
    module, _, last = name.rpartition(".")
    is_of_python = not module or module.partition(".")[0] in {*sys.stdlib_module_names, "typing_extensions"}
    return last in _BYTE_STREAMS | _EVENT_STREAMS or (is_of_python and last in _WITHOUT_JSON_FORM)


def _with_one_literal(alternatives: list[ir.Type]) -> list[ir.Type]:
    """`alternatives`, with the values of all literals but null in the first of them."""
    literals = [each for each in alternatives if isinstance(each, ir.Literal) and each != NULL]
    if len(literals) < 2:
        return alternatives
    values = {(type(value), value): value for each in literals for value in each.values}
    merged = ir.Literal(tuple(values.values()))
    others = {id(each) for each in literals[1:]}
    return [merged if each is literals[0] else each for each in alternatives if id(each) not in others]


def _left_out_of_union(subject: str) -> Problem:
    message = f"{subject} has no JSON form, so it is left out of the union"
    return Problem("no-json-form", Severity.WARNING, message)


def _last_part(name: str) -> str:
    """The last part of a dotted name."""
    return name.rpartition(".")[2]


def dotted_name(node: cst.BaseExpression) -> str:
    """`a.b.c` as text. For any other expression, its source."""
    match node:
        case cst.Name(value):
            return value
        case cst.Attribute(value, cst.Name(attribute)):
            return f"{dotted_name(value)}.{attribute}"
    return _source(node)


def _alternatives(node: cst.BinaryOperation) -> list[cst.BaseExpression]:
    """The operands of `a | b | c`, which Python nests to the left."""
    reversed_operands: list[cst.BaseExpression] = [node.right]
    left = node.left
    while isinstance(left, cst.BinaryOperation) and isinstance(left.operator, cst.BitOr):
        reversed_operands.append(left.right)
        left = left.left
    return [left, *reversed(reversed_operands)]


def _depth(text: str) -> int:
    """How deeply the brackets of `text` are nested. Brackets in strings count as well."""
    return max(accumulate({"[": 1, "(": 1, "]": -1, ")": -1}.get(each, 0) for each in text), default=0)


def _index(element: cst.SubscriptElement) -> cst.BaseExpression:
    """A type argument. One with a star is the argument of `Unpack`."""
    if not isinstance(element.slice, cst.Index):
        return cst.Ellipsis()
    value = element.slice.value
    has_star = element.slice.star is not None
    return cst.Subscript(cst.Name("Unpack"), [cst.SubscriptElement(cst.Index(value))]) if has_star else value


def _source(node: cst.BaseExpression) -> str:
    return cst.Module([]).code_for_node(node)


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
