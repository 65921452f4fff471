"""The names of AWS's services, as people write them."""

import gzip
import json
import re
from pathlib import Path

import pytest

from generator.naming import find_service
from generator.readers.botocore.service_data import api_versions, find_installed, installed_services, search_path
from support.commands import Run

# What people write -> the name of the package.
SPELLINGS = {
    "lambda": "lambda_",
    "lambda_": "lambda_",
    "bedrock-runtime": "bedrock_runtime",
    "bedrock_runtime": "bedrock_runtime",
    "cognito-idp": "cognito_idp",
    "sfn": "stepfunctions",
    "states": "stepfunctions",
    "step-functions": "stepfunctions",
    "eventbridge": "events",
    "EventBridge": "events",
}
OPERATIONS = {
    "lambda_": "Invoke",
    "bedrock_runtime": "InvokeModel",
    "cognito_idp": "ListUsers",
    "stepfunctions": "StartExecution",
    "events": "PutEvents",
}
REQUESTS = {
    "lambda_": "InvocationRequest",
    "bedrock_runtime": "InvokeModelRequest",
    "cognito_idp": "ListUsersRequest",
    "stepfunctions": "StartExecutionInput",
    "events": "PutEventsRequest",
}


def schema(folder: Path, service: str) -> dict[str, object]:
    text = (folder / "generated" / "json_schema" / f"{service}.schema.json").read_text()
    definitions: dict[str, object] = json.loads(text)["$defs"]
    return definitions


@pytest.mark.parametrize("spelled", SPELLINGS)
def test_a_service_is_found_by_the_name_that_people_write(tmp_path: Path, shapewright: Run, spelled: str) -> None:
    """In `sources`, `operations`, `rename` and `corrections`, in `explain` and in `list`."""
    service = SPELLINGS[spelled]
    operation, request = OPERATIONS[service], REQUESTS[service]
    table = f"""[tool.shapewright]
sources = ["botocore:{spelled}"]
targets = ["json-schema"]
operations = ["{spelled}.{operation}"]
rename."{spelled}.{request}" = "Asked"
[[tool.shapewright.corrections]]
at = "{spelled}.{request}.Added"
add = "string"
reason = "to see that it is made"
"""
    (tmp_path / "pyproject.toml").write_text(table)
    done = shapewright()
    assert done.returncode == 0, done.stderr
    assert ": warning: " not in done.stderr
    assert done.stdout.startswith(f"{service}: ")
    definitions = schema(tmp_path, service)
    assert "Added" in json.dumps(definitions["Asked"])
    assert request not in definitions
    assert len(definitions) < 60  # of one operation
    explained = shapewright("explain", f"{spelled}.{operation}")
    assert (explained.returncode, explained.stderr) == (0, "")
    listed = shapewright("list", spelled)
    assert (listed.returncode, listed.stderr) == (0, "")
    client = find_installed(service)
    assert f"{client}.{operation}\n" in listed.stdout


def test_every_service_is_found_by_the_name_that_aws_gives_it() -> None:
    """`serviceId` is the name in AWS's other SDKs: `Secrets Manager`, or `client-secrets-manager`."""
    services = installed_services()
    ids = {}
    for name in services:
        folders = [Path(folder, name, api_versions(name)[-1]) for folder in search_path()]
        file = next(each / "service-2.json.gz" for each in folders if each.is_dir())
        with gzip.open(file) as content:
            (ids[name],) = re.findall(rb'"serviceId" *: *"([^"]+)"', content.read(4096))
    named_twice = {each for each in ids.values() if list(ids.values()).count(each) > 1}
    assert {name for name in services if ids[name] in named_twice} == {"sms-voice", "pinpoint-sms-voice"}
    for name in services:
        spellings = [name, name.upper(), name.replace("-", "_")]
        if ids[name] not in named_twice:
            spellings += [ids[name].decode(), ids[name].decode().lower().replace(" ", "-")]
        assert {each: find_service(each, services) for each in spellings} == dict.fromkeys(spellings, name)


