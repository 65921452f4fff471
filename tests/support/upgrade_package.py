"""What a generated pydantic package of one service shows to its user, read from its source and from nothing else.

Types are spelled so that another module can use them: `s.Tag` for a class of the package, and full names for the rest.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = "sdk.pydantic_models"


class Way(Enum):
    """How the values of a class travel."""

    SENT = "sent"
    RECEIVED = "received"
    SHARED = "shared"


_WAYS = {
    "_Request": Way.SENT,
    "_RequestUnion": Way.SENT,
    "_Shared": Way.SHARED,
    "_SharedUnion": Way.SHARED,
    "_Response": Way.RECEIVED,
    "_Error": Way.RECEIVED,
    "ServiceError": Way.RECEIVED,
}


@dataclass(frozen=True)
class Field:
    """A field of a class. `wire` is its name in a dictionary, and `types` are the names of the package in its type."""

    name: str
    wire: str
    type: str
    required: bool
    types: tuple[str, ...]

    @property
    def type_if_given(self) -> str:
        """The type without the None that stands for an absent member."""
        return self.type.removesuffix(" | None") if not self.required else self.type


@dataclass(frozen=True)
class Class:
    """A class of the package."""

    name: str
    way: Way
    is_error: bool
    is_union: bool
    fields: tuple[Field, ...]

    @property
    def required(self) -> tuple[Field, ...]:
        return tuple(each for each in self.fields if each.required)


@dataclass
class Package:
    """The package of a service in the output folder `out`."""

    out: Path
    service: str
    classes: dict[str, Class] = field(default_factory=dict)
    enums: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for module, tree in self._modules.items():
            for statement in tree.body:
                if isinstance(statement, ast.ClassDef):
                    self.classes[statement.name] = self._class(statement, module)
                elif module == "_literals" and (found := _enum(statement)):
                    self.enums.update([found])

    @property
    def folder(self) -> Path:
        return self.out / "pydantic_models" / self.service

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What can be imported from the package."""
        tree = ast.parse((self.folder / "__init__.py").read_text())
        tables = (each for each in ast.walk(tree) if isinstance(each, ast.Assign) and _target(each) == "_MODULES")
        return tuple(line.split()[0] for line in ast.literal_eval(next(tables).value).split("\n") if line)

    @cached_property
    def constants(self) -> Mapping[str, Mapping[str, Any]]:
        """The tables of the package by their names, such as `OPERATIONS`."""
        tree = self._parse(self.folder / "_operations.py")
        return {
            name: ast.literal_eval(each.value)
            for each in tree.body
            if isinstance(each, ast.AnnAssign) and each.value and (name := ast.unparse(each.target)) in self.names
        }

    def table(self, name: str) -> Mapping[str, Any]:
        """A table of the package, which is empty if the package has none of this name."""
        return self.constants.get(name, {})

    def changed(self, new: "Package") -> frozenset[str]:
        """The names that do not mean in `new` what they mean here: their code is another, or that of what they mention.

        Of all others, nothing that a user says can fail.
        """
        found = {name for name, each in self._code.items() if new._code.get(name) != each}
        found |= self.constants.keys() - new.constants.keys()
        while more := {name for name, (_, mentioned) in self._code.items() if name not in found and mentioned & found}:
            found |= more
        return frozenset(found)

    @cached_property
    def _code(self) -> dict[str, tuple[str, frozenset[str]]]:
        """The code of each name, without documentation, and the names that it mentions."""
        found: dict[str, tuple[str, frozenset[str]]] = {}
        for tree in self._modules.values():
            for statement in tree.body:
                if isinstance(statement, ast.ClassDef | ast.Assign | ast.If):
                    code = ast.dump(_without_documentation(statement))
                    mentioned = frozenset(re.findall(r"\w+", code)) & {*self.names}
                    found |= {name: (code, mentioned) for name in _declared(statement) if name in self.names}
        return found

    @cached_property
    def _modules(self) -> dict[str, ast.Module]:
        files = sorted(self.folder.glob("_[!_]*.py"))
        return {each.stem: self._parse(each) for each in files if each.stem not in {"_clients", "_operations"}}

    def _parse(self, file: Path) -> ast.Module:
        return ast.parse(file.read_text())

    @cached_property
    def _imports(self) -> dict[str, dict[str, str]]:
        """By module, what its names are called here."""
        return {module: dict(self._imported(tree)) for module, tree in self._modules.items()}

    def _imported(self, tree: ast.Module) -> Iterator[tuple[str, str]]:
        for each in tree.body:
            if isinstance(each, ast.ImportFrom):
                for alias in each.names:
                    home = {0: each.module, 1: "s", 2: f"{ROOT}.{each.module}"}[each.level]
                    yield alias.asname or alias.name, f"{home}.{alias.name}"

    def _class(self, declared: ast.ClassDef, module: str) -> Class:
        bases = [ast.unparse(each).partition("[")[0] for each in declared.bases]
        fields = tuple(self._field(each, module) for each in declared.body if isinstance(each, ast.AnnAssign))
        return Class(
            name=declared.name,
            way=next(way for base, way in _WAYS.items() if base in bases),
            is_error="_Error" in bases or "ServiceError" in bases,
            is_union="_RequestUnion" in bases or "_SharedUnion" in bases,
            fields=fields,
        )

    def _field(self, declared: ast.AnnAssign, module: str) -> Field:
        imports = {"Annotated": "typing.Annotated", **self._imports[module]}
        spelling = _Spelling(self.names, imports)
        spelled = ast.unparse(spelling.visit(_copy(declared.annotation)))
        return Field(
            name=ast.unparse(declared.target),
            wire=_wire_name(declared.annotation),
            type=spelled,
            required=declared.value is None,
            types=tuple(dict.fromkeys(spelling.found)),
        )


