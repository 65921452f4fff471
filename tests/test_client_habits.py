"""Where the real client differs from `service-2.json`: the client itself, its answers canned, beside the models.

Every row of `generator/passes/client_habits.py` is here, and so is what holds of every service. A test drives the
client, so that a new botocore which no longer has a habit fails it, and gives what it takes or returns to both kinds of
Python class.
"""

import io
import json
import re
import zlib
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from struct import pack
from typing import Any

import botocore.handlers
import pydantic
import pytest
from botocore.exceptions import ClientError, ParamValidationError
from canned import Answer, Canned
from conftest import python
from verdicts import Verdicts

from generator import naming
from generator.passes.client_habits import HABITS, REMOVED
from generator.readers.botocore.service_data import load_installed

SERVICES = """apigateway autoscaling bedrock-runtime cloudformation cloudsearchdomain cloudwatch connecthealth dynamodb
ec2 glacier iam kms lambda lex-runtime lexv2-runtime logs polly qbusiness rds route53 s3 sagemaker sqs""".split()
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow"}]}
QUOTED = "%7B%22Version%22%3A%20%222012-10-17%22%2C%20%22Statement%22%3A%20%5B%7B%22Effect%22%3A%20%22Allow%22%7D%5D%7D"


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    out = tmp_path_factory.mktemp("habits") / "made"
    sources = [argument for name in SERVICES for argument in ("--source", f"botocore:{name}")]
    targets = ("--target", "pydantic", "--target", "dataclasses")
    done = python("-m", "generator", "build", *sources, *targets, "--out", out, cwd=out.parent)
    assert done.returncode == 0, done.stderr
    return Verdicts(out)


class Classes:
    """The classes of one operation, of both kinds."""

    def __init__(self, made: Verdicts, service: str, operation: str) -> None:
        name = naming.service_name(service)
        self.models = made.package("pydantic_models", name)
        self.dataclasses = made.package("dataclass_models", name)
        self.converter = made.package("dataclass_models", f"{name}.converter")
        self.request, self.answer = self.models.OPERATIONS[operation]
        self.operation = operation

    def take(self, answer: dict[str, Any]) -> Any:
        """What the client returned, as a model; the dataclass holds the same, and both give it back."""
        model = getattr(self.models, self.answer).model_validate(answer)
        twin = self.converter.structure(answer, getattr(self.dataclasses, self.answer))
        assert self.converter.unstructure(twin) == model.model_dump()
        return model

    def arguments(self, **arguments: Any) -> dict[str, Any]:
        """The client's arguments, after they have been through a model; the dataclass gives the same."""
        model = getattr(self.models, self.request).model_validate(arguments)
        twin = self.converter.structure(arguments, getattr(self.dataclasses, self.request))
        assert self.converter.unstructure(twin) == model.model_dump()
        dumped: dict[str, Any] = model.model_dump()
        return dumped

    def refuse(self, **arguments: Any) -> None:
        """Both kinds refuse the arguments."""
        with pytest.raises(pydantic.ValidationError):
            getattr(self.models, self.request).model_validate(arguments)
        with pytest.raises(Exception, match=r"."):
            self.converter.structure(arguments, getattr(self.dataclasses, self.request))


def test_every_habit_is_one_of_botocore() -> None:
    """Each row names a handler that is registered for its service, and this file has a test for it."""
    text = Path(__file__).read_text()
    registered = [str(event[0]) for event in botocore.handlers.BUILTIN_HANDLERS]
    for habit in HABITS:
        assert hasattr(botocore.handlers, habit.handler), habit
        name = habit.service.replace("_", "-")
        assert any(event.split(".")[:2][-1] == name for event in registered), habit
        assert re.search(rf"-> None:  # .*\b{habit.handler}\b", text), f"no test says that it is about {habit.handler}"
    handlers = [each[:2] for each in botocore.handlers.BUILTIN_HANDLERS]
    removers = [each for event, each in handlers if event.startswith("creating-client-class.")]
    assert sum(each.__name__.startswith("remove_") for each in removers) == len(REMOVED)


