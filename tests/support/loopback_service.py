"""A service of AWS on loopback, which sends the responses that a test sets, in the protocol of the service.

botocore cannot write responses, so this module has a writer for each protocol. The writers follow the traits of the
service's model. The tests first compare what botocore's parsers return with the value that was written.
"""

import base64
import datetime
import json
import math
import struct
import threading
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from xml.sax.saxutils import escape, quoteattr

import boto3
from botocore.config import Config
from botocore.model import OperationModel

from support.stubbed_client import Response


@dataclass(frozen=True)
class SentRequest:
    """An HTTP request of a client."""

    method: str
    path: str
    headers: dict[str, str]  # without those that differ each time
    body: bytes


_VOLATILE = {"authorization", "x-amz-date", "amz-sdk-invocation-id", "amz-sdk-request", "user-agent", "date"}


@dataclass
class Service:
    """Sends one response to every request, and keeps the last request."""

    response: Response = field(default_factory=Response)
    request: SentRequest | None = None

    def start(self) -> str:
        """Listen, and return the URL."""
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def _serve(self) -> None:
                body = self._body()
                headers = {name.lower(): value for name, value in self.headers.items()}
                kept = {name: value for name, value in headers.items() if name not in _VOLATILE}
                service.request = SentRequest(self.command, self.path, kept, body)
                response = service.response
                self.send_response(response.status)
                for name, value in response.headers.items():
                    self.send_header(name, value.encode().decode("latin-1"))
                self.send_header("content-length", str(len(response.body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(response.body)

            def _body(self) -> bytes:
                if self.headers.get("transfer-encoding") == "chunked":
                    parts = b""
                    while size := int(self.rfile.readline().split(b";")[0], 16):
                        parts += self.rfile.read(size)
                        self.rfile.readline()
                    self.rfile.readline()
                    return parts
                return self.rfile.read(int(self.headers.get("content-length", 0)))

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = _serve  # noqa: N815

            def log_message(self, *_: object) -> None:
                """Log nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


def client(name: str, url: str) -> Any:
    """The real client, of a service at `url`."""
    config = Config(
        retries={"total_max_attempts": 1}, inject_host_prefix=False, s3={"addressing_style": "path"}, read_timeout=10
    )
    return boto3.client(
        name,
        region_name="eu-west-1",
        endpoint_url=url,
        aws_access_key_id="x",
        aws_secret_access_key="x",
        config=config,
    )


# Writers.


def write(operation: OperationModel, value: dict[str, Any]) -> Response:
    """The response of `operation` that holds `value`."""
    protocol = operation.service_model.resolved_protocol
    return _WRITERS[protocol](operation, operation.output_shape, value)


def _json(operation: OperationModel, shape: Any, value: dict[str, Any]) -> Response:
    return Response(json.dumps(_in_json(shape, value) if shape else {}).encode(), {"x-amzn-requestid": "r"})


def _query(operation: OperationModel, shape: Any, value: dict[str, Any]) -> Response:
    inside = "".join(_in_xml(shape, value)) if shape else ""
    if shape and (wrapper := shape.serialization.get("resultWrapper")):
        inside = f"<{wrapper}>{inside}</{wrapper}>"
    metadata = "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
    return Response(f"<{operation.name}Response>{inside}{metadata}</{operation.name}Response>".encode(), {})


def _ec2(operation: OperationModel, shape: Any, value: dict[str, Any]) -> Response:
    inside = "".join(_in_xml(shape, value)) if shape else ""
    return Response(
        f"<{operation.name}Response>{inside}<requestId>r</requestId></{operation.name}Response>".encode(), {}
    )


def _cbor(operation: OperationModel, shape: Any, value: dict[str, Any]) -> Response:
    return Response(_in_cbor(shape, value) if shape else b"\xa0", {"smithy-protocol": "rpc-v2-cbor"})


def _rest(operation: OperationModel, shape: Any, value: dict[str, Any]) -> Response:
    headers = {"x-amzn-requestid": "r"}
    status, body, inside = 200, b"", {}
    is_xml = operation.service_model.resolved_protocol == "rest-xml"
    payload = shape.serialization.get("payload") if shape else None
    for name, each in value.items():
        member = shape.members[name]
        location = member.serialization.get("location")
        key = member.serialization.get("name", name)
        if location == "statusCode":
            status = each
        elif location == "header":
            headers[key] = _in_header(member, each)
        elif location == "headers":
            headers |= {f"{member.serialization.get('name', '')}{inner}": text for inner, text in each.items()}
        elif name == payload:
            body = _payload(member, each, is_xml)
        else:
            inside[name] = each
    if shape and not payload:
        if is_xml:
            body = f"<{shape.name}>{''.join(_in_xml(shape, inside))}</{shape.name}>".encode()
        else:
            body = json.dumps(_in_json(shape, inside)).encode()
    return Response(body, headers, status)


def _payload(member: Any, value: Any, is_xml: bool) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, str) and member.type_name == "string":
        return value.encode()
    if is_xml:
        name = member.serialization.get("name", member.name)
        return f"<{name}>{''.join(_in_xml(member, value))}</{name}>".encode()
    return json.dumps(_in_json(member, value)).encode()


_WRITERS = {
    "json": _json,
    "rest-json": _rest,
    "rest-xml": _rest,
    "query": _query,
    "ec2": _ec2,
    "smithy-rpc-v2-cbor": _cbor,
}


def _time(shape: Any, value: datetime.datetime, default: str) -> Any:
    match shape.serialization.get("timestampFormat", default):
        case "unixTimestamp" | "unixtimestamp":
            seconds = value.timestamp()
            return int(seconds) if seconds == int(seconds) else seconds
        case "rfc822":
            return format_datetime(value.astimezone(datetime.UTC), usegmt=True)
    return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _real(value: float) -> Any:
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _in_json(shape: Any, value: Any) -> Any:
    match shape.type_name:
        case "structure" if not shape.is_document_type:
            return {
                shape.members[name].serialization.get("name", name): _in_json(shape.members[name], each)
                for name, each in value.items()
            }
        case "list":
            return [_in_json(shape.member, each) for each in value]
        case "map":
            return {key: _in_json(shape.value, each) for key, each in value.items()}
        case "timestamp":
            return _time(shape, value, "unixTimestamp")
        case "blob":
            return base64.b64encode(value).decode()
        case "float" | "double":
            return _real(value)
    return value


def _in_header(shape: Any, value: Any) -> str:
    if shape.serialization.get("jsonvalue"):
        return base64.b64encode(json.dumps(value).encode()).decode()
    if shape.type_name == "list":
        return ",".join(_in_header(shape.member, each) for each in value)
    if shape.type_name == "timestamp":
        return str(_time(shape, value, "rfc822"))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _in_xml(shape: Any, value: Mapping[str, Any]) -> Iterator[str]:
    """The elements of a structure's members."""
    for name, each in value.items():
        member = shape.members[name]
        if not member.serialization.get("xmlAttribute"):
            yield from _elements(member, member.serialization.get("name", name), each)


def _elements(shape: Any, name: str, value: Any) -> Iterator[str]:
    flattened = shape.serialization.get("flattened")
    match shape.type_name:
        case "list":
            inner = shape.member.serialization.get("name", name if flattened else "member")
            inside = [text for each in value for text in _elements(shape.member, inner, each)]
            yield from inside if flattened else [f"<{name}>{''.join(inside)}</{name}>"]
        case "map":
            names = (shape.key.serialization.get("name", "key"), shape.value.serialization.get("name", "value"))
            tag = name if flattened else "entry"
            entries = [
                f"<{tag}>{''.join(_elements(shape.key, names[0], key))}"
                f"{''.join(_elements(shape.value, names[1], each))}</{tag}>"
                for key, each in value.items()
            ]
            yield from entries if flattened else [f"<{name}>{''.join(entries)}</{name}>"]
        case "structure":
            attributes = "".join(
                f" {member.serialization.get('name', key)}={quoteattr(str(value[key]))}"
                for key, member in shape.members.items()
                if member.serialization.get("xmlAttribute") and key in value
            )
            if "xsi:" in attributes:
                attributes += ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
            yield f"<{name}{attributes}>{''.join(_in_xml(shape, value))}</{name}>"
        case _:
            yield f"<{name}>{escape(_text(shape, value))}</{name}>"


def _text(shape: Any, value: Any) -> str:
    match shape.type_name:
        case "timestamp":
            return str(_time(shape, value, "iso8601"))
        case "blob":
            return base64.b64encode(value).decode()
        case "float" | "double":
            return str(_real(value))
        case "boolean":
            return str(value).lower()
    return str(value)


def _in_cbor(shape: Any, value: Any) -> bytes:
    match shape.type_name:
        case "structure":
            pairs = [
                (shape.members[name].serialization.get("name", name), _in_cbor(shape.members[name], each))
                for name, each in value.items()
            ]
            return _head(5, len(pairs)) + b"".join(
                _head(3, len(key.encode())) + key.encode() + each for key, each in pairs
            )
        case "map":
            entries = b"".join(_in_cbor(shape.key, key) + _in_cbor(shape.value, each) for key, each in value.items())
            return _head(5, len(value)) + entries
        case "list":
            return _head(4, len(value)) + b"".join(_in_cbor(shape.member, each) for each in value)
        case "timestamp":
            return b"\xc1" + struct.pack(">Bd", 0xFB, value.timestamp())
        case "blob":
            return _head(2, len(value)) + bytes(value)
        case "boolean":
            return b"\xf5" if value else b"\xf4"
        case "float" | "double":
            return struct.pack(">Bd", 0xFB, value)
        case "integer" | "long":
            return _head(0, value) if value >= 0 else _head(1, -1 - value)
    text = str(value).encode()
    return _head(3, len(text)) + text


def _head(kind: int, number: int) -> bytes:
    """The type of what follows, and its length or value (RFC 8949, section 3)."""
    if number < 24:
        return bytes([kind << 5 | number])
    for mark, (size, code) in zip((24, 25, 26, 27), ((8, "B"), (16, "H"), (32, "I"), (64, "Q")), strict=True):
        if number < 1 << size:
            return struct.pack(f">B{code}", kind << 5 | mark, number)
    raise OverflowError(number)


# Streams of events (the encoding of `botocore/eventstream.py`, the other way round).


def event(
    kind: str, payload: bytes, *, content: str = "application/json", is_a: Literal["event", "exception"] = "event"
) -> bytes:
    """One event as it arrives, or an exception, which ends the stream."""
    headers = b"".join(
        bytes([len(name)]) + name.encode() + b"\x07" + struct.pack(">H", len(value)) + value.encode()
        for name, value in ((f":{is_a}-type", kind), (":content-type", content), (":message-type", is_a))
    )
    prelude = struct.pack(">II", 16 + len(headers) + len(payload), len(headers))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers + payload
    return message + struct.pack(">I", zlib.crc32(message))
