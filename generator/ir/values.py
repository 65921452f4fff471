"""What a service looks like, in no particular language.

    Shape   a named declaration that a target writes out   (Structure, Union, Enum, Alias)
    Type    an anonymous expression that a target spells   (Scalar, List, Map, Ref, OneOf, Literal, Stream)

A Type points at a Shape by name alone, through Ref, so a recursive service is still a plain tree of frozen values that
compares, pickles and prints. A fact joins this file when a target uses it, and not before.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

from ..diagnostics import Source as Source  # a part of what is read

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True)
def _value(*, kw_only: bool = False) -> Callable[[type[_T]], type[_T]]:
    """A class of values, compared by what is in them.

    They are frozen to mypy alone. For Python to see to it as well, each field of each new value would take a call.
    """
    return dataclass(slots=True, unsafe_hash=True, kw_only=kw_only)


if TYPE_CHECKING:
    from dataclasses import replace as replace
else:

    def replace(value: _T, /, **changes: object) -> _T:
        """What `dataclasses.replace` gives, without its look at every field: passes do little else."""
        new = _copier(type(value))(value)
        for name, each in changes.items():
            setattr(new, name, each)
        return new


@functools.cache
def _copier(cls: type[_T]) -> Callable[[_T], _T]:
    """A function that copies a value of a class, written out for its fields as `dataclasses` writes `__init__`."""
    copies = "".join(f"    new.{name} = old.{name}\n" for name in cls.__dict__["__slots__"])
    names: dict[str, Any] = {"cls": cls, "make": object.__new__}
    exec(f"def copy(old):\n    new = make(cls)\n{copies}    return new", names)
    copy: Callable[[_T], _T] = names["copy"]
    return copy


class ScalarKind(StrEnum):
    """The simple types of Smithy that AWS uses, and one of which nothing is known."""

    STRING = "string"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    LONG = "long"
    FLOAT = "float"
    DOUBLE = "double"
    TIMESTAMP = "timestamp"
    BLOB = "blob"
    DOCUMENT = "document"  # any JSON value
    ANY = "any"  # anything at all: the source says no more


class Use(StrEnum):
    """Where a structure travels, which decides how strict its class is: strict when sent, liberal when received."""

    REQUEST = "request"  # only ever sent
    RESPONSE = "response"  # only ever received
    SHARED = "shared"  # both
    ERROR = "error"  # received, as an exception
    EVENT = "event"  # received, in an event stream
    WRITTEN = "written"  # not AWS's: a team's own type, taken exactly as it stands


class Unknown(StrEnum):
    """What becomes of a member that the structure does not declare."""

    FORBID = "forbid"
    ALLOW = "allow"  # taken and kept
    IGNORE = "ignore"  # taken and dropped


@_value(kw_only=True)
class Constraints:
    """Bounds on a value; on its length for a string, a list, a map or a blob."""

    minimum: int | float | None = None  # exact: an integer where the source has one
    maximum: int | float | None = None
    pattern: str | None = None  # searched, not anchored (Smithy, `pattern` trait); in AWS's dialect, which is nobody's


UNCONSTRAINED = Constraints()


@_value()
class Scalar:
    """One simple value."""

    kind: ScalarKind
    constraints: Constraints = UNCONSTRAINED


@_value()
class List:
    """Values of one type, in order."""

    element: "Type"
    constraints: Constraints = UNCONSTRAINED
    skips_null: bool = False  # null among the elements is taken, and dropped; set by the pass `settle`


@_value()
class Map:
    """Values of one type by key. On the wire a key is always a string."""

    key: "Type"
    value: "Type"
    constraints: Constraints = UNCONSTRAINED
    skips_null: bool = False  # as on List, for values


@_value()
class Ref:
    """A shape of the same service."""

    name: str


@_value()
class OneOf:
    """Untagged alternatives: a value fits when it fits one of them, and the first that it fits is meant.

    An open enum is `OneOf((Ref(enum), Scalar(STRING)))`; a value that may be null has `Literal((None,))` among these.
    """

    alternatives: "tuple[Type, ...]"


@_value()
class Literal:
    """These values and no others. For named strings there is `Enum`."""

    values: tuple[str | int | bool | None, ...]


@_value()
class Stream:
    """What arrives, or leaves, while one reads: bytes (`Scalar(BLOB)`) or events. It has no JSON form."""

    element: "Type"


Type = Scalar | List | Map | Ref | OneOf | Literal | Stream

NULL = Literal((None,))


@_value(kw_only=True)
class Member:
    """One named value of a structure or a union."""

    name: str  # as the client spells it, never the name on the wire; targets choose their own spelling
    type: "Type"
    required: bool = False  # must be there. One that is not required may also be null, which means the same as absent
    shape: str = ""  # what botocore calls its type, which its client's habits may go by
    also: tuple[str, ...] = ()  # other names under which the client takes it; it is to be given once
    idempotency_token: bool = False  # the client makes one up where the caller of an operation gives none
    documentation: str = ""  # text; of AWS (`Service.is_html`) it becomes that in the pass `documentation`
    deprecated: bool = False
    sensitive: bool = False  # never shown in a log
    source: Source = Source()


@_value(kw_only=True)
class Structure:
    """Named values, some of them required. Required members come first, each group in the order of the source."""

    name: str
    members: tuple[Member, ...]
    use: Use | None = None  # set by a reader that knows it; else by the passes `vocabulary` and `directions`
    payload: str = ""  # the member that is the whole body of the message: a blob there is a stream when it is received
    unknown: Unknown = Unknown.FORBID  # set by the pass `settle`
    error_code: str = ""  # of an error: how an answer names it, which need not be the name of its shape
    documentation: str = ""
    deprecated: bool = False
    source: Source = Source()


@_value(kw_only=True)
class Union:
    """Tagged alternatives: exactly one member is set in what one sends; more, or none we know, may come back."""

    name: str
    members: tuple[Member, ...]  # none required
    use: Use | None = None  # as on Structure
    unknown: Unknown = Unknown.FORBID  # as on Structure
    exactly_one: bool = True  # set by the pass `settle`
    documentation: str = ""
    deprecated: bool = False
    source: Source = Source()


@_value(kw_only=True)
class Enum:
    """Named strings, in code-point order. Whether others pass is the affair of the types that refer to it (`OneOf`)."""

    name: str
    values: tuple[str, ...]
    documentation: str = ""
    deprecated: bool = False
    source: Source = Source()


@_value(kw_only=True)
class Alias:
    """A name for a type.

    `also` names structures whose *instances* may stand in for it, if what they hold is valid by `type`: what came out
    of a response, put back into a request. They say nothing of which values are valid.
    """

    name: str
    type: "Type"
    also: tuple[Ref, ...] = ()
    use: Use | None = None  # as on Structure, but never set by a reader
    documentation: str = ""
    deprecated: bool = False
    source: Source = Source()


Shape = Structure | Union | Enum | Alias


@_value(kw_only=True)
class Paginator:
    """How the client asks for page after page."""

    tokens: tuple[str, ...]  # members of the request that it fills in from the page before
    limit: str | None = None  # the member of the request that says how long a page is
    input: Ref | None = None  # set by the pass `vocabulary`


@_value(kw_only=True)
class Waiter:
    """How the client asks until something has come about."""

    name: str
    operation: str
    input: Ref | None = None  # set by the pass `vocabulary`


@_value(kw_only=True)
class Operation:
    """One call of the API."""

    name: str  # the API's spelling: `GetTranscript`
    input: Ref | None = None  # None: it takes nothing
    output: Ref | None = None  # None: it returns nothing that has a class
    errors: tuple[Ref, ...] = ()
    paginator: Paginator | None = None
    has_method: bool = True  # whether the client can be asked for it; set by the pass `client_habits`
    documentation: str = ""
    deprecated: bool = False
    source: Source = Source()


@_value()
class Ingredient:
    """Something a service was read from: when it changes, so may the service."""

    name: str  # "type_defs.md", or "botocore:s3"
    digest: str  # SHA-256 of its bytes, in hex; empty where there was nothing to find
    version: str = ""  # of the package that it came in


@_value(kw_only=True)
class Service:
    """Everything one spec says."""

    name: str  # in snake_case: the name of a folder, a module and a file in every target
    origin: str  # what it was read from, for people: "type_defs.md of connectparticipant"
    ingredients: tuple[Ingredient, ...] = ()
    operations: tuple[Operation, ...] = ()  # by name
    waiters: tuple[Waiter, ...] = ()  # in the order of the source
    shapes: "Mapping[str, Shape]" = field(default_factory=dict)  # by name, in the order of their names
    is_raw: bool = False  # shapes are botocore's own, one each wherever it travels, until the pass `vocabulary`
    is_html: bool = False  # documentation is HTML, until the pass `documentation`
    overstates_required: bool = False  # it calls members of answers required that AWS leaves out, as the stubs do
    source: Source = Source()
