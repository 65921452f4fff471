"""Calls of functions and classes that the scanned code defines."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ...diagnostics import Source
from ..findings import Certainty, Unknown, Use
from .definitions import FunctionNode, OpenQuestion, Site, defaults, parameters
from .program import Program
from .values import (
    ANY,
    ANYTHING,
    NOTHING,
    Arguments,
    Bound,
    Class,
    Client,
    ClientMethod,
    Collection,
    Container,
    Descriptor,
    External,
    Function,
    Instance,
    Partial,
    Resource,
    Super,
    Text,
    Unit,
    Value,
    Values,
    join,
)

_LONGEST_NAME = 80  # of a service or a method
_NAME = re.compile(r"[A-Za-z_][\w.-]*")


_TELLING = (Client, ClientMethod, Resource, Collection, Function, Bound, Partial, Class)


@dataclass(slots=True)
class Call:
    """What is passed to a function."""

    positional: list[Values] = field(default_factory=list)
    keywords: dict[str, Values] = field(default_factory=dict)
    others: Values = NOTHING  # what `*` and `**` pass, where nobody can tell as which parameter

    def get(self, position: int, name: str = "") -> Values:
        """The argument at a position or under a name. Nothing if it is not passed."""
        if position < len(self.positional):
            return self.positional[position]
        return self.keywords.get(name, NOTHING) | self.others

    def after(self, count: int) -> "Call":
        """The call without its first positional arguments."""
        return Call(self.positional[count:], self.keywords, self.others)

    def with_first(self, values: Values) -> "Call":
        """The call with one more argument in front."""
        return Call([values, *self.positional], self.keywords, self.others)


class Invocations:
    """The evaluation of one unit: what it reads, writes, calls and finds."""

    def __init__(self, program: Program, unit: Unit) -> None:
        self.program = program
        self.unit = unit
        self.module = unit.definition.module

    # Findings

    def source(self, node: ast.AST) -> Source:
        """Where a node stands."""
        return Source(self.module.file, getattr(node, "lineno", 0))

    def add_use(
        self, service: str, operation: str, node: ast.AST, evidence: str, certainty: Certainty = Certainty.EXACT
    ) -> None:
        """Note that the unit uses an operation."""
        use = Use(service, operation, certainty, self.source(node), evidence)
        self.unit.uses.add(use)
        self.unit.uses_by_site.setdefault(self.site(node), set()).add(use)

    def add_unknown(self, unknown: Unknown, node: ast.AST, *, is_answered_by_a_use: bool = True) -> None:
        """Note that the unit may use operations that nobody can tell."""
        self.unit.unknowns.add(OpenQuestion(unknown, self.site(node), is_answered_by_a_use))

    def site(self, node: ast.AST) -> Site:
        """Which place in the code a node is. Two calls on one line are two places."""
        return self.module.file, getattr(node, "end_lineno", 0), getattr(node, "end_col_offset", 0)

    # Functions

    def invoke(self, function: Function, call: Call) -> Values:
        """What a function returns.

        It is evaluated apart for arguments that tell something. All others stand in one variable for each parameter.
        """
        definition = function.definition
        bound = _bind(definition.node, call)
        for name in defaults(definition.node).keys() - bound.keys():
            bound[name] = self.program.read((function, "default", name), self.unit)
        has_many = self.program.has_many(definition, function.closure)
        telling = {name: self._telling(each, has_many=has_many) for name, each in bound.items()}
        if definition.own_class and call.positional:  # `self`
            telling |= {name: bound[name] for name in first_parameter(definition.node)}
        unit = self.program.unit(definition, function.closure, _as_key(telling))
        for name, values in bound.items():
            self.program.write((unit, "parameter", name), values - dict(unit.arguments).get(name, NOTHING))
            if name.startswith("*"):
                self.program.write((unit, "extras"), frozenset({Text(name)}))
        self.unit.calls.add(unit)
        if definition.is_generator:
            return frozenset({Container(id(definition.node), unit)})
        return self.program.read((unit, "return"), self.unit)

    def _telling(self, values: Values, *, has_many: bool) -> Values:
        """Of an argument, what says which service or operation is meant."""
        return frozenset(each for each in values if self._tells(each, has_many=has_many))

    def _tells(self, value: Value, *, has_many: bool) -> bool:
        if not isinstance(value, Text):
            return isinstance(value, _TELLING)
        if not has_many:
            return len(value.text) <= _LONGEST_NAME and bool(_NAME.fullmatch(value.text))
        catalog = self.program.catalog
        return value.text in catalog.services or bool(catalog.services_with(value.text))

    def instantiate(self, cls: Class, call: Call) -> Values:
        """An object of a class."""
        if any(isinstance(each, External) and each.path.startswith("enum.") for each in self._external_bases(cls)):
            return call.get(0, "value")
        has_many = self.program.has_many_instances(cls)
        numbered = {f"*{number}": each for number, each in enumerate(call.positional)}
        telling = {name: self._telling(each, has_many=has_many) for name, each in {**numbered, **call.keywords}.items()}
        instance = Instance(cls, self.program.number_for_instance(cls, _as_key(telling)))
        self.program.add_instance(instance, self.mro(cls))
        initializers = self.class_attribute(cls, "__init__")
        for each in initializers:
            if isinstance(each, Function):
                self.invoke(each, call.with_first(frozenset({instance})))
        if not initializers:
            self._fill_fields(instance, call)
        for each in self.class_attribute(cls, "__post_init__"):
            if isinstance(each, Function):
                self.invoke(each, Call([frozenset({instance})]))
        return frozenset({instance})

    def _fill_fields(self, instance: Instance, call: Call) -> None:
        """Set the attributes of a class without `__init__`: a dataclass, a named tuple, a model."""
        fields = [name for cls in reversed(self.mro(instance.cls)) for name in _fields(cls.definition.node)]
        for name, values in [*zip(fields, call.positional, strict=False), *call.keywords.items()]:
            self.program.write((instance, "attribute", name), values)

    # Classes

    def mro(self, cls: Class) -> tuple[Class, ...]:
        """A class and those that it inherits from, in the order in which an attribute is looked for."""
        return self.program.mro(cls, self.unit)

    def _external_bases(self, cls: Class) -> Iterator[Value]:
        for each in self.mro(cls):
            yield from (base for base in self.program.bases_of(each) if isinstance(base, External))

    def class_attribute(self, cls: Class, name: str, after: object = None) -> Values:
        """What a class, or the first class that it inherits from, has under a name.

        `after`: only classes behind the one with this definition count, as for `super()`.
        """
        classes = self.mro(cls)
        if after is not None:
            place = next((number for number, each in enumerate(classes, 1) if each.definition is after), 0)
            classes = classes[place:]
        for each in classes:
            if found := self.program.read((each, "attribute", name), self.unit):
                return found
        return NOTHING

    def instance_attribute(self, instance: Instance, name: str) -> Values:
        """What an object has under a name. Its methods are bound."""
        own = self.program.read((instance, "attribute", name), self.unit)
        in_class = self.class_attribute(instance.cls, name)
        if instance.arguments == ANY:
            for each in self.program.read((instance.cls, "instances"), self.unit):
                own |= self.program.read((each, "attribute", name), self.unit)
            for each in self.program.read((instance.cls, "subclasses"), self.unit):
                in_class |= self.program.read((each, "attribute", name), self.unit)
        if not own and not in_class and name != "__getattr__":
            return self._from_getattr(instance, name)
        return own | self.bind(in_class, instance)

    def _from_getattr(self, instance: Instance, name: str) -> Values:
        methods = [each for each in self.class_attribute(instance.cls, "__getattr__") if isinstance(each, Function)]
        call = Call([frozenset({instance}), frozenset({Text(name)})])
        return join(*(self.invoke(each, call) for each in methods))

    def super_attribute(self, receiver: Super, name: str) -> Values:
        """What `super()` has under a name."""
        cls = receiver.receiver.cls if isinstance(receiver.receiver, Instance) else receiver.receiver
        return self.bind(self.class_attribute(cls, name, receiver.after), receiver.receiver)

    def bind(self, values: Values, receiver: Instance | Class) -> Values:
        """What an object or a class gives for what stands in its class."""
        found = []
        for each in values:
            if isinstance(each, Descriptor):
                found.append(self._bind_descriptor(each, receiver))
            elif isinstance(each, Function) and isinstance(receiver, Instance):
                found.append(frozenset({Bound(each, receiver)}))
            else:
                found.append(frozenset({each}))
        return join(*found)

    def _bind_descriptor(self, descriptor: Descriptor, receiver: Instance | Class) -> Values:
        function = descriptor.function
        if not isinstance(function, Function) or descriptor.kind == "static":
            return frozenset({function})
        if descriptor.kind == "class":
            cls = receiver.cls if isinstance(receiver, Instance) else receiver
            return frozenset({Bound(function, cls)})
        return self.invoke(function, Call([frozenset({receiver})])) if isinstance(receiver, Instance) else ANYTHING

    # Containers

    def items(self, container: Container) -> Values:
        """Everything that a container holds."""
        return self.program.read((container, "items"), self.unit)

    def item(self, container: Container, key: object) -> Values:
        """What a container holds under a key."""
        slots = ((container, "item", each) for each in (key, None))
        return join(*(self.program.read(slot, self.unit) for slot in slots))

    def keys(self, container: Container) -> Values:
        """The keys of a mapping."""
        return self.program.read((container, "keys"), self.unit)

    def put(self, container: Container, key: object, values: Values) -> None:
        """Put something into a container. Without a key, it may be found under any."""
        self.program.write((container, "item", key), values)
        self.program.write((container, "items"), values)
        if isinstance(key, str):
            self.program.write((container, "keys"), frozenset({Text(key)}))

    def new_container(self, node: ast.AST, items: Mapping[object, Values], *, is_mapping: bool = False) -> Values:
        """The container that a node of the code makes."""
        container = Container(id(node), self.unit, is_mapping)
        for key, values in items.items():
            self.put(container, key, values)
        return frozenset({container})


def _as_key(arguments: Mapping[str, Values]) -> Arguments:
    return tuple(sorted((name, values) for name, values in arguments.items() if values))


def first_parameter(node: ast.AST) -> list[str]:
    """The name of the first positional parameter of a function, if it has one."""
    assert isinstance(node, FunctionNode)
    return [each.arg for each in (*node.args.posonlyargs, *node.args.args)][:1]


def _bind(node: ast.AST, call: Call) -> dict[str, Values]:
    """The arguments of a function by parameter. `*0` and `**name` are those that `*args` and `**kwargs` take."""
    assert isinstance(node, FunctionNode)
    positional = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
    named = {each.arg for each in parameters(node)}
    bound = dict(zip(positional, call.positional, strict=False))
    if node.args.vararg:
        bound |= {f"*{number}": each for number, each in enumerate(call.positional[len(positional) :])}
    for name, values in call.keywords.items():
        if name in named:
            bound[name] = values
        elif node.args.kwarg:
            bound[f"**{name}"] = values
    if call.others:
        missing = [each for each in positional if each not in bound]
        rest = [*missing, *(["*"] if node.args.vararg else []), *(["**"] if node.args.kwarg else [])]
        bound |= dict.fromkeys(rest, call.others)
    return bound


def _fields(node: ast.AST) -> Iterator[str]:
    for statement in node.body if isinstance(node, ast.ClassDef) else ():
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id
