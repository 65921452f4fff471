"""The committed output in `generated/`: importing, validating, calling, type-checking, formatting."""

import copy
import importlib
import json
import pickle
import pkgutil
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pydantic
import pytest

from generated.dataclass_models import connectparticipant as dataclass_models
from generated.dataclass_models.connectparticipant import converter
from generated.pydantic_models import connectparticipant as models
from generated.pydantic_models.connectparticipant import (
    OPERATIONS,
    GetTranscriptRequest,
    GetTranscriptResponse,
    Item,
    StartPosition,
)
from support.commands import node, python
from support.layout import complaints_of_ruff
from support.paths import ROOT

pytestmark = pytest.mark.pinned_botocore  # it was generated with that release

GENERATED = ROOT / "generated"


def test_it_is_up_to_date() -> None:
    done = python("-m", "generator", "check")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        {"ConnectionToken": "t", "MaxResult": 1},
        {"MaxResults": 1},
        {"ConnectionToken": "t", "ScanDirection": "SIDEWAYS"},
        {"ConnectionToken": "t", "MaxResults": "1"},
        {"ConnectionToken": None},
    ],
)
def test_request_refuses_what_the_client_refuses(wrong: dict[str, object]) -> None:
    with pytest.raises(pydantic.ValidationError):
        GetTranscriptRequest.model_validate(wrong)
    with pytest.raises(Exception, match=r"."):
        converter.structure(wrong, dataclass_models.GetTranscriptRequest)


@pytest.mark.parametrize(
    "response",
    [{}, {"Transcript": [{"Type": "NEW_TYPE"}]}, {"Unheard": 1}, {"Transcript": [{}], "ResponseMetadata": {"A": 1}}],
)
def test_response_accepts_what_the_client_may_return(response: dict[str, object]) -> None:
    GetTranscriptResponse.model_validate(response)
    converter.structure(response, dataclass_models.GetTranscriptResponse)


def test_a_request_is_the_clients_keyword_arguments() -> None:
    request = GetTranscriptRequest(
        connection_token="t", scan_direction="FORWARD", start_position=StartPosition(most_recent=3)
    )
    arguments: dict[str, Any] = {"ConnectionToken": "t", "ScanDirection": "FORWARD", "StartPosition": {"MostRecent": 3}}
    assert request.model_dump() == arguments
    assert GetTranscriptRequest(**arguments) == request
    twin = dataclass_models.GetTranscriptRequest(
        connection_token="t",
        scan_direction="FORWARD",
        start_position=dataclass_models.StartPosition(most_recent=3),
    )
    assert converter.unstructure(twin) == arguments
    assert converter.structure(arguments, dataclass_models.GetTranscriptRequest) == twin
    assert json.loads(converter.to_json(twin)) == arguments


def test_the_client_takes_its_arguments() -> None:
    """The real client, with a stubbed response."""
    import boto3
    from botocore.awsrequest import AWSResponse

    client = boto3.client(
        "connectparticipant", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x"
    )

    class Raw:
        def stream(self, **_: object) -> list[bytes]:
            return [b'{"Transcript": [{"Id": "1", "Type": "BRAND_NEW"}], "NextToken": "n"}']

    stub = AWSResponse("https://example", 200, {}, Raw())
    client.meta.events.register("before-send.*", lambda **_: stub)
    request = GetTranscriptRequest(connection_token="t", max_results=2)
    response = GetTranscriptResponse.model_validate(client.get_transcript(**request.model_dump()))
    assert response.transcript == [Item(id="1", type="BRAND_NEW")]
    assert response.next_token == "n"
    assert response.initial_contact_id is None


def test_operations_name_their_classes() -> None:
    assert OPERATIONS["GetTranscript"] == ("GetTranscriptRequest", "GetTranscriptResponse")
    assert OPERATIONS["DisconnectParticipant"] == ("DisconnectParticipantRequest", None)
    for request, response in OPERATIONS.values():
        assert request is None or issubclass(getattr(models, request), pydantic.BaseModel)
        assert response is None or issubclass(getattr(models, response), pydantic.BaseModel)


def test_packages_are_lazy() -> None:
    script = """
import sys
import generated.pydantic_models.connectparticipant as models
assert "pydantic" not in sys.modules
models.SendEventRequest
loaded = {name.rpartition(".")[2] for name in sys.modules if name.startswith(f"{models.__name__}.")}
assert loaded == {"_clients", "_send_event", "_response_metadata"}, loaded
shared = {name.rpartition(".")[2] for name in sys.modules if name.startswith("generated.pydantic_models._")}
assert not shared & {"_calls", "_json_form", "_json_schema", "_received", "_streams"}, shared
try:
    models.SendEventReqest
except AttributeError as error:
    assert "SendEventReqest" in str(error)
else:
    raise AssertionError
"""
    done = python("-W", "error", "-c", script)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("folder", ["pydantic_models", "dataclass_models"])
