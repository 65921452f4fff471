"""Makes the Python package of a service: its files, the classes in them, and their imports.

The Python targets share this. Each has a `Dialect`, in which `spelling` writes types and fields.
"""

import builtins
import hashlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ... import ir
from ...diagnostics import Report
from ...options import Options, PythonStyle
from .. import TARGETS
from ..documentation import join_entries
from ..file import File
from ..patterns import report_unchecked
from ..templates import Templates, load_templates
from .clients import client_types
from .enums import enum_classes, literal_aliases
from .escaping import comment, docstring, string
from .fields import ClassFields, class_fields, field_names
from .formatting import (
    INDENT,
    Call,
    Expression,
    Subscript,
    assignment,
    class_header,
    dictionary_entry,
)
from .imports import import_statements
from .modules import Group, Module, modules
from .roles import Request, find_roles
from .spelling import PUBLIC_HELPERS, Dialect, Speller, UseName, find_own_classes

# What both folders export for calls -> the shared module that has it.
CALL_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("OperationRequest", "PagedRequest", "PresignableRequest", "WaiterRequest"), "_requests"),
    "ServiceError": "_models",
    **dict.fromkeys(("call", "pages", "presign", "presign_post", "read_error", "wait"), "_calls"),
}
_BASE_CLASSES = {
    ir.Use.REQUEST: "_Request",
    ir.Use.RESPONSE: "_Response",
    ir.Use.SHARED: "_Shared",
    ir.Use.ERROR: "_Error",
    ir.Use.EVENT: "_Response",
    ir.Use.WRITTEN: "_Written",
}
_WRITTEN_BASES = {  # of a class whose declaration says what becomes of unknown members
    ir.Unknown.FORBID: "_WrittenForbid",
    ir.Unknown.ALLOW: "_WrittenAllow",
    ir.Unknown.IGNORE: "_WrittenIgnore",
}
_STANDARD_LIBRARY = {
    "Annotated": "typing",
    "Any": "typing",
    "Literal": "typing",
    "TYPE_CHECKING": "typing",
    "TypeAlias": "typing",
    "field": "dataclasses",
    "dataclass": "dataclasses",
}
_SECTIONS = ("", "standard", "own", "shared", "service")  # of import statements; the first needs none
_OWN_CLASSES = "_own_classes"  # the shared module for classes of the user's
_ENUMS = "_enums"  # the shared module for enums that are classes
_CLIENTS = "_clients"  # the module of the types of clients
_BUILTINS = frozenset(dir(builtins))
# For pyright in strict mode. All modules of the output use what is private to it, and those that all services share
# handle values of any type.
_USES_PRIVATE = "# pyright: reportPrivateUsage=false"
_SHARES_PRIVATE = f"""{_USES_PRIVATE}, reportUnusedClass=false, reportUnusedFunction=false
# pyright: reportUnknownArgumentType=false, reportUnknownLambdaType=false
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false"""


class ClassText(NamedTuple):
    """The parts of a class definition, for a template."""

    header: str
    docstring: str  # with its quotes; or empty
    fields: str


def package_files(service: ir.Service, options: Options, dialect: Dialect, report: Report) -> Iterator[File]:
    """The files of `service` in this dialect."""
    report_unchecked(service, f"no engine for {dialect.name}", dialect.can_run, report)
    runtime = find_runtime(options, dialect)
    yield from _Package(service, dialect, load_templates(options.templates), runtime, options.python).files()


