"""The OpenAPI document of FastAPI accepts the same values of our models as our JSON Schema."""

import json
from collections import Counter
from typing import Any

import jsonschema
import pytest
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


@pytest.mark.parametrize("is_separate", [True, False])
def test_openapi_has_both_halves_of_a_shared_class(shared_verdicts: Verdicts, is_separate: bool) -> None:
    """FastAPI adds `-Input` and `-Output` to classes that both annotations reach, unless it is told not to."""
    models = shared_verdicts.package("pydantic_models", "shared_classes")
    app = FastAPI(separate_input_output_schemas=is_separate)

    def put(body: Any) -> Any:
        raise AssertionError(body)

    put.__annotations__ = {"body": models.PutThingsRequest, "return": models.PutThingsResponse}
    app.add_api_route("/put", put, methods=["POST"])
    document = app.openapi()
    ours = set(json.loads((shared_verdicts.out / "json_schema" / "shared_classes.schema.json").read_text())["$defs"])
    schemas = set(document["components"]["schemas"]) - {"HTTPValidationError", "ValidationError"}
    assert {name.removesuffix("-Input").removesuffix("-Output") if is_separate else name for name in schemas} <= ours
    assert {"TagReceived", "ChoiceReceived", "SettingsReceived"} <= schemas
    text = json.dumps(document)
    assert "_received" not in text
    assert "\\u0000" not in text
    assert "__" not in text.replace("put_put_post", "")
    tag = "Tag-Input" if is_separate else "Tag"
    for name, accepts_empty in (("TagReceived", True), (tag, False)):
        schema = {"components": document["components"], "$ref": f"#/components/schemas/{name}"}
        assert jsonschema.Draft202012Validator(schema).is_valid({}) is accepts_empty
    response = document["components"]["schemas"]["PutThingsResponse"]
    assert response["properties"]["Tags"]["anyOf"][0]["items"]["anyOf"][0]["$ref"].endswith("/TagReceived")