class _Spelling(ast.NodeTransformer):
    """Spells a type for another module, and without what pydantic is told beside it."""

    def __init__(self, names: tuple[str, ...], imports: Mapping[str, str]) -> None:
        self.names = names
        self.imports = imports
        self.found: list[str] = []

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if ast.unparse(node.value) in {"Annotated", "_Annotated"} and isinstance(node.slice, ast.Tuple):
            return self.visit(node.slice.elts[0])  # type: ignore[no-any-return]
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if not isinstance(node.value, str):
            return node
        return self.visit(ast.parse(node.value, mode="eval").body)  # type: ignore[no-any-return]

    def visit_Name(self, node: ast.Name) -> ast.AST:
        name = self.imports.get(node.id) or (f"s.{node.id}" if node.id in self.names else node.id)
        if name.startswith("s."):
            self.found.append(name.removeprefix("s."))
        return ast.Name(name)


def _copy(node: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(node), mode="eval").body


def _wire_name(annotation: ast.expr) -> str:
    calls = (each for each in ast.walk(annotation) if isinstance(each, ast.Call))
    wires = (each for each in calls if ast.unparse(each.func).startswith(("_wire", "_stream")))
    return str(ast.literal_eval(next(wires).args[0]))


def _target(statement: ast.Assign) -> str:
    return ast.unparse(statement.targets[0])


def _without_documentation(statement: ast.stmt) -> ast.stmt:
    if isinstance(statement, ast.ClassDef):
        body = [each for each in statement.body if not isinstance(each, ast.Expr)]
        return ast.ClassDef(statement.name, statement.bases, statement.keywords, body, [])
    return statement


def _declared(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement declares, which may be in a branch for type checkers."""
    if isinstance(statement, ast.ClassDef):
        yield statement.name
    for each in ast.walk(statement):
        if isinstance(each, ast.Assign):
            yield _target(each)


def _enum(statement: ast.stmt) -> tuple[str, tuple[str, ...]] | None:
    """The name of an enum and its values."""
    if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Subscript):
        return None
    values = ast.literal_eval(statement.value.slice)
    return _target(statement), values if isinstance(values, tuple) else (values,)
