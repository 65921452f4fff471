"""What hangs on operations: errors by their codes, and the parameters of paginators and waiters."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.loaders import Loader
from botocore.model import ServiceModel
from canned import Answer, Canned
from judges import JUDGED, Judges
from test_vocabulary import SOME
from verdicts import Verdicts
from vocabulary import stub

from generator import ir, naming


@pytest.mark.parametrize("service", JUDGED)
def test_errors_are_those_that_botocore_knows(judged: Verdicts, service: str) -> None:
    """By code, as its exceptions are chosen; and by operation."""
    models = Judges(judged, service).models
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
ERRORS: dict[str, tuple[str, str, dict[str, Any], Answer, str, dict[str, Any]]] = {
    "rest-xml": ("s3", "ListObjectsV2", {"Bucket": "b"}, Answer(REST_XML, status=404), "NoSuchBucket", {}),
    "query": ("sts", "GetCallerIdentity", {}, Answer(QUERY, status=400), "ExpiredTokenException", {"message": "late"}),
    "json": (
        "dynamodb",
        "DescribeLimits",
        {},
        Answer(JSON % b'{"a": {"S": "x"}}', status=400),
        "ConditionalCheckFailedException",
        {"message": "no", "Item": {"a": {"S": "x"}}},
    ),
    "json, by its query name": (
        "sqs",
        "ListQueues",
        {},
        Answer(
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
        Answer(b'{"message": "gone"}', {"x-amzn-errortype": "ResourceNotFoundException"}, 404),
        "ResourceNotFoundException",
        {"message": "gone"},
    ),
}


@pytest.mark.parametrize("protocol", ERRORS)
def test_an_error_of_the_client_is_read(judged: Verdicts, protocol: str) -> None:
    service, operation, arguments, answer, name, members = ERRORS[protocol]
    with pytest.raises(ClientError) as failed:
        Canned(service, answer).call(operation, **arguments)
    judges = Judges(judged, service)
    for folder, package in (("pydantic_models", judges.models), ("dataclass_models", judges.dataclasses)):
        calls = judged.package(folder, "_calls")
        error = calls.read_error(failed.value, package)
        assert type(error) is getattr(package, name)
        dump = error.model_dump() if folder == "pydantic_models" else judges.converter.unstructure(error)
        assert json.loads(json.dumps(dump)) == members


def test_an_error_that_nobody_declared_is_none(judged: Verdicts) -> None:
    error = ClientError({"Error": {"Code": "Unheard"}}, "GetItem")
    assert judged.package("pydantic_models", "_calls").read_error(error, Judges(judged, "dynamodb").models) is None
    assert judged.package("pydantic_models", "_calls").read_error(ClientError({}, "X"), ir) is None


def test_paginators_and_waiters_of_stubs_are_those_of_operations(request: pytest.FixtureRequest) -> None:
    """Every class of parameters that has their configuration in it."""
    count = 0
    for name in SOME:
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
