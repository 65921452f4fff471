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
from generator.targets.modules import Group, Module, modules
from generator.targets.patterns import Runs, Translation, note_left_out, usable
from generator.targets.prose import apart
from generator.targets.render import Layout, layout
from generator.targets.roles import find_roles

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


Use = Callable[[str], str]  # how to write a name; that it is used is kept in mind


@dataclass(slots=True)
class FieldView:
    """A member, its type spelled."""

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
    field: Callable[[FieldView, Use], tuple[Expression, Expression | None]]  # its annotation and its default
    stand_in: Callable[[Expression, Expression, Use], Expression]  # of an alias: what judges, and what may come
    complete: Callable[[str, Use], str]  # the statement that makes a class of a circle whole, after the last of it
    decorator: str = ""
    base: Callable[[Options], str]  # the class that the user has it inherit from, if any
    runs: Runs  # which patterns it can run …
    how: Callable[[Translation], tuple[str, ...]] = lambda _: ()  # … and what it has to know to do so
    secret: str = ""  # the keyword argument of a class whose values are in no message
    bounds_beside: bool = False  # whether the bounds of a field's value stand beside its type; else they are in it
    modules: tuple[str, ...] = ()  # modules of a package besides its types, each a template
    shared: tuple[str, ...] = ("_calls", "_runtime")  # modules that all packages share, each a template
    root: Mapping[str, str]  # what the folder offers beside its packages -> the shared module that has it


_STANDARD = {
    "Annotated": "typing",
    "Any": "typing",
    "Literal": "typing",
    "field": "dataclasses",
    "dataclass": "dataclasses",
}


class Speller:
    """Spells what classes of one use are made of, and knows the names that this takes."""

    def __init__(self, dialect: Dialect, use: ir.Use, hidden: frozenset[str] = frozenset()) -> None:
        """`hidden`: names that mean fields of the class at work, so that others need another name there."""
        sends = use in _SENT
        self.names: set[str] = set()  # used since this was last emptied; `X as _X` where it has another name
        self._types: dict[int, tuple[Expression, set[str]]] = {}  # what was spelled, and the names that this took
        self._fields: dict[object, tuple[list[str], set[str]]] = {}
        self._hidden = hidden
        self._dialect = dialect
        self._scalars = dialect.shared_scalars if use is ir.Use.SHARED else dialect.sent if sends else dialect.received
        self._lists = (dialect.lists[0],) * 2 if sends else ("list", dialect.lists[1])
        self._maps = (dialect.maps[0],) * 2 if sends else ("dict", dialect.maps[1])

    def use(self, name: str) -> str:
        """How to write `name`: of a shape, a builtin, `typing`, or a helper of the runtime."""
        if name not in self._hidden:
            self.names.add(name)
            return name
        alias = f"_{name}_" if f"_{name}" in _HELPERS else f"_{name}"
        self.names.add(f"{name} as {alias}")
        return alias

    def field(self, name: str, member: ir.Member, circle: frozenset[str]) -> list[str]:
        """The lines of a field; what names a class of the same circle is quoted, for it may not be there yet."""
        # Members share their types, of which the identity holds as long as their service does.
        traits = member.name, member.also, member.required, member.sensitive, member.deprecated
        key = name, id(member.type), circle, traits
        if (found := self._fields.get(key)) is None:
            others, self.names = self.names, set()
            found = self._fields[key] = (self._field(name, member, circle), self.names)
            self.names = others
        self.names |= found[1]
        return found[0]

    def _field(self, name: str, member: ir.Member, circle: frozenset[str]) -> list[str]:
        if self._dialect.bounds_beside:
            type_, bounds = self._plain(member.type), self._bounds(member.type)
        else:
            type_, bounds = self.type(member.type), ()
        if not member.required and type_ != "None":
            type_ = Either((*type_.alternatives, "None") if isinstance(type_, Either) else (type_, "None"))
        if circle and not circle.isdisjoint(ir.references(member.type)):
            type_ = code.string(type_)
        return code.annotate(name, *self._dialect.field(FieldView(member, type_, bounds), self.use))

    def type(self, type_: ir.Type) -> Expression:
        """The type as an annotation, with its bounds."""
        plain, bounds = self._plain(type_), self._bounds(type_)
        return Subscript(self.use("Annotated"), (plain, *bounds)) if bounds else plain

    def _bounds(self, type_: ir.Type) -> tuple[Expression, ...]:
        """What a value of `type_` must keep to besides: `_min(1)`, `_pattern(r"^a")`."""
        if not isinstance(type_, ir.Scalar | ir.List | ir.Map) or type_.constraints is ir.UNCONSTRAINED:
            return ()
        constraints = type_.constraints
        bounds: list[tuple[str, tuple[Expression, ...]]] = [
            (name, (repr(bound),))
            for name, bound in (("_min", constraints.minimum), ("_max", constraints.maximum))
            if bound is not None
        ]
        if pattern := usable(constraints.pattern, self._dialect.runs):
            bounds.append(("_pattern", (code.raw_string(pattern.text), *self._dialect.how(pattern))))
        return tuple([Subscript(self.use(name), arguments, "()") for name, arguments in bounds])

    def _plain(self, type_: ir.Type) -> Expression:
        if (found := self._types.get(id(type_))) is None:
            others, self.names = self.names, set()
            found = self._types[id(type_)] = (self._spelled(type_), self.names)
            self.names = others
        self.names |= found[1]
        return found[0]

    def _spelled(self, type_: ir.Type) -> Expression:
        use = self.use
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
                return Either(tuple([self.type(each) for each in alternatives]))


