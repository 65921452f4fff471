"""What the two Python packages have in common: modules, imports, fields, and the names that must not meet.

A target brings a `Dialect`: how it spells types and fields, and which template lays a module out.
"""

import builtins
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from generator import ir, naming
from generator.diagnostics import Report
from generator.options import Options
from generator.targets import code
from generator.targets.code import Either, Expression, Subscript
from generator.targets.file import File
from generator.targets.modules import Module, is_recursive, modules
from generator.targets.patterns import Runs, Translation, note_left_out, usable
from generator.targets.prose import apart
from generator.targets.render import Layout, layout
from generator.targets.roles import Role, find_roles

_HELPERS = frozenset(
    {"_judged_by", "_max", "_min", "_pattern", "_resolve", "_stream", "_wire"}
)  # of the runtime, that a name may come to
CALLS = ("acall", "apages", "call", "pages", "read_error")  # what `_calls` has for everyone
_SENT = frozenset({ir.Use.REQUEST, ir.Use.SHARED})
_BASES = {
    ir.Use.REQUEST: "_Request",
    ir.Use.RESPONSE: "_Response",
    ir.Use.SHARED: "_Shared",
    ir.Use.ERROR: "_Error",
    ir.Use.EVENT: "_Response",
    ir.Use.WRITTEN: "_Written",
}


@dataclass(frozen=True, slots=True)
class FieldView:
    """A member, its type spelled."""

    name: str
    member: ir.Member
    type: Expression
    bounds: tuple[Expression, ...]  # of its value, where the type does not say them


@dataclass(frozen=True, slots=True)
class ClassView:
    """A class, ready to print."""

    header: list[str]  # lines
    docstring: list[str]  # lines, with their quotes; or none
    fields: list[str]  # lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one of the Python targets writes."""

    folder: str  # below the output folder
    templates: str  # the folder of its templates
    sent: Mapping[ir.ScalarKind, str]  # how scalars are spelled where values are sent …
    received: Mapping[ir.ScalarKind, str]  # … and where they are received
    shared_scalars: Mapping[ir.ScalarKind, str]  # … and both
    lists: tuple[str, str]  # how lists are spelled: sent, and received with nulls in them
    maps: tuple[str, str]
    field: Callable[[FieldView, "Names"], tuple[Expression, Expression | None]]  # its annotation and its default
    stand_in: Callable[[Expression, Expression, "Names"], Expression]  # of an alias: what judges, and what may come
    complete: Callable[[str, "Names"], str]  # the statement that makes a class of a circle whole, after the last of it
    decorator: str = ""
    base: Callable[[Options], str]  # the class that the user has it inherit from, if any
    runs: Runs  # which patterns it can run …
    how: Callable[[Translation], tuple[str, ...]] = lambda _: ()  # … and what it has to know to do so
    secret: str = ""  # the keyword argument of a class whose values are in no message
    bounds_beside: bool = False  # whether the bounds of a field's value stand beside its type; else they are in it
    modules: tuple[str, ...] = ()  # modules of a package besides its types, each a template
    shared: tuple[str, ...] = ("_calls", "_runtime")  # modules that all packages share, each a template
    root: Mapping[str, str]  # what the folder offers beside its packages -> the shared module that has it


class Names:
    """The names that one module takes from elsewhere, collected while its text is made."""

    def __init__(self, homes: Mapping[str, str], here: str) -> None:
        self._homes = homes  # the module of each shape
        self._here = here
        self._imports: set[tuple[str, str]] = set()
        self.shadowed: frozenset[str] = frozenset()  # names that a field of the class at work hides
        self.local: dict[str, str] = {}  # shapes of this module that are hidden somewhere in it -> their other name

    def is_here(self, name: str) -> bool:
        """Whether `name` is a shape of this module."""
        return self._home(name) == self._here

    def use(self, name: str) -> str:
        """How to write `name` here: a shape, a builtin, a name of `typing`, or a helper of the runtime."""
        alias = name
        if name in self.shadowed:
            alias = f"_{name}_" if f"_{name}" in _HELPERS else f"_{name}"
        module = self._home(name)
        if module == self._here:
            if alias != name:
                self.local[name] = alias
        elif module != "builtins" or alias != name:
            self._imports.add((module, name if alias == name else f"{name} as {alias}"))
        return alias

    def imports(self, *, relative: bool) -> list[str]:
        """Import statements, of the standard library or of the package."""
        return code.imports(each for each in self._imports if each[0].startswith(".") is relative)

    def _home(self, name: str) -> str:
        if name in self._homes:
            return self._here if self._homes[name] == self._here else f".{self._homes[name]}"
        return _STANDARD.get(name) or ("builtins" if hasattr(builtins, name) else ".._runtime")


