"""Turns the declarations of a team into a service: everything under its own name, and as it is declared.

A class or a definition that cannot be read is left out, and what refers to it becomes any JSON value. A generic class
is a class of its own for each use, and a generic alias stands for its expression.
"""

import functools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ... import ir
from ...diagnostics import Report, Severity
from . import annotations
from .annotations import ANYTHING, STRING, Annotation, Problem, ReadArguments
from .assembly import Assembly, Declarations, Definition, Field, TypedDict, literal_strings
from .generics import Arguments, TypeParameter
from .unknown_members import EXTRA_ITEMS
from .use_names import possible_names

_Bindings = Mapping[str, ir.Type]  # what type variables stand for
_Use = tuple[str, tuple[ir.Type, ...]]  # the key of a declaration, and the arguments for its type variables
# Only a declaration that uses itself with larger and larger arguments exceeds these.
_MOST_NESTED_USES = 5  # `Page[Page[int]]` has two
_MOST_NESTED_DEFINITIONS = 30


class _Fault(NamedTuple):
    """A problem because of which a declaration cannot be read, and where it is."""

    problem: Problem
    source: ir.Source
    shape: str


@dataclass(frozen=True, slots=True)
class _Context:
    """What is being read."""

    scope: str = ""  # that of the names in the next annotation. Empty: that of the file where it is written
    bindings: _Bindings = field(default_factory=dict)
    faults: list[_Fault] = field(default_factory=list)  # of the declaration