def shared_files(options: Options, dialect: Dialect) -> Iterator[File]:
    """The files that the packages of all services share. Those in a run time of their own are left out."""
    render = load_templates(options.templates)
    header = file_header("")
    runtime = None if options.is_runtime else find_runtime(options, dialect)
    text = render(
        "python/lazy.py.jinja",
        header=header,
        names=_lazy_names(dialect.public_names, runtime.prefix if runtime else "."),
        is_root=True,
        garbage=string("._garbage"),
        requirements=string(f".{dialect.requirements}") if dialect.requirements else "",
        runtime=runtime,
    )
    yield File("__init__.py", text)
    yield File("py.typed", "")
    if runtime:
        for name in ("aio", "testing"):
            yield File(f"{name}.py", render(f"python/runtime_{name}.py.jinja", header=header, runtime=runtime))
        return
    yield from runtime_files(options, dialect)
    if options.is_runtime:
        digest = string(runtime_digest(options, dialect))
        yield File("_runtime.py", render("python/runtime.py.jinja", header=header, digest=digest))


def runtime_files(options: Options, dialect: Dialect) -> Iterator[File]:
    """The modules that class modules import."""
    render = load_templates(options.templates)
    header = file_header("")
    user_base = dialect.user_base(options)
    has_own_classes = bool(options.map or options.runtime)  # one of the packages that share a run time may need it
    has_enum_classes = options.python.enums == "StrEnum" or bool(options.runtime)
    more = [*([_OWN_CLASSES] if has_own_classes else []), *([_ENUMS] if has_enum_classes else [])]
    for name in (*dialect.shared_modules, *more):
        text = render(
            f"{dialect.templates}/{name}.py.jinja",
            header=f"{header}\n{_SHARES_PRIVATE}",
            requests=options.requests,
            responses=options.responses,
            client=options.client,
            sent_extra=string(options.requests.unknown),
            received_extra=string(options.responses.unknown),
            written_extra=string(options.types.unknown),
            forbids_written=options.types.unknown == "forbid",
            base=user_base.split(":") if user_base else None,
            has_own_classes=has_own_classes,
            has_enum_classes=has_enum_classes,
        )
        yield File(f"{name}.py", text)


class Runtime(NamedTuple):
    """The run time that the packages of several outputs share."""

    package: str  # in quotes; that of one target
    digest: str  # in quotes; what the packages were made for

    @property
    def prefix(self) -> str:
        """What stands before the name of one of its modules in an import statement."""
        return f"{self.package[1:-1]}."


def find_runtime(options: Options, dialect: Dialect) -> Runtime | None:
    """The run time that the user configured. None if each output has its own."""
    if not options.runtime:
        return None
    folder = TARGETS[dialect.target].folder(options)
    package = options.runtime if folder == "." else f"{options.runtime}.{folder}"
    return Runtime(string(package), string(runtime_digest(options, dialect)))


def runtime_digest(options: Options, dialect: Dialect) -> str:
    """What the run time consists of. Another release, or other options, may give other modules."""
    key = options, dialect.name
    if key not in _digests:  # it is the same for all services
        texts = "\0".join(f"{path}\0{text}" for path, text in runtime_files(options, dialect))
        _digests[key] = hashlib.sha256(texts.encode()).hexdigest()[:16]
    return _digests[key]


_digests: dict[tuple[Options, str], str] = {}


def file_header(origin: str) -> str:
    """The first lines of a file: for people, for code review, and for the formatters and linters of a team."""
    lines = (
        f"@generated by Shapewright{origin}. Do not edit.",
        "`shapewright build` makes it again.",
        "fmt: off",
        "isort: skip_file",
        "flake8: noqa",  # which ruff reads, too
        "ruff: noqa: PGH004",  # its rule against the line above
    )
    return "\n".join([f"# {line}" for line in lines])


def origins(service: ir.Service) -> Mapping[str, tuple[ir.Source, str]]:
    """The sources of classes and fields, and what the spec calls them, by their names in Python: `Item.type`."""
    found = {}
    for name, shape in service.shapes.items():
        found[name] = (shape.source, name)
        if isinstance(shape, ir.Structure | ir.Union):
            for field_name, member in zip(field_names(shape), shape.members, strict=True):
                found[f"{name}.{field_name}"] = (member.source, f"{name}.{member.name}")
    return found


