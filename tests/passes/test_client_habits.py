"""Where the real client differs from `service-2.json`: the models accept and return what the client does.

Every row of `generator/passes/client_habits.py` has a test here, and so has what the client does for every service. A
test calls the client with a stubbed response, so it fails if a new botocore no longer has the habit. It gives what the
client accepts or returns to both kinds of Python class.
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

from generator import naming
from generator.passes.client_habits import HABITS, REMOVED_METHODS
from generator.readers.botocore.service_data import load_installed
from support.commands import python
from support.documents_from_stubs import write_documents
from support.published_stubs import packages
from support.stubbed_client import Response, StubbedClient
from support.verdicts import Verdicts

SERVICES = """apigateway autoscaling bedrock-runtime cloudformation cloudsearchdomain cloudwatch connecthealth dynamodb
ec2 glacier iam kms lambda lex-runtime lexv2-runtime logs polly qbusiness rds route53 s3 sagemaker sqs""".split()
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow"}]}
QUOTED = "%7B%22Version%22%3A%20%222012-10-17%22%2C%20%22Statement%22%3A%20%5B%7B%22Effect%22%3A%20%22Allow%22%7D%5D%7D"


@pytest.fixture(scope="module", params=["botocore", "stubs", "documents"])
def source(request: pytest.FixtureRequest) -> str:
    """What the classes are made from."""
    return str(request.param)


@pytest.fixture(scope="module")
def output(source: str, tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """The classes of the services, made from botocore, or from stubs or documents that botocore enriches."""
    out = tmp_path_factory.mktemp("habits") / "out"
    specs = [spec_of(name, source, out.parent) for name in SERVICES]
    sources = [argument for spec in specs for argument in ("--source", spec)]
    targets = ("--target", "pydantic", "--target", "dataclasses")
    done = python("-m", "generator", "build", *sources, *targets, "--out", out, cwd=out.parent)
    assert done.returncode == 0, done.stderr
    return Verdicts(out)


def spec_of(service: str, source: str, folder: Path) -> str:
    package = packages()[service.replace("-", "_")]
    if source == "botocore":
        return f"botocore:{service}"
    if source == "stubs":
        return str(package / "type_defs.pyi")
    write_documents(package, folder / package.name)
    return str(folder / package.name / "type_defs.md")


class OperationClasses:
    """The models and dataclasses of one operation."""

    def __init__(self, output: Verdicts, service: str, operation: str) -> None:
        name = naming.service_name(service)
        self.models = output.package("pydantic_models", name)
        self.dataclasses = output.package("dataclass_models", name)
        self.converter = output.package("dataclass_models", f"{name}.converter")
        self.request, self.response = self.models.OPERATIONS[operation]
        self.operation = operation

    def validate(self, response: dict[str, Any]) -> Any:
        """What the client returned, as a model. The dataclass must dump the same."""
        model = getattr(self.models, self.response).model_validate(response)
        twin = self.converter.structure(response, getattr(self.dataclasses, self.response))
        assert self.converter.unstructure(twin) == model.model_dump()
        return model

    def arguments(self, **arguments: Any) -> dict[str, Any]:
        """The client's arguments, dumped by a model. The dataclass must dump the same."""
        model = getattr(self.models, self.request).model_validate(arguments)
        twin = self.converter.structure(arguments, getattr(self.dataclasses, self.request))
        assert self.converter.unstructure(twin) == model.model_dump()
        dumped: dict[str, Any] = model.model_dump()
        return dumped

    def refuse(self, **arguments: Any) -> None:
        """Assert that both kinds refuse the arguments."""
        with pytest.raises(pydantic.ValidationError):
            getattr(self.models, self.request).model_validate(arguments)
        with pytest.raises(Exception, match=r"."):
            self.converter.structure(arguments, getattr(self.dataclasses, self.request))