class TeamAssembly(Assembly):
    """The modules of a team."""

    has_streams = False

    def __init__(self, declarations: Declarations, report: Report) -> None:
        super().__init__(declarations, report)
        self._context = _Context()
        self._parsed: dict[object, Annotation] = {}
        self._structures: dict[_Use, str] = {}  # the names of the uses of generic classes …
        self._depths: dict[str, int] = {}  # how many uses of generic classes are nested in one, by its name
        self._done: set[str] = set()  # TypedDicts
        self._waiting: list[tuple[str, TypedDict, _Bindings]] = []  # … and those that are not read yet
        self._types: dict[_Use, ir.Type | Problem] = {}  # of definitions
        self._being_read: list[_Use] = []  # definitions, the outermost first
        self._recursive: dict[_Use, str] = {}  # definitions that refer to themselves, with their names
        self._without_json_form: set[str] = set()  # the names of aliases of types that have none
        self._left_out: set[str] = set()  # the names of shapes that cannot be read
        self._is_reached = True  # whether what is being read concerns a TypedDict

    # All declarations.

    def _read_typed_dicts(self) -> None:
        while True:
            new = [each for name, each in self.declarations.typed_dicts.items() if name not in self._done]
            self._done |= {each.name for each in new}
            self._waiting += [(each.name, each, {}) for each in new if not each.parameters]
            if not self._waiting:
                return
            waiting, self._waiting = self._waiting, []
            for name, typed_dict, bindings in waiting:
                self._read_structure(name, typed_dict, bindings)

    def _finish(self) -> tuple[tuple[ir.Operation, ...], tuple[ir.Waiter, ...]]:
        self._is_reached = False
        for definition in list(self.declarations.definitions.values()):
            if definition.is_type and not definition.parameters:
                self._use_definition(definition, None)
        self._read_typed_dicts()  # those that only definitions refer to
        if not self._has_structures():
            self._read_unused_generics()
        self._leave_out_endless_aliases()
        self._replace_left_out()
        self._check_containers()
        for shape in self.shapes.values():
            if isinstance(shape, ir.Structure):
                self.shapes[shape.name] = ir.replace(shape, use=ir.Use.WRITTEN)
        if not self._has_structures():
            self.report.error("no-types", self.source, "no TypedDict of this module can be read")
        return (), ()

    def _has_structures(self) -> bool:
        return any(isinstance(each, ir.Structure) for each in self.shapes.values())

    def _read_unused_generics(self) -> None:
        """Read generic classes without arguments, if there are no other TypedDicts."""
        for typed_dict in list(self.declarations.typed_dicts.values()):
            self._use_structure(typed_dict, None)
        self._read_typed_dicts()

    @contextmanager
    def _reading(self, context: _Context) -> Iterator[None]:
        outer, outer_scope = self._context, self._file
        self._context = context
        try:
            yield
        finally:
            self._context, self._file = outer, outer_scope

    def _read_structure(self, name: str, typed_dict: TypedDict, bindings: _Bindings) -> None:
        context = _Context(bindings=bindings)
        with self._reading(context):
            members = tuple(self._read_member(name, each) for each in typed_dict.fields)
            extra = self._read_member(name, typed_dict.extra).type if typed_dict.extra else None
        for each in typed_dict.faults:
            if each.severity is Severity.ERROR:
                problem = Problem(each.code, each.severity, each.message, each.hint)
                context.faults.append(_Fault(problem, each.source, each.shape))
            else:
                self.report.extend([each])
        if context.faults:
            self._leave_out(name, context.faults)
        else:
            self._declare(
                ir.Structure(
                    name=name,
                    members=members,
                    declared_unknown=typed_dict.unknown,
                    extra=extra,
                    documentation=typed_dict.documentation,
                    source=typed_dict.source,
                )
            )

    def _read_member(self, shape: str, declared: Field) -> ir.Member:
        bindings = self._inherited_bindings(declared.arguments)
        with self._reading(replace(self._context, scope=declared.scope, bindings=bindings)):
            return self._member(shape, declared)

    def _leave_out(self, name: str, faults: list[_Fault]) -> None:
        """Report the faults of a declaration, which make it unreadable."""
        self._left_out.add(name)
        for problem, source, shape in faults:
            if self._is_reached:
                self.report.left_out(problem.code, source, problem.message, what=name, shape=shape, hint=problem.hint)
            else:
                message = f"{problem.message}; {name} is left out"
                self.report.warning(problem.code, source, message, shape=shape, hint=problem.hint)

    # Names.

    def resolve(self, name: str, arguments: ReadArguments | None = None) -> ir.Type | Problem | None:
        """See `annotations.Names`."""
        if name in self._context.bindings:
            return self._context.bindings[name]
        key = self._key(name, arguments)
        if isinstance(key, Problem):
            return key
        if typed_dict := self.declarations.typed_dicts.get(key):
            return self._use_structure(typed_dict, arguments)
        if definition := self.declarations.definitions.get(key):
            return self._use_definition(definition, arguments)
        return None

    def original_name(self, name: str, *, is_subscripted: bool = False) -> str | None:
        """See `annotations.Names`."""
        return None if name in self._context.bindings else super().original_name(name, is_subscripted=is_subscripted)

    def has_json_form(self, name: str) -> bool:
        """See `annotations.Names`."""
        return name not in self._without_json_form

    def sequence(self, element: ir.Type) -> ir.Type:
        """See `annotations.Names`. A list or a tuple, which are the same in JSON."""
        return ir.OneOf((ir.List(element), ir.List(element, is_frozen=True)))

    def _shape_name(self, name: str) -> str:
        return name

    # Uses.

    def _use_structure(self, typed_dict: TypedDict, arguments: ReadArguments | None) -> ir.Type | Problem:
        values = self._arguments(typed_dict.name, typed_dict.parameters, arguments)
        if isinstance(values, Problem):
            return values
        if not typed_dict.parameters:
            return ir.Ref(typed_dict.name)
        use = typed_dict.name, values
        if use not in self._structures:
            inner = (name for value in values for name in ir.references(value))
            depth = 1 + max((self._depths.get(name, 0) for name in inner), default=0)
            if depth > _MOST_NESTED_USES:
                message = f"{typed_dict.name} uses itself with endless types; any JSON value is accepted"
                return Problem("endless-type", Severity.WARNING, message)
            name = self._name_of_use(typed_dict.name, typed_dict.parameters, values)
            self._structures[use] = name
            self._depths[name] = depth
            self._waiting.append((name, typed_dict, _bound(typed_dict.parameters, values)))
        return ir.Ref(self._structures[use])

    def _use_definition(self, definition: Definition, arguments: ReadArguments | None) -> ir.Type | Problem:
        values = self._arguments(definition.name, definition.parameters, arguments)
        if isinstance(values, Problem):
            return values
        use = definition.name, values
        if use in self._being_read:
            if use not in self._recursive:
                self._recursive[use] = self._name_of_use(definition.name, definition.parameters, values)
            return ir.Ref(self._recursive[use])
        if len(self._being_read) == _MOST_NESTED_DEFINITIONS:
            message = f"{definition.name} uses itself with endless types; any JSON value is accepted"
            return Problem("endless-type", Severity.WARNING, message)
        if use not in self._types:
            self._types[use] = self._read_definition(definition, use)
        return self._types[use]

    def _read_definition(self, definition: Definition, use: _Use) -> ir.Type | Problem:
        context = _Context(bindings=_bound(definition.parameters, use[1]))
        self._being_read.append(use)
        try:
            with self._reading(context):
                annotation = self._annotation(definition.expression, definition.source, definition.name)
        finally:
            self._being_read.pop()
        name = self._recursive.get(use, definition.name)
        if context.faults:
            self._leave_out(name, context.faults)
            return Problem("left-out", Severity.WARNING, _is_left_out(name))
        is_its_expression = definition.parameters or definition.is_substituted or annotation.type == ir.NULL
        if use in self._recursive or not is_its_expression:
            if not annotation.has_json_form:
                self._without_json_form.add(name)
            return self._named(definition, name, annotation.type)
        return annotation.type

    def _named(self, definition: Definition, name: str, type_: ir.Type) -> ir.Ref:
        """Declare a shape for a definition."""
        documentation, source = definition.documentation, definition.source
        if (values := literal_strings(type_)) is not None:
            return self._declare(ir.Enum(name=name, values=values, documentation=documentation, source=source))
        return self._declare(ir.Alias(name=name, type=type_, documentation=documentation, source=source))

    def _arguments(
        self, name: str, parameters: tuple[TypeParameter, ...], arguments: ReadArguments | None
    ) -> tuple[ir.Type, ...] | Problem:
        """What the type variables of a declaration stand for in one use."""
        if not all(each.is_single for each in parameters):
            message = f"{name} has a type variable for several types; any JSON value is accepted"
            return Problem("generic", Severity.WARNING, message)
        given = arguments() if arguments else ()
        if len(given) > len(parameters):
            message = f"{name}[…]: expected {len(parameters)} type arguments, got {len(given)}"
            return Problem("generic", Severity.ERROR, message)
        return given + self._defaults(parameters, given)

    def _defaults(self, parameters: tuple[TypeParameter, ...], given: tuple[ir.Type, ...]) -> tuple[ir.Type, ...]:
        """What the other type variables stand for, if a use names only the first types."""
        values = list(given)
        for each in parameters[len(given) :]:
            with self._reading(_Context(bindings=_bound(parameters, values))):
                values.append(self._annotation(each.default, each.source, each.name).type)
        return tuple(values[len(given) :])

    def _name_of_use(self, name: str, parameters: tuple[TypeParameter, ...], values: tuple[ir.Type, ...]) -> str:
        """The name of one use. With the defaults for all type variables it is that of the declaration."""
        if values == self._defaults(parameters, ()):
            return name
        return self.declarations.reserve(possible_names(name, values))

    def _inherited_bindings(self, arguments: Arguments | None) -> _Bindings:
        """What the type variables of a base class stand for. Without arguments: what those of the class itself do."""
        if arguments is None:
            return self._context.bindings
        with self._reading(replace(self._context, bindings=self._inherited_bindings(arguments.outer))):
            return {name: self._annotation(text, source, name).type for name, text, source in arguments.values}

    def _annotation(self, text: str, source: ir.Source, shape: str) -> Annotation:
        """The meaning of `text` in the file of `source`. An error concerns the declaration that is being read."""
        context = self._context
        scope = context.scope or source.file
        key = scope, text, tuple(context.bindings.items())
        if key not in self._parsed:
            with self._reading(replace(context, scope="")):
                self._file = scope
                self._parsed[key] = annotations.parse(text, self)
        annotation = self._parsed[key]
        for each in annotation.problems:
            if each.severity is Severity.ERROR:
                context.faults.append(_Fault(each, source, shape))
            else:
                self.report.add(each.severity, each.code, source, each.message, shape=shape, hint=each.hint)
        return annotation

    # What is left out.

    def _leave_out_endless_aliases(self) -> None:
        """Leave out aliases that are nothing but themselves: `A = B` and `B = A`."""
        aliases = {name: shape for name, shape in self.shapes.items() if isinstance(shape, ir.Alias)}
        for name in [each for each in aliases if each in set(_led_to(each, aliases))]:
            message = "the definition leads to itself"
            source = aliases[name].source
            self.report.left_out("recursive-definition", source, message, what=name, shape=name)
            self._left_out.add(name)
            del self.shapes[name]

    def _replace_left_out(self) -> None:
        """Let everything that refers to a shape that was left out accept any JSON value."""
        if not self._left_out:
            return

        def change(type_: ir.Type) -> ir.Type:
            is_left_out = isinstance(type_, ir.Ref) and type_.name in self._left_out
            return ANYTHING if is_left_out else type_

        change_everywhere = ir.everywhere(change)
        for name, shape in self.shapes.items():
            for place, source, type_ in _places(shape):
                for other in dict.fromkeys(ir.references(type_)):
                    if other in self._left_out:
                        self.report.warning("left-out", source, _is_left_out(other), shape=place)
            self.shapes[name] = ir.map_types(shape, change_everywhere)

    def _check_containers(self) -> None:
        """Resolve the keys of maps, and make lists of sets whose elements Python cannot hash."""
        for name, shape in self.shapes.items():
            checked: dict[int, ir.Type] = {}
            for place, source, type_ in _places(shape):
                change = _ContainerCheck(self.shapes)
                checked[id(type_)] = ir.everywhere(change)(type_)
                for each in change.problems:
                    self.report.add(each.severity, each.code, source, each.message, shape=place, hint=each.hint)
            self.shapes[name] = ir.map_types(shape, functools.partial(_by_identity, checked))