def test_aliases_are_created_on_first_use(folder: str) -> None:
    script = f"""
import importlib, pickle, sys, threading, typing
from generated.{folder} import connectparticipant as models
from generated.{folder}.connectparticipant import _literals

assert "pydantic" not in sys.modules
assert "ScanDirection" not in vars(_literals)
assert "ScanDirection" in dir(_literals)

sys.setswitchinterval(1e-6)
found = []
threads = [threading.Thread(target=lambda: found.append(_literals.ScanDirection)) for _ in range(16)]
for each in threads: each.start()
for each in threads: each.join()
assert {{*map(id, found)}} == {{id(models.ScanDirection)}}
assert models.ScanDirection == typing.Literal["BACKWARD", "FORWARD"]
assert pickle.loads(pickle.dumps(models.ScanDirection)) == models.ScanDirection

importlib.reload(_literals)
assert _literals.ScanDirection == models.ScanDirection
names = {{}}
exec("from generated.{folder}.connectparticipant._literals import *", names)
assert names["SortKey"] == typing.Literal["ASCENDING", "DESCENDING"]
try:
    _literals.ScanDirektion
except AttributeError as error:
    assert "ScanDirektion" in str(error)
else:
    raise AssertionError
"""
    done = python("-W", "error", "-c", script)
    assert done.returncode == 0, done.stderr


def test_packages_behave_like_packages() -> None:
    for package in (models, dataclass_models):
        assert {"GetTranscriptRequest", "OPERATIONS", "ScanDirection"} <= set(dir(package))
        names: dict[str, object] = {}
        exec(f"from {package.__name__} import *", names)
        assert names["Item"] is package.Item
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    item = Item(id="1", content="hello")
    for twin in (pickle.loads(pickle.dumps(item)), copy.deepcopy(item), item.model_copy()):
        assert twin == item


MYPY_CASES = {
    "from generated.pydantic_models.connectparticipant import GetTranscriptReqest": "attr-defined",
    "GetTranscriptRequest(connection_token='t', scan_direction='SIDE')": "arg-type",
    "GetTranscriptRequest()": "call-arg",
    "GetTranscriptRequest(connection_token='t', max_result=1)": "call-arg",
    "GetTranscriptRequest(connection_token='t', max_results=1, scan_direction='FORWARD')": "",
}


@pytest.mark.parametrize("plugin", ["", "pydantic.mypy"])
def test_mypy_finds_mistakes_of_users(tmp_path: Path, plugin: str) -> None:
    (tmp_path / "mypy.ini").write_text(
        f"[mypy]\nstrict = true\nplugins = {plugin}\n" if plugin else "[mypy]\nstrict = true\n"
    )
    header = "from generated.pydantic_models.connectparticipant import GetTranscriptRequest\n"
    for number, line in enumerate(MYPY_CASES):
        (tmp_path / f"case_{number}.py").write_text(header + line + "\n")
    done = python("-m", "mypy", f"--config-file={tmp_path / 'mypy.ini'}", *sorted(tmp_path.glob("*.py")))
    for number, code in enumerate(MYPY_CASES.values()):
        found = [line for line in done.stdout.splitlines() if f"case_{number}.py" in line and "error" in line]
        assert bool(found) is bool(code), done.stdout
        assert all(f"[{code}]" in line for line in found), done.stdout


def test_python_is_formatted_linted_and_typed() -> None:
    assert not complaints_of_ruff(GENERATED)
    done = python("-m", "mypy", "--strict", "generated")
    assert done.returncode == 0, done.stdout + done.stderr


def test_typescript_is_formatted_and_compiles(tmp_path: Path) -> None:
    script = GENERATED / "typescript" / "connectparticipant.ts"
    assert node("prettier", "--check", script).returncode == 0
    use = tmp_path / "use.ts"
    header = f'import type {{ GetTranscriptRequest, Item }} from "{script.with_suffix("")}";\n'
    options = ("--strict", "--noEmit", "--isolatedModules", "--exactOptionalPropertyTypes")
    use.write_text(
        header + 'export const a: GetTranscriptRequest = { ConnectionToken: "t", ScanDirection: "FORWARD" };\n'
        'export const b: Item = { Type: "BRAND_NEW" };\n'
    )
    done = node("tsc", *options, use)
    assert done.returncode == 0, done.stdout
    for wrong in ("{ }", '{ ConnectionToken: "t", ScanDirection: "SIDE" }', '{ ConnectionToken: "t", MaxResult: 1 }'):
        use.write_text(f"{header}export const a: GetTranscriptRequest = {wrong};\n")
        assert node("tsc", *options, use).returncode != 0, wrong


def test_schema_is_valid() -> None:
    schema = json.loads((GENERATED / "json_schema" / "connectparticipant.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(schema["$defs"]) == set(dir(models)) - {"OPERATIONS", "ERRORS", "ERROR_CODES"}


def test_generated_code_stands_alone() -> None:
    for file in GENERATED.rglob("*.py"):
        assert "import generator" not in file.read_text()
        assert "from generator" not in file.read_text()


def test_ruff_leaves_the_output_alone(tmp_path: Path) -> None:
    """Whatever the user's configuration of it says."""
    shutil.copytree(GENERATED, tmp_path / "generated")
    (tmp_path / "ruff.toml").write_text('line-length = 60\n[lint]\nselect = ["ALL"]\n')
    before = {file: file.read_bytes() for file in tmp_path.rglob("*.py*")}
    for command in (["format"], ["check", "--fix", "--unsafe-fixes"]):
        done = python("-m", "ruff", *command, "--no-cache", "generated", cwd=tmp_path)
        assert done.returncode == 0, done.stdout[-2000:]
    assert {file: file.read_bytes() for file in tmp_path.rglob("*.py*")} == before
