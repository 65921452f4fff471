"""What the code defines, and the questions that it leaves open."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from ...diagnostics import Source
from ..findings import Site as Site
from ..findings import Unknown

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(eq=False, slots=True)
class Definition:
    """A module, a class, a function or a lambda."""

    node: ast.AST
    module: "SourceModule"
    parent: "Definition | None" = None
    name: str = ""
    own_names: frozenset[str] = frozenset()  # the names that it binds
    global_names: frozenset[str] = frozenset()  # those that it declares as global or nonlocal
    has_inner: bool = False  # whether other functions see its variables
    is_generator: bool = False

    @property
    def own_class(self) -> "Definition | None":
        """The class that it is a method of."""
        return self.parent if self.parent and isinstance(self.parent.node, ast.ClassDef) else None


@dataclass(eq=False, slots=True)
class SourceModule:
    """A file that was parsed."""

    file: str  # as messages name it
    path: PurePosixPath
    tree: ast.Module
    names: tuple[str, ...]  # the dotted names that other modules may import it by
    package: tuple[str, ...]  # the parts of the longest such name of its folder, for relative imports
    imports_aws: bool = False
    definitions: dict[int, Definition] = field(default_factory=dict)  # by the id of the node
    services: set[str] = field(default_factory=set)  # of which it makes clients, or imports stubs

    @property
    def definition(self) -> Definition:
        """The module itself."""
        return self.definitions[id(self.tree)]


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """An `Unknown` at one place in the code, which another unit may answer."""

    unknown: Unknown
    site: Site
    is_answered_by_a_use: bool = True  # whether a use that another unit finds at this place answers it


@dataclass(frozen=True, slots=True)
class Guess:
    """A call of a method of an object of which nothing is known. What clients the code has may tell what it is."""

    source: Source
    site: Site
    node: ast.AST
    method: str
    is_client: bool  # whether the object is a client for sure, of some service
    keywords: frozenset[str]
    is_complete: bool  # whether no `**` passes more


def parameters(node: FunctionNode) -> Iterator[ast.arg]:
    """All parameters of a function."""
    arguments = node.args
    yield from (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    yield from (each for each in (arguments.vararg, arguments.kwarg) if each)


def defaults(node: ast.AST) -> Mapping[str, ast.expr]:
    """The defaults of parameters, by name."""
    assert isinstance(node, FunctionNode)
    positional = [*node.args.posonlyargs, *node.args.args]
    with_default = positional[len(positional) - len(node.args.defaults) :]
    found = {each.arg: default for each, default in zip(with_default, node.args.defaults, strict=True)}
    pairs = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
    return found | {each.arg: default for each, default in pairs if default is not None}
