"""What an editor shows of Python code: hovers and completions of pyright's language server."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from support.paths import NODE


class LanguageServer:
    """A language server for the files of one folder."""

    def __init__(self, process: "subprocess.Popen[bytes]", folder: Path) -> None:
        self._process = process
        self._folder = folder
        self._requests = 0
        self._files = 0
        self._request("initialize", {
            "processId": None,
            "rootUri": folder.as_uri(),
            "capabilities": {
                "textDocument": {"hover": {"contentFormat": ["plaintext"]}},
                "workspace": {"configuration": True},
            },
            "workspaceFolders": [{"uri": folder.as_uri(), "name": "folder"}],
        })  # fmt: skip
        self._notify("initialized", {})

    def hover(self, code: str) -> str:
        """What is shown for the place that `^` marks in the code, which is in front of a name."""
        shown = self._request("textDocument/hover", self._place(code))
        return shown["contents"]["value"] if shown else ""

    def completions(self, code: str) -> list[str]:
        """What is offered at the place that `^` marks in the code, in the order in which an editor shows it."""
        offered = self._request("textDocument/completion", self._place(code))
        items = offered["items"] if isinstance(offered, dict) else offered
        return [each["label"] for each in sorted(items, key=lambda each: each.get("sortText", each["label"]))]

    def signature(self, code: str) -> str:
        """The parameters that are shown for the call at the place that `^` marks in the code."""
        shown = self._request("textDocument/signatureHelp", self._place(code))
        return shown["signatures"][0]["label"] if shown else ""

    def _place(self, code: str) -> dict[str, Any]:
        """The place that `^` marks, in a new file with the code."""
        before, _, after = code.partition("^")
        self._files += 1
        uri = (self._folder / f"code_{self._files}.py").as_uri()
        document = {"uri": uri, "languageId": "python", "version": 1, "text": before + after}
        self._notify("textDocument/didOpen", {"textDocument": document})
        lines = before.split("\n")
        return {"textDocument": {"uri": uri}, "position": {"line": len(lines) - 1, "character": len(lines[-1])}}

    def _request(self, method: str, params: Any) -> Any:
        self._requests += 1
        self._send({"id": self._requests, "method": method, "params": params})
        while True:
            message = self._receive()
            if "method" in message:
                if "id" in message:
                    self._send({"id": message["id"], "result": self._settings(message.get("params") or {})})
            elif message["id"] == self._requests:
                return message["result"]

    def _settings(self, asked: dict[str, Any]) -> list[dict[str, str]]:
        """What the editor answers when the server asks for its configuration, or for anything else."""
        return [{"pythonPath": sys.executable} for _ in asked.get("items", [])]

    def _notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length, "the language server has ended"
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return message


@contextmanager
def language_server(folder: Path) -> Iterator[LanguageServer]:
    """Start the language server for a folder."""
    command = ["node", str(NODE / "node_modules" / ".bin" / "pyright-langserver"), "--stdio"]
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield LanguageServer(process, folder)
        finally:
            process.kill()