def test_every_habit_is_one_of_botocore() -> None:
    """Each row names a handler that botocore registers for its service, and this file has a test for it."""
    text = Path(__file__).read_text()
    registered = [str(event[0]) for event in botocore.handlers.BUILTIN_HANDLERS]
    for habit in HABITS:
        assert hasattr(botocore.handlers, habit.handler), habit
        name = habit.service.replace("_", "-")
        assert any(event.split(".")[:2][-1] == name for event in registered), habit
        assert re.search(rf"-> None:  # .*\b{habit.handler}\b", text), f"no test says that it is about {habit.handler}"
    handlers = [each[:2] for each in botocore.handlers.BUILTIN_HANDLERS]
    removers = [each for event, each in handlers if event.startswith("creating-client-class.")]
    assert sum(each.__name__.startswith("remove_") for each in removers) == len(REMOVED_METHODS)


# What the client accepts.


@pytest.mark.parametrize(
    ("service", "operation", "name", "other", "value", "more"),
    [
        ("ec2", "DescribeFlowLogs", "Filters", "Filter", [{"Name": "a", "Values": ["b"]}], {}),
        ("logs", "CreateExportTask", "fromTime", "from", 1, {"logGroupName": "g", "to": 2, "destination": "d"}),
        ("cloudsearchdomain", "Search", "returnFields", "return", "_all", {"query": "q"}),
    ],
)
def test_a_member_has_two_names(
    output: Verdicts, service: str, operation: str, name: str, other: str, value: object, more: dict[str, object]
) -> None:  # ParameterAlias
    stubbed = StubbedClient(service, Response(b"<DescribeFlowLogsResponse/>" if service == "ec2" else b"{}"))
    bodies = []
    classes = OperationClasses(output, service, operation)
    for arguments in ({name: value}, {other: value}):
        through = classes.arguments(**arguments, **more)
        assert through == {name: value, **more}
        stubbed.call(operation, **through)
        bodies.append(sorted(str(stubbed.body)))
        stubbed.call(operation, **arguments, **more)
        bodies.append(sorted(str(stubbed.body)))
    assert all(each == bodies[0] for each in bodies)  # but for the order of members
    classes.refuse(**{name: value, other: value}, **more)
    with pytest.raises(botocore.exceptions.AliasConflictParameterError):
        stubbed.call(operation, **{name: value, other: value}, **more)
    if service == "logs":
        classes.refuse(**more)  # required, under either name


def test_a_copy_source_may_be_a_dictionary(output: Verdicts) -> None:  # handle_copy_source_param
    source = {"Bucket": "b", "Key": "a key", "VersionId": "v"}
    for operation, more in (("CopyObject", {}), ("UploadPartCopy", {"PartNumber": 1, "UploadId": "u"})):
        classes = OperationClasses(output, "s3", operation)
        stubbed = StubbedClient("s3", Response(b"<CopyObjectResult/>"))
        headers = []
        for value in (source, "b/a key?versionId=v"):
            stubbed.call(operation, **classes.arguments(Bucket="b", Key="k", CopySource=value, **more))
            assert stubbed.sent
            headers.append(stubbed.sent.headers["x-amz-copy-source"])
        assert set(headers) == {b"b/a%20key?versionId=v"}
        classes.refuse(Bucket="b", Key="k", CopySource={"Bucket": "b"}, **more)


