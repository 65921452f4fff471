"""The playground of the site, run in Node: Shapewright on another Python, and in a system without processes."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.naming import service_name
from generator.readers.botocore.service_data import installed_services
from generator.targets import TARGETS
from support.commands import Run
from support.paths import ROOT

HERE = Path(__file__).parent
SOURCE = ROOT / "playground"
PACKAGES = ROOT / ".venv" / "pyodide"  # pydantic for Pyodide; `make test` downloads it
SERVICES = ["sqs", "s3", "dynamodb"]
CHOICES = {"kind": "service", "service": "sqs", "operations": "", "targets": ["pydantic", "typescript"], "options": ""}

ALL_TARGETS = ["pydantic", "dataclasses", "json-schema", "typescript"]

Ask = Callable[..., list[Any]]


@pytest.fixture(scope="session")
def services(request: pytest.FixtureRequest) -> list[str]:
    return installed_services() if request.config.getoption("--all-services") else SERVICES


@pytest.fixture(scope="session")
def ask(services: list[str], tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Does what the page does for these choices, one after another: `ask({"service": "s3"})`. Text is Python to run."""
    folder = tmp_path_factory.mktemp("playground")
    names = [argument for name in services for argument in ("--service", name)]
    subprocess.run([sys.executable, SOURCE / "build.py", folder / "site", *names], check=True, capture_output=True)
    with zipfile.ZipFile(folder / "packages.zip", "w") as packages:
        for path in PACKAGES.rglob("*"):
            packages.write(path, path.relative_to(PACKAGES))

    def ask(*requests: dict[str, Any] | str) -> list[Any]:
        lines = [{"program": each} if isinstance(each, str) else {"choices": CHOICES | each} for each in requests]
        command = ["node", *map(str, (HERE / "run.mjs", folder / "site", folder / "packages.zip"))]
        text = "\n".join(map(json.dumps, lines))
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
        assert not done.stderr, done.stderr[:2000]
        return [json.loads(line) for line in done.stdout.splitlines()]

    return ask


def test_the_files_are_those_of_any_machine(ask: Ask, services: list[str], shapewright: Run, tmp_path: Path) -> None:
    options = 'documentation = "full"\n[tool.shapewright.requests]\nconstraints = "all"'
    requests: list[dict[str, Any]] = [{"service": each, "targets": ALL_TARGETS} for each in services]
    requests += [{"options": options}, {"operations": "SendMessage, ReceiveMessage"}]
    for request, made in zip(requests, ask(*requests), strict=True):
        assert made["exit"] == 0, request
        shutil.rmtree(tmp_path / "generated", ignore_errors=True)
        (tmp_path / "pyproject.toml").write_text(made["configuration"])
        assert shapewright("build").returncode == 0
        assert made["files"] == files_in(tmp_path / "generated"), request


def files_in(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


def test_a_mistake_is_shown_and_the_next_request_is_made(ask: Ask) -> None:
    wrong_service, wrong_key, right = ask({"service": "sqqs"}, {"options": "docs = 1"}, {})
    assert (wrong_service["exit"], wrong_service["files"]) == (2, {})
    assert wrong_service["output"].startswith("botocore:sqqs: error: botocore has no service sqqs")
    assert (wrong_key["exit"], wrong_key["files"]) == (2, {})
    assert "pyproject.toml:4: error: there is no key docs" in wrong_key["output"]
    assert right["exit"] == 0


def test_a_service_of_ones_own(ask: Ask) -> None:
    spec = ROOT / "tests" / "upgrade" / "cases" / "required" / "old" / "things" / "service-2.json"
    (made,) = ask({"kind": "json", "text": spec.read_text()})
    assert made["exit"] == 0
    assert any(path.startswith("pydantic_models/") for path in made["files"])


@pytest.mark.parametrize(("kind", "name"), [("document", "type_defs.md"), ("module", "notes.py")])
def test_what_libcst_reads_is_for_another_machine(ask: Ask, kind: str, name: str) -> None:
    (made,) = ask({"kind": kind, "text": "class Note(TypedDict): ..."})
    assert (made["exit"], made["files"]) == (2, {})
    assert f"shapewright build --source {name}" in made["output"]


# Below 3.14, a class evaluates its annotations when it is made.
USE_EVERY_CLASS = """
import importlib, json, sys, warnings
from pathlib import Path

warnings.simplefilter("error")
sys.path.insert(0, "generated")
for name in [each for each in sys.modules if "_models" in each]:
    del sys.modules[name]
made = {}
for target in ("pydantic_models", "dataclass_models"):
    for folder in Path("generated", target).iterdir():
        if (folder / "__init__.py").exists():
            package = importlib.import_module(f"{target}.{folder.name}")
            made[f"{target}.{folder.name}"] = [type(getattr(package, name)).__name__ for name in package.__all__]
json.dumps([sys.version_info[:2], made])
"""
ROUND_TRIP = """
import json
import traceback

from dataclass_models import sqs as classes
from dataclass_models.sqs.converter import structure, unstructure
from pydantic_models import sqs

request = {"QueueUrl": "q", "MessageBody": "b", "MessageAttributes": {"a": {"DataType": "String", "StringValue": "v"}}}
response = {"Messages": [{"Body": "b", "Attributes": {"SenderId": "me"}}]}
checks = [
    sqs.SendMessageRequest.model_validate(request).model_dump() == request,
    unstructure(structure(request, classes.SendMessageRequest)) == request,
    sqs.ReceiveMessageResult.model_validate(response).model_dump() == response,
    unstructure(structure(response, classes.ReceiveMessageResult)) == response,
]
for make in (sqs.SendMessageRequest, lambda **values: structure(values, classes.SendMessageRequest)):
    try:
        make(**{**request, "MessageBody": 3})
    except Exception as error:
        message = "".join(traceback.format_exception(error))
        checks.append("MessageBody" in message or "attribute message_body" in message)
json.dumps(checks)
"""


def test_python_3_14_uses_every_class(ask: Ask, services: list[str]) -> None:
    requests = [{"service": each, "targets": ALL_TARGETS} for each in services]
    answers = ask(*(each for request in requests for each in (request, USE_EVERY_CLASS)))
    for service, (version, classes) in zip(services, map(json.loads, answers[1::2]), strict=True):
        package = service_name(service)
        assert version == [3, 14]
        models, dataclasses = (classes[f"{each}_models.{package}"] for each in ("pydantic", "dataclass"))
        assert "ModelMetaclass" in models
        assert models.count("ModelMetaclass") == dataclasses.count("type")


def test_python_3_14_validates_and_dumps(ask: Ask) -> None:
    _, _, checks = ask({"targets": ALL_TARGETS}, USE_EVERY_CLASS, ROUND_TRIP)
    assert json.loads(checks) == [True] * 6


def test_the_page_offers_every_target() -> None:
    page = (SOURCE / "request.mjs").read_text()
    (offered,) = re.findall(r"export const targets = (\[.*?\]);", page, re.DOTALL)
    assert {*json.loads(offered)} == {*TARGETS} - {"ir"}
