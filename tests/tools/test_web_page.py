"""A Vite page and a FastAPI service that share the types of the seed: a breaking change of the spec breaks both."""

import re
import shutil
from pathlib import Path

import pytest

from support.commands import Run, node, python
from support.paths import ROOT

PAGE = ROOT / "tests" / "tools" / "web_page"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    shutil.copytree(PAGE, tmp_path / "web")
    shutil.copytree(ROOT / "generated" / "typescript", tmp_path / "web" / "generated" / "typescript")
    return tmp_path / "web"


def test_page_builds_and_contains_no_types(page: Path) -> None:
    assert node("tsc", "--project", page).stdout == ""
    done = node("vite", "build", page, "--logLevel", "error", "--outDir", "dist", "--target", "es2022")
    assert done.returncode == 0, done.stdout + done.stderr
    (script,) = (page / "dist").rglob("*.js")
    text = script.read_text()
    assert "ConnectionToken" in text
    assert "SendMessageRequest" not in text
    assert len(text) < 4000


@pytest.mark.parametrize("resolution", [("nodenext", "nodenext"), ("esnext", "bundler"), ("preserve", "bundler")])
def test_index_resolves_with_every_module_resolution(page: Path, resolution: tuple[str, str]) -> None:
    module, how = resolution
    use = page / "src" / "use.ts"
    use.write_text(
        'import type { s3, sqs } from "../generated/typescript/index.js";\n'
        "export type Both = [s3.ResponseMetadata, sqs.ResponseMetadata];\n"  # no clash
    )
    (page / "package.json").write_text('{ "type": "module" }')
    done = node("tsc", "--strict", "--noEmit", "--module", module, "--moduleResolution", how, use)
    assert done.stdout == "", done.stdout


def test_breaking_change_of_the_spec_breaks_page_and_service(page: Path, shapewright: Run) -> None:
    specs = page / "specs" / "connectparticipant"
    shutil.copytree(ROOT / "specs" / "connectparticipant", specs)
    spec = specs / "type_defs.md"
    text = spec.read_text()
    assert len(re.findall(r"^    DisplayName: ", text, re.MULTILINE)) == 1
    spec.write_text(text.replace("    DisplayName: ", "    ScreenName: "))
    done = shapewright("build", "--force", "--source", specs, "--source", "botocore:sqs", "--out", page / "generated")
    assert done.returncode == 0, done.stderr
    done = node("tsc", "--project", page)
    assert "Property 'DisplayName' does not exist on type 'Item'" in done.stdout
    done = shapewright("build", "--source", specs, "--target", "pydantic", "--out", page / "models")
    assert done.returncode == 0, done.stderr
    service = page / "service.py"
    service.write_text(
        "from fastapi import FastAPI\n"
        "from models.pydantic_models.connectparticipant import GetTranscriptRequest, GetTranscriptResponse, Item\n"
        "app = FastAPI()\n"
        '@app.post("/transcript")\n'
        "def transcript(request: GetTranscriptRequest) -> GetTranscriptResponse:\n"
        '    return GetTranscriptResponse(transcript=[Item(display_name="Ann", content="hello")])\n'
    )
    done = python("-m", "mypy", "--strict", "--config-file=", service, cwd=page)
    assert 'Unexpected keyword argument "display_name" for "Item"' in done.stdout
