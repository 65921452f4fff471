"""Finds out what a class is, by its bases and decorators, and which members it has with those that it inherits."""

import builtins
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from ...diagnostics import Diagnostic, Source
from . import functional_forms
from .attributes import read_attribute
from .declared import RawClass, RawDefinition, RawField
from .enums import Ancestry
from .generics import Arguments, bind, parameters_of_class, parameters_of_definition
from .imports import Found, Imports, SourceFile
from .statements import Statement, inside_brackets, split_outside_brackets


class Kind(Enum):
    """What a class is. The members of the first group are those of an object in JSON."""

    TYPED_DICT = "TypedDict"
    DATACLASS = "dataclass"
    ATTRS = "attrs class"
    MODEL = "pydantic model"

    ENUM = "enum"
    NAMED_TUPLE = "NamedTuple"
    ROOT_MODEL = "pydantic root model"
    BUILTIN = "subclass of a builtin type"
    SEQUENCE = "protocol of a sequence"


STRUCTURES = frozenset({Kind.TYPED_DICT, Kind.DATACLASS, Kind.ATTRS, Kind.MODEL})

# By the last part of the name of a base that is declared in no file that we read.
_KINDS: Mapping[str, Kind] = {
    "TypedDict": Kind.TYPED_DICT,
    "Enum": Kind.ENUM,
    "StrEnum": Kind.ENUM,
    "IntEnum": Kind.ENUM,
    "NamedTuple": Kind.NAMED_TUPLE,
    "BaseModel": Kind.MODEL,
    "RootModel": Kind.ROOT_MODEL,
    **dict.fromkeys(
        "str int float bytes datetime dict Dict OrderedDict list List set Set frozenset FrozenSet tuple Tuple".split(),
        Kind.BUILTIN,
    ),
}
_ORDER = tuple(Kind)
_DECORATORS: Mapping[str, Kind] = {
    "dataclasses.dataclass": Kind.DATACLASS,
    "pydantic.dataclasses.dataclass": Kind.DATACLASS,
    **{f"{module}.{name}": Kind.ATTRS for module in ("attr", "attrs") for name in ("define", "frozen", "mutable")},
    **{f"attr.{name}": Kind.ATTRS for name in ("s", "attrs", "dataclass")},
}
_FUNCTIONAL_BASE = re.compile(r"[\w.]*\b(TypedDict|NamedTuple|namedtuple|Enum)\(")
# A class with one of these bases is certainly no TypedDict.
_KNOWN_BASES = frozenset({"Protocol", "Generic", "Struct", "ABC", *_KINDS, *dir(builtins)})


_MOST_ALIASES = 10  # of aliases. More are a circle


class Member(NamedTuple):
    """A member of a class, and where it was declared."""

    raw: RawField
    file: SourceFile
    total: bool  # whether it is required if its annotation does not say
    arguments: Arguments | None = None  # what the type variables of the base that declares it stand for
    owner: str = ""  # the class in whose body its annotation is evaluated: that around `X = TypedDict("X", {…})`


class Ancestor(NamedTuple):
    """A class or one of its bases, with its file."""

    file: SourceFile
    raw: RawClass
    arguments: Arguments | None  # what its type variables stand for


