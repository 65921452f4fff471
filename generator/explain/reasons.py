"""Why a class or a member is as it is: what each pass changed, and how the result is judged."""

from collections.abc import Iterator

from .. import ir
from ..options import Options
from .words import bounds_in_words, bounds_of, first_few, type_in_words, unit_of


def changes_of_member(pass_name: str, before: ir.Member | None, after: ir.Member | None) -> Iterator[str]:
    """What a pass changed about a member."""
    if before is None and after is not None:
        yield f"added: {type_in_words(after.type)}{_because(pass_name, after)}"
    if before is not None and after is None and pass_name == "corrections":
        yield "removed"
    if before is None or after is None:
        return
    if before.name != after.name:
        yield f"named {after.name}{_because(pass_name, after)}"
    if before.field != after.field:
        yield f"its field is called {after.field}, as the configuration says"
    if after.other_names and before.other_names != after.other_names:
        yield f"the client also accepts the name {', '.join(after.other_names)}"
    old, new = type_in_words(before.type), type_in_words(after.type)
    if old != new and pass_name != "strictness":  # the verdict says what that pass decides
        yield f"{old} becomes {new}{_because(pass_name, after)}"
    if before.required != after.required and pass_name != "strictness":
        yield f"{'required' if after.required else 'no longer required'}{_because_required(pass_name, after)}"
    if pass_name == "enrich":
        yield from _flags(before, after)


def _flags(before: ir.Member, after: ir.Member) -> Iterator[str]:
    if after.idempotency_token and not before.idempotency_token:
        yield "an idempotency token, which the client generates if it is left out"
    if after.sensitive and not before.sensitive:
        yield "sensitive: it is not shown in a repr"
    if after.deprecated and not before.deprecated:
        yield "deprecated"
    if after.documentation and not before.documentation:
        yield "documented"


def _because(pass_name: str, member: ir.Member) -> str:
    match pass_name:
        case "client_habits":
            return f", because of what the client does in `{member.habit}` (botocore/handlers.py)"
        case "enrich" if member.habit:
            return f", because of what the client does: `{member.habit}`"
        case "enrich":
            return ", which botocore says"
        case "vocabulary" if isinstance(member.type, ir.Stream):
            return ", because the client returns a stream when the whole body of a response is one member"
        case "vocabulary":
            return ", as in the published stubs"
        case "own_classes":
            return ", as the configuration says"
    return ""


def _because_required(pass_name: str, member: ir.Member) -> str:
    match pass_name:
        case "client_habits":
            return f": the client fills it in (`{member.habit}` in botocore/handlers.py)"
        case "vocabulary" if member.idempotency_token:
            return ": it is an idempotency token, which the client generates if it is left out"
        case "enrich":
            says = "requires it" if member.required else "does not; documents require all members of a response"
            return f": botocore {says}"
    return ""


def changes_of_class(pass_name: str, before: ir.Shape | None, after: ir.Shape | None) -> Iterator[str]:
    """What a pass changed about a class."""
    if before is None and after is not None:
        yield "added" + (", because botocore has it" if pass_name == "enrich" else "")
    if before is not None and after is None:
        yield "left out" + (": no selected operation needs it" if pass_name == "keep_operations" else "")
    if before is None or after is None:
        return
    if before.name != after.name:
        yield f"{before.name} is called {after.name}{_why_named(pass_name, before.name, after.name)}"
    if isinstance(before, ir.Structure) and isinstance(after, ir.Union):
        yield "a tagged union, which botocore says: a request sets exactly one member"
    if pass_name == "enrich" and after.documentation and not before.documentation:
        yield "documented"
    if isinstance(before, ir.Enum) and isinstance(after, ir.Enum):
        for verb, values in (("gains", after.values), ("loses", before.values)):
            if differing := [each for each in values if (each in before.values) != (each in after.values)]:
                yield f"{verb} {first_few(differing)}"
    if isinstance(before, ir.Structure | ir.Union) and isinstance(after, ir.Structure | ir.Union):
        names = {each.name for each in before.members}
        added = [each.name for each in after.members if each.name not in names]
        if added and pass_name != "strictness":
            yield f"gains {', '.join(added)}"


def _why_named(pass_name: str, old: str, new: str) -> str:
    if pass_name == "rename":
        return ", as the configuration says"
    if pass_name == "legal_names":
        return ", which every target can spell"
    if new.endswith("Output") and not old.endswith("Output"):
        return ": the stubs have a class of its own for what is received, where lists, times or bytes differ"
    return ", as in the published stubs"


# Values that a request accepts although the type names another kind.
_ACCEPTED = {
    ir.ScalarKind.BLOB: "bytes, text and open files",
    ir.ScalarKind.TIMESTAMP: "datetimes, seconds, and text as ISO 8601 or RFC 822 have it",
    ir.ScalarKind.FLOAT: "floats, integers and decimals",
    ir.ScalarKind.DOUBLE: "floats, integers and decimals",
}


