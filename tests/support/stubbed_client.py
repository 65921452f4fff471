"""The real client, with responses that come from the test: botocore's `before-send` event returns them.

Nothing is sent. Everything else is the client's own: it validates and serializes parameters and parses responses.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse


@dataclass
class Response:
    """An HTTP response of the service."""

    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=lambda: {"x-amzn-requestid": "r"})
    status: int = 200


class _Raw:
    """The part of urllib3's response that botocore reads."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, *_: object, **__: object) -> list[bytes]:
        return [self._body]

    def read(self, size: int | None = None) -> bytes:
        taken, self._body = (self._body, b"") if size is None else (self._body[:size], self._body[size:])
        return taken


class StubbedClient:
    """A client of one service. It gets these responses in turn, and then the last one again and again.

    `sent` is the request that it sent last.
    """

    def __init__(self, service: str, *responses: Response) -> None:
        *earlier, self.response = responses or (Response(),)
        self._earlier = iter(earlier)
        self.sent: AWSPreparedRequest | None = None
        self.client: Any = boto3.client(
            service,
            region_name="eu-west-1",
            endpoint_url="https://example.test" if service == "cloudsearchdomain" else None,  # each domain has its own
            aws_access_key_id="x",
            aws_secret_access_key="x",
        )
        self.client.meta.events.register("before-send.*", self._send)

    def _send(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        self.sent = request
        response = next(self._earlier, self.response)
        return AWSResponse(request.url, response.status, dict(response.headers), _Raw(response.body))

    def call(self, operation: str, **arguments: Any) -> Any:
        """What the client returns for an operation, by its name in the API."""
        methods = {name: method for method, name in self.client.meta.method_to_api_mapping.items()}
        return getattr(self.client, methods[operation])(**arguments)

    @property
    def body(self) -> Any:
        """The body that was sent."""
        assert self.sent
        return self.sent.body
