"""The types as the documentation of types-boto3 and types-aiobotocore has them: `type_defs.md` and `literals.md`.

A document says what the spec declares. Like the published ones, it requires nearly all members of a response, whatever
AWS returns. Unlike them, it has whole recursive types.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from graphlib import TopologicalSorter
from itertools import zip_longest
from typing import NamedTuple

from .. import ir, naming
from ..diagnostics import Report
from ..options import Options
from .file import File
from .graph import strongly_connected_components
from .python.escaping import string
from .python.spelling import literal
from .stub_names import is_of_a_team, stub_names, written_shapes
from .templates import load_templates

# Members of responses that a document does not require, unless the service model does.
_MAY_BE_ABSENT = frozenset(
    {"CommonPrefixes", "Contents", "HostId", "Item", "NextToken", "PaginationToken", "nextToken"}
)
_SCALARS: Mapping[ir.ScalarKind, str] = {
    ir.ScalarKind.STRING: "str",
    ir.ScalarKind.BOOLEAN: "bool",
    ir.ScalarKind.INTEGER: "int",
    ir.ScalarKind.LONG: "int",
    ir.ScalarKind.FLOAT: "float",
    ir.ScalarKind.DOUBLE: "float",
    ir.ScalarKind.DECIMAL: "decimal.Decimal",
    ir.ScalarKind.TIMESTAMP: "datetime.datetime",
    ir.ScalarKind.DATE: "datetime.date",
    ir.ScalarKind.TIME: "datetime.time",
    ir.ScalarKind.DURATION: "datetime.timedelta",
    ir.ScalarKind.UUID: "uuid.UUID",
    ir.ScalarKind.PATH: "pathlib.Path",
    ir.ScalarKind.BLOB: "bytes",
    ir.ScalarKind.DOCUMENT: "dict[str, Any]",
    ir.ScalarKind.ANY: "Any",
    ir.ScalarKind.OBJECT: "Any",
}
# What the client takes for these has a name of its own.
_SENT_SCALARS = {ir.ScalarKind.BLOB: "BlobTypeDef", ir.ScalarKind.TIMESTAMP: "TimestampTypeDef"}
_BLOB = ir.Scalar(ir.ScalarKind.BLOB)
_WORD = re.compile(r"\w+", re.ASCII)
_NAME = re.compile(r"[^:\s]+")  # of a member
_LAST = ("ServiceName", "ResourceServiceName", "PaginatorName", "WaiterName", "RegionName")  # in literals.md
_METADATA = "ResponseMetadata"


class _Library(NamedTuple):
    """The library that the documentation is about."""

    package: str  # of its types, without the name of a service
    streaming_body: str
    event_stream: str


_LIBRARIES = {
    "boto3": _Library("types-boto3", "botocore.response.StreamingBody", "botocore.eventstream.EventStream"),
    "aiobotocore": _Library(
        "types-aiobotocore", "aiobotocore.response.StreamingBody", "aiobotocore.eventstream.AioEventStream"
    ),
}


class _Section(NamedTuple):
    """What a document says of one type, for a template."""

    name: str
    example: str  # the member in the example of its use, in quotes; empty for a union
    lines: str  # its members or alternatives
    notes: str  # what the numbers behind these refer to


class _Literals(NamedTuple):
    """A literal, for a template."""

    name: str
    example: str  # a value, in quotes
    values: list[str]  # in quotes


def generate(service: ir.Service, options: Options, report: Report) -> Iterator[File]:
    """The two documents of `service`."""
    render = load_templates(options.templates)
    library = _LIBRARIES[options.client]
    name = service.name.strip("_").replace("_", "-")
    client_class = naming.pascal_case(service.client_class or service.name)
    package = "" if is_of_a_team(service) else f"{library.package}-{name}"
    values = {
        "title": client_class,
        "page": f"{name}.html#{client_class.lower()}",
        "package": package,  # empty: there is none, nor a page
        "module": package.replace("-", "_") or service.name,
    }
    document = _Document(service, library, report)
    unions, classes = document.sections()
    text = render("docs/type_defs.md.jinja", **values, unions=unions, classes=classes)
    yield File(f"{service.name}/type_defs.md", text)
    literals = document.literals(_NamesOfMethods.of(service, name, client_class))
    yield File(f"{service.name}/literals.md", render("docs/literals.md.jinja", **values, literals=literals))


class _Document:
    """The types of one service, as a document names and spells them."""

    def __init__(self, service: ir.Service, library: _Library, report: Report) -> None:
        self._shapes = service.shapes
        self._library = library
        self._report = report
        self._names = stub_names(service)
        self._written = {
            name
            for name in written_shapes(service)
            if isinstance(service.shapes[name], ir.Enum) or any(True for _ in ir.types_of(service.shapes[name]))
        }
        self._requests = set(_requests(service))
        self._sent_scalars: dict[ir.ScalarKind, str] = {}  # the names of the unions for those that are used

    def sections(self) -> tuple[list[_Section], list[_Section]]:
        """The unions and the classes. A type comes after those that it refers to, as far as possible."""
        found: dict[str, _Section] = {}
        unions: set[str] = set()
        for name in sorted(self._written, key=self._names.__getitem__):
            shape = self._shapes[name]
            if isinstance(shape, ir.Enum):
                continue
            title = self._names[name]
            if isinstance(shape, ir.Alias):
                unions.add(title)
            found[title] = self._union(shape) if isinstance(shape, ir.Alias) else self._class(shape)
        for kind, title in self._sent_scalars.items():
            unions.add(title)
            found[title] = _section_of_union(title, self._sent_alternatives(kind), [])
        words = {name: set(_WORD.findall(found[name].lines)) for name in sorted(found)}
        order = list(_in_order({name: sorted(found.keys() & each) for name, each in words.items()}))
        return [found[each] for each in order if each in unions], [found[each] for each in order if each not in unions]

    def literals(self, of_methods: "_NamesOfMethods") -> list[_Literals]:
        """The enums, and the names of methods. Those that have all names are the last."""
        enums = {
            self._names[name]: shape.values
            for name, shape in self._shapes.items()
            if isinstance(shape, ir.Enum) and name in self._written
        }
        all_names = {**of_methods.all, **{name: enums[name] for name in _LAST if name in enums}}
        found = {**of_methods.single, **enums}
        in_order = [(name, found[name]) for name in sorted(found) if name not in all_names]
        return [
            _Literals(name, string(values[0]), list(map(string, sorted(values, key=str.lower))))
            for name, values in [*in_order, *all_names.items()]
        ]

    def _union(self, shape: ir.Alias) -> _Section:
        is_sent = shape.use is ir.Use.REQUEST
        types = [*_alternatives(shape.type), *shape.stand_ins]
        texts = [self._spell(each, is_sent) for each in types]
        return _section_of_union(self._names[shape.name], texts, list(map(self._note, types, texts)))

    def _class(self, shape: ir.Structure | ir.Union) -> _Section:
        members = [each for each in shape.members if self._can_be_written(shape, each)]
        is_response = shape.name == _METADATA or any(each.name == _METADATA for each in members)
        is_sent = shape.use is ir.Use.REQUEST

        def is_optional(member: ir.Member) -> bool:
            return not member.required and (not is_response or member.name in _MAY_BE_ABSENT)

        in_order = sorted(members, key=is_optional)
        notes = _Notes()
        lines = {}
        for each in in_order if shape.name in self._requests else members:
            type_ = self._spell(each.type, is_sent)
            text = f"NotRequired[{type_}]" if is_optional(each) else type_
            lines[each.name] = f"    {each.name}: {text},{notes.mark(self._note(each.type, type_))}"
        example = string(next(iter(lines))) if lines else ""
        text = "\n".join([lines[each.name] for each in in_order])
        return _Section(self._names[shape.name], example, text, str(notes))

    def _can_be_written(self, shape: ir.Structure | ir.Union, member: ir.Member) -> bool:
        """Whether a line of a document can have this member. Reports one that cannot."""
        if _NAME.fullmatch(member.name) and member.name.isprintable():
            return True
        message = f"no line of a document can have the member {string(member.name)}, so it is left out"
        self._report.warning("unwritable-member", member.source, message, shape=shape.name)
        return False

    def _spell(self, type_: ir.Type, is_sent: bool) -> str:
        """`type_` in what is sent, or in what is received."""

        def spell(part: ir.Type) -> str:
            return self._spell(part, is_sent)

        head = "Mapping" if is_sent else "dict"
        match type_:
            case ir.Scalar(kind) if is_sent and kind in _SENT_SCALARS:
                return self._sent_scalar(kind)
            case ir.Scalar(ir.ScalarKind.DOCUMENT):
                return f"{head}[str, Any]"
            case ir.Scalar(kind):
                return _SCALARS[kind]
            case ir.Ref(name):
                return self._names[name] if name in self._written else f"{head}[str, Any]"
            case ir.List(element) if type_.is_set or type_.is_frozen:
                name = ("frozenset" if type_.is_frozen else "set") if type_.is_set else "tuple"
                return f"{name}[{spell(element)}{'' if type_.is_set else ', ...'}]"
            case ir.List(element):
                return f"{'Sequence' if is_sent else 'list'}[{spell(element)}]"
            case ir.Tuple(elements):
                return f"tuple[{', '.join(map(spell, elements)) or '()'}]"
            case ir.Map(key, value):
                return f"{head}[{spell(key)}, {spell(value)}]"
            case ir.Stream(ir.Scalar()):
                return self._library.streaming_body
            case ir.Stream(element):
                return f"{self._library.event_stream}[{spell(element)}]"
            case ir.Literal((None,)):
                return "None"
            case ir.Literal(values):
                return literal("Literal", values)
            case ir.OneOf(alternatives):
                return " | ".join(dict.fromkeys("bytes" if each == _BLOB else spell(each) for each in alternatives))

    def _sent_scalar(self, kind: ir.ScalarKind) -> str:
        """The name of the union that says what the client takes for a scalar."""
        if kind not in self._sent_scalars:
            name = _SENT_SCALARS[kind]
            while name in self._names.values():
                name = f"{name}_"
            self._sent_scalars[kind] = name
        return self._sent_scalars[kind]

    def _sent_alternatives(self, kind: ir.ScalarKind) -> list[str]:
        if kind is ir.ScalarKind.TIMESTAMP:
            return ["datetime.datetime", "str"]
        return ["str", "bytes", "IO[Any]", self._library.streaming_body]

    def _note(self, type_: ir.Type, text: str) -> str:
        """What a note says about `type_`, which is spelled `text`. Empty if there is nothing to look up."""
        names = [name for name in ir.references(type_) if name in self._written]
        if not names:
            return ""
        if not isinstance(type_, ir.Ref):
            text = self._with_single_values(text, names)
            return _as_code(text.removeprefix(_package_of(self._library.event_stream)))
        match self._shapes[type_.name]:
            case ir.Enum():
                return f"[:material-code-brackets: {text}](./literals.md#{text.lower()})"
            case ir.Alias():
                return f"[:material-code-braces: {text}](#{text.lower()})"
        return f"[:material-code-braces: {text}](./type_defs.md#{text.lower()})"

    def _with_single_values(self, text: str, names: Sequence[str]) -> str:
        """`text`, in which the value stands for an enum that has no other."""
        for name in names:
            shape = self._shapes[name]
            if isinstance(shape, ir.Enum) and len(shape.values) == 1:
                text = f"Literal[{_in_single_quotes(shape.values[0])}]".join(
                    re.split(rf"\b{self._names[name]}\b", text)
                )
        return text


class _Notes:
    """The numbered notes below a type, one for each line that has something to look up."""

    def __init__(self) -> None:
        self._notes: list[str] = []

    def mark(self, note: str) -> str:
        """What stands behind the line that the note is about: the number of the first equal note."""
        if not note:
            return ""
        self._notes.append(note)
        return f"  # ({self._notes.index(note) + 1})"

    def __str__(self) -> str:
        return "".join([f"{number}. See {note}\n" for number, note in enumerate(self._notes, 1)])


def _section_of_union(name: str, texts: Sequence[str], about: Sequence[str]) -> _Section:
    """The section of a union of types, which are spelled `texts`. `about`: the notes about them."""
    notes = _Notes()
    lines = [f"    {text},{notes.mark(note)}" for text, note in zip_longest(texts, about, fillvalue="")]
    return _Section(name, "", "\n".join(lines), str(notes))


def _as_code(text: str) -> str:
    """`text` as code in a line of Markdown."""
    marks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{marks}{text}{marks}"


def _in_single_quotes(value: str) -> str:
    """A value of a literal as a note has it. One with quotes in it is in those that `string` chooses."""
    quoted = string(value)
    return quoted if "'" in quoted or '"' in value else f"'{quoted[1:-1]}'"


def _alternatives(type_: ir.Type) -> tuple[ir.Type, ...]:
    return type_.alternatives if isinstance(type_, ir.OneOf) else (type_,)


def _package_of(name: str) -> str:
    """`botocore.eventstream.` for `botocore.eventstream.EventStream`."""
    return name[: name.rfind(".") + 1]


def _in_order(references: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Names, each after those to which it refers. In a circle, a name comes after those that sort before it."""
    components = strongly_connected_components(references)
    circle_of = {name: number for number, names in enumerate(components) for name in names}
    graph = {
        name: [each for each in others if circle_of[each] != circle_of[name] or each < name]
        for name, others in references.items()
    }
    yield from TopologicalSorter(graph).static_order()


