"""What one Python file declares, as text: classes, definitions, imports. Parsed by libcst; never imported or executed.

Nothing is resolved here: a base class or an annotation is the source that stands there. `stubs` follows imports and
bases, and `typeddicts` finds out what annotations mean.
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
    """A class, of whatever kind, or a functional TypedDict."""

    name: str
    line: int
    bases: tuple[str, ...]
    fields: tuple[RawField, ...]
    constants: tuple[tuple[str, str], ...] = ()  # `name = value` in the body, as text
    total: bool = True
    generic: bool = False  # it has type parameters
    plain: bool = True  # it has members and documentation, and nothing else
    documentation: str = ""


@dataclass(frozen=True, slots=True)
class RawDefinition:
    """`name = expression`."""

    name: str
    expression: str
    line: int
    is_type: bool  # whether it can be nothing but a type; else it is one only if something refers to it
    generic: bool = False


@dataclass(frozen=True, slots=True)
class RawImport:
    """`from module import name`, or `import module` where there is no name."""

    module: str  # with leading dots
    name: str


@dataclass(slots=True)
class PythonModule:
    """What a file declares; of names that are bound twice in branches, the first."""

    classes: dict[str, RawClass] = field(default_factory=dict)
    definitions: dict[str, RawDefinition] = field(default_factory=dict)
    imports: dict[str, RawImport] = field(default_factory=dict)  # by the name in this file
    stars: list[str] = field(default_factory=list)  # modules of which everything is imported
    type_variables: set[str] = field(default_factory=set)


_TYPE_HEADS = frozenset(
    """Annotated Collection Dict FrozenSet Iterable List Literal Mapping MutableMapping MutableSequence Optional
    Sequence Set Tuple Union dict frozenset list set tuple""".split()
)


_DEEPEST = 200
_EMPTY = cst.SimpleStatementSuite(body=[cst.Pass()])


def parse_module(text: str, file: str, report: Report) -> PythonModule | None:
    """What `text` declares; None, with an error reported, if it is not Python."""
    if (line := _line_too_deep(text)) is not None:
        report.error("too-deep", ir.Source(file, line), f"brackets more than {_DEEPEST} deep")
        return None
    try:
        tree = cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        line, reason = _reason(error)
        report.error("not-python", ir.Source(file, line), f"not Python: {reason}")
        return None
    scanner = _Scanner(tree, file, report)
    scanner.statements(tree.body, 1 + len(tree.header), in_branch=False)
    return scanner.found


def _line_too_deep(text: str) -> int | None:
    """The line where brackets go so deep that the parser, which is native code, would run out of stack."""
    depth = 0
    for found in re.finditer(r"[\[({]|[\])}]", text):
        depth = depth + 1 if found[0] in "[({" else max(depth - 1, 0)
        if depth > _DEEPEST:
            return 1 + text.count("\n", 0, found.start())
    return None


def _reason(error: cst.ParserSyntaxError) -> tuple[int, str]:
    """The line that the parser's message names, and the message without every token that would have done."""
    message = error.message.splitlines()[0]
    place = re.match(r"parser error: error at (\d+):(\d+): ", message)
    reason = message[place.end() :] if place else message.removeprefix("tokenizer error: ")
    reason = re.sub(r"^expected one of .*", "it goes on where a statement would end", reason)
    return int(place[1]) if place else error.raw_line, f"{reason} (column {place[2]})" if place else reason


