"""Which shapes stand in one module of a Python package.

A shape lives with the operation that alone needs it; what its waiters take stands apart, for few programs wait. One
that several need heads a module of its own, and takes along what only it leads to; errors share one. Shapes that lead
to one another share a module, for no order of imports would do. So importing one class imports little more than it
needs, and the modules never import one another in a circle.
"""

from collections.abc import Iterator
from typing import NamedTuple

from ... import ir, naming

# Modules that a package has besides; a type of that name moves aside.
_RESERVED = frozenset({"_literals", "_operations"})


class Group(NamedTuple):
    """Shapes that lead to one another, or one shape."""

    shapes: tuple[str, ...]  # names
    is_circle: bool  # whether they lead back to themselves


class Module(NamedTuple):
    """Shapes that stand in one file, in the order in which they can be defined."""

    name: str  # without ending: "_get_transcript"
    groups: tuple[Group, ...]

    @property
    def shapes(self) -> tuple[str, ...]:
        """All names, in order."""
        return tuple(name for group in self.groups for name in group.shapes)


@ir.cached_per_service
def modules(service: ir.Service) -> tuple[Module, ...]:
    """All modules of `service`, in the order of their names; enums have a module of their own, not among these."""
    roots = list(_roots(service))
    in_order = dict.fromkeys([*(name for name, _ in roots), *service.shapes])  # as they are to be read, if they can be
    enums = {name for name, shape in service.shapes.items() if isinstance(shape, ir.Enum)}
    references_by_shape = ir.references_by_shape(service)
    graph = {
        name: _leads_to(service.shapes[name], references_by_shape[name], enums)
        for name in in_order
        if name not in enums
    }
    groups = list(_components(graph))  # what a group leads to comes before it
    group_of = {name: number for number, group in enumerate(groups) for name in group}
    owners: list[set[str]] = [set() for _ in groups]  # the modules that need a group
    for name, owner in roots:
        owners[group_of[name]].add(owner)
    for number in reversed(range(len(groups))):  # whatever leads to a group has its owner by now
        if len(owners[number]) != 1:
            owners[number] = {f"type {groups[number][0]}"}
        for name in groups[number]:
            for target in graph[name]:
                if group_of[target] != number:
                    owners[group_of[target]] |= owners[number]
    members: dict[str, list[Group]] = {}
    for number, group in enumerate(groups):
        is_circle = len(group) > 1 or group[0] in graph[group[0]]
        members.setdefault(next(iter(owners[number])), []).append(Group(group, is_circle))
    return tuple(_named(members))


def _roots(service: ir.Service) -> Iterator[tuple[str, str]]:
    """What needs no other shape to be needed, each with its owner: parameters before answers, waiters, then errors."""
    for each in service.operations:
        refs = (each.input, each.paginator and each.paginator.input, each.output)
        yield from ((ref.name, f"operation {each.name}") for ref in refs if ref)
    for waiter in service.waiters:
        if waiter.input:
            yield waiter.input.name, f"waiters {waiter.operation}Waiters"
    for name, shape in service.shapes.items():
        if isinstance(shape, ir.Structure) and shape.use is ir.Use.ERROR:
            yield name, "errors errors"


def _named(members: dict[str, list[Group]]) -> Iterator[Module]:
    """Modules with names of their own: an operation before the type that is called the same."""
    taken = set(_RESERVED)
    found = []
    for owner in sorted(members):
        name = naming.module_name(owner.split(" ", 1)[1])
        while name in taken:
            name += "_"
        taken.add(name)
        found.append(Module(name, tuple(members[owner])))
    yield from sorted(found, key=lambda module: module.name)


def _leads_to(shape: ir.Shape, references_by_shape: tuple[str, ...], enums: set[str]) -> tuple[str, ...]:
    """Shapes, enums aside, that the class of `shape` names, each once."""
    if isinstance(shape, ir.Alias):
        references_by_shape = tuple(dict.fromkeys([*references_by_shape, *(each.name for each in shape.also)]))
    return (
        references_by_shape
        if enums.isdisjoint(references_by_shape)
        else tuple([name for name in references_by_shape if name not in enums])
    )


def _components(graph: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Strongly connected components, what a component leads to before it (Tarjan 1972, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    for start in graph:
        if start in index:
            continue
        work = [(start, iter(graph[start]))]
        index[start] = low[start] = len(index)
        path.append(start)
        on_path.add(start)
        while work:
            name, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    path.append(target)
                    on_path.add(target)
                    work.append((target, iter(graph[target])))
                    break
                if target in on_path:
                    low[name] = min(low[name], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == index[name]:
                    cut = path.index(name)
                    component = path[cut:]
                    del path[cut:]
                    on_path.difference_update(component)
                    yield tuple(sorted(component))
