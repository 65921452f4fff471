"""The names that the published TypedDict stubs give to the classes of a service, derived from botocore's shapes.

botocore declares a shape once for all directions. The stubs have a class for each direction, because a list that is
sent may be any sequence, and a timestamp that is sent may be text:

    X                    a structure inside what is sent, what is received, or both if the two classes are equal
    XOutput              the structure inside what is received, if the two classes differ
    XUnion               either of the two, for members that are sent
    X, XResponse         the response of an operation whose output shape is X
    X, XRequest          the request of an operation whose input shape is X
    XPaginate, XWait     the request of its paginator, and of a waiter

Where two names are given, the second is used if the first is taken. If the second is taken too, `Extra` is appended.
Which names are taken depends on the order in which they are assigned: structures, then requests of operations by name,
of waiters, and of paginators by name.

X is the name of the shape in Pascal case, which two shapes may share: `tag` and `Tag`, or `tag_set` and `TagSet`. Then
the shape that is spelled like the class keeps the name, and `Extra` is appended for the others. AWS has no such shapes.

The two classes of a structure are equal if the stubs write their members in the same way. A list, a map, a timestamp or
a blob at any depth makes them differ. So does a recursive reference, which the stubs replace with a map.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from .. import ir, naming

# The stubs write these differently for what is sent and what is received.
_KINDS_WITH_DIRECTION = frozenset({ir.ScalarKind.TIMESTAMP, ir.ScalarKind.BLOB, ir.ScalarKind.DOCUMENT})


class RequestClass(NamedTuple):
    """The class for the parameters of an operation, a waiter or a paginator."""

    name: str
    shape: str  # the input shape of the operation
    members: tuple[ir.Member, ...]


@dataclass(slots=True)
class StubNames:
    """The names of the classes of a service, by the names of their shapes unless noted otherwise."""

    stems: dict[str, str] = field(default_factory=dict)  # of structures: X, all of them different
    sent: dict[str, str] = field(default_factory=dict)  # structures inside what is sent
    received: dict[str, str] = field(default_factory=dict)  # structures inside what is received
    responses: dict[str, str] = field(default_factory=dict)  # outputs of operations
    unions: dict[str, str] = field(default_factory=dict)  # structures whose sent and received classes differ
    empty: dict[str, str] = field(default_factory=dict)  # structures without members: one class for both directions
    enums: dict[str, str] = field(default_factory=dict)
    operations: dict[str, RequestClass] = field(default_factory=dict)  # by operation
    waiters: dict[str, RequestClass] = field(default_factory=dict)  # by waiter
    paginators: dict[str, RequestClass] = field(default_factory=dict)  # by operation
    sent_with_unions: frozenset[str] = frozenset()  # shapes whose sent class refers to unions


def stub_names(service: ir.Service, taken: Iterable[str] = ()) -> StubNames:
    """The names of the classes for all shapes that operations and errors lead to. None of them is in `taken`."""
    return _Namer(service, frozenset(taken)).names


class _Namer:
    """Assigns names in the order in which the builder of the stubs does."""

    def __init__(self, service: ir.Service, taken: frozenset[str]) -> None:
        self.shapes = service.shapes
        self.names = StubNames(stems=_stems(service.shapes, taken))
        self._taken = set(taken)  # also by structures and enums
        self._taken_by_requests: set[str] = set()
        self._differs: dict[str, bool] = {}  # by shape
        inputs = self._name_requests_and_responses(service)
        self._name_outputs_and_unions()
        self._find_uses_of_unions(inputs)
        self._name_enums()
        self._name_errors()

    # Requests, responses, and what they lead to.

    def _name_requests_and_responses(self, service: ir.Service) -> Iterable[tuple[ir.Member, ...]]:
        """Name requests, responses and the structures that they lead to. Returns the members of every input shape."""
        names = self.names
        inputs = {each.name: self._members(each.input) for each in service.operations if each.input}
        for each in service.operations:
            self._name_structures(inputs.get(each.name, ()), names.sent)
            if each.output and (response := self._members(each.output)):
                self._name(each.output.name, names.responses)
                self._name_structures(response, names.received)
        for each in service.operations:
            if each.input and inputs[each.name]:
                names.operations[each.name] = self._request_class(each.input, inputs[each.name], "Request")
        operations = {each.name: each for each in service.operations}
        for waiter in service.waiters:
            if (operation := operations.get(waiter.operation)) and operation.input:
                names.waiters[waiter.name] = self._request_class(operation.input, inputs[operation.name], "Wait")
        for each in service.operations:
            if each.paginator and each.input:
                set_by_client = {*each.paginator.tokens, each.paginator.limit}
                members = tuple(member for member in inputs[each.name] if member.name not in set_by_client)
                names.paginators[each.name] = self._request_class(each.input, members, "Paginate")
        return inputs.values()

    def _members(self, ref: ir.Ref) -> tuple[ir.Member, ...]:
        shape = self.shapes.get(ref.name)
        return shape.members if isinstance(shape, ir.Structure | ir.Union) else ()

    def _name_structures(self, members: Iterable[ir.Member], names: dict[str, str]) -> None:
        """Name all structures that `members` lead to. Adds those that have members to `names`."""
        waiting = [name for member in members for name in ir.references(member.type)]
        while waiting:
            name = waiting.pop()
            shape = self.shapes[name]
            if isinstance(shape, ir.Structure | ir.Union) and name not in names and name not in self.names.empty:
                if not shape.members:
                    self.names.empty[name] = self.names.stems[name]
                else:
                    self._name(name, names)
                    waiting += [each for member in shape.members for each in ir.references(member.type)]

    def _name(self, shape: str, names: dict[str, str]) -> None:
        names[shape] = self.names.stems[shape]
        self._taken.add(names[shape])

    def _request_class(self, shape: ir.Ref, members: tuple[ir.Member, ...], suffix: str) -> RequestClass:
        name = self.names.stems[shape.name]
        if self._is_taken(name):
            name = self._free_name(f"{name}{suffix}")
        self._taken_by_requests.add(name)
        return RequestClass(name, shape.name, members)

    def _is_taken(self, name: str) -> bool:
        return name in self._taken or name in self._taken_by_requests

    def _free_name(self, name: str) -> str:
        """`name`, with `Extra` appended until it is not taken."""
        while self._is_taken(name):
            name = f"{name}Extra"
        return name

    # Shapes that have several classes.

    def _name_outputs_and_unions(self) -> None:
        """Rename received structures that differ from the sent ones, then responses that clash with a structure.

        Also name the unions of sent and received structures that differ.
        """
        names = self.names
        differing = []
        for name in sorted(names.sent.keys() & names.received.keys(), key=names.stems.__getitem__):
            if self._differs_by_direction(name):
                names.received[name] = self._with_suffix(names.received[name], "Output")
                differing.append(name)
        inner = {*names.sent.values(), *names.received.values()}
        for name in sorted(names.responses, key=names.stems.__getitem__):
            if names.responses[name] in inner:
                names.responses[name] = self._with_suffix(names.responses[name], "Response")
        for name in differing:
            names.unions[name] = self._with_suffix(names.sent[name], "Union")

    def _with_suffix(self, name: str, suffix: str) -> str:
        """`name` with `suffix`, and with `Extra` as long as that is taken. Each replaces an `Output` at the end."""
        name = f"{name.removesuffix('Output')}{suffix}"
        while self._is_taken(name):
            name = f"{name.removesuffix('Output')}Extra"
        self._taken.add(name)
        return name

    def _differs_by_direction(self, name: str) -> bool:
        """Whether the stubs write a structure differently if it is sent and if it is received."""
        if name not in self._differs:
            self._differs[name] = True  # for references that lead back here, which are recursive
            self._differs[name] = any(map(self._type_differs_by_direction, ir.types_of(self.shapes[name])))
        return self._differs[name]

    def _type_differs_by_direction(self, type_: ir.Type) -> bool:
        match type_:
            case ir.List() | ir.Map():
                return True
            case ir.Scalar(kind):
                return kind in _KINDS_WITH_DIRECTION
            case ir.Ref(name):
                return name in self.names.empty or (name in self.names.sent and self._differs_by_direction(name))
            case ir.OneOf(parts) | ir.Tuple(parts):
                return any(map(self._type_differs_by_direction, parts))
            case ir.Literal() | ir.Stream():
                return False

    def _find_uses_of_unions(self, inputs: Iterable[tuple[ir.Member, ...]]) -> None:
        """Find the structures whose sent class refers to unions: all that the parameters of operations lead to.

        A parameter whose own type has a union is left out: it takes the union, and need not lead to the sent class.
        """
        not_unions = [
            member
            for members in inputs
            for member in members
            if not (isinstance(member.type, ir.Ref) and member.type.name in self.names.unions)
        ]
        names: dict[str, str] = {}
        self._name_structures(not_unions, names)
        self.names.sent_with_unions = frozenset(names)

    def _name_enums(self) -> None:
        """Name enums like their shapes, with a capital first letter. Append `Type` if a class has that name."""
        values: dict[str, tuple[str, ...]] = {}  # by the name of the enum
        for shape in self.shapes.values():
            if isinstance(shape, ir.Enum):
                stripped = shape.name.lstrip("_")
                name = f"{stripped[:1].upper()}{stripped[1:]}"
                name = f"{name}Type" if self._is_taken(name) else name
                while self._is_taken(name) or values.setdefault(name, shape.values) != shape.values:
                    name = f"{name}Extra"
                self.names.enums[shape.name] = name
        self._taken |= values.keys()

    # Errors, which the stubs leave out.

    def _name_errors(self) -> None:
        """Name errors and what they lead to, which are received. Does not change names that the stubs have."""
        names = self.names
        errors = [
            ir.Member(name=name, type=ir.Ref(name))
            for name, shape in self.shapes.items()
            if isinstance(shape, ir.Structure) and shape.use is ir.Use.ERROR
        ]
        named, taken = set(names.received), set(self._taken)
        self._name_structures(errors, names.received)
        self._taken = taken
        for name in sorted(names.received.keys() - named):
            if name not in names.sent:
                names.received[name] = self._reserve(names.received[name])
            elif self._differs_by_direction(name):
                names.received[name] = self._reserve(f"{names.received[name]}Output")
        for name in sorted(names.empty):
            names.empty[name] = self._reserve(names.empty[name])

    def _reserve(self, name: str) -> str:
        name = self._free_name(name)
        self._taken.add(name)
        return name


def _stems(shapes: Mapping[str, ir.Shape], taken: frozenset[str]) -> dict[str, str]:
    """X for each structure and union. All of them are different, and none is in `taken`."""
    names = {name: naming.pascal_case(name) for name, shape in shapes.items() if not isinstance(shape, ir.Enum)}
    used = {*taken, *names.values()}
    owned = set(taken)
    for shape in sorted(names, key=lambda each: (each != names[each], each)):
        if names[shape] in owned:
            while names[shape] in used:
                names[shape] += "Extra"
            used.add(names[shape])
        owned.add(names[shape])
    return names
