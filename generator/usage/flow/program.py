"""The units of a program, and the variables that outlive one of them."""

import ast
from collections import deque
from collections.abc import Iterable, Iterator

from ...diagnostics import Source
from ..catalog import Catalog
from ..outputs import OutputClass
from .definitions import Definition, SourceModule
from .values import (
    ANY,
    ANYTHING,
    NOTHING,
    Arguments,
    Class,
    Container,
    External,
    Function,
    Instance,
    Text,
    Unit,
    Value,
    Values,
)

_MANY = 4  # sets of arguments, from which on a text counts only if it is the name of a service or an operation
_MAX_CONTEXTS = 60  # for how many sets of arguments a function is evaluated apart
_MAX_DECORATED = 500  # the same, where a function is passed: a decorator
_MAX_UNITS = 1000  # of one function
_MAX_EVALUATIONS = 6  # for each function of the program, until no more of them are evaluated apart
_MAX_OBJECTS = 6  # of libraries, in one variable
_MAX_TEXTS = 64  # in one variable
_MAX_CONTAINERS = 24  # in one variable
_LIBRARIES = frozenset({"boto3", "botocore", "aioboto3", "aiobotocore"})  # no file of this name is meant

Slot = tuple[object, ...]  # what a value is kept in: an attribute, an item, a global variable
_HIERARCHY: Slot = ("hierarchy",)  # what any class inherits from


