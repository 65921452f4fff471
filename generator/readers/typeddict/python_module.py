"""Parses one Python file with libcst: its classes, definitions and imports. The file is never imported or executed.

This module resolves nothing: base classes and annotations stay source text. `stubs` follows imports and bases, and
`assembly` finds out what the annotations mean.
"""

import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import libcst as cst

from ... import ir
from ...diagnostics import Report
from .annotations import dotted_name
from .text import LONE_SURROGATE, has_lone_surrogate


@dataclass(frozen=True, slots=True)
class RawField:
    """`name: annotation`, or an entry of a functional TypedDict."""

    name: str
    annotation: str
    line: int
    documentation: str = ""


@dataclass(frozen=True, slots=True)
class RawClass:
    """A class of any kind, or a functional TypedDict."""

    name: str
    line: int
    bases: tuple[str, ...]
    fields: tuple[RawField, ...]
    constants: tuple[tuple[str, str], ...] = ()  # `name = value` in the body, as text
    total: bool = True
    is_generic: bool = False  # whether it has type parameters
    is_plain: bool = True  # whether its body has no methods, nested classes or other blocks
    documentation: str = ""


@dataclass(frozen=True, slots=True)
class RawDefinition:
    """`name = expression`."""

    name: str
    expression: str
    line: int
    is_type: bool  # whether it must be a type. Otherwise it is one only if something refers to it
    is_generic: bool = False


@dataclass(frozen=True, slots=True)
class RawImport:
    """`from module import name`, or `import module` if the name is empty."""

    module: str  # with leading dots
    name: str


@dataclass(slots=True)
class PythonModule:
    """What a file declares. If branches bind a name several times, the first one counts."""

    classes: dict[str, RawClass] = field(default_factory=dict)
    definitions: dict[str, RawDefinition] = field(default_factory=dict)
    imports: dict[str, RawImport] = field(default_factory=dict)  # by their name in this file
    stars: list[str] = field(default_factory=list)  # modules in `from module import *`
    type_variables: set[str] = field(default_factory=set)


# `X = List[int]` must be a type, unlike `X = table[0]`.
_SUBSCRIPTED_TYPES = frozenset(
    """Annotated Collection Dict FrozenSet Iterable List Literal Mapping MutableMapping MutableSequence Optional
    Sequence Set Tuple Union dict frozenset list set tuple""".split()
)

_MAX_DEPTH = 200  # of brackets
_EMPTY_BODY = cst.SimpleStatementSuite(body=[cst.Pass()])


def parse_module(text: str, file: str, report: Report) -> PythonModule | None:
    """The declarations in `text`. None, with an error reported, if it is not Python."""
    if (line := _line_too_deep(text)) is not None:
        message = f"brackets are nested more than {_MAX_DEPTH} levels deep"
        report.error("too-deep", ir.Source(file, line), message)
        return None
    try:
        tree = cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        line, reason = _reason(error)
        report.error("not-python", ir.Source(file, line), f"not Python: {reason}")
        return None
    scanner = _Scanner(tree, file, report)
    scanner.scan(tree.body, 1 + len(tree.header), in_branch=False)
    return scanner.module


def _line_too_deep(text: str) -> int | None:
    """The line where brackets are nested so deeply that the native parser would overflow the stack. None if nowhere."""
    depth = 0
    for found in re.finditer(r"[\[({]|[\])}]", text):
        depth = depth + 1 if found[0] in "[({" else max(depth - 1, 0)
        if depth > _MAX_DEPTH:
            return 1 + text.count("\n", 0, found.start())
    return None


def _reason(error: cst.ParserSyntaxError) -> tuple[int, str]:
    """The line and the reason of a syntax error. The reason does not list all tokens that the parser would accept."""
    message = error.message.splitlines()[0]
    place = re.match(r"parser error: error at (\d+):(\d+): ", message)
    reason = message[place.end() :] if place else message.removeprefix("tokenizer error: ")
    reason = re.sub(r"^expected one of .*", "unexpected token", reason)
    return int(place[1]) if place else error.raw_line, f"{reason} (column {place[2]})" if place else reason