def test_customer_key_may_be_bytes(output: Verdicts, source: str) -> None:  # sse_md5, copy_source_sse_md5
    key = bytes(range(200, 232))  # no UTF-8
    classes = OperationClasses(output, "s3", "CopyObject")
    stubbed = StubbedClient("s3", Response(b"<CopyObjectResult/>"))
    arguments = {"Bucket": "b", "Key": "k", "CopySource": "b/c"}
    stubbed.call("CopyObject", **classes.arguments(**arguments, SSECustomerKey=key, CopySourceSSECustomerKey=key))
    assert stubbed.sent
    for prefix in ("x-amz-", "x-amz-copy-source-"):
        assert stubbed.sent.headers[f"{prefix}server-side-encryption-customer-key"]
        assert stubbed.sent.headers[f"{prefix}server-side-encryption-customer-key-MD5"]
    for operation in {each.operations for each in HABITS if each.handler == "sse_md5"}.pop():
        model = getattr(classes.models, classes.models.OPERATIONS[operation][0])
        assert "bytes" in str(model.model_fields["sse_customer_key"].annotation), operation
    if source == "botocore":  # the stubs allow bytes here, and a document is followed where botocore disagrees
        OperationClasses(output, "s3", "ListParts").refuse(Bucket="b", Key="k", UploadId="u", SSECustomerKey=key)
    with pytest.raises(ParamValidationError):
        stubbed.call("ListParts", Bucket="b", Key="k", UploadId="u", SSECustomerKey=key)


@pytest.mark.parametrize(
    ("service", "operation", "more"),
    [
        ("ec2", "RunInstances", {"MinCount": 1, "MaxCount": 1}),
        ("autoscaling", "CreateLaunchConfiguration", {"LaunchConfigurationName": "n"}),
    ],
)
def test_user_data_may_be_bytes(
    output: Verdicts, service: str, operation: str, more: dict[str, Any]
) -> None:  # base64_encode_user_data
    classes = OperationClasses(output, service, operation)
    stubbed = StubbedClient(service, Response(f"<{operation}Response/>".encode()))
    sent = []
    for value in (b"#!/bin/sh", "#!/bin/sh"):
        arguments = classes.arguments(UserData=value, **more)
        if service == "ec2":
            arguments["ClientToken"] = "t"
        stubbed.call(operation, **arguments)
        sent.append(stubbed.body)
    assert sent[0] == sent[1]
    assert "IyEvYmluL3No" in str(sent[0])


def test_account_of_glacier_is_filled_in(output: Verdicts) -> None:  # inject_account_id
    classes = OperationClasses(output, "glacier", "DescribeVault")
    stubbed = StubbedClient("glacier")
    stubbed.call("DescribeVault", **classes.arguments(vaultName="v"))
    assert stubbed.sent
    assert "/-/vaults/v" in stubbed.sent.url
    classes.refuse(accountId="-")


def test_route_53_takes_ids_as_it_returns_them(output: Verdicts) -> None:  # fix_route53_ids
    classes = OperationClasses(output, "route53", "GetHostedZone")
    stubbed = StubbedClient("route53", Response(b"<GetHostedZoneResponse/>"))
    stubbed.call("GetHostedZone", **classes.arguments(Id="/hostedzone/" + "Z" * 32))
    assert stubbed.sent
    assert stubbed.sent.url.endswith("/hostedzone/" + "Z" * 32)
    response = f"<R><HostedZone><Id>/hostedzone/{'Z' * 32}</Id></HostedZone></R>".encode()
    received = StubbedClient("route53", Response(response)).call("GetHostedZone", Id="Z")
    assert classes.validate(received).hosted_zone.id == "/hostedzone/" + "Z" * 32


def test_tokens_are_generated(output: Verdicts, source: str) -> None:
    classes = OperationClasses(output, "sagemaker", "CreatePipeline")
    stubbed = StubbedClient("sagemaker")
    arguments = {"PipelineName": "p", "RoleArn": "arn:aws:iam::123456789012:role/a"}
    if source == "botocore":
        stubbed.call("CreatePipeline", **classes.arguments(**arguments))
        assert json.loads(stubbed.body)["ClientRequestToken"]
    else:  # a document decides which members of a request are required
        classes.refuse(**arguments)
    given = classes.arguments(**arguments, ClientRequestToken="t" * 32)
    stubbed.call("CreatePipeline", **given)
    assert json.loads(stubbed.body)["ClientRequestToken"] == "t" * 32


