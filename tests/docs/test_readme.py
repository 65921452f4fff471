"""The README: its examples run. The configurations in the README and in other pages are valid."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import boto3
import pytest
from fastapi.testclient import TestClient

from generator.config import load
from generator.diagnostics import Report
from generator.targets import TARGETS
from support.commands import node
from support.paths import NODE, ROOT
from support.stubbed_client import Response, StubbedClient

README = (ROOT / "README.md").read_text()


def fences(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_python_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    response = Response(b'{"Transcript": [{"DisplayName": "Ann", "Content": "hello"}]}')
    client = StubbedClient("connectparticipant", response).client
    monkeypatch.setattr(boto3, "client", lambda _: client)
    names: dict[str, Any] = {"token": "t", "client": client}
    for example in fences("python"):
        exec(example, names)
    assert capsys.readouterr().out == "Ann hello\n"
    with TestClient(names["app"]) as web:
        done = web.post("/transcript", json={"ConnectionToken": "t", "ScanDirection": "FORWARD"})
        assert done.json() == {"Transcript": [{"Content": "hello", "DisplayName": "Ann"}]}
        assert web.post("/transcript", json={"ConnectionToken": "t", "ScanDirection": "SIDEWAYS"}).status_code == 422


@pytest.mark.parametrize(("module", "resolution"), [("nodenext", "nodenext"), ("esnext", "bundler")])
def test_typescript_compiles(tmp_path: Path, module: str, resolution: str) -> None:
    (tmp_path / "generated").symlink_to(ROOT / "generated")
    (tmp_path / "package.json").write_text('{ "type": "module" }')
    (service,) = re.findall(r"`(\./generated/typescript/sqs\S*)`", README)
    one_service = f'export type {{ SendMessageRequest }} from "{service}";\n'
    (tmp_path / "page.ts").write_text("".join(fences("ts")) + one_service)
    options = ("--strict", "--noEmit", "--target", "es2022", "--module", module, "--moduleResolution", resolution)
    done = node("tsc", *options, "--preserveSymlinks", tmp_path / "page.ts")
    assert done.stdout == ""


def test_ajv_validates() -> None:
    (example,) = fences("js")
    script = NODE / "readme.tmp.mjs"  # beside the packages that it imports
    script.write_text(example)
    try:
        done = subprocess.run(["node", script], cwd=ROOT, capture_output=True, text=True, check=False)
    finally:
        script.unlink()
    assert done.stdout == "true\n", done.stderr


@pytest.mark.parametrize(
    "page", ["README.md", "docs/make-it-yours.md", "docs/in-your-repository.md", "docs/upgrades.md"]
)
def test_configurations_are_valid(tmp_path: Path, page: str) -> None:
    """Loads each as it stands, and with the values in its comments."""
    (tmp_path / "templates").mkdir()
    tables = re.findall(r"```toml\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)
    assert tables
    for table in tables:
        alternatives = [table]
        for line in table.splitlines():
            if other := re.match(r'(\w+ = )(?:"\w+"|true|false) +# (\w+)', line):
                value = other[2] if other[2] in ("true", "false") else f'"{other[2]}"'
                alternatives.append(table.replace(line, f"{other[1]}{value}"))
        for each in alternatives:
            tomllib.loads(each)
            (tmp_path / "pyproject.toml").write_text(each)
            report = Report()
            assert load(tmp_path / "pyproject.toml", TARGETS, report), [str(each) for each in report]