_STANDARD = {
    "Annotated": "typing",
    "Any": "typing",
    "Literal": "typing",
    "field": "dataclasses",
    "dataclass": "dataclasses",
}


class Speller:
    """Spells types for one class."""

    def __init__(self, dialect: Dialect, names: Names, use: ir.Use | None) -> None:
        sends = use in _SENT
        self._scalars = dialect.shared_scalars if use is ir.Use.SHARED else dialect.sent if sends else dialect.received
        self._lists = (dialect.lists[0],) * 2 if sends else ("list", dialect.lists[1])
        self._maps = (dialect.maps[0],) * 2 if sends else ("dict", dialect.maps[1])
        self._dialect = dialect
        self._names = names

    def member(self, member: ir.Member, circle: frozenset[str]) -> Expression:
        """The type of a field; quoted where it names a class of the same circle, which may not be there yet."""
        type_ = self._plain(member.type) if self._dialect.bounds_beside else self.type(member.type)
        if not member.required and type_ != "None":
            type_ = Either((*type_.alternatives, "None") if isinstance(type_, Either) else (type_, "None"))
        return type_ if circle.isdisjoint(ir.references(member.type)) else code.string(code.flat(type_))

    def bounds(self, type_: ir.Type) -> tuple[Expression, ...]:
        """What a value of `type_` must keep to besides: `_min(1)`, `_pattern(r"^a")`."""
        if not isinstance(type_, ir.Scalar | ir.List | ir.Map):
            return ()
        constraints = type_.constraints
        bounds: list[tuple[str, tuple[Expression, ...]]] = [
            (name, (repr(bound),))
            for name, bound in (("_min", constraints.minimum), ("_max", constraints.maximum))
            if bound is not None
        ]
        if pattern := usable(constraints.pattern, self._dialect.runs):
            bounds.append(("_pattern", (code.raw_string(pattern.text), *self._dialect.how(pattern))))
        return tuple(Subscript(self._names.use(name), arguments, "()") for name, arguments in bounds)

    def type(self, type_: ir.Type) -> Expression:
        """The type as an annotation, with its bounds."""
        plain, bounds = self._plain(type_), self.bounds(type_)
        return Subscript(self._names.use("Annotated"), (plain, *bounds)) if bounds else plain

    def _plain(self, type_: ir.Type) -> Expression:
        use = self._names.use
        match type_:
            case ir.Scalar(kind):
                return use(self._scalars[kind])
            case ir.Ref(name):
                return use(name)
            case ir.List(element):
                return Subscript(use(self._lists[type_.skips_null]), (self.type(element),))
            case ir.Map(key, value):
                return Subscript(use(self._maps[type_.skips_null]), (self.type(key), self.type(value)))
            case ir.Stream(ir.Scalar()):
                return use("_ByteStream")
            case ir.Stream(element):
                return Subscript(use("_EventStream"), (self.type(element),))
            case ir.Literal((None,)):
                return "None"
            case ir.Literal(values):
                return literal(use("Literal"), values)
            case ir.OneOf(alternatives):
                return Either(tuple(self.type(each) for each in alternatives))


_HEADER = "# Generated by Shapewright. Do not edit."


def package(service: ir.Service, options: Options, dialect: Dialect, report: Report) -> Iterator[File]:
    """All files of `service` in this dialect, and those that every service shares."""
    note_left_out(service, dialect.folder, dialect.runs, report)
    render = layout(options.templates)
    head = header(service)
    folder = f"{dialect.folder}/{service.name}"
    arranged = modules(service)
    roles = find_roles(service)
    enums = [shape for shape in service.shapes.values() if isinstance(shape, ir.Enum)]
    homes = {name: module.name for module in arranged for name in module.shapes} | {
        each.name: "_literals" for each in enums
    }

    yield File(f"{dialect.folder}/__init__.py", _lazy(render, _HEADER, dialect.root))
    yield File(f"{dialect.folder}/py.typed", "")
    for name in dialect.shared:
        template = f"{dialect.templates}/{name}.py.jinja"
        text = render(
            template,
            header=_HEADER,
            requests=options.requests,
            responses=options.responses,
            base=dialect.base(options).split(":") if dialect.base(options) else None,
        )
        yield File(f"{dialect.folder}/{name}.py", text)
    tables = ["OPERATIONS", *(["ERRORS", "ERROR_CODES"] if _errors(service) else [])]
    yield File(f"{folder}/__init__.py", _lazy(render, head, dict.fromkeys(tables, "_operations") | homes))
    yield File(f"{folder}/py.typed", "")
    yield File(f"{folder}/_operations.py", _operations(render, head, service))
    for name in dialect.modules:
        yield File(f"{folder}/{name}.py", render(f"{dialect.templates}/{name}.py.jinja", header=head))
    if enums:
        lines = apart(
            _remarked(code.assign(each.name, literal("Literal", each.values)), each.documentation, "") for each in enums
        )
        yield File(f"{folder}/_literals.py", render("python/literals.py.jinja", header=head, lines=lines))
    for module in arranged:
        yield File(f"{folder}/{module.name}.py", _module(render, head, service, module, homes, roles, dialect))


def header(service: ir.Service) -> str:
    """The first line of a generated Python file."""
    return f"# Generated by Shapewright from {code.printable(service.origin)}. Do not edit."


def places(service: ir.Service) -> Mapping[str, tuple[ir.Source, str]]:
    """Where the classes and fields that we write come from: `Item.type` -> its source, and what the spec calls it."""
    found = {}
    for name, shape in service.shapes.items():
        found[name] = (shape.source, name)
        if isinstance(shape, ir.Structure | ir.Union):
            for field_name, member in zip(field_names(shape), shape.members, strict=True):
                found[f"{name}.{field_name}"] = (member.source, f"{name}.{member.name}")
    return found


def field_names(shape: ir.Structure | ir.Union) -> list[str]:
    """The fields of a class, one for each member, no two alike."""
    names: list[str] = []
    wire = {member.name for member in shape.members}
    for member in shape.members:
        name = naming.field_name(member.name)
        while name in names or (name in wire and name != member.name):  # a model takes values by either name
            name += "_"
        names.append(name)
    return names


def literal(head: str, values: tuple[str | int | bool | None, ...]) -> Expression:
    """`Literal["a", 1]`."""
    return Subscript(head, tuple(code.string(each) if isinstance(each, str) else repr(each) for each in values))


def _lazy(render: Layout, head: str, names: Mapping[str, str]) -> str:
    """An `__init__.py` that loads the module of a name when one asks for it."""
    imports = code.imports(((f".{module}", f"{name} as {name}") for name, module in names.items()), indent="    ")
    entries = [f"{code.string(name)}: {code.string(names[name])}," for name in sorted(names)]
    return render("python/lazy.py.jinja", header=head, imports=imports, entries=entries)


def _operations(render: Layout, head: str, service: ir.Service) -> str:
    operations = [
        line
        for each in service.operations
        for line in code.entry(each.name, [ref.name if ref else None for ref in (each.input, each.output)])
    ]
    errors = [
        line
        for each in service.operations
        if each.errors
        for line in code.entry(each.name, [ref.name for ref in each.errors])
    ]
    codes = {each.error_code: each.name for each in _errors(service)}  # of two with one code, botocore takes the last
    entries = [f"    {code.string(each)}: {code.string(codes[each])}," for each in sorted(codes)]
    return render("python/operations.py.jinja", header=head, operations=operations, errors=errors, codes=entries)


def _errors(service: ir.Service) -> list[ir.Structure]:
    """The errors that answers name by a code."""
    return [each for each in service.shapes.values() if isinstance(each, ir.Structure) and each.error_code]


