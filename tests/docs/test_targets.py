"""The pages of targets, in `docs/targets`: their examples run, and every target and every reader has a page."""

import re
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fastapi.testclient import TestClient

from docs.builder.markdown import fences
from docs.builder.navigation import entries
from generator.readers import READERS
from generator.targets import TARGETS
from support.commands import node
from support.paths import NODE, ROOT

PAGES = ROOT / "docs" / "targets"
NAVIGATION = {each.page for each in entries()}
# The page that says what each reader reads.
READER_PAGES = {
    "docs": "documents.md",
    "stubs": "documents.md",
    "botocore": "sources/botocore.md",
}


def blocks(page: str, language: str) -> list[str]:
    """The blocks of code that are written by hand."""
    found = fences((PAGES / page).read_text())
    return [each.text for each in found if each.language == language and not each.remark]


@pytest.mark.parametrize("target", [each.name for each in TARGETS.values() if not each.plugin])
def test_every_target_has_a_page(target: str) -> None:
    """When to use it, with a sample of a spec and what the target makes of it. `targets/index.md` lists it."""
    page = f"targets/{target}.md"
    assert page in NAVIGATION, f"zensical.toml has no {page}"
    text = (ROOT / "docs" / page).read_text()
    assert "**When to use it:**" in text
    assert [each for each in fences(text) if each.remark.startswith("from ")], "shows no output"
    assert f"| [`{target}`]({target}.md) |" in (PAGES / "index.md").read_text()


@pytest.mark.parametrize("reader", [each.name for each in READERS])
def test_every_reader_has_a_page(reader: str) -> None:
    page = READER_PAGES[reader]
    assert page in NAVIGATION
    assert "**When to use it:**" in (ROOT / "docs" / page).read_text()


def test_the_default_targets_are_the_first_four() -> None:
    from generator.targets import DEFAULT_TARGETS

    rows = re.findall(r"^\| \[`([\w-]+)`\]", (PAGES / "index.md").read_text(), re.MULTILINE)
    assert tuple(rows[: len(DEFAULT_TARGETS)]) == DEFAULT_TARGETS


def run(page: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    for block in blocks(page, "python"):
        exec(compile(block, page, "exec"), names)
    return names


def test_pydantic() -> None:
    names = run("pydantic.md")
    assert names["arguments"] == {"ContentType": "text/plain", "Content": "hello", "ConnectionToken": "token"}
    assert names["response"].model_dump() == {"Id": "1"}


def test_dataclasses() -> None:
    names = run("dataclasses.md")
    assert names["arguments"] == {"ConnectionToken": "token"}
    assert names["same"] == names["again"] == names["request"]


def test_json_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    validator = run("json-schema.md")["validator"]
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({"ConnectionToken": 1})


def test_ajv_validates() -> None:
    (example,) = blocks("json-schema.md", "js")
    script = NODE / "page.tmp.mjs"  # beside the packages that it imports
    script.write_text(example)
    try:
        done = subprocess.run(["node", script], cwd=ROOT, capture_output=True, text=True, check=False)
    finally:
        script.unlink()
    assert done.stdout == "true\n", done.stderr


def test_a_service_and_its_page() -> None:
    with TestClient(run("typescript.md")["app"]) as web:
        done = web.post("/transcript", json={"ConnectionToken": "t", "ScanDirection": "FORWARD"})
        assert done.json() == {"Transcript": [{"Content": "hello", "DisplayName": "Ann"}]}
        assert web.post("/transcript", json={"ConnectionToken": "t", "ScanDirection": "SIDEWAYS"}).status_code == 422


@pytest.mark.parametrize(("module", "resolution"), [("nodenext", "nodenext"), ("esnext", "bundler")])
def test_typescript_compiles(tmp_path: Path, module: str, resolution: str) -> None:
    (tmp_path / "generated").symlink_to(ROOT / "generated")
    (tmp_path / "package.json").write_text('{ "type": "module" }')
    (service,) = re.findall(r"`(\./generated/typescript/sqs\S*)`", (PAGES / "typescript.md").read_text())
    one_service = f'export type {{ SendMessageRequest }} from "{service}";\n'
    (tmp_path / "page.ts").write_text("".join(blocks("typescript.md", "ts")) + one_service)
    options = ("--strict", "--noEmit", "--target", "es2022", "--module", module, "--moduleResolution", resolution)
    done = node("tsc", *options, "--preserveSymlinks", tmp_path / "page.ts")
    assert done.stdout == ""
