"""A file of code, with what is asked of its syntax tree: where nodes are, what is above them, and what names mean."""

import builtins
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

import libcst as cst
from libcst.metadata import (
    Assignment,
    BaseAssignment,
    ClassScope,
    CodeRange,
    GlobalScope,
    MetadataWrapper,
    ParentNodeProvider,
    PositionProvider,
    Scope,
    ScopeProvider,
)

from ..findings import Site
from .variables import Variable, separate


class Code:
    """One file."""

    def __init__(self, file: str, content: bytes) -> None:
        self.file = file
        wrapper = MetadataWrapper(cst.parse_module(content))
        self.module = wrapper.module
        resolved = wrapper.resolve_many([ParentNodeProvider, PositionProvider, ScopeProvider])
        self._parents = cast(Mapping[cst.CSTNode, cst.CSTNode], resolved[ParentNodeProvider])
        self._positions = cast(Mapping[cst.CSTNode, CodeRange], resolved[PositionProvider])
        self._scopes = cast(Mapping[cst.CSTNode, Scope | None], resolved[ScopeProvider])
        self._lines = content.decode(self.module.encoding).splitlines()
        # libcst does not list all references of a variable: those in the conditions of inner loops are missing.
        self._names: dict[str, list[cst.Name]] = {}
        bound = {binding_of(each) for scope in set(self._scopes.values()) if scope for each in scope.assignments}
        self._variables: dict[cst.CSTNode, Variable] = {}
        self._by_end: dict[tuple[int, int], list[cst.Attribute | cst.Call]] = {}
        for node in self._parents:
            if isinstance(node, cst.Attribute | cst.Call):
                self._by_end.setdefault(self._end(node), []).append(node)
            elif isinstance(node, cst.Name) and node not in bound and not _is_label(self._parents[node], node):
                self._names.setdefault(node.value, []).append(node)

    def nodes(self) -> Iterator[cst.CSTNode]:
        """All nodes below the module."""
        yield from self._parents

    def class_of(self, node: cst.FunctionDef) -> cst.ClassDef | None:
        """The class that a function is a method of."""
        around = next((each for each, _ in self.above(node) if isinstance(each, cst.FunctionDef | cst.ClassDef)), None)
        return around if isinstance(around, cst.ClassDef) else None

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The node that a node is part of. None for the module."""
        return self._parents.get(node)

    def above(self, node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
        """Each node above a node, with its part in which the node is, from the inside to the outside."""
        part = node
        while (parent := self._parents.get(part)) is not None:
            yield parent, part
            part = parent

    def line(self, node: cst.CSTNode) -> int:
        """The line in which a node begins."""
        return self._positions[node].start.line

    def nodes_at(self, site: Site) -> list[cst.Attribute | cst.Call]:
        """The attributes and calls that end at a place."""
        return self._by_end.get((site[1], site[2]), [])

    def text(self, node: cst.CSTNode) -> str:
        """The text of a node."""
        return self.module.code_for_node(node)

    def function_of(self, node: cst.CSTNode) -> cst.FunctionDef | cst.Lambda | None:
        """The function in which a node is."""
        functions = (each for each, _ in self.above(node) if isinstance(each, cst.FunctionDef | cst.Lambda))
        return next(functions, None)

    def assignments(self, name: cst.Name) -> list[BaseAssignment]:
        """All that binds the variable that a name is."""
        scope = self._scopes.get(name)
        return sorted(scope[name.value], key=self._place) if scope else []

    def variable(self, name: cst.Name) -> Variable | None:
        """The variable that a name is, apart from others of this name in the function. None if nothing binds it."""
        if name not in self._variables:
            assignments = self.assignments(name)
            bindings = [node for each in assignments if (node := binding_of(each)) is not None]
            if not assignments or len(bindings) != len(assignments):
                return None
            references = [each for assignment in assignments[:1] for each in self.references(assignment)]
            whole = Variable(name.value, bindings, references)
            for each in self._separated(whole, assignments[0]):
                self._variables.update(dict.fromkeys((*map(_name_in, each.bindings), *each.references), each))
        return self._variables.get(name)

    def others(self, variable: Variable) -> list[Variable]:
        """The other variables of the same name in a function."""
        name = _name_in(variable.bindings[0])
        assert isinstance(name, cst.Name)
        nodes = [_name_in(node) for each in self.assignments(name) if (node := binding_of(each)) is not None]
        found = {id(self._variables[each]): self._variables[each] for each in nodes}
        return [each for each in found.values() if each is not variable]

    def _separated(self, whole: Variable, assignment: BaseAssignment) -> Sequence[Variable]:
        function = self.function_of(whole.bindings[0])
        places = (*map(_name_in, whole.bindings), *whole.references)
        is_local = all(self._scopes.get(each) is assignment.scope for each in places)
        if not isinstance(function, cst.FunctionDef) or not is_local:
            return [whole]
        parameters = [each for each in whole.bindings if isinstance(each, cst.Param)]
        return separate(whole, function.body.body, parameters)

    def references(self, assignment: BaseAssignment) -> list[cst.Name]:
        """The places that read a variable."""
        names = self._names.get(assignment.name, ())
        return [each for each in names if (scope := self._scopes.get(each)) and assignment in scope[each.value]]

    def is_followed(self, assignment: BaseAssignment) -> bool:
        """Whether all that uses a variable is in the scope of this file. Other files see the attributes of a class."""
        return isinstance(assignment, Assignment) and not isinstance(assignment.scope, ClassScope)

    def is_global(self, assignment: BaseAssignment) -> bool:
        """Whether other modules can import a variable."""
        return isinstance(assignment.scope, GlobalScope)

    def unused_name(self, node: cst.CSTNode, name: str, other: str) -> str:
        """A name for a variable that the function around a node does not use."""
        function = self.function_of(node) or self.module
        used = set(re.findall(r"\w+", self.text(function)))
        return name if name not in used else other if other not in used else f"{other}_"

    def bound_names(self) -> set[str]:
        """All names that the file binds anywhere, and those of Python."""
        scopes = {each for each in self._scopes.values() if each}
        return {each.name for scope in scopes for each in scope.assignments} | set(dir(builtins))

    def _place(self, assignment: BaseAssignment) -> tuple[int, int]:
        node = binding_of(assignment)
        start = self._positions[node].start if node is not None and node in self._positions else None
        return (start.line, start.column) if start else (0, 0)

    def _end(self, node: cst.CSTNode) -> tuple[int, int]:
        """Where a node ends, with the column in bytes, as `ast` counts it."""
        end = self._positions[node].end
        line = self._lines[end.line - 1] if end.line <= len(self._lines) else ""
        return end.line, len(line[: end.column].encode())


def _name_in(binding: cst.CSTNode) -> cst.CSTNode:
    """The name in what binds a variable."""
    return binding.name if isinstance(binding, cst.Param | cst.FunctionDef | cst.ClassDef) else binding


def _is_label(parent: cst.CSTNode, name: cst.Name) -> bool:
    """Whether a name is no variable: the name of an attribute, an argument or a definition."""
    match parent:
        case cst.Attribute():
            return parent.attr is name
        case cst.Arg():
            return parent.keyword is name
        case cst.Param() | cst.FunctionDef() | cst.ClassDef() | cst.ImportAlias() | cst.AsName() | cst.NameItem():
            return name is getattr(parent, "name", None) or isinstance(parent, cst.NameItem)
    return False


def binding_of(assignment: BaseAssignment) -> cst.CSTNode | None:
    """The node that binds a variable. None for what Python itself binds."""
    return assignment.node if isinstance(assignment, Assignment) else None


def literal_text(node: cst.CSTNode | None) -> str | None:
    """The value of a string that stands in the code. None for anything else."""
    if isinstance(node, cst.SimpleString | cst.ConcatenatedString):
        value = node.evaluated_value
        return value if isinstance(value, str) else None
    return None


def literal_key(node: cst.Subscript) -> str | None:
    """The key of `x["key"]`. None for any other index."""
    if len(node.slice) == 1 and isinstance(node.slice[0].slice, cst.Index):
        return literal_text(node.slice[0].slice.value)
    return None


def is_method(call: cst.CSTNode | None, name: str) -> bool:
    """Whether a node is a call of a method of this name."""
    return isinstance(call, cst.Call) and isinstance(call.func, cst.Attribute) and call.func.attr.value == name
