"""In the JSON form all targets give the same verdict: pydantic, the converter, JSON Schema by two validators, and zod.

So does TypeScript, for what its types can express. The values of parameters and responses, right and wrong, are made
from botocore's own models (`support/json_samples.py`).
"""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from generator import naming
from support.client_oracle import Api
from support.commands import node
from support.json_samples import TYPESCRIPT_SERVICES, Sample, samples
from support.service_classes import ServiceClasses
from support.shape_values import each_place
from support.verdicts import Verdicts

pytestmark = pytest.mark.pinned_botocore


def test_targets_give_the_same_verdict(sample_services: list[str], sample_verdicts: Verdicts) -> None:
    counts: Counter[tuple[bool, bool]] = Counter()  # by whether it is a request, and the verdict
    for service in sample_services:
        classes, api = ServiceClasses(sample_verdicts, service), Api(service)
        package = naming.service_name(service)
        some = list(samples(service, classes, api))
        in_node = sample_verdicts.in_node((package, each.name, each.value) for each in some)
        for number, (sample, by_judge) in enumerate(zip(some, in_node, strict=True)):
            text = json.dumps(sample.value)
            verdicts = {
                "pydantic": sample_verdicts.pydantic(package, sample.name, text),
                "converter": sample_verdicts.converter(package, sample.name, text),
                **by_judge,
            }
            if number % 10 == 0:
                verdicts["jsonschema"] = sample_verdicts.json_schema(package, sample.name, text)
            assert len(set(verdicts.values())) == 1, (service, sample.name, sample.kind, verdicts, text[:600])
            if sample.kind == "valid":
                assert verdicts["ajv"], (service, sample.name, text[:600])
            counts[sample.is_request, verdicts["ajv"]] += 1
        classes.unload()
    assert counts[True, True] > 10_000, counts
    assert counts[True, False] > 5_000, counts
    assert counts[False, True] > 10_000, counts
    assert counts[False, False] > 5_000, counts


def test_model_schema_accepts_what_our_schema_accepts(sample_verdicts: Verdicts) -> None:
    """The schema that a model describes itself with, as for FastAPI, accepts all that our JSON Schema accepts."""
    checked = 0
    for service in ("sqs", "dynamodb", "bedrock-runtime", "rds-data", "translate", "s3"):
        classes, api = ServiceClasses(sample_verdicts, service), Api(service)
        described: dict[str, Any] = {}
        for sample in samples(service, classes, api):
            if sample_verdicts.json_schema(naming.service_name(service), sample.name, json.dumps(sample.value)):
                if sample.name not in described:
                    schema = getattr(classes.models, sample.name).model_json_schema(by_alias=True)
                    jsonschema.Draft202012Validator.check_schema(schema)
                    described[sample.name] = jsonschema.Draft202012Validator(schema)
                assert described[sample.name].is_valid(sample.value), (service, sample.name, sample.value)
                checked += 1
    assert checked > 3_000


def test_bounds_stay_in_the_schema_of_their_model(sample_verdicts: Verdicts) -> None:
    """Members of different models share the JSON Schema of their type."""
    models = sample_verdicts.package("pydantic_models", "bedrock_runtime")
    temperature = models.InferenceConfiguration.model_json_schema()["properties"]["temperature"]
    confidence = models.GuardrailAutomatedReasoningTranslation.model_json_schema()["properties"]["confidence"]
    assert {"type": "number", "minimum": 0} in temperature["anyOf"]
    assert {"type": "number"} in confidence["anyOf"]


def kind_in_json(value: Any) -> str:
    """The kind of a value, as JSON calls it."""
    kinds = {bool: "boolean", int: "number", float: "number", str: "string", list: "array", dict: "object"}
    return kinds.get(type(value), "null")


_KINDS = {
    "structure": "object",
    "map": "object",
    "list": "array",
    "string": "string",
    "timestamp": "string",
    "blob": "string",
    "boolean": "boolean",
}


def is_open_in_typescript(sample: Sample, shared: frozenset[str]) -> bool:
    """Whether a shared structure in it has an unknown enum value, or not one member of a union: one interface."""
    for _, shape, value in each_place(sample.shape, sample.value):
        if shape.type_name == "structure" and shape.name in shared and isinstance(value, dict):
            enums = {name: member.enum for name, member in shape.members.items() if getattr(member, "enum", None)}
            if any(name in enums and each not in enums[name] for name, each in value.items()):
                return True
            if shape.is_tagged_union and len(value) != 1:
                return True
    return False


def is_for_typescript(sample: Sample, accepted: bool) -> bool:
    """Whether TypeScript can give this verdict: its types have no null, no bounds, no second name of a member."""
    places = list(each_place(sample.shape, sample.value))
    if any(value is None for _, _, value in places):
        return False
    if sample.shape.members.get("Filter"):
        return False
    if accepted:
        return sample.kind == "valid" and sample.is_request
    if sample.kind == "wrong kind":
        return any(
            kind_in_json(value) != _KINDS.get(shape.type_name, "number") for _, shape, value in places
        ) and not any(shape.type_name in {"float", "double"} and isinstance(value, str) for _, shape, value in places)
    return sample.kind in {"unknown", "dropped", "several", "not in the enum"} and sample.is_request


def test_typescript_agrees(sample_verdicts: Verdicts, tmp_path: Path) -> None:
    expected: dict[tuple[str, int], tuple[bool, str]] = {}
    scripts = []
    open_in_typescript = 0
    for service in TYPESCRIPT_SERVICES:
        classes, api = ServiceClasses(sample_verdicts, service), Api(service)
        package = naming.service_name(service)
        lines = [f'import type * as types from "{sample_verdicts.out / "typescript" / package}";']
        for sample in samples(service, classes, api):
            text = json.dumps(sample.value)
            accepted = sample_verdicts.pydantic(package, sample.name, text)
            if not accepted and is_open_in_typescript(sample, api.shared):
                open_in_typescript += 1
            elif is_for_typescript(sample, accepted):
                lines.append(f"export const value{len(lines)}: types.{sample.name} = {text};")
                expected[package, len(lines)] = accepted, f"{sample.kind}: {lines[-1]}"
        scripts.append(tmp_path / f"{package}.ts")
        scripts[-1].write_text("\n".join(lines))
    done = node("tsc", "--strict", "--noEmit", "--exactOptionalPropertyTypes", "--pretty", "false", *scripts)
    refused = {(Path(script).stem, int(number)) for script, number in re.findall(r"([^\s/]+\.ts)\((\d+),", done.stdout)}
    assert refused <= expected.keys()
    for place, (accepted, text) in expected.items():
        assert (place not in refused) is accepted, f"{place[0]} {text}"[:700]
    assert open_in_typescript > 10
    assert sum(accepted for accepted, _ in expected.values()) > 500
    assert sum(not accepted for accepted, _ in expected.values()) > 200
