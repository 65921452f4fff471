"""What an upgrade of botocore breaks for a user of the generated code: one failure for each place and kind."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, order=True)
class Failure:
    """Something that was right beside the old package and is refused beside the new one.

    `name` is that of a class, an enum or an operation. `member` is the name of a field, in snake case, or a value of
    the enum. `detail` is what was said, and no part of what the failure is.
    """

    service: str
    name: str
    member: str
    kind: str
    detail: str = field(default="", compare=False)
    language: str = "python"


# A kind says nothing new if there is a failure of another kind at the same place.
_FOLLOWS = {
    "sent-type": ("member",),
    "made-type": ("received-type", "bound", "value", "member"),
    "made-required": ("required",),
    "read-back": ("sent-type",),
    "call": ("operation",),
}


def deduplicated(found: Iterable[Failure]) -> list[Failure]:
    """The failures in order, each once. Of a class that is gone, no member is reported."""
    first: dict[Failure, Failure] = {}
    for each in found:
        first.setdefault(each, each)
    gone = {(each.language, each.service, each.name) for each in first if each.kind == "class"}
    kept = (each for each in first.values() if not (each.member and (each.language, each.service, each.name) in gone))
    return sorted(each for each in kept if not _follows(each, first))


def _follows(one: Failure, others: Iterable[Failure]) -> bool:
    causes = (replace(one, kind=kind) for kind in _FOLLOWS.get(one.kind, ()))
    return any(each in others for each in causes)
