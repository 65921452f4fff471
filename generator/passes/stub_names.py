"""What the published TypedDict stubs call the classes of a service, found out from the shapes that botocore declares.

botocore declares a shape once, wherever it travels. The stubs have a class for each way it travels, because a list that
is sent may be any sequence and a time that is sent may be text:

    X                    a structure inside what is sent, or inside what is received, or both where the two are alike
    XOutput              what is received, where the two differ
    XUnion               either of the two, for whoever sends
    X, XResponse         the answer of an operation whose output is X
    X, XRequest          the parameters of an operation whose input is X
    XPaginate, XWait     the parameters of its paginator, and of a waiter

Where there are two names, the second is for where the first is taken; where that is taken too, `Extra` is added. What
is taken depends on the order in which names are given, which is: operations by name, waiters, paginators by name.

Two structures are alike where their members are written alike, so any list, map, time or bytes in them, however deep,
tells them apart; so does a circle, which the stubs cut by putting a map in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from .. import ir, naming

# What the stubs say of these depends on whether it is sent or received.
_WRITTEN_TWO_WAYS = frozenset({ir.ScalarKind.TIMESTAMP, ir.ScalarKind.BLOB, ir.ScalarKind.DOCUMENT})


class Parameters(NamedTuple):
    """The class of what a method takes."""

    name: str
    shape: str  # the input
    members: tuple[ir.Member, ...]


@dataclass(slots=True)
class StubNames:
    """The classes of a service: for each shape, by the way it travels, the name of its class."""

    sent: dict[str, str] = field(default_factory=dict)  # inside what is sent
    received: dict[str, str] = field(default_factory=dict)  # inside what is received
    responses: dict[str, str] = field(default_factory=dict)  # received, as the answer of an operation
    unions: dict[str, str] = field(default_factory=dict)  # of the first two, where they differ
    empty: dict[str, str] = field(default_factory=dict)  # structures without members: one class, either way
    enums: dict[str, str] = field(default_factory=dict)
    operations: dict[str, Parameters] = field(default_factory=dict)  # by operation
    waiters: dict[str, Parameters] = field(default_factory=dict)  # by waiter
    paginators: dict[str, Parameters] = field(default_factory=dict)  # by operation
    unite: frozenset[str] = frozenset()  # structures inside what is sent whose members take unions


def stub_names(service: ir.Service) -> StubNames:
    """The names of all that operations lead to, and of errors and what these lead to."""
    return _Namer(service).names


class _Namer:
    """Gives names, in the order in which the stubs give them."""

    def __init__(self, service: ir.Service) -> None:
        self.shapes = service.shapes
        self.names = StubNames()
        self._taken: set[str] = set()  # by structures
        self._taken_by_parameters: set[str] = set()
        self._differs: dict[str, bool] = {}
        inputs = self._name_methods(service)
        self._name_twins()
        self._find_who_unites(inputs)
        self._name_enums()
        self._name_errors()

    # Methods, and what they lead to.

    def _name_methods(self, service: ir.Service) -> Iterable[tuple[ir.Member, ...]]:
        """Name what methods take and return, and what these lead to; gives the members of every input."""
        names = self.names
        inputs = {each.name: self._members(each.input) for each in service.operations if each.input}
        for each in service.operations:
            self._walk(inputs.get(each.name, ()), names.sent)
            if each.output and (response := self._members(each.output)):
                self._name(each.output.name, names.responses)
                self._walk(response, names.received)
            if each.input and inputs[each.name]:
                names.operations[each.name] = self._parameters(each.input, inputs[each.name], "Request")
        operations = {each.name: each for each in service.operations}
        for waiter in service.waiters:
            if (operation := operations.get(waiter.operation)) and operation.input:
                names.waiters[waiter.name] = self._parameters(operation.input, inputs[operation.name], "Wait")
        for each in service.operations:
            if each.paginator and each.input:
                filled_in = {*each.paginator.tokens, each.paginator.limit}
                members = tuple(member for member in inputs[each.name] if member.name not in filled_in)
                names.paginators[each.name] = self._parameters(each.input, members, "Paginate")
        return inputs.values()

    def _members(self, ref: ir.Ref) -> tuple[ir.Member, ...]:
        shape = self.shapes.get(ref.name)
        return shape.members if isinstance(shape, ir.Structure | ir.Union) else ()

    def _walk(self, members: Iterable[ir.Member], found: dict[str, str]) -> None:
        """Name all structures that `members` lead to."""
        waiting = [name for member in members for name in ir.references(member.type)]
        while waiting:
            name = waiting.pop()
            shape = self.shapes[name]
            if isinstance(shape, ir.Structure | ir.Union) and name not in found and name not in self.names.empty:
                if not shape.members:
                    self.names.empty[name] = naming.pascal_case(name)
                else:
                    self._name(name, found)
                    waiting += [each for member in shape.members for each in ir.references(member.type)]

    def _name(self, shape: str, found: dict[str, str]) -> None:
        found[shape] = naming.pascal_case(shape)
        self._taken.add(found[shape])

    def _parameters(self, shape: ir.Ref, members: tuple[ir.Member, ...], ending: str) -> Parameters:
        name = naming.pascal_case(shape.name)
        if self._is_taken(name):
            name = self._free(f"{name}{ending}")
        self._taken_by_parameters.add(name)
        return Parameters(name, shape.name, members)

    def _is_taken(self, name: str) -> bool:
        return name in self._taken or name in self._taken_by_parameters

    def _free(self, name: str) -> str:
        """`name`, or what it becomes where it is taken."""
        while self._is_taken(name):
            name = f"{name}Extra"
        return name

    # One shape, several classes.

    def _name_twins(self) -> None:
        """Rename what is received, where what is sent has its name and differs; then answers, likewise."""
        names = self.names
        twins = []
        for name in sorted(names.sent.keys() & names.received.keys(), key=naming.pascal_case):
            if self._is_written_two_ways(name):
                names.received[name] = self._renamed(names.received[name], "Output")
                twins.append(name)
        inner = {*names.sent.values(), *names.received.values()}
        for name in sorted(names.responses, key=naming.pascal_case):
            if names.responses[name] in inner:
                names.responses[name] = self._renamed(names.responses[name], "Response")
        for name in twins:
            names.unions[name] = self._renamed(names.sent[name], "Union")

    def _renamed(self, name: str, ending: str) -> str:
        """`name` with another ending; `Extra` replaces an `Output`. What parameters are called is not asked for."""
        name = f"{name.removesuffix('Output')}{ending}"
        while name in self._taken:
            name = f"{name.removesuffix('Output')}Extra"
        self._taken.add(name)
        return name

    def _is_written_two_ways(self, name: str) -> bool:
        """Whether the stubs write a structure differently where it is sent and where it is received."""
        if name not in self._differs:
            self._differs[name] = True  # what leads back here is in a circle
            self._differs[name] = any(map(self._type_is_written_two_ways, ir.types_of(self.shapes[name])))
        return self._differs[name]

    def _type_is_written_two_ways(self, type_: ir.Type) -> bool:
        match type_:
            case ir.List() | ir.Map():
                return True
            case ir.Scalar(kind):
                return kind in _WRITTEN_TWO_WAYS
            case ir.Ref(name):
                return name in self.names.empty or (name in self.names.sent and self._is_written_two_ways(name))
            case ir.OneOf(alternatives):
                return any(map(self._type_is_written_two_ways, alternatives))
            case ir.Literal() | ir.Stream():
                return False

    def _find_who_unites(self, inputs: Iterable[tuple[ir.Member, ...]]) -> None:
        """A parameter that is a twin becomes the union; all that any other leads to takes unions for its twins."""
        others = [
            member
            for members in inputs
            for member in members
            if not (isinstance(member.type, ir.Ref) and member.type.name in self.names.unions)
        ]
        unite: dict[str, str] = {}
        self._walk(others, unite)
        self.names.unite = frozenset(unite)

    def _name_enums(self) -> None:
        """An enum keeps its name, the first letter a capital; `Type` is added where a class has that."""
        values: dict[str, tuple[str, ...]] = {}
        for shape in self.shapes.values():
            if isinstance(shape, ir.Enum):
                plain = shape.name.lstrip("_")
                name = f"{plain[:1].upper()}{plain[1:]}"
                name = f"{name}Type" if self._is_taken(name) else name
                while values.setdefault(name, shape.values) != shape.values:
                    name = f"{name}Extra"
                self.names.enums[shape.name] = name
        self._taken |= values.keys()

    # What the stubs leave out.

    def _name_errors(self) -> None:
        """Errors are received, and so is what they lead to; they take no name away from what the stubs have."""
        names = self.names
        errors = [
            ir.Member(name=name, type=ir.Ref(name))
            for name, shape in self.shapes.items()
            if isinstance(shape, ir.Structure) and shape.use is ir.Use.ERROR
        ]
        known, taken = set(names.received), set(self._taken)
        self._walk(errors, names.received)
        self._taken = taken
        for name in sorted(names.received.keys() - known):
            if name not in names.sent:
                names.received[name] = self._take(names.received[name])
            elif self._is_written_two_ways(name):
                names.received[name] = self._take(f"{names.received[name]}Output")
        for name in sorted(names.empty):
            names.empty[name] = self._take(names.empty[name])

    def _take(self, name: str) -> str:
        name = self._free(name)
        self._taken.add(name)
        return name
