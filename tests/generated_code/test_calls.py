"""Requests are sent with the right method of the right client, and what the client returns is read.

The clients are real ones of botocore, with responses that never came from a network, unless a test says otherwise.
"""

import importlib
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock, Mock
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from boto3.s3.transfer import S3Transfer, TransferConfig
from botocore import xform_name
from botocore.exceptions import WaiterError
from botocore.loaders import Loader
from botocore.stub import Stubber
from pydantic import ValidationError

from generator import naming
from generator.passes.client_habits import REMOVED_METHODS
from generator.passes.transfers import METHODS
from support.commands import Run, python
from support.stubbed_client import Response, StubbedClient
from support.verdicts import Verdicts

FOLDERS = ["pydantic_models", "dataclass_models"]
AIOBOTOCORE = Path(sys.prefix) / "aiobotocore-3.10.0" / "bin" / "python"  # installed by the Makefile


class Output:
    """The functions and the packages of one folder."""

    def __init__(self, output: Verdicts, folder: str) -> None:
        self._output = output
        self._folder = folder
        self.calls = output.package(folder, "_calls")

    def __getattr__(self, service: str) -> Any:
        return self._output.package(self._folder, service)


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    folder = tmp_path_factory.mktemp("calls")
    names = ("cloudsearch", "dynamodb", "lambda", "s3", "sqs", "sts")
    sources = [argument for name in names for argument in ("--source", f"botocore:{name}")]
    done = python("-m", "generator", "build", *sources, "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    return Verdicts(folder / "out")


@pytest.fixture(params=FOLDERS)
def output(request: pytest.FixtureRequest, verdicts: Verdicts) -> Output:
    return Output(verdicts, request.param)


def answers(*values: object) -> list[Response]:
    return [Response(json.dumps(each).encode()) for each in values]


# One call


def test_the_request_chooses_the_operation(output: Output) -> None:
    stubbed = StubbedClient("sqs", *answers({"QueueUrls": ["a"]}))
    response = output.calls.call(stubbed.client, output.sqs.ListQueuesRequest(queue_name_prefix="j"))
    assert type(response) is output.sqs.ListQueuesResult
    assert response.queue_urls == ["a"]
    assert stubbed.sent
    assert stubbed.sent.headers["X-Amz-Target"] == b"AmazonSQS.ListQueues"
    assert json.loads(stubbed.body) == {"QueueNamePrefix": "j"}


def test_an_operation_without_parameters_has_a_request(output: Output) -> None:
    body = b"<R><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></R>"
    stubbed = StubbedClient("sts", Response(body))
    response = output.calls.call(stubbed.client, output.sts.GetCallerIdentityRequest())
    assert type(response) is output.sts.GetCallerIdentityResponse
    assert response.account == "1"
    with pytest.raises(Exception, match="Account"):
        output.calls.call(stubbed.client, strict(output.sts.GetCallerIdentityRequest, Account="1"))


def strict(cls: Any, **members: Any) -> Any:
    return cls.model_validate(members) if hasattr(cls, "model_validate") else cls(**members)


def test_an_operation_for_which_botocore_declares_no_input(output: Output) -> None:
    """The client drops parameters that it does not know. `docs/differences.md` says so."""
    stubbed = StubbedClient("cloudsearch", Response(b"<R><ListDomainNamesResult/></R>"))
    stubbed.call("ListDomainNames", Unheard=1)
    request = output.cloudsearch.ListDomainNamesRequest
    response = output.calls.call(stubbed.client, request())
    assert type(response) is output.cloudsearch.ListDomainNamesResponse
    with pytest.raises(Exception, match="Unheard"):
        output.calls.call(stubbed.client, strict(request, Unheard=1))


def test_a_keyword_as_the_name_of_a_service(output: Output) -> None:
    stubbed = StubbedClient("lambda", *answers({"Functions": [{"FunctionName": "f"}]}))
    assert output.calls.call(stubbed.client, output.lambda_.ListFunctionsRequest()).functions[0].function_name == "f"


def test_a_class_of_the_user(verdicts: Verdicts) -> None:
    output = Output(verdicts, "pydantic_models")

    class Mixin:
        pass

    request: Any = output.sqs.ListQueuesRequest

    class Mine(Mixin, request):  # type: ignore[misc]
        """Has a method more."""

    class GetItemInput(Mine):
        """Has the name of another class of ours."""

    stubbed = StubbedClient("sqs", *answers({"QueueUrls": ["a"]}))
    for cls in (Mine, GetItemInput):
        assert output.calls.call(stubbed.client, cls(max_results=1)).queue_urls == ["a"]


@pytest.mark.pinned_botocore
@pytest.mark.parametrize("source", ["specs/mine/service-2.json", "specs/mine/type_defs.pyi"])
def test_a_service_read_from_a_file(tmp_path: Path, shapewright: Run, source: str) -> None:
    """A JSON names the service itself, and stubs are known by the name of their folder or by the text in them."""
    file = tmp_path / source
    file.parent.mkdir(parents=True)
    if source.endswith("json"):
        file.write_text(json.dumps(Loader().load_service_model("sqs", "service-2")))
    else:
        stubs = Path(importlib.import_module("types_boto3_sqs").__file__ or "").with_name("type_defs.pyi")
        shutil.copy(stubs, file)
    done = shapewright("build", "--source", source, "--target", "pydantic", "--out", "out")
    assert done.returncode == 0, done.stderr
    (package,) = [each.name for each in (tmp_path / "out/pydantic_models").iterdir() if each.is_dir()]
    output = Verdicts(tmp_path / "out")
    calls, models = output.package("pydantic_models", "_calls"), output.package("pydantic_models", package)
    stubbed = StubbedClient("sqs", *answers({"QueueUrls": ["a"]}))
    assert calls.call(stubbed.client, models.ListQueuesRequest()).queue_urls == ["a"]
    with pytest.raises(TypeError, match="but the client is one of sns"):
        calls.call(StubbedClient("sns").client, models.ListQueuesRequest())


# What is refused, before anything is sent


WRONG_SERVICE: dict[str, Callable[[Any, Any], Any]] = {
    "call": lambda output, client: output.calls.call(client, output.dynamodb.ListTablesInput()),
    "pages": lambda output, client: output.calls.pages(client, output.dynamodb.ListTablesInput()),
    "pages, Paginate": lambda output, client: output.calls.pages(client, output.dynamodb.ListTablesInputPaginate()),
    "wait": lambda output, client: output.calls.wait(client, output.dynamodb.TableExists(table_name="t")),
    "presign": lambda output, client: output.calls.presign(client, output.dynamodb.ListTablesInput()),
    "presign_post": lambda output, client: output.calls.presign_post(
        client, output.s3.ClientGeneratePresignedPostRequest(bucket="b", key="k")
    ),
    "call, upload": lambda output, client: output.calls.call(
        client, output.s3.ClientUploadFileRequest(filename="f", bucket="b", key="k")
    ),
}


@pytest.mark.parametrize("function", WRONG_SERVICE)
def test_a_request_of_another_service(output: Output, function: str) -> None:
    stubbed = StubbedClient("sqs")
    with pytest.raises(TypeError, match=r"is a request of (dynamodb|s3), but the client is one of sqs$"):
        WRONG_SERVICE[function](output, stubbed.client)
    assert stubbed.sent is None


WRONG_FUNCTION: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "call, waiter": ("call", lambda models: models.dynamodb.TableExists(table_name="t")),
    "call, Paginate": ("call", lambda models: models.dynamodb.ListTablesInputPaginate()),
    "call, response": ("call", lambda models: models.dynamodb.ListTablesOutput()),
    "call, a part": ("call", lambda models: models.dynamodb.AttributeValue(s="a")),
    "call, presigned form": (
        "call",
        lambda models: models.s3.ClientGeneratePresignedPostRequest(bucket="b", key="k"),
    ),
    "pages, without pages": ("pages", lambda models: models.dynamodb.GetItemInput(table_name="t", key={})),
    "pages, waiter": ("pages", lambda models: models.dynamodb.TableExists(table_name="t")),
    "wait, operation": ("wait", lambda models: models.dynamodb.DescribeTableInput(table_name="t")),
    "presign, Paginate": ("presign", lambda models: models.dynamodb.ListTablesInputPaginate()),
    "presign, upload": (
        "presign",
        lambda models: models.s3.ClientUploadFileRequest(filename="f", bucket="b", key="k"),
    ),
    "presign_post, operation": ("presign_post", lambda models: models.s3.PutObjectRequest(bucket="b", key="k")),
    "call, a class": ("call", lambda models: models.dynamodb.ListTablesInput),
    "call, nothing of ours": ("call", lambda models: {}),
}