# What it takes.


@pytest.mark.parametrize(
    ("service", "operation", "name", "other", "value", "more"),
    [
        ("ec2", "DescribeFlowLogs", "Filters", "Filter", [{"Name": "a", "Values": ["b"]}], {}),
        ("logs", "CreateExportTask", "fromTime", "from", 1, {"logGroupName": "g", "to": 2, "destination": "d"}),
        ("cloudsearchdomain", "Search", "returnFields", "return", "_all", {"query": "q"}),
    ],
)
def test_a_member_has_two_names(
    classes: Verdicts, service: str, operation: str, name: str, other: str, value: object, more: dict[str, object]
) -> None:  # ParameterAlias
    canned = Canned(service, Answer(b"<DescribeFlowLogsResponse/>" if service == "ec2" else b"{}"))
    bodies = []
    made = Classes(classes, service, operation)
    for arguments in ({name: value}, {other: value}):
        through = made.arguments(**arguments, **more)
        assert through == {name: value, **more}
        canned.call(operation, **through)
        bodies.append(sorted(str(canned.body)))
        canned.call(operation, **arguments, **more)
        bodies.append(sorted(str(canned.body)))
    assert all(each == bodies[0] for each in bodies)  # but for the order of members
    made.refuse(**{name: value, other: value}, **more)
    with pytest.raises(botocore.exceptions.AliasConflictParameterError):
        canned.call(operation, **{name: value, other: value}, **more)
    if service == "logs":
        made.refuse(**more)  # it is required under either


def test_a_copy_source_may_be_a_dictionary(classes: Verdicts) -> None:  # handle_copy_source_param
    source = {"Bucket": "b", "Key": "a key", "VersionId": "v"}
    for operation, more in (("CopyObject", {}), ("UploadPartCopy", {"PartNumber": 1, "UploadId": "u"})):
        made = Classes(classes, "s3", operation)
        canned = Canned("s3", Answer(b"<CopyObjectResult/>"))
        headers = []
        for value in (source, "b/a key?versionId=v"):
            canned.call(operation, **made.arguments(Bucket="b", Key="k", CopySource=value, **more))
            assert canned.sent
            headers.append(canned.sent.headers["x-amz-copy-source"])
        assert set(headers) == {b"b/a%20key?versionId=v"}
        made.refuse(Bucket="b", Key="k", CopySource={"Bucket": "b"}, **more)


def test_a_key_of_ones_own_may_be_bytes(classes: Verdicts) -> None:  # sse_md5, copy_source_sse_md5
    key = bytes(range(200, 232))  # no UTF-8
    made = Classes(classes, "s3", "CopyObject")
    canned = Canned("s3", Answer(b"<CopyObjectResult/>"))
    arguments = {"Bucket": "b", "Key": "k", "CopySource": "b/c"}
    canned.call("CopyObject", **made.arguments(**arguments, SSECustomerKey=key, CopySourceSSECustomerKey=key))
    assert canned.sent
    for prefix in ("x-amz-", "x-amz-copy-source-"):
        assert canned.sent.headers[f"{prefix}server-side-encryption-customer-key"]
        assert canned.sent.headers[f"{prefix}server-side-encryption-customer-key-MD5"]
    for operation in {each.operations for each in HABITS if each.handler == "sse_md5"}.pop():
        model = getattr(made.models, made.models.OPERATIONS[operation][0])
        assert "bytes" in str(model.model_fields["sse_customer_key"].annotation), operation
    Classes(classes, "s3", "ListParts").refuse(Bucket="b", Key="k", UploadId="u", SSECustomerKey=key)
    with pytest.raises(ParamValidationError):
        canned.call("ListParts", Bucket="b", Key="k", UploadId="u", SSECustomerKey=key)