class _PackageContents(NamedTuple):
    """What the packages of both targets contain in the same form."""

    header: str
    modules: tuple[Module, ...]
    module_of: Mapping[str, str]  # the name of the module of a type, by the name of the type
    fields: Mapping[str, ClassFields]  # by class
    lazy_names: "_LazyNames"
    tables: "_OperationTables"


@ir.cached_per_service
def _package_contents(service: ir.Service) -> _PackageContents:
    shapes = service.shapes.values()
    module_of = {name: module.name for module in modules(service) for name in module.shapes}
    module_of |= {each.name: "_literals" for each in shapes if isinstance(each, ir.Enum)}
    tables = _operation_tables(service)
    return _PackageContents(
        header=file_header(f" from {comment(service.origin)}"),
        modules=modules(service),
        module_of=module_of,
        fields=class_fields(service),
        lazy_names=_lazy_names(dict.fromkeys(tables.names(), "_operations") | module_of),
        tables=tables,
    )


class _LazyNames(NamedTuple):
    """The names that an `__init__.py` exports, for a template."""

    imports: str  # statements, for type checkers and people
    entries: str  # lines with a name and its module, for the program


def _lazy_names(module_of: Mapping[str, str], prefix: str = ".") -> _LazyNames:
    """The contents of an `__init__.py` that imports the module of a name when the name is used."""
    imports = import_statements(
        frozenset((f"{prefix}{module}", f"{name} as {name}") for name, module in module_of.items()), INDENT
    )
    entries = [f"{name} {module_of[name]}" for name in sorted(module_of)]
    return _LazyNames(imports, "\n".join(entries))


class _OperationTables(NamedTuple):
    """Entries of dictionaries, for a template."""

    service: str
    operations: str
    paginators: str
    waiters: str
    methods: str
    errors: str
    codes: str

    def names(self) -> Iterator[str]:
        """The names of the tables that the package has."""
        yield "OPERATIONS"
        for name, entries in (("PAGINATORS", self.paginators), ("WAITERS", self.waiters), ("METHODS", self.methods)):
            if entries:
                yield name
        if self.codes:
            yield from ("ERRORS", "ERROR_CODES")


def _operation_tables(service: ir.Service) -> _OperationTables:
    operations = [
        dictionary_entry(string(each.name), [_class_or_none(each.input), _class_or_none(each.output)])
        for each in service.operations
    ]
    paginators = [
        f"{INDENT}{string(each.name)}: {string(each.paginator.input.name)},"
        for each in service.operations
        if each.paginator and each.paginator.input
    ]
    waiters = [
        dictionary_entry(string(each.name), [string(each.input.name), string(each.operation)])
        for each in sorted(service.waiters, key=lambda waiter: waiter.name)
        if each.input
    ]
    methods = [
        dictionary_entry(string(_qualified_name(each)), [string(each.input.name), _class_or_none(each.output)])
        for each in service.methods
    ]
    errors = [
        dictionary_entry(string(each.name), [string(ref.name) for ref in each.errors])
        for each in service.operations
        if each.errors
    ]
    codes = error_codes(service)
    code_entries = [f"{INDENT}{string(each)}: {string(codes[each])}," for each in sorted(codes)]
    entries = (operations, paginators, waiters, methods, errors, code_entries)
    return _OperationTables(string(service.client_name or service.name), *map("\n".join, entries))


def _qualified_name(method: ir.Method) -> str:
    return f"{method.owner}.{method.name}" if method.owner else method.name


def _class_or_none(ref: ir.Ref | None) -> str:
    return string(ref.name) if ref else "None"


def error_codes(service: ir.Service) -> dict[str, str]:
    """The errors by the code in a response. In an event stream, that is the name of the member that holds the error."""
    errors = {name: each for name, each in service.shapes.items() if isinstance(each, ir.Structure) and each.error_code}
    codes = {
        member.name: member.type.name
        for union in service.shapes.values()
        if isinstance(union, ir.Union)
        for member in union.members
        if isinstance(member.type, ir.Ref) and member.type.name in errors
    }
    return codes | {each.error_code: name for name, each in errors.items()}  # botocore uses the last one of a code


