"""Our classes compared with the published stubs of the same release, and a table that explains every difference.

    python -m support.vocabulary [SERVICE]...        print the table (`make vocabulary`)

The comparison covers every type, member and annotation, and which members are required. The first row of `TABLE` whose
cause holds in botocore's own JSON at that place explains a difference. The test compares the count of each row, so it
fails if a row explains more or fewer differences, or if no row explains one.
"""

import functools
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from importlib.metadata import files
from pathlib import Path
from typing import Any

from generator import ir
from generator.diagnostics import Report
from generator.options import Options
from generator.passes.client_habits import client_habits
from generator.passes.keep_operations import keep_operations
from generator.passes.request_classes import request_classes
from generator.passes.transfers import transfers
from generator.passes.vocabulary import vocabulary
from generator.readers.botocore import reader, service_data
from support.published_stubs import RELEASE, model_file, packages, read, stub, waiter_classes

# A place is called `Type` or `Type.Member`, in the stubs and in ours. What it declares is text.


def spelled(type_: ir.Type, shapes: dict[str, ir.Shape]) -> str:
    """A type as the stubs write it. They have one integer, one float, and no name for an enum of one value."""
    match type_:
        case ir.Scalar(ir.ScalarKind.LONG):
            return "integer"
        case ir.Scalar(ir.ScalarKind.FLOAT):
            return "double"
        case ir.Scalar(kind):
            return kind.value
        case ir.Ref(name) if isinstance(enum := shapes[name], ir.Enum) and len(enum.values) == 1:
            return repr(enum.values)
        case ir.Ref(name):
            return name
        case ir.List(element):
            return f"[{spelled(element, shapes)}]"
        case ir.Tuple(elements):
            return f"[{', '.join(spelled(each, shapes) for each in elements)}]"
        case ir.Map(key, value):
            return f"{{{spelled(key, shapes)}: {spelled(value, shapes)}}}"
        case ir.OneOf(alternatives):
            return " | ".join(sorted(spelled(each, shapes) for each in alternatives))
        case ir.Stream(element):
            return f"stream of {spelled(element, shapes)}"
        case ir.Literal(values):
            return repr(values)


def statements(service: ir.Service) -> Iterator[tuple[str, str]]:
    """Every place of a service, and what it declares."""
    shapes = dict(service.shapes)
    for name, shape in shapes.items():
        match shape:
            case ir.Enum(values=values) if len(values) > 1:
                yield name, f"one of {values}"
            case ir.Alias(type=type_, stand_ins=stand_ins):
                yield name, " or ".join([spelled(type_, shapes), *(each.name for each in stand_ins)])
            case ir.Structure(members=members) | ir.Union(members=members):
                yield name, "a structure"
                for member in members:
                    yield f"{name}.{member.name}", spelled(member.type, shapes)
                    yield f"{name}.{member.name} is", "required" if member.required else "optional"


def as_the_stubs_write_it(service: ir.Service) -> ir.Service:
    """The service, with every member of a response required, as in the stubs."""

    def written(shape: ir.Shape) -> ir.Shape:
        if isinstance(shape, ir.Structure) and any(each.name == "ResponseMetadata" for each in shape.members):
            return replace(shape, members=tuple(replace(each, required=True) for each in shape.members))
        return shape

    return replace(service, shapes={name: written(shape) for name, shape in service.shapes.items()})