@pytest.mark.parametrize("case", WRONG_FUNCTION)
def test_a_request_for_another_function(output: Output, case: str) -> None:
    function, request = WRONG_FUNCTION[case]
    client = MagicMock()
    with pytest.raises(TypeError, match=f"`{function}` takes .*, not "):
        getattr(output.calls, function)(client, request(output))
    assert not client.mock_calls


def test_a_wrong_request_is_refused_when_it_is_sent(verdicts: Verdicts) -> None:
    """A dataclass can hold anything, so it is judged here; `pages` does not wait for the first page to be asked for."""
    output = Output(verdicts, "dataclass_models")
    stubbed = StubbedClient("dynamodb")
    for function in (output.calls.call, output.calls.pages):
        with pytest.raises(Exception, match="ListTablesInput"):
            function(stubbed.client, output.dynamodb.ListTablesInput(limit="many"))
    assert stubbed.sent is None


def test_an_operation_that_the_installed_botocore_lacks(output: Output) -> None:
    stubbed = StubbedClient("sqs")
    stubbed.client.meta.method_to_api_mapping.pop("list_queues")
    try:
        with pytest.raises(TypeError, match="the installed botocore has no operation ListQueues"):
            output.calls.call(stubbed.client, output.sqs.ListQueuesRequest())
    finally:
        stubbed.client.meta.method_to_api_mapping["list_queues"] = "ListQueues"