@pytest.mark.parametrize(
    ("service", "operation", "more"),
    [
        ("ec2", "RunInstances", {"MinCount": 1, "MaxCount": 1}),
        ("autoscaling", "CreateLaunchConfiguration", {"LaunchConfigurationName": "n"}),
    ],
)
def test_user_data_may_be_bytes(
    classes: Verdicts, service: str, operation: str, more: dict[str, Any]
) -> None:  # base64_encode_user_data
    made = Classes(classes, service, operation)
    canned = Canned(service, Answer(f"<{operation}Response/>".encode()))
    sent = []
    for value in (b"#!/bin/sh", "#!/bin/sh"):
        arguments = made.arguments(UserData=value, **more)
        if service == "ec2":
            arguments["ClientToken"] = "t"
        canned.call(operation, **arguments)
        sent.append(canned.body)
    assert sent[0] == sent[1]
    assert "IyEvYmluL3No" in str(sent[0])


def test_glaciers_account_is_filled_in(classes: Verdicts) -> None:  # inject_account_id
    made = Classes(classes, "glacier", "DescribeVault")
    canned = Canned("glacier")
    canned.call("DescribeVault", **made.arguments(vaultName="v"))
    assert canned.sent
    assert "/-/vaults/v" in canned.sent.url
    made.refuse(accountId="-")


def test_route_53_takes_ids_as_it_returns_them(classes: Verdicts) -> None:  # fix_route53_ids
    made = Classes(classes, "route53", "GetHostedZone")
    canned = Canned("route53", Answer(b"<GetHostedZoneResponse/>"))
    canned.call("GetHostedZone", **made.arguments(Id="/hostedzone/" + "Z" * 32))
    assert canned.sent
    assert canned.sent.url.endswith("/hostedzone/" + "Z" * 32)
    answer = f"<R><HostedZone><Id>/hostedzone/{'Z' * 32}</Id></HostedZone></R>".encode()
    received = Canned("route53", Answer(answer)).call("GetHostedZone", Id="Z")
    assert made.take(received).hosted_zone.id == "/hostedzone/" + "Z" * 32


def test_tokens_are_made_up(classes: Verdicts) -> None:
    made = Classes(classes, "sagemaker", "CreatePipeline")
    canned = Canned("sagemaker")
    arguments = made.arguments(PipelineName="p", RoleArn="arn:aws:iam::123456789012:role/a")
    canned.call("CreatePipeline", **arguments)
    assert json.loads(canned.body)["ClientRequestToken"]
    given = made.arguments(**arguments, ClientRequestToken="t" * 32)
    canned.call("CreatePipeline", **given)
    assert json.loads(canned.body)["ClientRequestToken"] == "t" * 32


@pytest.mark.parametrize("make", [bytes, bytearray, bytes.decode, io.BytesIO], ids=lambda make: make.__name__)
def test_a_blob_may_be_many_things(classes: Verdicts, make: Any) -> None:
    made = Classes(classes, "s3", "PutObject")
    canned = Canned("s3", Answer(b""))
    body = make(b"hello")
    arguments = getattr(made.models, made.request)(bucket="b", key="k", body=body).model_dump()
    assert arguments["Body"] is body or arguments["Body"] == body
    canned.call("PutObject", **arguments)
    twin = getattr(made.dataclasses, made.request)(bucket="b", key="k", body=make(b"hello"))
    canned.call("PutObject", **made.converter.unstructure(twin))


def test_text_may_be_a_blob(classes: Verdicts) -> None:
    made = Classes(classes, "kms", "Encrypt")
    canned = Canned("kms")
    canned.call("Encrypt", **made.arguments(KeyId="k", Plaintext="text"))
    assert json.loads(canned.body)["Plaintext"] == "dGV4dA=="


