"""The oracle of upgrades, on two sides written by hand, in which each kind of failure occurs; then on what AWS did.

`old` and `new` beside this file are folders as botocore's `data`.
"""

from pathlib import Path

import pytest

from support.upgrade_oracle import compare, compare_releases
from support.upgrade_package import Package
from support.upgrade_program import Program
from support.upgrade_sides import Side, build

HERE = Path(__file__).parent
SERVICES = ["notes", "tasks"]

# By class, alias or operation: what fails in Python.
FAILURES = {
    ("notes", "", "service"),
    ("Badge", "level", "value"),  # it travels both ways, so only what is sent is refused
    ("Badge", "name", "received-type"),  # no longer required, so what is read may be None
    ("Color", "red", "value"),
    ("DropTask", "", "operation"),
    ("DropTaskRequest", "", "class"),
    ("Label", "text", "made-required"),  # was only received, and is sent now
    ("Label", "text", "made-type"),
    ("ListTasks", "", "page"),
    ("ListTasksRequestPaginate", "", "class"),
    ("PAGINATORS", "", "constant"),
    ("PaginatorConfig", "", "class"),
    ("Part", "", "class"),  # it has another name, which three members tell
    ("PutTask", "", "call"),  # it has a response class now
    ("PutTask", "", "error"),  # it has no errors
    ("PutTaskRequest", "color", "value"),
    ("PutTaskRequest", "comment", "member"),
    ("PutTaskRequest", "owner", "required"),
    ("PutTaskRequest", "parts", "sent-type"),
    ("PutTaskRequest", "priority", "read-back"),
    ("PutTaskRequest", "titles", "bound"),
    ("PutTaskRequest", "weight", "sent-type"),
    ("Task", "comment", "member"),
    ("Task", "note", "received-type"),
    ("Task", "parts", "received-type"),
    ("TaskMissing", "TaskMissing", "error"),  # it has another code
    ("TaskReady", "", "class"),
    ("TaskReady", "", "waiter"),
    ("WAITERS", "", "constant"),
    ("WaiterConfig", "", "class"),
}

# And in TypeScript, which has no calls, no tables and no bounds, and where two types of the same form are one.
PAGE_FAILURES = {
    ("Badge", "name", "received-type"),
    ("Color", "red", "value"),
    ("DropTaskRequest", "", "class"),
    ("Label", "text", "made-required"),
    ("ListTasksRequestPaginate", "", "class"),
    ("PaginatorConfig", "", "class"),
    ("Part", "", "class"),
    ("PutTaskRequest", "comment", "member"),
    ("PutTaskRequest", "owner", "required"),
    ("PutTaskRequest", "parts", "sent-type"),
    ("PutTaskRequest", "priority", "read-back"),
    ("PutTaskRequest", "weight", "sent-type"),
    ("Task", "comment", "member"),
    ("Task", "note", "received-type"),
    ("Task", "parts", "received-type"),
    ("TaskReady", "", "class"),
    ("WaiterConfig", "", "class"),
}


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> tuple[Side, Side]:
    folder = tmp_path_factory.mktemp("sides")
    old, new = (build(HERE / each, SERVICES, folder / each) for each in ("old", "new"))
    return old, new


def test_every_kind_of_failure_is_found(sides: tuple[Side, Side], tmp_path: Path) -> None:
    """Everything else that the new side adds breaks nothing."""
    old, new = sides
    found = compare(old, new, SERVICES, tmp_path)
    assert {
        language: {(each.name, each.member, each.kind) for each in found if each.language == language}
        for language in ("python", "typescript")
    } == {"python": FAILURES, "typescript": PAGE_FAILURES}


def test_names_whose_code_is_the_same_can_be_left_out(sides: tuple[Side, Side], tmp_path: Path) -> None:
    old, new = sides
    names = Package(old.out, "tasks").changed(Package(new.out, "tasks"))
    assert not names & {"ResponseMetadata", "TaskLocked"}
    assert compare(old, new, SERVICES, tmp_path) == compare(old, new, SERVICES, tmp_path, everything=True)


def test_the_same_side_breaks_nothing(sides: tuple[Side, Side], tmp_path: Path) -> None:
    old, _ = sides
    assert compare(old, old, SERVICES, tmp_path, everything=True) == []


def test_the_program_names_everything(sides: tuple[Side, Side]) -> None:
    package = Package(sides[0].out, "tasks")
    program = Program(package, {*package.names})
    said = {(each.name, each.member) for each in program.lines}
    assert said >= {(name, "") for name in package.names}
    assert said >= {(each.name, field.name) for each in package.classes.values() for field in each.fields}
    assert said >= {(name, value) for name, values in package.enums.items() for value in values}


# Read from AWS's own models, and confirmed in the generated classes.
KNOWN = {
    ("aiops", "GetInvestigationGroupResponse", "created_at", "received-type"),
    ("cloudformation", "DescribeStackEventsInput", "stack_name", "required"),
    ("devicefarm", "CreateRemoteAccessSessionRequest", "client_id", "member"),
    ("rds", "CreateGlobalClusterMessage", "global_cluster_identifier", "required"),
    ("securityhub", "ConnectorRegistrationsV2", "", "operation"),
    ("securityhub", "ResourceGroupByField", "region", "value"),
}


def test_what_aws_broke_is_found(request: pytest.FixtureRequest) -> None:
    """From botocore 1.40.0 to 1.44.0."""
    if not request.config.getoption("--all-services"):
        pytest.skip("needs the wheels of `make test-all`")
    services = ["aiops", "cloudformation", "devicefarm", "rds", "securityhub"]
    found = compare_releases("1.40.0", "1.44.0", services, "default")
    assert {(each.service, each.name, each.member, each.kind) for each in found} >= KNOWN
