"""The page `docs/daily-use.md`: every example runs, does what the page says, and type-checks."""

import asyncio
import json
import os
import re
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import WaiterError
from fastapi.testclient import TestClient
from pydantic import TypeAdapter, ValidationError

from generated.dataclass_models import s3 as dataclasses
from generated.dataclass_models.s3 import converter
from generated.pydantic_models import JsonForm
from generated.pydantic_models.connectparticipant import GetTranscriptRequest, GetTranscriptResponse, Item
from generated.pydantic_models.dynamodb import AttributeValueOutput, PutItemInput
from generated.pydantic_models.s3 import PutObjectRequest
from generated.pydantic_models.sqs import QueueDoesNotExist
from support.commands import Run, python
from support.paths import ROOT
from support.stubbed_client import Response, StubbedClient

PAGE = (ROOT / "docs" / "daily-use.md").read_text()
SECTIONS = {
    section.partition("\n")[0]: "\n".join(re.findall(r"```python\n(.*?)```", section, re.DOTALL))
    for section in PAGE.split("\n## ")[1:]
}
AIOBOTOCORE = Path(sys.prefix) / "aiobotocore-3.10.0" / "bin" / "python"  # installed by the Makefile


def run(section: str, monkeypatch: pytest.MonkeyPatch, *responses: object, status: int = 200) -> dict[str, Any]:
    """Run the code of a section with a client that gets these responses in turn, and return its variables."""
    waiting = [
        each if isinstance(each, Response) else Response(json.dumps(each).encode(), status=status) for each in responses
    ]
    real = boto3.client

    def client(service: str) -> Any:
        monkeypatch.setattr(boto3, "client", real)
        return StubbedClient(service, *waiting).client

    monkeypatch.setattr(boto3, "client", client)
    names: dict[str, Any] = {"__name__": "example"}
    monkeypatch.setitem(sys.modules, "example", type(sys)("example"))
    exec(compile(SECTIONS[section], section, "exec"), names)
    return names


TRANSCRIPT = {
    "Transcript": [
        {"DisplayName": "Ann", "Content": "hello", "Type": "BRAND_NEW", "ParticipantRole": "AGENT"},
        {"DisplayName": "Bob", "Content": "hi"},
    ]
}


def test_a_call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    names = run("A call, typed", monkeypatch, TRANSCRIPT)
    assert capsys.readouterr().out == "Ann hello\nBob hi\n"
    assert type(names["response"]) is GetTranscriptResponse
    assert names["same"].transcript == names["response"].transcript


def test_pages_come_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    responses = [{"QueueUrls": ["a", "b"], "NextToken": "2"}, {"QueueUrls": ["c"]}]
    assert run("Pages", monkeypatch, *responses)["urls"] == ["a", "b", "c"]
    from generated.pydantic_models import pages
    from generated.pydantic_models.sqs import ListQueuesRequest

    broken: list[dict[str, Any]] = [{"QueueUrls": ["a"], "NextToken": "2"}, {"QueueUrls": [["c"]]}]
    wrong = [json.dumps(each).encode() for each in broken]
    stubbed = StubbedClient("sqs", *map(Response, wrong))
    coming = pages(stubbed.client, ListQueuesRequest())
    assert stubbed.sent is None
    assert next(coming).queue_urls == ["a"]
    with pytest.raises(ValidationError):
        next(coming)


def test_waiters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    run("Waiters", monkeypatch, {"Table": {"TableStatus": "CREATING"}}, {"Table": {"TableStatus": "ACTIVE"}})
    with pytest.raises(WaiterError):
        run("Waiters", monkeypatch, {"Table": {"TableStatus": "CREATING"}})