_HEADER = "# Generated by Shapewright. Do not edit."


def package(service: ir.Service, options: Options, dialect: Dialect, report: Report) -> Iterator[File]:
    """All files of `service` in this dialect, and those that every service shares."""
    note_left_out(service, dialect.folder, dialect.runs, report)
    yield from _shared(dialect, options)
    yield from _Package(service, dialect, layout(options.templates)).files()


def _shared(dialect: Dialect, options: Options) -> Iterator[File]:
    render = layout(options.templates)
    yield File(f"{dialect.folder}/__init__.py", _lazy(render, _HEADER, dialect.root))
    yield File(f"{dialect.folder}/py.typed", "")
    for name in dialect.shared:
        text = render(
            f"{dialect.templates}/{name}.py.jinja",
            header=_HEADER,
            requests=options.requests,
            responses=options.responses,
            base=dialect.base(options).split(":") if dialect.base(options) else None,
        )
        yield File(f"{dialect.folder}/{name}.py", text)


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
    names: dict[str, None] = {}
    wire = {member.name for member in shape.members}
    for member in shape.members:
        name = naming.field_name(member.name)
        while name in names or (name in wire and name != member.name):  # a model takes values by either name
            name += "_"
        names[name] = None
    return list(names)


@ir.remembered
def _fields(service: ir.Service) -> Mapping[str, list[str]]:
    """The fields of every class."""
    return {
        name: field_names(shape) for name, shape in service.shapes.items() if isinstance(shape, ir.Structure | ir.Union)
    }


def literal(head: str, values: tuple[str | int | bool | None, ...]) -> Expression:
    """`Literal["a", 1]`."""
    return Subscript(head, tuple(code.string(each) if isinstance(each, str) else repr(each) for each in values))


def _lazy(render: Layout, head: str, names: Mapping[str, str]) -> str:
    """An `__init__.py` that loads the module of a name when one asks for it."""
    imports = code.imports(frozenset((f".{module}", f"{name} as {name}") for name, module in names.items()), "    ")
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