class _Scanner:
    """Walks the statements of a module, counting lines: libcst's own positions cost twice the parsing."""

    def __init__(self, tree: cst.Module, file: str, report: Report) -> None:
        self.tree = tree
        self.file = file
        self.report = report
        self.found = PythonModule()
        self._texts: dict[cst.CSTNode, str] = {}  # nodes compare by identity

    def statements(self, body: Iterable[cst.CSTNode], line: int, *, in_branch: bool) -> None:
        """Take in the statements of a block that begins at `line`."""
        for number, statement in self._numbered(body, line):
            match statement:
                case cst.SimpleStatementLine(body=parts):
                    for part in parts:
                        self._simple(part, number, in_branch)
                case cst.ClassDef():
                    self._add_class(self._class(statement, number), in_branch)
                case cst.If() | cst.Try():
                    self._branches(statement, number)
                case _:
                    pass  # functions and loops declare no types

    def _branches(self, statement: cst.CSTNode, line: int) -> None:
        """Take in all branches of a compound statement, whichever would run."""
        block = getattr(statement, "body", None)
        if isinstance(block, cst.SimpleStatementSuite):
            for part in block.body:
                self._simple(part, line, in_branch=True)
        elif isinstance(block, cst.IndentedBlock):
            test = getattr(statement, "test", None) or getattr(statement, "type", None)
            line += self._source(test).count("\n") if test is not None else 0
            self.statements(block.body, line + 1, in_branch=True)
        line += self._source(block).count("\n") if block is not None else 0
        rest = [
            *getattr(statement, "handlers", ()),
            *(getattr(statement, name, None) for name in ("orelse", "finalbody")),
        ]
        for branch in rest:
            if branch is not None:
                self._branches(branch, line + len(branch.leading_lines))
                line += self._source(branch).count("\n")

    def _numbered(self, body: Iterable[cst.CSTNode], line: int) -> Iterator[tuple[int, cst.CSTNode]]:
        """Statements, each with the line on which it begins, comments above it left out."""
        for statement in body:
            yield line + len(getattr(statement, "leading_lines", ())), statement
            line += self._source(statement).count("\n")

    def _source(self, node: cst.CSTNode) -> str:
        """The text of `node`, made once: of a class it is asked for the whole, and for each part."""
        if (text := self._texts.get(node)) is None:
            text = self._texts[node] = self._text(node)
        return text

    def _text(self, node: cst.CSTNode) -> str:
        """The text of `node`; that of a block is put together from its statements."""
        match node:
            case cst.ClassDef(body=cst.IndentedBlock() as block):
                head = self.tree.code_for_node(node.with_changes(body=_EMPTY)).removesuffix("\n")
                return head + "\n" + "".join(map(self._source, block.body)) + "\n" * len(block.footer)
            case cst.SimpleStatementLine(
                body=[cst.AnnAssign(target=cst.Name(name), annotation=annotation, value=None)]
            ) if "\n" not in self.tree.code_for_node(annotation.whitespace_after_indicator):
                above = "\n" * len(node.leading_lines)
                return f"{above}{name}: {self._source(annotation.annotation)}\n"
        return self.tree.code_for_node(node)

    # Statements of one line.

    def _simple(self, statement: cst.CSTNode, line: int, in_branch: bool) -> None:
        match statement:
            case cst.ImportFrom() | cst.Import():
                self._import(statement)
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(name))], value=value):
                self._assign(name, value, line, in_branch)
            case cst.AnnAssign(target=cst.Name(name), annotation=annotation, value=cst.BaseExpression() as value):
                if dotted_name(annotation.annotation).endswith("TypeAlias"):
                    self._define(RawDefinition(name, self._source(value), line, is_type=True), in_branch)
            case cst.TypeAlias(name=cst.Name(name), value=value, type_parameters=parameters):
                generic = parameters is not None
                self._define(RawDefinition(name, self._source(value), line, is_type=True, generic=generic), in_branch)
            case _:
                pass

    def _import(self, statement: cst.ImportFrom | cst.Import) -> None:
        if isinstance(statement.names, cst.ImportStar):
            assert isinstance(statement, cst.ImportFrom)
            self.found.stars.append(_module_name(statement))
            return
        for alias in statement.names:
            name = dotted_name(alias.name)
            bound = dotted_name(alias.asname.name) if alias.asname else name
            if isinstance(statement, cst.Import):
                self.found.imports.setdefault(bound, RawImport(name, ""))
            else:
                self.found.imports.setdefault(bound, RawImport(_module_name(statement), name))

    def _assign(self, name: str, value: cst.BaseExpression, line: int, in_branch: bool) -> None:
        match value:
            case cst.Call(func=func, args=arguments):
                called = dotted_name(func).rpartition(".")[2]
                if called == "TypedDict" and len(arguments) >= 2:
                    self._add_class(self._functional(name, value, line), in_branch)
                elif called == "NewType" and len(arguments) == 2:
                    self._define(RawDefinition(name, self._source(arguments[1].value), line, is_type=True), in_branch)
                elif called in {"TypeVar", "ParamSpec", "TypeVarTuple"}:
                    self.found.type_variables.add(name)
            case cst.Subscript(value=head):
                is_type = dotted_name(head).rpartition(".")[2] in _TYPE_HEADS
                self._define(RawDefinition(name, self._source(value), line, is_type), in_branch)
            case cst.BinaryOperation() | cst.Name() | cst.Attribute() | cst.SimpleString():
                self._define(RawDefinition(name, self._source(value), line, is_type=False), in_branch)
            case _:
                pass

    def _define(self, definition: RawDefinition, in_branch: bool) -> None:
        if self._is_new(definition.name, definition.line, in_branch, is_type=definition.is_type):
            self.found.definitions[definition.name] = definition

    # Classes.

    def _class(self, node: cst.ClassDef, line: int) -> RawClass:
        bases = tuple(self._source(each.value) for each in node.bases)
        total = self._total(node.keywords, line, node.name.value)
        fields: dict[str, RawField] = {}
        constants: list[tuple[str, str]] = []
        documentation = ""
        last = ""
        plain = True
        statements: Iterable[tuple[int, cst.CSTNode]] = [(line, node.body)]  # `class A(TypedDict): a: int; b: int`
        if isinstance(node.body, cst.IndentedBlock):
            head = self.tree.code_for_node(node.with_changes(body=_EMPTY)).count("\n") - len(node.leading_lines)
            statements = self._numbered(node.body.body, line + head)
        for number, statement in statements:
            if not isinstance(statement, cst.SimpleStatementLine | cst.SimpleStatementSuite):
                plain = False
                continue
            for part in statement.body:
                match part:
                    case cst.AnnAssign(target=cst.Name(name), annotation=annotation):
                        self._add_field(RawField(name, self._source(annotation.annotation), number), fields, node)
                        last = name
                    case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(name))], value=value):
                        constants.append((name, self._source(value)))
                    case cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString() as string):
                        text = self._said(string, number, node.name.value)
                        if not last:
                            documentation = documentation or text
                        elif last in fields:
                            old = fields[last]
                            fields[last] = RawField(old.name, old.annotation, old.line, text)
        return RawClass(
            name=node.name.value,
            line=line,
            bases=bases,
            fields=tuple(fields.values()),
            constants=tuple(constants),
            total=total,
            generic=node.type_parameters is not None,
            plain=plain,
            documentation=documentation,
        )

    def _said(self, string: cst.SimpleString | cst.ConcatenatedString, line: int, shape: str) -> str:
        """A docstring without its indentation."""
        text = string.evaluated_value
        if not isinstance(text, str):
            return ""
        if has_lone_surrogate(text):
            self.report.error("unreadable-documentation", ir.Source(self.file, line), LONE_SURROGATE, shape=shape)
        return inspect.cleandoc(text)

    def _add_field(self, found: RawField, fields: dict[str, RawField], node: cst.ClassDef) -> None:
        if twin := fields.get(found.name):
            self._twice(found.name, found.line, twin.line, node.name.value)
        else:
            fields[found.name] = found

    def _total(self, arguments: Iterable[cst.Arg], line: int, shape: str) -> bool:
        """What the class says of members that do not say whether they are required."""
        found = True
        for each in arguments:
            keyword, value = _keyword(each), self._source(each.value)
            if keyword == "total" and value in {"True", "False"}:
                found = value == "True"
            elif keyword == "total":
                message = f"total is True or False, not {value}"
                self.report.error("unreadable-total", ir.Source(self.file, line), message, shape=shape)
            elif keyword == "extra_items":
                message = "extra_items is not supported; unknown members are refused"
                self.report.warning("extra-items", ir.Source(self.file, line), message, shape=shape)
        return found

    def _functional(self, name: str, call: cst.Call, line: int) -> RawClass:
        """`X = TypedDict("X", {"a": int}, total=False)`."""
        total = self._total(call.args, line, name)
        fields: dict[str, RawField] = {}
        text = self._source(call)
        place = 0
        entries = next((each.value for each in call.args if _keyword(each) == "fields"), call.args[1].value)
        for argument in call.args[1:]:
            if (keyword := _keyword(argument)) and keyword not in {"fields", "total", "closed", "extra_items"}:
                fields[keyword] = RawField(keyword, self._source(argument.value), line)  # before Python 3.13
        if not isinstance(entries, cst.Dict) and not _keyword(call.args[1]):
            message = "its members are not written out in a dict"
            self.report.error("unreadable-member", ir.Source(self.file, line), message, shape=name)
        for element in entries.elements if isinstance(entries, cst.Dict) else ():
            key = element.key if isinstance(element, cst.DictElement) else None
            if not isinstance(key, cst.SimpleString | cst.ConcatenatedString) or not isinstance(
                key.evaluated_value, str
            ):
                self.report.error(
                    "unreadable-member", ir.Source(self.file, line), "a member is named by no string", shape=name
                )
                continue
            place = max(text.find(self._source(key), place), place)
            number = line + text.count("\n", 0, place)
            place += 1
            member = key.evaluated_value
            if has_lone_surrogate(member):
                self.report.error(
                    "unreadable-member", ir.Source(self.file, number), LONE_SURROGATE, shape=f"{name}.{member}"
                )
            if twin := fields.get(member):
                self._twice(member, number, twin.line, name)
            else:
                fields[member] = RawField(member, self._source(element.value), number)
        return RawClass(name, line, ("TypedDict",), tuple(fields.values()), total=total)

    def _add_class(self, found: RawClass, in_branch: bool) -> None:
        if self._is_new(found.name, found.line, in_branch):
            self.found.classes[found.name] = found

    def _is_new(self, name: str, line: int, in_branch: bool, *, is_type: bool = True) -> bool:
        known = self.found.classes.get(name) or self.found.definitions.get(name)
        if known and not in_branch and is_type and getattr(known, "is_type", True):
            hint = f"first on line {known.line}"
            self.report.error("duplicate-type", ir.Source(self.file, line), "declared twice", shape=name, hint=hint)
        return known is None

    def _twice(self, name: str, line: int, first: int, shape: str) -> None:
        hint = f"first on line {first}"
        self.report.error(
            "duplicate-member", ir.Source(self.file, line), f"{name} stands twice", shape=shape, hint=hint
        )


def _module_name(statement: cst.ImportFrom) -> str:
    return "." * len(statement.relative) + (dotted_name(statement.module) if statement.module else "")


def _keyword(argument: cst.Arg) -> str:
    return argument.keyword.value if argument.keyword else ""
