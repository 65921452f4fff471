"""S3 and DynamoDB as the installed botocore has them, whichever it is: `make floor` runs this with the oldest.

Nothing here knows a release: values and verdicts are those of the client that is there.
"""

from pathlib import Path

import pytest
from canned import Answer, Canned
from conftest import Run, python
from judges import Judges
from oracle import Api
from test_requests import judge_answers, judge_requests
from verdicts import Verdicts

SERVICES = ("dynamodb", "s3")
SOURCES = [argument for name in SERVICES for argument in ("--source", f"botocore:{name}")]
TABLES = Answer(b'{"TableNames": ["one", "two"]}')


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """The output of all four targets."""
    folder = tmp_path_factory.mktemp("any")
    done = python("-W", "error", "-m", "generator", "build", *SOURCES, "--out", "made", cwd=folder)
    assert done.returncode == 0, done.stderr
    return Verdicts(folder / "made")


def test_its_types_are_right(made: Verdicts, shapewright: Run) -> None:
    done = shapewright("check", *SOURCES, "--out", made.out)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("2 services: the output is what the specs give, and its types are right\n")


def test_every_class_imports_and_builds(made: Verdicts) -> None:
    done = python("-W", "error", Path(__file__).parent / "import_everything.py", made.out, "--schemas")
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 1000


@pytest.mark.parametrize("service", SERVICES)
def test_values_are_judged_as_its_client_judges_them(made: Verdicts, service: str) -> None:
    judges, api = Judges(made, service), Api(service)
    for tally in (judge_requests(judges, api, 40), judge_answers(judges, api, 40)):
        assert not tally.wrong, "\n".join(tally.wrong[:10])
        assert min(tally.verdicts[True], tally.verdicts[False]) > 400, tally.verdicts


@pytest.mark.parametrize("folder", ["pydantic_models", "dataclass_models"])
def test_its_client_is_called(made: Verdicts, folder: str) -> None:
    calls, models = made.package(folder, "_calls"), made.package(folder, "dynamodb")
    canned = Canned("dynamodb", TABLES)
    answer = calls.call(canned.client.list_tables, models.ListTablesInput(limit=2))
    assert canned.body == b'{"Limit": 2}'
    assert type(answer) is models.ListTablesOutput
    assert answer.table_names == ["one", "two"]
