"""All four targets accept AWS's own examples (`examples-1.json` in botocore), except those that are wrong.

An example is hand-written JSON: times are text or numbers, bytes are text. The shapes tell how to convert it to the
Python form, which the client accepts or returns, and to the JSON form.
"""

import base64
import dataclasses
import datetime
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dateutil.parser  # type: ignore[import-untyped]
import pytest

from generator import naming
from support.absent_members import counts, examples_of_aws, table
from support.aws_examples import Example, examples
from support.client_oracle import Api
from support.commands import node, python
from support.paths import ROOT
from support.service_classes import ServiceClasses
from support.verdicts import AGREEING_ARGUMENTS, Verdicts

pytestmark = pytest.mark.pinned_botocore

# Examples that are wrong upstream, by what is wrong: (service, operation, number of the example, side).
WRONG: dict[str, set[tuple[str, str, int, str]]] = {
    "a number or a boolean is written as text": {
        ("ec2", "CreateImage", 0, "input"),
        ("s3", "CompleteMultipartUpload", 0, "input"),
        ("s3", "DeleteObjects", 1, "output"),
        ("s3", "GetObject", 0, "output"),
        ("s3", "GetObject", 1, "output"),
        ("s3", "HeadObject", 0, "output"),
        ("s3", "ListMultipartUploads", 1, "input"),
        ("s3", "ListMultipartUploads", 1, "output"),
        ("s3", "ListObjects", 0, "input"),
        ("s3", "ListObjectsV2", 0, "input"),
        ("s3", "ListObjectsV2", 0, "output"),
        ("s3", "ListParts", 0, "output"),
        ("s3", "UploadPart", 0, "input"),
        ("s3", "UploadPartCopy", 0, "input"),
        ("s3", "UploadPartCopy", 1, "input"),
    },
    "text is written for a boolean": {("ec2", "DescribeInstanceAttribute", 1, "output")},
    "a required member is missing": {
        ("cloud9", "CreateEnvironmentEC2", 0, "input"),
        ("pricing", "GetProducts", 0, "input"),
    },
    "a value is not in its enum": {("ec2", "ModifySpotFleetRequest", 1, "input")},
    "a string is too short": {("lambda", "UpdateEventSourceMapping", 0, "input")},
}
ALL_WRONG = set().union(*WRONG.values())


EXAMPLES = list(examples())
SERVICES = sorted({example.service for example in EXAMPLES})


def converted(shape: Any, value: Any, *, in_json: bool) -> Any:
    """Convert `value` to one of the forms. Parts that do not fit their shape stay as they are."""
    match shape.type_name:
        case "structure" if isinstance(value, dict):
            return {
                name: converted(shape.members[name], each, in_json=in_json) if name in shape.members else each
                for name, each in value.items()
            }
        case "list" if isinstance(value, list):
            return [converted(shape.member, each, in_json=in_json) for each in value]
        case "map" if isinstance(value, dict):
            return {key: converted(shape.value, each, in_json=in_json) for key, each in value.items()}
        case "timestamp" if isinstance(value, str | int | float):
            time = _time(value)
            return time.isoformat() if in_json else time
        case "blob" if isinstance(value, str):
            return base64.b64encode(value.encode()).decode() if in_json else value.encode()
    return value