def test_numbers_may_be_of_other_kinds(classes: Verdicts) -> None:
    made = Classes(classes, "cloudwatch", "PutMetricData")
    canned = Canned("cloudwatch", Answer(b"\xa0", {"smithy-protocol": "rpc-v2-cbor"}))
    datum = {"MetricName": "m", "Value": 1, "StorageResolution": True}
    canned.call("PutMetricData", **made.arguments(Namespace="n", MetricData=[datum]))
    made = Classes(classes, "sagemaker", "UpdateEndpointWeightsAndCapacities")
    canned = Canned("sagemaker")
    weight = {"VariantName": "v", "DesiredWeight": Decimal("0.5"), "DesiredInstanceCount": True}
    arguments = made.arguments(EndpointName="e", DesiredWeightsAndCapacities=(weight,))
    assert arguments["DesiredWeightsAndCapacities"] == [weight]
    canned.call("UpdateEndpointWeightsAndCapacities", **arguments)
    assert '"DesiredWeight": 0.5' in canned.body.decode()


def test_a_region_of_the_source_may_be_named(classes: Verdicts) -> None:
    made = Classes(classes, "rds", "CopyDBSnapshot")
    canned = Canned("rds", Answer(b"<CopyDBSnapshotResponse><CopyDBSnapshotResult/></CopyDBSnapshotResponse>"))
    names = {"SourceDBSnapshotIdentifier": "a", "TargetDBSnapshotIdentifier": "b"}
    canned.call("CopyDBSnapshot", **made.arguments(**names, SourceRegion="us-east-1"))
    assert "PreSignedUrl=https" in str(canned.body)
    made = Classes(classes, "ec2", "CopySnapshot")
    canned = Canned("ec2", Answer(b"<CopySnapshotResponse/>"))
    canned.call("CopySnapshot", **made.arguments(SourceRegion="us-east-1", SourceSnapshotId="s"))
    assert "DestinationRegion" in str(canned.body)


def test_the_clients_own_checks_of_s3_are_left_to_it(classes: Verdicts) -> None:
    made = Classes(classes, "s3", "PutObject")
    canned = Canned("s3", Answer(b""))
    canned.call("GetObject", **Classes(classes, "s3", "GetObject").arguments(Bucket="b", Key="k"))
    assert canned.sent
    assert canned.sent.headers["x-amz-checksum-mode"] == b"ENABLED"  # asked for without being told
    canned.call("PutObject", **made.arguments(Bucket="b", Key="k", ContentMD5="XUFAKrxLKna5cZ2REBfFkg=="))
    for wrong in ({"Bucket": "no bucket!"}, {"Bucket": "b", "Metadata": {"a": "ü"}}):
        arguments = made.arguments(Key="k", **wrong)
        with pytest.raises(ParamValidationError):
            canned.call("PutObject", **arguments)


def test_operations_that_send_events_have_no_method(classes: Verdicts) -> None:
    for name in SERVICES:
        service = load_installed(name)
        assert service
        made = classes.package("pydantic_models", naming.service_name(name))
        client = Canned(name).client
        for operation in service.service["operations"]:
            has_method = operation in client.meta.method_to_api_mapping.values() and any(
                hasattr(client, method) for method, api in client.meta.method_to_api_mapping.items() if api == operation
            )
            assert (operation in made.OPERATIONS) is has_method, operation


# What it returns.


def policies() -> Iterator[tuple[str, bytes]]:
    """Every operation of iam that returns a policy, each with an answer in which one stands where one can."""
    service = load_installed("iam")
    assert service
    shapes = service.service["shapes"]

    def written(shape: str, name: str) -> str:
        body = shapes[shape]
        if shape == "policyDocumentType":
            return f"<{name}>{QUOTED}</{name}>"
        if body["type"] == "structure":
            inside = "".join(written(each["shape"], member) for member, each in body["members"].items())
            return inside and f"<{name}>{inside}</{name}>"
        if body["type"] == "list":
            inside = written(body["member"]["shape"], body["member"].get("locationName", "member"))
            return inside and f"<{name}>{inside}</{name}>"
        return ""

    for name, operation in sorted(service.service["operations"].items()):
        if "output" in operation and (inside := written(operation["output"]["shape"], f"{name}Result")):
            yield name, f"<{name}Response>{inside}</{name}Response>".encode()


