"""Schemas for tool calls: they keep to the published limits, and the requests take what they take."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import jsonschema
import pytest

from support.commands import Run, node, python
from support.paths import ROOT
from support.verdicts import Verdicts

pytestmark = pytest.mark.pinned_botocore

SERVICES = """
    bedrock-runtime cloudformation cloudfront connectcases dynamodb ec2 ecs events glue iam lambda quicksight rds-data
    route53 s3 securityhub ses sns sqs stepfunctions wafv2
""".split()
KEYWORDS = """
    type description properties required additionalProperties items enum anyOf format pattern minLength maxLength
    minItems maxItems minimum maximum
""".split()
PAGE = (ROOT / "docs" / "tool-calls.md").read_text()


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tools")
    sources = [f"botocore:{each}" for each in SERVICES]
    settings = f'sources = {json.dumps(sources)}\ntargets = ["json-schema", "pydantic"]\n'
    (folder / "pyproject.toml").write_text(f"[tool.shapewright]\n{settings}json_schema.tool_calls = true\n")
    done = python("-m", "generator", "build", "--format", "json", cwd=folder)
    assert done.returncode == 0, done.stderr
    (folder / "report.json").write_text(done.stdout)
    return folder


def notes(output: Path) -> dict[str, str]:
    """What the notes of the build say is cut, by service and operation."""
    diagnostics = json.loads((output / "report.json").read_text())["diagnostics"]
    return {
        f"{each['file']}.{each['shape']}".removeprefix("botocore:"): each["message"]
        for each in diagnostics
        if each["code"] == "tool-cut"
    }


def tools(output: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each tool, with its service and its operation."""
    for file in sorted((output / "generated" / "json_schema" / "tools").rglob("*.json")):
        yield file.parent.name, file.stem, json.loads(file.read_text())


def parts(schema: dict[str, Any], level: int = 0) -> Iterator[tuple[dict[str, Any], int]]:
    """A schema and all schemas in it, each with the number of objects and lists that it is in."""
    yield schema, level
    deeper = level + (schema.get("type") in {"object", "array"})
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    inner += [schema[name] for name in ("items", "additionalProperties") if isinstance(schema.get(name), dict)]
    for each in inner:
        yield from parts(each, deeper)


def test_schemas_keep_to_the_limits(output: Path) -> None:
    count = 0
    for service, operation, tool in tools(output):
        count += 1
        place = f"{service}.{operation}"
        assert re.fullmatch("[a-zA-Z][a-zA-Z0-9_-]{0,63}", tool["name"]), place
        assert len(tool.get("description", "")) <= 1_024, place
        schema = tool["input_schema"]
        jsonschema.Draft202012Validator.check_schema(schema)
        every = list(parts(schema))
        names = [name for each, _ in every for name in each.get("properties", ())]
        values = [value for each, _ in every for value in each.get("enum", ())]
        assert {keyword for each, _ in every for keyword in each} <= set(KEYWORDS), place
        assert schema["type"] == "object"
        assert all("type" in each or "anyOf" in each for each, _ in every), place
        assert all(each["type"] != "null" for each, _ in every if "type" in each), place
        assert max(level for each, level in every if each.get("type") in {"object", "array"}) < 10, place
        assert len(names) <= 5_000, place
        assert len(values) <= 1_000, place
        assert sum(map(len, names)) + sum(map(len, values)) <= 120_000, place
        assert all(re.fullmatch("[a-zA-Z0-9_.-]{1,64}", name) for name in names), place
        for each, _ in every:
            if "properties" in each:
                assert each["additionalProperties"] is False, place
                assert set(each.get("required", ())) <= set(each["properties"]), place
    assert count > 2_500


def test_names_are_unique(output: Path) -> None:
    names = Counter(tool["name"] for _, _, tool in tools(output))
    assert names.most_common(1)[0][1] == 1


