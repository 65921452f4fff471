"""Removes imports that are not used any more: of the stubs, of botocore and of boto3."""

import re
from collections import Counter
from typing import Any

import libcst as cst
from libcst.helpers import get_full_name_for_node

_MODULES = re.compile(r"(?:botocore|mypy_boto3_\w+|types_boto3\w*|types_aiobotocore\w*)(?:\.\w+)*")


def without_unused(before: cst.Module, after: cst.Module) -> cst.Module:
    """`after`, without the imports of names that only `before` uses. An import that nothing used before stays."""
    used_before, used_after = _used_names(before), _used_names(after)
    unused = {name for name, count in used_before.items() if count and not used_after[name]}
    return after.visit(_Remover(unused)) if unused else after


def _used_names(module: cst.Module) -> Counter[str]:
    counter = _Counter()
    module.visit(counter)
    return counter.found


class _Counter(cst.CSTVisitor):
    """Counts names outside of import statements, those in quoted annotations as well."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Count the names in a node."""
        if isinstance(node, cst.Name):
            self.found[node.value] += 1
        elif isinstance(node, cst.SimpleString):
            self.found.update(re.findall(r"\w+", node.value))
        return not isinstance(node, cst.Import | cst.ImportFrom)


class _Remover(cst.CSTTransformer):
    def __init__(self, unused: set[str]) -> None:
        super().__init__()
        self._unused = unused

    def on_leave(self, original_node: Any, updated_node: Any) -> Any:
        """Remove what is not used, and a block of which nothing is left."""
        if isinstance(updated_node, cst.ImportFrom):
            return self._without_unused(updated_node)
        if isinstance(updated_node, cst.If) and updated_node.orelse is None:
            is_emptied = not updated_node.body.body and original_node.body.body
            return cst.RemoveFromParent() if is_emptied else updated_node
        return super().on_leave(original_node, updated_node)

    def _without_unused(self, node: cst.ImportFrom) -> cst.ImportFrom | cst.RemovalSentinel:
        source = get_full_name_for_node(node.module) if node.module else None
        if isinstance(node.names, cst.ImportStar) or not source or not _MODULES.fullmatch(source):
            return node
        kept = [each for each in node.names if (each.evaluated_alias or each.evaluated_name) not in self._unused]
        if len(kept) == len(node.names):
            return node
        if not kept:
            return cst.RemoveFromParent()
        if not node.lpar:
            kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        return node.with_changes(names=kept)