# Pages and waiters


def test_pages_of_either_request(output: Output) -> None:
    for request in (
        output.sqs.ListQueuesRequest(queue_name_prefix="j"),
        output.sqs.ListQueuesRequestPaginate(
            queue_name_prefix="j", pagination_config=output.sqs.PaginatorConfig(page_size=2)
        ),
    ):
        stubbed = StubbedClient("sqs", *answers({"QueueUrls": ["a"], "NextToken": "2"}, {"QueueUrls": ["b"]}))
        pages = output.calls.pages(stubbed.client, request)
        assert stubbed.sent is None
        first = next(pages)
        assert type(first) is output.sqs.ListQueuesResult
        assert "NextToken" not in json.loads(stubbed.body)
        assert [first.queue_urls, *(page.queue_urls for page in pages)] == [["a"], ["b"]]
        assert json.loads(stubbed.body)["NextToken"] == "2"
        assert json.loads(stubbed.body)["QueueNamePrefix"] == "j"


def test_waiting(output: Output) -> None:
    table = output.dynamodb
    config = table.WaiterConfig(delay=0, max_attempts=2)
    creating, active = ({"Table": {"TableStatus": each}} for each in ("CREATING", "ACTIVE"))
    stubbed = StubbedClient("dynamodb", *answers(creating, active))
    assert output.calls.wait(stubbed.client, table.TableExists(table_name="t", waiter_config=config)) is None
    assert json.loads(stubbed.body) == {"TableName": "t"}
    with pytest.raises(WaiterError, match="Max attempts exceeded"):
        output.calls.wait(stubbed.client, table.TableNotExists(table_name="t", waiter_config=config))


@pytest.mark.pinned_botocore
def test_every_request_finds_its_method(sample_verdicts: Verdicts, sample_services: list[str]) -> None:
    """Of every operation, paginator and waiter that the client has, and of no other."""
    counts = {"operations": 0, "paginators": 0, "waiters": 0}
    for service in sample_services:
        client = StubbedClient(service).client
        models = sample_verdicts.package("pydantic_models", naming.service_name(service))
        calls = sample_verdicts.package("pydantic_models", "_calls")
        targets = calls._targets(models.__name__)
        operations = dict(client.meta.method_to_api_mapping)
        if removed := REMOVED_METHODS.get(naming.service_name(service)):
            del operations[xform_name(removed)]
        assert set(models.OPERATIONS) == set(operations.values()), service
        for operation, (request, response) in models.OPERATIONS.items():
            target = targets[request]
            assert (target.name, target.response) == (operation, response)
            assert operations[calls._method_name(client, target)] == operation
            assert calls._snake_case(operation) == xform_name(operation)
            assert {"_call", "_presign"} <= set(dir(getattr(models, request)))
            assert hasattr(getattr(models, request), "_pages") == client.can_paginate(xform_name(operation))
        paginated = {each for name, each in operations.items() if client.can_paginate(name)}
        assert getattr(models, "PAGINATORS", {}).keys() == paginated, service
        for operation, request in getattr(models, "PAGINATORS", {}).items():
            assert targets[request].name == operation
            assert not hasattr(getattr(models, request), "_call")
        waiters = getattr(models, "WAITERS", {})
        assert {calls._snake_case(each) for each in waiters} == set(client.waiter_names), service
        for waiter, (request, operation) in waiters.items():
            assert request == waiter
            assert targets[request].name == waiter
            assert client.get_waiter(calls._snake_case(waiter)).config.operation == operation
        counts["operations"] += len(models.OPERATIONS)
        counts["paginators"] += len(paginated)
        counts["waiters"] += len(waiters)
    assert min(counts.values()) > 20, counts


@pytest.mark.pinned_botocore
def test_names_of_methods_are_those_of_the_client(verdicts: Verdicts, sample_services: list[str]) -> None:
    """Also of the services with words that botocore spells in its own way."""
    loader = Loader()
    snake_case = verdicts.package("pydantic_models", "_calls")._snake_case
    for service in {*sample_services, "mturk", "signin", "socialmessaging", "storagegateway", "cloudwatch"}:
        for operation in loader.load_service_model(service, "service-2")["operations"]:
            assert naming.method_name(operation) == snake_case(operation) == xform_name(operation)


