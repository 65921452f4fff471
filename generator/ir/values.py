"""The values that a service consists of, in no particular language.

    Shape   a named declaration that a target writes out   (Structure, Union, Enum, Alias)
    Type    an anonymous expression that a target spells   (Scalar, List, Tuple, Map, Ref, OneOf, Literal, Stream)

A Type refers to a Shape only by name, through Ref. So even a recursive service is a plain tree of frozen values, which
can be compared, pickled and printed. Add a fact to this file when a target uses it, not before.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

from ..diagnostics import Source as Source  # part of every shape and member

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True)
def _value_class(*, kw_only: bool = False) -> Callable[[type[_T]], type[_T]]:
    """Make a class a dataclass whose instances are compared by their fields.

    Only mypy treats the instances as frozen. If Python did, creating one would take a function call for each field.
    """
    return dataclass(slots=True, unsafe_hash=True, kw_only=kw_only)


if TYPE_CHECKING:
    from dataclasses import replace as replace
else:

    def replace(value: _T, /, **changes: object) -> _T:
        """Like `dataclasses.replace`, but faster: it does not inspect the fields. Passes do little else."""
        new = _copy_function(type(value))(value)
        for name, new_value in changes.items():
            setattr(new, name, new_value)
        return new


@functools.cache
def _copy_function(cls: type[_T]) -> Callable[[_T], _T]:
    """A function that copies an instance of `cls`. Its code lists the fields, as `dataclasses` does for `__init__`."""
    assignments = "".join(f"    new.{name} = old.{name}\n" for name in cls.__dict__["__slots__"])
    namespace: dict[str, Any] = {"cls": cls, "create": object.__new__}
    exec(f"def copy(old):\n    new = create(cls)\n{assignments}    return new", namespace)
    copy: Callable[[_T], _T] = namespace["copy"]
    return copy


class ScalarKind(StrEnum):
    """The simple types of Smithy that AWS uses, those that a team uses besides, and `ANY` for what is not known."""

    STRING = "string"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    LONG = "long"
    FLOAT = "float"
    DOUBLE = "double"
    DECIMAL = "decimal"  # exact, of any number of digits
    TIMESTAMP = "timestamp"
    DATE = "date"  # a day, without a time
    TIME = "time"  # of a day
    DURATION = "duration"
    UUID = "uuid"
    PATH = "path"  # of a file
    BLOB = "blob"
    DOCUMENT = "document"  # any JSON value
    ANY = "any"  # any value of any type
    OBJECT = "object"  # a file, a function or another object of the program, passed on as it is; it has no JSON form


class Use(StrEnum):
    """Where a structure travels. This decides how strict its class is: strict when sent, liberal when received."""

    REQUEST = "request"  # only sent
    RESPONSE = "response"  # only received
    SHARED = "shared"  # both
    ERROR = "error"  # received, as an exception
    EVENT = "event"  # received, in an event stream
    WRITTEN = "written"  # a team's own type, not one of AWS: its declaration is taken as written


RECEIVED = frozenset({Use.RESPONSE, Use.ERROR, Use.EVENT})  # the uses of what is only ever received


class Unknown(StrEnum):
    """What happens to a member that the structure does not declare."""

    FORBID = "forbid"
    ALLOW = "allow"  # accept and keep it
    IGNORE = "ignore"  # accept and drop it


@_value_class(kw_only=True)
class Constraints:
    """Bounds on a value. For a string, a list, a map or a blob they are bounds on its length."""

    minimum: int | float | None = None  # an int if the source has an integer, so that it stays exact
    maximum: int | float | None = None
    above: int | float | None = None  # for numbers: a minimum that is no value itself
    below: int | float | None = None
    multiple_of: int | float | None = None
    pattern: str | None = None  # searched, not anchored (Smithy, `pattern` trait); no regex engine has AWS's dialect


UNCONSTRAINED = Constraints()


@_value_class()
class Scalar:
    """One simple value."""

    kind: ScalarKind
    constraints: Constraints = UNCONSTRAINED
    # `package.module:Class` of the user's, whose instances the values are in Python. `repr` shows what specs say.
    own_class: str = field(default="", repr=False)


@_value_class()
class List:
    """Values of one type, in order; or a set of them."""

    element: "Type"
    constraints: Constraints = UNCONSTRAINED
    skips_null: bool = False  # whether null elements are accepted and dropped; set by the pass `strictness`
    is_set: bool = False  # its elements are unique, and their order means nothing
    is_frozen: bool = False  # nobody can change it, so that it may be in a set


@_value_class()
class Tuple:
    """Values of these types, in this order. Nobody can change it, like a list that is frozen."""

    elements: "tuple[Type, ...]"


@_value_class()
class Map:
    """Values of one type by key. On the wire a key is always a string: a number is its digits (`is_key`)."""

    key: "Type"
    value: "Type"
    constraints: Constraints = UNCONSTRAINED
    skips_null: bool = False  # like `List.skips_null`, for the values


@_value_class()
class Ref:
    """A reference to a shape of the same service."""

    name: str


@_value_class()
class OneOf:
    """Untagged alternatives. A value is valid if it fits one of them. The first that it fits determines its type.

    Blobs, decimals, paths, sets and tuples come last (pass `strictness`): JSON writes them as text and lists.

    An open enum is `OneOf((Ref(enum), Scalar(STRING)))`. A type that allows null has `Literal((None,))` among these.
    """

    alternatives: "tuple[Type, ...]"


@_value_class()
class Literal:
    """One of these values. `Enum` is the named form, for strings."""

    values: tuple[str | int | bool | None, ...]


@_value_class()
class Stream:
    """Bytes (`Scalar(BLOB)`) or events that are transferred while they are read. A stream has no JSON form."""

    element: "Type"


Type = Scalar | List | Tuple | Map | Ref | OneOf | Literal | Stream

NULL = Literal((None,))


@_value_class()
class Tag:
    """The member that tells the structures of a union apart. See `tag_of`."""

    member: str
    values: "tuple[tuple[str, tuple[str | int, ...]], ...]"  # the names of the structures, each with its values


class Absent(StrEnum):
    """What stands for an optional member that is absent. Set by the pass `strictness`."""

    NULL = "null"
    EMPTY = "empty"  # a list or a map without elements
    UNEXPECTED = "unexpected"  # null, although the member's type excludes it, because the member is expected
    APART = "apart"  # nothing that is a value: null is another value of the member


@_value_class(kw_only=True)
class Member:
    """One named value of a structure or a union."""

    name: str  # as the client spells it, never the name on the wire; targets choose their own spelling
    type: "Type"
    required: bool = False  # if False, the member may be absent, or null, which means the same (but see `Absent`)
    corrected: bool = False  # whether `required` is true even if `Service.overstates_required`; see `corrections`
    field: str = ""  # the name that the user chose for its field, in languages that do not use `name`
    absent: Absent = Absent.NULL
    shape: str = ""  # botocore's name for the shape of the member; the pass `client_habits` may select members by it
    other_names: tuple[str, ...] = ()  # also accepted by the client; only one of the names may be used at a time
    habit: str = ""  # what the client does to the value: the name of botocore's handler, or of the trait
    idempotency_token: bool = False  # whether the client generates a value if the caller gives none
    documentation: str = ""  # plain text; HTML if `Service.is_html`, until the pass `documentation`
    deprecated: bool = False
    sensitive: bool = False  # must not appear in logs
    source: Source = Source()


@_value_class(kw_only=True)
class Structure:
    """Named values, some of them required. The pass `required_first` puts the required members first."""

    name: str
    members: tuple[Member, ...]
    use: Use | None = None  # set by the reader if it knows, else by the passes `vocabulary` and `directions`
    payload: str = ""  # the member that is the whole body of the message; a blob there is received as a stream
    unknown: Unknown = Unknown.FORBID  # set by the pass `strictness`
    declared_unknown: Unknown | None = None  # what the declaration says of unknown members; None: nothing
    extra: "Type | None" = None  # the type of unknown members, where the declaration says that they are kept; None: any
    received: "Structure | None" = None  # how a shared structure is judged when received; set by `strictness`
    error_code: str = ""  # the code of an error in responses, which can differ from the name of its shape
    documentation: str = ""
    deprecated: bool = False
    source: Source = Source()


@_value_class(kw_only=True)
class Union:
    """Tagged alternatives. A request sets exactly one member. A response may set several, or an undeclared one."""

    name: str
    members: tuple[Member, ...]  # none of them is required
    use: Use | None = None  # as on Structure
    unknown: Unknown = Unknown.FORBID  # as on Structure
    received: "Union | None" = None  # as on Structure
    exactly_one: bool = True  # whether exactly one member must be set; set by the pass `strictness`
    documentation: str = ""
    deprecated: bool = False
    source: Source = Source()


@_value_class(kw_only=True)
class Enum:
    """Named strings, in code-point order. The types that refer to an enum decide whether it is open (see `OneOf`)."""

    name: str
    values: tuple[str, ...]
    documentation: str = ""
    deprecated: bool = False
    source: Source = Source()


@_value_class(kw_only=True)
class Alias:
    """A name for a type.

    `stand_ins` are structures whose *instances* are accepted in place of `type` if their contents are valid for `type`:
    an instance from a response can be put into a request. Stand-ins do not change which values are valid.
    """

    name: str
    type: "Type"
    stand_ins: tuple[Ref, ...] = ()
    use: Use | None = None  # as on Structure, but never set by a reader
    received: "Alias | None" = None  # as on Structure
    documentation: str = ""
    deprecated: bool = False
    source: Source = Source()


Shape = Structure | Union | Enum | Alias


@_value_class(kw_only=True)
class Paginator:
    """How the client gets one page after another."""

    tokens: tuple[str, ...]  # members of the request that the client fills in from the previous page
    limit: str | None = None  # the member of the request that limits the size of a page
    input: Ref | None = None  # set by the pass `vocabulary`


@_value_class(kw_only=True)
class Waiter:
    """How the client repeats an operation until a condition holds."""

    name: str
    operation: str
    input: Ref | None = None  # set by the pass `vocabulary`
    stub_name: str = ""  # what the stubs call the class of its request; set by the pass `request_classes`


@_value_class(kw_only=True)
class Operation:
    """An operation of the API."""

    name: str  # as the API spells it: `GetTranscript`
    input: Ref | None = None  # None: it has no request class, until the pass `request_classes`
    request_name: str = ""  # of an operation without parameters: the name that its request class is to have
    output: Ref | None = None  # None: the client returns nothing that has a class
    errors: tuple[Ref, ...] = ()
    paginator: Paginator | None = None
    has_method: bool = True  # whether the client has a method for it; set by the pass `client_habits`
    documentation: str = ""
    deprecated: bool = False
    source: Source = Source()


@_value_class(kw_only=True)
class Method:
    """A method that is not an operation of the API, but calls some. Set by the passes `transfers` and `tables`."""

    name: str  # in Python: `upload_file`
    owner: str = ""  # the resource of boto3 that has it; empty: the client
    operation: str  # the operation that it is for
    input: Ref
    output: Ref | None = None


@_value_class()
class Ingredient:
    """Something that a service was read from. The service may change when it does."""

    name: str  # "type_defs.md", or "botocore:s3"
    digest: str  # SHA-256 of its bytes, or of what was taken from it, in hex; empty if it does not exist
    version: str = ""  # of the package that contains it

    @property
    def label(self) -> str:
        """What people call it: "botocore 1.44.5", or the name of a file."""
        return f"{self.name.partition(':')[0]} {self.version}" if self.version else self.name


@_value_class(kw_only=True)
class Enrichment:
    """How much of a document its model describes as well."""

    model: str  # for people: "botocore 1.44.5"
    classes: int  # how many structures of the document are in the model
    all_classes: int
    members: int  # how many members of the document are in the model
    all_members: int


@_value_class(kw_only=True)
class Service:
    """Everything that one spec describes."""

    name: str  # in snake_case; names a folder, a module or a file in every target
    client_name: str = ""  # what the client calls the service, if that may not be `name`
    client_class: str = ""  # the name of the client's class, as botocore makes it: `IAM`; empty if it is not known
    origin: str  # what it was read from, as people name it: "type_defs.md of connectparticipant"
    ingredients: tuple[Ingredient, ...] = ()
    operations: tuple[Operation, ...] = ()  # sorted by name
    waiters: tuple[Waiter, ...] = ()  # in the order of the source
    methods: tuple[Method, ...] = ()
    shapes: "Mapping[str, Shape]" = field(default_factory=dict)  # by name, sorted by name
    is_raw: bool = False  # shapes are botocore's: one shape for all directions; until the pass `vocabulary`
    is_html: bool = False  # documentation is HTML, until the pass `documentation`
    mapped: tuple[str, ...] = ()  # the keys of the user's `map` that are about its members; set by `own_classes`
    reference: str = ""  # where AWS documents an operation, without the name of the operation at the end
    overstates_required: bool = False  # requires response members that AWS leaves out, as the stubs do
    model: "Service | None" = None  # the same service as botocore describes it, until the pass `enrich`
    enrichment: Enrichment | None = None  # set by the pass `enrich`
    source: Source = Source()