class _Package:
    """The files of one service."""

    def __init__(
        self, service: ir.Service, dialect: Dialect, render: Templates, runtime: Runtime | None, style: PythonStyle
    ) -> None:
        self.service = service
        self.dialect = dialect
        self.render = render
        self.runtime = runtime
        self.style = style
        self.shared = runtime.prefix if runtime else ".."  # before the name of a module that all packages share
        self.contents = _package_contents(service)
        self.roles = find_roles(service)
        self.clients = client_types(service)
        self.own_classes = find_own_classes(service, dialect.helpers)
        self._imports_by_name: dict[str, tuple[str, tuple[str, str]]] = {}
        self.spellers = {use: Speller(dialect, use, service.shapes, self.own_classes) for use in ir.Use}

    def files(self) -> Iterator[File]:
        """All files of the package."""
        contents = self.contents
        place, requirements = "." if self.runtime else "..", self.dialect.requirements
        yield self._file(
            "__init__",
            "python/lazy",
            names=contents.lazy_names,
            is_root=False,
            garbage=string(f"{place}_garbage"),
            requirements=string(f"{place}{requirements}") if requirements else "",
            runtime=self.runtime,
        )
        yield File(f"{self.service.name}/py.typed", "")
        yield self._file("_operations", "python/operations", tables=contents.tables)
        for name in self.dialect.package_modules:
            yield self._file(name, f"{self.dialect.templates}/{name}", runtime=self.runtime)
        if self.clients:
            yield self._file(_CLIENTS, "python/clients")
            yield self._file(_CLIENTS, "python/clients", suffix="pyi", clients=self.clients.values())
        has_classes = self.style.enums == "StrEnum"
        if enums := (enum_classes if has_classes else literal_aliases)(self.service):
            template = "python/literals"
            yield self._file("_literals", template, enums=enums, has_enum_classes=has_classes, runtime=self.runtime)
        for module in contents.modules:
            imports, blocks = self._module(module)
            header = f"{contents.header}\n{_USES_PRIVATE}"
            template = f"{self.dialect.templates}/module"
            yield self._file(module.name, template, header=header, imports=imports, blocks=blocks)

    def _file(self, name: str, template: str, suffix: str = "py", **values: object) -> File:
        text = self.render(f"{template}.{suffix}.jinja", **{"header": self.contents.header, **values})
        return File(f"{self.service.name}/{name}.{suffix}", text)

    def _module(self, module: Module) -> tuple[list[str], list[ClassText | str]]:
        """The import statements and the definitions of a module."""
        names: set[str] = set()
        groups: list[tuple[Group, list[ClassText | str], list[str]]] = []
        for group in module.groups:
            cycle = frozenset(group.shapes) if group.is_cycle else frozenset()
            definitions = [self._definition(self.service.shapes[each], group, module, names) for each in group.shapes]
            is_alias = {each: isinstance(self.service.shapes[each], ir.Alias) for each in group.shapes}
            incomplete = [each for each in group.shapes if cycle and not is_alias[each]]
            completions = [self.dialect.complete_class(each, _recorder(names)) for each in incomplete]
            groups.append((group, definitions, completions))
        blocks: list[ClassText | str] = [*self._notes_on_own_classes(names)]
        aliases, imports = self._imports(names, module)
        for group, definitions, completions in groups:  # all names that need an alias are known by now
            alias_assignments = [f"{aliases[each]} = {each}" for each in group.shapes if each in aliases]
            blocks += [*definitions, *alias_assignments, *completions]
        return imports, list(_merge_statements(blocks))

    def _notes_on_own_classes(self, names: set[str]) -> list[str]:
        """Statements that say what the client has in place of the user's classes that are among `names`."""
        use = _recorder(names)
        statements = []
        for path, (alias, kind) in self.own_classes.items():
            if f"{path} as {alias}" in names:
                is_shape = kind in self.contents.module_of
                names.add(f"{kind} as _{kind}" if is_shape else kind)
                statements.append(f"{use('_own')}({alias}, {f'_{kind}' if is_shape else kind})")
        return statements

    def _imports(self, names: set[str], module: Module) -> tuple[dict[str, str], list[str]]:
        """Aliases of the shapes of `module`, and the import statements: standard library, the user's, ours."""
        aliases: dict[str, str] = {}
        imports: dict[str, set[tuple[str, str]]] = {section: set() for section in _SECTIONS}
        here = f".{module.name}"
        for name in names:
            if name not in self._imports_by_name:
                self._imports_by_name[name] = self._find_import(name)
            section, imported = self._imports_by_name[name]
            if imported[0] != here:
                imports[section].add(imported)
            elif " as " in name:
                plain, _, aliases[plain] = name.partition(" as ")
        if self.runtime:  # it is a package like any other
            imports["own"] |= imports["shared"]
            imports["shared"].clear()
        standard, own, shared, service = (import_statements(frozenset(imports[each])) for each in _SECTIONS[1:])
        ours = "\n".join(filter(None, (shared, service)))
        return aliases, list(filter(None, (standard, own, ours)))

    def _find_import(self, name: str) -> tuple[str, tuple[str, str]]:
        """The section of the imports to which a name belongs; and the module that has it, with the name.

        A builtin under its own name belongs to no section.
        """
        plain, _, alias = name.partition(" as ")
        home = self.contents.module_of.get(plain)
        if ":" in plain:
            path, _, own_class = plain.partition(":")
            return "own", (path, f"{own_class} as {alias}")
        if plain in PUBLIC_HELPERS and (alias or not home):
            library = PUBLIC_HELPERS[plain]
            is_shared = library.startswith("..")
            return ("shared", (f"{self.shared}{library[2:]}", name)) if is_shared else ("standard", (library, name))
        if home:
            return "service", (f".{home}", name)
        if plain == "_own":
            return "shared", (f"{self.shared}{_OWN_CLASSES}", name)
        if plain == _CLIENTS:
            return "service", (".", name)
        if plain in _STANDARD_LIBRARY:
            return "standard", (_STANDARD_LIBRARY[plain], name)
        if plain not in _BUILTINS:
            return "shared", (f"{self.shared}{self.dialect.helpers[plain]}", name)
        return ("standard" if alias else ""), ("builtins", name)

    def _definition(self, shape: ir.Shape, group: Group, module: Module, names: set[str]) -> ClassText | str:
        """A class, or the assignment of an alias. A class quotes the names of the shapes in a cycle."""
        use = _recorder(names)
        cycle = frozenset(group.shapes) if group.is_cycle else frozenset()
        match shape:
            case ir.Structure() | ir.Union():
                fields = self._fields(shape, cycle, names)
                if self.dialect.decorator:
                    use(self.dialect.decorator)
                header = class_header(shape.name, self._base_classes(shape, module, use))
                return ClassText(header, docstring(shape.documentation, INDENT) if shape.documentation else "", fields)
            case ir.Alias():
                speller = self.spellers[shape.use or ir.Use.SHARED]
                speller.names = names
                at_run_time, checked = speller.alias(shape)
                is_recursive = shape.name in group.recursive
                return _alias_statement(shape.name, at_run_time, checked, use, is_recursive=is_recursive)
            case ir.Enum():
                return ""

    def _fields(self, shape: ir.Structure | ir.Union, cycle: frozenset[str], names: set[str]) -> str:
        """The definitions of the fields of a class."""
        use = shape.use or ir.Use.SHARED
        fields, used = self._spelled_fields(shape, cycle, self.spellers[use])
        if shadowed := used.intersection([each.name for each in self.contents.fields[shape.name].fields]):
            speller = Speller(self.dialect, use, self.service.shapes, self.own_classes, frozenset(shadowed))
            fields, used = self._spelled_fields(shape, cycle, speller)
        names |= used
        return fields

    def _spelled_fields(
        self, shape: ir.Structure | ir.Union, cycle: frozenset[str], speller: Speller
    ) -> tuple[str, set[str]]:
        """The definitions of the fields of a class, and the names that they use."""
        class_fields = self.contents.fields[shape.name]
        spelled = [speller.field(each, cycle) for each in class_fields.fields]
        used = set().union(*[each.names for each in spelled])
        text = class_fields.lay_out([each.definition for each in spelled])
        if isinstance(shape, ir.Structure) and shape.use is ir.Use.WRITTEN and shape.unknown is ir.Unknown.ALLOW:
            speller.names = used
            names = [each.name for each in class_fields.fields]
            if unknown_members := speller.unknown_members(shape, names, cycle):
                text = join_entries([(text, class_fields.is_last_documented), (unknown_members, False)])
        return text, used

    def _base_classes(self, shape: ir.Structure | ir.Union, module: Module, use: UseName) -> tuple[Expression, ...]:
        """The base class that says how strict a class is, and for a request one that says how the client takes it."""
        role = self.roles[shape.name]
        arguments = (self.dialect.secret_argument,) if role.has_secrets and self.dialect.secret_argument else ()
        is_strict_union = isinstance(shape, ir.Union) and shape.exactly_one
        use_ = shape.use or ir.Use.SHARED
        strict_unions = {ir.Use.SHARED: "_SharedUnion"}
        name = strict_unions.get(use_, "_RequestUnion") if is_strict_union else _BASE_CLASSES[use_]
        if isinstance(shape, ir.Structure) and shape.declared_unknown:
            name = _WRITTEN_BASES[shape.declared_unknown]
        base = use(name)
        if not role.request or shape.use is not ir.Use.REQUEST:  # modules of shared classes could import in a cycle
            return (base, *arguments)
        return base, self._request_base(role.request, module, use), *arguments

    def _request_base(self, request: Request, module: Module, use: UseName) -> Expression:
        """The base class of a request: `_Operation[_clients.GetItem, "GetItemOutput"]`."""
        types = [f"{use(_CLIENTS)}.{self.clients[request.method].name}"]
        if request.response:
            response = use(request.response.name)
            is_below = self.contents.module_of[request.response.name] == module.name  # its class comes later
            types.append(string(response) if is_below else response)
        elif request.returns:
            types.append("None")
        return Subscript(use(request.base), tuple(types))