class Program:
    """All modules, units and variables. Variables only grow, so that evaluation comes to an end."""

    def __init__(self, modules: Iterable[SourceModule], catalog: Catalog) -> None:
        self.modules = list(modules)
        self.catalog = catalog
        self.classes: set[tuple[OutputClass, Source]] = set()  # those of our outputs that the code names
        self.functions: dict[Function, None] = {}  # all that the code defines
        self.arguments: list[Arguments] = []  # by number
        self._numbers: dict[Arguments, int] = {}
        self._slots: dict[Slot, Values] = {}
        self._crowded: set[Slot] = set()  # that had too many values, so that some of them are left out for good
        self._readers: dict[Slot, dict[Unit, None]] = {}
        self._units: dict[tuple[Definition, Unit | None], dict[Arguments, Unit]] = {}
        self._units_of: dict[Definition, list[dict[Arguments, Unit]]] = {}
        self._queue: deque[Unit] = deque()
        self._queued: set[Unit] = set()
        self._evaluations = 0
        self._bases: dict[Class, dict[int, Values]] = {}  # by position
        self._mros: dict[Class, tuple[Class, ...]] = {}
        self._instances: dict[Class, set[int]] = {}
        self._partials: dict[int, set[int]] = {}
        self._parsed: dict[str, ast.expr] = {}
        self._by_name: dict[str, list[SourceModule]] = {}
        for module in self.modules:
            for name in module.names:
                self._by_name.setdefault(name, []).append(module)

    # Variables

    def read(self, slot: Slot, reader: Unit) -> Values:
        """What a variable may hold. `reader` is evaluated again when it may hold more."""
        self._readers.setdefault(slot, {})[reader] = None
        return self._slots.get(slot, NOTHING)

    def write(self, slot: Slot, values: Values) -> None:
        """Add to what a variable may hold."""
        before = self._slots.get(slot, NOTHING)
        new = values - before
        if slot in self._crowded:
            new = frozenset(each for each in new if not _is_one_of_many(each))
        if not new:
            return
        after = before | new
        if few(after) != after:
            self._crowded.add(slot)
            after = few(after)
        self._slots[slot] = after
        for reader in self._readers.get(slot, ()):
            self.enqueue(reader)

    # Units

    def unit(self, definition: Definition, closure: Unit | None, arguments: Arguments) -> Unit:
        """The unit for a set of arguments. A new one is queued. If there are too many, one unit has all others."""
        units = self._units.setdefault((definition, closure), {})
        if found := units.get(arguments):
            return found
        if not units:
            self._units_of.setdefault(definition, []).append(units)
        has_too_many = len(units) >= _limit(arguments) or sum(map(len, self._units_of[definition])) > _MAX_UNITS
        if has_too_many or self._evaluations > _MAX_EVALUATIONS * (len(self.functions) + len(self.modules)):
            arguments = ()
        if arguments not in units:
            units[arguments] = Unit(definition, closure, arguments)
            self.enqueue(units[arguments])
        return units[arguments]

    def units(self) -> Iterator[Unit]:
        """All units."""
        for units in list(self._units.values()):
            yield from list(units.values())

    def units_of(self, definition: Definition) -> Iterator[Unit]:
        """The units of a definition."""
        for units in list(self._units_of.get(definition, ())):
            yield from list(units.values())

    def enqueue(self, unit: Unit) -> None:
        """Have a unit evaluated, again if it was before."""
        if unit not in self._queued:
            self._queued.add(unit)
            self._queue.append(unit)

    def next_unit(self) -> Unit | None:
        """Take the next unit to evaluate. None when there are no more."""
        if not self._queue:
            return None
        self._evaluations += 1
        unit = self._queue.popleft()
        self._queued.discard(unit)
        return unit

    def has_many(self, definition: Definition, closure: Unit | None) -> bool:
        """Whether a function is evaluated for many sets of arguments already."""
        return len(self._units.get((definition, closure), ())) >= _MANY

    def has_many_instances(self, cls: Class) -> bool:
        """Whether a class has objects that were made with many sets of arguments."""
        return len(self._instances.get(cls, ())) >= _MANY

    def number_for_instance(self, cls: Class, arguments: Arguments) -> int:
        """The number of the arguments of an object. `ANY` if there are too many objects of the class."""
        return self._limited(self._instances.setdefault(cls, set()), arguments)

    def number_for_partial(self, node: ast.AST, arguments: Arguments) -> int:
        """The number of the arguments of a `Partial`. `ANY` if too many are made at this place."""
        return self._limited(self._partials.setdefault(id(node), set()), arguments)

    def _limited(self, numbers: set[int], arguments: Arguments) -> int:
        if len(numbers) >= _MAX_CONTEXTS and self._numbers.get(arguments) not in numbers:
            return ANY
        number = self._number_of(arguments)
        numbers.add(number)
        return number

    def _number_of(self, arguments: Arguments) -> int:
        if arguments not in self._numbers:
            self._numbers[arguments] = len(self.arguments)
            self.arguments.append(arguments)
        return self._numbers[arguments]

    # Classes and modules

    def parse(self, text: str) -> ast.expr:
        """The expression that a text is. The same text is the same node. Raises `SyntaxError` and `ValueError`."""
        if text not in self._parsed:
            self._parsed[text] = ast.parse(text.strip(), mode="eval").body
        return self._parsed[text]

    def add_class(self, found: OutputClass, source: Source) -> None:
        """Note that the code names a class of one of our outputs."""
        self.classes.add((found, source))

    def add_bases(self, cls: Class, position: int, bases: Values) -> None:
        """Note what a class inherits from."""
        known_bases = self._bases.setdefault(cls, {})
        if not bases <= known_bases.get(position, NOTHING):
            known_bases[position] = known_bases.get(position, NOTHING) | bases
            self._mros.clear()
            self.write(_HIERARCHY, frozenset({cls, *bases}))

    def bases_of(self, cls: Class) -> Iterator[Value]:
        """What a class inherits from."""
        for _, bases in sorted(self._bases.get(cls, {}).items()):
            yield from bases

    def mro(self, cls: Class, reader: Unit) -> tuple[Class, ...]:
        """A class and those that it inherits from, in the order in which an attribute is looked for."""
        self.read(_HIERARCHY, reader)
        if cls not in self._mros:
            self._mros[cls] = tuple(self._ancestors(cls, set()))
        return self._mros[cls]

    def _ancestors(self, cls: Class, seen: set[Class]) -> Iterator[Class]:
        if cls not in seen:
            seen.add(cls)
            yield cls
            for each in self.bases_of(cls):
                if isinstance(each, Class):
                    yield from self._ancestors(each, seen)

    def add_instance(self, instance: Instance, classes: Iterable[Class]) -> None:
        """Note that there are objects of these classes."""
        for each in classes:
            self.write((each, "instances"), frozenset({instance}))

    def find_module(self, name: str, importer: SourceModule) -> SourceModule | None:
        """The scanned module that `import name` means: of several, the one that lies closest to the importer."""
        if name.partition(".")[0] in _LIBRARIES:
            return None
        candidates = [each for each in self._by_name.get(name, ()) if each is not importer]

        def closeness(module: SourceModule) -> tuple[int, int]:
            pairs = zip(module.path.parent.parts, importer.path.parent.parts, strict=False)
            shared = 0
            for one, other in pairs:
                if one != other:
                    break
                shared += 1
            return shared, -len(module.path.parts)

        return max(candidates, key=closeness, default=None)


def _limit(arguments: Arguments) -> int:
    is_decorator = any(isinstance(each, Function) for _, values in arguments for each in values)
    return _MAX_DECORATED if is_decorator else _MAX_CONTEXTS


def few(values: Values) -> Values:
    """`values`, without texts, containers and the objects of libraries if one of these kinds has too many."""
    if len(values) <= _MAX_OBJECTS:
        return values
    objects = sum(isinstance(each, External) and bool(each.site) for each in values)
    texts = sum(isinstance(each, Text) for each in values)
    containers = sum(isinstance(each, Container) for each in values)
    is_crowded = objects > _MAX_OBJECTS or texts > _MAX_TEXTS or containers > _MAX_CONTAINERS
    return frozenset(each for each in values if not _is_one_of_many(each)) | ANYTHING if is_crowded else values


def _is_one_of_many(value: Value) -> bool:
    return isinstance(value, Text | Container) or (isinstance(value, External) and bool(value.site))


def known(values: Values) -> Values:
    """The values of which something is known."""
    return values - ANYTHING
