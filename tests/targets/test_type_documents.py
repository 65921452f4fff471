"""The documents: read back, and compared with the published ones, byte for byte but for what two tables count.

The published ones are not part of the project. `make documents` makes them; without them, that comparison is skipped.
"""

import re
from collections import Counter
from pathlib import Path

import pytest

from generator import ir
from generator.diagnostics import Report
from generator.options import Options
from generator.passes import configure, decide, settle
from generator.readers.botocore import reader
from generator.readers.botocore.service_data import installed_services
from generator.targets import TARGETS
from support.commands import Run
from support.published_documents import CAUSES, DATA, PUBLISHED, cause, differences
from support.reading_back import Difference, read, write
from support.reading_back import differences as differences_from

# Services with streams, events, recursion, keywords as members, methods that are no operations, tagged unions, JSON in
# headers, waiters and structures without members; and two whose client lacks an operation.
SERVICES = """
    amplifyuibuilder apigatewayv2 bedrock-runtime cloudwatch connecthealth connectparticipant dynamodb iam kinesis
    lambda lex-runtime s3 sts
""".split()
# What is another one when it is read back, and how often: in these services, in all of AWS. A document has the members
# of a response that it does not require behind the others. The client lacks an operation, of which a note says that it
# is missing, and what it alone refers to is not written.
READ_BACK = {"order": (57, 3862), "lacking": (9, 12), "note": (2, 5)}


def kind(found: Difference) -> str:
    """The row of the table for a difference."""
    if found.place.endswith("/members/order"):
        is_same = sorted(map(str, found.before)) == sorted(map(str, found.after))
        return "order" if is_same else found.place
    if found == Difference("/diagnostics/unpaired-operation", None, "unpaired-operation"):
        return "note"
    lacking = "/shapes/(MedicalScribeChannelDefinition/|QuotaCode|ServiceCode|ServiceQuotaExceededException)"
    return "lacking" if re.match(lacking, found.place) else found.place


def test_read_back_they_are_the_same_service(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    everything = request.config.getoption("--all-services")
    counts: Counter[str] = Counter()
    for name in installed_services() if everything else SERVICES:
        service, _ = read(f"botocore:{name}")
        before = write(service, "docs", tmp_path)
        counts.update(map(kind, differences_from(before, tmp_path / "docs" / before.name / "type_defs.md")))
    assert counts == {row: count[everything] for row, count in READ_BACK.items()}


# Differences from the published documents of all 414 services, by cause.
COUNTS = {
    "order": 31,
    "names of all services and regions": 1127,
    "types of resources of boto3, and others written by hand": 337,
    "values of DynamoDB": 39,
    "policies of IAM": 7,
    "digests that the client of S3 computes": 29,
    "other arguments of S3": 27,
    "a template of CloudFormation": 1,
    "an enum of SQS": 2,
    "an enum of EC2": 1,
    "one function of RDS": 1,
    "a response of Step Functions": 11,
    "an enum of Bedrock": 1,
    "recursion": 498,
    "a response without members": 206,
    "other classes that we add": 8,
    "the client fills in a token": 202,
    "JSON in a header": 12,
    "the client encodes bytes": 2,
    "an event stream has one event at a time": 1,
    "operations that the client lacks": 49,
}
# How many of the 828 documents are equal, apart from the three literals that list all services and regions.
EQUAL = 565


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="`make documents` has not been run")
def test_they_are_the_published_documents() -> None:
    counts: Counter[str] = Counter()
    unexplained = []
    for folder in sorted(PUBLISHED.glob("types_aiobotocore_*")):
        name = folder.name.removeprefix("types_aiobotocore_")
        for document, text in documents(name).items():
            published = (folder / document).read_text()
            found = list(differences(name, document, published, text))
            assert bool(found) == (published != text)
            causes = Counter(map(cause, found))
            counts += causes
            unexplained += [each for each in found if not cause(each) or causes.keys() == {"order"}]
            counts["equal"] += causes.keys() <= {"names of all services and regions"}
    assert unexplained == []
    assert counts == {**COUNTS, "equal": EQUAL}
    assert COUNTS.keys() == CAUSES.keys()


def documents(name: str) -> dict[str, str]:
    """Our documents of a service, for aiobotocore, from the botocore of the published ones."""
    (folder,) = [each for each in DATA.iterdir() if each.name.replace("-", "_") == name]
    file = max(folder.glob("*/service-2.json*"), key=lambda each: each.parent.name)
    options, report = Options(client="aiobotocore"), Report()
    service = reader.read(str(file), report)
    assert service
    configured = configure(settle(service, options, report), options, report)
    files = TARGETS["docs"].generate(decide(configured, options, report, "declared"), options, report)
    return {Path(each.path).name: each.text for each in files}


def test_a_member_that_no_line_can_have_is_reported() -> None:
    members = tuple(ir.Member(name=each, type=ir.Scalar(ir.ScalarKind.STRING)) for each in ("a b", "c:d", "e-f"))
    shape = ir.Structure(name="Request", members=members, use=ir.Use.REQUEST)
    service = ir.Service(name="things", origin="a test", shapes={"Request": shape})
    report = Report()
    document, _ = TARGETS["docs"].generate(service, Options(), report)
    assert re.findall(r"^    (.*): NotRequired", document.text, re.MULTILINE) == ["e-f"]
    assert [each.code for each in report] == ["unwritable-member", "unwritable-member"]


def test_the_library_is_that_of_the_client(shapewright: Run, tmp_path: Path) -> None:
    for client, package, stream in (
        ("boto3", "types_boto3_lambda", " botocore.eventstream.EventStream["),
        ("aiobotocore", "types_aiobotocore_lambda", " aiobotocore.eventstream.AioEventStream["),
    ):
        (tmp_path / "pyproject.toml").write_text(
            f'[tool.shapewright]\nsources = ["botocore:lambda"]\ntargets = ["docs"]\nclient = "{client}"\n'
        )
        assert shapewright().returncode == 0
        text = (tmp_path / "generated" / "docs" / "lambda_" / "type_defs.md").read_text()
        assert f"from {package}.type_defs import" in text
        assert stream in text


def test_types_of_a_team_are_read_back(shapewright: Run, tmp_path: Path) -> None:
    """A team's document has no names of the client, and its types have no endings."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "types.py").write_text(
        "from typing import Literal, NotRequired, TypedDict\n\n\n"
        'class Order(TypedDict):\n    id: str\n    parts: NotRequired["list[Order]"]\n    size: Literal["S", "L"]\n'
    )
    assert shapewright("build", "--source", "shop", "--target", "docs").returncode == 0
    document = tmp_path / "generated" / "docs" / "shop_types" / "type_defs.md"
    service, codes = read(str(document))
    assert codes == []
    (order,) = service.shapes.values()
    assert isinstance(order, ir.Structure)
    assert [(each.name, each.required) for each in order.members] == [("id", True), ("size", True), ("parts", False)]
    assert order.use is ir.Use.WRITTEN
