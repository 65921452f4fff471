"""The errors of operations, by their codes, and the parameters of paginators and waiters."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, EventStreamError
from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape

from generator import ir, naming
from support.commands import Run
from support.loopback_service import event
from support.published_stubs import stub
from support.service_classes import ServiceClasses
from support.services import EVERY_DIFFERENCE, EVERY_PROTOCOL
from support.stubbed_client import Response, StubbedClient
from support.verdicts import Verdicts

pytestmark = pytest.mark.pinned_botocore


@pytest.mark.parametrize("service", EVERY_PROTOCOL)
def test_errors_are_those_of_botocore(sample_verdicts: Verdicts, service: str) -> None:
    """Errors have the codes by which botocore chooses its exceptions, and belong to the same operations.

    In an event stream the code is the name of the member. Every error has a message, which may be absent.
    """
    models = ServiceClasses(sample_verdicts, service).models
    model = ServiceModel(Loader().load_service_model(service, "service-2"), service)
    codes = {
        **{member: shape.name for member, shape in errors_in_streams(model)},
        **{str(shape.error_code): shape.name for shape in model.error_shapes},
    }
    codes = {code: naming.class_name(naming.pascal_case(name)) for code, name in codes.items()}
    found = getattr(models, "ERROR_CODES", {})
    assert found.keys() == codes.keys()
    for code, name in codes.items():
        assert found[code].removesuffix("Extra").removesuffix("Output") == name.removesuffix("Output")
        assert issubclass(getattr(models, found[code]), models._errors._Error if hasattr(models, "_errors") else object)
        assert getattr(models, found[code]).model_validate({}).message is None
    for operation in models.OPERATIONS:
        expected = [shape.name for shape in model.operation_model(operation).error_shapes]
        assert len(getattr(models, "ERRORS", {}).get(operation, ())) == len(expected)


def errors_in_streams(model: ServiceModel) -> Iterator[tuple[str, Shape]]:
    """The errors that event streams can end with, by the names of their members."""
    for name in model.shape_names:
        shape = model.shape_for(name)
        if shape.serialization.get("eventstream"):
            for member, each in shape.members.items():
                if each.metadata.get("exception"):
                    yield member, each


def test_every_error_of_an_event_stream_has_a_code(sample_verdicts: Verdicts, sample_services: list[str]) -> None:
    count = 0
    for service in sample_services:
        model = ServiceModel(Loader().load_service_model(service, "service-2"), service)
        errors = list(errors_in_streams(model))
        if not errors:
            continue
        models = ServiceClasses(sample_verdicts, service).models
        read_error = sample_verdicts.package("pydantic_models", "_calls").read_error
        for member, shape in errors:
            if member not in models.ERROR_CODES:  # of an operation without a method
                assert service in {"lexv2-runtime", "polly", "qbusiness", "connecthealth"}, (service, member)
                continue
            error = EventStreamError({"Error": {"Code": member, "Message": "stopped"}}, "X")
            assert type(read_error(error, models)).__name__ == naming.pascal_case(shape.name)
            assert read_error(error, models).message == "stopped"
            count += 1
    assert count > 5


@pytest.mark.parametrize("folder", ["pydantic_models", "dataclass_models"])
def test_an_error_in_an_event_stream(sample_verdicts: Verdicts, folder: str) -> None:
    body = event("throttlingException", b'{"message": "slow"}', is_a="exception")
    response = Response(body, {"content-type": "application/vnd.amazon.eventstream"})
    calls, models = (sample_verdicts.package(folder, each) for each in ("_calls", "bedrock_runtime"))
    answer = calls.call(StubbedClient("bedrock-runtime", response).client, models.ConverseStreamRequest(model_id="m"))
    with pytest.raises(EventStreamError) as failed:
        list(answer.stream)
    error = calls.read_error(failed.value, models)
    assert type(error) is models.ThrottlingException
    assert error.message == "slow"


@pytest.mark.parametrize("folder", ["pydantic_models", "dataclass_models"])
def test_a_head_request_fails_without_a_body(sample_verdicts: Verdicts, folder: str) -> None:
    calls, s3 = (sample_verdicts.package(folder, each) for each in ("_calls", "s3"))
    client = StubbedClient("s3", Response(b"", status=404)).client
    for request, expected in (
        (s3.HeadObjectRequest(bucket="b", key="k"), s3.NoSuchKey),
        (s3.HeadBucketRequest(bucket="b"), s3.NoSuchBucket),
    ):
        with pytest.raises(ClientError) as failed:
            calls.call(client, request)
        error = calls.read_error(failed.value, s3)
        assert type(error) is expected
        assert error.message == "Not Found"
    forbidden = StubbedClient("s3", Response(b"", status=403)).client
    with pytest.raises(ClientError) as failed:
        calls.call(forbidden, s3.HeadBucketRequest(bucket="b"))
    assert calls.read_error(failed.value, s3) is None
    several = ClientError({"Error": {"Code": "404", "Message": "Not Found"}}, "CreateBucket")  # it declares two errors
    assert calls.read_error(several, s3) is None


@pytest.mark.parametrize("folder", ["pydantic_models", "dataclass_models"])
def test_other_names_of_messages(tmp_path: Path, shapewright: Run, folder: str) -> None:
    """botocore finds no message if a service calls it `exceptionMessage` or `detailedMessage`."""
    services = ("ivs", "neptunedata")
    done = shapewright("build", *(f"--source=botocore:{each}" for each in services), "--out", "out")
    assert done.returncode == 0, done.stderr
    output = Verdicts(tmp_path / "out")
    calls = output.package(folder, "_calls")
    for service, name, member, request in (
        ("ivs", "AccessDeniedException", "exceptionMessage", "ListChannelsRequest"),
        ("neptunedata", "AccessDeniedException", "detailedMessage", "GetEngineStatusRequest"),
    ):
        models = output.package(folder, service)
        headers = {"x-amzn-errortype": name}
        client = StubbedClient(service, Response(json.dumps({member: "no"}).encode(), headers, 403)).client
        with pytest.raises(ClientError) as failed:
            calls.call(client, getattr(models, request)())
        error = calls.read_error(failed.value, models)
        assert type(error) is getattr(models, name)
        assert error.message == getattr(error, naming.snake_case(member)) == "no"


REST_XML = b"<Error><Code>NoSuchBucket</Code><Message>none</Message></Error>"
QUERY = b"<ErrorResponse><Error><Code>ExpiredTokenException</Code><Message>late</Message></Error></ErrorResponse>"
JSON = b'{"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", "message": "no", "Item": %s}'
CBOR = b"\xbf\x66__typex\x24com.amazonaws.cloudwatch#ResourceNotFound\xff"
ERRORS: dict[str, tuple[str, str, dict[str, Any], Response, str, dict[str, Any]]] = {
    "rest-xml": (
        "s3",
        "ListObjectsV2",
        {"Bucket": "b"},
        Response(REST_XML, status=404),
        "NoSuchBucket",
        {"message": "none"},
    ),
    "query": (
        "sts",
        "GetCallerIdentity",
        {},
        Response(QUERY, status=400),
        "ExpiredTokenException",
        {"message": "late"},
    ),
    "json": (
        "dynamodb",
        "DescribeLimits",
        {},
        Response(JSON % b'{"a": {"S": "x"}}', status=400),
        "ConditionalCheckFailedException",
        {"message": "no", "Item": {"a": {"S": "x"}}},
    ),
    "json, by its query name": (
        "sqs",
        "ListQueues",
        {},
        Response(
            b'{"__type": "com.amazonaws.sqs#QueueDoesNotExist"}',
            {"x-amzn-query-error": "AWS.SimpleQueueService.NonExistentQueue;Sender"},
            400,
        ),
        "QueueDoesNotExist",
        {},
    ),
    "rest-json": (
        "iot-data",
        "GetThingShadow",
        {"thingName": "t"},
        Response(b'{"message": "gone"}', {"x-amzn-errortype": "ResourceNotFoundException"}, 404),
        "ResourceNotFoundException",
        {"message": "gone"},
    ),
}


@pytest.mark.parametrize("protocol", ERRORS)
def test_read_error_of_the_client(sample_verdicts: Verdicts, protocol: str) -> None:
    service, operation, arguments, response, name, members = ERRORS[protocol]
    with pytest.raises(ClientError) as failed:
        StubbedClient(service, response).call(operation, **arguments)
    classes = ServiceClasses(sample_verdicts, service)
    for folder, package in (("pydantic_models", classes.models), ("dataclass_models", classes.dataclasses)):
        calls = sample_verdicts.package(folder, "_calls")
        error = calls.read_error(failed.value, package)
        assert type(error) is getattr(package, name)
        dump = error.model_dump() if folder == "pydantic_models" else classes.converter.unstructure(error)
        assert json.loads(json.dumps(dump)) == members


def test_undeclared_error_is_none(sample_verdicts: Verdicts) -> None:
    error = ClientError({"Error": {"Code": "Unheard"}}, "GetItem")
    read_error = sample_verdicts.package("pydantic_models", "_calls").read_error
    assert read_error(error, ServiceClasses(sample_verdicts, "dynamodb").models) is None
    assert read_error(ClientError({}, "X"), ServiceClasses(sample_verdicts, "dynamodb").models) is None


@pytest.mark.parametrize("folder", ["pydantic_models", "dataclass_models"])
def test_read_error_takes_a_package(sample_verdicts: Verdicts, folder: str) -> None:
    """A client often has the name of its service, and None would be no error of the service."""
    read_error = sample_verdicts.package(folder, "_calls").read_error
    error = ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "GetItem")
    mistakes = {"DynamoDB": StubbedClient("dynamodb").client, "str": "dynamodb", "the module json": json}
    for what, wrong in mistakes.items():
        with pytest.raises(TypeError, match=f"^`read_error` takes the generated package of a service, not {what}$"):
            read_error(error, wrong)


def test_paginators_and_waiters_of_stubs_belong_to_operations(request: pytest.FixtureRequest) -> None:
    """Exactly the request classes with a `PaginationConfig` or `WaiterConfig` belong to a paginator or waiter."""
    count = 0
    for name in EVERY_DIFFERENCE:
        service = stub(name)
        tied = {each.paginator.input for each in service.operations if each.paginator}
        tied |= {each.input for each in service.waiters}
        inputs = [each.input for each in service.operations if each.input]
        assert len(set(inputs)) == len(inputs), name  # each class is one operation's
        for shape in service.shapes.values():
            if isinstance(shape, ir.Structure) and shape.use is ir.Use.REQUEST:
                configured = {"PaginationConfig", "WaiterConfig"} & {each.name for each in shape.members}
                assert bool(configured) == (ir.Ref(shape.name) in tied), (name, shape.name)
                count += bool(configured)
    assert count > 1000
