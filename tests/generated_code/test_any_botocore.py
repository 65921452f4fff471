"""S3 and DynamoDB of the installed botocore, whatever its release. `make floor` runs this with the lowest.

Nothing here depends on a release: values and verdicts come from the installed client.
"""

import pytest

from support.client_agreement import judge_requests, judge_responses
from support.client_oracle import Api
from support.commands import Run, python
from support.paths import SUPPORT
from support.service_classes import ServiceClasses
from support.stubbed_client import Response, StubbedClient
from support.verdicts import Verdicts

SERVICES = ("dynamodb", "s3")
SOURCES = [argument for name in SERVICES for argument in ("--source", f"botocore:{name}")]
TABLES = Response(b'{"TableNames": ["one", "two"]}')


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """The output of all four targets."""
    folder = tmp_path_factory.mktemp("any")
    done = python("-W", "error", "-m", "generator", "build", *SOURCES, "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    return Verdicts(folder / "out")


def test_types_check(output: Verdicts, shapewright: Run) -> None:
    done = shapewright("check", *SOURCES, "--out", output.out)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("2 services: the output matches the specs, and its types are correct\n")


def test_every_class_imports_and_builds(output: Verdicts) -> None:
    done = python("-W", "error", SUPPORT / "import_everything.py", output.out, "--schemas")
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 1000


@pytest.mark.parametrize("service", SERVICES)
def test_verdicts_are_those_of_its_client(output: Verdicts, service: str) -> None:
    classes, api = ServiceClasses(output, service), Api(service)
    for tally in (judge_requests(classes, api, 40), judge_responses(classes, api, 40)):
        assert not tally.wrong, "\n".join(tally.wrong[:10])
        assert min(tally.verdicts[True], tally.verdicts[False]) > 400, tally.verdicts


@pytest.mark.parametrize("folder", ["pydantic_models", "dataclass_models"])
def test_call_through_its_client(output: Verdicts, folder: str) -> None:
    calls, models = output.package(folder, "_calls"), output.package(folder, "dynamodb")
    stubbed = StubbedClient("dynamodb", TABLES)
    response = calls.call(stubbed.client, models.ListTablesInput(limit=2))
    assert stubbed.body == b'{"Limit": 2}'
    assert type(response) is models.ListTablesOutput
    assert response.table_names == ["one", "two"]
