"""Builds the site: collects the pages in a folder, has zensical build it, and adds `llms.txt`."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any

from .markdown import summary, with_links, without_comments
from .navigation import Entry, configuration, entries
from .paths import DOCS, ROOT, SITE

# Pages from outside `docs/`, by their names in the site.
_OTHERS = {
    "index.md": "README.md",
    "changes.md": "CHANGELOG.md",
    "contributing.md": "CONTRIBUTING.md",
    "playground/index.html": "playground/index.html",
}
_ASSETS = {".css", ".json", ".svg"}


class SiteError(Exception):
    """zensical is missing, or refuses a page."""


def build_site(out: Path = SITE) -> None:
    """Build the site into `out`.

    Raises:
        SiteError: zensical is not installed, or a page has a fault.
    """
    with tempfile.TemporaryDirectory() as folder:
        _collect(Path(folder))
        command = [sys.executable, "-m", "zensical", "build", "--strict"]
        environment = {**os.environ, "NO_COLOR": "1"}
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SiteError(re.sub(r"\x1b\[[\d;]*m", "", done.stdout + done.stderr))
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(Path(folder) / "site", out)
        _add_texts(Path(folder) / "docs", out)


def _collect(folder: Path) -> None:
    """Write the configuration, the pages and what they show into a folder."""
    for path in sources():
        file = folder / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".md":
            file.write_text(page(path), encoding="utf-8")
        else:
            shutil.copyfile(sources()[path], file)
    (folder / "zensical.toml").write_text(_with_written_pages((ROOT / "zensical.toml").read_text(encoding="utf-8")))


def sources() -> dict[str, Path]:
    """The files of the site, by their paths in it."""
    own = {
        each.relative_to(DOCS).as_posix(): each
        for each in sorted(DOCS.rglob("*"))
        if each.suffix in {".md", *_ASSETS} and "builder" not in each.relative_to(DOCS).parts
    }
    return {**own, **{name: ROOT / source for name, source in _OTHERS.items()}}


def page(path: str) -> str:
    """The text of a page of the site. Links to files that the site does not have are only text there."""
    source = sources()[path]
    places = {file.resolve(): name for name, file in sources().items()}

    def new_target(target: str) -> str | None:
        if re.match(r"[a-z]+:|#", target):
            return target
        name, _, anchor = target.partition("#")
        place = places.get((source.parent / name).resolve())
        if place is None:
            return None
        relative = os.path.relpath(place, PurePosixPath(path).parent)
        return f"{relative}#{anchor}" if anchor else relative

    return with_links(without_comments(source.read_text(encoding="utf-8")), new_target)


def written() -> list[Entry]:
    """The entries of the navigation whose pages exist."""
    return [each for each in entries() if each.page in sources()]


def _with_written_pages(text: str) -> str:
    """The configuration without the entries of pages that do not exist."""
    missing = {each.page for each in entries()} - {each.page for each in written()}
    return "".join(line for line in text.splitlines(True) if not any(f'= "{each}"' in line for each in missing))


# What language models read.


def _add_texts(docs: Path, out: Path) -> None:
    """Write `llms.txt`, and the pages as Markdown, to which it leads."""
    for each in written():
        shutil.copyfile(docs / each.page, out / each.page)
    (out / "llms.txt").write_text(llms_txt(), encoding="utf-8")


def llms_txt() -> str:
    """A list of all pages, each with its first sentence. See https://llmstxt.org."""
    project: dict[str, Any] = configuration()["project"]
    return "\n".join([f"# {project['site_name']}\n", f"> {project['site_description']}\n", *_listed()])


def _listed() -> Iterator[str]:
    for section, pages in groupby(written(), key=lambda each: each.section):
        if section:
            yield f"\n## {section}\n"
        for each in pages:
            yield f"- [{each.title}]({each.page}): {summary(page(each.page))}"
    yield ""