@dataclass
class Place:
    """Where the two differ, and what botocore declares there."""

    service: str
    name: str  # "GetObjectRequest.SSECustomerKey", or that and " is"
    ours: str  # "" where there is nothing
    theirs: str  # the stubs'
    model: "Model"

    @property
    def is_type(self) -> bool:
        """Whether it is a type itself."""
        return "." not in self.name

    @property
    def is_member(self) -> bool:
        """Whether it is what a member holds, in both."""
        return not self.is_type and not self.name.endswith(" is") and bool(self.ours and self.theirs)

    @property
    def type(self) -> str:
        """The type."""
        return self.name.partition(".")[0]

    @property
    def theirs_name(self) -> str:
        """The name of the type in the stubs, or the type of the member."""
        return self.type if self.is_type else self.theirs

    @property
    def member(self) -> str:
        """The member, or \"\"."""
        return self.name.partition(".")[2].removesuffix(" is")

    @functools.cached_property
    def shapes(self) -> list[str]:
        """The shapes of botocore that may have given this type, by its name."""
        return self.model.named(self.type)

    def members(self) -> Iterator[dict[str, Any]]:
        """What botocore declares of the member, in each of these shapes."""
        for shape in self.shapes:
            body = self.model.shapes[shape].get("members", {})
            if self.member in body:
                yield body[self.member]

    def bodies(self) -> Iterator[dict[str, Any]]:
        """What botocore declares of these shapes."""
        return (self.model.shapes[each] for each in self.shapes)

    def is_error(self) -> bool:
        """Whether the type is an error."""
        return any(each.get("exception") for each in self.bodies())

    def requires(self) -> bool:
        """Whether the stubs require the member and we do not."""
        return self.name.endswith(" is") and self.theirs == "required"

    def is_known_to_lack(self) -> bool:
        """Whether the stubs' builder has the member in its table of what a response may lack."""
        return self.type == "DescribeExecutionOutput" or self.member == "LastEvaluatedKey"

    def leads_to_circle(self) -> bool:
        """Whether the member's type is in a circle of structures, the member's own among them."""
        held = {name for each in self.members() for name in self.model.reached({each["shape"]})}
        return any(shape in held for shape in self.shapes) or bool(held & self.model.circles)

    def is_over_circle(self) -> bool:
        """Whether the type leads to a circle."""
        return any(each in self.model.over_circles for each in self.shapes)

    def is_only_of_operations_without_method(self) -> bool:
        """Whether the type is that of an operation that sends an event stream, and of no other; or the union of one."""
        model = self.model
        others = [body for body in model.operations.values() if not model.sends_events(body)]
        used = model.reached({body[side]["shape"] for body in others for side in ("input", "output") if side in body})
        mine = set(self.shapes)
        if self.type.endswith("Union"):
            mine = {name for name in model.shapes.keys() - used if model.reached({name}) & mine}
        return len(others) < len(model.operations) and bool(mine) and not used & mine

    def holds_what_others_hold(self) -> bool:
        """Whether another member holds the same list or map."""
        return any(self.model.containers[self.model.container(each["shape"])] > 1 for each in self.members())

    def is_not_united(self) -> bool:
        """Whether the stubs have a class where we have the union of it and its twin."""
        return self.theirs == re.sub(r"(\w+?)Union\b", r"\1", self.ours)

    def is_held_by_parameters(self) -> bool:
        """Whether only structures that are parameters themselves, or are in one, have a member of the type."""
        holders = {name for name in self.model.shapes if self.model.references(name) & set(self.shapes)}
        return bool(holders) and holders <= self.model.reached(self.model.parameters)

    def is_part_of_transfer(self) -> bool:
        """Whether it is what a transfer passes on, or an object of Python that it needs."""
        members = {"ExtraArgs", "Callback", "Config", "Fileobj", "SourceClient", "Conditions"}
        return bool(self.is_member and _TRANSFER.fullmatch(self.type) and self.member in members)

    def is_parameter(self) -> bool:
        """Whether an operation has the type among its parameters, as it is."""
        return any(each in self.model.parameters for each in self.shapes)

    def leads_to(self, what: Callable[[dict[str, Any]], Any]) -> bool:
        """Whether the member's type, or what its lists and maps hold, is such a shape."""
        return any(what(shape) for member in self.members() for shape in self.model.inline(member["shape"]))


