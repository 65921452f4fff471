"""Corrections: what the user says of a class holds as if the spec said it. The cases show the rest."""

import re
import shutil
from pathlib import Path

import pytest

from generator import ir
from generator.diagnostics import Report
from generator.options import Correction, Options, RequiredMembers, ResponseProfile
from generator.passes import rewrite
from generator.readers import expand
from support.commands import Run, python
from support.paths import CASES

SERVICES = {
    "lambda.GetFunctionRequest.FunctionName": ("botocore:lambda", "lambda_"),
    "lambda_.GetFunctionRequest.FunctionName": ("botocore:lambda", "lambda_"),
    "cognito-idp.GetUserRequest.AccessToken": ("botocore:cognito-idp", "cognito_idp"),
    "cognito_idp.GetUserRequest.access_token": ("botocore:cognito-idp", "cognito_idp"),
    "KMS.EncryptRequest.KeyId": ("botocore:kms", "kms"),
}


def rewritten(spec: str, options: Options) -> tuple[ir.Service, Report]:
    report = Report()
    ((reader, path),) = expand(spec, report)
    service = reader.read(path, report)
    assert service, list(report)
    return rewrite(service, options, report), report


def member(service: ir.Service, class_name: str, name: str) -> ir.Member:
    shape = service.shapes[class_name]
    assert isinstance(shape, ir.Structure)
    (found,) = [each for each in shape.members if each.name == name]
    return found


@pytest.mark.parametrize("at", SERVICES)
def test_a_service_may_have_the_name_that_people_use(at: str) -> None:
    spec, name = SERVICES[at]
    correction = Correction(at=at, reason="a test", required=False)
    before, _ = rewritten(spec, Options())
    after, report = rewritten(spec, Options(corrections=(correction,)))
    assert before.name == after.name == name
    changed = [each for each, shape in after.shapes.items() if before.shapes[each] != shape]
    assert changed == [at.split(".")[1]]
    assert not [each for each in report if each.source == correction.source]


# What `responses.required` makes of a member that a correction calls required: whether a response without it is
# refused, and what stands for it.
REQUIRED: dict[RequiredMembers, tuple[bool, ir.Absent]] = {
    "none": (False, ir.Absent.NULL),
    "typed": (False, ir.Absent.UNEXPECTED),
    "model": (True, ir.Absent.NULL),
    "spec": (True, ir.Absent.NULL),
}
RESPONSES = {
    "botocore": (str(CASES / "corrections_of_botocore" / "service-2.json"), "DescribeResponse", "Cluster"),
    "inner class of botocore": (str(CASES / "corrections_of_botocore" / "service-2.json"), "Cluster", "State"),
    "document": (str(CASES / "corrections_of_a_document" / "type_defs.md"), "PutResponse", "Name"),
}


@pytest.mark.parametrize("rule", REQUIRED)
@pytest.mark.parametrize("kind", RESPONSES)
def test_strictness_takes_a_correction_for_the_word_of_the_model(kind: str, rule: RequiredMembers) -> None:
    spec, name, member_name = RESPONSES[kind]
    responses = ResponseProfile(required=rule)
    at = f"{Path(spec).parent.name}.{name}.{member_name}"
    for required in (True, False):
        correction = Correction(at=at, reason="a test", required=required)
        service, _ = rewritten(spec, Options(responses=responses, corrections=(correction,)))
        found = member(service, name, member_name)
        assert (found.required, found.absent) == (REQUIRED[rule] if required else (False, ir.Absent.NULL))


def test_a_member_that_is_corrected_leaves_the_others_of_a_document_in_doubt() -> None:
    spec, name, _ = RESPONSES["document"]
    correction = Correction(at=f"corrections_of_a_document.{name}.Name", reason="a test", required=True)
    service, report = rewritten(spec, Options(responses=ResponseProfile(required="model"), corrections=(correction,)))
    assert not member(service, name, "Count").required
    assert not [each for each in report if each.code == "unneeded-correction"]


def test_a_correction_may_be_of_a_class_that_is_left_out() -> None:
    """Which operations are selected does not matter."""
    correction = Correction(at="sqs.SendMessageRequest.MessageBody", reason="a test", required=False)
    service, report = rewritten("botocore:sqs", Options(corrections=(correction,), operations=("ListQueues",)))
    assert "SendMessageRequest" not in service.shapes
    assert not report.has_errors


def test_the_union_of_two_classes_has_no_members() -> None:
    spec = str(CASES / "corrections_of_a_document" / "type_defs.md")
    correction = Correction(at="corrections_of_a_document.TagUnion.Key", reason="a test", required=False)
    _, report = rewritten(spec, Options(corrections=(correction,)))
    (error,) = [each for each in report if each.severity == "error"]
    assert (error.code, error.hint) == ("bad-correction", "correct Tag and TagOutput")


def test_new_name_and_correction() -> None:
    """A correction uses the old name. The new type of a member gets the new name of its class."""
    corrections = (
        Correction(at="sqs.Message.Tag", reason="a test", add="list[MessageAttributeValueOutput]"),
        Correction(at="sqs.MessageAttributeValueOutput.DataType", reason="a test", type="long"),
    )
    rename = (("sqs.MessageAttributeValueOutput", "Value"),)
    service, report = rewritten("botocore:sqs", Options(corrections=corrections, rename=rename))
    assert not report.has_errors
    assert ir.references(member(service, "Message", "Tag").type) == ("Value",)
    assert member(service, "Value", "DataType").type == ir.Scalar(ir.ScalarKind.LONG)


