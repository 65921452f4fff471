"""Expressions and annotations."""

import ast
import builtins
import re
from collections.abc import Callable
from typing import Any

from . import libraries
from .attributes import CallForm
from .calls import Calls
from .definitions import Definition, FunctionNode, defaults
from .invocations import Call
from .values import (
    ANY,
    ANYTHING,
    NOTHING,
    OTHER,
    Class,
    Client,
    Container,
    External,
    Function,
    Instance,
    ModuleValue,
    Position,
    Resource,
    Session,
    Super,
    Text,
    Values,
    join,
    texts_in,
)

Environment = dict[str, Values]

_STUB = re.compile(
    r"(?:mypy_boto3|types_boto3|types_aiobotocore|types_aioboto3)_(\w+?)(?:\.(?:client|service_resource))?\.(\w+)"
)
# Types of which an object, or an element, is meant: `S3Client | None`, `list[S3Client]`.
_TRANSPARENT = frozenset(
    {"Optional", "Union", "Annotated", "Final", "ClassVar", "Required", "NotRequired", "Awaitable"}
)
_ELEMENTS = re.compile(
    r"(?:Async)?(?:[lL]ist|[tT]uple|[sS]et|FrozenSet|frozenset|Sequence|Iterable|Iterator|Generator|Collection"
    r"|ContextManager|Deque|deque)|Abstract(?:Async)?ContextManager"
)
_MAPPINGS = re.compile(r"[dD]ict|(?:Mutable)?Mapping|DefaultDict|defaultdict")


