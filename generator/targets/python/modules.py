"""Decides which shapes share a module of a Python package.

A shape that one operation needs is in the module of that operation. The requests of its waiters are in another module,
because few programs wait. So are those of the client's methods that are not operations. A shape that several modules
need has a module of its own, together with what only that shape refers to. All errors share a module. Shapes that refer
to one another share a module, because no order of imports would work. So importing one class imports little more than
it needs, and no modules import one another in a cycle.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ... import ir, naming
from ..graph import strongly_connected_components

_RESERVED_NAMES = frozenset({"_clients", "_literals", "_operations"})  # every package has modules of these names
_Owner = tuple[
    str, str
]  # what a module is for: "operation", "type", "waiters", "methods" or "errors", and the name of that


class Group(NamedTuple):
    """One shape, or shapes that refer to one another."""

    shapes: tuple[str, ...]  # names, in an order in which they can be defined: aliases behind the classes
    is_cycle: bool  # whether they refer to themselves, directly or through one another
    recursive: frozenset[str] = frozenset()  # aliases that refer to themselves without a class between


class Module(NamedTuple):
    """The shapes of one file, in an order in which they can be defined."""

    name: str  # without suffix: "_get_transcript"
    groups: tuple[Group, ...]

    @property
    def shapes(self) -> tuple[str, ...]:
        """All names, in order."""
        return tuple(name for group in self.groups for name in group.shapes)


@ir.cached_per_service
def modules(service: ir.Service) -> tuple[Module, ...]:
    """The modules of `service`, sorted by name. The module of its enums is not among them."""
    roots = list(_roots(service))
    reading_order = dict.fromkeys([*(name for name, _ in roots), *service.shapes])  # kept as far as references allow
    enums = {name for name, shape in service.shapes.items() if isinstance(shape, ir.Enum)}
    references = ir.references_by_shape(service)
    graph = {
        name: _referenced_classes(service.shapes[name], references[name], enums)
        for name in reading_order
        if name not in enums
    }
    groups = list(strongly_connected_components(graph))
    group_of = {name: number for number, group in enumerate(groups) for name in group}
    owners: list[set[_Owner]] = [set() for _ in groups]  # of a group: the modules that need it
    for name, owner in roots:
        owners[group_of[name]].add(owner)
    for number in reversed(range(len(groups))):  # all groups that refer to this one have one owner by now
        if len(owners[number]) != 1:
            owners[number] = {("type", groups[number][0])}
        for name in groups[number]:
            for target in graph[name]:
                if group_of[target] != number:
                    owners[group_of[target]] |= owners[number]
    groups_by_owner: dict[_Owner, list[Group]] = {}
    for number, group in enumerate(groups):
        groups_by_owner.setdefault(next(iter(owners[number])), []).append(_group(group, graph, service))
    return tuple(_name_modules(groups_by_owner))


def _group(names: tuple[str, ...], graph: Mapping[str, tuple[str, ...]], service: ir.Service) -> Group:
    """The group of shapes that refer to one another. Classes quote what they refer to, and aliases do not."""
    is_cycle = len(names) > 1 or names[0] in graph[names[0]]
    if not is_cycle:
        return Group(names, is_cycle)
    aliases = {name for name in names if isinstance(service.shapes[name], ir.Alias)}
    inner = {name: [each for each in graph[name] if each in aliases] for name in names if name in aliases}
    in_order: list[str] = []
    recursive: set[str] = set()
    for component in strongly_connected_components(inner):
        in_order += component
        if len(component) > 1 or component[0] in inner[component[0]]:
            recursive.update(component)
    classes = [name for name in names if name not in aliases]
    return Group((*classes, *in_order), is_cycle, frozenset(recursive))


def _roots(service: ir.Service) -> Iterator[tuple[str, _Owner]]:
    """The shapes that are needed even if no other shape needs them, with their owners.

    The requests and responses of operations come first, then the requests of waiters and methods, then errors.
    """
    for each in service.operations:
        refs = (each.input, each.paginator and each.paginator.input, each.output)
        yield from ((ref.name, ("operation", each.name)) for ref in refs if ref)
    for waiter in service.waiters:
        if waiter.input:
            yield waiter.input.name, ("waiters", f"{waiter.operation}Waiters")
    for method in service.methods:
        yield from ((ref.name, ("methods", "client_methods")) for ref in (method.input, method.output) if ref)
    for name, shape in service.shapes.items():
        if isinstance(shape, ir.Structure) and shape.use is ir.Use.ERROR:
            yield name, ("errors", "errors")


def _name_modules(groups_by_owner: dict[_Owner, list[Group]]) -> Iterator[Module]:
    """The modules, sorted by name. If an operation and a type need the same name, the operation gets it."""
    taken = set(_RESERVED_NAMES)
    found = []
    for owner in sorted(groups_by_owner):
        _, owner_name = owner
        name = naming.module_name(owner_name)
        while name in taken:
            name += "_"
        taken.add(name)
        found.append(Module(name, tuple(groups_by_owner[owner])))
    yield from sorted(found, key=lambda module: module.name)


def _referenced_classes(shape: ir.Shape, references: tuple[str, ...], enums: set[str]) -> tuple[str, ...]:
    """The shapes other than enums that the class of `shape` names, each once."""
    if isinstance(shape, ir.Alias):
        references = tuple(dict.fromkeys([*references, *(each.name for each in shape.stand_ins)]))
    return references if enums.isdisjoint(references) else tuple([name for name in references if name not in enums])