class Model:
    """A service's JSON, and what follows from it. Nothing here comes from the generator."""

    def __init__(self, service: str) -> None:
        data = service_data.load_file(model_file(service))
        self.service = service
        self.shapes: dict[str, dict[str, Any]] = data.service["shapes"]
        self.operations: dict[str, dict[str, Any]] = data.service["operations"]
        self.paginators = data.paginators
        self.waiters: dict[str, dict[str, Any]] = data.waiters
        self._named: dict[str, list[str]] = {}
        for name, body in self.shapes.items():
            if body["type"] == "structure" or "enum" in body:
                self._named.setdefault(_pascal(name), []).append(name)

    def named(self, type_: str) -> list[str]:
        """Shapes whose class may have this name: the name itself, else without the suffixes that the stubs add."""
        while type_ and type_ not in self._named:
            short = re.sub(r"(Output|Request|Response|Paginate|Wait|Extra|Union|Paginator|Type)$", "", type_)
            if short == type_:
                break
            type_ = short
        return self._named.get(type_, []) + self._named.get(f"{type_}Output", [])

    def inline(self, shape: str, seen: frozenset[str] = frozenset()) -> Iterator[dict[str, Any]]:
        """A shape, and what its lists and maps hold."""
        body = self.shapes[shape]
        yield body
        for part in ("member", "key", "value"):
            if part in body and shape not in seen:
                yield from self.inline(body[part]["shape"], seen | {shape})

    def references(self, shape: str) -> set[str]:
        """The shapes that a shape names."""
        body = self.shapes[shape]
        parts = [body[part] for part in ("member", "key", "value") if part in body]
        return {each["shape"] for each in (*body.get("members", {}).values(), *parts)}

    def reached(self, roots: set[str]) -> set[str]:
        """All shapes that `roots` lead to, themselves included."""
        found: set[str] = set()
        waiting = list(roots)
        while waiting:
            if (name := waiting.pop()) not in found:
                found.add(name)
                waiting += self.references(name)
        return found

    @functools.cached_property
    def circles(self) -> set[str]:
        """Shapes that lead back to themselves."""
        return {name for name in self.shapes if name in self.reached(self.references(name))}

    @functools.cached_property
    def over_circles(self) -> set[str]:
        """Structures that lead to a circle."""
        return {name for name in self.shapes if self.circles & self.reached({name})}

    def returns_nothing(self) -> bool:
        """Whether the response of some operation declares no members."""
        outputs = [each["output"]["shape"] for each in self.operations.values() if "output" in each]
        return any(not self.shapes[each].get("members") for each in outputs)

    def sends_events(self, operation: dict[str, Any]) -> bool:
        """Whether an operation has an event stream among its parameters."""
        shape = operation.get("input", {}).get("shape")
        return shape is not None and any(self.shapes[each].get("eventstream") for each in self.references(shape))

    @functools.cached_property
    def parameters(self) -> set[str]:
        """Shapes of the parameters of operations."""
        inputs = [each["input"]["shape"] for each in self.operations.values() if "input" in each]
        return {member["shape"] for each in inputs for member in self.shapes[each].get("members", {}).values()}

    @functools.cached_property
    def requests_without_parameters(self) -> set[str]:
        """The classes of operations without parameters, named like the input shape, or else like the operation."""
        inputs = {name: body.get("input", {}).get("shape") for name, body in self.operations.items()}
        return {
            _pascal(shape) if shape else f"{name}Request"
            for name, shape in inputs.items()
            if not shape or not self.shapes[shape].get("members")
        }

    @functools.cached_property
    def inputs_of_waiters(self) -> set[str]:
        """What the stubs name the classes of waiters after."""
        operations = [self.operations[each["operation"]] for each in self.waiters.values()]
        return {_pascal(each["input"]["shape"]) for each in operations}

    def container(self, shape: str) -> tuple[str, ...]:
        """A list or a map, by what it holds. Two that hold the same are spelled alike."""
        body = self.shapes[shape]
        parts = [body[part]["shape"] for part in ("member", "key", "value") if part in body]
        return (body["type"], *parts[-1:])

    @functools.cached_property
    def containers(self) -> Counter[tuple[str, ...]]:
        """How many members hold such a list or map."""
        members = [each for body in self.shapes.values() for each in body.get("members", {}).values()]
        return Counter(self.container(each["shape"]) for each in members)

    @functools.cached_property
    def only_errors(self) -> set[str]:
        """Shapes that errors lead to, and neither parameters nor responses."""
        errors = {name for name, body in self.shapes.items() if body.get("exception")}
        sides = {
            each[side]["shape"] for each in self.operations.values() for side in ("input", "output") if side in each
        }
        return self.reached(errors) - self.reached(sides)


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


