"""The real client, with answers that never came from a network: `before-send` returns them in place of sending."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse


@dataclass
class Answer:
    """What the service answers."""

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


class Canned:
    """A client of one service that gets these answers, and the last of them from then on, whatever it asks.

    `sent` is what it last asked.
    """

    def __init__(self, service: str, *answers: Answer) -> None:
        *earlier, self.answer = answers or (Answer(),)
        self._earlier = iter(earlier)
        self.sent: AWSPreparedRequest | None = None
        self.client: Any = boto3.client(
            service,
            region_name="eu-west-1",
            endpoint_url="https://example.test" if service == "cloudsearchdomain" else None,  # it has one a domain
            aws_access_key_id="x",
            aws_secret_access_key="x",
        )
        self.client.meta.events.register("before-send.*", self._send)

    def _send(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        self.sent = request
        answer = next(self._earlier, self.answer)
        return AWSResponse(request.url, answer.status, dict(answer.headers), _Raw(answer.body))

    def call(self, operation: str, **arguments: Any) -> Any:
        """What the client returns for an operation, by its name in the API."""
        methods = {name: method for method, name in self.client.meta.method_to_api_mapping.items()}
        return getattr(self.client, methods[operation])(**arguments)

    @property
    def body(self) -> Any:
        """The body that was sent."""
        assert self.sent
        return self.sent.body
