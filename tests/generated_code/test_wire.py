"""Round trips: parameters through the models to the wire, and responses from the wire through the models.

The clients and the connection are real. A service on loopback (`support/loopback_service.py`) speaks all six protocols.
"""

import contextlib
import datetime
import io
import json
import math
import uuid
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import pytest
from botocore.exceptions import FlexibleChecksumError, MissingDependencyException
from botocore.model import OperationModel

from support.client_oracle import Api
from support.loopback_service import SentRequest, Service, client, event, write
from support.service_classes import ServiceClasses
from support.shape_values import Maker
from support.stubbed_client import Response
from support.verdicts import Verdicts

pytestmark = pytest.mark.pinned_botocore

SERVICES = {
    "json": ["dynamodb", "kinesis", "pricing", "translate", "application-autoscaling"],
    "rest-json": ["bedrock-runtime", "pipes", "lexv2-runtime", "iot-data", "connectcases", "apigatewayv2"],
    "rest-xml": ["s3", "route53"],
    "query": ["sts", "sdb"],
    "ec2": ["ec2"],
    "smithy-rpc-v2-cbor": ["eventbridgev2", "partnercentral-revenue-measurement"],
}
MOST = 40  # operations of a service
VALUES = 4  # of each


def operations(api: Api, classes: ServiceClasses) -> Iterator[tuple[OperationModel, str | None, str | None]]:
    """Some operations of a service, with their classes: those whose responses are no event streams."""
    names = sorted(classes.operations)
    for name in names[:: max(1, len(names) // MOST)]:
        model = api.model.operation_model(name)
        if not model.has_event_stream_output:
            yield model, *classes.operations[name]


@pytest.fixture
def service() -> Iterator[tuple[Service, str]]:
    there = Service()
    yield there, there.start()
    there.stop()


EVERY = [(protocol, name) for protocol, names in SERVICES.items() for name in names]


@pytest.mark.parametrize(("protocol", "name"), EVERY)
def test_client_sends_the_same_request(
    sample_verdicts: Verdicts, service: tuple[Service, str], monkeypatch: pytest.MonkeyPatch, protocol: str, name: str
) -> None:
    """The client sends the same request for plain parameters and for those that the models or the converter dump."""
    monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=7))
    there, url = service
    api, classes, caller = Api(name), ServiceClasses(sample_verdicts, name), client(name, url)
    assert api.model.resolved_protocol == protocol
    methods = {operation: method for method, operation in caller.meta.method_to_api_mapping.items()}
    count = 0
    for model, request, _ in operations(api, classes):
        if request is None or model.input_shape is None:
            continue
        for number in range(VALUES):
            make = [Steady(Random(f"{model.name}{number}")) for _ in range(3)]  # a file object is read once
            plain, *others = (steady(each.sent(model.input_shape)) for each in make)
            if not api.client(model.name, plain):
                continue
            dumps = [
                getattr(classes.models, request).model_validate(others[0]).model_dump(),
                classes.converter.unstructure(
                    classes.converter.structure(others[1], getattr(classes.dataclasses, request))
                ),
            ]
            sent: list[Any] = []
            for arguments in (plain, *dumps):
                there.request = None
                with contextlib.suppress(Exception):  # invalid response, or the client fails on a file
                    getattr(caller, methods[model.name])(**arguments)
                sent.append(there.request and unordered(there.request))
            assert sent[1] == sent[0], (model.name, plain)
            assert sent[2] == sent[0], (model.name, plain)
            count += sent[0] is not None
    assert count


class Steady(Maker):
    """Makes no bools for integers, which the client would write as `true`."""

    def choose(self, *values: Any) -> Any:
        found = super().choose(*values)
        return 1 if found is True and not any(each is False for each in values) else found


_OF_THE_BODY = {
    "content-length",
    "content-md5",
    "x-amz-checksum-crc32",
    "x-amz-trailer",
    "x-amz-decoded-content-length",
    "x-amz-content-sha256",
}