def _module(
    render: Layout,
    head: str,
    service: ir.Service,
    module: Module,
    homes: Mapping[str, str],
    roles: Mapping[str, Role],
    dialect: Dialect,
) -> str:
    names = Names(homes, module.name)
    groups: list[tuple[list[ClassView | list[str]], list[str], tuple[str, ...]]] = []
    for group in module.groups:
        circle = frozenset(group) if is_recursive(service, group) else frozenset()
        ordered = sorted(group, key=lambda each: isinstance(service.shapes[each], ir.Alias))  # aliases see the classes
        classes = [each for each in ordered if each in circle and not isinstance(service.shapes[each], ir.Alias)]
        definitions = [_block(service.shapes[each], roles[each], circle, names, dialect) for each in ordered]
        groups.append((definitions, [dialect.complete(each, names) for each in classes], group))
    blocks: list[ClassView | list[str]] = []
    for definitions, completions, group in groups:  # what is hidden somewhere is known by now
        others = [f"{names.local[each]} = {each}" for each in group if each in names.local]
        blocks += [*definitions, others + completions]
    return render(
        f"{dialect.templates}/module.py.jinja",
        header=head,
        imports=[each for each in (names.imports(relative=False), names.imports(relative=True)) if each],
        blocks=list(_merged(blocks)),
    )


def _merged(blocks: list[ClassView | list[str]]) -> Iterator[ClassView | list[str]]:
    """Classes, and between them the statements that follow one another as one block."""
    for is_class, group in itertools.groupby(blocks, lambda block: isinstance(block, ClassView)):
        if is_class:
            yield from group
        elif lines := [line for block in group if isinstance(block, list) for line in block]:
            yield lines


def _block(
    shape: ir.Shape, role: Role, circle: frozenset[str], names: Names, dialect: Dialect
) -> ClassView | list[str]:
    """A class, or the assignment of an alias; what it says of a class in its `circle` is quoted."""
    match shape:
        case ir.Structure() | ir.Union():
            fields = field_names(shape)
            names.shadowed = frozenset(fields)
            spell = Speller(dialect, names, shape.use)
            entries = []
            for name, member in zip(fields, shape.members, strict=True):
                view = FieldView(
                    name,
                    member,
                    spell.member(member, circle),
                    spell.bounds(member.type) if dialect.bounds_beside else (),
                )
                annotated = code.annotate(view.name, *dialect.field(view, names))
                entries.append(_remarked(annotated, member.documentation, "    "))
            names.shadowed = frozenset()
            if dialect.decorator:
                names.use(dialect.decorator)
            header = code.class_header(shape.name, _bases(shape, role, names, dialect))
            docstring = code.docstring(shape.documentation, "    ") if shape.documentation else []
            return ClassView(header, docstring, apart(entries))
        case ir.Alias():
            spell = Speller(dialect, names, shape.use)
            strict = spell.type(shape.type)
            if not shape.also:
                return code.assign(shape.name, strict)
            every = Either((strict, *(names.use(each.name) for each in shape.also)))
            return code.assign(shape.name, dialect.stand_in(strict, every, names))
        case ir.Enum():
            return []


def _remarked(lines: list[str], documentation: str, indent: str) -> tuple[list[str], bool]:
    """A field, or the definition of an enum, and below it what is said of it; and whether that is anything."""
    return (lines + code.docstring(documentation, indent), True) if documentation else (lines, False)


def _bases(shape: ir.Structure | ir.Union, role: Role, names: Names, dialect: Dialect) -> tuple[Expression, ...]:
    """The private base class that says how strict a class is; and of parameters, one that names the answer."""
    traits = (dialect.secret,) if role.has_secrets and dialect.secret else ()
    is_strict_union = isinstance(shape, ir.Union) and shape.exactly_one
    base = names.use("_RequestUnion" if is_strict_union else _BASES[shape.use or ir.Use.SHARED])
    if not role.asks or shape.use is not ir.Use.REQUEST:  # what is received as well could be imported in a circle
        return (base, *traits)
    answer = "None"
    if role.answer:
        answer = names.use(role.answer.name)
        answer = code.string(answer) if names.is_here(role.answer.name) else answer  # it comes after its parameters
    return base, Subscript(names.use("_Returns"), (answer,)), *traits
