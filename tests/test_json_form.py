"""In the JSON form all targets give one verdict: pydantic, the converter, JSON Schema by two validators; TypeScript
too, where it can see.

Values of parameters and answers, right and wrong, are made from botocore's own models (`oracle.py`).
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import jsonschema
from conftest import node
from judges import Judges
from oracle import Api, Maker, spots
from verdicts import Verdicts

from generator import naming

VALUES = 20  # of each class
TYPESCRIPT = ("bedrock-runtime", "dynamodb", "pipes", "sqs", "translate", "s3", "rds-data", "connectcases")


@dataclass(frozen=True)
class Sample:
    """A value of a class."""

    service: str
    name: str
    kind: str  # "valid", or what was done to it
    shape: Any
    value: Any
    is_request: bool


def samples(service: str, judges: Judges, api: Api) -> Iterator[Sample]:
    """Values for the parameters and answers of every operation."""
    make = Maker(Random(service), in_json=True)
    for operation, (request, answer) in judges.operations.items():
        if request:
            shape = api.input(operation)
            for number in range(VALUES):
                kind, value = "valid", make.sent(shape)
                if number % 2:
                    kind, value = make.faulty(shape, value)
                yield Sample(service, request, kind, shape, value, is_request=True)
        output = api.output(operation)
        if answer and output and output.members:
            for number in range(VALUES):
                kind, value = "valid", make.received(output, is_answer=True, whole=api.shared)
                if number % 2 and (wrong := make.of_another_kind(output, value)) is not None:
                    kind, value = "of another kind", wrong
                yield Sample(service, answer, kind, output, value, is_request=False)


def test_one_verdict(judged_services: list[str], judged: Verdicts) -> None:
    counts: Counter[tuple[bool, bool]] = Counter()  # by whether it is a request, and the verdict
    for service in judged_services:
        judges, api = Judges(judged, service), Api(service)
        package = naming.service_name(service)
        schema = str(judged.out / "json_schema" / f"{package}.schema.json")
        some = list(samples(service, judges, api))
        lines = "\n".join(json.dumps((schema, each.name, each.value)) for each in some)
        by_ajv = node("judge.mjs", text=lines).stdout.split()
        for number, (sample, ajv) in enumerate(zip(some, by_ajv, strict=True)):
            text = json.dumps(sample.value)
            told = {
                "pydantic": judged.pydantic(package, sample.name, text),
                "converter": judged.converter(package, sample.name, text),
                "ajv": ajv == "true",
            }
            if number % 10 == 0:
                told["jsonschema"] = judged.json_schema(package, sample.name, text)
            assert len(set(told.values())) == 1, (service, sample.name, sample.kind, told, text[:600])
            if sample.kind == "valid":
                assert told["ajv"], (service, sample.name, text[:600])
            counts[sample.is_request, told["ajv"]] += 1
        judges.forget()
    assert counts[True, True] > 10_000, counts
    assert counts[True, False] > 5_000, counts
    assert counts[False, True] > 10_000, counts
    assert counts[False, False] > 5_000, counts


def test_a_model_describes_what_our_schema_takes(judged: Verdicts) -> None:
    """What a model says of itself, to FastAPI for one, refuses nothing that our schema takes."""
    checked = 0
    for service in ("sqs", "dynamodb", "bedrock-runtime", "rds-data", "translate", "s3"):
        judges, api = Judges(judged, service), Api(service)
        described: dict[str, Any] = {}
        for sample in samples(service, judges, api):
            if judged.json_schema(naming.service_name(service), sample.name, json.dumps(sample.value)):
                if sample.name not in described:
                    schema = getattr(judges.models, sample.name).model_json_schema(by_alias=True)
                    jsonschema.Draft202012Validator.check_schema(schema)
                    described[sample.name] = jsonschema.Draft202012Validator(schema)
                assert described[sample.name].is_valid(sample.value), (service, sample.name, sample.value)
                checked += 1
    assert checked > 3_000


def kind_in_json(value: Any) -> str:
    """What JSON calls it."""
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


def is_for_typescript(sample: Sample, accepted: bool) -> bool:
    """Whether TypeScript can see what the others see: it has no null, no bounds, no other spelling of a member."""
    places = list(spots(sample.shape, sample.value))
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


def test_typescript_agrees(judged: Verdicts, tmp_path: Path) -> None:
    wanted: dict[tuple[str, int], tuple[bool, str]] = {}
    scripts = []
    for service in TYPESCRIPT:
        judges, api = Judges(judged, service), Api(service)
        package = naming.service_name(service)
        lines = [f'import type * as types from "{judged.out / "typescript" / package}";']
        for sample in samples(service, judges, api):
            text = json.dumps(sample.value)
            accepted = judged.pydantic(package, sample.name, text)
            if is_for_typescript(sample, accepted):
                lines.append(f"export const value{len(lines)}: types.{sample.name} = {text};")
                wanted[package, len(lines)] = accepted, f"{sample.kind}: {lines[-1]}"
        scripts.append(tmp_path / f"{package}.ts")
        scripts[-1].write_text("\n".join(lines))
    done = node("tsc", "--strict", "--noEmit", "--exactOptionalPropertyTypes", "--pretty", "false", *scripts)
    refused = {(Path(script).stem, int(number)) for script, number in re.findall(r"([^\s/]+\.ts)\((\d+),", done.stdout)}
    assert refused <= wanted.keys()
    for place, (accepted, told) in wanted.items():
        assert (place not in refused) is accepted, f"{place[0]} {told}"[:700]
    assert sum(accepted for accepted, _ in wanted.values()) > 500
    assert sum(not accepted for accepted, _ in wanted.values()) > 200
