"""Statements: one after another, with what each variable may hold at each of them."""

import ast
from collections.abc import Callable, Iterable
from typing import Any

from ..outputs import Outputs
from . import libraries
from .definitions import FunctionNode
from .expressions import Environment, Expressions
from .invocations import Call
from .program import Program, few, known
from .values import (
    ANYTHING,
    NOTHING,
    Class,
    Container,
    Descriptor,
    External,
    Function,
    Instance,
    ModuleValue,
    Unit,
    Values,
    join,
    texts_in,
)

_ROUNDS = 3  # of a loop: what a round stores, the next one sees


def evaluate(program: Program, outputs: Outputs) -> None:
    """Evaluate units until nothing new comes out."""
    while unit := program.next_unit():
        Statements(program, unit, outputs).run()


class Statements(Expressions):
    """The evaluation of one unit, from its first statement to its last."""

    def __init__(self, program: Program, unit: Unit, outputs: Outputs) -> None:
        super().__init__(program, unit, outputs)
        self.environment: Environment = {}
        self._classes: list[Class] = []  # in whose bodies we are

    def run(self) -> None:
        """Evaluate the unit."""
        self.unit.forget_findings()
        node = self.unit.definition.node
        if isinstance(node, ast.Module):
            self._body(node.body)
            return
        assert isinstance(node, FunctionNode)
        self._take_arguments(node)
        if isinstance(node, ast.Lambda):
            self.program.write((self.unit, "return"), self.evaluate(node.body))
            return
        annotated = self.annotated(node.returns)
        self._body(node.body)
        if annotated and not self.unit.definition.is_generator:
            returned = self.program.read((self.unit, "return"), self.unit)
            if not known(returned):
                self.program.write((self.unit, "return"), annotated)

    # Parameters

    def _take_arguments(self, node: FunctionNode) -> None:
        given = dict(self.unit.arguments)
        for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            values = given.get(each.arg, NOTHING) | self._slot(each.arg)
            self.store(each.arg, values if known(values) else self._argument(each, values))
        names = {*given, *texts_in(self.program.read((self.unit, "extras"), self.unit))[0]}
        extra = {name: given.get(name, NOTHING) | self._slot(name) for name in names if name.startswith("*")}
        if node.args.vararg:
            numbered: dict[object, Values] = {int(name[1:]): each for name, each in extra.items() if name[1:].isdigit()}
            numbered[None] = extra.get("*", NOTHING)
            self.store(node.args.vararg.arg, self.new_container(node.args.vararg, numbered))
        if node.args.kwarg:
            named: dict[object, Values] = {
                name[2:]: each for name, each in extra.items() if name.startswith("**") and name != "**"
            }
            named[None] = extra.get("**", NOTHING)
            self.store(node.args.kwarg.arg, self.new_container(node.args.kwarg, named, is_mapping=True))

    def _slot(self, parameter: str) -> Values:
        return self.program.read((self.unit, "parameter", parameter), self.unit)

    def _argument(self, parameter: ast.arg, values: Values) -> Values:
        """What a parameter is of whose arguments nothing is known: its default, or what its annotation says."""
        function = Function(self.unit.definition, self.unit.closure or self.unit)
        default = self.program.read((function, "default", parameter.arg), self.unit)
        annotated = self.annotated(parameter.annotation)
        if annotated or known(default):
            return values | default | annotated
        return self._fixture(parameter.arg) or values

    def _fixture(self, name: str) -> Values:
        """What the fixture of pytest that a parameter names gives."""
        function = self.unit.definition
        if not function.name.startswith("test") and not _is_fixture(function.node):
            return NOTHING
        folders = {self.module.path.parent, *self.module.path.parents}
        for module in (self.module, *self.program.modules):
            is_near = module is self.module or (module.path.name == "conftest.py" and module.path.parent in folders)
            for found in self.program.read((module.definition, "global", name), self.unit) if is_near else ():
                if isinstance(found, Function) and _is_fixture(found.definition.node):
                    values = self.invoke(found, Call())
                    return self.enter(values, function.node) if found.definition.is_generator else values
        return NOTHING

    # Variables

    def store(self, name: str, values: Values) -> None:
        """Assign to a variable."""
        values = few(values)
        definition = self.unit.definition
        if self._classes:
            self.environment[name] = values
            self.program.write((self._classes[-1], "attribute", name), values)
        elif name in definition.global_names:
            self._store_outside(name, values)
        else:
            self.environment[name] = values
            if isinstance(definition.node, ast.Module):
                self.program.write((definition, "global", name), values)
            elif definition.has_inner:
                self.program.write((self.unit, "variable", name), values)

    def _store_outside(self, name: str, values: Values) -> None:
        unit = self.unit.closure
        while unit is not None and unit.closure is not None:
            if name in unit.definition.own_names:
                self.program.write((unit, "variable", name), values)
                return
            unit = unit.closure
        self.program.write((self.module.definition, "global", name), values)

    def assign(self, target: ast.expr, values: Values) -> None:
        """Assign to whatever may stand before `=`."""
        match target:
            case ast.Name():
                self.store(target.id, values)
            case ast.Attribute():
                self._assign_attribute(target, values)
            case ast.Subscript():
                self.put_at(self.evaluate(target.value), self.evaluate(target.slice), values)
            case ast.Tuple() | ast.List():
                for position, each in enumerate(target.elts):
                    self.assign(each, self._element(values, position, each))
            case ast.Starred():
                self.assign(target.value, values)

    def _assign_attribute(self, target: ast.Attribute, values: Values) -> None:
        for each in self.evaluate(target.value):
            if isinstance(each, Instance | Class | External):
                self.program.write((each, "attribute", target.attr), values)
            elif isinstance(each, ModuleValue):
                self.program.write((each.definition, "global", target.attr), values)
            elif isinstance(each, Container):
                self.put(each, target.attr, values)

    def _element(self, values: Values, position: int, node: ast.AST) -> Values:
        found = [
            self.item(each, position) if isinstance(each, Container) else self.iterate(frozenset({each}), node)
            for each in values
        ]
        return join(*found)

    # Statements. Each returns whether the code behind it is reached.

    def _body(self, body: Iterable[ast.stmt]) -> bool:
        return all(self._statement(each) for each in body)

    def _statement(self, node: ast.stmt) -> bool:
        method: Callable[[Any], bool | None] | None = getattr(self, f"_{type(node).__name__}", None)
        if method:
            return method(node) is not False
        for each in ast.iter_child_nodes(node):
            if isinstance(each, ast.expr):
                self.evaluate(each)
        return True

    def _Expr(self, node: ast.Expr) -> None:  # noqa: N802
        self.evaluate(node.value)

    def _Assign(self, node: ast.Assign) -> None:  # noqa: N802
        values = self.evaluate(node.value)
        for target in node.targets:
            self.assign(target, values)

    def _AnnAssign(self, node: ast.AnnAssign) -> None:  # noqa: N802
        annotated = self.annotated(node.annotation)
        values = self.evaluate(node.value)
        if known(values) or annotated or node.value:
            self.assign(node.target, values if known(values) else values | annotated)

    def _AugAssign(self, node: ast.AugAssign) -> None:  # noqa: N802
        before = self.evaluate(self.program.parse(ast.unparse(node.target)))
        added = self.evaluate(node.value)
        containers = [each for each in before if isinstance(each, Container)]
        for container in containers:
            for each in added:
                if isinstance(each, Container):
                    self.copy_items(container, each)
        self.assign(node.target, before if containers else self.concatenate([before, added]))

    def _Return(self, node: ast.Return) -> bool:  # noqa: N802
        self.program.write((self.unit, "return"), self.evaluate(node.value))
        return False

    def _Raise(self, node: ast.Raise) -> bool:  # noqa: N802
        self.evaluate(node.exc)
        return False

    def _If(self, node: ast.If) -> bool:  # noqa: N802
        self.evaluate(node.test)
        return self._branches([node.body, node.orelse])

    def _branches(self, bodies: Iterable[Iterable[ast.stmt]]) -> bool:
        """Evaluate bodies of which one runs. What a variable may hold behind them is what it may hold behind any."""
        before = dict(self.environment)
        behind: list[Environment] = []
        for body in bodies:
            self.environment = dict(before)
            if self._body(body):
                behind.append(self.environment)
        self.environment = _joined(behind) if behind else before
        return bool(behind)

    def _For(self, node: ast.For | ast.AsyncFor) -> None:  # noqa: N802
        def run() -> None:
            self.assign(node.target, self.iterate(self.evaluate(node.iter), node.iter))
            self._body(node.body)

        self._loop(run)
        self._branches([node.orelse])

    _AsyncFor = _For

    def _While(self, node: ast.While) -> None:  # noqa: N802
        def run() -> None:
            self.evaluate(node.test)
            self._body(node.body)

        self._loop(run)
        self._branches([node.orelse])

    def _loop(self, run: Callable[[], None]) -> None:
        for _ in range(_ROUNDS):
            before = dict(self.environment)
            run()
            self.environment = _joined([before, self.environment])
            if self.environment == before:
                return

    def _With(self, node: ast.With | ast.AsyncWith) -> bool:  # noqa: N802
        for each in node.items:
            entered = self.enter(self.evaluate(each.context_expr), each.context_expr)
            if each.optional_vars:
                self.assign(each.optional_vars, entered)
        return self._body(node.body)

    _AsyncWith = _With

    def _Try(self, node: ast.Try) -> bool:  # noqa: N802
        before = dict(self.environment)
        is_reached = self._body(node.body)
        after = self.environment
        behind = []
        if is_reached and self._body(node.orelse):
            behind.append(self.environment)
        for handler in node.handlers:
            self.environment = _joined([before, after])
            self.evaluate(handler.type)
            if handler.name:
                self.store(handler.name, ANYTHING)
            if self._body(handler.body):
                behind.append(self.environment)
        self.environment = _joined(behind or [before, after])
        return self._body(node.finalbody) and bool(behind)

    _TryStar = _Try

    def _Match(self, node: ast.Match) -> bool:  # noqa: N802
        values = self.evaluate(node.subject)
        for case in node.cases:
            for each in ast.walk(case.pattern):
                name = each.name if isinstance(each, ast.MatchAs | ast.MatchStar) else None
                if name:
                    self.store(name, values)
        return self._branches([*(each.body for each in node.cases), []])

    # Definitions

    def _FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:  # noqa: N802
        if _is_overload(node):  # what it says in types, the implementation says in code
            return
        values: Values = frozenset({self.define(node)})
        for decorator in reversed(node.decorator_list):
            values = self._decorated(decorator, values)
        if not _changes_property(node):
            self.store(node.name, values)

    _AsyncFunctionDef = _FunctionDef

    def _decorated(self, decorator: ast.expr, values: Values) -> Values:
        """A function behind a decorator. Most decorators of libraries leave it what it is."""
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = ast.unparse(target)
        kind = "property" if libraries.PROPERTY.fullmatch(name) else _KINDS.get(name, "")
        if kind:
            return frozenset(Descriptor(kind, each) for each in values)
        made = self.call(self.evaluate(decorator), Call([values]), decorator)
        is_own = any(isinstance(each, Function | Instance | Descriptor) for each in made)
        return made if is_own else values

    def _ClassDef(self, node: ast.ClassDef) -> None:  # noqa: N802
        cls = Class(self.module.definitions[id(node)], self.unit)
        for position, base in enumerate(node.bases):
            bases = self.evaluate(base.value if isinstance(base, ast.Subscript) else base)
            self.program.add_bases(cls, position, bases)
        for each in self.mro(cls):
            if each != cls:
                self.program.write((each, "subclasses"), frozenset({cls}))
        outer = dict(self.environment)
        self._classes.append(cls)
        self._body(node.body)
        self._classes.pop()
        self.environment = outer
        for decorator in node.decorator_list:
            self.evaluate(decorator)
        self.store(node.name, frozenset({cls}))

    # Imports

    def _Import(self, node: ast.Import) -> None:  # noqa: N802
        for each in node.names:
            self.note_import(each.name, node)
            name = each.name if each.asname else each.name.split(".")[0]
            self.store(each.asname or name, self._imported(name))

    def _ImportFrom(self, node: ast.ImportFrom) -> None:  # noqa: N802
        name = self._absolute(node)
        module = self.program.find_module(name, self.module)
        for each in node.names:
            if each.name == "*":
                if module:
                    stars = frozenset({ModuleValue(module.definition)})
                    self.program.write((self.module.definition, "stars"), stars)
                    self._take_stars(ModuleValue(module.definition))
                continue
            values = self.global_value(ModuleValue(module.definition), each.name) if module else NOTHING
            if not module or (not values and each.name not in module.definition.own_names):
                values = self._imported(f"{name}.{each.name}")
                self.note_import(f"{name}.{each.name}", node)
            self.store(each.asname or each.name, values)

    def _take_stars(self, module: ModuleValue) -> None:
        for name in module.definition.own_names:
            if not name.startswith("_"):
                self.store(name, self.global_value(module, name))

    def _imported(self, name: str) -> Values:
        module = self.program.find_module(name, self.module)
        return frozenset({ModuleValue(module.definition) if module else External(name)})

    def _absolute(self, node: ast.ImportFrom) -> str:
        """The name of the module from which something is imported."""
        if not node.level:
            return node.module or ""
        package = self.module.package[: len(self.module.package) + 1 - node.level]
        return ".".join([*package, *filter(None, [node.module])])


_KINDS = {"staticmethod": "static", "classmethod": "class", "abc.abstractclassmethod": "class"}


def _is_fixture(node: ast.AST) -> bool:
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else []
    names = [ast.unparse(each.func if isinstance(each, ast.Call) else each) for each in decorators]
    return any(each in libraries.FIXTURES or each == "fixture" for each in names)


def _is_overload(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(ast.unparse(each).rpartition(".")[2] == "overload" for each in node.decorator_list)


def _changes_property(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether it is the setter or deleter of a property, which has its getter already."""
    names = [each.attr for each in node.decorator_list if isinstance(each, ast.Attribute)]
    return any(each in {"setter", "deleter"} for each in names)


def _joined(environments: list[Environment]) -> Environment:
    names = dict.fromkeys(name for each in environments for name in each)
    return {name: join(*(each.get(name, NOTHING) for each in environments)) for name in names}
