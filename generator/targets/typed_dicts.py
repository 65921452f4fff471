"""TypedDicts, for code that passes dictionaries: the classes of the published stubs, with what a response surely has.

A package has two files. Type checkers read the stub. The program reads the other one, in which each declaration is text
that is evaluated when its name is first used.
"""

import keyword
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from .. import ir
from ..diagnostics import Report
from ..options import Options
from .file import File
from .python.escaping import comment, string
from .python.formatting import INDENT, Expression, Subscript, assignment, class_header, field_definition, lay_out
from .python.imports import import_statements
from .python.package import file_header
from .python.spelling import RECEIVED_SCALARS, SENT_SCALARS, literal, union
from .stub_names import stub_names, written_shapes
from .templates import load_templates

# What the declarations use -> the module that has it. The names of builtins need none.
_HELPERS: Mapping[str, str] = {
    **dict.fromkeys(("Any", "Literal", "NotRequired", "TypeAlias", "TypedDict"), "typing"),
    **dict.fromkeys(("AbstractSet", "Mapping", "Sequence"), "collections.abc"),
    **dict.fromkeys(("date", "datetime", "time", "timedelta"), "datetime"),
    "Decimal": "decimal",
    "Path": "pathlib",
    "UUID": "uuid",
    **dict.fromkeys(("EventStream", "Readable", "StreamingBody"), ".._streams"),
}
_OWN_NAMES = {"AbstractSet": "Set"}  # what a module calls it, where that is confused with a builtin
# What the client takes for these has a name of its own, as in the stubs.
_SENT_ALIASES: Mapping[ir.ScalarKind, str] = {
    ir.ScalarKind.BLOB: "Blob",
    ir.ScalarKind.DOUBLE: "Number",
    ir.ScalarKind.FLOAT: "Number",
    ir.ScalarKind.TIMESTAMP: "Timestamp",
}
_WORD = re.compile(r"\w+")


def generate(service: ir.Service, options: Options, report: Report) -> Iterator[File]:
    """The package of `service`."""
    render = load_templates(options.templates)
    header = file_header(f" from {comment(service.origin)}")
    declarations = _Declarations(service)
    imports, texts = declarations.imports_and_texts()
    stub = render("typed_dicts/service.pyi.jinja", header=header, imports=imports, declarations=_with_gaps(texts))
    yield File(f"{service.name}/__init__.pyi", stub)
    lines = "\n".join([f"{each.name} {_at_run_time(each)}" for each in declarations.all])
    text = render("typed_dicts/service.py.jinja", header=header, declarations=_in_triple_quotes(lines))
    yield File(f"{service.name}/__init__.py", text)
    yield File(f"{service.name}/py.typed", "")


def generate_shared(services: Iterable[str], options: Options) -> Iterator[File]:
    """What the packages of all services share: how a declaration is evaluated, and the types of streams."""
    render = load_templates(options.templates)
    for name in ("__init__", "_declarations", "_streams"):
        text = render(f"typed_dicts/{name}.py.jinja", header=file_header(""), client=options.client)
        yield File(f"{name}.py", text)
    yield File("py.typed", "")


class _TypedDict(NamedTuple):
    """A class. The annotation of each member, by its name."""

    name: str
    members: Mapping[str, Expression]


class _Alias(NamedTuple):
    """A name for a type."""

    name: str
    type: Expression