class Expressions(Calls):
    """Evaluates expressions, with the variables of the unit at hand."""

    environment: Environment

    def evaluate(self, node: ast.expr | None) -> Values:
        """What an expression may be."""
        if node is None:
            return NOTHING
        method: Callable[[Any], Values] | None = getattr(self, f"_{type(node).__name__}", None)
        if method:
            return method(node)
        for each in ast.iter_child_nodes(node):
            if isinstance(each, ast.expr):
                self.evaluate(each)
        return OTHER

    def _Constant(self, node: ast.Constant) -> Values:  # noqa: N802
        if isinstance(node.value, str):
            return frozenset({Text(node.value)})
        if node.value is None:
            return NOTHING
        return frozenset({Position(node.value)}) if type(node.value) is int and 0 <= node.value < 100 else OTHER

    def _Name(self, node: ast.Name) -> Values:  # noqa: N802
        return self.variable(node.id)

    def assign(self, target: ast.expr, values: Values) -> None:
        """Assign to what stands before `=`. Statements know how."""
        raise NotImplementedError

    def variable(self, name: str) -> Values:
        """What a variable may hold."""
        definition: Definition | None = self.unit.definition
        if name in self.environment and not (definition and name in definition.global_names):
            return self.environment[name]
        unit = self.unit
        while unit.closure is not None:
            if name in unit.definition.own_names:
                return self.program.read((unit, "variable", name), self.unit)
            unit = unit.closure
        module = self.module.definition
        if name in module.own_names or not hasattr(builtins, name):
            return self.global_value(ModuleValue(module), name)
        return frozenset({External(f"builtins.{name}")})

    def _Attribute(self, node: ast.Attribute) -> Values:  # noqa: N802
        return self.attribute(self.evaluate(node.value), node.attr, node, None)

    def _Call(self, node: ast.Call) -> Values:  # noqa: N802
        call = self._arguments(node)
        form = _form_of(node)
        if isinstance(node.func, ast.Attribute):
            callee = self.attribute(self.evaluate(node.func.value), node.func.attr, node.func, form)
        elif isinstance(node.func, ast.Call) and self.evaluate(node.func.func) == _GETATTR:
            callee = self.get_attribute(self._arguments(node.func), node.func, form)
        else:
            callee = self.evaluate(node.func)
        if isinstance(node.func, ast.Name) and node.func.id == "super" and callee == _SUPER:
            return self._super(call)
        return self.call(callee, call, node)

    def _arguments(self, node: ast.Call) -> Call:
        call = Call()
        for each in node.args:
            if isinstance(each, ast.Starred):
                values = self.evaluate(each.value)
                containers = [value for value in values if isinstance(value, Container)]
                unpacked = self._unpacked(containers)
                call.positional += unpacked.positional
                call.others |= unpacked.others if containers else ANYTHING
            else:
                call.positional.append(self.evaluate(each))
        for keyword in node.keywords:
            values = self.evaluate(keyword.value)
            if keyword.arg:
                call.keywords[keyword.arg] = values
                continue
            containers = [value for value in values if isinstance(value, Container)]
            for container in containers:
                for key in texts_in(self.keys(container))[0]:
                    call.keywords.setdefault(key, self.item(container, key))
        return call

    def _super(self, call: Call) -> Values:
        unit = self.unit
        while unit.closure is not None and unit.definition.own_class is None:
            unit = unit.closure
        after = unit.definition.own_class
        if after is None:
            return ANYTHING
        node = unit.definition.node
        assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        first = [each.arg for each in (*node.args.posonlyargs, *node.args.args)][:1]
        receivers = self.environment.get(first[0], NOTHING) if first else NOTHING
        return frozenset(Super(each, after) for each in receivers if isinstance(each, Instance | Class))

    def _Await(self, node: ast.Await) -> Values:  # noqa: N802
        return self.evaluate(node.value)

    def _NamedExpr(self, node: ast.NamedExpr) -> Values:  # noqa: N802
        values = self.evaluate(node.value)
        self.assign(node.target, values)
        return values

    def _IfExp(self, node: ast.IfExp) -> Values:  # noqa: N802
        self.evaluate(node.test)
        return self.evaluate(node.body) | self.evaluate(node.orelse)

    def _BoolOp(self, node: ast.BoolOp) -> Values:  # noqa: N802
        return join(*map(self.evaluate, node.values))

    def _BinOp(self, node: ast.BinOp) -> Values:  # noqa: N802
        left, right = self.evaluate(node.left), self.evaluate(node.right)
        if isinstance(node.op, ast.Add):
            containers = frozenset(each for each in left | right if isinstance(each, Container))
            return containers or self.concatenate([left, right])
        if isinstance(node.op, ast.Mod) and texts_in(left)[0]:
            return ANYTHING
        return frozenset(each for each in left | right if isinstance(each, Container | Class | External)) or OTHER

    def _JoinedStr(self, node: ast.JoinedStr) -> Values:  # noqa: N802
        pieces = []
        for each in node.values:
            is_plain = isinstance(each, ast.FormattedValue) and each.conversion == -1 and not each.format_spec
            values = self.evaluate(each.value if isinstance(each, ast.FormattedValue) else each)
            pieces.append(values if is_plain or isinstance(each, ast.Constant) else ANYTHING)
        return self.concatenate(pieces)

    def _Subscript(self, node: ast.Subscript) -> Values:  # noqa: N802
        return self.item_at(self.evaluate(node.value), self.evaluate(node.slice), node)

    def _List(self, node: ast.List | ast.Tuple | ast.Set) -> Values:  # noqa: N802
        items: dict[object, Values] = {}
        is_certain = True
        for position, each in enumerate(node.elts):
            if isinstance(each, ast.Starred):
                items[None] = items.get(None, NOTHING) | self.iterate(self.evaluate(each.value), each)
                is_certain = False
            else:
                key = position if is_certain else None
                items[key] = items.get(key, NOTHING) | self.evaluate(each)
        return self.new_container(node, items)

    _Tuple = _Set = _List

    def _Dict(self, node: ast.Dict) -> Values:  # noqa: N802
        made = self.new_container(node, {}, is_mapping=True)
        for key, value in zip(node.keys, node.values, strict=True):
            values = self.evaluate(value)
            if key:
                self.put_at(made, self.evaluate(key), values)
                continue
            for other in values:
                if isinstance(other, Container):
                    self.copy_items(next(each for each in made if isinstance(each, Container)), other)
        return made

    def _comprehension(self, generators: list[ast.comprehension]) -> None:
        for each in generators:
            self.assign(each.target, self.iterate(self.evaluate(each.iter), each.iter))
            for condition in each.ifs:
                self.evaluate(condition)

    def _ListComp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Values:  # noqa: N802
        self._comprehension(node.generators)
        return self.new_container(node, {None: self.evaluate(node.elt)})

    _SetComp = _GeneratorExp = _ListComp

    def _DictComp(self, node: ast.DictComp) -> Values:  # noqa: N802
        self._comprehension(node.generators)
        made = self.new_container(node, {}, is_mapping=True)
        self.put_at(made, self.evaluate(node.key), self.evaluate(node.value))
        return made

    def _Lambda(self, node: ast.Lambda) -> Values:  # noqa: N802
        return frozenset({self.define(node)})

    def _Yield(self, node: ast.Yield) -> Values:  # noqa: N802
        values = self.evaluate(node.value)
        self.put(Container(id(self.unit.definition.node), self.unit), None, values)
        return ANYTHING

    def _YieldFrom(self, node: ast.YieldFrom) -> Values:  # noqa: N802
        values = self.iterate(self.evaluate(node.value), node)
        self.put(Container(id(self.unit.definition.node), self.unit), None, values)
        return ANYTHING

    def define(self, node: FunctionNode) -> Function:
        """The function that a node defines. Its defaults are evaluated here."""
        function = Function(self.module.definitions[id(node)], self.unit)
        self.program.functions[function] = None
        for name, default in defaults(node).items():
            self.program.write((function, "default", name), self.evaluate(default))
        return function

    # Annotations

    def annotated(self, node: ast.expr | None) -> Values:
        """The objects that an annotation means. Nothing if it means none that matter here."""
        match node:
            case ast.Constant(value=str(text)):
                try:
                    return self.annotated(self.program.parse(text))
                except (SyntaxError, ValueError, RecursionError):
                    return NOTHING
            case ast.BinOp(op=ast.BitOr()):
                return self.annotated(node.left) | self.annotated(node.right)
            case ast.Subscript():
                return self._annotated_generic(node)
            case ast.Name() | ast.Attribute():
                return join(*(self._object_of(each) for each in self.evaluate(node)))
        return NOTHING

    def _annotated_generic(self, node: ast.Subscript) -> Values:
        name = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
        arguments = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if name == "Annotated":
            made = join(*(self.evaluate(each) for each in arguments[1:]))
            return self.annotated(arguments[0]) or frozenset(
                each for each in made if isinstance(each, Client | Resource)
            )
        if name == "Literal":
            return join(*map(self.evaluate, arguments))
        if name in _TRANSPARENT:
            return join(*map(self.annotated, arguments))
        if _ELEMENTS.fullmatch(name):
            elements = join(*map(self.annotated, arguments))
            return self.new_container(node, {None: elements}) if elements else NOTHING
        if _MAPPINGS.fullmatch(name) and (elements := self.annotated(arguments[-1])):
            return self.new_container(node, {None: elements}, is_mapping=True)
        return NOTHING

    def _object_of(self, cls: object) -> Values:
        """An object of a class, for what an annotation says."""
        if isinstance(cls, Class):
            return frozenset({Instance(cls, ANY)})
        if not isinstance(cls, External):
            return NOTHING
        if cls.path in libraries.SESSIONS:
            return frozenset({Session()})
        if cls.path in libraries.ANY_CLIENT:
            return frozenset({Client("")})
        return stubbed(cls.path, self.program.catalog.find_service)


def stubbed(path: str, find_service: Callable[[str], str]) -> Values:
    """The object of a class of the stubs: `types_boto3_s3.client.S3Client`. Nothing if it is no such class."""
    found = _STUB.fullmatch(path)
    service = find_service(found[1]) if found else ""
    if not found or not service:
        return NOTHING
    name = found[2]
    if name.endswith("ServiceResource"):
        return frozenset({Resource(service)})
    if name.endswith("Client"):
        return frozenset({Client(service)})
    return frozenset({Resource(service, name)}) if name[:1].isupper() else NOTHING


def _form_of(node: ast.Call) -> CallForm:
    keywords = frozenset(each.arg for each in node.keywords if each.arg)
    has_star = any(isinstance(each, ast.Starred) for each in node.args)
    return CallForm(
        keywords, bool(node.args) and not has_star, not has_star and all(each.arg for each in node.keywords)
    )


_GETATTR: Values = frozenset({External("builtins.getattr")})
_SUPER: Values = frozenset({External("builtins.super")})