def held(value: Any) -> Iterator[Any]:
    """All dictionaries in a dump, however deep."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from held(each)
    elif isinstance(value, list):
        for each in value:
            yield from held(each)


IAM = dict(policies())


def test_iam_returns_policies_from_so_many_operations() -> None:
    assert len(IAM) == 18
    assert sum(answer.decode().count(QUOTED) for answer in IAM.values()) == 24


@pytest.mark.parametrize("operation", IAM)
def test_policies_are_decoded(classes: Verdicts, operation: str) -> None:  # json_decode_policies
    made = Classes(classes, "iam", operation)
    received = raw_call("iam", operation, Answer(IAM[operation]))
    found = [each for each in held(made.take(received).model_dump()) if each == POLICY]
    assert len(found) == IAM[operation].decode().count(QUOTED)
    broken = IAM[operation].replace(QUOTED.encode(), b"no JSON")
    assert "no JSON" in str(made.take(raw_call("iam", operation, Answer(broken))).model_dump())


def raw_call(service: str, operation: str, answer: Answer) -> Any:
    """What the client makes of an answer, whatever its parameters would have been."""
    canned = Canned(service, answer)
    canned.client.meta.events.register_last(
        "before-parameter-build.*", lambda params, model, **_: fill_in(params, model)
    )
    return canned.call(operation)


def fill_in(params: dict[str, Any], model: Any) -> None:
    """Give every required parameter some value."""
    for name in model.input_shape.required_members if model.input_shape else ():
        shape = model.input_shape.members[name]
        params.setdefault(name, {"string": "x" * 20, "list": [], "structure": {}, "integer": 1}[shape.type_name])


@pytest.mark.parametrize(
    ("text", "value"),
    [('{"Resources": {}}', {"Resources": {}}), ("Resources: {}", "Resources: {}"), ("[1]", [1]), ("3", 3)],
)
def test_templates_are_decoded(classes: Verdicts, text: str, value: object) -> None:  # json_decode_template_body
    made = Classes(classes, "cloudformation", "GetTemplate")
    body = f"<R><GetTemplateResult><TemplateBody>{text}</TemplateBody></GetTemplateResult></R>"
    received = Canned("cloudformation", Answer(body.encode())).call("GetTemplate", StackName="s")
    assert received["TemplateBody"] == value
    assert made.take(received).template_body == value


def test_a_bucket_may_be_nowhere(classes: Verdicts) -> None:
    made = Classes(classes, "s3", "GetBucketLocation")
    canned = Canned("s3", Answer(b"<LocationConstraint/>"))
    received = canned.call("GetBucketLocation", Bucket="b")
    assert received["LocationConstraint"] is None
    assert made.take(received).location_constraint is None
    canned.answer = Answer(b"<LocationConstraint>mars-1</LocationConstraint>")
    assert made.take(canned.call("GetBucketLocation", Bucket="b")).location_constraint == "mars-1"


@pytest.mark.parametrize("operation", ["GetObject", "HeadObject"])
@pytest.mark.parametrize(("text", "parses"), [("Wed, 21 Oct 2015 07:28:00 GMT", True), ("never", False)])
def test_expires_comes_as_it_was_as_well(
    classes: Verdicts, operation: str, text: str, parses: bool
) -> None:  # handle_expires_header
    made = Classes(classes, "s3", operation)
    received = Canned("s3", Answer(b"", {"Expires": text})).call(operation, Bucket="b", Key="k")
    assert ("Expires" in received) is parses
    model = made.take(received)
    assert model.expires_string == text
    assert (model.expires is not None) is parses


@pytest.mark.parametrize("operation", ["ListObjects", "ListObjectsV2", "ListObjectVersions"])
def test_keys_are_decoded(classes: Verdicts, operation: str) -> None:
    made = Classes(classes, "s3", operation)
    body = b"<R><EncodingType>url</EncodingType><Delimiter>a%20b</Delimiter></R>"
    canned = Canned("s3", Answer(body))
    received = canned.call(operation, Bucket="b")
    assert canned.sent
    assert "encoding-type=url" in canned.sent.url
    model = made.take(received)
    assert (model.delimiter, model.encoding_type) == ("a b", "url")


def test_the_console_is_decoded(classes: Verdicts) -> None:
    made = Classes(classes, "ec2", "GetConsoleOutput")
    body = b"<GetConsoleOutputResponse><output>aGVsbG8=</output></GetConsoleOutputResponse>"
    received = Canned("ec2", Answer(body)).call("GetConsoleOutput", InstanceId="i-1")
    assert made.take(received).output == "hello"


def test_metadata_is_added(classes: Verdicts) -> None:
    made = Classes(classes, "sqs", "ListQueues")
    for headers in ({"x-amzn-requestid": "r"}, {}):
        received = Canned("sqs", Answer(b"{}", headers)).call("ListQueues")
        assert ("RequestId" in received["ResponseMetadata"]) is bool(headers)
        assert made.take(received).response_metadata.http_status_code == 200
    empty = Classes(classes, "sqs", "DeleteQueue")
    assert empty.answer == "EmptyResponseMetadata"
    assert empty.take(Canned("sqs").call("DeleteQueue", QueueUrl="u")).response_metadata


@pytest.mark.parametrize(
    ("service", "operation", "member", "arguments"),
    [
        ("lambda", "Invoke", "payload", {"FunctionName": "f"}),
        ("s3", "GetObject", "body", {"Bucket": "b", "Key": "k"}),
        ("apigateway", "GetExport", "body", {"restApiId": "r", "stageName": "s", "exportType": "e"}),
        ("bedrock-runtime", "InvokeModel", "body", {"modelId": "m"}),
    ],
)
def test_a_body_is_a_stream(
    classes: Verdicts, service: str, operation: str, member: str, arguments: dict[str, Any]
) -> None:
    made = Classes(classes, service, operation)
    received = Canned(service, Answer(b"body")).call(operation, **arguments)
    model = getattr(made.models, made.answer).model_validate(received)
    assert getattr(model, member) is next(each for each in received.values() if hasattr(each, "read"))
    assert getattr(model, member).read() == b"body"  # validation has not read it
    twin = made.converter.structure(received, getattr(made.dataclasses, made.answer))
    assert getattr(twin, member) is getattr(model, member)


def event(headers: dict[str, str], payload: bytes) -> bytes:
    """One message of an event stream (`botocore/eventstream.py` says how it is framed)."""
    encoded = b"".join(
        pack("!B", len(name)) + name.encode() + b"\x07" + pack("!H", len(value)) + value.encode()
        for name, value in headers.items()
    )
    prelude = pack("!II", 16 + len(encoded) + len(payload), len(encoded))
    message = prelude + pack("!I", zlib.crc32(prelude)) + encoded + payload
    return message + pack("!I", zlib.crc32(message))


def test_events_are_a_stream(classes: Verdicts) -> None:
    made = Classes(classes, "bedrock-runtime", "ConverseStream")
    kind = {":message-type": "event", ":event-type": "messageStop", ":content-type": "application/json"}
    body = event(kind, b'{"stopReason": "brand_new"}')
    answer = Answer(body, {"content-type": "application/vnd.amazon.eventstream"})
    received = Canned("bedrock-runtime", answer).call("ConverseStream", modelId="m")
    model = made.models.ConverseStreamResponse.model_validate(received)
    (one,) = model.stream  # only now is it read
    assert isinstance(one, made.models.ConverseStreamOutput)
    assert one.message_stop.stop_reason == "brand_new"
    received = Canned("bedrock-runtime", answer).call("ConverseStream", modelId="m")
    (twin,) = made.converter.structure(received, made.dataclasses.ConverseStreamResponse).stream
    assert isinstance(twin, made.dataclasses.ConverseStreamOutput)
    assert twin.message_stop.stop_reason == "brand_new"


def test_an_unknown_member_of_a_union_passes(classes: Verdicts) -> None:
    made = Classes(classes, "bedrock-runtime", "Converse")
    body = b'{"output": {"telepathy": {}}, "stopReason": "end_turn"}'
    received = Canned("bedrock-runtime", Answer(body)).call("Converse", modelId="m")
    assert received["output"] == {"SDK_UNKNOWN_MEMBER": {"name": "telepathy"}}
    assert made.take(received).stop_reason == "end_turn"


def test_null_in_a_list_or_a_map_is_nothing(classes: Verdicts) -> None:
    made = Classes(classes, "lambda", "ListLayers")
    received = Canned("lambda", Answer(b'{"Layers": [null, {"LayerName": "l"}]}')).call("ListLayers")
    assert received["Layers"][0] is None
    assert [each.layer_name for each in made.take(received).layers] == ["l"]
    made = Classes(classes, "sqs", "GetQueueAttributes")
    received = Canned("sqs", Answer(b'{"Attributes": {"A": null, "B": "b"}}')).call("GetQueueAttributes", QueueUrl="u")
    assert made.take(received).attributes == {"B": "b"}


def test_json_is_passed_on_as_it_comes(classes: Verdicts) -> None:
    """The parsers of JSON do not look at kinds; the models take what can be meant, and rest-json's own conversions."""
    received = Canned("lambda", Answer(b'{"Layers": [{"LatestMatchingVersion": {"Version": 128.7}}]}')).call(
        "ListLayers"
    )
    assert received["Layers"][0]["LatestMatchingVersion"]["Version"] == 128
    Classes(classes, "lambda", "ListLayers").take(received)
    received = Canned("dynamodb", Answer(b'{"Table": {"ItemCount": "1"}}')).call("DescribeTable", TableName="t")
    assert received["Table"]["ItemCount"] == "1"
    model = classes.package("pydantic_models", "dynamodb").DescribeTableOutput.model_validate(received)
    assert model.table.item_count == 1


