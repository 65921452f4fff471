"""The options that shape the output, as values."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from . import naming
from .diagnostics import Source

Enums = Literal["closed", "open"]
CheckedConstraints = Literal["client", "all", "none"]
UnknownMembers = Literal["forbid", "allow", "ignore"]
RequiredMembers = Literal["none", "typed", "model", "spec"]
Client = Literal["boto3", "aiobotocore"]
Documentation = Literal["short", "full", "none"]
# How strict the service is that a target gets. `configured`: as the user configured; `static`: the same, but what the
# service model requires of a response is required, because nothing but a type checker relies on it; `declared`: nothing
# is decided, and members are in the order of the source and required as it says.
Judgement = Literal["configured", "static", "declared"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestProfile:
    """How strict a request is."""

    enums: Enums = "closed"  # `closed`: rejects a value that the enum does not declare
    constraints: CheckedConstraints = "client"  # `client`: minimums botocore checks; `all`: all bounds and patterns
    unknown: UnknownMembers = "forbid"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseProfile:
    """How strict a response is."""

    enums: Enums = "open"
    constraints: CheckedConstraints = "none"
    unknown: UnknownMembers = "ignore"
    # `typed`: types rely on the members that the service model requires, but a response without them is accepted;
    # `model`: it is rejected; `spec`: as in the spec, even if AWS omits them
    required: RequiredMembers = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeProfile:
    """How strict the types of a team are, where their declarations do not say."""

    unknown: UnknownMembers = "forbid"


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonStyle:
    """What the Python of both targets looks like."""

    enums: Literal["Literal", "StrEnum"] = "Literal"  # `StrEnum`: an enum is a class with members


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeScriptStyle:
    """What the TypeScript looks like. Whoever parses the JSON has to convert timestamps, blobs and longs."""

    declarations: Literal["interface", "type"] = "interface"  # `type`: can be assigned to `Record<string, unknown>`
    enum_values: bool = False  # whether an enum also has an array of its values, which is there at run time
    timestamps: Literal["string", "Date"] = "string"
    blobs: Literal["string", "Uint8Array"] = "string"
    longs: Literal["number", "bigint", "string"] = "number"
    readonly: bool = False  # whether all properties and arrays are `readonly`


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonSchemaStyle:
    """What there is beside the JSON Schema of each service."""

    tool_calls: bool = False  # whether each operation has a schema for tool calls of language models


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What is true of one class or member, where the spec says something else."""

    at: str  # `emr.KerberosAttributes.Realm`, or `ec2.InstanceType` for an enum
    reason: str
    required: bool | None = None  # whether the member is required; None: as the spec says
    type: str = ""  # the type of the member, as `list[Tag]`
    add: str = ""  # the type of a member that the spec does not have
    remove: bool = False  # whether the member does not exist
    add_values: tuple[str, ...] = ()  # values that the enum lacks
    remove_values: tuple[str, ...] = ()  # values that do not exist
    # Where it is configured. Two corrections that differ only in their lines are equal, and give the same output.
    source: Source = field(default=Source(), compare=False, repr=False)

    @property
    def path(self) -> tuple[str, str, str]:
        """Service, class and member, each as the user spells it. No member: the correction is of an enum."""
        return split_place(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A change of an upgrade that the user has accepted."""

    change: str  # the rule of the change: `sent-value-removed`
    at: str  # `securityhub.ResourceGroupByField.region`
    reason: str
    until: str  # when it has to be decided again: `2027-06-30`, or `botocore 1.46`
    source: Source = field(default=Source(), compare=False, repr=False)  # where it is configured


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the options come from. This one does not know."""

    def source(self, *key: str) -> Source | None:
        """Where a key, or a name below it, is configured: `source("rename", "s3.Object")`. None if nothing is known."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Everything that shapes the output, and nothing else: equal options give equal files."""

    requests: RequestProfile = field(default_factory=RequestProfile)
    responses: ResponseProfile = field(default_factory=ResponseProfile)
    types: TypeProfile = field(default_factory=TypeProfile)
    client: Client = "boto3"  # the library whose streams the types of streams are
    pydantic_base: str = ""  # `package.module:Class`, an additional base class of the models
    dataclass_base: str = ""  # likewise, of the dataclasses
    templates: str = ""  # a folder of templates that replace ours
    names: tuple[tuple[str, str], ...] = ()  # a module, or a folder of modules -> the name of its service
    folders: tuple[tuple[str, str], ...] = ()  # a target -> the name of its folder, or "." for the output folder
    runtime: str = ""  # the package that has the modules that all packages share; empty: each output has its own
    is_runtime: bool = False  # whether the output is that package
    in_package: bool = False  # whether the output folder is part of a package
    baseline: bool = False  # whether the output has what `diff` compares the next release with
    strict: bool = False  # whether a service is refused if a part of its spec cannot be read
    rename: tuple[tuple[str, str], ...] = ()  # `s3.Object`, or `s3.Object.ETag` -> the new name of the class or field
    corrections: tuple[Correction, ...] = ()
    map: tuple[tuple[str, str], ...] = ()  # `s3.Owner.ID` -> `package.module:Class`, the class of its values in Python
    python: PythonStyle = field(default_factory=PythonStyle)
    typescript: TypeScriptStyle = field(default_factory=TypeScriptStyle)
    json_schema: JsonSchemaStyle = field(default_factory=JsonSchemaStyle)
    documentation: Documentation = "short"  # how much of AWS's documentation the output contains
    operations: tuple[str, ...] = ()  # keep only what these need; `s3.GetObject` selects from one service
    other_names: tuple[tuple[str, str], ...] = ()  # what other options call a service -> its name
    # Two sets of options that differ only in their origin are equal, and give the same output.
    origin: Origin = field(default=Origin(), compare=False, repr=False)

    def is_named(self, service: str, name: str) -> bool:
        """Whether the options mean `service` when they say `name`: `lambda` is the service `lambda_`."""
        normal = naming.service_name(name)
        return normal == service or (normal, service) in self.other_names

    def selected_operations(self, service: str) -> frozenset[str] | None:
        """The operations of `service` to keep. None if no option selects any, which keeps all of them."""
        split = [each.rpartition(".") for each in self.operations]
        selected = frozenset(name for prefix, _, name in split if not prefix or self.is_named(service, prefix))
        return selected or None

    def source_of_operation(self, service: str, name: str) -> Source | None:
        """Where the operation `name` of `service` is selected."""
        for each in self.operations:
            prefix, _, operation = each.rpartition(".")
            if operation == name and (not prefix or self.is_named(service, prefix)):
                return self.origin.source("operations", each)
        return None

    def renamed_classes(self, service: str) -> dict[str, str]:
        """The new names of classes of `service`, by their old names."""
        return {each.name: each.new for each in self.renames(service) if not each.member}

    def mapped(self, service: str) -> "Iterator[Mapped]":
        """What `map` says of `service`."""
        for key, own_class in self.map:
            prefix, name, member = split_place(key)
            if prefix == "*" or self.is_named(service, prefix):
                yield Mapped(prefix, name, member, own_class, key)

    def renames(self, service: str) -> "Iterator[Rename]":
        """What `rename` says of `service`."""
        for key, new in self.rename:
            prefix, name, member = split_place(key)
            if self.is_named(service, prefix):
                yield Rename(name, member, new, key)


class Mapped(NamedTuple):
    """A class of the user's for the values of members."""

    service: str  # `*`: every service
    name: str  # of a class, of botocore's shape or of an alias; `*`: every class that has the member
    member: str  # empty: the name is that of a shape or of an alias
    own_class: str  # `package.module:Class`
    key: str  # as the user wrote it

    @property
    def precision(self) -> tuple[bool, bool, bool]:
        """How exactly it names a member. The most precise one of several counts."""
        return bool(self.member), self.name != "*", self.service != "*"


class Rename(NamedTuple):
    """A new name for a class, or for the field of a member."""

    name: str  # of the class; `*`: every class that has the member
    member: str  # empty: the class itself gets the name
    new: str
    key: str  # as the user wrote it


def split_place(place: str) -> tuple[str, str, str]:
    """Service, class and member of `cognito-idp.UserPoolClientType.AllowedOAuthScopes`. The member may be empty."""
    service, _, rest = place.partition(".")
    name, _, member = rest.partition(".")
    return service, name, member