# The table: for each cause, why the two differ, and where.


@dataclass(frozen=True, slots=True)
class Row:
    """A cause of differences."""

    name: str
    why: str
    holds: Callable[[Place], Any]


# Types, and names of types, from the tables of the stubs' builder.
_BY_HAND = re.compile(
    r"(Client|Bucket|Object)(Copy|Download|Upload|Generate|CreateTags|DeleteTags)\w*Request|TableBatchWriterRequest"
    r"|CloudwatchEvent\w*|PolicyDocument(Dict|Statement)?|CopySourceOrStr|ConditionBaseImport"
    r"|(Universal|Table)AttributeValue|QueueAttributeFilter|\w+(Create|Delete)TagsRequest"
)
_TRANSFER = re.compile(r"Client(Copy|(Download|Upload)File(obj)?|GeneratePresignedPost)Request")
_TRANSFERRED = {"CopyExtraArgs", "DownloadExtraArgs", "UploadExtraArgs", "PresignedPost"}
_LITERALS_BY_HAND = {"PlatformValues", "ToolUseType"}
_MAY_LACK = {"NextToken", "PaginationToken", "nextToken", "Contents", "Item", "CommonPrefixes"}
_TAGS = {"CreateTagsRequest", "DeleteTagsRequest"}


@functools.cache
def _resources(service: str) -> re.Pattern[str]:
    """Names that contain the name of one of boto3's resources, after a prefix."""
    names = {"ServiceResource"}
    for file in files("boto3") or ():
        if file.name == "resources-1.json" and file.parts[-3].replace("-", "_") == service:
            names |= json.loads(Path(str(file.locate())).read_text())["resources"].keys()
    return re.compile(rf".+({'|'.join(sorted(names))})\w*")


def _is_missing(at: Place) -> bool:
    """Whether only the stubs have the type."""
    return at.is_type and not at.ours


def _is_added(at: Place) -> bool:
    """Whether only we have the type."""
    return at.is_type and not at.theirs


def _is_empty(shape: dict[str, Any]) -> bool:
    return shape["type"] == "structure" and not shape.get("members") and not shape.get("document")


