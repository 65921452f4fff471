"""What FastAPI says of the models in its OpenAPI means what our JSON Schema means."""

import json
from collections import Counter
from typing import Any

import jsonschema
from fastapi import FastAPI
from judges import Judges
from oracle import Api
from test_json_form import TYPESCRIPT, samples
from verdicts import Verdicts


def described(judges: Judges) -> dict[str, Any]:
    """By class, what validates it as OpenAPI describes it: parameters as bodies, answers as what is returned."""
    app = FastAPI()
    for name, (request, answer) in judges.operations.items():

        def handle(body: Any = None) -> Any:
            raise AssertionError(body)

        handle.__annotations__ = {"return": getattr(judges.models, answer) if answer else None}
        if request:
            handle.__defaults__ = None
            handle.__annotations__["body"] = getattr(judges.models, request)
        app.add_api_route(f"/{name}", handle, methods=["POST"])
    document = app.openapi()
    found = {}
    for name, (request, answer) in judges.operations.items():
        route = document["paths"][f"/{name}"]["post"]
        if request:
            found[request] = route["requestBody"]["content"]["application/json"]["schema"]
        if answer:
            found[answer] = route["responses"]["200"]["content"]["application/json"]["schema"]
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return {
        name: jsonschema.Draft202012Validator({**schema, "components": document["components"]}, format_checker=checker)
        for name, schema in found.items()
    }


def test_it_takes_and_refuses_the_same(judged: Verdicts) -> None:
    counts: Counter[tuple[bool, bool]] = Counter()
    for service in TYPESCRIPT:
        judges = Judges(judged, service)
        validators = described(judges)
        for sample in samples(service, judges, Api(service)):
            ours = judged.json_schema(judges.models.__name__.rpartition(".")[2], sample.name, json.dumps(sample.value))
            theirs = validators[sample.name].is_valid(sample.value)
            assert ours == theirs, (service, sample)
            counts[sample.is_request, ours] += 1
    assert len(counts) == 4
    assert min(counts.values()) > 200, counts
