"""Where the real client accepts or returns something other than what `service-2.json` declares.

botocore changes the parameters of the caller before it validates them, and parsed responses before the caller sees them
(`botocore/handlers.py`). Each row of `HABITS` describes one such handler. What the client does for every service is
elsewhere: the pass `vocabulary` adds `ResponseMetadata`, optional idempotency tokens and streaming bodies, and the
reader handles JSON in headers, which the client decodes.
"""

from collections.abc import Callable
from typing import NamedTuple

from .. import ir
from ..diagnostics import Report
from ..options import Options

Change = Callable[[ir.Member], ir.Member]

_STRING = ir.Scalar(ir.ScalarKind.STRING)
_BLOB = ir.Scalar(ir.ScalarKind.BLOB)
_DOCUMENT = ir.Scalar(ir.ScalarKind.DOCUMENT)
_COPY_SOURCE = ir.Structure(
    name="CopySource",
    members=(
        ir.Member(name="Bucket", type=_STRING, required=True),
        ir.Member(name="Key", type=_STRING, required=True),
        ir.Member(name="VersionId", type=_STRING),
    ),
)


def _unchanged(member: ir.Member) -> ir.Member:
    return member


class Habit(NamedTuple):
    """What a handler does to certain members of requests or responses."""

    handler: str  # its name in `botocore/handlers.py`
    service: str  # in snake_case
    operations: tuple[str, ...] = ()  # empty: all
    is_input: bool = False  # True: parameters of the operations; False: members anywhere inside their responses
    member: str = ""  # the name of the members; empty: any
    shape: str = ""  # the name of their shapes in botocore; empty: any
    change: Change = _unchanged
    added_members: tuple[ir.Member, ...] = ()  # to each structure that has such a member
    added_shape: ir.Structure | None = None  # a shape that `change` refers to and no service declares

    def applies_to(self, member: ir.Member) -> bool:
        """Whether the handler changes `member`."""
        return (not self.member or member.name == self.member) and (not self.shape or member.shape == self.shape)


def _set_type(type_: ir.Type) -> Change:
    return lambda member: ir.replace(member, type=type_)


def _set_name(name: str) -> Change:
    return lambda member: ir.replace(member, name=name, other_names=(member.name,))


def _make_optional(member: ir.Member) -> ir.Member:
    return ir.replace(member, required=False)


def _keep_only_minimum(member: ir.Member) -> ir.Member:
    if not isinstance(member.type, ir.Scalar):
        return member
    return ir.replace(member, type=ir.Scalar(member.type.kind, ir.Constraints(minimum=member.type.constraints.minimum)))


_SSE_OPERATIONS = tuple(
    """CompleteMultipartUpload CopyObject CreateMultipartUpload GetObject HeadObject PutObject
    SelectObjectContent UploadPart UploadPartCopy""".split()
)
_COPY_OPERATIONS = ("CopyObject", "UploadPartCopy")
_TEXT_OR_COPY_SOURCE = ir.OneOf((_STRING, ir.Ref(_COPY_SOURCE.name)))
_TEXT_OR_BYTES = ir.OneOf((_STRING, _BLOB))
_JSON_OR_TEXT = ir.OneOf((ir.Map(_STRING, _DOCUMENT), _STRING))  # text that is not JSON stays text