class Judge:
    """Says how the members of a service are judged. `declared`: the service before the pass `strictness`."""

    def __init__(self, declared: ir.Service, options: Options) -> None:
        self.requests, self.responses = options.requests, options.responses
        self._enums = {name for name, shape in declared.shapes.items() if isinstance(shape, ir.Enum)}

    def member(self, declared: ir.Member, member: ir.Member, shape: ir.Structure | ir.Union) -> Iterator[str]:
        """The verdict on a member of `shape`, and the reasons for it. `declared`: it before the pass `strictness`."""
        match shape.use:
            case ir.Use.WRITTEN:
                yield "required, as it is written" if member.required else "optional, as it is written"
            case ir.Use.REQUEST:
                yield from self._sent(declared, member)
            case ir.Use.SHARED if shape.received:
                received = next(each for each in shape.received.members if each.name == member.name)
                yield from (f"when sent: {each}" for each in self._sent(declared, member))
                yield from (f"when received: {each}" for each in self._received(declared, received))
            case _:
                yield from self._received(declared, member)

    def _sent(self, declared: ir.Member, member: ir.Member) -> Iterator[str]:
        if member.required and declared.idempotency_token:
            yield "required, because the spec requires it, although the client would generate this idempotency token"
        elif member.required:
            yield "required, because the spec requires it: the client refuses a request without it"
        elif declared.idempotency_token:
            yield "optional: the client generates an idempotency token if it is left out"
        else:
            yield "optional, because the spec does not require it"
        if isinstance(declared.type, ir.Scalar) and declared.type.kind in _ACCEPTED:
            yield f"accepted, as by the client: {_ACCEPTED[declared.type.kind]}"
        yield from _bounds(declared, member, f'requests.constraints = "{self.requests.constraints}"')
        if self._has_enum(declared.type):
            accepted = (
                "any text is accepted" if self.requests.enums == "open" else "only values of the enum are accepted"
            )
            yield f'{accepted} (requests.enums = "{self.requests.enums}")'

    def _received(self, declared: ir.Member, member: ir.Member) -> Iterator[str]:
        key = f'responses.required = "{self.responses.required}"'
        says = "although the model requires it" if declared.required else "and the model does not require it"
        match member.absent:
            case _ if member.required:
                yield f"required: a response without it is refused ({key})"
            case ir.Absent.EMPTY:
                yield f"never None: it is empty if AWS leaves it out, {says} ({key})"
            case ir.Absent.UNEXPECTED if declared.required:
                yield f"its type excludes None, because the model requires it; it is None if AWS leaves it out ({key})"
            case ir.Absent.UNEXPECTED:
                yield "never None: the client always returns it"
            case _:
                yield f"may be None: AWS may leave it out, {says} ({key})"
        yield from _bounds(declared, member, f'responses.constraints = "{self.responses.constraints}"')
        if self._has_enum(declared.type):
            is_open = self.responses.enums == "open"
            accepted = "values that the enum does not have yet are accepted" if is_open else "other values are refused"
            yield f'{accepted} (responses.enums = "{self.responses.enums}")'

    def _has_enum(self, type_: ir.Type) -> bool:
        return isinstance(type_, ir.Literal) or not self._enums.isdisjoint(ir.references(type_))


def _bounds(declared: ir.Member, member: ir.Member, key: str) -> Iterator[str]:
    """Which bounds of a member are checked and which are not. `key`: the configuration that decides it."""
    before, after = bounds_of(declared.type), bounds_of(member.type)
    unit = unit_of(declared.type)
    dropped = ir.Constraints(
        minimum=before.minimum if after.minimum is None else None,
        maximum=before.maximum if after.maximum is None else None,
        pattern=before.pattern if after.pattern is None else None,
    )
    if after != ir.UNCONSTRAINED:
        yield f"checked: {bounds_in_words(after, unit)} ({key})"
    if dropped != ir.UNCONSTRAINED:
        yield f"not checked: {bounds_in_words(dropped, unit)} ({key})"


_USES = {
    ir.Use.REQUEST: "It is sent: members, kinds and minimums are judged as the client judges them.",
    ir.Use.RESPONSE: "It is received: whatever AWS returns is accepted.",
    ir.Use.SHARED: "It is sent and received: strict when it is sent, liberal when a response contains it.",
    ir.Use.ERROR: "It is received, as an exception: whatever AWS returns is accepted.",
    ir.Use.EVENT: "It is received, in an event stream: whatever AWS returns is accepted.",
    ir.Use.WRITTEN: "It is a team's own type: its declaration is taken as written.",
}


_UNKNOWN = {ir.Unknown.FORBID: "refused", ir.Unknown.ALLOW: "kept", ir.Unknown.IGNORE: "ignored"}


def verdict_of_class(shape: ir.Shape) -> Iterator[str]:
    """How values of a class are judged, and why."""
    if isinstance(shape, ir.Enum):
        yield "The members that refer to it decide whether other values are accepted: explain one of them."
        return
    yield _USES[shape.use or ir.Use.SHARED]
    if isinstance(shape, ir.Structure | ir.Union):
        sent = f"Unknown members are {_UNKNOWN[shape.unknown]}"
        received = (
            f" when it is sent, and {_UNKNOWN[shape.received.unknown]} when it is received" if shape.received else ""
        )
        yield f"{sent}{received}."
    if isinstance(shape, ir.Union) and shape.exactly_one:
        yield "Exactly one member must be set."
    if isinstance(shape, ir.Alias) and shape.stand_ins:
        names = ", ".join(each.name for each in shape.stand_ins)
        yield f"An instance of {names}, from a response, is accepted if its contents are valid."
