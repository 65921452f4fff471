"""A fake does what a test says, as the real client would, and refuses everything else."""

import asyncio
import contextlib
import importlib
import inspect
import io
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EventStreamError, WaiterError
from botocore.loaders import Loader

from generator import naming
from support.commands import node, python
from support.stubbed_client import Response, StubbedClient
from support.verdicts import Verdicts

FOLDERS = ["pydantic_models", "dataclass_models"]


class Output:
    """The functions and the packages of one folder."""

    def __init__(self, verdicts: Verdicts, folder: str) -> None:
        self.folder = folder
        self.testing = verdicts.package(folder, "testing")
        self.calls = verdicts.package(folder, "_calls")
        self.aio = verdicts.package(folder, "aio")
        self._verdicts = verdicts

    def __getattr__(self, service: str) -> Any:
        return self._verdicts.package(self.folder, service)


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    folder = tmp_path_factory.mktemp("fakes")
    names = ("bedrock-runtime", "dynamodb", "lambda", "s3", "sqs")
    sources = [argument for name in names for argument in ("--source", f"botocore:{name}")]
    targets = ("--target", "pydantic", "--target", "dataclasses")
    done = python("-m", "generator", "build", *sources, *targets, "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    return Verdicts(folder / "out")


@pytest.fixture(params=FOLDERS)
def output(request: pytest.FixtureRequest, verdicts: Verdicts) -> Output:
    return Output(verdicts, request.param)


# What is asked


def test_a_fake_is_made_of_a_name_or_a_package(output: Output) -> None:
    fake = output.testing.fake
    for service in ("lambda", "lambda_", output.lambda_):
        assert fake(service).meta.service_model.service_name == "lambda"
    assert callable(fake("bedrock-runtime").invoke_model)
    with pytest.raises(ValueError, match="has no service 'sns', only bedrock_runtime, dynamodb, lambda_, s3, sqs"):
        fake("sns")
    with pytest.raises(TypeError, match="not of the module json"):
        fake(importlib.import_module("json"))


def test_the_last_rule_that_fits_counts(output: Output) -> None:
    s3 = output.testing.fake("s3")
    s3.on(output.s3.GetObjectRequest).returns({"ContentLength": 1})
    s3.on(output.s3.GetObjectRequest, bucket="b").returns({"ContentLength": 2})
    s3.on(output.s3.GetObjectRequest, lambda request: request.key == "k").returns({"ContentLength": 3}, times=1)
    s3.on(output.s3.GetObjectRequest(bucket="c", key="k")).returns({"ContentLength": 4})
    asked = [("a", "a"), ("b", "a"), ("b", "k"), ("c", "k"), ("b", "k")]
    requests = [output.s3.GetObjectRequest(bucket=bucket, key=key) for bucket, key in asked]
    assert [output.calls.call(s3, request).content_length for request in requests] == [1, 2, 3, 4, 2]
    assert s3.calls == requests
    s3.assert_all_used()


def test_steps_come_in_order(output: Output) -> None:
    sqs, models = output.testing.fake("sqs"), output.sqs
    rule = sqs.on(models.ListQueuesRequest(max_results=1))
    rule.returns({"QueueUrls": ["a"]}).raises("Throttled", times=2).returns({"QueueUrls": ["b"]})
    found = []
    for _ in range(5):
        try:
            found.append(output.calls.call(sqs, models.ListQueuesRequest(max_results=1)).queue_urls)
        except ClientError as error:
            found.append(error.response["Error"]["Code"])
    assert found == [["a"], "Throttled", "Throttled", ["b"], ["b"]]


def test_a_rule_is_used_up(output: Output) -> None:
    sqs = output.testing.fake("sqs")
    sqs.on(output.sqs.ListQueuesRequest()).returns({}, times=2)
    sqs.list_queues()
    with pytest.raises(AssertionError, match=r"^not used: on\(ListQueuesRequest\(\)\)$"):
        sqs.assert_all_used()
    sqs.list_queues()
    sqs.assert_all_used()
    with pytest.raises(output.testing.UnexpectedRequest, match=r"on\(ListQueuesRequest\(\)\) is used up after 2$"):
        sqs.list_queues()


def test_the_end_of_with(output: Output) -> None:
    fake, request = output.testing.fake, output.sqs.ListQueuesRequest
    with pytest.raises(AssertionError, match="not used"), fake("sqs") as sqs:
        sqs.on(request()).returns({})
    swallowed = contextlib.suppress(Exception)  # code that catches too much
    with pytest.raises(AssertionError, match="the fake of sqs has no response for"), fake("sqs") as sqs, swallowed:
        sqs.list_queues()
    with pytest.raises(KeyError, match="of the test"), fake("sqs") as sqs:
        sqs.on(request()).returns({})
        raise KeyError("of the test")


def test_the_message_shows_the_nearest_first(output: Output) -> None:
    models, tables = output.dynamodb, output.testing.fake("dynamodb")
    value = models.AttributeValue
    tables.on(models.PutItemInput(table_name="other", item={"id": value(n="1")})).returns({})
    tables.on(models.PutItemInput(table_name="t", item={"id": value(s="a"), "l": value(l=[value(s="x")])})).returns({})
    asked = models.PutItemInput(table_name="t", item={"id": value(s="a"), "l": value(l=[value(s="y")])})
    with pytest.raises(output.testing.UnexpectedRequest) as failed:
        output.calls.call(tables, asked)
    lines = str(failed.value).splitlines()
    assert lines[1] == f"    {asked!r}"
    assert lines[3] == "    item['l'].l[0].s: 'y', not 'x'"
    assert lines[2].endswith("differs:")
    assert lines[4].startswith("on(PutItemInput(table_name='other'")
    assert "    table_name: 't', not 'other'" in lines
    with pytest.raises(output.testing.UnexpectedRequest, match="and no rule is for a request of this kind"):
        tables.list_tables()
    tables.on(models.ListTablesInput())
    with pytest.raises(output.testing.UnexpectedRequest, match=r"on\(ListTablesInput\(\)\) has no response"):
        tables.list_tables()
    tables.on(models.ListTablesInput, lambda request: request.limit == 5).returns({})
    with pytest.raises(
        output.testing.UnexpectedRequest, match=r"ListTablesInput, <lambda>\) differs:\n    <lambda> ret"
    ):
        tables.list_tables()


def test_no_secret_is_shown(output: Output) -> None:
    s3, request = output.testing.fake("s3"), output.s3.GetObjectRequest
    s3.on(request(bucket="b", key="k", sse_customer_key="secret-a")).returns({})
    with pytest.raises(output.testing.UnexpectedRequest, match="sse_customer_key") as failed:
        s3.get_object(Bucket="b", Key="k", SSECustomerKey="secret-b")
    assert "secret-" not in str(failed.value)


def test_files_are_compared_by_their_content(output: Output) -> None:
    s3, request = output.testing.fake("s3"), output.s3.PutObjectRequest
    s3.on(request(bucket="b", key="k", body=io.BytesIO(b"abc"))).returns({"ETag": "e"})
    assert s3.put_object(Bucket="b", Key="k", Body=io.BytesIO(b"abc"))["ETag"] == "e"
    assert output.calls.call(s3, request(bucket="b", key="k", body=b"abc")).e_tag == "e"
    assert [each.body for each in s3.calls] == [b"abc", b"abc"]


def test_part_of_a_response_in_a_request(output: Output) -> None:
    """It is judged when it is sent, and equals one that was made by hand."""
    models, tables = output.dynamodb, output.testing.fake("dynamodb")
    key = {"id": models.AttributeValue(s="a")}
    tables.on(models.ScanInput(table_name="t")).returns({"LastEvaluatedKey": {"id": {"S": "a"}}})
    tables.on(models.ScanInput(table_name="t", exclusive_start_key=key)).returns({"Count": 1})
    first = output.calls.call(tables, models.ScanInput(table_name="t"))
    again = models.ScanInput(table_name="t", exclusive_start_key=first.last_evaluated_key)
    assert output.calls.call(tables, again).count == 1
    tables.on(again).returns({"Count": 2})
    assert output.calls.call(tables, models.ScanInput(table_name="t", exclusive_start_key=key)).count == 2


# What is refused


REFUSED: dict[str, tuple[type[Exception], str, Callable[[Output, Any], Any]]] = {
    "a request of another service": (
        TypeError,
        "ListQueuesRequest is a request of .*sqs, but the fake is of .*s3",
        lambda output, s3: s3.on(output.sqs.ListQueuesRequest()),
    ),
    "a call of another service": (
        TypeError,
        "ListQueuesRequest is a request of sqs, but the client is one of s3",
        lambda output, s3: output.calls.call(s3, output.sqs.ListQueuesRequest()),
    ),
    "no request": (TypeError, "takes a request or its class, not dict", lambda output, s3: s3.on({})),
    "a response as a request": (TypeError, "not the class", lambda output, s3: s3.on(output.s3.GetObjectOutput)),
    "no field of the request": (
        TypeError,
        "GetObjectRequest has no field 'buckett'",
        lambda output, s3: s3.on(output.s3.GetObjectRequest, buckett="b"),
    ),
    "members beside a request": (
        TypeError,
        "need a class, not a request",
        lambda output, s3: s3.on(output.s3.GetObjectRequest(bucket="b", key="k"), bucket="b"),
    ),
    "the response of another operation": (
        TypeError,
        "the response of GetObject is a GetObjectOutput, not PutObjectOutput",
        lambda output, s3: s3.on(output.s3.GetObjectRequest).returns(output.s3.PutObjectOutput()),
    ),
    "a response where there is none": (
        TypeError,
        "BucketExists has no response: use None",
        lambda output, s3: s3.on(output.s3.BucketExists).returns({"A": 1}),
    ),
    "an unknown member": (
        ValueError,
        r"the client never returns this ListObjectsV2Output:\n.*Contents.*Keyy",
        lambda output, s3: s3.on(output.s3.ListObjectsV2Request).returns({"Contents": [{"Keyy": "k"}]}),
    ),
    "a wrong kind": (
        ValueError,
        "the client never returns this GetObjectOutput",
        lambda output, s3: s3.on(output.s3.GetObjectRequest).returns({"ContentLength": "3"}),
    ),
    "a wrong page": (
        ValueError,
        "the client never returns this ListObjectsV2Output",
        lambda output, s3: s3.on(output.s3.ListObjectsV2Request).pages({}, {"KeyCount": "3"}),
    ),
    "a time without a time zone": (
        ValueError,
        "LastModified: expected a time with a time zone",
        lambda output, s3: s3.on(output.s3.HeadObjectRequest).returns({"LastModified": datetime(2026, 1, 1)}),
    ),
    "an error of another service": (
        TypeError,
        "QueueDoesNotExist is no error of .*s3",
        lambda output, s3: s3.on(output.s3.GetObjectRequest).raises(output.sqs.QueueDoesNotExist()),
    ),
    "a response as an error": (
        TypeError,
        "takes an error of the service, a code or an exception, not GetObjectOutput",
        lambda output, s3: s3.on(output.s3.GetObjectRequest).raises(output.s3.GetObjectOutput()),
    ),
    "no times": (
        ValueError,
        "`times` must be at least 1, got 0",
        lambda output, s3: s3.on(output.s3.GetObjectRequest).returns({}, times=0),
    ),
    "a member of no request": (
        ValueError,
        "the client refuses this GetObjectRequest:\n(.*\n)*.*Buckett",
        lambda output, s3: s3.get_object(Buckett="b", Key="k", Bucket="b"),
    ),
    "the name of a field": (
        ValueError,
        "the client refuses this GetObjectRequest",
        lambda output, s3: s3.get_object(bucket="b", Key="k"),
    ),
    "an argument without a name": (
        TypeError,
        r"get_object\(\) only accepts keyword arguments",
        lambda output, s3: s3.get_object("b"),
    ),
    "no method": (AttributeError, "the fake of s3 has no 'get_objct'", lambda output, s3: s3.get_objct),
    "no paginator": (ValueError, "has no paginator 'get_object'", lambda output, s3: s3.get_paginator("get_object")),
    "no waiter": (ValueError, "has no waiter 'table_exists'", lambda output, s3: s3.get_waiter("table_exists")),
    "no operation": (ValueError, "has no operation 'gone'", lambda output, s3: s3.generate_presigned_url("gone")),
    "a wrong presigned request": (
        ValueError,
        "the client refuses this GetObjectRequest",
        lambda output, s3: s3.generate_presigned_url("get_object", {"Bucket": "b"}),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(output: Output, case: str) -> None:
    error, message, use = REFUSED[case]
    s3 = output.testing.fake("s3")
    with pytest.raises(error, match=message):
        use(output, s3)
    assert s3.calls == []


def test_a_wrong_request_in_a_dataclass(verdicts: Verdicts) -> None:
    """A dataclass can hold anything. It is judged when the test says it."""
    output = Output(verdicts, "dataclass_models")
    s3, models = output.testing.fake("s3"), output.s3
    with pytest.raises(ValueError, match="bucket: expected str, got int"):
        s3.on(models.GetObjectRequest(bucket=3, key="k"))
    with pytest.raises(ValueError, match="content_length: expected int, got str"):
        s3.on(models.GetObjectRequest).returns(models.GetObjectOutput(content_length="3"))


def test_a_response_that_was_changed(verdicts: Verdicts) -> None:
    """A response of pydantic takes any assignment. It is judged when the test says it."""
    output = Output(verdicts, "pydantic_models")
    s3, response = output.testing.fake("s3"), output.s3.GetObjectOutput()
    response.content_length = "many"
    with pytest.raises(ValueError, match="ContentLength: Input should be a valid integer"):
        s3.on(output.s3.GetObjectRequest).returns(response)


def test_what_a_function_returns_is_judged(output: Output) -> None:
    s3 = output.testing.fake("s3")
    s3.on(output.s3.GetObjectRequest).computes(lambda request: {"ContentLength": request.key})
    with pytest.raises(ValueError, match="the client never returns this GetObjectOutput"):
        s3.get_object(Bucket="b", Key="k")


# As the client


def test_a_dict_as_the_client_returns_it(output: Output) -> None:
    models, s3 = output.s3, output.testing.fake("s3")
    modified = datetime(2026, 1, 2, tzinfo=UTC)
    listed = models.ListObjectsV2Output(contents=[models.Object(key="a", size=1, last_modified=modified)])
    s3.on(models.ListObjectsV2Request(bucket="b")).returns(listed)
    body = (
        b"<ListBucketResult><Contents><Key>a</Key><LastModified>2026-01-02T00:00:00Z</LastModified><Size>1</Size>"
        b"</Contents></ListBucketResult>"
    )
    real = StubbedClient("s3", Response(body)).client.list_objects_v2(Bucket="b")
    found = s3.list_objects_v2(Bucket="b")
    assert found["Contents"] == real["Contents"]
    assert found["Contents"][0]["LastModified"].utcoffset() == timedelta(0)
    assert found["ResponseMetadata"].keys() <= {*real["ResponseMetadata"], "RequestId"}
    found["Contents"].clear()
    assert s3.list_objects_v2(Bucket="b")["Contents"], "each caller has a dict of its own"


def test_a_body_is_read_once(output: Output) -> None:
    s3, stream = output.testing.fake("s3"), output.testing.stream
    s3.on(output.s3.GetObjectRequest).returns(output.s3.GetObjectOutput(body=stream(b"one\ntwo")))
    body = s3.get_object(Bucket="b", Key="k")["Body"]
    assert (body.read(3), body.read(), body.read()) == (b"one", b"\ntwo", b"")
    assert [*s3.get_object(Bucket="b", Key="k")["Body"].iter_lines()] == [b"one", b"two"]
    with output.calls.call(s3, output.s3.GetObjectRequest(bucket="b", key="k")).body as opened:
        assert opened.read() == b"one\ntwo"
    assert stream(b"alone").read() == b"alone"
    s3.on(output.s3.GetObjectRequest).returns({"Body": b"bytes"})
    assert s3.get_object(Bucket="b", Key="k")["Body"].read() == b"bytes"
    s3.on(output.s3.GetObjectRequest).returns({})
    assert s3.get_object(Bucket="b", Key="k")["Body"].read() == b""


def test_events(output: Output) -> None:
    bedrock, models = output.testing.fake("bedrock-runtime"), output.bedrock_runtime
    first = models.ResponseStream(chunk=models.PayloadPart(bytes=b"a"))
    error = models.ThrottlingException(message="slow down")
    body = output.testing.events(first, error)
    request = models.InvokeModelWithResponseStreamRequest(model_id="m")
    bedrock.on(request).returns(models.InvokeModelWithResponseStreamResponse(body=body, content_type="c"))
    for _ in range(2):
        events = iter(output.calls.call(bedrock, request).body)
        event = next(events)
        assert type(event) is models.ResponseStream
        assert event.chunk.bytes == b"a"
        with pytest.raises(EventStreamError, match="slow down") as failed:
            next(events)
        assert output.calls.read_error(failed.value, models) == error
    raw = bedrock.invoke_model_with_response_stream(modelId="m")["body"]
    assert next(iter(raw)) == {"chunk": {"bytes": b"a"}}
    bedrock.on(request).returns({})
    assert [*output.calls.call(bedrock, request).body] == []


def test_every_error_of_a_service_is_read_again(output: Output) -> None:
    for service in ("dynamodb", "lambda", "s3", "sqs", "bedrock-runtime"):
        client = output.testing.fake(service)
        models = getattr(output, naming.service_name(service))
        request = next(getattr(models, each) for each, _ in models.OPERATIONS.values() if each)
        for name in {*models.ERROR_CODES.values()}:
            error = getattr(models, name)(message="why")
            raised = client.on(request).raises(error)._steps[0].outcome(None)
            exception = client._exception(raised, "AnyOperation")
            assert isinstance(exception, getattr(client.exceptions, name))
            assert output.calls.read_error(exception, models) == error


def test_an_error_with_members(output: Output) -> None:
    s3, models = output.testing.fake("s3"), output.s3
    s3.on(models.GetObjectRequest).raises(models.InvalidObjectState(storage_class="GLACIER", message="archived"))
    with pytest.raises(s3.exceptions.InvalidObjectState, match="archived") as failed:
        s3.get_object(Bucket="b", Key="k")
    assert failed.value.operation_name == "GetObject"
    assert failed.value.response["StorageClass"] == "GLACIER"
    assert output.calls.read_error(failed.value, models).storage_class == "GLACIER"


@pytest.mark.parametrize("operation", ["HeadObject", "HeadBucket"])
def test_a_request_without_a_body_in_its_error(output: Output, operation: str) -> None:
    """What the real client raises for a HEAD request that fails."""
    models, error = output.s3, {"HeadObject": "NoSuchKey", "HeadBucket": "NoSuchBucket"}[operation]
    request = getattr(models, f"{operation}Request")
    arguments = {"bucket": "b"} | ({"key": "k"} if operation == "HeadObject" else {})
    real = StubbedClient("s3", Response(b"", {}, 404))
    fake = output.testing.fake("s3")
    fake.on(request).raises(getattr(models, error)(message="gone"))
    found = []
    for client in (real.client, fake):
        with pytest.raises(ClientError) as failed:
            output.calls.call(client, request(**arguments))
        found.append((str(failed.value), failed.value.response["Error"]["Code"], type(failed.value).__name__))
    assert found[0] == found[1]


@pytest.mark.pinned_botocore
def test_which_operations_are_head_requests() -> None:
    """Those with an error that is declared begin with Head, and no others do."""
    loader = Loader()
    for service in loader.list_available_services("service-2"):
        operations = loader.load_service_model(service, "service-2")["operations"]
        for name, operation in operations.items():
            if len(operation.get("errors", ())) == 1:
                assert name.startswith("Head") == (operation["http"]["method"] == "HEAD"), f"{service}.{name}"


def test_an_exception_is_raised_as_it_is(output: Output) -> None:
    s3, waiter = output.testing.fake("s3"), output.s3.BucketExists(bucket="b")
    error = WaiterError("BucketExists", "Max attempts exceeded", {})
    s3.on(waiter).raises(error).returns(None)
    with pytest.raises(WaiterError) as failed:
        output.calls.wait(s3, waiter)
    assert failed.value is error
    assert s3.get_waiter("bucket_exists").wait(Bucket="b") is None
    assert s3.calls == [waiter, waiter]


def test_a_code_that_the_service_does_not_declare(output: Output) -> None:
    s3 = output.testing.fake("s3")
    s3.on(output.s3.GetObjectRequest).raises("Throttled")
    with pytest.raises(ClientError, match="Throttled") as failed:
        s3.get_object(Bucket="b", Key="k")
    assert output.calls.read_error(failed.value, output.s3) is None


def test_pages(output: Output) -> None:
    models, sqs = output.sqs, output.testing.fake("sqs")
    sqs.on(models.ListQueuesRequest()).pages({"QueueUrls": ["a"], "NextToken": "2"}, {"QueueUrls": ["b"]})
    config = models.PaginatorConfig(page_size=5)
    requests = [models.ListQueuesRequest(), models.ListQueuesRequestPaginate(pagination_config=config)]
    for request in requests:
        assert [page.queue_urls for page in output.calls.pages(sqs, request)] == [["a"], ["b"]]
    assert sqs.calls == requests
    assert output.calls.call(sqs, models.ListQueuesRequest()).next_token == "2"
    sqs.on(models.ListQueuesRequestPaginate(pagination_config=config)).returns({"QueueUrls": ["c"]})
    assert [page.queue_urls for page in output.calls.pages(sqs, requests[1])] == [["c"]]
    assert [each["QueueUrls"] for each in sqs.get_paginator("list_queues").paginate()] == [["a"], ["b"]]


def test_what_clients_have(output: Output) -> None:
    """By the name and for the services of the real client."""
    for service in ("dynamodb", "s3", "sqs"):
        real, fake = StubbedClient(service).client, output.testing.fake(service)
        methods = real.meta.method_to_api_mapping
        assert {*fake.meta.method_to_api_mapping.items()} <= {*methods.items()}
        assert {each for each in methods if real.can_paginate(each)} == {
            each for each in methods if fake.can_paginate(each)
        }
        assert sorted(fake.waiter_names) == sorted(real.waiter_names)
        assert {each for each in dir(fake.exceptions) if not each.startswith("_")} <= {*dir(real.exceptions)}
        assert fake.close() is None


@pytest.mark.pinned_botocore
def test_methods_that_are_no_operations(output: Output) -> None:
    """They take arguments without names, in the order of boto3."""
    s3, models = output.testing.fake("s3"), output.s3
    client: Any = boto3.client("s3", region_name="eu-west-1")
    for method, (name, response) in models.METHODS.items():
        cls = getattr(models, name)
        fields = [each.member for each in output.testing._fields(cls)]
        assert fields == [each for each in inspect.signature(getattr(client, method)).parameters if each != "self"]
        s3.on(cls).returns(models.PresignedPost(url="u", fields={"key": "k"}) if response else None)
    assert s3.upload_file("f", "b", "k", ExtraArgs={"ContentType": "text/plain"}) is None
    extra = models.UploadExtraArgs(content_type="text/plain")
    assert s3.calls == [models.ClientUploadFileRequest(filename="f", bucket="b", key="k", extra_args=extra)]
    assert s3.generate_presigned_post("b", "k") == {"url": "u", "fields": {"key": "k"}}
    form = output.calls.presign_post(s3, models.ClientGeneratePresignedPostRequest(bucket="b", key="k"))
    assert form.url == "u"


def test_a_request_of_another_package(verdicts: Verdicts) -> None:
    """A fake of the models takes the requests of the dataclasses, because it is a client."""
    models, dataclasses = Output(verdicts, "pydantic_models"), Output(verdicts, "dataclass_models")
    sqs = models.testing.fake("sqs")
    sqs.on(models.sqs.ListQueuesRequest(max_results=1)).returns({"QueueUrls": ["a"]})
    response = dataclasses.calls.call(sqs, dataclasses.sqs.ListQueuesRequest(max_results=1))
    assert type(response) is dataclasses.sqs.ListQueuesResult


# Awaited


def test_an_awaited_fake(output: Output) -> None:
    async def use() -> None:
        testing, models, aio = output.testing, output.s3, output.aio
        async with testing.async_fake("s3") as s3:
            s3.on(models.GetObjectRequest).returns(models.GetObjectOutput(body=testing.stream(b"one\ntwo")))
            s3.on(models.ListObjectsV2Request(bucket="b")).pages({"KeyCount": 1}, {"KeyCount": 2})
            s3.on(models.BucketExists(bucket="b")).returns(None)
            s3.on(models.HeadObjectRequest).raises(models.NoSuchKey())
            request = models.GetObjectRequest(bucket="b", key="k")
            async with (await aio.call(s3, request)).body as body:
                assert (await body.read(3), await body.read(), await body.read()) == (b"one", b"\ntwo", b"")
            assert [each async for each in (await s3.get_object(Bucket="b", Key="k"))["Body"].iter_lines()] == [
                b"one",
                b"two",
            ]
            assert [each async for each in (await aio.call(s3, request)).body] == [b"one\ntwo"]
            listed = models.ListObjectsV2Request(bucket="b")
            assert [each.key_count async for each in aio.pages(s3, listed)] == [1, 2]
            assert await aio.wait(s3, models.BucketExists(bucket="b")) is None
            assert await aio.presign(s3, request) == "https://s3.test/get_object?Bucket=b&Key=k&ExpiresIn=3600"
            with pytest.raises(ClientError, match="404"):
                await s3.head_object(Bucket="b", Key="k")
            with pytest.raises(TypeError, match="use the functions of `aio`"):
                output.calls.call(s3, request)
            await s3.close()
        with pytest.raises(TypeError, match="the client is not one of aiobotocore"):
            await aio.call(testing.fake("s3"), request)
        with pytest.raises(AssertionError, match="not used"):
            async with testing.async_fake("s3") as s3:
                s3.on(request).returns({})

    asyncio.run(use())


# Without botocore

ALONE = """
import importlib, sys

class Missing:
    def find_spec(self, name, *_):
        if name.partition(".")[0] in ("botocore", "boto3"):
            raise ModuleNotFoundError(name, name=name)

sys.meta_path.insert(0, Missing())
package = importlib.import_module(sys.argv[1])
testing = importlib.import_module(sys.argv[1] + ".testing")
s3 = importlib.import_module(sys.argv[1] + ".s3")
fake = testing.fake("s3")
fake.on(s3.ListObjectsV2Request).returns({"KeyCount": 1})
fake.on(s3.GetObjectRequest).raises(s3.NoSuchKey())
print(package.call(fake, s3.ListObjectsV2Request(bucket="b")).key_count)
for use in (lambda: fake.get_object(Bucket="b", Key="k"), lambda: testing.stream(b"")):
    try:
        use()
    except ModuleNotFoundError as error:
        print(error)
"""


@pytest.mark.parametrize("folder", FOLDERS)
def test_without_botocore(verdicts: Verdicts, folder: str) -> None:
    command = [sys.executable, "-W", "error", "-c", ALONE, folder]
    done = subprocess.run(command, cwd=verdicts.out, capture_output=True, text=True, check=False)
    needed = "a fake needs botocore for errors and for bodies that are read"
    assert (done.stdout, done.stderr) == (f"1\n{needed}\n{needed}\n", "")


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_imports_the_module(verdicts: Verdicts, folder: str) -> None:
    code = f"import sys, {folder}.s3 as s3, {folder} as f; f.call, s3.GetObjectRequest, s3.GetObjectOutput\n"
    code += "f.OperationRequest, f.read_error\nprint([each for each in sys.modules if each.endswith('.testing')])"
    done = subprocess.run([sys.executable, "-c", code], cwd=verdicts.out, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")


# What type checkers say

TYPED = """
from typing import assert_type
{stubs}
from {folder} import aio, call, pages, s3, sqs, wait
from {folder}.testing import AsyncFake, Fake, Rule, async_fake, events, fake, stream

client = fake("s3")
awaited = async_fake(s3)
assert_type(client, Fake)
assert_type(awaited, AsyncFake)
get = s3.GetObjectRequest(bucket="b", key="k")
assert_type(client.on(get), Rule[s3.GetObjectOutput])
assert_type(client.on(s3.GetObjectRequest, bucket="b"), Rule[s3.GetObjectOutput])
assert_type(client.on(s3.ListObjectsV2RequestPaginate), Rule[s3.ListObjectsV2Output])
client.on(get).returns(s3.GetObjectOutput(body=stream(b"a"))).raises(s3.NoSuchKey()).raises("SlowDown", times=2)
client.on(get, None).returns({{"ContentLength": 3}})
client.on(s3.ListObjectsV2Request).pages(s3.ListObjectsV2Output(), s3.ListObjectsV2Output())
client.on(s3.PutObjectRequest, lambda request: request.key == "k").computes(lambda request: s3.PutObjectOutput())
client.on(s3.BucketExists(bucket="b")).returns(None)
client.on(s3.DeleteBucketRequest).returns({{}})
client.on(s3.ClientUploadFileRequest).returns(None)
assert_type(call(client, get), s3.GetObjectOutput)
for page in pages(client, s3.ListObjectsV2Request(bucket="b")):
    assert_type(page, s3.ListObjectsV2Output)
wait(client, s3.BucketExists(bucket="b"))


async def use() -> None:
    assert_type(await aio.call(awaited, get), s3.GetObjectOutput)


client.on(get).returns(s3.PutObjectOutput())  # wrong
client.on(get).pages(s3.GetObjectOutput(), s3.PutObjectOutput())  # wrong
client.on(s3.PutObjectRequest).returns(s3.GetObjectOutput())  # wrong
client.on(get).raises(s3.GetObjectOutput())  # wrong
client.on(get).computes(lambda request: 3)  # wrong
client.on(s3.BucketExists(bucket="b")).returns(s3.GetObjectOutput())  # wrong
client.on(s3.GetObjectOutput())  # wrong
client.on("GetObject")  # wrong
fake(3)  # wrong
stream("a")  # wrong
"""
WITH_STUBS = """
from types_boto3_s3 import S3Client


def report(s3: S3Client) -> None: ...


report(fake("s3").client)
"""


@pytest.mark.pinned_botocore
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
@pytest.mark.parametrize("folder", FOLDERS)
def test_type_checkers(verdicts: Verdicts, tmp_path: Path, folder: str, checker: str) -> None:
    text = TYPED.format(folder=folder, stubs="from types_boto3_s3 import S3Client") + WITH_STUBS
    file = tmp_path / "use.py"
    file.write_text(text)
    if checker == "mypy":
        options = ("--strict", "--ignore-missing-imports", "--config-file=", f"--cache-dir={tmp_path}")
        command = [sys.executable, "-m", "mypy", *options, str(file)]
        environment = {"MYPYPATH": str(verdicts.out)}
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
        found = {int(line.split(":")[1]) for line in done.stdout.splitlines() if " error: " in line}
    else:
        (tmp_path / "pyrightconfig.json").write_text(f'{{"include": ["."], "extraPaths": ["{verdicts.out}"]}}')
        done = node("pyright", "--pythonpath", sys.executable, "--project", tmp_path)
        found = {int(line.split("use.py:")[1].split(":")[0]) for line in done.stdout.splitlines() if "- error" in line}
    lines = text.splitlines()
    assert found == {number for number, line in enumerate(lines, 1) if line.endswith("# wrong")}, done.stdout[-3000:]