@pytest.mark.pinned_botocore
def test_no_two_services_are_taken_for_one_another(verdicts: Verdicts) -> None:
    """A client is known by its name for the service, and by the id in its model. One API has two names, and one id."""
    plain = verdicts.package("pydantic_models", "_calls")._plain
    loader = Loader()
    names: dict[str, set[str]] = {}
    for service in loader.list_available_services("service-2"):
        assert plain(naming.service_name(service)) == plain(service)
        service_id = loader.load_service_model(service, "service-2")["metadata"].get("serviceId", "")
        for name in filter(None, {plain(service), plain(service_id)}):
            names.setdefault(name, set()).add(service)
    shared = [each for each in names.values() if len(each) > 1]
    assert shared == [{"pinpoint-sms-voice", "sms-voice"}]


# Clients that are not botocore's


def test_a_fake_is_called_by_the_name_of_the_method(output: Output) -> None:
    class Fake:
        def list_queues(self, **arguments: Any) -> dict[str, Any]:
            return {"QueueUrls": [str(arguments)]}

    assert output.calls.call(Fake(), output.sqs.ListQueuesRequest(max_results=3)).queue_urls == ["{'MaxResults': 3}"]
    with pytest.raises(AttributeError, match="purge_queue"):
        output.calls.call(Fake(), output.sqs.PurgeQueueRequest(queue_url="u"))


@pytest.mark.parametrize("mock", [Mock(spec=["list_queues", "get_paginator", "get_waiter"]), Mock(), MagicMock()])
def test_a_mock(output: Output, mock: Any) -> None:
    mock.list_queues.return_value = {"QueueUrls": ["a"]}
    assert output.calls.call(mock, output.sqs.ListQueuesRequest(max_results=1)).queue_urls == ["a"]
    mock.list_queues.assert_called_with(MaxResults=1)
    mock.get_paginator.return_value.paginate.return_value = [{"QueueUrls": ["b"]}]
    assert [each.queue_urls for each in output.calls.pages(mock, output.sqs.ListQueuesRequest())] == [["b"]]
    mock.get_paginator.assert_called_with("list_queues")
    output.calls.wait(mock, output.dynamodb.TableExists(table_name="t"))
    mock.get_waiter.assert_called_with("table_exists")
    mock.get_waiter.return_value.wait.assert_called_with(TableName="t")


def test_botocores_stubber(output: Output) -> None:
    client = StubbedClient("sqs").client
    with Stubber(client) as stubber:
        stubber.add_response("list_queues", {"QueueUrls": ["a"]}, {"MaxResults": 1})
        assert output.calls.call(client, output.sqs.ListQueuesRequest(max_results=1)).queue_urls == ["a"]
        stubber.add_client_error("purge_queue", "QueueDoesNotExist", "no such queue")
        with pytest.raises(client.exceptions.QueueDoesNotExist) as failed:
            output.calls.call(client, output.sqs.PurgeQueueRequest(queue_url="u"))
    assert output.calls.read_error(failed.value, output.sqs).message == "no such queue"


# Two generated packages


@pytest.fixture(scope="module")
def two_packages(tmp_path_factory: pytest.TempPathFactory, verdicts: Verdicts) -> Path:
    """A folder with the output in `one` and in `two`, as in a monorepo."""
    folder = tmp_path_factory.mktemp("packages")
    for name in ("one", "two"):
        shutil.copytree(verdicts.out, folder / name / "generated")
    return folder


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("other", FOLDERS)
def test_a_request_of_another_generated_package(
    two_packages: Path, monkeypatch: pytest.MonkeyPatch, folder: str, other: str
) -> None:
    """Its response, too, is of that package, whichever package has the function."""
    monkeypatch.syspath_prepend(str(two_packages))
    functions = importlib.import_module(f"one.generated.{folder}")
    models = importlib.import_module(f"two.generated.{other}.sqs")
    stubbed = StubbedClient("sqs", *answers({"QueueUrls": ["a"]}))
    response = functions.call(stubbed.client, models.ListQueuesRequest())
    assert type(response) is models.ListQueuesResult
    (page,) = functions.pages(stubbed.client, models.ListQueuesRequestPaginate())
    assert type(page) is models.ListQueuesResult
    with pytest.raises(TypeError, match="is a request of sqs, but the client is one of sts"):
        functions.call(StubbedClient("sts").client, models.ListQueuesRequest())
    failing = StubbedClient("sqs", Response(b'{"__type": "QueueDoesNotExist", "message": "no"}', status=400))
    with pytest.raises(failing.client.exceptions.ClientError) as failed:
        functions.call(failing.client, models.PurgeQueueRequest(queue_url="u"))
    error = functions.read_error(failed.value, models)
    assert type(error) is models.QueueDoesNotExist
    assert error.message == "no"


# Presigned URLs and transfers


