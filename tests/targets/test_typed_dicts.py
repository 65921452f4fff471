"""The TypedDicts: read back, checked by mypy and pyright, held to the client, and made when they are first used."""

import importlib
import json
import re
import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any, get_type_hints

import pytest
from pydantic import TypeAdapter, ValidationError

from docs.builder.markdown import fences
from generator import naming
from generator.diagnostics import Report
from generator.options import Options
from generator.passes import rewrite
from generator.readers.botocore.service_data import installed_services
from support.client_oracle import Api
from support.commands import Run, node, python
from support.layout import complaints_of_ruff
from support.paths import ROOT
from support.reading_back import Difference, differences, read, write
from support.shape_values import Maker

# Services with streams, events, recursion, keywords as members, methods that are no operations, members that are no
# identifiers, tagged unions and waiters; the largest; and all whose client lacks an operation.
SERVICES = """
    amplifyuibuilder apigatewayv2 bedrock-runtime cloudwatch connecthealth connectparticipant dynamodb ec2 iam kinesis
    lambda lexv2-runtime polly qbusiness s3 sts
""".split()


@pytest.fixture(scope="module")
def services(request: pytest.FixtureRequest) -> list[str]:
    """Services of botocore, by its names."""
    return installed_services() if request.config.getoption("--all-services") else SERVICES