def _requests(service: ir.Service) -> Iterator[str]:
    """The names of the classes for the arguments of methods."""
    for each in service.operations:
        yield from (ref.name for ref in (each.input, each.paginator and each.paginator.input) if ref)
    yield from (each.input.name for each in service.waiters if each.input)
    yield from (each.input.name for each in service.methods)


class _NamesOfMethods(NamedTuple):
    """The names that code gives to the client, for which the documents have literals: their values, by name."""

    single: Mapping[str, Sequence[str]]  # of a paginator or a waiter
    all: Mapping[str, Sequence[str]]  # of the service, of all paginators and of all waiters

    @classmethod
    def of(cls, service: ir.Service, name: str, client_class: str) -> "_NamesOfMethods":
        """Those of a service, which is called `name`. A team's types are about no client."""
        if is_of_a_team(service):
            return cls({}, {})
        paged = [each.name for each in service.operations if each.paginator and each.paginator.input]
        paginators = {f"{each}PaginatorName": naming.method_name(each) for each in paged if _WORD.fullmatch(each)}
        waiting = [each.name for each in service.waiters]
        waiters = {f"{each}WaiterName": naming.snake_case(each) for each in waiting if _WORD.fullmatch(each)}
        found = {
            f"{client_class}ServiceName": [name],
            "PaginatorName": sorted(paginators.values()),
            "WaiterName": sorted(waiters.values()),
        }
        single = {title: [method] for title, method in {**paginators, **waiters}.items()}
        return cls(single, {title: values for title, values in found.items() if values})