def test_a_presigned_url(output: Output) -> None:
    stubbed = StubbedClient("s3")
    request = output.s3.GetObjectRequest(bucket="bucket", key="key", response_content_type="text/plain")
    url = urlsplit(output.calls.presign(stubbed.client, request, expires_in=60))
    expected = stubbed.client.generate_presigned_url(
        "get_object", {"Bucket": "bucket", "Key": "key", "ResponseContentType": "text/plain"}, 60
    )
    parameters = parse_qs(url.query)
    assert url.path == urlsplit(expected).path
    assert parameters.keys() == parse_qs(urlsplit(expected).query).keys()
    assert parameters["response-content-type"] == ["text/plain"]
    assert stubbed.sent is None
    identity = output.calls.presign(StubbedClient("sts").client, output.sts.GetCallerIdentityRequest())
    assert "Action=GetCallerIdentity" in identity
    assert "X-Amz-Expires=3600" in identity


def test_the_arguments_of_presign(output: Output) -> None:
    client = Mock(spec=["generate_presigned_url"])
    client.generate_presigned_url.return_value = "https://example.test"
    request = output.s3.PutObjectRequest(bucket="b", key="k")
    assert output.calls.presign(client, request, expires_in=5, http_method="POST") == "https://example.test"
    client.generate_presigned_url.assert_called_once_with(
        "put_object", Params={"Bucket": "b", "Key": "k"}, ExpiresIn=5, HttpMethod="POST"
    )


def test_a_presigned_form(output: Output) -> None:
    stubbed = StubbedClient("s3")
    conditions: list[Any] = [{"acl": "private"}, ["content-length-range", 1, 10]]
    request = output.s3.ClientGeneratePresignedPostRequest(
        bucket="bucket", key="up/${filename}", fields={"acl": "private"}, conditions=conditions, expires_in=60
    )
    form = output.calls.presign_post(stubbed.client, request)
    assert type(form) is output.s3.PresignedPost
    arguments = {"Fields": {"acl": "private"}, "Conditions": conditions, "ExpiresIn": 60}
    expected = stubbed.client.generate_presigned_post("bucket", "up/${filename}", **arguments)
    assert form.url == expected["url"]
    assert form.fields.keys() == expected["fields"].keys()
    assert {**form.fields, **expected["fields"]}["key"] == form.fields["key"] == "up/${filename}"


def test_transfers(output: Output, tmp_path: Path) -> None:
    models = output.s3
    config = TransferConfig(use_threads=False)
    stubbed = StubbedClient("s3", Response(b"", {"ETag": '"e"'}))
    extra = models.UploadExtraArgs(content_type="text/plain", metadata={"team": "a"})
    source = tmp_path / "source"
    source.write_bytes(b"content")
    uploads = [
        models.ClientUploadFileRequest(filename=str(source), bucket="b", key="k", extra_args=extra, config=config),
        models.ClientUploadFileobjRequest(
            fileobj=io.BytesIO(b"content"), bucket="b", key="k", extra_args=extra, config=config
        ),
    ]
    for upload in uploads:
        assert output.calls.call(stubbed.client, upload) is None
        assert stubbed.sent
        assert (stubbed.sent.method, stubbed.sent.headers["Content-Type"]) == ("PUT", b"text/plain")
        assert stubbed.sent.headers["x-amz-meta-team"] == b"a"

    seen: list[int] = []
    headers = {"ETag": '"e"', "Content-Length": "7"}
    copied = tmp_path / "copied"
    stubbed = StubbedClient("s3", Response(b"", headers), Response(b"content", headers))
    download = models.ClientDownloadFileRequest(
        bucket="b", key="k", filename=str(copied), callback=seen.append, config=config
    )
    assert output.calls.call(stubbed.client, download) is None
    assert copied.read_bytes() == b"content"
    assert sum(seen) == 7
    written = io.BytesIO()
    stubbed = StubbedClient("s3", Response(b"", headers), Response(b"content", headers))
    download = models.ClientDownloadFileobjRequest(
        bucket="b", key="k", fileobj=written, extra_args=models.DownloadExtraArgs(version_id="v"), config=config
    )
    output.calls.call(stubbed.client, download)
    assert written.getvalue() == b"content"
    assert stubbed.sent
    assert "versionId=v" in stubbed.sent.url

    body = b"<CopyObjectResult><ETag>e</ETag></CopyObjectResult>"
    stubbed = StubbedClient("s3", Response(b"", headers), Response(body))
    copy = models.ClientCopyRequest(
        copy_source=models.CopySource(bucket="from", key="k"), bucket="b", key="k", source_client=stubbed.client
    )
    output.calls.call(stubbed.client, copy)
    assert stubbed.sent
    assert stubbed.sent.headers["x-amz-copy-source"] == b"from/k"


@pytest.mark.pinned_botocore
def test_what_transfers_pass_on_is_what_boto3_lets_through(verdicts: Verdicts) -> None:
    models = Output(verdicts, "pydantic_models").s3
    for name, allowed in (
        ("UploadExtraArgs", S3Transfer.ALLOWED_UPLOAD_ARGS),
        ("DownloadExtraArgs", S3Transfer.ALLOWED_DOWNLOAD_ARGS),
        ("CopyExtraArgs", S3Transfer.ALLOWED_COPY_ARGS),
    ):
        aliases = [field.serialization_alias for field in getattr(models, name).model_fields.values()]
        assert sorted(aliases) == sorted(allowed)
        with pytest.raises(ValidationError, match="Extra inputs"):
            getattr(models, name).model_validate({"Bucket": "b"})
    client = boto3.client("s3", region_name="eu-west-1")
    for method in METHODS:
        assert callable(getattr(client, method.name))
    assert models.METHODS.keys() == {method.name for method in METHODS}