TABLE = (
    # What our classes can express and TypedDicts cannot.
    Row(
        "recursion",
        "the stubs cut a circle of structures where they meet it again",
        lambda at: at.is_member and "{string: any}" in at.theirs and at.leads_to_circle(),
    ),
    Row(
        "paginators",
        "a circle is cut elsewhere where a paginator meets it, and the types over it are written again",
        lambda at: (_is_missing(at) or at.is_member) and "Paginator" in at.theirs_name and at.is_over_circle(),
    ),
    Row(
        "no parameters",
        "an operation without parameters has a request class all the same",
        lambda at: _is_added(at) and at.type in at.model.requests_without_parameters,
    ),
    Row(
        "empty",
        "a structure without members is a class, not any dictionary",
        lambda at: (
            (_is_added(at) and any(map(_is_empty, at.bodies())))
            or (at.is_member and "{string: any}" in at.theirs and at.leads_to(_is_empty))
        ),
    ),
    Row(
        "document",
        "a document is any JSON value, not a dictionary",
        lambda at: at.is_member and at.leads_to(lambda shape: shape.get("document")),
    ),
    Row(
        "sparse",
        "null is a value in a sparse list or map",
        lambda at: at.is_member and "(None,)" in at.ours and at.leads_to(lambda shape: shape.get("sparse")),
    ),
    Row(
        "errors",
        "errors are classes, and so is what only they lead to",
        lambda at: _is_added(at) and any(each in at.model.only_errors for each in at.shapes),
    ),
    Row(
        "messages",
        "every error has a message, which may be absent whatever the service declares",
        lambda at: at.member.lower() == "message" and at.is_error() and (at.requires() or not at.theirs),
    ),
    Row(
        "nothing returned",
        "a response without members still has its metadata",
        lambda at: _is_added(at) and at.name == "EmptyResponseMetadata" and at.model.returns_nothing(),
    ),
    Row(
        "waiters",
        "the class of a waiter has the name of the waiter, not that of the input shape of its operation",
        lambda at: (
            (_is_missing(at) and re.sub("Wait(Extra)*$", "", at.type) in at.model.inputs_of_waiters)
            or (_is_added(at) and at.type in at.model.waiters)
        ),
    ),
    # What the client does, and the stubs leave out.
    Row(
        "JSON in a header",
        "the client encodes and decodes it",
        lambda at: any(each.get("jsonvalue") and each.get("location") == "header" for each in at.members()),
    ),
    Row(
        "tokens",
        "the client generates an idempotency token if it is absent",
        lambda at: at.requires() and any(each.get("idempotencyToken") for each in at.members()),
    ),
    Row(
        "one event at a time",
        "an event stream yields events one by one, even those that are declared as required",
        lambda at: at.requires() and any(each.get("eventstream") for each in at.bodies()),
    ),
    Row("RequestId", "absent where the header is", lambda at: at.name == "ResponseMetadata.RequestId is"),
    Row("accountId", "of glacier: the client fills it in", lambda at: at.requires() and at.member == "accountId"),
    Row(
        "policies",
        "of iam: the client decodes it in responses, to a dictionary or text; the stubs name its parts",
        lambda at: (
            at.theirs == "PolicyDocument" and any(each["shape"] == "policyDocumentType" for each in at.members())
        ),
    ),
    Row(
        "templates",
        "of cloudformation: the client decodes those that are JSON",
        lambda at: at.name == "GetTemplateOutput.TemplateBody",
    ),
    Row(
        "ExpiresString",
        "of s3: the header as it was received",
        lambda at: at.member == "ExpiresString" and at.model.service == "s3",
    ),
    Row("UserData", "the client takes bytes", lambda at: at.member == "UserData" and at.ours == "blob | string"),
    Row(
        "no method",
        "the client cannot send an event stream, so what only such an operation uses is left out",
        lambda at: _is_missing(at) and at.is_only_of_operations_without_method(),
    ),
    # What the stubs' builder does by hand, or by accident.
    Row(
        "SSE",
        "of s3: the stubs leave out what the client can compute, and allow bytes where it does not accept them",
        lambda at: at.model.service == "s3" and re.fullmatch(r"(CopySource)?SSECustomerKey(MD5)?", at.member),
    ),
    Row(
        "ContentMD5",
        "of s3: the stubs leave it out where AWS calculates another checksum; the client takes it",
        lambda at: at.model.service == "s3" and at.member == "ContentMD5" and not at.theirs,
    ),
    Row(
        "transfers",
        "of s3: what is passed on (`ExtraArgs`) has a class, so has a presigned form; files and functions are objects",
        lambda at: (
            at.model.service == "s3" and (at.is_part_of_transfer() or (_is_added(at) and at.type in _TRANSFERRED))
        ),
    ),
    Row(
        "made by hand",
        "types that come from no shape of botocore",
        lambda at: (
            (_is_missing(at) and _BY_HAND.fullmatch(at.type))
            or (_is_added(at) and at.type in _TAGS and at.model.service == "ec2")
            or (at.is_member and any(map(_BY_HAND.fullmatch, re.findall(r"\w+", at.theirs))))
        ),
    ),
    Row(
        "literals by hand",
        "values that the stubs' builder corrects",
        lambda at: any(each["shape"] in _LITERALS_BY_HAND for each in at.members()) or at.type in _LITERALS_BY_HAND,
    ),
    Row(
        "AttributeValue",
        "of dynamodb: the stubs have one for both directions, by hand",
        lambda at: at.model.service == "dynamodb" and "AttributeValue" in (at.ours + at.type),
    ),
    Row(
        "resources",
        "boto3's resources, which no client has",
        lambda at: _is_missing(at) and _resources(at.model.service).fullmatch(at.type),
    ),
    Row(
        "may be lacking",
        "the stubs require all but a few members of a response; our readers ignore that",
        lambda at: (
            at.name.endswith(" is") and at.theirs == "optional" and (at.member in _MAY_LACK or at.is_known_to_lack())
        ),
    ),
    Row(
        "unions by accident",
        "of equal lists of a class with a twin, the stubs unite one; in what is itself a parameter, none",
        lambda at: (
            (_is_added(at) and at.type.endswith("Union") and at.is_held_by_parameters())
            or (at.is_member and at.is_not_united() and (at.holds_what_others_hold() or at.is_parameter()))
        ),
    ),
)


