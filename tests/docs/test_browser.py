"""The site in Chromium, if it is installed: nothing is loaded from elsewhere, nothing fails, and search finds."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from docs.builder import site
from support.paths import NODE

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")


def browse(folder: Path, word: str) -> dict[str, Any]:
    """What `tests/node/browse.mjs` says of a site."""
    command = ["node", str(NODE / "browse.mjs"), str(folder), str(CHROMIUM), word]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_every_page_is_shown_and_found(tmp_path: Path) -> None:
    site.build_site(tmp_path / "site")
    done = browse(tmp_path / "site", "edited-file")
    assert done == {"pages": len(site.written()), "faults": [], "found": "diagnostics.html"}


WIDE = '<div style="width: 3000px">wide</div>'
ELSEWHERE = '<img src="http://127.0.0.1:9/elsewhere.png">'
FAILING = "<script>throw new Error('fails')</script>"


def test_faults_are_noticed(tmp_path: Path) -> None:
    """In a page that has one of each kind."""
    site.build_site(tmp_path / "site")
    for page in sorted((tmp_path / "site").rglob("*.html")):
        if page.name not in {"index.html", "diagnostics.html"} or page.parent.name != "site":
            page.unlink()
    page = tmp_path / "site" / "diagnostics.html"
    page.write_text(page.read_text().replace("</article>", f"{WIDE}{ELSEWHERE}{FAILING}</article>"))
    faults = "\n".join(browse(tmp_path / "site", "edited-file")["faults"])
    for each in ("pixels wider than the window", "loads http://127.0.0.1:9/elsewhere.png", "fails"):
        assert each in faults
    assert "index.html" not in faults