def test_transfers_come_with_their_operations(tmp_path: Path, shapewright: Run) -> None:
    operations = ("--operation", "GetObject", "--target", "pydantic")
    done = shapewright("build", "--source", "botocore:s3", *operations, "--out", "out")
    assert done.returncode == 0, done.stderr
    models = Verdicts(tmp_path / "out").package("pydantic_models", "s3")
    assert models.METHODS.keys() == {"download_file", "download_fileobj"}
    assert not hasattr(models, "UploadExtraArgs")


# aiobotocore


AWAITED = """
import asyncio, importlib, json, os, sys, threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest.mock import AsyncMock, Mock
from aiobotocore.session import get_session

aio = importlib.import_module(sys.argv[1] + ".aio")
package = importlib.import_module(sys.argv[1])
dynamodb, s3, sqs = (importlib.import_module(sys.argv[1] + "." + name) for name in ("dynamodb", "s3", "sqs"))
SENT = []
RESPONSES = {
    "ListTables": [
        {"TableNames": ["a"]}, {"TableNames": ["b"], "LastEvaluatedTableName": "bbb"}, {"TableNames": ["c"]}
    ],
    "DescribeTable": [{"Table": {"TableStatus": "CREATING"}}, {"Table": {"TableStatus": "ACTIVE"}}],
}

class Service(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        SENT.append(self.headers["x-amz-target"].rpartition(".")[2])
        body = json.dumps(RESPONSES[SENT[-1]].pop(0)).encode()
        self.send_response(200)
        self.send_header("content-type", "application/x-amz-json-1.0")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

def refused(function, *arguments):
    try:
        return function(*arguments)
    except TypeError as error:
        return str(error)

async def refused_later(awaitable):
    try:
        return await awaitable
    except TypeError as error:
        return str(error)

async def main(url):
    options = dict(region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x", endpoint_url=url)
    async with get_session().create_client("dynamodb", **options) as client:
        response = await aio.call(client, dynamodb.ListTablesInput())
        assert type(response) is dynamodb.ListTablesOutput
        names = [*response.table_names]
        async for page in aio.pages(client, dynamodb.ListTablesInputPaginate()):
            names += page.table_names
        assert names == ["a", "b", "c"], names
        config = dynamodb.WaiterConfig(delay=0)
        await aio.wait(client, dynamodb.TableExists(table_name="t", waiter_config=config))
        assert SENT == ["ListTables"] * 3 + ["DescribeTable"] * 2, SENT
        wrong = "ListQueuesRequest is a request of sqs, but the client is one of dynamodb"
        assert await refused_later(aio.call(client, sqs.ListQueuesRequest())) == wrong
        assert refused(aio.pages, client, sqs.ListQueuesRequest()) == wrong
        assert "not TableExists" in await refused_later(aio.call(client, dynamodb.TableExists(table_name="t")))
        for function in (package.call, package.pages):
            assert refused(function, client, dynamodb.ListTablesInput()) == (
                f"the client is one of aiobotocore; use the functions of `aio` in {sys.argv[1]}"
            )
        assert len(SENT) == 5
    del options["endpoint_url"]
    async with get_session().create_client("s3", **options) as client:
        url = await aio.presign(client, s3.GetObjectRequest(bucket="bucket", key="key"), expires_in=60)
        assert "key" in url, url
        request = s3.ClientGeneratePresignedPostRequest(bucket="bucket", key="key", expires_in=60)
        form = await aio.presign_post(client, request)
        assert type(form) is s3.PresignedPost
        assert form.fields["key"] == "key"
    import botocore.session
    plain = botocore.session.get_session().create_client("sqs", **options)
    assert await refused_later(aio.call(plain, sqs.ListQueuesRequest())) == (
        f"the client is not one of aiobotocore; use the functions of {sys.argv[1]}"
    )
    fake = Mock(spec=["list_queues"])
    fake.list_queues = AsyncMock(return_value={"QueueUrls": ["a"]})
    assert (await aio.call(fake, sqs.ListQueuesRequest())).queue_urls == ["a"]

server = HTTPServer(("127.0.0.1", 0), Service)
threading.Thread(target=server.serve_forever, daemon=True).start()
asyncio.run(main(f"http://127.0.0.1:{server.server_port}"))
print("done")
"""