@pytest.mark.parametrize("make", [bytes, bytearray, bytes.decode, io.BytesIO], ids=lambda make: make.__name__)
def test_a_blob_may_be_many_things(output: Verdicts, make: Any) -> None:
    classes = OperationClasses(output, "s3", "PutObject")
    stubbed = StubbedClient("s3", Response(b""))
    body = make(b"hello")
    arguments = getattr(classes.models, classes.request)(bucket="b", key="k", body=body).model_dump()
    assert arguments["Body"] is body or arguments["Body"] == body
    stubbed.call("PutObject", **arguments)
    twin = getattr(classes.dataclasses, classes.request)(bucket="b", key="k", body=make(b"hello"))
    stubbed.call("PutObject", **classes.converter.unstructure(twin))


def test_text_may_be_a_blob(output: Verdicts) -> None:
    classes = OperationClasses(output, "kms", "Encrypt")
    stubbed = StubbedClient("kms")
    stubbed.call("Encrypt", **classes.arguments(KeyId="k", Plaintext="text"))
    assert json.loads(stubbed.body)["Plaintext"] == "dGV4dA=="


def test_numbers_may_be_of_other_kinds(output: Verdicts) -> None:
    classes = OperationClasses(output, "cloudwatch", "PutMetricData")
    stubbed = StubbedClient("cloudwatch", Response(b"\xa0", {"smithy-protocol": "rpc-v2-cbor"}))
    datum = {"MetricName": "m", "Value": 1, "StorageResolution": True}
    stubbed.call("PutMetricData", **classes.arguments(Namespace="n", MetricData=[datum]))
    classes = OperationClasses(output, "sagemaker", "UpdateEndpointWeightsAndCapacities")
    stubbed = StubbedClient("sagemaker")
    weight = {"VariantName": "v", "DesiredWeight": Decimal("0.5"), "DesiredInstanceCount": True}
    arguments = classes.arguments(EndpointName="e", DesiredWeightsAndCapacities=(weight,))
    assert arguments["DesiredWeightsAndCapacities"] == [weight]
    stubbed.call("UpdateEndpointWeightsAndCapacities", **arguments)
    assert '"DesiredWeight": 0.5' in stubbed.body.decode()


def test_a_region_of_the_source_may_be_named(output: Verdicts) -> None:
    classes = OperationClasses(output, "rds", "CopyDBSnapshot")
    stubbed = StubbedClient(
        "rds", Response(b"<CopyDBSnapshotResponse><CopyDBSnapshotResult/></CopyDBSnapshotResponse>")
    )
    names = {"SourceDBSnapshotIdentifier": "a", "TargetDBSnapshotIdentifier": "b"}
    stubbed.call("CopyDBSnapshot", **classes.arguments(**names, SourceRegion="us-east-1"))
    assert "PreSignedUrl=https" in str(stubbed.body)
    classes = OperationClasses(output, "ec2", "CopySnapshot")
    stubbed = StubbedClient("ec2", Response(b"<CopySnapshotResponse/>"))
    stubbed.call("CopySnapshot", **classes.arguments(SourceRegion="us-east-1", SourceSnapshotId="s"))
    assert "DestinationRegion" in str(stubbed.body)


def test_checks_of_s3_stay_with_the_client(output: Verdicts) -> None:
    classes = OperationClasses(output, "s3", "PutObject")
    stubbed = StubbedClient("s3", Response(b""))
    stubbed.call("GetObject", **OperationClasses(output, "s3", "GetObject").arguments(Bucket="b", Key="k"))
    assert stubbed.sent
    assert stubbed.sent.headers["x-amz-checksum-mode"] == b"ENABLED"  # the client adds it
    stubbed.call("PutObject", **classes.arguments(Bucket="b", Key="k", ContentMD5="XUFAKrxLKna5cZ2REBfFkg=="))
    for wrong in ({"Bucket": "no bucket!"}, {"Bucket": "b", "Metadata": {"a": "ü"}}):
        arguments = classes.arguments(Key="k", **wrong)
        with pytest.raises(ParamValidationError):
            stubbed.call("PutObject", **arguments)


