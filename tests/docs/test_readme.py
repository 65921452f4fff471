"""The README: its first configuration and its first call work in an empty repository, as pasted."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from docs.builder.markdown import fences
from support.commands import python
from support.paths import ROOT

README = (ROOT / "README.md").read_text()
FENCES = fences(README)


def first(language: str) -> str:
    return next(each.text for each in FENCES if each.language == language)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty repository with the first configuration, built."""
    folder = tmp_path_factory.mktemp("repository")
    (folder / "pyproject.toml").write_text(first("toml"))
    done = python("-W", "error", "-m", "generator", "-C", folder)
    assert (done.returncode, done.stderr) == (0, "")
    return folder


_CALL = """
import json, sys
import boto3
sys.path[:0] = {paths}
from support.stubbed_client import Response, StubbedClient
body = json.dumps({{"MessageId": "1", "MD5OfMessageBody": "5d41402abc4b2a76b9719d911017c592"}}).encode()
client = StubbedClient("sqs", Response(body)).client
boto3.client = lambda *_, **__: client
"""


def test_the_first_call_runs(project: Path) -> None:
    script = _CALL.format(paths=[str(ROOT / "tests")]) + first("python")
    done = subprocess.run([sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=False)
    assert done.stdout == "1\n", done.stderr


MYPY = ("-m", "mypy", "--strict", "--config-file=", "--ignore-missing-imports")


def test_the_first_call_type_checks(project: Path) -> None:
    (project / "right.py").write_text(first("python") + "reveal_type(response)\n")
    done = python(*MYPY, "right.py", cwd=project)
    assert done.returncode == 0, done.stdout
    (shown,) = re.findall(r'Revealed type is "(.*)"', done.stdout)
    assert shown.rpartition(".")[2] == "SendMessageResult"
    assert "`response` is a `SendMessageResult`" in README


@pytest.mark.parametrize(
    ("wrong", "code"),
    [("message_body=1", "arg-type"), ('message_text="hello"', "call-arg"), ("", "call-arg")],
    ids=["wrong", "misspelt", "missing"],
)
def test_mistakes_in_the_first_call_are_errors(project: Path, wrong: str, code: str) -> None:
    """Those that the README names: for mypy, and when it runs."""
    script = first("python").replace('message_body="hello"', wrong)
    assert script != first("python")
    (project / "wrong.py").write_text(script)
    assert f"[{code}]" in python(*MYPY, "wrong.py", cwd=project).stdout
    done = python("wrong.py", cwd=project)
    assert re.search(r"\d validation errors? for SendMessageRequest", done.stderr)


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= 120


def test_what_the_output_needs_is_what_the_project_says() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lowest = {re.split(r"[<>=]", each)[0]: re.findall(r">=([\d.]+)", each)[0] for each in project["dependencies"]}
    assert f"pydantic {lowest['pydantic']}" in README
    assert f"cattrs {lowest['cattrs']}" in README
    assert f"Python {project['requires-python'].removeprefix('>=')}" in README


def test_it_names_every_command() -> None:
    from generator.cli import cli

    shown = set(re.findall(r"^shapewright (\w+)", "".join(each.text for each in FENCES if each.language == "sh"), re.M))
    assert shown == cli.commands.keys()