def _alias_statement(
    name: str, at_run_time: Expression, checked: Expression, use: UseName, *, is_recursive: bool
) -> str:
    """The definition of an alias. Type checkers may see another type than pydantic and cattrs do.

    To type checkers, a recursive alias is text. At run time, something that reads the text when it is used replaces it.
    """
    if is_recursive:
        declaration = assignment(f"{name}: {use('TypeAlias')}", string(checked))
        text = name if at_run_time == checked else string(at_run_time)
        replacement = Call(use("_recursive"), ("__name__", string(name), text))
        return f"{declaration}\nif not {use('TYPE_CHECKING')}:\n{assignment(name, replacement, INDENT)}"
    if at_run_time == checked:
        return assignment(name, checked)
    branches = assignment(name, checked, INDENT), assignment(name, at_run_time, INDENT)
    return f"if {use('TYPE_CHECKING')}:\n{branches[0]}\nelse:\n{branches[1]}"


def _recorder(names: set[str]) -> UseName:
    """A function that adds names to `names` and returns them as they are."""

    def use(name: str) -> str:
        names.add(name)
        return name

    return use


def _merge_statements(blocks: list[ClassText | str]) -> Iterator[ClassText | str]:
    """`blocks`, in which statements that follow one another are joined to one block."""
    statements: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            statements.append(block)
            continue
        if statements:
            yield "\n".join(statements)
            statements = []
        yield block
    if statements:
        yield "\n".join(statements)