class Maker:
    """Makes random values of a schema."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def value(self, schema: dict[str, Any], level: int = 0) -> Any:
        if "anyOf" in schema:
            return self.value(self.random.choice(schema["anyOf"]), level)
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        least = schema.get("minLength", schema.get("minItems", schema.get("minimum", 0)))
        match schema["type"]:
            case "object":
                return self._object(schema, level)
            case "array":
                count = max(least, self.random.choice((0, 1, 2)) if level < 4 else 0)
                return [self.value(schema["items"], level + 1) for _ in range(count)]
            case "string" if "pattern" in schema:
                return self.random.choice(("", "YWI="))
            case "string" if "format" in schema:
                return self.random.choice(("2020-02-29T12:00:00Z", "2020-01-01T00:00:00.5+05:30"))
            case "string":
                return "x" * max(least, self.random.choice((0, 1, 5)))
            case "boolean":
                return self.random.choice((True, False))
        return least + self.random.choice((0, 1, 7))

    def _object(self, schema: dict[str, Any], level: int) -> Any:
        required = schema.get("required", ())
        properties = schema.get("properties", {})
        few = 0.5 if len(properties) < 8 else 4 / len(properties)
        names = [name for name in properties if name in required or (level < 4 and self.random.random() < few)]
        value = {name: self.value(properties[name], level + 1) for name in names}
        if isinstance(more := schema.get("additionalProperties"), dict):
            value |= {name: self.value(more, level + 1) for name in self.random.choice(([], ["some_key"]))}
        return value


def test_requests_take_what_their_tools_take(output: Path) -> None:
    verdicts = Verdicts(output / "generated")
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    count = 0
    refused = set()
    for service, operation, tool in tools(output):
        name = verdicts.package("pydantic_models", service).OPERATIONS[operation][0]
        validator = jsonschema.Draft202012Validator(tool["input_schema"], format_checker=checker)
        maker = Maker(Random(tool["name"]))
        for _ in range(3):
            value = maker.value(tool["input_schema"])
            assert validator.is_valid(value), (tool["name"], value)
            if not verdicts.pydantic(service, name, json.dumps(value)):
                refused.add(f"{service}.{operation}")
            count += 1
    assert count > 7_500
    assert refused
    cut = {place for place, message in notes(output).items() if "the values of " in message}
    assert refused <= {place.replace("-", "_") for place in cut}


def test_what_is_cut_is_noted(output: Path) -> None:
    start = "the schema of the tool is without what does not fit: "
    found = notes(output)
    assert found["dynamodb.BatchExecuteStatement"] == f"{start}AttributeValue.M, AttributeValue.L"
    assert found["ec2.RunInstances"] == f"{start}the values of InstanceType"
    (recursive,) = [tool for service, name, tool in tools(output) if (service, name) == ("dynamodb", "PutItem")]
    item = recursive["input_schema"]["properties"]["Item"]
    levels = {level for each, level in parts(item) if "SS" in each.get("properties", ())}
    assert levels == {1, 3}  # an attribute value, and those in its maps and lists


def test_the_layout_is_that_of_prettier(output: Path) -> None:
    files = sorted((output / "generated" / "json_schema" / "tools" / "sqs").iterdir())
    assert node("prettier", "--check", *files).returncode == 0


def test_the_page_is_right(tmp_path: Path, shapewright: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (configuration,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (program,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "pyproject.toml").write_text(configuration)
    assert shapewright(cwd=tmp_path).returncode == 0
    (tmp_path / "program.py").write_text(program)
    test = """
from program import answer, tools
from generated.pydantic_models.testing import fake
from generated.pydantic_models.sqs import ListQueuesRequest, ListQueuesResult

client = fake("sqs")
client.on(ListQueuesRequest).returns(ListQueuesResult(queue_urls=["u"]))
print([each["name"] for each in tools], answer(client, "sqs_ListQueues", '{"MaxResults": 3}'))
"""
    (tmp_path / "run.py").write_text(test)
    done = python("run.py", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("['sqs_ListQueues', 'sqs_SendMessage'] ")
    assert json.loads(done.stdout.partition("] ")[2])["QueueUrls"] == ["u"]