def unordered(sent: SentRequest) -> Any:
    """The parts of a request that do not depend on the order of members."""
    body: Any = sent.body
    kind = sent.headers.get("content-type", "")
    if body.startswith((b"{", b"[")):
        body = json.loads(body)
    elif body.startswith(b"<"):
        body = tree(ElementTree.fromstring(body))
    elif "urlencoded" in kind:
        body = sorted(pair for pair in parse_qsl(body.decode(), keep_blank_values=True) if pair[0] not in _SIGNED)
    elif "cbor" in kind:
        body = sorted(body)
    headers = {name: value for name, value in sent.headers.items() if name not in _OF_THE_BODY}
    path, _, query = sent.path.partition("?")
    return sent.method, path, sorted(query.split("&")), headers, body


_SIGNED = {"Timestamp", "Signature"}


def tree(element: ElementTree.Element) -> Any:
    """An element of XML. Only children with the same name keep their order."""
    children: dict[str, list[Any]] = {}
    for each in element:
        children.setdefault(each.tag, []).append(tree(each))
    return element.tag, element.attrib, element.text, children


def steady(value: Any, *, files: bool = True) -> Any:
    """`value` without what a client cannot send in a header or a path, or sends differently each time."""
    if isinstance(value, dict):
        return {key if key.isascii() else "key": steady(each, files=files) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(steady(each, files=files) for each in value)
    if isinstance(value, io.BytesIO) and not files:
        return value.getvalue()
    if isinstance(value, str):
        return "".join(each for each in value if each.isascii()).strip() or "x"
    return value


# Responses.


class ResponseMaker:
    """Makes values that conform to the shape of a response: every kind of value, and no unknown member."""

    def __init__(self, seed: str) -> None:
        self.random = Random(seed)

    def make(self, shape: Any, depth: int = 0, *, in_header: bool = False) -> Any:
        match shape.type_name:
            case "structure":
                return self._structure(shape, depth)
            case "list":
                return [
                    self.make(shape.member, depth + 1, in_header=in_header) for _ in range(self.random.randint(0, 2))
                ]
            case "map":
                keys = ["key", "other-key"][: self.random.randint(0, 2)]
                return {key: self.make(shape.value, depth + 1, in_header=in_header) for key in keys}
            case "string" | "character":
                if in_header and shape.serialization.get("jsonvalue"):
                    return {"a": [1, None]}
                if shape.enum and self.random.random() < 0.7:
                    return self.random.choice(shape.enum)
                return self.random.choice(
                    ["x", "brand-new"] if in_header else ["", "x", "é漢🌀", "a<b>&\"c'", "two words"]
                )
            case "integer":
                return self.random.choice([0, 1, -(2**31)])
            case "long":
                return self.random.choice([0, 2**53 + 1, -(2**63)])
            case "float" | "double":
                return self.random.choice([0.0, 1.5, math.nan, math.inf, -math.inf])
            case "boolean":
                return self.random.choice([True, False])
            case "timestamp":
                return datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
        return self.random.choice([b"", b"\xff\x00\xfe", b"text"])

    def _structure(self, shape: Any, depth: int) -> Any:
        if shape.is_document_type:
            return self.random.choice([{"a": [1, 1.5, None, True]}, {}, [1, "x"], "x"])
        members = list(shape.members.items())
        if shape.is_tagged_union:
            members = [self.random.choice(members)]
        elif depth:
            some = min(1, 6 / max(len(members), 1))
            members = [
                (name, each)
                for name, each in members
                if name in shape.required_members or (depth < 5 and self.random.random() < some)
            ]
        return {
            name: self.make(member, depth + 1, in_header=bool(member.serialization.get("location")))
            for name, member in members
            if member.serialization.get("location") != "statusCode"
            and not name.startswith("Checksum")  # the client compares S3's checksums and the length with the body
            and member.serialization.get("name") != "Content-Length"
        }


@pytest.mark.parametrize(("protocol", "name"), EVERY)
def test_response_survives_round_trip(
    sample_verdicts: Verdicts, service: tuple[Service, str], protocol: str, name: str
) -> None:
    """A model dumps exactly what the client returned, directly and through JSON."""
    there, url = service
    api, classes, caller = Api(name), ServiceClasses(sample_verdicts, name), client(name, url)
    methods = {operation: method for method, operation in caller.meta.method_to_api_mapping.items()}
    seen: Counter[str] = Counter()
    for model, _, response_class in operations(api, classes):
        for number in range(VALUES):
            seed = f"{model.name}{number}"
            written = ResponseMaker(seed).make(model.output_shape) if model.output_shape else {}
            there.response = write(model, written)
            arguments = steady(Maker(Random(seed)).sent(model.input_shape), files=False) if model.input_shape else {}
            if model.input_shape and not api.client(model.name, arguments):
                continue
            try:
                returned = getattr(caller, methods[model.name])(**arguments)
            except (MissingDependencyException, FlexibleChecksumError, KeyError):  # raised by handlers of S3
                seen["not for this client"] += 1
                continue
            body = next((each for each in returned.values() if hasattr(each, "iter_chunks")), None)
            metadata = returned.pop("ResponseMetadata")
            metadata.pop("MaxAttemptsReached", None)  # no model declares it
            whole = {name: each for name, each in written.items() if body is None or name != payload(model)}
            seen["unchanged"] += comparable(returned, body) == comparable(whole, body)
            seen["responses"] += 1
            returned["ResponseMetadata"] = metadata
            assert response_class
            response = getattr(classes.models, response_class).model_validate(returned)
            assert comparable(response.model_dump(), body) == comparable(returned, body), (seed, written)
            twin = classes.converter.structure(returned, getattr(classes.dataclasses, response_class))
            assert comparable(classes.converter.unstructure(twin), body) == comparable(returned, body), (seed, written)
            text = response.model_dump_json()
            assert json.loads(text) == json.loads(classes.converter.to_json(twin)), (seed, written)
            again = type(response).model_validate_json(text)
            assert comparable(again.model_dump(), body) == comparable(returned, body), (seed, written)
            again = classes.converter.from_json(text, type(twin))
            assert comparable(classes.converter.unstructure(again), body) == comparable(returned, body), (seed, written)
            if body is not None:
                field = next(each for each in type(response).model_fields if getattr(response, each) is body)
                assert getattr(response, field).read() == written.get(payload(model), b""), seed
                seen["streams"] += 1
    # The others differ by empty lists and maps, which XML and headers cannot express, and by what the client changes.
    assert seen["not for this client"] <= seen["responses"] / 4, seen
    assert seen["unchanged"] >= seen["responses"] * 0.9, seen


def payload(model: OperationModel) -> str:
    """The member of a response that is its body."""
    return str(model.output_shape.serialization.get("payload"))


def comparable(value: Any, body: Any) -> Any:
    """`value` without its body and without empty containers, which not every protocol can express; NaN as text."""
    if isinstance(value, dict):
        found = {key: comparable(each, body) for key, each in value.items() if each is not body or body is None}
        return {key: each for key, each in found.items() if each not in ({}, [], None)}
    if isinstance(value, list):
        return [comparable(each, body) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]  # as the client returns it from JSON
    if isinstance(value, datetime.datetime):
        return value.timestamp()
    return value.read() if isinstance(value, io.BytesIO) else value


def validated(value: Any, cls: Any) -> Any:
    return cls.model_validate(value)


def dumped(model: Any) -> Any:
    return model.model_dump()


EVENTS = [
    ("messageStart", {"role": "assistant"}),
    ("contentBlockDelta", {"delta": {"text": "he"}, "contentBlockIndex": 0}),
    ("contentBlockDelta", {"delta": {"text": "llo"}, "contentBlockIndex": 0}),
    ("messageStop", {"stopReason": "brand_new"}),
]


def test_events_have_their_classes(sample_verdicts: Verdicts, service: tuple[Service, str]) -> None:
    """Events are read during iteration, from the client's own stream. They are never dumped."""
    there, url = service
    classes, caller = ServiceClasses(sample_verdicts, "bedrock-runtime"), client("bedrock-runtime", url)
    body = b"".join(event(kind, json.dumps(content).encode()) for kind, content in EVENTS)
    there.response = Response(body, {"content-type": "application/vnd.amazon.eventstream"})
    for package, structure, dump in (
        (classes.models, validated, dumped),
        (classes.dataclasses, classes.converter.structure, classes.converter.unstructure),
    ):
        response = structure(caller.converse_stream(modelId="m"), package.ConverseStreamResponse)
        assert "stream" not in dump(response)
        events = list(response.stream)
        assert {type(each).__name__ for each in events} == {"ConverseStreamOutput"}
        deltas = [each.content_block_delta.delta.text for each in events if each.content_block_delta]
        assert deltas == ["he", "llo"]
        assert events[-1].message_stop.stop_reason == "brand_new"
        assert [dump(each) for each in events] == [{kind: content} for kind, content in EVENTS]
        response.stream.close()