class _Package:
    """The files of one service."""

    def __init__(self, service: ir.Service, dialect: Dialect, render: Layout) -> None:
        self.service = service
        self.dialect = dialect
        self.render = render
        self.folder = f"{dialect.folder}/{service.name}"
        self.header = header(service)
        self.enums = [shape for shape in service.shapes.values() if isinstance(shape, ir.Enum)]
        self.modules = modules(service)
        self.homes = {name: module.name for module in self.modules for name in module.shapes} | {
            each.name: "_literals" for each in self.enums
        }
        self.roles = find_roles(service)
        self.fields = _fields(service)
        self.spellers = {use: Speller(dialect, use) for use in ir.Use}

    def files(self) -> Iterator[File]:
        """All of them."""
        tables = ["OPERATIONS", *(["ERRORS", "ERROR_CODES"] if _errors(self.service) else [])]
        names = dict.fromkeys(tables, "_operations") | self.homes
        yield File(f"{self.folder}/__init__.py", _lazy(self.render, self.header, names))
        yield File(f"{self.folder}/py.typed", "")
        yield File(f"{self.folder}/_operations.py", _operations(self.render, self.header, self.service))
        for name in self.dialect.modules:
            text = self.render(f"{self.dialect.templates}/{name}.py.jinja", header=self.header)
            yield File(f"{self.folder}/{name}.py", text)
        if self.enums:
            yield File(f"{self.folder}/_literals.py", self._literals())
        for module in self.modules:
            yield File(f"{self.folder}/{module.name}.py", self._module(module))

    def _literals(self) -> str:
        lines = apart(
            _remarked(code.assign(each.name, literal("Literal", each.values)), each.documentation, "")
            for each in self.enums
        )
        return self.render("python/literals.py.jinja", header=self.header, lines=lines)

    def _module(self, module: Module) -> str:
        names: set[str] = set()
        groups: list[tuple[Group, list[ClassView | list[str]], list[str]]] = []
        for group in module.groups:
            is_alias = {each: isinstance(self.service.shapes[each], ir.Alias) for each in group.shapes}
            circle = frozenset(group.shapes) if group.is_circle else frozenset()
            definitions = [
                self._definition(self.service.shapes[each], circle, module, names)
                for each in sorted(group.shapes, key=is_alias.__getitem__)  # aliases see the classes
            ]
            use = _using(names)
            completions = [self.dialect.complete(each, use) for each in group.shapes if circle and not is_alias[each]]
            groups.append((group, definitions, completions))
        others, imports = self._imports(names, module)
        blocks: list[ClassView | list[str]] = []
        for group, definitions, completions in groups:  # what is hidden somewhere is known by now
            local = [f"{others[each]} = {each}" for each in group.shapes if each in others]
            blocks += [*definitions, local + completions]
        return self.render(
            f"{self.dialect.templates}/module.py.jinja",
            header=self.header,
            imports=imports,
            blocks=list(_merged(blocks)),
        )

    def _imports(self, names: set[str], module: Module) -> tuple[dict[str, str], list[list[str]]]:
        """The other names of what is at home in `module`, and import statements: of the standard library, then ours."""
        local: dict[str, str] = {}
        imports: tuple[list[tuple[str, str]], list[tuple[str, str]]] = ([], [])
        for name in names:
            plain, _, alias = name.partition(" as ")
            home = self.homes.get(plain)
            if home == module.name:
                if alias:
                    local[plain] = alias
            elif home:
                imports[1].append((f".{home}", name))
            elif plain in _STANDARD:
                imports[0].append((_STANDARD[plain], name))
            elif not hasattr(builtins, plain):
                imports[1].append((".._runtime", name))
            elif alias:
                imports[0].append(("builtins", name))
        return local, [code.imports(frozenset(each)) for each in imports if each]

    def _definition(
        self, shape: ir.Shape, circle: frozenset[str], module: Module, names: set[str]
    ) -> ClassView | list[str]:
        """A class, or the assignment of an alias; what it says of a class in its `circle` is quoted."""
        use = _using(names)
        match shape:
            case ir.Structure() | ir.Union():
                fields = self._spelled_fields(shape, circle, names)
                if self.dialect.decorator:
                    use(self.dialect.decorator)
                docstring = code.docstring(shape.documentation, "    ") if shape.documentation else []
                return ClassView(code.class_header(shape.name, self._bases(shape, module, use)), docstring, fields)
            case ir.Alias():
                spell = self.spellers[shape.use or ir.Use.SHARED]
                spell.names = names
                strict = spell.type(shape.type)
                if not shape.also:
                    return code.assign(shape.name, strict)
                every = Either((strict, *(use(each.name) for each in shape.also)))
                return code.assign(shape.name, self.dialect.stand_in(strict, every, use))
            case ir.Enum():
                return []

    def _spelled_fields(self, shape: ir.Structure | ir.Union, circle: frozenset[str], names: set[str]) -> list[str]:
        fields = self.fields[shape.name]
        spell = self.spellers[shape.use or ir.Use.SHARED]
        spell.names = set()
        lines = [spell.field(name, each, circle) for name, each in zip(fields, shape.members, strict=True)]
        if hidden := spell.names.intersection(fields):
            spell = Speller(self.dialect, shape.use or ir.Use.SHARED, frozenset(hidden))
            lines = [spell.field(name, each, circle) for name, each in zip(fields, shape.members, strict=True)]
        names |= spell.names
        said = (each.documentation for each in shape.members)
        return apart(_remarked(each, text, "    ") for each, text in zip(lines, said, strict=True))

    def _bases(self, shape: ir.Structure | ir.Union, module: Module, use: Use) -> tuple[Expression, ...]:
        """The private base class that says how strict a class is; and of parameters, one that names the answer."""
        role = self.roles[shape.name]
        traits = (self.dialect.secret,) if role.has_secrets and self.dialect.secret else ()
        is_strict_union = isinstance(shape, ir.Union) and shape.exactly_one
        base = use("_RequestUnion" if is_strict_union else _BASES[shape.use or ir.Use.SHARED])
        if not role.asks or shape.use is not ir.Use.REQUEST:  # what is received as well could be imported in a circle
            return (base, *traits)
        answer = "None"
        if role.answer:
            answer = use(role.answer.name)
            if self.homes[role.answer.name] == module.name:
                answer = code.string(answer)  # it comes after its parameters
        return base, Subscript(use("_Returns"), (answer,)), *traits


def _using(names: set[str]) -> Use:
    """Writes names as they are, and keeps them in mind."""

    def use(name: str) -> str:
        names.add(name)
        return name

    return use


def _merged(blocks: list[ClassView | list[str]]) -> Iterator[ClassView | list[str]]:
    """Classes, and between them the statements that follow one another as one block."""
    for is_class, group in itertools.groupby(blocks, lambda block: isinstance(block, ClassView)):
        if is_class:
            yield from group
        elif lines := [line for block in group if isinstance(block, list) for line in block]:
            yield lines


def _remarked(lines: list[str], documentation: str, indent: str) -> tuple[list[str], bool]:
    """A field, or the definition of an enum, and below it what is said of it; and whether that is anything."""
    return (lines + code.docstring(documentation, indent), True) if documentation else (lines, False)
