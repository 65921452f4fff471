"""`explain` answers what people ask about the published stubs: each answer names its cause."""

import json
import re
from pathlib import Path

import pytest

from support.commands import Run
from support.paths import CASES, ROOT

pytestmark = pytest.mark.pinned_botocore

SHELF = CASES / "enriched_document"
# A question, the name to explain, and parts of the answer.
QUESTIONS = {
    "Why may a response lack what its model requires?": (
        "botocore:route53",
        "route53.ListHostedZonesResponse.marker",
        ["may be None: AWS may leave it out, although the model requires it", 'responses.required = "none"'],
    ),
    "Why is this list never None?": (
        "botocore:s3",
        "s3.ListObjectsV2Output.Contents",
        ["never None: it is empty if AWS leaves it out", "in responses of ListObjectsV2", "contents: "],
    ),
    "Why is this required, and what is its bound?": (
        "botocore:s3",
        "s3.GetObjectRequest.key",
        ["text (at least 1 character), required, of the shape ObjectKey", "the client refuses a request without it"],
    ),
    "Why is the maximum not checked?": (
        "botocore:iam",
        "iam.CreateRoleRequest.role_name",
        [
            "checked: at least 1 character",
            "not checked: at most 64 characters, matching",
            'requests.constraints = "client"',
        ],
    ),
    "What is this union?": (
        "botocore:dynamodb",
        "dynamodb.AttributeValueUnion",
        [
            "pydantic     pydantic_models/dynamodb/_attribute_value.py:",
            "dataclasses  dataclass_models/dynamodb/_attribute_value.py:",
            "AttributeValueUnion = AttributeValue | AttributeValueOutput",
        ],
    ),
    "Why is Body a stream?": (
        "botocore:s3",
        "s3.GetObjectOutput.Body",
        [
            "vocabulary  bytes becomes a stream of bytes, because the client returns a stream",
            "the client always returns it",
        ],
    ),
    "Where does ExpiresString come from?": (
        "botocore:s3",
        "s3.HeadObjectOutput.ExpiresString",
        [
            "declared     nowhere",
            "client_habits  added: text, because of what the client does in `handle_expires_header`",
        ],
    ),
    "Why does user data take bytes?": (
        "botocore:ec2",
        "ec2.RunInstancesRequest.UserData",
        ["text becomes text or bytes, because of what the client does in `base64_encode_user_data`"],
    ),
    "Why is it Filters, and not Filter?": (
        "botocore:ec2",
        "ec2.DescribeFlowLogsRequest.Filter",
        ["named Filters, because of what the client does in `ParameterAlias`", "also accepts the name Filter"],
    ),
    "Why is a policy a dictionary?": (
        "botocore:iam",
        "iam.Role.AssumeRolePolicyDocument",
        ["becomes a map from text to any JSON values or text", "json_decode_policies"],
    ),
    "Why is the token optional?": (
        "botocore:sagemaker",
        "sagemaker.CreatePipelineRequest.ClientRequestToken",
        ["no longer required: it is an idempotency token", "optional: the client generates an idempotency token"],
    ),
    "Why is the account id optional?": (
        "botocore:glacier",
        "glacier.ListVaultsInput.accountId",
        ["no longer required: the client fills it in (`inject_account_id` in botocore/handlers.py)"],
    ),
    "Why is there a class XOutput?": (
        "botocore:dynamodb",
        "dynamodb.AttributeValueOutput",
        ["AttributeValue is called AttributeValueOutput", "a class of its own for what is received"],
    ),
    "Which operations use Tag, and how strict is it?": (
        "botocore:s3",
        "s3.Tag",
        [
            "Unknown members are refused when it is sent, and ignored when it is received.",
            "in requests  of ",
            "in responses of ",
        ],
    ),
    "Which class is the request of this operation?": (
        "botocore:lambda",
        "lambda.Invoke",
        [
            "method: invoke",
            "request: InvocationRequest",
            "response: InvocationResponse",
            "pydantic_models/lambda_/_invoke.py",
        ],
    ),
    "Why has the client no such method?": (
        "botocore:bedrock-runtime",
        "bedrock-runtime.InvokeModelWithBidirectionalStream",
        ["the client has no method for it, because it cannot send event streams", "left out"],
    ),
    "Why may an enum have other values?": (
        "botocore:ec2",
        "ec2.Instance.InstanceType",
        ["values that the enum does not have yet are accepted", 'responses.enums = "open"'],
    ),
    "Which values may be sent?": (
        "botocore:ec2",
        "ec2.RunInstancesRequest.instance_type",
        ["only values of the enum are accepted", 'requests.enums = "closed"'],
    ),
    "What did botocore add to my document?": (
        str(SHELF),
        "bookshop.GetBookResponse.Readings",
        [
            "type_defs.md:71",
            "a list of integers becomes a list of long integers",
            "no longer required: botocore does not; documents",
        ],
    ),
    "Why is it a union?": (
        str(SHELF),
        "bookshop.Cover",
        ["a tagged union, which botocore says", "Exactly one member must be set."],
    ),
    "Why is it required, if the client fills it in?": (
        str(ROOT / "specs"),
        "connectparticipant.CompleteAttachmentUploadRequest.client_token",
        ["required, because the spec requires it, although the client would generate this idempotency token"],
    ),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_question_is_answered(question: str, shapewright: Run) -> None:
    source, name, parts = QUESTIONS[question]
    done = shapewright("explain", name, "--source", source)
    assert done.returncode == 0, done.stderr
    for part in parts:
        assert part in done.stdout, done.stdout


def test_streams_have_no_json_form(shapewright: Run) -> None:
    done = shapewright("explain", "s3.GetObjectOutput.Body", "--source", "botocore:s3", "--format", "json")
    (explanation,) = json.loads(done.stdout)["explanations"]
    assert [each["target"] for each in explanation["places"]] == ["pydantic", "dataclasses"]


def test_places_are_those_of_the_output(shapewright: Run, tmp_path: Path) -> None:
    """The line that `explain` names holds the declaration, in every target."""
    assert shapewright("build", "--source", "botocore:sqs", "--out", "out").returncode == 0
    for name, word in {
        "sqs.Message.ReceiptHandle": r"receipt_handle: |\"?ReceiptHandle\"?\??: ",
        "sqs.Message": r"class Message\b|interface Message\b|\"Message\": ",
        "sqs.QueueAttributeName": r"QueueAttributeName =|\"QueueAttributeName\": ",
        "sqs.SendMessage": r"SendMessageRequest\b",
    }.items():
        done = shapewright("explain", name, "--source", "botocore:sqs", "--format", "json")
        (explanation,) = json.loads(done.stdout)["explanations"]
        assert [each["target"] for each in explanation["places"]] == [
            "pydantic",
            "dataclasses",
            "json-schema",
            "typescript",
        ]
        for place in explanation["places"]:
            lines = (tmp_path / "out" / place["file"]).read_text().splitlines()
            assert re.search(word, lines[place["line"] - 1]), place


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("sqs.SendMesage", "did you mean SendMessage"),
        ("sqs.Message.receipt_hndle", "did you mean receipt_handle?"),
        ("sqz.Message", "did you mean sqs?"),
        ("sqs", "name an operation, a class or a member: sqs.<Name>"),
        ("sqs.StringList", "StringList is the shape of MessageAttributeValue.StringListValues"),
    ],
)
def test_name_that_nothing_has(name: str, hint: str, shapewright: Run) -> None:
    done = shapewright("explain", name, "--source", "botocore:sqs")
    assert done.returncode == 2
    assert hint in done.stderr