def test_operations_that_send_events_have_no_method(output: Verdicts, source: str) -> None:
    for name in SERVICES:
        service = load_installed(name)
        assert service
        classes = output.package("pydantic_models", naming.service_name(name))
        client = StubbedClient(name).client
        methods = client.meta.method_to_api_mapping
        with_method = {operation for method, operation in methods.items() if hasattr(client, method)}
        expected = with_method & service.service["operations"].keys()
        if source != "botocore":
            expected &= classes.OPERATIONS.keys()  # the stubs are older than the client
        assert classes.OPERATIONS.keys() == expected


# What the client returns.


def policies() -> Iterator[tuple[str, bytes]]:
    """Every operation of iam that returns policies, with a response that has one in every place for one."""
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


def dictionaries(value: Any) -> Iterator[Any]:
    """All dictionaries in a dump, however deep."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from dictionaries(each)
    elif isinstance(value, list):
        for each in value:
            yield from dictionaries(each)


IAM = dict(policies())


def test_operations_of_iam_that_return_policies() -> None:
    assert len(IAM) == 18
    assert sum(response.decode().count(QUOTED) for response in IAM.values()) == 24


@pytest.mark.parametrize("operation", IAM)
def test_policies_are_decoded(output: Verdicts, operation: str) -> None:  # json_decode_policies
    classes = OperationClasses(output, "iam", operation)
    received = raw_call("iam", operation, Response(IAM[operation]))
    found = [each for each in dictionaries(classes.validate(received).model_dump()) if each == POLICY]
    assert len(found) == IAM[operation].decode().count(QUOTED)
    broken = IAM[operation].replace(QUOTED.encode(), b"no JSON")
    assert "no JSON" in str(classes.validate(raw_call("iam", operation, Response(broken))).model_dump())


def raw_call(service: str, operation: str, response: Response) -> Any:
    """What the client returns for a response. Required parameters get any value."""
    stubbed = StubbedClient(service, response)
    stubbed.client.meta.events.register_last(
        "before-parameter-build.*", lambda params, model, **_: fill_in(params, model)
    )
    return stubbed.call(operation)


def fill_in(params: dict[str, Any], model: Any) -> None:
    """Give every required parameter some value."""
    for name in model.input_shape.required_members if model.input_shape else ():
        shape = model.input_shape.members[name]
        params.setdefault(name, {"string": "x" * 20, "list": [], "structure": {}, "integer": 1}[shape.type_name])


@pytest.mark.parametrize(
    ("text", "value"),
    [('{"Resources": {}}', {"Resources": {}}), ("Resources: {}", "Resources: {}"), ("[1]", [1]), ("3", 3)],
)
def test_templates_are_decoded(output: Verdicts, text: str, value: object) -> None:  # json_decode_template_body
    classes = OperationClasses(output, "cloudformation", "GetTemplate")
    body = f"<R><GetTemplateResult><TemplateBody>{text}</TemplateBody></GetTemplateResult></R>"
    received = StubbedClient("cloudformation", Response(body.encode())).call("GetTemplate", StackName="s")
    assert received["TemplateBody"] == value
    assert classes.validate(received).template_body == value


def test_bucket_may_have_no_location(output: Verdicts) -> None:
    classes = OperationClasses(output, "s3", "GetBucketLocation")
    stubbed = StubbedClient("s3", Response(b"<LocationConstraint/>"))
    received = stubbed.call("GetBucketLocation", Bucket="b")
    assert received["LocationConstraint"] is None
    assert classes.validate(received).location_constraint is None
    stubbed.response = Response(b"<LocationConstraint>mars-1</LocationConstraint>")
    assert classes.validate(stubbed.call("GetBucketLocation", Bucket="b")).location_constraint == "mars-1"


@pytest.mark.parametrize("operation", ["GetObject", "HeadObject"])
@pytest.mark.parametrize(("text", "parses"), [("Wed, 21 Oct 2015 07:28:00 GMT", True), ("never", False)])
def test_expires_is_also_returned_as_text(
    output: Verdicts, operation: str, text: str, parses: bool
) -> None:  # handle_expires_header
    classes = OperationClasses(output, "s3", operation)
    received = StubbedClient("s3", Response(b"", {"Expires": text})).call(operation, Bucket="b", Key="k")
    assert ("Expires" in received) is parses
    model = classes.validate(received)
    assert model.expires_string == text
    assert (model.expires is not None) is parses


@pytest.mark.parametrize("operation", ["ListObjects", "ListObjectsV2", "ListObjectVersions"])
def test_keys_are_decoded(output: Verdicts, operation: str) -> None:
    classes = OperationClasses(output, "s3", operation)
    body = b"<R><EncodingType>url</EncodingType><Delimiter>a%20b</Delimiter></R>"
    stubbed = StubbedClient("s3", Response(body))
    received = stubbed.call(operation, Bucket="b")
    assert stubbed.sent
    assert "encoding-type=url" in stubbed.sent.url
    model = classes.validate(received)
    assert (model.delimiter, model.encoding_type) == ("a b", "url")


def test_console_output_is_decoded(output: Verdicts) -> None:
    classes = OperationClasses(output, "ec2", "GetConsoleOutput")
    body = b"<GetConsoleOutputResponse><output>aGVsbG8=</output></GetConsoleOutputResponse>"
    received = StubbedClient("ec2", Response(body)).call("GetConsoleOutput", InstanceId="i-1")
    assert classes.validate(received).output == "hello"


def test_metadata_is_added(output: Verdicts) -> None:
    classes = OperationClasses(output, "sqs", "ListQueues")
    for headers in ({"x-amzn-requestid": "r"}, {}):
        received = StubbedClient("sqs", Response(b"{}", headers)).call("ListQueues")
        assert ("RequestId" in received["ResponseMetadata"]) is bool(headers)
        assert classes.validate(received).response_metadata.http_status_code == 200
    empty = OperationClasses(output, "sqs", "DeleteQueue")
    assert empty.response == "EmptyResponseMetadata"
    assert empty.validate(StubbedClient("sqs").call("DeleteQueue", QueueUrl="u")).response_metadata


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
    output: Verdicts, service: str, operation: str, member: str, arguments: dict[str, Any]
) -> None:
    classes = OperationClasses(output, service, operation)
    received = StubbedClient(service, Response(b"body")).call(operation, **arguments)
    model = getattr(classes.models, classes.response).model_validate(received)
    assert getattr(model, member) is next(each for each in received.values() if hasattr(each, "read"))
    assert getattr(model, member).read() == b"body"  # validation has not read it
    twin = classes.converter.structure(received, getattr(classes.dataclasses, classes.response))
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


def test_events_are_a_stream(output: Verdicts) -> None:
    classes = OperationClasses(output, "bedrock-runtime", "ConverseStream")
    kind = {":message-type": "event", ":event-type": "messageStop", ":content-type": "application/json"}
    body = event(kind, b'{"stopReason": "brand_new"}')
    response = Response(body, {"content-type": "application/vnd.amazon.eventstream"})
    received = StubbedClient("bedrock-runtime", response).call("ConverseStream", modelId="m")
    model = classes.models.ConverseStreamResponse.model_validate(received)
    (one,) = model.stream  # this reads it
    assert isinstance(one, classes.models.ConverseStreamOutput)
    assert one.message_stop.stop_reason == "brand_new"
    received = StubbedClient("bedrock-runtime", response).call("ConverseStream", modelId="m")
    (twin,) = classes.converter.structure(received, classes.dataclasses.ConverseStreamResponse).stream
    assert isinstance(twin, classes.dataclasses.ConverseStreamOutput)
    assert twin.message_stop.stop_reason == "brand_new"


def test_an_unknown_member_of_a_union_passes(output: Verdicts) -> None:
    classes = OperationClasses(output, "bedrock-runtime", "Converse")
    body = b'{"output": {"telepathy": {}}, "stopReason": "end_turn"}'
    received = StubbedClient("bedrock-runtime", Response(body)).call("Converse", modelId="m")
    assert received["output"] == {"SDK_UNKNOWN_MEMBER": {"name": "telepathy"}}
    assert classes.validate(received).stop_reason == "end_turn"


def test_null_in_a_list_or_a_map_is_dropped(output: Verdicts) -> None:
    classes = OperationClasses(output, "lambda", "ListLayers")
    received = StubbedClient("lambda", Response(b'{"Layers": [null, {"LayerName": "l"}]}')).call("ListLayers")
    assert received["Layers"][0] is None
    assert [each.layer_name for each in classes.validate(received).layers] == ["l"]
    classes = OperationClasses(output, "sqs", "GetQueueAttributes")
    received = StubbedClient("sqs", Response(b'{"Attributes": {"A": null, "B": "b"}}')).call(
        "GetQueueAttributes", QueueUrl="u"
    )
    assert classes.validate(received).attributes == {"B": "b"}


def test_json_of_other_kinds_is_accepted(output: Verdicts) -> None:
    """The client's JSON parsers do not check kinds. The models accept values that convert without loss."""
    received = StubbedClient("lambda", Response(b'{"Layers": [{"LatestMatchingVersion": {"Version": 128.7}}]}')).call(
        "ListLayers"
    )
    assert received["Layers"][0]["LatestMatchingVersion"]["Version"] == 128
    OperationClasses(output, "lambda", "ListLayers").validate(received)
    received = StubbedClient("dynamodb", Response(b'{"Table": {"ItemCount": "1"}}')).call(
        "DescribeTable", TableName="t"
    )
    assert received["Table"]["ItemCount"] == "1"
    model = output.package("pydantic_models", "dynamodb").DescribeTableOutput.model_validate(received)
    assert model.table.item_count == 1


