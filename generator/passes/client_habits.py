"""Where the real client takes or returns something else than `service-2.json` says.

botocore changes what a caller sends before it validates it, and what it has parsed before the caller sees it
(`botocore/handlers.py`). Each row of `HABITS` is one such handler. What holds for every service stands elsewhere: that
the client adds `ResponseMetadata`, makes up idempotency tokens and streams bodies, in `vocabulary`; that it decodes
JSON in headers, in the reader.
"""

from collections.abc import Callable
from typing import NamedTuple

from .. import ir
from ..diagnostics import Report
from ..options import Options

Change = Callable[[ir.Member], ir.Member]

_STRING = ir.Scalar(ir.ScalarKind.STRING)
_BLOB = ir.Scalar(ir.ScalarKind.BLOB)
_ANYTHING = ir.Scalar(ir.ScalarKind.DOCUMENT)
_COPY_SOURCE = ir.Structure(
    name="CopySource",
    members=(
        ir.Member(name="Bucket", type=_STRING, required=True),
        ir.Member(name="Key", type=_STRING, required=True),
        ir.Member(name="VersionId", type=_STRING),
    ),
)


def _same(member: ir.Member) -> ir.Member:
    return member


class Habit(NamedTuple):
    """What a handler does to members of some messages."""

    handler: str  # its name in `botocore/handlers.py`
    service: str  # in snake_case
    operations: tuple[str, ...] = ()  # none: all
    sends: bool = False  # whether it is about parameters; else about what an answer holds, however deep
    member: str = ""  # its name …
    shape: str = ""  # … or that of its shape
    change: Change = _same
    adds: tuple[ir.Member, ...] = ()  # beside the member
    needs: ir.Structure | None = None  # that no service declares

    def is_about(self, member: ir.Member) -> bool:
        """Whether the handler touches `member`."""
        return (not self.member or member.name == self.member) and (not self.shape or member.shape == self.shape)


def _holds(type_: ir.Type) -> Change:
    return lambda member: ir.replace(member, type=type_)


def _is_called(name: str) -> Change:
    return lambda member: ir.replace(member, name=name, also=(member.name,))


def _may_be_left_out(member: ir.Member) -> ir.Member:
    return ir.replace(member, required=False)


def _has_no_longest(member: ir.Member) -> ir.Member:
    if not isinstance(member.type, ir.Scalar):
        return member
    return ir.replace(member, type=ir.Scalar(member.type.kind, ir.Constraints(minimum=member.type.constraints.minimum)))


_ENCRYPTED = """CompleteMultipartUpload CopyObject CreateMultipartUpload GetObject HeadObject PutObject
SelectObjectContent UploadPart UploadPartCopy"""
_COPIED = ("CopyObject", "UploadPartCopy")
_SOURCE = ir.OneOf((_STRING, ir.Ref(_COPY_SOURCE.name)))
_TEXT_OR_BYTES = ir.OneOf((_STRING, _BLOB))
_JSON_OR_TEXT = ir.OneOf((ir.Map(_STRING, _ANYTHING), _STRING))  # text that is no JSON stays text

HABITS = (
    # What it takes.
    Habit(handler="ParameterAlias", service="ec2", sends=True, member="Filter", change=_is_called("Filters")),
    Habit(
        handler="ParameterAlias",
        service="logs",
        operations=("CreateExportTask",),
        sends=True,
        member="from",
        change=_is_called("fromTime"),
    ),
    Habit(
        handler="ParameterAlias",
        service="cloudsearchdomain",
        operations=("Search",),
        sends=True,
        member="return",
        change=_is_called("returnFields"),
    ),
    Habit(
        handler="handle_copy_source_param",
        service="s3",
        operations=_COPIED,
        sends=True,
        member="CopySource",
        change=_holds(_SOURCE),
        needs=_COPY_SOURCE,
    ),
    Habit(
        handler="sse_md5",
        service="s3",
        operations=tuple(_ENCRYPTED.split()),
        sends=True,
        member="SSECustomerKey",
        change=_holds(_TEXT_OR_BYTES),
    ),
    Habit(
        handler="copy_source_sse_md5",
        service="s3",
        operations=_COPIED,
        sends=True,
        member="CopySourceSSECustomerKey",
        change=_holds(_TEXT_OR_BYTES),
    ),
    Habit(
        handler="base64_encode_user_data",
        service="ec2",
        operations=("RunInstances",),
        sends=True,
        member="UserData",
        change=_holds(_TEXT_OR_BYTES),
    ),
    Habit(
        handler="base64_encode_user_data",
        service="autoscaling",
        operations=("CreateLaunchConfiguration",),
        sends=True,
        member="UserData",
        change=_holds(_TEXT_OR_BYTES),
    ),
    Habit(handler="inject_account_id", service="glacier", sends=True, member="accountId", change=_may_be_left_out),
    *(
        Habit(handler="fix_route53_ids", service="route53", sends=True, shape=shape, change=_has_no_longest)
        for shape in (
            "ResourceId",
            "DelegationSetId",
            "ChangeId",
        )  # their lengths are those of what is sent, prefix cut
    ),
    # What it returns.
    Habit(handler="json_decode_policies", service="iam", shape="policyDocumentType", change=_holds(_JSON_OR_TEXT)),
    Habit(
        handler="json_decode_template_body",
        service="cloudformation",
        operations=("GetTemplate",),
        member="TemplateBody",
        change=_holds(_ANYTHING),
    ),
    Habit(
        handler="handle_expires_header",
        service="s3",
        member="Expires",
        shape="Expires",
        adds=(ir.Member(name="ExpiresString", type=_STRING),),
    ),
)

# Operations that send an event stream, which needs HTTP/2: the client has no method for them.
REMOVED = {
    "bedrock_runtime": "InvokeModelWithBidirectionalStream",  # remove_bedrock_runtime_invoke_model_with_…
    "connecthealth": "StartMedicalScribeListeningSession",  # remove_connecthealth_start_medical_scribe_…
    "lexv2_runtime": "StartConversation",  # remove_lex_v2_start_conversation
    "polly": "StartSpeechSynthesisStream",  # remove_polly_start_speech_synthesis_stream
    "qbusiness": "Chat",  # remove_qbusiness_chat
}


def client_habits(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Make a service, as botocore declares it, what its client is. Any other is left as it is."""
    if not service.is_raw:
        return service
    if removed := REMOVED.get(service.name):
        operations = (ir.replace(each, has_method=each.name != removed) for each in service.operations)
        service = ir.replace(service, operations=tuple(operations))
    for habit in HABITS:
        if habit.service == service.name:
            service = _follow(service, habit)
    return service


def _follow(service: ir.Service, habit: Habit) -> ir.Service:
    changed: dict[str, ir.Shape] = {}
    for name in _messages(service, habit):
        shape = service.shapes[name]
        if isinstance(shape, ir.Structure | ir.Union) and any(map(habit.is_about, shape.members)):
            members = tuple(habit.change(each) if habit.is_about(each) else each for each in shape.members)
            changed[name] = ir.replace(shape, members=members + habit.adds)
    if changed and habit.needs:
        changed[habit.needs.name] = ir.replace(habit.needs, source=service.source)
    return ir.replace(service, shapes={**service.shapes, **changed})


def _messages(service: ir.Service, habit: Habit) -> set[str]:
    """Names of the shapes whose members the handler looks at."""
    operations = [each for each in service.operations if each.name in habit.operations or not habit.operations]
    if habit.sends:
        return {each.input.name for each in operations if each.input}
    return ir.reached(service, [each.output.name for each in operations if each.output])