def test_json_in_a_header_is_decoded(classes: Verdicts) -> None:
    made = Classes(classes, "lex-runtime", "PutSession")
    headers = {"x-amz-lex-slots": "eyJhIjogMX0="}  # {"a": 1}
    received = Canned("lex-runtime", Answer(b"", headers)).call("PutSession", botName="b", botAlias="a", userId="uu")
    assert received["slots"] == {"a": 1}
    assert made.models.PutSessionResponse.model_validate(received).slots == {"a": 1}
    sent = Classes(classes, "lex-runtime", "PostContent").arguments(
        botName="b", botAlias="a", userId="uu", contentType="text/plain", inputStream=b"", sessionAttributes={"a": 1}
    )
    canned = Canned("lex-runtime", Answer(b""))
    canned.call("PostContent", **sent)
    assert canned.sent
    assert canned.sent.headers["x-amz-lex-session-attributes"] == b"eyJhIjoxfQ=="


def test_errors_of_sqs_have_two_codes(classes: Verdicts) -> None:
    headers = {"x-amzn-query-error": "AWS.SimpleQueueService.NonExistentQueue;Sender"}
    body = b'{"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "no such queue"}'
    canned = Canned("sqs", Answer(body, headers, 400))
    call = partial(canned.call, "ReceiveMessage", QueueUrl="u")
    with pytest.raises(ClientError) as raised:
        call()
    assert raised.value.response["Error"]["Code"] == "AWS.SimpleQueueService.NonExistentQueue"
    assert raised.value.response["Error"]["QueryErrorCode"] == "QueueDoesNotExist"
    error = classes.package("pydantic_models", "sqs").QueueDoesNotExist.model_validate(raised.value.response["Error"])
    assert error is not None
