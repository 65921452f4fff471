"""The declarations of one Python file: its classes, definitions and imports. The file is never imported or executed.

A file is split into statements, not parsed. The body of a class is read when somebody asks for it, so a large neighbour
of which a module needs one class costs little. This module resolves nothing: base classes and annotations stay source
text. `imports` follows names, `classes` follows bases, and `assembly` finds out what annotations mean.
"""

import ast
import inspect
import re
from collections.abc import Iterable, Iterator

from ...diagnostics import Diagnostic, Severity, Source
from . import functional_forms
from .conditions import PLATFORM, evaluate
from .declared import Namespace, RawClass, RawDefinition, RawField, RawImport
from .statements import (
    DOTTED_NAME,
    NAME,
    Statement,
    find_outside_brackets,
    inside_brackets,
    read_block,
    split_blocks,
    split_outside_brackets,
    split_simple_statements,
    split_statements,
    without_comments,
)
from .text import LONE_SURROGATE, has_lone_surrogate

_FIRST_WORD = re.compile(rf"@|{NAME}")
_STRING = re.compile(r"""[rRbBuU]{0,2}["']""")
_CLASS_OR_FUNCTION = re.compile(rf"^(class|(?:async\s+)?def)\s+({NAME})\s*", re.M)
_FROM = re.compile(r"from\s*(\S+)\s+import\b(.*)", re.S)
_IMPORT = re.compile(r"import\s+(.*)", re.S)
_TYPE_STATEMENT = re.compile(rf"type\s+({NAME})\s*(?=[\[=])")
_ANNOTATED = re.compile(rf"({NAME})\s*:")
_ASSIGNMENT = re.compile(rf"({NAME})\s*=(?!=)\s*")
_CALL = re.compile(rf"({DOTTED_NAME})\s*\(")
_NOTHING = re.compile(r"(?:pass|\.\.\.|del|assert|@)")  # in the body of a class
_FALLBACKS = frozenset({"None", "object", "dict", "Any"})  # `try: from x import T` … `except ImportError: T = None`


def read_module(text: str, file: str) -> Namespace:
    """The declarations in `text`.

    Raises:
        NotPythonError: a bracket is never closed.
    """
    module = Namespace(file)
    _Scanner(module).scan(split_statements(text))
    return module


