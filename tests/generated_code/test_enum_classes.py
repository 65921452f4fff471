"""`python.enums = "StrEnum"`: enums are classes, and nothing else is different."""

import enum
import json
import pickle
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from generator import naming
from generator.targets.python.enums import member_names
from support.client_oracle import Api
from support.commands import python
from support.json_samples import samples
from support.layout import complaints_of_ruff
from support.paths import NODE
from support.service_classes import ServiceClasses
from support.shape_values import each_place
from support.verdicts import AGREEING_ARGUMENTS, Verdicts

pytestmark = pytest.mark.pinned_botocore

SERVICES = ("sqs", "s3", "dynamodb", "pipes", "connectcases", "route53", "bedrock-runtime")

ODD = {
    "metadata": {"protocol": "json"},
    "operations": {"Put": {"name": "Put", "input": {"shape": "PutInput"}, "output": {"shape": "PutOutput"}}},
    "shapes": {
        "Odd": {
            "type": "string",
            "enum": ["", "*", "-", "1.2", "12", "AWS", "aws", "a'\"\\", "mro", "None", "漢", "x y"],
        },
        "StrEnum": {
            "type": "string",
            "enum": ["name", "value", "_ignore_", "__doc__"],
            "documentation": "<p>Names.</p>",
        },
        "Odds": {"type": "list", "member": {"shape": "Odd"}},
        "ByOdd": {"type": "map", "key": {"shape": "Odd"}, "value": {"shape": "StrEnum"}},
        "PutInput": {
            "type": "structure",
            "members": {"Odd": {"shape": "Odd"}, "Odds": {"shape": "Odds"}, "ByOdd": {"shape": "ByOdd"}},
        },
        "PutOutput": {
            "type": "structure",
            "members": {"Odd": {"shape": "Odd"}, "Odds": {"shape": "Odds"}, "ByOdd": {"shape": "ByOdd"}},
        },
    },
}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    folder = tmp_path_factory.mktemp("enums")
    (folder / "odd").mkdir()
    (folder / "odd" / "service-2.json").write_text(json.dumps(ODD))
    sources = json.dumps([*(f"botocore:{each}" for each in SERVICES), "odd/service-2.json"])
    (folder / "pyproject.toml").write_text(
        f'[tool.shapewright]\nsources = {sources}\nout = "out"\npython.enums = "StrEnum"\n'
    )
    done = python("-m", "generator", "build", *AGREEING_ARGUMENTS, cwd=folder)
    assert done.returncode == 0, done.stderr
    return Verdicts(folder / "out")


def forms(output: Verdicts, name: str, value: Any) -> list[Any]:
    """What both Python targets hold for a value of a class of the odd service: a model, and a dataclass."""
    package = output.package("dataclass_models", "odd")
    converter = output.package("dataclass_models", "odd.converter")
    model = getattr(output.package("pydantic_models", "odd"), name)
    return [model.model_validate(value), converter.structure(value, getattr(package, name))]


def dumps(output: Verdicts, *instances: Any) -> list[Any]:
    """What a model and a dataclass are written as, in both forms."""
    model, data = instances
    converter = output.package("dataclass_models", "odd.converter")
    texts = [model.model_dump_json(), converter.to_json(data)]
    return [model.model_dump(), converter.unstructure(data), *map(json.loads, texts)]


def test_targets_give_the_same_verdict(output: Verdicts) -> None:
    counts: Counter[tuple[str, bool]] = Counter()
    for service in SERVICES:
        classes, api = ServiceClasses(output, service), Api(service)
        package = naming.service_name(service)
        some = list(samples(service, classes, api))
        in_node = output.in_node((package, each.name, each.value) for each in some)
        for sample, by_judge in zip(some, in_node, strict=True):
            text = json.dumps(sample.value)
            verdicts = {
                "pydantic": output.pydantic(package, sample.name, text),
                "converter": output.converter(package, sample.name, text),
                **by_judge,
            }
            assert len(set(verdicts.values())) == 1, (service, sample.name, sample.kind, verdicts, text[:600])
            counts[sample.kind, verdicts["ajv"]] += 1
            if not verdicts["ajv"] or sample.kind != "valid":
                continue
            model = getattr(classes.models, sample.name).model_validate_json(text, by_alias=True, by_name=False)
            data = classes.converter.from_json(text, getattr(classes.dataclasses, sample.name))
            assert json.loads(model.model_dump_json()) == json.loads(classes.converter.to_json(data)), sample
            assert not list(members_in(model.model_dump()))
            assert not list(members_in(classes.converter.unstructure(data)))
            if any(getattr(shape, "enum", None) for _, shape, value in each_place(sample.shape, sample.value) if value):
                counts["with an enum", True] += 1
        classes.unload()
    assert counts["not in the enum", False] > 50, counts
    assert counts["with an enum", True] > 500, counts


def members_in(value: Any) -> Any:
    """The members of enums in a value."""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, enum.Enum):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from members_in(each)