def test_service_need_not_be_a_source(shapewright: Run) -> None:
    done = shapewright("explain", "sts.GetCallerIdentity", "--source", "botocore:sqs")
    assert done.returncode == 0
    assert "response: GetCallerIdentityResponse" in done.stdout
    assert "[not-a-source]" in done.stderr


def test_configuration_is_heeded(shapewright: Run, tmp_path: Path) -> None:
    """What is left out and renamed, and which targets there are."""
    (tmp_path / "pyproject.toml").write_text(
        '[tool.shapewright]\nsources = ["botocore:sqs"]\ntargets = ["typescript"]\noperations = ["sqs.SendMessage"]\n'
        '[tool.shapewright.rename]\n"sqs.SendMessageResult" = "Sent"\n'
        '[tool.shapewright.responses]\nrequired = "typed"\n'
    )
    done = shapewright("explain", "sqs.Sent")
    assert "SendMessageResult is called Sent, as the configuration says" in done.stdout
    assert "typescript/sqs.ts:" in done.stdout
    assert "pydantic" not in done.stdout
    left_out = shapewright("explain", "sqs.Message").stdout
    assert "left out: no selected operation needs it" in left_out


def test_corrections_are_explained_with_their_reasons(shapewright: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.shapewright]\nsources = ["botocore:sqs"]\n'
        "[[tool.shapewright.corrections]]\n"
        'at = "sqs.SendMessageRequest.message_body"\nreason = "an attribute is enough"\nrequired = false\n'
        "[[tool.shapewright.corrections]]\n"
        'at = "sqs.QueueAttributeName"\nreason = "new in Frankfurt"\nadd_values = ["Colour"]\n'
    )
    member = shapewright("explain", "sqs.SendMessageRequest.MessageBody").stdout
    assert "corrections  no longer required, as the configuration corrects it: an attribute is enough" in member
    enum = shapewright("explain", "sqs.QueueAttributeName").stdout
    assert "corrections  gains Colour, as the configuration corrects it: new in Frankfurt" in enum