class _Scanner:
    """Walks the statements of a module and counts lines: the positions of libcst cost twice as much as parsing."""

    def __init__(self, tree: cst.Module, file: str, report: Report) -> None:
        self.tree = tree
        self.file = file
        self.report = report
        self.module = PythonModule()
        self._texts: dict[cst.CSTNode, str] = {}  # nodes compare by identity

    def scan(self, body: Iterable[cst.CSTNode], line: int, *, in_branch: bool) -> None:
        """Collect the declarations of a block that begins on `line`."""
        for number, statement in self._numbered(body, line):
            match statement:
                case cst.SimpleStatementLine(body=parts):
                    for part in parts:
                        self._scan_small(part, number, in_branch)
                case cst.ClassDef():
                    self._add_class(self._read_class(statement, number), in_branch)
                case cst.If() | cst.Try():
                    self._scan_branches(statement, number)
                case _:
                    pass  # functions and loops declare no types

    def _scan_branches(self, statement: cst.CSTNode, line: int) -> None:
        """Collect the declarations of all branches of a compound statement, no matter which one would run."""
        block = getattr(statement, "body", None)
        if isinstance(block, cst.SimpleStatementSuite):
            for part in block.body:
                self._scan_small(part, line, in_branch=True)
        elif isinstance(block, cst.IndentedBlock):
            test = getattr(statement, "test", None) or getattr(statement, "type", None)
            line += self._source(test).count("\n") if test is not None else 0
            self.scan(block.body, line + 1, in_branch=True)
        line += self._source(block).count("\n") if block is not None else 0
        other_branches = [
            *getattr(statement, "handlers", ()),
            *(getattr(statement, name, None) for name in ("orelse", "finalbody")),
        ]
        for branch in other_branches:
            if branch is not None:
                self._scan_branches(branch, line + len(branch.leading_lines))
                line += self._source(branch).count("\n")

    def _numbered(self, body: Iterable[cst.CSTNode], line: int) -> Iterator[tuple[int, cst.CSTNode]]:
        """The statements with the lines they begin on, not counting the comments above them."""
        for statement in body:
            yield line + len(getattr(statement, "leading_lines", ())), statement
            line += self._source(statement).count("\n")

    def _source(self, node: cst.CSTNode) -> str:
        """The text of `node`. Cached, because the text of a class is needed as a whole and in parts."""
        if (text := self._texts.get(node)) is None:
            text = self._texts[node] = self._render(node)
        return text

    def _render(self, node: cst.CSTNode) -> str:
        """The text of `node`. For a class, it is joined from the texts of its statements."""
        match node:
            case cst.ClassDef(body=cst.IndentedBlock() as block):
                head = self.tree.code_for_node(node.with_changes(body=_EMPTY_BODY)).removesuffix("\n")
                return head + "\n" + "".join(map(self._source, block.body)) + "\n" * len(block.footer)
            case cst.SimpleStatementLine(
                body=[cst.AnnAssign(target=cst.Name(name), annotation=annotation, value=None)]
            ) if "\n" not in self.tree.code_for_node(annotation.whitespace_after_indicator):
                above = "\n" * len(node.leading_lines)
                return f"{above}{name}: {self._source(annotation.annotation)}\n"
        return self.tree.code_for_node(node)

    # Small statements: several of them may share a line.

    def _scan_small(self, statement: cst.CSTNode, line: int, in_branch: bool) -> None:
        match statement:
            case cst.ImportFrom() | cst.Import():
                self._add_imports(statement)
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(name))], value=value):
                self._scan_assignment(name, value, line, in_branch)
            case cst.AnnAssign(target=cst.Name(name), annotation=annotation, value=cst.BaseExpression() as value):
                if dotted_name(annotation.annotation).endswith("TypeAlias"):
                    self._add_definition(RawDefinition(name, self._source(value), line, is_type=True), in_branch)
            case cst.TypeAlias(name=cst.Name(name), value=value, type_parameters=parameters):
                text, is_generic = self._source(value), parameters is not None
                self._add_definition(RawDefinition(name, text, line, is_type=True, is_generic=is_generic), in_branch)
            case _:
                pass

    def _add_imports(self, statement: cst.ImportFrom | cst.Import) -> None:
        if isinstance(statement.names, cst.ImportStar):
            assert isinstance(statement, cst.ImportFrom)
            self.module.stars.append(_module_name(statement))
            return
        for alias in statement.names:
            name = dotted_name(alias.name)
            bound = dotted_name(alias.asname.name) if alias.asname else name
            if isinstance(statement, cst.Import):
                self.module.imports.setdefault(bound, RawImport(name, ""))
            else:
                self.module.imports.setdefault(bound, RawImport(_module_name(statement), name))

    def _scan_assignment(self, name: str, value: cst.BaseExpression, line: int, in_branch: bool) -> None:
        match value:
            case cst.Call(func=func, args=arguments):
                function = dotted_name(func).rpartition(".")[2]
                if function == "TypedDict" and len(arguments) >= 2:
                    self._add_class(self._read_functional(name, value, line), in_branch)
                elif function == "NewType" and len(arguments) == 2:
                    text = self._source(arguments[1].value)
                    self._add_definition(RawDefinition(name, text, line, is_type=True), in_branch)
                elif function in {"TypeVar", "ParamSpec", "TypeVarTuple"}:
                    self.module.type_variables.add(name)
            case cst.Subscript(value=head):
                is_type = dotted_name(head).rpartition(".")[2] in _SUBSCRIPTED_TYPES
                self._add_definition(RawDefinition(name, self._source(value), line, is_type), in_branch)
            case cst.BinaryOperation() | cst.Name() | cst.Attribute() | cst.SimpleString():
                self._add_definition(RawDefinition(name, self._source(value), line, is_type=False), in_branch)
            case _:
                pass

    def _add_definition(self, definition: RawDefinition, in_branch: bool) -> None:
        if self._check_new(definition.name, definition.line, in_branch, is_type=definition.is_type):
            self.module.definitions[definition.name] = definition

    # Classes.

    def _read_class(self, node: cst.ClassDef, line: int) -> RawClass:
        shape = node.name.value
        bases = tuple(self._source(each.value) for each in node.bases)
        total = self._read_total(node.keywords, line, shape)
        fields: dict[str, RawField] = {}
        constants: list[tuple[str, str]] = []
        documentation = ""
        last_member = ""  # a string below a member documents it
        is_plain = True
        for number, statement in self._class_body(node, line):
            if not isinstance(statement, cst.SimpleStatementLine | cst.SimpleStatementSuite):
                is_plain = False
                continue
            for part in statement.body:
                match part:
                    case cst.AnnAssign(target=cst.Name(name), annotation=annotation):
                        self._add_field(RawField(name, self._source(annotation.annotation), number), fields, shape)
                        last_member = name
                    case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(name))], value=value):
                        constants.append((name, self._source(value)))
                    case cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString() as string):
                        text = self._docstring(string, number, shape)
                        if not last_member:
                            documentation = documentation or text
                        elif old := fields.get(last_member):
                            fields[last_member] = RawField(old.name, old.annotation, old.line, text)
        return RawClass(
            name=shape,
            line=line,
            bases=bases,
            fields=tuple(fields.values()),
            constants=tuple(constants),
            total=total,
            is_generic=node.type_parameters is not None,
            is_plain=is_plain,
            documentation=documentation,
        )

    def _class_body(self, node: cst.ClassDef, line: int) -> Iterable[tuple[int, cst.CSTNode]]:
        """The statements in the body of a class, with the lines they begin on."""
        if not isinstance(node.body, cst.IndentedBlock):
            return [(line, node.body)]  # `class A(TypedDict): a: int; b: int`
        head = self.tree.code_for_node(node.with_changes(body=_EMPTY_BODY)).count("\n") - len(node.leading_lines)
        return self._numbered(node.body.body, line + head)

    def _docstring(self, string: cst.SimpleString | cst.ConcatenatedString, line: int, shape: str) -> str:
        """The text of a docstring, without indentation."""
        text = string.evaluated_value
        if not isinstance(text, str):
            return ""
        if has_lone_surrogate(text):
            self.report.error("unreadable-documentation", ir.Source(self.file, line), LONE_SURROGATE, shape=shape)
        return inspect.cleandoc(text)

    def _add_field(self, new: RawField, fields: dict[str, RawField], shape: str) -> None:
        if first := fields.get(new.name):
            hint = f"first declared on line {first.line}"
            message = f"duplicate member {new.name}"
            self.report.error("duplicate-member", ir.Source(self.file, new.line), message, shape=shape, hint=hint)
        else:
            fields[new.name] = new

    def _read_total(self, arguments: Iterable[cst.Arg], line: int, shape: str) -> bool:
        """The argument `total` of a class. Reports arguments that cannot be read."""
        total = True
        for each in arguments:
            keyword, value = _keyword(each), self._source(each.value)
            if keyword == "total" and value in {"True", "False"}:
                total = value == "True"
            elif keyword == "total":
                message = f"expected True or False for total, got {value}"
                self.report.error("unreadable-total", ir.Source(self.file, line), message, shape=shape)
            elif keyword == "extra_items":
                message = "extra_items is not supported; unknown members are rejected"
                self.report.warning("extra-items", ir.Source(self.file, line), message, shape=shape)
        return total

    def _read_functional(self, name: str, call: cst.Call, line: int) -> RawClass:
        """`X = TypedDict("X", {"a": int}, total=False)`, or before Python 3.13 `X = TypedDict("X", a=int)`."""
        total = self._read_total(call.args, line, name)
        fields: dict[str, RawField] = {}
        for argument in call.args[1:]:
            if (keyword := _keyword(argument)) and keyword not in {"fields", "total", "closed", "extra_items"}:
                fields[keyword] = RawField(keyword, self._source(argument.value), line)
        entries = next((each.value for each in call.args if _keyword(each) == "fields"), call.args[1].value)
        if isinstance(entries, cst.Dict):
            self._add_entries(entries, self._source(call), line, fields, name)
        elif not _keyword(call.args[1]):
            message = "its members are not given as a dict literal"
            self.report.error("unreadable-member", ir.Source(self.file, line), message, shape=name)
        return RawClass(name, line, ("TypedDict",), tuple(fields.values()), total=total)

    def _add_entries(self, entries: cst.Dict, call: str, line: int, fields: dict[str, RawField], shape: str) -> None:
        """Add the entries of a dict literal to `fields`. `call` is the text of the call around it, to count lines."""
        position = 0
        for element in entries.elements:
            key = element.key if isinstance(element, cst.DictElement) else None
            if not isinstance(key, cst.SimpleString | cst.ConcatenatedString) or not isinstance(
                key.evaluated_value, str
            ):
                message = "the name of a member is not a string literal"
                self.report.error("unreadable-member", ir.Source(self.file, line), message, shape=shape)
                continue
            position = max(call.find(self._source(key), position), position)
            number = line + call.count("\n", 0, position)
            position += 1
            name = key.evaluated_value
            if has_lone_surrogate(name):
                source = ir.Source(self.file, number)
                self.report.error("unreadable-member", source, LONE_SURROGATE, shape=f"{shape}.{name}")
            self._add_field(RawField(name, self._source(element.value), number), fields, shape)

    def _add_class(self, raw: RawClass, in_branch: bool) -> None:
        if self._check_new(raw.name, raw.line, in_branch):
            self.module.classes[raw.name] = raw

    def _check_new(self, name: str, line: int, in_branch: bool, *, is_type: bool = True) -> bool:
        """Whether `name` is not declared yet. Reports an error if it is, but not in branches, nor for variables."""
        first = self.module.classes.get(name) or self.module.definitions.get(name)
        if first and not in_branch and is_type and getattr(first, "is_type", True):
            hint = f"first declared on line {first.line}"
            self.report.error("duplicate-type", ir.Source(self.file, line), "declared twice", shape=name, hint=hint)
        return first is None


def _module_name(statement: cst.ImportFrom) -> str:
    return "." * len(statement.relative) + (dotted_name(statement.module) if statement.module else "")


def _keyword(argument: cst.Arg) -> str:
    return argument.keyword.value if argument.keyword else ""