def _by_identity(types: Mapping[int, ir.Type], type_: ir.Type) -> ir.Type:
    return types.get(id(type_), type_)


class _ContainerCheck:
    """A change for the parts of one type. It collects the problems that it finds."""

    def __init__(self, shapes: Mapping[str, ir.Shape]) -> None:
        self.shapes = shapes
        self.problems: list[Problem] = []

    def __call__(self, type_: ir.Type) -> ir.Type:
        match type_:
            case ir.Map(key=key) if key != STRING:
                return ir.replace(type_, key=self._key(key))
            case ir.List(element=element, is_set=True) if not self._is_hashable(element, frozenset()):
                self.problems.append(_SET_AS_LIST)
                return ir.replace(type_, is_set=False, is_frozen=False)
        return type_

    def _key(self, key: ir.Type) -> ir.Type:
        """The type of a key without aliases. Text comes first, because all keys in JSON are text."""
        found = ir.alternatives(key, self.shapes)
        if not all(map(ir.is_key, found)):
            self.problems.append(annotations.WRONG_KEY)
            return STRING
        without_bounds = [_without_bounds(each) for each in found]
        if without_bounds != list(found):
            self.problems.append(_BOUNDS_OF_A_KEY)
        return ir.one_of(sorted(without_bounds, key=lambda each: each != STRING))

    def _is_hashable(self, type_: ir.Type, outer: frozenset[str]) -> bool:
        """Whether Python can hash all values of `type_`. `outer`: aliases that contain it."""
        match type_:
            case ir.Ref(name):
                shape = self.shapes.get(name)
                is_simple = isinstance(shape, ir.Enum) or name in outer
                return is_simple or (isinstance(shape, ir.Alias) and self._is_hashable(shape.type, outer | {name}))
            case ir.List(element):
                return type_.is_frozen and self._is_hashable(element, outer)
            case ir.Tuple(parts) | ir.OneOf(parts):
                return all(self._is_hashable(each, outer) for each in parts)
        return not isinstance(type_, ir.Map | ir.Stream)