class _Scanner:
    """Adds what statements declare to a namespace."""

    def __init__(self, namespace: Namespace) -> None:
        self.namespace = namespace
        self._documented = ""  # the member that a string below would document

    def scan(self, statements: Iterable[Statement], *, in_branch: bool = False) -> None:
        """Add the declarations of a block."""
        for statement in statements:
            first = _first_word(statement.text)
            if first in {"class", "def", "async", "@"}:
                self.namespace.is_plain = False
                self._scan_class_or_function(statement, in_branch)
            elif first in {"if", "try", "with"}:
                self.namespace.is_plain = False
                self._scan_branches(statement)
            elif first in {"for", "while"}:
                self.namespace.is_plain = False  # loops declare no types
            else:
                for part in split_simple_statements(statement):
                    self._scan_simple(part, first, in_branch)

    def _scan_class_or_function(self, statement: Statement, in_branch: bool) -> None:
        found = _CLASS_OR_FUNCTION.search(statement.text)  # below its decorators
        if found and found[1] == "class":
            self._add_class(_read_class(statement, found, self.namespace), in_branch)
        elif found:
            self.namespace.methods.setdefault(found[2], statement.text[found.start() :])

    def _scan_branches(self, statement: Statement) -> None:
        """Add the declarations of the branches that are read: all, where only the running module could tell."""
        before = len(self.namespace.classes) + len(self.namespace.definitions)
        is_decided = asks_platform = False
        for block in split_blocks(statement):
            verdict = evaluate(block.header)
            asks_platform |= verdict.asks_platform
            if is_decided or verdict.value is False:
                continue
            is_decided = verdict.value is True
            self.scan(block.statements, in_branch=True)
        if asks_platform and before < len(self.namespace.classes) + len(self.namespace.definitions):
            message = f"read as on {PLATFORM}; declarations for other platforms are left out"
            source = Source(self.namespace.file, statement.line)
            self.namespace.faults.append(Diagnostic("platform", Severity.NOTE, source, message, self.namespace.owner))

    def _scan_simple(self, statement: Statement, first: str, in_branch: bool) -> None:
        text, line = statement
        if first in {"from", "import"} and self._add_imports(without_comments(text)):
            return
        if found := _TYPE_STATEMENT.match(text):
            self._add_type_statement(found, statement, in_branch)
        elif found := _ASSIGNMENT.match(text):
            self._documented = ""
            self._add_assignment(found[1], text[found.end() :], line, in_branch)
        elif found := _ANNOTATED.match(text):
            self._add_annotated(found[1], text[found.end() :], line, in_branch)
        elif self.namespace.owner:
            self._add_documentation(statement)

    # Simple statements.

    def _add_imports(self, text: str) -> bool:
        """Add what an import binds. False if the statement is none."""
        imports = self.namespace.imports
        if found := _FROM.match(text):
            module, names = found.groups()
            names = names.strip().removeprefix("(").removesuffix(")").strip()
            if names == "*":
                self.namespace.stars.append(module)
                return True
            for name, bound in _imported_names(names):
                self._add_import(bound, RawImport(module, name))
            return True
        if found := _IMPORT.match(text):
            for name, bound in _imported_names(found[1]):
                imports.setdefault(bound, RawImport(name, ""))
        return bool(found)

    def _add_import(self, name: str, new: RawImport) -> None:
        definition = self.namespace.definitions.get(name)
        if definition and definition.expression in _FALLBACKS:
            del self.namespace.definitions[name]
        self.namespace.imports.setdefault(name, new)

    def _add_type_statement(self, found: re.Match[str], statement: Statement, in_branch: bool) -> None:
        """`type X[T] = list[T]`."""
        rest = statement.text[found.end() :]
        parameters: tuple[str, ...] = ()
        if rest.startswith("[") and (inside := inside_brackets(rest)):
            parameters = tuple(part for _, part in split_outside_brackets(inside[0]))
            rest = rest[inside[1] :]
        value = rest.lstrip().removeprefix("=")
        self._add_definition(RawDefinition(found[1], statement.line, value, True, parameters), in_branch)

    def _add_annotated(self, name: str, rest: str, line: int, in_branch: bool) -> None:
        """`name: annotation = value`."""
        equals = find_outside_brackets(rest, "=")
        annotation = without_comments(rest if equals < 0 else rest[:equals]).strip()
        value = "" if equals < 0 else rest[equals + 1 :]
        head = re.match(r"[\w.]*", annotation.strip("\"'"))
        last = head[0].rpartition(".")[2] if head else ""
        if last == "TypeAlias" and value:
            self._add_definition(RawDefinition(name, line, value, must_be_type=True), in_branch)
            return
        if value and (last in {"Final", "ClassVar"} or not self.namespace.owner):
            self._add_assignment(name, value.lstrip(), line, in_branch)
            return
        if self.namespace.owner:
            default = without_comments(value).strip()
            self.namespace.add_field(RawField(name, annotation, line, "", default))
            self._documented = name
            if default:
                self.namespace.constants.append((name, default))

    def _add_assignment(self, name: str, value: str, line: int, in_branch: bool) -> None:
        while found := _ASSIGNMENT.match(value):  # `a = b = value`
            self._add_assignment(found[1], value[found.end() :], line, in_branch)
            value = value[found.end() :]
        if self.namespace.owner:
            self.namespace.constants.append((name, without_comments(value).strip()))
        called = _CALL.match(value)
        function = called[1].rpartition(".")[2] if called else ""
        if imported := self.namespace.imports.get(function):
            function = imported.name  # `from typing import TypedDict as TD`
        if function in functional_forms.CLASSES:
            make = functional_forms.CLASSES[function]
            qualified = f"{self.namespace.owner}.{name}" if self.namespace.owner else name
            if raw := make(qualified, function, Statement(value, line), self.namespace.file):
                self._add_class(raw, in_branch)
        elif function in functional_forms.TYPE_VARIABLES:
            self.namespace.type_variables[name] = functional_forms.read_type_variable(name, value, line)
        elif function in functional_forms.ALIASES:
            if definition := functional_forms.read_alias(name, value, line):
                self._add_definition(definition, in_branch)
        else:
            self._add_definition(RawDefinition(name, line, value), in_branch)

    def _add_definition(self, definition: RawDefinition, in_branch: bool) -> None:
        name = definition.name
        if definition.expression == name:
            return  # `X = X` after an import of X
        if name == "TypedDict" or (in_branch and self.namespace.is_bound(name)):
            return  # a fallback for old releases of Python
        if first := self.namespace.definitions.get(name):
            if definition.is_type and first.is_type:
                message = "declared twice; the last declaration counts"
                hint = f"first declared on line {first.line}"
                self.namespace.warning("duplicate-type", definition.line, message, hint, name)
            elif first.is_type:
                return
        self.namespace.definitions[name] = definition

    def _add_documentation(self, statement: Statement) -> None:
        """A string documents the member above it, or the class."""
        text = without_comments(statement.text).strip()
        if not _STRING.match(text):
            if not _NOTHING.match(text):
                self.namespace.error("unreadable-member", statement.line, f"expected a member, got: {text[:60]}")
            return
        try:
            documentation = ast.literal_eval(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return
        if not isinstance(documentation, str):
            return
        if has_lone_surrogate(documentation):
            self.namespace.error("unreadable-documentation", statement.line, LONE_SURROGATE)
        documentation = inspect.cleandoc(documentation)
        if member := self.namespace.fields.get(self._documented):
            self.namespace.fields[self._documented] = member._replace(documentation=documentation)
        elif not self._documented:
            self.namespace.documentation = self.namespace.documentation or documentation

    # Classes.

    def _add_class(self, raw: RawClass, in_branch: bool) -> None:
        name = raw.name.rpartition(".")[2]
        if name == "TypedDict" or (in_branch and self.namespace.is_bound(name)):
            return
        if first := self.namespace.classes.get(name):
            message = "declared twice; the last declaration counts"
            hint = f"first declared on line {first.line}"
            self.namespace.warning("duplicate-type", raw.line, message, hint, name)
        self.namespace.definitions.pop(name, None)
        self.namespace.classes[name] = raw


def _first_word(text: str) -> str:
    """The first word of a statement, or `@`."""
    found = _FIRST_WORD.match(text)
    return found[0] if found else ""


def _imported_names(text: str) -> Iterator[tuple[str, str]]:
    """The names in `a, b as c`, each with the name that it is bound to."""
    for part in text.split(","):
        name, _, bound = (re.sub(r"\s+as\s+", " as ", part.strip())).partition(" as ")
        if name:
            yield name.strip(), (bound or name).strip()


def _read_class(statement: Statement, found: re.Match[str], outer: Namespace) -> RawClass:
    """The class in `statement`. `found`: where its name stands, below its decorators."""
    name = f"{outer.owner}.{found[2]}" if outer.owner else found[2]
    line = statement.line + statement.text.count("\n", 0, found.start())
    rest = statement.text[found.end() :]
    parameters: tuple[str, ...] = ()
    if rest.startswith("[") and (inside := inside_brackets(rest)):
        parameters = tuple(part for _, part in split_outside_brackets(inside[0]))
        rest = rest[inside[1] :].lstrip()
    bases: list[str] = []
    keywords: dict[str, str] = {}
    if rest.startswith("(") and (inside := inside_brackets(rest)):
        for _, argument in split_outside_brackets(inside[0]):
            if keyword := functional_forms.KEYWORD.match(argument):
                keywords[keyword[1]] = keyword[2]
            else:
                bases.append(argument)

    def read_body() -> Namespace:
        body = Namespace(outer.file, name)
        block = read_block(Statement(statement.text[found.start() :], line))
        functional_forms.check_keywords(keywords, line, body)
        if not block.statements:
            body.error("not-python", line, "the class has no body")
        _Scanner(body).scan(block.statements)
        return body

    decorators = tuple(_decorators(statement.text[: found.start()]))
    return RawClass(name, line, tuple(bases), read_body, keywords, parameters, decorators, text=statement.text)


def _decorators(text: str) -> Iterator[str]:
    for statement in split_statements(text):
        yield from (without_comments(part).strip() for part in statement.text.split("\n@") if part.strip())