class Classes:
    """The classes of all files."""

    def __init__(self, imports: Imports) -> None:
        self.imports = imports
        self._kinds: dict[RawClass, Kind | None] = {}

    def kind(self, file: SourceFile, raw: RawClass) -> Kind | None:
        """What a class is. None if nothing is made of such a class."""
        if raw not in self._kinds:
            self._kinds[raw] = None  # ends a circle of bases
            found = {self._kind_of_decorator(file, each) for each in raw.decorators}
            found |= {self.kind_of_base(file, raw, each) for each in raw.bases}
            kinds = [each for each in _ORDER if each in found]
            self._kinds[raw] = kinds[0] if kinds else self._kind_of_protocol(raw)
        return self._kinds[raw]

    def _kind_of_decorator(self, file: SourceFile, decorator: str) -> Kind | None:
        name = re.match(r"@?\s*([\w.]*)", decorator)
        return _DECORATORS.get(self.imports.original_name(file, name[1])) if name else None

    def kind_of_base(self, file: SourceFile, raw: RawClass, base: str) -> Kind | None:
        """What the base of a class is."""
        owner, parent = self.resolve_base(file, raw, base)
        return self.kind(owner, parent) if isinstance(parent, RawClass) else _KINDS.get(parent.rpartition(".")[2])

    def _kind_of_protocol(self, raw: RawClass) -> Kind | None:
        is_protocol = any(re.match(r"(?:\w+\.)*Protocol\b", base) for base in raw.bases)
        if not is_protocol:
            return None
        methods = raw.body.methods
        is_sequence = "__iter__" in methods or {"__getitem__", "__len__"} <= methods.keys()
        return Kind.SEQUENCE if is_sequence and "keys" not in methods else None

    def unknown_base(self, file: SourceFile, raw: RawClass, subclasses: tuple[RawClass, ...] = ()) -> str:
        """A base of the class, or of one of its bases, that no file declares. Empty if there is none."""
        for base in raw.bases:
            owner, parent = self.resolve_base(file, raw, base)
            if isinstance(parent, RawClass):
                is_new = parent is not raw and parent not in subclasses
                if is_new and (unknown := self.unknown_base(owner, parent, (*subclasses, raw))):
                    return unknown
            elif parent.rpartition(".")[2] not in _KNOWN_BASES:
                return base
        return ""

    def exported(self, file: SourceFile) -> Iterator[Found]:
        """The TypedDicts, enums and types that a module declares, those in classes included."""
        bases = {base for raw in file.module.classes.values() for base in raw.bases if base != raw.name}
        for name, raw in file.module.classes.items():
            if not (name.startswith("_") and name in bases):  # not a type of its own, unless a member refers to it
                yield from self._exported_classes(file, raw)
        for name, definition in file.module.definitions.items():
            if definition.is_type:
                yield Found(file, name, definition)

    def _exported_classes(self, file: SourceFile, raw: RawClass) -> Iterator[Found]:
        kind = self.kind(file, raw)
        if kind is Kind.TYPED_DICT or (kind is Kind.ENUM and raw.body.constants):
            yield Found(file, raw.name, raw)
        for nested in raw.nested:
            yield from self._exported_classes(file, nested)

    def may_be_typed_dict(self, file: SourceFile, raw: RawClass) -> bool:
        """Whether a class that is nothing we know holds only annotations, and has a base that no file declares."""
        if self.kind(file, raw) is not None:
            return False
        bases = {base.partition("[")[0].rpartition(".")[2] for base in raw.bases}
        fields = raw.body.fields.values()
        if not fields or any(each.default for each in fields) or not raw.body.is_plain:
            return False
        if raw.decorators or bases & _KNOWN_BASES:
            return False
        return bool(self.unknown_base(file, raw))

    def resolve_base(self, file: SourceFile, raw: RawClass, base: str) -> tuple[SourceFile, RawClass | str]:
        """The class that a base names, with its file. If no file declares it, its name before imports renamed it."""
        if found := _FUNCTIONAL_BASE.match(base):
            call = Statement(base, raw.line)
            made = functional_forms.CLASSES[found[1]](raw.name, found[1], call, file.display_path)
            return file, made or base
        name = base
        for _ in range(_MOST_ALIASES):
            found_name = self._find_base(file, raw, name)
            if found_name is None:
                break
            file, name, value = found_name
            if isinstance(value, RawClass):
                return file, value
            if not isinstance(value, RawDefinition):
                break
            name = value.expression
        return file, self.imports.original_name(file, _head(name))

    def _find_base(self, file: SourceFile, raw: RawClass, base: str) -> Found | None:
        """What a base names. A class may have the name of its base, which it imports."""
        name = _head(base)
        is_itself = file.module.classes.get(name) is raw
        return self.imports.find_imported(file, name) if is_itself else self.imports.find(file, name)

    def ancestry(self, file: SourceFile, raw: RawClass) -> Ancestry:
        """What an enum has from its bases and its own body."""
        kinds: set[str] = set()
        methods: dict[str, str] = {}
        done: list[RawClass] = []

        def visit(file: SourceFile, raw: RawClass) -> None:
            done.append(raw)
            for name, source in raw.body.methods.items():
                methods.setdefault(name, source)
            for base in raw.bases:
                owner, parent = self.resolve_base(file, raw, base)
                if not isinstance(parent, RawClass):
                    kinds.add(parent.rpartition(".")[2])
                elif parent not in done:
                    visit(owner, parent)

        visit(file, raw)
        return Ancestry(frozenset(kinds), methods)

    # Members.

    def members(
        self,
        file: SourceFile,
        raw: RawClass,
        arguments: Arguments | None = None,
        subclasses: tuple[RawClass, ...] = (),
    ) -> Iterator[Member]:
        """The members of a class, those of its bases first. `subclasses`: the path to this class, to end circles."""
        for base in raw.bases:
            owner, parent = self.resolve_base(file, raw, base)
            if isinstance(parent, RawClass) and parent not in subclasses and parent is not raw:
                inherited = self._arguments(file, raw, base, owner, parent, arguments)
                yield from self.members(owner, parent, inherited, (*subclasses, raw))
        kind = self.kind(file, raw)
        around = raw.name.rpartition(".")[0] if raw.is_call else ""
        for each in raw.body.fields.values():
            if kind is Kind.TYPED_DICT:
                yield Member(each, file, raw.keywords.get("total") != "False", arguments, around)
            elif kind and (found := read_attribute(each, is_model=kind is Kind.MODEL)):
                yield Member(found, file, not found.default, arguments)

    def with_bases(
        self,
        file: SourceFile,
        raw: RawClass,
        arguments: Arguments | None = None,
        subclasses: tuple[RawClass, ...] = (),
    ) -> Iterator[Ancestor]:
        """A class, and then its bases with theirs. `subclasses`: as for `members`."""
        yield Ancestor(file, raw, arguments)
        for base in raw.bases:
            owner, parent = self.resolve_base(file, raw, base)
            if isinstance(parent, RawClass) and parent not in subclasses and parent is not raw:
                inherited = self._arguments(file, raw, base, owner, parent, arguments)
                yield from self.with_bases(owner, parent, inherited, (*subclasses, raw))

    def _arguments(
        self,
        file: SourceFile,
        raw: RawClass,
        base: str,
        owner: SourceFile,
        parent: RawClass,
        outer: Arguments | None,
    ) -> Arguments | None:
        """What the type variables of `parent` stand for in `base`. None if it has none."""
        parameters = parameters_of_class(self.imports, owner, parent)
        if not parameters:
            return None
        line, texts = raw.line, _subscripts(base)
        for _ in range(_MOST_ALIASES):
            match self._find_base(file, raw, base):
                case Found(file=alias_file, value=RawDefinition() as alias):
                    if own := parameters_of_definition(self.imports, alias_file, alias):
                        outer = bind(own, texts, Source(file.display_path, line), outer)
                    if own or "[" in alias.expression:
                        file, line, texts = alias_file, alias.line, _subscripts(alias.expression)
                    base = alias.expression
                case _:
                    break
        return bind(parameters, texts, Source(file.display_path, line), outer)

    def faults(self, file: SourceFile, raw: RawClass, subclasses: tuple[RawClass, ...] = ()) -> Iterator[Diagnostic]:
        """What is wrong with a class and its bases. The body of a class that is no TypedDict may hold anything."""
        is_typed_dict = self.kind(file, raw) is Kind.TYPED_DICT
        yield from (each for each in raw.body.faults if is_typed_dict or each.code != "unreadable-member")
        for base in raw.bases:
            owner, parent = self.resolve_base(file, raw, base)
            if isinstance(parent, RawClass) and parent not in subclasses and parent is not raw:
                yield from self.faults(owner, parent, (*subclasses, raw))


def _head(base: str) -> str:
    """`Page` for the base `Page[int]`."""
    return base.partition("[")[0].strip()


def _subscripts(base: str) -> list[str]:
    """The type arguments in a base like `Page[int]`."""
    inside = inside_brackets(base) if "[" in base else None
    return [text for _, text in split_outside_brackets(inside[0])] if inside else []