def _time(value: str | float) -> datetime.datetime:
    try:
        return datetime.datetime.fromtimestamp(float(value), datetime.UTC)
    except ValueError:
        assert isinstance(value, str)
    time = dateutil.parser.parse(value, tzinfos={"PDT": -7 * 3600, "PST": -8 * 3600})
    assert isinstance(time, datetime.datetime)
    return time if time.tzinfo else time.replace(tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    folder = tmp_path_factory.mktemp("examples")
    sources = [argument for name in SERVICES for argument in ("--source", f"botocore:{name}")]
    done = python("-m", "generator", "build", *sources, *AGREEING_ARGUMENTS, "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    return Verdicts(folder / "out")


def judge_examples(output: Verdicts) -> Iterator[tuple[Example, dict[str, bool]]]:
    """Every example, and the verdict of each target."""
    values = []
    found: list[tuple[Example, dict[str, bool]]] = []
    for service in SERVICES:
        classes, api = ServiceClasses(output, service), Api(service)
        for example in [each for each in EXAMPLES if each.service == service]:
            name = classes.operations[example.operation][example.side == "output"]
            shape = api.input(example.operation) if example.side == "input" else api.output(example.operation)
            if name is None or shape is None:
                assert not example.value, example
                continue
            verdicts = classes.verdicts(name, converted(shape, example.value, in_json=False))
            value = converted(shape, example.value, in_json=True)
            package = naming.service_name(service)
            text = json.dumps(value)
            verdicts["pydantic, JSON"] = output.pydantic(package, name, text)
            verdicts["converter, JSON"] = output.converter(package, name, text)
            values.append((package, name, value))
            found.append((example, verdicts))
        classes.unload()
    for (example, verdicts), in_node in zip(found, output.in_node(values), strict=True):
        yield example, {**verdicts, **in_node}


def test_targets_accept_examples(output: Verdicts) -> None:
    assert len(SERVICES) == 44
    refused = set()
    count = 0
    for example, verdicts in judge_examples(output):
        count += 1
        in_json = {verdicts[each] for each in ("pydantic, JSON", "converter, JSON", "ajv", "zod")}
        assert len(in_json) == 1, (example, verdicts)
        if example.side == "input" or True in in_json:
            assert verdicts["pydantic"] is verdicts["converter"] is verdicts["ajv"], (example, verdicts)
        if not verdicts["ajv"]:
            refused.add(example.key)
    assert refused == ALL_WRONG
    assert (len({each.key[:3] for each in EXAMPLES}), count) == (1393, 2452)  # three have no value


def test_examples_compile(output: Verdicts, tmp_path: Path) -> None:
    """Examples are literals of the TypeScript types, which have no bounds."""
    lines: dict[Path, list[Example | None]] = {}
    for service in SERVICES:
        classes, api = ServiceClasses(output, service), Api(service)
        script = tmp_path / f"{naming.service_name(service)}.ts"
        types = output.out / "typescript" / naming.service_name(service)
        text = [f'import type * as types from "{types}";']
        lines[script] = [None]
        for number, example in enumerate(each for each in EXAMPLES if each.service == service):
            name = classes.operations[example.operation][example.side == "output"]
            shape = api.input(example.operation) if example.side == "input" else api.output(example.operation)
            if name and shape:
                value = json.dumps(converted(shape, example.value, in_json=True))
                text.append(f"export const example{number}: types.{name} = {value};")
                lines[script].append(example)
        script.write_text("\n".join(text))
        classes.unload()
    done = node("tsc", "--strict", "--noEmit", "--exactOptionalPropertyTypes", "--pretty", "false", *lines)
    refused = {
        each.key
        for script, number in re.findall(r"([^\s/]+\.ts)\((\d+),", done.stdout)
        if (each := lines[tmp_path / script][int(number) - 1])
    }
    streams = {each.key for each in EXAMPLES if each.side == "output" and has_body(each)}
    second_names = {each.key for each in EXAMPLES if each.service == "ec2" and "Filter" in each.value}
    assert refused == (ALL_WRONG | streams | second_names) - WRONG["a string is too short"]
    assert (len(streams), len(second_names)) == (4, 1)


def has_body(example: Example) -> bool:
    """Whether a response has a body, which a client would read as a stream."""
    shape = Api(example.service).output(example.operation)
    body = shape and shape.serialization.get("payload")
    return bool(shape and body in example.value and shape.members[body].type_name == "blob")


def test_the_docs_say_how_often_a_required_member_is_absent() -> None:
    assert table("examples of AWS", counts(examples_of_aws())) in (ROOT / "docs" / "differences.md").read_text()


def test_an_absent_member_is_counted() -> None:
    api = Api("dynamodb")
    output = api.output("ListTagsOfResource")
    responses: list[tuple[str, Any, Any]] = [
        ("dynamodb", output, {"Tags": [{"Key": "a", "Value": None}, {"Key": "b", "Value": "c"}]})
    ]
    backup = {"BackupDetails": {"BackupArn": "a", "BackupName": "b"}}
    responses += [("dynamodb", output, {}), ("dynamodb", api.output("CreateBackup"), backup)]
    found = {kind: dataclasses.astuple(count) for kind, count in counts(responses).items()}
    assert found == {"only received": (1, 1, 5, 3), "also sent": (1, 1, 4, 1)}