def test_json_in_a_header_is_decoded(output: Verdicts) -> None:
    classes = OperationClasses(output, "lex-runtime", "PutSession")
    headers = {"x-amz-lex-slots": "eyJhIjogMX0="}  # {"a": 1}
    received = StubbedClient("lex-runtime", Response(b"", headers)).call(
        "PutSession", botName="b", botAlias="a", userId="uu"
    )
    assert received["slots"] == {"a": 1}
    assert classes.models.PutSessionResponse.model_validate(received).slots == {"a": 1}
    sent = OperationClasses(output, "lex-runtime", "PostContent").arguments(
        botName="b", botAlias="a", userId="uu", contentType="text/plain", inputStream=b"", sessionAttributes={"a": 1}
    )
    stubbed = StubbedClient("lex-runtime", Response(b""))
    stubbed.call("PostContent", **sent)
    assert stubbed.sent
    assert stubbed.sent.headers["x-amz-lex-session-attributes"] == b"eyJhIjoxfQ=="


def test_errors_of_sqs_have_two_codes(output: Verdicts) -> None:
    headers = {"x-amzn-query-error": "AWS.SimpleQueueService.NonExistentQueue;Sender"}
    body = b'{"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "no such queue"}'
    stubbed = StubbedClient("sqs", Response(body, headers, 400))
    call = partial(stubbed.call, "ReceiveMessage", QueueUrl="u")
    with pytest.raises(ClientError) as raised:
        call()
    assert raised.value.response["Error"]["Code"] == "AWS.SimpleQueueService.NonExistentQueue"
    assert raised.value.response["Error"]["QueryErrorCode"] == "QueueDoesNotExist"
    error = output.package("pydantic_models", "sqs").QueueDoesNotExist.model_validate(raised.value.response["Error"])
    assert error is not None