def test_values_are_members(output: Verdicts) -> None:
    odd = output.package("pydantic_models", "odd").Odd
    value = {"Odd": "aws", "Odds": ["*", ""], "ByOdd": {"漢": "name"}}
    for name in ("PutInput", "PutOutput"):
        instances = forms(output, name, value)
        for each in instances:
            assert type(each.odd).__name__ == "Odd"
            assert (each.odd, each.odd.name) == ("aws", "AWS_2")
            assert [one.name for one in each.odds] == ["VALUE_2", "VALUE"]
            ((key, one),) = each.by_odd.items()
            assert (key.name, one.name) == ("VALUE_4", "NAME")
        assert dumps(output, *instances) == [value] * 4
    request = output.package("pydantic_models", "odd").PutInput(odd=odd.AWS, odds=(odd.MRO, "None"))
    assert [type(each).__name__ for each in request.odds] == ["Odd", "Odd"]
    assert request.model_dump() == {"Odd": "AWS", "Odds": ["mro", "None"]}
    assert not list(members_in(request.model_dump()))


def test_unknown_values_of_a_response_stay_text(output: Verdicts) -> None:
    value = {"Odd": "new", "Odds": ["new", "AWS"], "ByOdd": {"new": "newer"}}
    instances = forms(output, "PutOutput", value)
    for each in instances:
        assert type(each.odd) is str
        assert [type(one).__name__ for one in each.odds] == ["str", "Odd"]
    assert dumps(output, *instances) == [value] * 4
    for target in ("pydantic", "converter"):
        assert not getattr(output, target)("odd", "PutInput", '{"Odd": "new"}')


def test_classes_are_enums(output: Verdicts) -> None:
    for folder in ("pydantic_models", "dataclass_models"):
        package = output.package(folder, "odd")
        assert issubclass(package.Odd, enum.StrEnum)
        assert {each.value for each in package.Odd} == set(ODD["shapes"]["Odd"]["enum"])  # type: ignore[index]
        assert package.StrEnum.__doc__ == "Names."
        assert [each.name for each in package.StrEnum] == ["DOC", "IGNORE", "NAME", "VALUE"]
        assert pickle.loads(pickle.dumps(package.Odd.AWS)) is package.Odd.AWS
        assert package.Odd is output.package(folder, "odd._literals").Odd


def test_names_of_members() -> None:
    values = ["t2.micro", "FifoQueue", "2.0", "", "  ", "class", "a-b", "a_b", "A B", "a_b_2"]
    names = ["T2_MICRO", "FIFO_QUEUE", "N2_0", "VALUE", "VALUE_2", "CLASS", "A_B", "A_B_2", "A_B_3", "A_B_2_2"]
    assert list(member_names(values).values()) == names


def test_the_schema_of_a_model_has_the_values(output: Verdicts) -> None:
    models = output.package("pydantic_models", "odd")
    sent = models.PutInput.model_json_schema(by_alias=True)["properties"]["Odd"]
    assert sorted(sent["anyOf"][0]["enum"]) == sorted(ODD["shapes"]["Odd"]["enum"])  # type: ignore[index]
    received = models.PutOutput.model_json_schema(by_alias=True)["properties"]["Odd"]
    assert {"type": "string"} in received["anyOf"]


USE = """
from typing import assert_type

from out.pydantic_models.s3 import GetObjectOutput, GetObjectRequest, StorageClass, ChecksumMode

request = GetObjectRequest(bucket="b", key="k", checksum_mode=ChecksumMode.ENABLED)
assert_type(request.checksum_mode, ChecksumMode | None)
response = GetObjectOutput()
assert_type(response.storage_class, StorageClass | str | None)
"""


def test_the_output_type_checks(output: Verdicts, tmp_path: Path) -> None:
    assert not complaints_of_ruff(output.out)
    (output.out.parent / "use.py").write_text(USE)
    packages = [f"out/{folder}/{name}" for folder in ("pydantic_models", "dataclass_models") for name in ("odd", "s3")]
    done = python(
        "-m",
        "mypy",
        "--strict",
        "--config-file=",
        "--explicit-package-bases",
        "use.py",
        *packages,
        cwd=output.out.parent,
    )
    assert done.returncode == 0, done.stdout
    command = [str(NODE / "node_modules" / ".bin" / "pyright"), "--pythonpath", sys.executable, "use.py", *packages]
    done = subprocess.run(command, cwd=output.out.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[:2000]


def test_only_classes_that_are_used_are_created(output: Verdicts) -> None:
    script = """
import enum, sys
made = []
create = enum.EnumType.__new__
enum.EnumType.__new__ = lambda *arguments, **more: (made.append(arguments[1]), create(*arguments, **more))[1]
from out.pydantic_models.s3 import GetObjectTaggingRequest
from out.pydantic_models.s3 import _literals
names = {name for name in _literals.__all__}
print(sorted(names.intersection(made)), len(names))
"""
    done = python("-c", script, cwd=output.out.parent)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("['RequestPayer'] "), done.stdout
    assert int(done.stdout.split()[-1]) > 50