def test_presigned_urls(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    names = run("Presigned URLs", monkeypatch)
    assert "/report.pdf?" in names["url"]
    assert names["form"].fields["key"] == "uploads/${filename}"
    assert names["form"].url in capsys.readouterr().out


def test_files_to_and_from_s3(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "report.pdf").write_bytes(b"content")
    headers = {"ETag": '"e"', "Content-Length": "7"}
    responses = Response(b"", {"ETag": '"e"'}), Response(b"", headers), Response(b"content", headers)
    run("Files to and from S3", monkeypatch, *responses)
    assert (tmp_path / "copy.pdf").read_bytes() == b"content"


def test_in_a_test(monkeypatch: pytest.MonkeyPatch) -> None:
    names = run("In a test", monkeypatch)
    assert names["response"].queue_urls == ["https://example.test/jobs"]
    assert names["found"] == QueueDoesNotExist(message="no such queue")


def test_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = {"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "no such queue"}
    assert run("Errors", monkeypatch, missing, status=400)["reason"] == "no such queue"
    assert run("Errors", monkeypatch, {"__type": "PurgeQueueInProgress"}, status=400)["reason"] is None
    with pytest.raises(Exception, match="Unheard"):
        run("Errors", monkeypatch, {"__type": "Unheard"}, status=400)


def test_functions_of_a_team(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = Response(b'{"__type": "PurgeQueueInProgress", "message": "wait"}', status=400)
    names = run("Functions of your own", monkeypatch, refused, {})
    assert "reason" not in names
    names = run("Functions of your own", monkeypatch, refused)
    assert names["reason"] == "PurgeQueueInProgress: wait"


def test_out_of_a_response_into_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    responses = [
        {"Items": [{"name": {"S": "a"}}], "LastEvaluatedKey": {"name": {"S": "a"}}},
        {"Items": [{"name": {"S": "b"}}]},
    ]
    names = run("Out of a response, into a request", monkeypatch, *responses)
    assert names["names"] == ["a", "b"]
    assert names["request"].model_dump() == {"TableName": "table", "ExclusiveStartKey": {"name": {"S": "a"}}}
    assert names["copied"].model_dump() == {"ResourceArn": "arn", "Tags": [{"Key": "team", "Value": "a"}]}
    assert names["same_class"] is True
    assert names["listed"].tags == [names["Tag"](key="team", value="a")]


def test_values_of_python_in_dynamodb(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = {
        "id": {"S": "a"},
        "price": {"N": "9.99"},
        "tags": {"SS": ["new"]},
        "sold": {"BOOL": False},
        "notes": {"L": [{"NULL": True}, {"S": "b"}]},
    }
    names = run("Values of Python in DynamoDB", monkeypatch, {"Item": sent})
    assert names["put"].model_dump() == {"TableName": "table", "Item": sent}
    assert names["same"] == names["item"]
    assert names["same"]["sold"] is False


def test_null_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    names = run("Null, absent and default", monkeypatch)
    assert names["arguments"] == json.loads(names["text"]) == {"ConnectionToken": "token"}
    assert json.loads(names["request"].model_dump_json()) == names["arguments"]
    assert names["request"] == GetTranscriptRequest(connection_token="token")
    assert names["lists"] == [[], []]
    assert names["absent"] == [True, False]
    assert names["dumps"] == [{}, {"QueueUrls": []}]
    with pytest.raises(TypeError, match="cannot be changed"):
        names["nothing"].queue_urls.append("a")


def test_fastapi(monkeypatch: pytest.MonkeyPatch) -> None:
    names = run("FastAPI", monkeypatch)
    app = names["app"]
    with TestClient(app) as web:
        done = web.post("/items", json={"TableName": "t", "Item": {"a": {"B": "AP//"}, "n": {"NULL": None, "S": "x"}}})
        assert done.status_code == 200, done.text
        assert done.json() == {"Item": {"a": {"B": "AP//"}, "n": {"S": "x"}}}
        mistakes: list[dict[str, Any]] = [{"B": "not base64"}, {"B": 1}, {"X": 1}, {"N": 1}]
        for wrong in mistakes:
            refused = web.post("/items", json={"TableName": "t", "Item": {"a": wrong}})
            assert refused.status_code == 422, wrong
            assert refused.json()["detail"][0]["loc"][:4] == ["body", "Item", "a", *wrong]
        described = web.get("/openapi.json").json()
        body = described["paths"]["/items"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert body["$ref"] == "#/components/schemas/PutItemInput"
        smaller = names["App"]()
        smaller.include_router(app.router)
        assert smaller.openapi()["components"] == described["components"]
        assert web.get("/queues?MaxResults=10&QueueNamePrefix=1").json() == '{"QueueNamePrefix":"1","MaxResults":10}'
        assert web.get("/queues?MaxResults=ten").status_code == 422


def test_a_response_model_of_fastapi_leaves_out_what_is_absent() -> None:
    from fastapi import FastAPI

    app = FastAPI()

    @app.get("/model", response_model=GetTranscriptResponse)
    def model() -> Any:
        return GetTranscriptResponse(next_token=None, transcript=[Item(id="1", type="BRAND_NEW")])

    @app.get("/dictionary", response_model=GetTranscriptResponse)
    def dictionary() -> Any:
        return {"Transcript": [{"Id": "1", "Type": "BRAND_NEW", "Unheard": 1}], "NextToken": None}

    with TestClient(app) as web:
        for path in ("/model", "/dictionary"):
            assert web.get(path).json() == {"Transcript": [{"Id": "1", "Type": "BRAND_NEW"}]}


def test_parsed_json_is_read_as_json() -> None:
    adapter = TypeAdapter(JsonForm[PutItemInput])
    values = {"TableName": "t", "Item": {"a": {"B": "AP//"}}}
    request = adapter.validate_python(values)
    assert request.model_dump()["Item"] == {"a": {"B": b"\x00\xff\xff"}}
    assert adapter.validate_python(request) is request
    assert adapter.validate_json(json.dumps(values)) == request
    assert adapter.validate_python({"TableName": "t", "Item": {"a": {"B": b"raw"}}}).item["a"].b == b"raw"
    mistakes: list[Any] = [{"TableName": "t", "Item": {"a": {"B": "AP"}}}, {"TableName": "t"}, [], "t", None]
    for wrong in mistakes:
        with pytest.raises(ValidationError):
            adapter.validate_python(wrong)
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(ValidationError):
        adapter.validate_python({"TableName": deep})
    many = TypeAdapter(JsonForm[list[AttributeValueOutput]]).validate_python([{"B": "AP//"}])
    assert many[0].b == b"\x00\xff\xff"


def test_copies_and_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    names = run("Copies, and what is not shown", monkeypatch)
    assert names["equal"] == [True, True, False]
    assert names["other"].model_dump()["Key"] == "other"
    assert names["request"].model_dump()["SSECustomerKey"] == "secret"
    assert "secret" not in names["shown"]
    assert "bucket" in names["shown"]


def test_errors_show_no_secrets() -> None:
    """Nor do exceptions that wrap them, in a traceback."""
    secret = "hunter2"
    wrong = {"Bucket": "b", "SSECustomerKey": secret}
    with pytest.raises(ValidationError) as refused:
        PutObjectRequest.model_validate(wrong)
    assert "Key" in str(refused.value)
    assert secret not in str(refused.value)
    for form in (JsonForm[PutObjectRequest], JsonForm[list[PutObjectRequest]]):
        with pytest.raises(ValidationError) as refused:
            TypeAdapter(form).validate_python([wrong] if "list" in str(form) else wrong)
        assert "Key" in str(refused.value)
        assert secret not in str(refused.value)
        assert "Key" in refused.value.errors()[-1]["loc"]
    with pytest.raises(Exception, match="PutObjectRequest") as failed:
        converter.structure({**wrong, "Key": "k", "ContentLength": secret}, dataclasses.PutObjectRequest)
    assert secret not in "".join(traceback.format_exception(failed.value))


def test_classes_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("Classes of your own", monkeypatch, TRANSCRIPT)["ours"] == ["hello"]


SPEC = """
class ResponseMetadataTypeDef(TypedDict):
    RequestId: str

class JobTypeDef(TypedDict):
    Name: str{more}

class GetJobResponseTypeDef(TypedDict):
    Job: JobTypeDef
    ResponseMetadata: ResponseMetadataTypeDef
"""
MINE = """
from dataclasses import dataclass

from out.dataclass_models import jobs as dataclasses
from out.dataclass_models.jobs.converter import structure, unstructure
from out.pydantic_models.jobs import GetJobResponse
from out.pydantic_models.jobs import Job as JobModel


class Job(JobModel):
    owner: str = "nobody"

    def greeting(self) -> str:
        return f"{self.name}, {self.owner}"


@dataclass(slots=True, kw_only=True)
class Twin(dataclasses.Job):
    owner: str = "nobody"


response = {"Name": "a", "owner": "me", "Priority": 1}
job = Job.model_validate(response)
twin = structure(response, Twin)
assert (job.greeting(), twin.name, twin.owner) == ("a, me", "a", "me")
assert job.model_dump() == unstructure(twin)
assert isinstance(GetJobResponse(job=job).job, Job)
print(sorted(job.model_dump()))
"""


def test_classes_of_the_user_survive_regeneration(tmp_path: Path, shapewright: Run) -> None:
    (tmp_path / "jobs").mkdir()
    mine = tmp_path / "mine.py"
    mine.write_text(MINE)
    for more, members in (("", ["Name", "owner"]), ("\n    Priority: int", ["Name", "Priority", "owner"])):
        (tmp_path / "jobs" / "type_defs.pyi").write_text(SPEC.replace("{more}", more))
        done = shapewright("build", "--source", "jobs/type_defs.pyi", "--out", "out")
        assert done.returncode == 0, done.stderr
        done = python("-W", "error", mine, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert done.stdout == f"{members}\n"
        done = python("-m", "mypy", "--strict", "--config-file=", mine, cwd=tmp_path)
        assert done.returncode == 0, done.stdout
    assert mine.read_text() == MINE


def test_dataclasses(monkeypatch: pytest.MonkeyPatch) -> None:
    names = run("With dataclasses", monkeypatch, {"Item": {"name": {"S": "a"}}}, {"TableNames": ["table"]})
    assert names["item"]["name"].s == "a"
    assert names["arguments"] == json.loads(names["text"]) == {"TableName": "table", "Key": {"name": {"S": "a"}}}
    assert names["same"] == names["again"] == names["request"]
    assert names["tables"] == ["table"]


def test_converter_of_the_dataclasses(monkeypatch: pytest.MonkeyPatch) -> None:
    names = run("The converter of the dataclasses", monkeypatch)
    assert names["data"] == {"day": "Monday", "objects": [{"Key": "a", "Size": 1}]}
    assert names["found"] == ["day: expected str, got int", "objects[1].size: expected int, got str"]
    for each in names["found"]:
        assert f"`{each}`" in PAGE
    assert names["keys"] == {"day": "Monday", "objects": ["a"]}


SERVER = """
import asyncio, json, os, sys, threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from aiobotocore.session import get_session

RESPONSES = [{"QueueUrls": ["a"]}, {"QueueUrls": ["b"], "NextToken": "2"}, {"QueueUrls": ["c"]}]

class Service(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        body = json.dumps(RESPONSES.pop(0)).encode()
        self.send_response(200)
        self.send_header("content-type", "application/x-amz-json-1.0")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

async def main(url):
    options = dict(region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x", endpoint_url=url)
    async with get_session().create_client("sqs", **options) as client:
        print(await queues(client))

server = HTTPServer(("127.0.0.1", 0), Service)
threading.Thread(target=server.serve_forever, daemon=True).start()
asyncio.run(main(f"http://127.0.0.1:{server.server_port}"))
"""


def test_aiobotocore(tmp_path: Path) -> None:
    """Runs the real aiobotocore against a service on loopback."""
    script = tmp_path / "example.py"
    script.write_text(SECTIONS["With aiobotocore"] + SERVER)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "no_proxy": "*"}
    command = [str(AIOBOTOCORE), str(script)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "['a', 'b', 'c']\n"


def test_awaited_client() -> None:
    """Without aiobotocore: the awaited response is validated."""
    names: dict[str, Any] = {}
    exec(SECTIONS["With aiobotocore"], names)

    class Client:
        async def list_queues(self, **_: Any) -> dict[str, Any]:
            return {"QueueUrls": [["a"]]}

    with pytest.raises(ValidationError):
        asyncio.run(names["queues"](Client()))


TYPES = {
    "A call, typed": "assert_type(response, GetTranscriptResponse)",
    "Pages": "from generated.pydantic_models.sqs import ListQueuesResult\n"
    "assert_type(next(pages(client, request)), ListQueuesResult)",
    "Presigned URLs": "from generated.pydantic_models.s3 import PresignedPost\n"
    "assert_type(url, str)\n"
    "assert_type(form, PresignedPost)",
    "Errors": "assert_type(reason, str | None)",
    "Functions of your own": "assert_type(try_twice(client, sqs.ListQueuesRequest()), sqs.ListQueuesResult)",
    "In a test": "assert_type(response, sqs.ListQueuesResult)",
    "Out of a response, into a request": "assert_type(names, list[str | None])",
    "With dataclasses": "assert_type(response, dynamodb.GetItemOutput)",
}


# What the published stubs of boto3 say of the conversion.
CONVERSION = """
from typing import Any, Mapping, TypedDict

class _AttributeValue(TypedDict, total=False):
    S: str
    M: Mapping[str, Any]

class TypeSerializer:
    def serialize(self, value: Any) -> _AttributeValue: ...

class TypeDeserializer:
    def deserialize(self, value: _AttributeValue) -> Any: ...
"""


def test_values_of_dynamodb_type_check_with_stubs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stubs = tmp_path / "stubs" / "boto3"
    (stubs / "dynamodb").mkdir(parents=True)
    (stubs / "__init__.pyi").write_text("from typing import Any\ndef client(service: str) -> Any: ...\n")
    (stubs / "dynamodb" / "__init__.pyi").touch()
    (stubs / "dynamodb" / "types.pyi").write_text(CONVERSION)
    example = tmp_path / "example.py"
    example.write_text(SECTIONS["Values of Python in DynamoDB"] + "\nread(5)\n")
    monkeypatch.setenv("MYPYPATH", f"{tmp_path / 'stubs'}:{ROOT}")
    done = python("-m", "mypy", "--strict", "--config-file=", f"--cache-dir={tmp_path}", example, cwd=tmp_path)
    (error,) = [line for line in done.stdout.splitlines() if " error: " in line]
    assert '"int"; expected "_AttributeValue"' in error  # so mypy does read the stubs


def test_the_page_type_checks(tmp_path: Path) -> None:
    """mypy infers what a call returns, also with the stubs of boto3's clients."""
    for number, (section, example) in enumerate(SECTIONS.items()):
        types = f"from typing import assert_type\n{TYPES[section]}\n" if section in TYPES else ""
        (tmp_path / f"example_{number}.py").write_text(example + types)
    (tmp_path / "stubbed.py").write_text(
        "from types_boto3_sqs import SQSClient\n"
        "from typing import assert_type\n"
        "from generated.pydantic_models import call, pages\n"
        "from generated.pydantic_models.sqs import ListQueuesRequest, ListQueuesResult\n"
        "def use(client: SQSClient) -> None:\n"
        "    assert_type(call(client, ListQueuesRequest()), ListQueuesResult)\n"
        "    for page in pages(client, ListQueuesRequest()):\n"
        "        assert_type(page, ListQueuesResult)\n"
    )
    (tmp_path / "wrong.py").write_text(
        "from typing import Any\n"
        "from generated.pydantic_models import call\n"
        "from generated.pydantic_models.sqs import ListQueuesRequest, ListQueuesResult, PurgeQueueRequest\n"
        "def use(client: Any, request: ListQueuesRequest) -> None:\n"
        "    call(client.list_queues)\n"
        "    call(client, ListQueuesResult())\n"
        "    result: ListQueuesResult = call(client, PurgeQueueRequest(queue_url='q'))\n"
    )
    done = python("-m", "mypy", "--strict", "--ignore-missing-imports", "--config-file=", tmp_path)
    faults = [line.rpartition(" error: ") for line in done.stdout.splitlines() if " error: " in line]
    found = [(place.rpartition("/")[2], fault.rpartition(" ")[2]) for place, _, fault in faults]
    assert found == [("wrong.py:5:", "[call-arg]"), ("wrong.py:6:", "[arg-type]"), ("wrong.py:7:", "[assignment]")], (
        done.stdout
    )