@pytest.mark.pinned_botocore
def test_aiobotocore(verdicts: Verdicts, tmp_path: Path) -> None:
    """The real aiobotocore, against a service on loopback."""
    script = tmp_path / "script.py"
    script.write_text(AWAITED)
    environment = {"PYTHONPATH": str(verdicts.out), "no_proxy": "*", "AWS_EC2_METADATA_DISABLED": "true"}
    command = [str(AIOBOTOCORE), "-W", "error::RuntimeWarning", str(script), "pydantic_models"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == "done\n", done.stderr


# What type checkers say

# What botocore-stubs say of a client, as far as it matters here.
BASE_CLIENT = """
from typing import Any

class BaseClient:
    def get_paginator(self, operation_name: str) -> Any: ...
    def get_waiter(self, waiter_name: str) -> Any: ...

class ClientMeta: ...
"""
RIGHT = """
from collections.abc import AsyncIterator, Iterator
from typing import Any, TypeVar, assert_type
from unittest.mock import Mock

import boto3
from botocore.client import BaseClient
from types_boto3_dynamodb import DynamoDBClient
from types_boto3_s3 import S3Client
from types_boto3_sqs import SQSClient
from types_boto3_sts import STSClient

from one.generated.dataclass_models import dynamodb as dataclasses
from one.generated.pydantic_models import OperationRequest, PagedRequest, PresignableRequest, WaiterRequest
from one.generated.pydantic_models import aio, call, dynamodb, pages, presign, presign_post, s3, sqs, sts, wait
from two.generated.pydantic_models import sqs as other

Client = TypeVar("Client")
Response = TypeVar("Response")


class Fake:
    def list_queues(self, **arguments: Any) -> dict[str, Any]:
        return {}


class Wrapper:
    def __getattr__(self, name: str) -> Any:
        return None


def typed(db: DynamoDBClient, buckets: S3Client, queues: SQSClient, identity: STSClient) -> None:
    assert_type(call(queues, sqs.ListQueuesRequest()), sqs.ListQueuesResult)
    assert_type(call(identity, sts.GetCallerIdentityRequest()), sts.GetCallerIdentityResponse)
    assert_type(pages(queues, sqs.ListQueuesRequest()), Iterator[sqs.ListQueuesResult])
    assert_type(pages(queues, sqs.ListQueuesRequestPaginate()), Iterator[sqs.ListQueuesResult])
    assert_type(presign(buckets, s3.GetObjectRequest(bucket="b", key="k")), str)
    form = s3.ClientGeneratePresignedPostRequest(bucket="b", key="k")
    assert_type(presign_post(buckets, form), s3.PresignedPost)
    call(buckets, s3.ClientUploadFileRequest(filename="f", bucket="b", key="k"))
    wait(db, dynamodb.TableExists(table_name="t"))
    assert_type(call(db, dataclasses.ListTablesInput()), dataclasses.ListTablesOutput)
    assert_type(call(queues, other.ListQueuesRequest()), other.ListQueuesResult)


def my_call(client: Client, request: OperationRequest[Client, Response]) -> Response:
    return call(client, request)


def my_pages(client: Client, request: PagedRequest[Client, Response]) -> Iterator[Response]:
    yield from pages(client, request)


def my_wait(client: Client, request: WaiterRequest[Client]) -> None:
    wait(client, request)


def my_presign(client: Client, request: PresignableRequest[Client]) -> str:
    return presign(client, request)


async def my_async_call(client: Client, request: OperationRequest[Client, Response]) -> Response:
    return await aio.call(client, request)


async def my_async_pages(client: Client, request: PagedRequest[Client, Response]) -> AsyncIterator[Response]:
    async for page in aio.pages(client, request):
        yield page


def functions_of_a_team(db: DynamoDBClient, buckets: S3Client, client: Any) -> None:
    assert_type(my_call(db, dynamodb.ListTablesInput()), dynamodb.ListTablesOutput)
    assert_type(my_call(client, sqs.ListQueuesRequest()), sqs.ListQueuesResult)
    assert_type(my_call(db, dataclasses.ListTablesInput()), dataclasses.ListTablesOutput)
    assert_type(my_pages(db, dynamodb.ListTablesInput()), Iterator[dynamodb.ListTablesOutput])
    my_wait(db, dynamodb.TableExists(table_name="t"))
    my_presign(buckets, s3.GetObjectRequest(bucket="b", key="k"))


def untyped(client: Any, base: BaseClient, mock: Mock) -> None:
    assert_type(call(client, sqs.ListQueuesRequest()), sqs.ListQueuesResult)
    assert_type(call(base, sqs.ListQueuesRequest()), sqs.ListQueuesResult)
    assert_type(call(mock, sqs.ListQueuesRequest()), sqs.ListQueuesResult)
    assert_type(call(Fake(), sqs.ListQueuesRequest()), sqs.ListQueuesResult)
    assert_type(call(Wrapper(), sqs.ListQueuesRequest()), sqs.ListQueuesResult)
    assert_type(call(boto3.client("sqs"), sqs.ListQueuesRequest()), sqs.ListQueuesResult)


async def awaited(client: Any) -> None:
    assert_type(await aio.call(client, sqs.ListQueuesRequest()), sqs.ListQueuesResult)
    async for page in aio.pages(client, sqs.ListQueuesRequest()):
        assert_type(page, sqs.ListQueuesResult)
    await aio.wait(client, dynamodb.TableExists(table_name="t"))
    assert_type(await aio.presign(client, sqs.ListQueuesRequest()), str)
"""
# Each line of `wrong` is an error, of this kind.
WRONG = """
from typing import Any, TypeVar

from types_boto3_dynamodb import DynamoDBClient
from types_boto3_s3 import S3Client

from one.generated.pydantic_models import OperationRequest, aio, call, dynamodb, pages, presign
from one.generated.pydantic_models import presign_post, s3, sqs, wait
from two.generated.pydantic_models import sqs as other

Client = TypeVar("Client")
Response = TypeVar("Response")


class Fake:
    def list_queues(self, **arguments: Any) -> dict[str, Any]:
        return {}


def my_call(client: Client, request: OperationRequest[Client, Response]) -> Response:
    return call(client, request)


def wrong(db: DynamoDBClient, buckets: S3Client, client: Any) -> None:
    call(db, sqs.ListQueuesRequest())  # [misc]
    call(buckets, dynamodb.GetItemInput(table_name="t", key={}))  # [misc]
    call(buckets, other.ListQueuesRequest())  # [misc]
    call(Fake(), sqs.PurgeQueueRequest(queue_url="u"))  # [misc]
    pages(db, sqs.ListQueuesRequest())  # [misc]
    wait(db, s3.BucketExists(bucket="b"))  # [misc]
    presign(db, s3.GetObjectRequest(bucket="b", key="k"))  # [misc]
    my_call(db, sqs.ListQueuesRequest())  # [misc]
    my_call(client, dynamodb.TableExists(table_name="t"))  # [arg-type]
    call(client, dynamodb.TableExists(table_name="t"))  # [arg-type]
    call(client, sqs.ListQueuesRequestPaginate())  # [arg-type]
    call(client, sqs.ListQueuesResult())  # [arg-type]
    call(client.list_queues, sqs.ListQueuesResult())  # [arg-type]
    pages(client, s3.GetObjectRequest(bucket="b", key="k"))  # [arg-type]
    pages(client, dynamodb.TableExists(table_name="t"))  # [arg-type]
    wait(client, dynamodb.DescribeTableInput(table_name="t"))  # [arg-type]
    presign(client, sqs.ListQueuesRequestPaginate())  # [arg-type]
    presign_post(client, s3.PutObjectRequest(bucket="b", key="k"))  # [arg-type]
    result: sqs.ListQueuesResult = call(client, sqs.PurgeQueueRequest(queue_url="u"))  # [assignment]
"""


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_types_of_requests_can_be_used_at_run_time(verdicts: Verdicts, folder: str) -> None:
    """An annotation is evaluated, unless a module asks for the contrary."""
    output = Output(verdicts, folder)
    root: Any = importlib.import_module(folder)
    taken: dict[str, Any] = {
        "OperationRequest": output.dynamodb.GetItemInput,
        "PagedRequest": output.dynamodb.ListTablesInputPaginate,
        "WaiterRequest": output.dynamodb.TableExists,
        "PresignableRequest": output.dynamodb.GetItemInput,
    }
    for name, request in taken.items():
        type_ = getattr(root, name)
        assert type_[int, str] is type_
        assert issubclass(request, type_)
    assert not issubclass(output.dynamodb.TableExists, root.OperationRequest)
    assert issubclass(output.sqs.QueueDoesNotExist, root.ServiceError)


@pytest.mark.pinned_botocore
def test_type_checking(two_packages: Path, tmp_path: Path) -> None:
    (tmp_path / "botocore").mkdir()
    (tmp_path / "botocore" / "__init__.pyi").touch()
    (tmp_path / "botocore" / "client.pyi").write_text(BASE_CLIENT)
    (tmp_path / "right.py").write_text(RIGHT)
    (tmp_path / "wrong.py").write_text(WRONG)
    environment = {"MYPYPATH": f"{two_packages}:{tmp_path}"}
    options = ("--strict", "--ignore-missing-imports", "--config-file=", "--explicit-package-bases")
    command = [sys.executable, "-m", "mypy", *options, str(tmp_path / "right.py"), str(tmp_path / "wrong.py")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=tmp_path)
    found = [line.partition(":")[2].partition(":")[::2] for line in done.stdout.splitlines() if " error: " in line]
    assert "right.py" not in done.stdout, done.stdout
    expected = [
        (str(number), line.rpartition("  # ")[2]) for number, line in enumerate(WRONG.split("\n"), 1) if "  # [" in line
    ]
    assert [(line, text.rpartition("  ")[2]) for line, text in found] == expected, done.stdout
