"""What a Python file declares, as source text: nothing is resolved yet."""

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ...diagnostics import Diagnostic, Severity, Source
from .statements import inside_brackets, without_comments

_NESTED = re.compile(r"^[ \t]+class\b|\bTypedDict\(|\bEnum\(", re.M)
# `X = List[int]` must be a type, unlike `X = table[0]`.
_SUBSCRIPTED_TYPE = re.compile(
    r"""(?:\w+\.)*(?:Annotated|Collection|Dict|FrozenSet|Iterable|List|Literal|Mapping|MutableMapping|MutableSequence
    |Optional|Sequence|Set|Tuple|Union|dict|frozenset|list|set|tuple)\s*\[""",
    re.X,
)


class RawField(NamedTuple):
    """`name: annotation = default`, or an entry of a functional TypedDict."""

    name: str
    annotation: str
    line: int
    documentation: str = ""
    default: str = ""  # its source, empty if there is none


@dataclass(eq=False)
class RawClass:
    """A class of any kind, or a call like `TypedDict("X", {…})` that makes one."""

    name: str  # of a nested class: `Service.Create`
    line: int
    bases: tuple[str, ...]
    read_body: Callable[[], "Namespace"]
    keywords: Mapping[str, str] = field(default_factory=dict)
    parameters: tuple[str, ...] = ()  # `T: int = bool` in `class X[T: int = bool]`
    decorators: tuple[str, ...] = ()
    is_call: bool = False
    text: str = ""  # its source

    @functools.cached_property
    def body(self) -> "Namespace":
        """What the body declares."""
        return self.read_body()

    @property
    def nested(self) -> "Iterable[RawClass]":
        """The classes in its body."""
        return self.body.classes.values() if _NESTED.search(self.text) else ()


@dataclass(eq=False)
class RawDefinition:
    """`name = value`."""

    name: str
    line: int
    value: str  # with comments
    must_be_type: bool = False
    parameters: tuple[str, ...] = ()  # like those of a class

    @functools.cached_property
    def expression(self) -> str:
        """The value without comments."""
        return without_comments(self.value).strip()

    @property
    def is_type(self) -> bool:
        """Whether it is certainly a type. Otherwise it is one only if something refers to it."""
        return self.must_be_type or (bool(_SUBSCRIPTED_TYPE.match(self.value)) and _is_subscript(self.expression))


class RawTypeVariable(NamedTuple):
    """`T = TypeVar("T", bound=int)`."""

    name: str
    line: int
    default: str  # what stands for it where nothing else does: its default, its bound, or the union of its constraints
    is_single: bool = True  # False for ParamSpec and TypeVarTuple


class RawImport(NamedTuple):
    """`from module import name`, or `import module` if the name is empty."""

    module: str  # with leading dots
    name: str


@dataclass(eq=False, slots=True)
class Namespace:
    """What a module declares, or the body of a class. If branches bind a name several times, the first one counts."""

    file: str
    owner: str = ""  # the class whose body this is
    classes: dict[str, RawClass] = field(default_factory=dict)
    definitions: dict[str, RawDefinition] = field(default_factory=dict)
    imports: dict[str, RawImport] = field(default_factory=dict)  # by their name in this file
    stars: list[str] = field(default_factory=list)  # modules in `from module import *`
    type_variables: dict[str, RawTypeVariable] = field(default_factory=dict)
    fields: dict[str, RawField] = field(default_factory=dict)
    constants: list[tuple[str, str]] = field(default_factory=list)  # `name = value`, as text
    methods: dict[str, str] = field(default_factory=dict)  # their source
    is_plain: bool = True  # whether there are no methods, nested classes or other blocks
    documentation: str = ""
    faults: list[Diagnostic] = field(default_factory=list)  # an error means that the whole declaration is unreadable

    def error(self, code: str, line: int, message: str, hint: str = "", shape: str = "") -> None:
        """Add a fault because of which the declaration cannot be read."""
        source = Source(self.file, line)
        self.faults.append(Diagnostic(code, Severity.ERROR, source, message, shape or self.owner, hint))

    def warning(self, code: str, line: int, message: str, hint: str = "", shape: str = "") -> None:
        """Add a fault in spite of which the declaration can be read."""
        source = Source(self.file, line)
        self.faults.append(Diagnostic(code, Severity.WARNING, source, message, shape or self.owner, hint))

    def add_field(self, new: RawField) -> None:
        """Add a member. If it is declared twice, the last declaration counts."""
        if first := self.fields.get(new.name):
            is_same = first.annotation == new.annotation
            message = f"duplicate member {new.name}" if is_same else f"duplicate member {new.name}; the last one counts"
            self.warning("duplicate-member", new.line, message, f"first declared on line {first.line}")
        self.fields[new.name] = new

    def is_bound(self, name: str) -> bool:
        """Whether a class, a definition or an import has this name."""
        return name in self.classes or name in self.definitions or name in self.imports


def _is_subscript(expression: str) -> bool:
    """Whether the first brackets of `expression` close at its end."""
    inside = inside_brackets(expression)
    return inside is not None and inside[1] == len(expression)
