"""The OpenAPI document of FastAPI accepts the same values of our models as our JSON Schema."""

import importlib
import json
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any

import jsonschema
import pytest
from fastapi import FastAPI, Query
from fastapi.testclient import TestClient
from pydantic import TypeAdapter, ValidationError

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
            value = sample.value
            if ours and not sample.is_request:  # what is described is what is written, which has no null
                model = getattr(classes.models, sample.name)
                value = json.loads(model.model_validate_json(json.dumps(value)).model_dump_json())
            assert ours == validators[sample.name].is_valid(value), (service, sample)
            counts[sample.is_request, ours] += 1
    assert len(counts) == 4
    assert min(counts.values()) > 200, counts


@pytest.mark.parametrize("is_separate", [True, False])
def test_openapi_has_both_halves_of_a_shared_class(shared_verdicts: Verdicts, is_separate: bool) -> None:
    """FastAPI would add `-Input` and `-Output` to a class whose two descriptions differ."""
    models = shared_verdicts.package("pydantic_models", "shared_classes")
    app = FastAPI(separate_input_output_schemas=is_separate)

    def put(body: Any) -> Any:
        raise AssertionError(body)

    put.__annotations__ = {"body": models.PutThingsRequest, "return": models.PutThingsResponse}
    app.add_api_route("/put", put, methods=["POST"])
    document = app.openapi()
    ours = set(json.loads((shared_verdicts.out / "json_schema" / "shared_classes.schema.json").read_text())["$defs"])
    schemas = set(document["components"]["schemas"]) - {"HTTPValidationError", "ValidationError"}
    assert {"TagReceived", "ChoiceReceived", "SettingsReceived"} <= schemas <= ours
    text = json.dumps(document)
    assert "_received" not in text
    assert "\\u0000" not in text
    assert "__" not in text.replace("put_put_post", "")
    for name, accepts_empty in (("TagReceived", True), ("Tag", False)):
        schema = {"components": document["components"], "$ref": f"#/components/schemas/{name}"}
        assert jsonschema.Draft202012Validator(schema).is_valid({}) is accepts_empty
    tags = document["components"]["schemas"]["PutThingsResponse"]["properties"]["Tags"]
    reference = {"$ref": "#/components/schemas/TagReceived"}
    assert tags.get("items", tags.get("anyOf", [{}])[0].get("items")) == (
        reference if is_separate else {"anyOf": [reference, {"type": "null"}]}
    )


def references(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        for key, value in document.items():
            yield from [value.rpartition("/")[2]] if key == "$ref" else references(value)
    elif isinstance(document, list):
        for each in document:
            yield from references(each)


@pytest.mark.parametrize("service", ["dynamodb", "bedrock_runtime", "emr", "shared_classes"])
def test_openapi_has_each_schema_once_and_none_that_is_unused(shared_verdicts: Verdicts, service: str) -> None:
    models = shared_verdicts.package("pydantic_models", service)
    without_unused = importlib.import_module("pydantic_models").without_unused_components
    unused = 0
    for operation, (request, response) in models.OPERATIONS.items():
        app = FastAPI()

        def put(body: Any) -> Any:
            raise AssertionError(body)

        annotations = {"body": getattr(models, request or "", None), "return": getattr(models, response or "", None)}
        put.__annotations__ = annotations
        app.add_api_route("/put", put, methods=["POST"])
        document = app.openapi()
        reduced = without_unused(document)
        schemas = reduced["components"]["schemas"]
        assert schemas.keys() == set(references(reduced)), operation
        assert not [name for name in schemas if name.endswith(("-Input", "-Output"))], operation
        assert {**document, "components": {"schemas": schemas}} == reduced
        unused += len(document["components"]["schemas"]) - len(schemas)
    assert unused


def test_query_is_text(shared_verdicts: Verdicts) -> None:
    models = shared_verdicts.package("pydantic_models", "dynamodb")
    text_form = importlib.import_module("pydantic_models").TextForm
    app = FastAPI()

    def scan(query: Any) -> Any:
        return json.loads(query.model_dump_json())

    scan.__annotations__ = {"query": Annotated[text_form[models.ScanInput], Query()], "return": Any}
    app.add_api_route("/scan", scan, methods=["GET"])
    with TestClient(app) as web:
        query = "TableName=1&Limit=10&ConsistentRead=true&AttributesToGet=2&AttributesToGet=b"
        assert web.get(f"/scan?{query}").json() == {
            "TableName": "1",
            "Limit": 10,
            "ConsistentRead": True,
            "AttributesToGet": ["2", "b"],
        }
        for text, value in {"True": True, "1": True, "on": True, "FALSE": False, "0": False, "off": False}.items():
            found = web.get(f"/scan?TableName=t&ConsistentRead={text}").json()
            assert found == {"TableName": "t", "ConsistentRead": value}
        for wrong in ("Limit=ten", "Limit=1.5", "Limit=true", "Limit=0", "ConsistentRead=2", "Unheard=1", "Limit="):
            done = web.get(f"/scan?TableName=t&{wrong}")
            name, _, text = wrong.partition("=")
            (error,) = done.json()["detail"]
            assert (done.status_code, error["loc"], str(error["input"])) == (422, ["query", name], text), wrong
        parameters = web.get("/openapi.json").json()["paths"]["/scan"]["get"]["parameters"]
    titles = {each["name"]: each["schema"]["title"] for each in parameters}
    assert titles == {name: name for name in titles}
    assert {"AttributesToGet", "Limit"} <= titles.keys()


def test_text_in_a_form_is_read_where_a_number_is_expected(shared_verdicts: Verdicts) -> None:
    models = shared_verdicts.package("pydantic_models", "shared_in_documents")
    text_form = importlib.import_module("pydantic_models").TextForm
    adapter = TypeAdapter(text_form[models.Part])
    part = {"Name": "1", "Color": "RED", "Since": "2020-01-01T00:00:00Z", "Tags": [], "ByName": {}, "Data": "AP//"}
    for text, ratio in (("2", 2), ("0.5", 0.5), ("-1e3", -1000)):
        made = adapter.validate_python({**part, "Ratio": text})
        assert (made.name, made.ratio, made.data) == ("1", ratio, b"\x00\xff\xff")
        assert adapter.validate_python(made) is made
    for text in ("two", "null", "[2]", ""):
        with pytest.raises(ValidationError, match="Ratio"):
            adapter.validate_python({**part, "Ratio": text})
