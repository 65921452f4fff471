"""What an expression may be, as far as a scan needs to know."""

from dataclasses import dataclass, field

from ..findings import Use
from .definitions import Definition, Guess, OpenQuestion, Site


@dataclass(frozen=True, slots=True)
class Anything:
    """A value of which nothing is known: a parameter that nobody passes, what a library returns."""


@dataclass(frozen=True, slots=True)
class Other:
    """A value that is no client, and from which none comes: a number, a response."""


@dataclass(frozen=True, slots=True)
class Text:
    """A string that stands in the code."""

    text: str


@dataclass(frozen=True, slots=True)
class Position:
    """A small number that stands in the code: an index."""

    number: int


@dataclass(frozen=True, slots=True)
class External:
    """What a name stands for that the scanned files do not define: `boto3.client`, or what a call of it returns."""

    path: str
    site: int = 0  # of a call: which one, so that two objects of one class are two values


@dataclass(frozen=True, slots=True)
class ModuleValue:
    """A scanned module."""

    definition: Definition


@dataclass(frozen=True, slots=True)
class Function:
    """A function or a lambda, with the unit whose variables it sees."""

    definition: Definition
    closure: "Unit"


@dataclass(frozen=True, slots=True)
class Class:
    """A class."""

    definition: Definition
    closure: "Unit"


@dataclass(frozen=True, slots=True)
class Instance:
    """The objects of a class that were made with the same arguments."""

    cls: Class
    arguments: int  # the number of these arguments; `ANY`: every object of the class


ANY = -1


@dataclass(frozen=True, slots=True)
class Super:
    """What `super()` is in a method of the class `after`."""

    receiver: "Instance | Class"
    after: Definition


@dataclass(frozen=True, slots=True)
class Descriptor:
    """A function in a class that is no plain method."""

    kind: str  # "property", "static" or "class"
    function: "Value"


@dataclass(frozen=True, slots=True)
class Bound:
    """A method of an object."""

    function: Function
    receiver: "Value"


@dataclass(frozen=True, slots=True)
class Partial:
    """A function with its first arguments (`functools.partial`)."""

    function: "Value"
    arguments: int  # their number in the program


@dataclass(frozen=True, slots=True)
class Container:
    """What one list, tuple, dictionary or generator in the code holds."""

    site: int
    unit: "Unit"
    is_mapping: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """A session of boto3, botocore, aiobotocore or aioboto3."""


@dataclass(frozen=True, slots=True)
class Client:
    """The client of a service."""

    service: str  # empty: nobody can tell


@dataclass(frozen=True, slots=True)
class ClientMethod:
    """A method of a client that takes the name of an operation, of a waiter, or of a method."""

    service: str
    name: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of boto3."""

    service: str
    type: str = ""  # `Bucket`; empty: the service resource
    is_loaded: bool = False  # whether its attributes are there, so that reading one calls no operation


@dataclass(frozen=True, slots=True)
class Meta:
    """What `meta` of a resource is, which has its client."""

    service: str


@dataclass(frozen=True, slots=True)
class ResourceMethod:
    """An action of a resource, or what makes a resource below it, not yet called."""

    result: "Value"


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection of resources: `bucket.objects`."""

    service: str
    element: Resource


@dataclass(frozen=True, slots=True)
class ByName:
    """A function that takes a method of its argument by name (`operator.methodcaller`)."""

    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """A method of a text or of a container, not yet called."""

    receiver: "Text | Container"
    name: str


Value = (
    Anything
    | Other
    | Text
    | Position
    | External
    | ModuleValue
    | Function
    | Class
    | Instance
    | Super
    | Descriptor
    | Bound
    | Partial
    | Container
    | Session
    | Client
    | ClientMethod
    | Resource
    | Meta
    | ResourceMethod
    | Collection
    | ByName
    | Member
)
Values = frozenset[Value]
Arguments = tuple[tuple[str, Values], ...]  # by parameter, sorted

NOTHING: Values = frozenset()
ANYTHING: Values = frozenset({Anything()})
OTHER: Values = frozenset({Other()})


def join(*many: Values) -> Values:
    """All values of several sets."""
    return NOTHING.union(*many)


def texts_in(values: Values) -> tuple[set[str], bool]:
    """The strings among values, and whether the values are nothing else."""
    found = {each.text for each in values if isinstance(each, Text)}
    return found, len(found) == len(values) and bool(found)


@dataclass(eq=False, slots=True)
class Unit:
    """A definition, with those arguments for which it is evaluated apart. Others stand in slots."""

    definition: Definition
    closure: "Unit | None"
    arguments: Arguments
    calls: "set[Unit]" = field(default_factory=set)
    uses: set[Use] = field(default_factory=set)
    uses_by_site: dict[Site, set[Use]] = field(default_factory=dict)
    unknowns: set[OpenQuestion] = field(default_factory=set)
    guesses: set[Guess] = field(default_factory=set)

    def forget_findings(self) -> None:
        """Start afresh, before another evaluation."""
        for each in (self.calls, self.uses, self.uses_by_site, self.unknowns, self.guesses):
            each.clear()