def test_one_service_by_two_names_is_one_source(tmp_path: Path, shapewright: Run) -> None:
    sources = [argument for each in ("lambda", "lambda_", "Lambda") for argument in ("--source", f"botocore:{each}")]
    done = shapewright("build", *sources, "--target", "typescript", "--out", "out")
    assert done.returncode == 0
    assert done.stdout.count("lambda_: ") == 1


def test_a_service_of_the_team_keeps_its_name(tmp_path: Path, shapewright: Run) -> None:
    """A package that is called as a service of AWS is called elsewhere is no service of AWS."""
    (tmp_path / "sfn").mkdir()
    (tmp_path / "sfn" / "__init__.py").write_text("from typing import TypedDict\nclass Item(TypedDict):\n    a: int\n")
    table = '[tool.shapewright]\nsources = ["sfn"]\ntargets = ["json-schema"]\nrename."sfn.Item" = "Thing"\n'
    (tmp_path / "pyproject.toml").write_text(table)
    done = shapewright()
    assert (done.returncode, done.stderr) == (0, "")
    assert list(schema(tmp_path, "sfn")) == ["Thing"]


@pytest.mark.parametrize(
    ("spec", "hint"),
    [
        ("s3", "did you mean botocore:s3?"),
        ("Lambda", "did you mean botocore:lambda?"),
        ("sfn", "did you mean botocore:stepfunctions?"),
        ("eventbridge", "did you mean botocore:events?"),
        ("no-such-service", "a spec is the type_defs.md"),
    ],
)
@pytest.mark.parametrize("is_folder", [False, True])
def test_a_service_without_botocore_before_it(
    tmp_path: Path, shapewright: Run, spec: str, hint: str, is_folder: bool
) -> None:
    if is_folder:
        (tmp_path / spec).mkdir()
    done = shapewright("build", "--source", spec)
    assert done.returncode == 2
    message = "no spec in this folder [no-spec]" if is_folder else "no such file or directory [no-such-file]"
    assert done.stderr.startswith(f"{spec}: error: {message}\n    hint: {hint}")


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ('operations = ["s3.ListBuckets"]', "no operation s3.ListBuckets in sqs, sns [unknown-operation]"),
        ('rename."s3.Bucket" = "B"', "`rename` names the service s3, which is not among the sources [unknown-service]"),
        (
            'corrections = [{ at = "s3.Bucket.Name", reason = "r", required = true }]',
            "this correction names the service s3, which is not among the sources [unknown-service]",
        ),
    ],
)
def test_a_service_that_is_not_among_the_sources(tmp_path: Path, shapewright: Run, key: str, message: str) -> None:
    table = f'[tool.shapewright]\nsources = ["botocore:sqs", "botocore:sns"]\ntargets = ["typescript"]\n{key}\n'
    (tmp_path / "pyproject.toml").write_text(table)
    done = shapewright()
    expected = f'pyproject.toml:4: error: {message}\n    hint: add "botocore:s3" to the sources\n'
    assert (done.returncode, done.stderr) == (2, expected)


def test_list_names_services_on_few_lines(shapewright: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    done = shapewright("list")
    assert (done.returncode, done.stderr) == (0, "")
    head, _, services = done.stdout.partition("services of botocore ")
    assert "targets\n" in head
    first, *lines = services.splitlines()
    assert f"({len(installed_services())}; " in first
    assert " ".join(lines).split() == installed_services()
    assert len(lines) < 80
    assert max(map(len, lines)) <= 100


def test_list_of_a_service(tmp_path: Path, shapewright: Run) -> None:
    """One operation a line, as the configuration takes it. A service of the sources comes before botocore's."""
    done = shapewright("list", "sqs")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:2] == ["sqs.AddPermission", "sqs.CancelMessageMoveTask"]
    assert "sqs.SendMessage\n" in done.stdout
    done = shapewright("list", "sqss")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "sqss: error: there is no service sqss [unknown-service]\n    hint: did you mean sqs?\n"
    (tmp_path / "shop.py").write_text("from typing import TypedDict\nclass Item(TypedDict):\n    a: int\n")
    (tmp_path / "pyproject.toml").write_text('[tool.shapewright]\nsources = ["shop.py"]\nnames."shop.py" = "shop"\n')
    done = shapewright("list", "shop")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "shop.py: note: shop has types and no operations [no-operations]\n"