class _Declarations:
    """Everything that the package of a service declares."""

    def __init__(self, service: ir.Service) -> None:
        self._shapes = service.shapes
        self._names = stub_names(service)
        self._helpers: dict[str, str] = {}  # those that the declarations use, by how they are written
        self._sent_aliases: dict[str, _Alias] = {}  # those that are used, by their names in `_SENT_ALIASES`
        written = written_shapes(service)
        shapes = [self._declaration(each) for each in service.shapes.values() if each.name in written]
        self.all: tuple[_TypedDict | _Alias, ...] = (*self._sent_aliases.values(), *shapes)

    def imports_and_texts(self) -> tuple[list[str], list[str]]:
        """The import statements of the stub, and its declarations."""
        texts = [self._text(each) for each in self.all]
        names = {
            (_HELPERS.get(name, "builtins"), _OWN_NAMES.get(name, name), written)
            for written, name in self._helpers.items()
            if name in _HELPERS or name != written
        }
        imports = {(module, name if name == written else f"{name} as {written}") for module, name, written in names}
        ours = frozenset(each for each in imports if each[0].startswith("."))
        return [import_statements(each) for each in (frozenset(imports) - ours, ours) if each], texts

    def _declaration(self, shape: ir.Shape) -> _TypedDict | _Alias:
        name = self._names[shape.name]
        if isinstance(shape, ir.Enum):
            return _Alias(name, literal(self._use("Literal"), shape.values))
        shape = ir.with_received_types(shape)
        is_sent = shape.use is ir.Use.REQUEST
        if isinstance(shape, ir.Alias):
            return _Alias(name, union([self._spell(each, is_sent) for each in (shape.type, *shape.stand_ins)]))
        return _TypedDict(name, {each.name: self._annotation(each, is_sent) for each in shape.members})

    def _annotation(self, member: ir.Member, is_sent: bool) -> Expression:
        type_ = self._spell(member.type, is_sent)
        is_there = member.required or member.absent is ir.Absent.UNEXPECTED
        return type_ if is_there else Subscript(self._use("NotRequired"), (type_,))

    def _spell(self, type_: ir.Type, is_sent: bool) -> Expression:
        """`type_` in what is sent, or in what is received."""

        def spell(part: ir.Type) -> Expression:
            return self._spell(part, is_sent)

        match type_:
            case ir.Scalar(kind) if is_sent and kind in _SENT_ALIASES:
                return self._sent_alias(kind)
            case ir.Scalar(kind):
                return union(map(self._use, RECEIVED_SCALARS[kind]))
            case ir.Ref(name):
                return self._names[name]
            case ir.List(element) if type_.is_frozen and not type_.is_set:
                return Subscript(self._use("tuple"), (spell(element), "..."))
            case ir.List(element) if type_.is_set:
                head = "frozenset" if type_.is_frozen else "AbstractSet" if is_sent else "set"
                return Subscript(self._use(head), (spell(element),))
            case ir.List(element):
                return Subscript(self._use("Sequence" if is_sent else "list"), (spell(element),))
            case ir.Tuple(elements):
                return Subscript(self._use("tuple"), tuple(map(spell, elements)) or ("()",))
            case ir.Map(key, value):
                return Subscript(self._use("Mapping" if is_sent else "dict"), (spell(key), spell(value)))
            case ir.Stream(ir.Scalar()):
                return self._use("StreamingBody")
            case ir.Stream(element):
                return Subscript(self._use("EventStream"), (spell(element),))
            case ir.Literal((None,)):
                return "None"
            case ir.Literal(values):
                return literal(self._use("Literal"), values)
            case ir.OneOf(alternatives):
                return union(map(spell, alternatives))

    def _sent_alias(self, kind: ir.ScalarKind) -> str:
        """The name of what the client takes for a scalar."""
        stem = _SENT_ALIASES[kind]
        if stem not in self._sent_aliases:
            name = f"{stem}TypeDef"
            while name in self._names.values():
                name = f"{name}_"
            self._sent_aliases[stem] = _Alias(name, union(map(self._use, SENT_SCALARS[kind])))
        return self._sent_aliases[stem].name

    def _use(self, name: str) -> str:
        """How to write the name of a helper or a builtin. One that a class has as well gets an underscore."""
        written = f"_{name}" if name in self._names.values() else name
        self._helpers[written] = name
        return written

    # The stub.

    def _text(self, declaration: _TypedDict | _Alias) -> str:
        if isinstance(declaration, _Alias):
            return assignment(f"{declaration.name}: {self._use('TypeAlias')}", declaration.type)
        typed_dict, (name, members) = self._use("TypedDict"), declaration
        if not members:
            return f"{class_header(name, (typed_dict,))} ..."
        if _fits_in_class(members):
            fields = [field_definition(member, annotation, None) for member, annotation in members.items()]
            return "\n".join([class_header(name, (typed_dict,)), *fields])
        entries = [
            line
            for member, annotation in members.items()
            for line in lay_out(f"{string(member)}: ", annotation, ",", INDENT * 2)
        ]
        opening = f"{name} = {typed_dict}("
        return "\n".join([opening, f"{INDENT}{string(name)},", f"{INDENT}{{", *entries, f"{INDENT}}},", ")"])


def _with_gaps(texts: Iterable[str]) -> Iterator[str]:
    """`texts`, with a blank line in front of each. Classes without members stand below one another."""
    was_empty = False
    for text in texts:
        is_empty = text.endswith(": ...")
        yield text if was_empty and is_empty else f"\n{text}"
        was_empty = is_empty


def _fits_in_class(members: Mapping[str, Expression]) -> bool:
    """Whether the body of a class can have these members: all are names, and none hides what the annotations name."""
    if not all(each.isidentifier() and not keyword.iskeyword(each) and each[:2] != "__" for each in members):
        return False
    return members.keys().isdisjoint(word for each in members.values() for word in _WORD.findall(each))


def _at_run_time(declaration: _TypedDict | _Alias) -> str:
    """The expression that is evaluated: what a TypedDict is made of, or a type."""
    if isinstance(declaration, _Alias):
        return declaration.type
    return "{" + ", ".join([f"{string(name)}: {each}" for name, each in declaration.members.items()]) + "}"


def _in_triple_quotes(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
