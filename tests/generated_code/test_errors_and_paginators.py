"""The errors of operations, by their codes, and the parameters of paginators and waiters."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.loaders import Loader
from botocore.model import ServiceModel

from generator import ir, naming
from support.published_stubs import stub
from support.service_classes import ServiceClasses
from support.services import EVERY_DIFFERENCE, EVERY_PROTOCOL
from support.stubbed_client import Response, StubbedClient
from support.verdicts import Verdicts

pytestmark = pytest.mark.pinned_botocore


@pytest.mark.parametrize("service", EVERY_PROTOCOL)
def test_errors_are_those_of_botocore(sample_verdicts: Verdicts, service: str) -> None:
    """Errors have the codes by which botocore chooses its exceptions, and belong to the same operations."""
    models = ServiceClasses(sample_verdicts, service).models
    model = ServiceModel(Loader().load_service_model(service, "service-2"), service)
    codes = {str(shape.error_code): naming.class_name(naming.pascal_case(shape.name)) for shape in model.error_shapes}
    found = getattr(models, "ERROR_CODES", {})
    assert found.keys() == codes.keys()
    for code, name in codes.items():
        assert found[code].removesuffix("Extra").removesuffix("Output") == name.removesuffix("Output")
        assert issubclass(getattr(models, found[code]), models._errors._Error if hasattr(models, "_errors") else object)
    for operation in models.OPERATIONS:
        expected = [shape.name for shape in model.operation_model(operation).error_shapes]
        assert len(getattr(models, "ERRORS", {}).get(operation, ())) == len(expected)


REST_XML = b"<Error><Code>NoSuchBucket</Code><Message>none</Message></Error>"
QUERY = b"<ErrorResponse><Error><Code>ExpiredTokenException</Code><Message>late</Message></Error></ErrorResponse>"
JSON = b'{"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", "message": "no", "Item": %s}'
CBOR = b"\xbf\x66__typex\x24com.amazonaws.cloudwatch#ResourceNotFound\xff"
ERRORS: dict[str, tuple[str, str, dict[str, Any], Response, str, dict[str, Any]]] = {
    "rest-xml": ("s3", "ListObjectsV2", {"Bucket": "b"}, Response(REST_XML, status=404), "NoSuchBucket", {}),
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
    assert read_error(ClientError({}, "X"), ir) is None


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
