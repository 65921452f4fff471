"""Graphs, for targets that follow references and for the analysis of patterns."""

from collections.abc import Collection, Iterator, Mapping
from typing import TypeVar

_Node = TypeVar("_Node", int, str)


def strongly_connected_components(graph: Mapping[_Node, Collection[_Node]]) -> Iterator[tuple[_Node, ...]]:
    """Sorted groups of nodes that lead to one another. A group comes after all groups that it leads to.

    This is Tarjan's algorithm (1972), without recursion.

    >>> list(strongly_connected_components({"a": ["b"], "b": ["c", "d"], "c": ["b"], "d": []}))
    [('d',), ('b', 'c'), ('a',)]
    """
    index: dict[_Node, int] = {}
    low: dict[_Node, int] = {}
    path: list[_Node] = []
    on_path: set[_Node] = set()
    for start in graph:
        if start in index:
            continue
        work = [(start, iter(graph[start]))]
        index[start] = low[start] = len(index)
        path.append(start)
        on_path.add(start)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    path.append(target)
                    on_path.add(target)
                    work.append((target, iter(graph[target])))
                    break
                if target in on_path:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    cut = path.index(node)
                    component = path[cut:]
                    del path[cut:]
                    on_path.difference_update(component)
                    yield tuple(sorted(component))