USE = """
from {folder}.corrections_of_botocore import DescribeRequest, DescribeResponse, Tag

request = DescribeRequest(it_s_new=[Tag(key="a")], kind="b", size={{"a": [0.5]}})
DescribeRequest()
DescribeRequest(it_s_new=[], kind="gone")
DescribeRequest(it_s_new=[], ghost="a")
def use(response: DescribeResponse) -> None:
    reveal_type(response.cluster.state)
    reveal_type(response.cluster.realm)
    reveal_type(response.count)
    reveal_type(response.tag)
    response.unused
"""
SEEN = [
    'Missing named argument "it_s_new" for "DescribeRequest"',
    'Argument "kind" to "DescribeRequest" has incompatible type "Literal[\'gone\']"',
    'Unexpected keyword argument "ghost" for "DescribeRequest"',
    'Revealed type is "str"',  # an open enum, of which mypy may show the values
    'Revealed type is "str | None"',
    'Revealed type is "int | None"',
    'Revealed type is "Tag | None"',
    '"DescribeResponse" has no attribute "unused"',
]


def test_type_checkers_see_corrections(tmp_path: Path, shapewright: Run) -> None:
    shutil.copytree(CASES / "corrections_of_botocore", tmp_path / "corrections_of_botocore")
    case = tmp_path / "corrections_of_botocore"
    done = shapewright("build", cwd=case)
    assert done.returncode == 0, done.stderr
    out = case / "generated"
    for folder in ("pydantic_models", "dataclass_models"):
        (out / "use.py").write_text(USE.format(folder=folder))
        done = python("-m", "mypy", "--strict", "--no-error-summary", "--hide-error-codes", "use.py", cwd=out)
        seen = [line.split(": ", 2)[2].partition(";")[0] for line in done.stdout.splitlines()]
        assert [re.sub(r"[\w.]+\.(?=Tag\b)|Literal\['ON'\] \| ", "", each) for each in seen] == SEEN


CONFIGURATION = """
[tool.shapewright]
sources = ["botocore:sqs", "botocore:account"]
targets = ["json-schema"]
operations = ["ListQueues", "DeleteAlternateContact"]

[[tool.shapewright.corrections]]
at = "{service}.ListQueuesRequest.MaxResults"
reason = "a test"
required = true
"""


def test_a_service_that_is_not_among_the_sources(tmp_path: Path, shapewright: Run) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(CONFIGURATION.format(service="sqss").replace("operations", "# "))
    done = shapewright()
    assert done.returncode == 2
    assert done.stderr == (
        "pyproject.toml:7: error: this correction names the service sqss, which is not among the sources "
        "[unknown-service]\n    hint: did you mean sqs?\n"
    )
    assert not (tmp_path / "generated" / "json_schema").exists()
    file.write_text(CONFIGURATION.format(service="sqs"))
    assert shapewright().returncode == 0


def test_a_run_for_a_part_of_the_sources(tmp_path: Path, shapewright: Run) -> None:
    """It says nothing of a service that another part may have."""
    (tmp_path / "pyproject.toml").write_text(CONFIGURATION.format(service="sqs").replace("operations", "# "))
    for arguments in (("--shard", "1/2"), ("--shard", "2/2"), ("--source", "botocore:account")):
        done = shapewright("build", *arguments)
        assert (done.returncode, done.stderr) == (0, ""), arguments


def test_a_mistake_is_reported_at_its_line_from_any_folder(tmp_path: Path, shapewright: Run) -> None:
    text = CONFIGURATION.format(service="sqs").replace("MaxResults", "MaxResult")
    (tmp_path / "pyproject.toml").write_text(text)
    (tmp_path / "inner").mkdir()
    message = "error: sqs.ListQueuesRequest.MaxResult: ListQueuesRequest has no member MaxResult [unknown-member]"
    done = shapewright(cwd=tmp_path / "inner")
    assert f"pyproject.toml:7: {message}\n    hint: did you mean MaxResults?\n" in done.stderr
    done = shapewright("build", "--source", "botocore:sqs", cwd=tmp_path / "inner")
    assert f"{tmp_path}/pyproject.toml:7: {message}\n" in done.stderr
    done = shapewright("build", "--source", "botocore:sqs", "--out", "out")
    assert done.stderr.startswith(f"pyproject.toml:7: {message}\n")


def test_a_service_with_a_mistake_in_a_correction_keeps_its_files(tmp_path: Path, shapewright: Run) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(CONFIGURATION.format(service="sqs"))
    assert shapewright().returncode == 0
    before = (tmp_path / "generated" / "json_schema" / "sqs.schema.json").read_bytes()
    file.write_text(CONFIGURATION.format(service="sqs").replace("MaxResults", "MaxResult"))
    assert shapewright().returncode == 2
    assert (tmp_path / "generated" / "json_schema" / "sqs.schema.json").read_bytes() == before