def _without_bounds(key: ir.Type) -> ir.Type:
    """A key without the bounds of a number, which is text in JSON."""
    if not isinstance(key, ir.Scalar) or key.kind is ir.ScalarKind.STRING:
        return key
    return ir.Scalar(key.kind)


_BOUNDS_OF_A_KEY = Problem("bound-left-out", Severity.WARNING, "the bounds of a number that is a key are left out")
_SET_AS_LIST = Problem(
    "set-as-list", Severity.WARNING, "a set of values that Python cannot hash is read as a list of any order"
)


def _bound(parameters: Sequence[TypeParameter], values: Sequence[ir.Type]) -> _Bindings:
    """What the first type variables stand for, as far as there are values."""
    return dict(zip((each.name for each in parameters), values, strict=False))


def _is_left_out(name: str) -> str:
    return f"{name} is left out; any JSON value is accepted"


def _led_to(name: str, aliases: Mapping[str, ir.Alias]) -> Iterator[str]:
    """The names of the aliases that `name` leads to without a list, a map or a class between them."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        type_ = aliases[waiting.pop()].type
        for each in type_.alternatives if isinstance(type_, ir.OneOf) else (type_,):
            if isinstance(each, ir.Ref) and each.name in aliases and each.name not in found:
                found.add(each.name)
                waiting.append(each.name)
                yield each.name


def _places(shape: ir.Shape) -> Iterator[tuple[str, ir.Source, ir.Type]]:
    """The types of a shape, each with the name and the source of the member."""
    match shape:
        case ir.Structure(members=members) | ir.Union(members=members):
            yield from ((f"{shape.name}.{each.name}", each.source, each.type) for each in members)
            if isinstance(shape, ir.Structure) and shape.extra:
                yield f"{shape.name}.{EXTRA_ITEMS}", shape.source, shape.extra
        case ir.Alias(type=type_, source=source):
            yield shape.name, source, type_
        case ir.Enum():
            pass
