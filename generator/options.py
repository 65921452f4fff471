"""What a user may decide, as values: no option here is about one language's layout or one reader's input."""

from dataclasses import dataclass, field
from typing import Literal

Enums = Literal["closed", "open"]
Checked = Literal["client", "all", "none"]
UnknownMembers = Literal["forbid", "allow", "ignore"]
Required = Literal["none", "model", "spec"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestProfile:
    """How strict a request is."""

    enums: Enums = "closed"  # whether a value outside a declared enum is refused
    constraints: Checked = "client"  # `client`: the minimums that botocore checks; `all`: maximums too, and of maps
    unknown: UnknownMembers = "forbid"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseProfile:
    """How strict a response is."""

    enums: Enums = "open"
    constraints: Checked = "none"
    unknown: UnknownMembers = "ignore"
    required: Required = "none"  # `model`: what the service's model requires; `spec`: what the spec says, fictions too


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeScriptStyle:
    """What TypeScript code holds where JSON has text or a number; it is for whoever reads JSON to put it there."""

    timestamps: Literal["string", "Date"] = "string"
    blobs: Literal["string", "Uint8Array"] = "string"
    longs: Literal["number", "bigint", "string"] = "number"
    readonly: bool = False  # whether nothing can be assigned to


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Everything that shapes the output, and nothing that does not: two equal Options give equal files."""

    requests: RequestProfile = field(default_factory=RequestProfile)
    responses: ResponseProfile = field(default_factory=ResponseProfile)
    pydantic_base: str = ""  # `package.module:Class`, which models inherit besides
    dataclass_base: str = ""
    templates: str = ""  # a folder of templates that take the place of ours
    rename: tuple[tuple[str, str], ...] = ()  # `s3.Object` -> the name that its class is to have
    typescript: TypeScriptStyle = field(default_factory=TypeScriptStyle)
    documentation: bool = True  # whether the output says what the source says of shapes and members
    operations: tuple[str, ...] = ()  # keep what these reach; `s3.GetObject` speaks of one service alone

    def wanted(self, service: str) -> frozenset[str] | None:
        """The operations of `service` that are to be kept; None: all, for nothing is said of it."""
        split = [each.rpartition(".") for each in self.operations]
        said = frozenset(name for prefix, _, name in split if prefix in {"", service})
        return said or None

    def renamed(self, service: str) -> dict[str, str]:
        """The classes of `service` that are to have another name."""
        split = [(*old.rpartition(".")[::2], new) for old, new in self.rename]
        return {name: new for prefix, name, new in split if prefix == service}