@dataclass(slots=True)
class Comparison:
    """The result of comparing one service."""

    service: str
    types: int = 0
    members: int = 0
    explained: Counter[str] = field(default_factory=Counter)
    missing: dict[str, str] = field(default_factory=dict)  # structures that only the stubs have, and the row for each
    unexplained: list[Place] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)


def compare(service: str) -> Comparison:
    """Compare our classes of a service with the stubs."""
    theirs = stub(service)
    report = Report()
    ours = read(reader.read, model_file(service))
    for rewrite in (client_habits, vocabulary, request_classes, transfers, keep_operations):
        ours = rewrite(ours, Options(), report)
    assert not list(report), list(map(str, report))
    model = Model(service)
    result = Comparison(service)
    found, expected = dict(statements(as_the_stubs_write_it(ours))), dict(statements(theirs))
    result.types = sum("." not in name for name in expected)
    result.members = sum("." in name and not name.endswith(" is") for name in expected)
    waiters = waiter_classes(service)
    for waiter, class_name in waiters.items():  # compare the members, too, although the names of the classes differ
        members = {name: text for name, text in expected.items() if name.startswith(f"{class_name}.")}
        expected |= {f"{waiter}{name.removeprefix(class_name)}": text for name, text in members.items()}
    for name in sorted(found.keys() | expected.keys()):
        type_, _, member = name.partition(".")
        follows_from_type = member and not (type_ in found and (type_ in expected or type_ in waiters))
        follows_from_member = name.endswith(" is") and not (name in found and name in expected)
        if follows_from_type or follows_from_member or found.get(name) == expected.get(name):
            continue
        place = Place(service, name, found.get(name, ""), expected.get(name, ""), model)
        if row := next((row for row in TABLE if row.holds(place)), None):
            result.explained[row.name] += 1
            if _is_missing(place) and place.theirs == "a structure":
                result.missing[place.name] = row.name
        else:
            result.unexplained.append(place)
    result.disordered = [
        name
        for name in found.keys() & (expected.keys() | waiters.keys())
        if not _same_order(ours.shapes.get(name), theirs.shapes.get(waiters.get(name, name)))
    ]
    return result


def _same_order(mine: ir.Shape | None, other: ir.Shape | None) -> bool:
    """Whether a type has its members in the same order, with those that the stubs require moved to the front."""
    if not isinstance(mine, ir.Structure | ir.Union) or not isinstance(other, ir.Structure):
        return True
    required = {each.name for each in other.members if each.required}
    known = [each.name for each in other.members]
    names = [each.name for each in mine.members]
    both = [each for each in known if each in names]
    return both == sorted((each for each in names if each in known), key=lambda each: each not in required)


def main(services: list[str]) -> None:
    """Print the table, and the differences that no row explains."""
    total: Counter[str] = Counter()
    types = members = 0
    for service in services:
        done = compare(service)
        total += done.explained
        types, members = types + done.types, members + done.members
        for place in done.unexplained:
            ours, theirs = place.ours or "nothing", place.theirs or "nothing"
            print(f"NOT EXPLAINED {service} {place.name}: {ours}; the stubs: {theirs}")
        for name in done.disordered:
            print(f"NOT IN ORDER {service} {name}")
    print(f"{len(services)} services of types-boto3-full {RELEASE}: {types} types, {members} members\n")
    for row in TABLE:
        print(f"{total[row.name]:6}  {row.name:<18} {row.why}")


if __name__ == "__main__":
    main(sys.argv[1:] or sorted(packages()))
