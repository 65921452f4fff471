"""What is to be changed in a file, and which changes belong together."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import libcst as cst

Change = Callable[[Any], Any]  # from a node whose parts were changed to the node in its place


@dataclass(eq=False, slots=True)
class Group:
    """Calls, and all that is read of their responses. Either all of it is changed or nothing."""

    reason: str = ""  # why it is left alone
    _joined: "Group | None" = None

    def root(self) -> "Group":
        """The group that this one is part of."""
        group = self
        while group._joined:
            group = group._joined
        return group

    @property
    def is_left(self) -> bool:
        """Whether it is left alone."""
        return bool(self.root().reason)

    def join(self, other: "Group") -> None:
        """Make one group of two."""
        first, second = self.root(), other.root()
        if first is not second:
            second._joined = first
            first.reason = first.reason or second.reason

    def leave(self, reason: str) -> None:
        """Leave it alone. The first reason is kept."""
        root = self.root()
        root.reason = root.reason or reason


class Edits:
    """The changes of one file, by node."""

    def __init__(self) -> None:
        self._changes: dict[cst.CSTNode, dict[str, tuple[Group, Change]]] = {}

    def add(self, node: cst.CSTNode, group: Group, kind: str, change: Change, *, is_first: bool = False) -> None:
        """Note a change. The changes of a node are made in the order in which their kinds were noted."""
        changes = self._changes.setdefault(node, {})
        changes[kind] = group, change
        if is_first:
            self._changes[node] = {kind: changes.pop(kind), **changes}

    def has(self, node: cst.CSTNode, kind: str) -> bool:
        """Whether a change of a kind is noted."""
        return kind in self._changes.get(node, {})

    def nodes_of(self, group: Group) -> list[cst.CSTNode]:
        """The nodes that a group changes."""
        root = group.root()
        return [
            node for node, several in self._changes.items() if any(each.root() is root for each, _ in several.values())
        ]

    def apply(self, module: cst.Module) -> cst.Module:
        """Make the changes of all groups that are not left alone."""
        changes = {
            node: [change for group, change in several.values() if not group.is_left]
            for node, several in self._changes.items()
        }
        return module.visit(_Changer({node: each for node, each in changes.items() if each}))


class _Changer(cst.CSTTransformer):
    def __init__(self, changes: dict[cst.CSTNode, list[Change]]) -> None:
        super().__init__()
        self._changes = changes

    def on_leave(self, original_node: Any, updated_node: Any) -> Any:
        """Replace a node, after its parts."""
        for change in self._changes.get(original_node, ()):
            updated_node = change(updated_node)
        if isinstance(updated_node, cst.Module | cst.IndentedBlock):
            return updated_node.with_changes(body=list(_without_empty(updated_node.body)))
        return updated_node


def _without_empty(body: Iterable[cst.BaseStatement]) -> Iterator[cst.BaseStatement]:
    """The statements of which something is left. The comments above the others move to the next one."""
    leading: list[cst.EmptyLine] = []
    for statement in body:
        if isinstance(statement, cst.SimpleStatementLine) and not statement.body:
            behind = statement.trailing_whitespace.comment
            leading += [each for each in statement.leading_lines if each.comment]
            leading += [cst.EmptyLine(comment=behind)] if behind else []
        elif leading and isinstance(statement, cst.SimpleStatementLine | cst.BaseCompoundStatement):
            yield statement.with_changes(leading_lines=[*leading, *statement.leading_lines])
            leading = []
        else:
            yield statement
