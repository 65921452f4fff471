"""A remote cache on loopback, which speaks the HTTP protocols of Turborepo, Nx and Bazel.

All three put a file under a name, and get it by that name from another machine. They differ in the paths, in how a
client says who it is, and in what a server answers to a file that it keeps:

    Turborepo  PUT, GET and HEAD  /v8/artifacts/<hash>?slug=<team>   Bearer <token>         202
    Nx         PUT and GET        /v1/cache/<hash>                   Bearer <token>         200
    Bazel      PUT and GET        /ac/<hash> and /cas/<hash>         Basic <user>:<token>   200

Turborepo also asks for the `status` of the server, reports `events` to it, and wants two headers back with a file. A
response to what it sends must have a body: it waits for one.
"""

import base64
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

TEAM, TOKEN = "acme", "secret"
READER = "reader"  # a token that may get files, and may put none


class Protocol(NamedTuple):
    """How the clients of one tool speak."""

    folder: str  # of the paths
    status_of_put: int
    is_basic: bool = False
    query: Mapping[str, list[str]] = {}
    headers: tuple[str, ...] = ()  # those of a PUT that a GET gives back

    def authorization(self, token: str) -> str:
        """The header of a client that has `token`."""
        return f"Basic {base64.b64encode(f'{TEAM}:{token}'.encode()).decode()}" if self.is_basic else f"Bearer {token}"


PROTOCOLS = (
    Protocol("/v8/artifacts", 202, query={"slug": [TEAM]}, headers=("x-artifact-duration", "x-artifact-tag")),
    Protocol("/v1/cache", 200),
    Protocol("/ac", 200, is_basic=True),
    Protocol("/cas", 200, is_basic=True),
)


class Artifact(NamedTuple):
    """A file that a client has put here."""

    headers: Mapping[str, str]
    content: bytes


@dataclass
class RemoteCache:
    """What the server keeps, and which of it clients have got."""

    artifacts: dict[str, Artifact] = field(default_factory=dict)  # by path
    fetched: list[str] = field(default_factory=list)  # paths
    url: str = ""

    def environment_of_turborepo(self) -> dict[str, str]:
        return {"TURBO_API": self.url, "TURBO_TEAM": TEAM, "TURBO_TOKEN": TOKEN}

    def environment_of_nx(self, token: str = TOKEN) -> dict[str, str]:
        return {
            "NX_SELF_HOSTED_REMOTE_CACHE_SERVER": self.url,
            "NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN": token,
        }

    @property
    def url_for_bazel(self) -> str:
        return self.url.replace("://", f"://{TEAM}:{TOKEN}@")

    @contextmanager
    def serving(self) -> Iterator["RemoteCache"]:
        """Answer requests until the block ends."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"cache": self}))
        self.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    cache: RemoteCache

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if not self.protocol(TOKEN, READER):
            self.respond(403)
        elif path == "/v8/artifacts/status":
            self.respond(200, b'{"status": "enabled"}')
        elif artifact := self.cache.artifacts.get(path):
            if self.command == "GET":
                self.cache.fetched.append(path)
            self.respond(200, artifact.content, artifact.headers)
        else:
            self.respond(404)

    do_HEAD = do_GET  # noqa: N815 - the base class calls it so

    def do_PUT(self) -> None:
        content = self.content()
        if protocol := self.protocol(TOKEN):
            headers = {name: text for name in protocol.headers if (text := self.headers[name])}
            self.cache.artifacts[urlsplit(self.path).path] = Artifact(headers, content)
        self.respond(protocol.status_of_put if protocol else 403, b"{}")

    def do_POST(self) -> None:
        self.content()
        is_event = self.protocol(TOKEN, READER) and urlsplit(self.path).path == "/v8/artifacts/events"
        self.respond(200 if is_event else 404, b"{}")

    def protocol(self, *tokens: str) -> Protocol | None:
        """The protocol of the request. None if the path is of none, or if the client has none of `tokens`."""
        url = urlsplit(self.path)
        folder, _, _ = url.path.rpartition("/")
        found = next((each for each in PROTOCOLS if each.folder == folder), None)
        may = found and self.headers["authorization"] in map(found.authorization, tokens)
        is_in_team = found and found.query.items() <= parse_qs(url.query).items()
        return found if may and is_in_team else None

    def content(self) -> bytes:
        return self.rfile.read(int(self.headers["content-length"]))

    def respond(self, status: int, content: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, text in {**(headers or {}), "content-length": str(len(content))}.items():
            self.send_header(name, text)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass
