"""The OpenAPI document of FastAPI accepts the same values of our models as our JSON Schema."""

import json
from collections import Counter
from typing import Any

import jsonschema
from fastapi import FastAPI

from support.client_oracle import Api
from support.json_samples import TYPESCRIPT_SERVICES, samples
from support.service_classes import ServiceClasses
from support.verdicts import Verdicts


def described(classes: ServiceClasses) -> dict[str, Any]:
    """A validator of each class, from the OpenAPI document: requests are bodies, responses are what routes return."""
    app = FastAPI()
    for name, (request, response) in classes.operations.items():

        def handle(body: Any = None) -> Any:
            raise AssertionError(body)

        handle.__annotations__ = {"return": getattr(classes.models, response) if response else None}
        if request:
            handle.__defaults__ = None
            handle.__annotations__["body"] = getattr(classes.models, request)
        app.add_api_route(f"/{name}", handle, methods=["POST"])
    document = app.openapi()
    found = {}
    for name, (request, response) in classes.operations.items():
        route = document["paths"][f"/{name}"]["post"]
        if request:
            found[request] = route["requestBody"]["content"]["application/json"]["schema"]
        if response:
            found[response] = route["responses"]["200"]["content"]["application/json"]["schema"]
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return {
        name: jsonschema.Draft202012Validator({**schema, "components": document["components"]}, format_checker=checker)
        for name, schema in found.items()
    }


def test_openapi_accepts_what_our_schema_accepts(sample_verdicts: Verdicts) -> None:
    counts: Counter[tuple[bool, bool]] = Counter()
    for service in TYPESCRIPT_SERVICES:
        classes = ServiceClasses(sample_verdicts, service)
        validators = described(classes)
        for sample in samples(service, classes, Api(service)):
            package = classes.models.__name__.rpartition(".")[2]
            ours = sample_verdicts.json_schema(package, sample.name, json.dumps(sample.value))
            theirs = validators[sample.name].is_valid(sample.value)
            assert ours == theirs, (service, sample)
            counts[sample.is_request, ours] += 1
    assert len(counts) == 4
    assert min(counts.values()) > 200, counts
