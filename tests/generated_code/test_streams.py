"""To type checkers, a stream is what the client gives: with and without stubs of the client."""

import json
import sys
from pathlib import Path

import pytest

from support.commands import Run, node, python

# What the published stubs of the two libraries say, without what no program below needs.
STUBS = {
    "botocore": """
from collections.abc import Iterator
from io import IOBase

class StreamingBody(IOBase):
    def readable(self) -> bool: ...
    def read(self, amt: int | None = ...) -> bytes: ...
    def readlines(self) -> list[bytes]: ...  # type: ignore[override]
    def __iter__(self) -> Iterator[bytes]: ...
    def iter_lines(self, chunk_size: int = ..., keepends: bool = ...) -> Iterator[bytes]: ...
    def iter_chunks(self, chunk_size: int = ...) -> Iterator[bytes]: ...
    def tell(self) -> int: ...
    def close(self) -> None: ...
""",
    "aiobotocore": """
from collections.abc import AsyncIterator
from typing import TypeVar

_R = TypeVar("_R")

class StreamingBody:
    async def __aenter__(self: _R) -> _R: ...
    async def __aexit__(self, *_: object) -> None: ...
    async def read(self, amt: int | None = ...) -> bytes: ...
    def iter_chunks(self, chunk_size: int = ...) -> AsyncIterator[bytes]: ...
""",
}
PROGRAMS = {
    "botocore": """
import json
from typing import IO, Any

from botocore.response import StreamingBody  # type: ignore[import-untyped,unused-ignore]

from out.{0}.s3 import GetObjectOutput, PutObjectRequest

def upload_fileobj(file: IO[Any] | StreamingBody) -> None: ...

def use(response: GetObjectOutput) -> None:
    body = response.body
    with body as opened:
        print(opened.read())
    data: bytes = body.read(10)
    lines: list[bytes] = body.readlines()
    first: bytes = next(body)
    same: StreamingBody = body
    json.load(body)
    for line in body.iter_lines():
        print(line.decode())
    for chunk in body:
        print(chunk.decode())
    upload_fileobj(body)
    PutObjectRequest(bucket="b", key="k", body=body)
    print(data, lines, first, same, body.tell())
    body.close()
""",
    "aiobotocore": """
from out.{0}.s3 import GetObjectOutput

async def use(response: GetObjectOutput) -> None:
    async with response.body as stream:
        data: bytes = await stream.read()
    async for chunk in response.body.iter_chunks(10):
        print(chunk.decode())
    print(data, await response.body.read(3))
""",
}


@pytest.fixture(params=PROGRAMS)
def library(request: pytest.FixtureRequest, tmp_path: Path, shapewright: Run) -> str:
    """A library of a client. `out` in the folder is made for it, and programs use it."""
    name = str(request.param)
    client = {"botocore": "boto3"}.get(name, name)
    (tmp_path / "pyproject.toml").write_text(
        f"[tool.shapewright]\nclient = {client!r}\nsources = ['botocore:s3']\nout = 'out'\n"
        "targets = ['pydantic', 'dataclasses']\noperations = ['s3.GetObject', 's3.PutObject']\n"
    )
    done = shapewright("build")
    assert done.returncode == 0, done.stderr
    for package in ("pydantic_models", "dataclass_models"):
        (tmp_path / f"use_{package}.py").write_text(PROGRAMS[name].format(package))
    return name


def write_stubs(folder: Path) -> None:
    for name, text in STUBS.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.pyi").touch()
        (folder / name / "response.pyi").write_text(text)


def mypy(folder: Path, *options: str) -> str:
    programs = sorted(each.name for each in folder.glob("use_*.py"))
    done = python("-m", "mypy", "--strict", "--config-file=", "--cache-dir=cache", *options, *programs, cwd=folder)
    return done.stdout


def test_mypy(library: str, tmp_path: Path) -> None:
    assert mypy(tmp_path).startswith("Success"), "without stubs"


def test_mypy_with_stubs(library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_stubs(tmp_path / "stubs")
    monkeypatch.setenv("MYPYPATH", str(tmp_path / "stubs"))
    assert mypy(tmp_path).startswith("Success")
    (tmp_path / "use_wrong.py").write_text(
        "from out.pydantic_models.s3 import GetObjectOutput\n"
        "async def use(response: GetObjectOutput) -> None:\n"
        "    print(response.body.reed())\n"
        "    text: str = {}response.body.read()\n".format("" if library == "botocore" else "await ")
    )
    wrong = mypy(tmp_path)
    assert 'has no attribute "reed"' in wrong
    assert 'expression has type "bytes", variable has type "str"' in wrong


def test_pyright_with_stubs(library: str, tmp_path: Path) -> None:
    write_stubs(tmp_path / "typings")
    settings = {"include": ["use_*.py", "out"], "typeCheckingMode": "strict", "stubPath": "typings"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    done = node("pyright", "--pythonpath", sys.executable, "--project", tmp_path)
    assert done.stdout.startswith("0 errors"), done.stdout