@pytest.fixture(scope="module")
def out(services: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output for these services."""
    folder = tmp_path_factory.mktemp("typed_dicts")
    sources = [argument for name in services for argument in ("--source", f"botocore:{name}")]
    done = python("-W", "error", "-m", "generator", "build", *sources, "--target", "typeddict", "--out", folder)
    assert " warning: " not in done.stderr + done.stdout
    return folder


# What cannot be read back, because the client lacks an operation, which is left out: where it is, and how often. A note
# says that the operation is missing.
LACKING = {
    "bedrock-runtime": ("", 0),
    "connecthealth": ("/shapes/MedicalScribeChannelDefinition/", 9),  # is only received without the operation
    "lexv2-runtime": ("", 0),
    "polly": ("/shapes/(QuotaCode|ServiceCode|ServiceQuotaExceededException)", 3),  # an error of the operation
    "qbusiness": ("", 0),
}


def test_read_back_they_are_the_same_service(services: list[str], out: Path) -> None:
    lacking = []
    for name in services:
        service, _ = read(f"botocore:{name}")
        before = write(service, "typeddict", out)
        found = list(differences(before, out / "typed_dicts" / before.name / "__init__.pyi"))
        note = Difference("/diagnostics/unpaired-operation", None, "unpaired-operation")
        if note in found:
            found.remove(note)
            lacking.append(name)
        place, count = LACKING.get(name, ("", 0))
        assert [each for each in found if not re.match(place, each.place)] == [], name
        assert len(found) == count, name
    assert lacking == sorted(LACKING)


USER = """\
# pyright: reportUnnecessaryTypeIgnoreComment=true
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from io import BytesIO

from typed_dicts.dynamodb import AttributeValueTypeDef, DescribeTableInputWaitTypeDef, GetItemOutputTypeDef
from typed_dicts.kinesis import SubscribeToShardOutputTypeDef
from typed_dicts.lambda_ import InvocationResponseTypeDef
from typed_dicts.s3 import (
    GetObjectOutputTypeDef,
    GetObjectRequestTypeDef,
    ListObjectsV2OutputTypeDef,
    ObjectCannedACLType,
    PutObjectRequestTypeDef,
    TagTypeDef,
)


def requests() -> Iterator[PutObjectRequestTypeDef]:
    acl: ObjectCannedACLType = "private"
    yield {"Bucket": "b", "Key": "k", "Body": BytesIO(b"x"), "Expires": "2026-01-01", "ACL": acl}
    yield {"Bucket": "b", "Key": "k", "Body": bytearray(b"x"), "Expires": 1.5, "Metadata": {"a": "b"}}
    yield {"Bucket": "b", "Key": "k", "ACL": "secret"}  # type: ignore[typeddict-item]
    yield {"Bucket": "b", "Key": "k", "Zzz": 1}  # type: ignore[typeddict-unknown-key]
    yield {"Bucket": "b"}  # type: ignore[typeddict-item]


def shared() -> TagTypeDef:
    return {"Key": "k"}  # type: ignore[typeddict-item]


def recursive() -> AttributeValueTypeDef:
    return {"M": {"a": {"L": ({"S": "x"}, {"BS": (b"x",)})}}}


def wait() -> DescribeTableInputWaitTypeDef:
    return {"TableName": "t", "WaiterConfig": {"Delay": 1}}


def responses(
    object_: GetObjectOutputTypeDef,
    objects: ListObjectsV2OutputTypeDef,
    item: GetItemOutputTypeDef,
    invoked: InvocationResponseTypeDef,
    records: SubscribeToShardOutputTypeDef,
) -> None:
    lines: bytes = object_["Body"].read() + invoked["Payload"].read()
    status: int = object_["ResponseMetadata"]["HTTPStatusCode"]
    if "LastModified" in object_:
        changed: datetime = object_["LastModified"]
        print(changed)
    for each in objects.get("Contents", []):
        storage = each.get("StorageClass")
        if storage == "A_NEW_ONE":
            print(storage.upper())
    for event in records["EventStream"]:
        if "SubscribeToShardEvent" in event:
            print(event["SubscribeToShardEvent"]["Records"][0]["Data"].hex())
    print(lines, status, item["Item"])  # pyright: ignore
    print(object_["body"])  # type: ignore[typeddict-item]


def number() -> GetObjectRequestTypeDef:
    return {"Bucket": "b", "Key": "k", "PartNumber": Decimal(1)}  # type: ignore[typeddict-item]
"""


def test_type_checkers_know_what_is_there(out: Path) -> None:
    (out / "user.py").write_text(USER)
    done = python("-m", "mypy", "--strict", "--cache-dir=/dev/null", "typed_dicts", "user.py", cwd=out)
    assert done.returncode == 0, done.stdout[-3000:]
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11", "include": ["typed_dicts", "user.py"]}
    (out / "pyrightconfig.json").write_text(json.dumps(settings))
    found = json.loads(node("pyright", "--outputjson", "--pythonpath", sys.executable, "--project", out).stdout)
    assert found["summary"]["filesAnalyzed"] > 2 * len(SERVICES)
    assert [
        f"{each['file']}:{each['range']['start']['line'] + 1}: {each['message']}"
        for each in found["generalDiagnostics"]
    ] == []


def test_the_example_of_the_page(out: Path) -> None:
    page = (ROOT / "docs" / "targets" / "typeddict.md").read_text()
    (code,) = [each.text for each in fences(page) if each.language == "python" and not each.remark]
    (out / "example.py").write_text(code.replace("generated.typed_dicts", "typed_dicts"))
    done = python("-m", "mypy", "--cache-dir=/dev/null", "example.py", cwd=out)
    assert done.returncode == 0, done.stdout
    assert python("example.py", cwd=out).returncode == 0


def test_they_are_laid_out_as_ruff_would(out: Path) -> None:
    assert not complaints_of_ruff(out / "typed_dicts")


FIRST_USE = """
import sys, json
from typed_dicts import ec2
before = set(vars(ec2))
assert ec2.DescribeInstancesResultTypeDef.__required_keys__ == {"ResponseMetadata"}
assert ec2.DescribeInstancesResultTypeDef is ec2.DescribeInstancesResultTypeDef
print(json.dumps([len(vars(ec2).keys() - before), len(dir(ec2)), "pydantic" in sys.modules]))
try:
    ec2.Nothing
except AttributeError as error:
    assert str(error) == "module 'typed_dicts.ec2' has no attribute 'Nothing'"
from typed_dicts.sts import *
assert AssumeRoleRequestTypeDef.__module__ == "typed_dicts.sts"
"""


def test_a_name_is_evaluated_when_it_is_first_used(out: Path) -> None:
    made, names, has_pydantic = json.loads(python("-W", "error", "-c", FIRST_USE, cwd=out).stdout)
    assert 50 < made < 300
    assert names > 3000
    assert not has_pydantic


def test_every_name_is_a_type_to_pydantic(services: list[str], out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(out))
    for name in services:
        module = importlib.import_module(f"typed_dicts.{naming.service_name(name)}")
        for each in dir(module):
            TypeAdapter(getattr(module, each))
    attribute = importlib.import_module("typed_dicts.dynamodb").AttributeValueTypeDef
    assert get_type_hints(attribute)["L"].__args__[0].__args__[0] is attribute  # it refers to itself


# What a TypedDict does not say, and how often it mattered: `(kind of the mistake, verdict of the client)`.
UNSAID = {
    ("unknown", False): "pydantic drops a member that a TypedDict lacks; type checkers refuse it",
    ("too small", False): "no type has a minimum",
    ("not in the enum", False): "the enum of a class that is received, too, may have other values",
    ("dropped", False): "a tagged union may have any number of members",
    ("several", False): "a tagged union may have any number of members",
    ("wrong kind", False): "pydantic converts values, such as bytes to text",
    ("wrong kind", True): "the models take null for absent; the client and a TypedDict do not",
}
JUDGED = ("bedrock-runtime", "connectparticipant", "dynamodb", "iam", "kinesis", "lambda", "s3")


def test_requests_are_what_the_client_takes(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every valid request is accepted. An invalid one is refused, but for what no TypedDict can say."""
    monkeypatch.syspath_prepend(str(out))
    differing: Counter[tuple[str, bool]] = Counter()
    verdicts: Counter[tuple[str, bool]] = Counter()
    for name in JUDGED:
        module = importlib.import_module(f"typed_dicts.{naming.service_name(name)}")
        api, (service, _) = Api(name), read(f"botocore:{name}")
        for operation in rewrite(service, Options(), Report()).operations:
            request = getattr(module, f"{operation.input.name}TypeDef", None) if operation.input else None
            if not (request and operation.has_method):
                continue
            adapter, make, shape = TypeAdapter(request), Maker(Random(operation.name)), api.input(operation.name)
            for number in range(30):
                kind, value = "valid", make.sent(shape)
                if number % 2:
                    kind, value = make.faulty(shape, value)
                expected = api.expected(operation.name, value, Counter())
                if expected is not None:
                    verdicts[kind, expected] += 1
                    differing[kind, expected] += is_valid(adapter, value) is not expected
    assert verdicts["valid", True] > 5000
    assert verdicts["dropped", False] > 500
    assert verdicts["wrong kind", False] > 1000
    assert {each for each, count in differing.items() if count} == UNSAID.keys()
    assert differing["unknown", False] == verdicts["unknown", False]
    assert differing["too small", False] == verdicts["too small", False]
    for kind in ("dropped", "not in the enum", "wrong kind"):
        assert differing[kind, False] < 0.2 * verdicts[kind, False], kind


def is_valid(adapter: TypeAdapter[Any], value: Any) -> bool:
    try:
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True


def test_streams_are_those_of_the_client(shapewright: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.shapewright]\nsources = ["botocore:lambda"]\ntargets = ["typeddict"]\nclient = "aiobotocore"\n'
    )
    assert shapewright().returncode == 0
    assert "async def read" in (tmp_path / "generated" / "typed_dicts" / "_streams.py").read_text()


def test_an_output_is_no_spec(shapewright: Run, tmp_path: Path) -> None:
    """What we write below a source folder is not read in the next run, unless it is named."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "types.py").write_text(
        "from typing import TypedDict\n\n\nclass Order(TypedDict):\n    id: str\n"
    )
    arguments = ("build", "--source", "shop", "--target", "typeddict", "--out", "shop/generated")
    for files in (3, 0):
        run = shapewright(*arguments)
        assert run.returncode == 0, run.stderr
        assert f"shop_types: 1 type, {files} files written" in run.stdout
    again = shapewright("build", "--source", "shop/generated/typed_dicts", "--target", "ir")
    assert again.returncode == 0, again.stderr
    assert len(list((tmp_path / "generated" / "ir").iterdir())) == 1
