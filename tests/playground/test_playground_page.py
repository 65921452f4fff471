"""The page of the playground in Chromium."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from support.paths import ROOT

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the page shows to somebody who uses it."""
    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    folder = tmp_path_factory.mktemp("page")
    site = str(folder / "site")
    build = [sys.executable, str(ROOT / "playground/build.py"), site, "--service", "sqs"]
    subprocess.run(build, check=True, capture_output=True)
    command = ["node", str(HERE / "page.mjs"), site, CHROMIUM, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:2000]
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_nothing_fails_and_nothing_is_fetched_from_elsewhere(shown: dict[str, Any]) -> None:
    assert (shown["errors"], shown["elsewhere"]) == ([], [])


def test_it_fits_a_screen_of_any_width(shown: dict[str, Any]) -> None:
    assert {int(width): scrolled for width, scrolled in shown["widths"].items()} == {1280: 1280, 390: 390}


def test_it_shows_the_files(shown: dict[str, Any]) -> None:
    assert "class AddPermissionRequest(" in shown["first"]
    assert shown["filtered"] == ["pydantic_models/sqs/_send_message.py", "dataclass_models/sqs/_send_message.py"]
    assert "@dataclass(slots=True" in shown["chosen"]
    assert "class SendMessageRequest(" in shown["chosen"]


def test_a_link_holds_the_choices(shown: dict[str, Any]) -> None:
    assert shown["copied"]
    assert shown["shared"] == {"operations": "SendMessage", "targets": 3}


def test_other_sources(shown: dict[str, Any]) -> None:
    assert "libcst, which does not run in this page" in shown["module"]
    assert "notes: " in shown["json"]