HABITS = (
    # What the client accepts.
    Habit(handler="ParameterAlias", service="ec2", is_input=True, member="Filter", change=_set_name("Filters")),
    Habit(
        handler="ParameterAlias",
        service="logs",
        operations=("CreateExportTask",),
        is_input=True,
        member="from",
        change=_set_name("fromTime"),
    ),
    Habit(
        handler="ParameterAlias",
        service="cloudsearchdomain",
        operations=("Search",),
        is_input=True,
        member="return",
        change=_set_name("returnFields"),
    ),
    Habit(
        handler="handle_copy_source_param",
        service="s3",
        operations=_COPY_OPERATIONS,
        is_input=True,
        member="CopySource",
        change=_set_type(_TEXT_OR_COPY_SOURCE),
        added_shape=_COPY_SOURCE,
    ),
    Habit(
        handler="sse_md5",
        service="s3",
        operations=_SSE_OPERATIONS,
        is_input=True,
        member="SSECustomerKey",
        change=_set_type(_TEXT_OR_BYTES),
    ),
    Habit(
        handler="copy_source_sse_md5",
        service="s3",
        operations=_COPY_OPERATIONS,
        is_input=True,
        member="CopySourceSSECustomerKey",
        change=_set_type(_TEXT_OR_BYTES),
    ),
    Habit(
        handler="base64_encode_user_data",
        service="ec2",
        operations=("RunInstances",),
        is_input=True,
        member="UserData",
        change=_set_type(_TEXT_OR_BYTES),
    ),
    Habit(
        handler="base64_encode_user_data",
        service="autoscaling",
        operations=("CreateLaunchConfiguration",),
        is_input=True,
        member="UserData",
        change=_set_type(_TEXT_OR_BYTES),
    ),
    Habit(handler="inject_account_id", service="glacier", is_input=True, member="accountId", change=_make_optional),
    *(  # the maximum is for an id without the prefix, which the handler removes
        Habit(handler="fix_route53_ids", service="route53", is_input=True, shape=shape, change=_keep_only_minimum)
        for shape in ("ResourceId", "DelegationSetId", "ChangeId")
    ),
    # What the client returns.
    Habit(handler="json_decode_policies", service="iam", shape="policyDocumentType", change=_set_type(_JSON_OR_TEXT)),
    Habit(
        handler="json_decode_template_body",
        service="cloudformation",
        operations=("GetTemplate",),
        member="TemplateBody",
        change=_set_type(_DOCUMENT),
    ),
    Habit(
        handler="handle_expires_header",
        service="s3",
        member="Expires",
        shape="Expires",
        added_members=(ir.Member(name="ExpiresString", type=_STRING),),
    ),
)

# Operations for which the client has no method, because they send an event stream, which needs HTTP/2.
REMOVED_METHODS = {
    "bedrock_runtime": "InvokeModelWithBidirectionalStream",  # remove_bedrock_runtime_invoke_model_with_…
    "connecthealth": "StartMedicalScribeListeningSession",  # remove_connecthealth_start_medical_scribe_…
    "lexv2_runtime": "StartConversation",  # remove_lex_v2_start_conversation
    "polly": "StartSpeechSynthesisStream",  # remove_polly_start_speech_synthesis_stream
    "qbusiness": "Chat",  # remove_qbusiness_chat
}


def client_habits(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Turn a service as botocore declares it into what its client accepts and returns. Keep any other service."""
    if not service.is_raw:
        return service
    if removed := REMOVED_METHODS.get(service.name):
        operations = (ir.replace(each, has_method=each.name != removed) for each in service.operations)
        service = ir.replace(service, operations=tuple(operations))
    for habit in HABITS:
        if habit.service == service.name:
            service = _apply(habit, service)
    return service


def _apply(habit: Habit, service: ir.Service) -> ir.Service:
    changed: dict[str, ir.Shape] = {}
    for name in _inspected_shapes(habit, service):
        shape = service.shapes[name]
        if isinstance(shape, ir.Structure | ir.Union) and any(map(habit.applies_to, shape.members)):
            members = tuple(
                ir.replace(habit.change(each), habit=habit.handler) if habit.applies_to(each) else each
                for each in shape.members
            )
            added = tuple(ir.replace(each, habit=habit.handler, source=shape.source) for each in habit.added_members)
            changed[name] = ir.replace(shape, members=members + added)
    if changed and habit.added_shape:
        changed[habit.added_shape.name] = ir.replace(habit.added_shape, source=service.source)
    return ir.replace(service, shapes={**service.shapes, **changed})


def _inspected_shapes(habit: Habit, service: ir.Service) -> set[str]:
    """The names of the shapes whose members the handler looks at."""
    operations = [each for each in service.operations if each.name in habit.operations or not habit.operations]
    if habit.is_input:
        return {each.input.name for each in operations if each.input}
    return ir.reachable(service, [each.output.name for each in operations if each.output])
