"""The documentation as a whole: what is made from code is up to date, every link holds, and the site is complete."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from docs.builder import diagnostics, options, pages, pictures, site
from docs.builder.markdown import anchors, links, summary, with_links
from docs.builder.navigation import entries
from docs.builder.paths import PICTURES
from generator.codes import CODES
from support.paths import ROOT

WRITTEN = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
# In the navigation, and not written yet.
PLANNED = {"tool-calls.md"}


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


# What is made from code.


@pytest.mark.pinned_botocore
def test_pages_are_up_to_date() -> None:
    for name, text in pages.pages().items():
        assert (ROOT / "docs" / name).read_text() == text, f"docs/{name} differs: run `make docs`"


@pytest.mark.pinned_botocore
def test_pictures_are_up_to_date() -> None:
    for name, text in pictures.pictures().items():
        assert (PICTURES / name).read_text() == text, f"docs/pictures/{name} differs: run `make docs`"


@pytest.mark.pinned_botocore
@pytest.mark.skipif(not pictures.RELEASES.is_dir(), reason="needs the wheels of `make test-all`")
def test_the_picture_of_diff_is_up_to_date() -> None:
    assert (PICTURES / "diff.svg").read_text() == pictures.diff_picture()


def test_every_option_has_an_example() -> None:
    assert [each.name for each in options.options()] == list(options.EXAMPLES)


def test_every_example_of_an_option_shows_something() -> None:
    for name, example in options.EXAMPLES.items():
        changed = [line for line in options.difference(example) if line[:1] in "+-" and line[:3] != "---"]
        assert bool(changed) is not bool(example.effect), name


def test_every_code_is_on_the_page_of_diagnostics() -> None:
    headings = set(re.findall(r"^### (\S+)$", diagnostics.page(), re.MULTILINE))
    assert headings == CODES.keys()


# Links.


@pytest.mark.parametrize("file", WRITTEN, ids=name_of)
def test_every_link_holds(file: Path) -> None:
    for link in links(file.read_text()):
        place = f"{name_of(file)}:{link.line}: {link.target}"
        if re.match("https?:", link.target):
            continue
        path, _, anchor = link.target.partition("#")
        target = (file.parent / path).resolve() if path else file
        assert target.exists(), place
        if anchor:
            assert anchor in anchors(target.read_text()), place


def test_links_and_anchors_are_those_of_a_code_host() -> None:
    page = "# A `b_c`, d\n\n# A `b_c`, d\n\n[x](y.md#z) `[no](link)` ![i](p.svg)\n```\n# [no](link)\n```\n"
    assert [each.target for each in links(page)] == ["y.md#z", "p.svg"]
    assert anchors(page) == {"a-b_c-d", "a-b_c-d-1"}
    assert with_links("[a `b`](c) ![d](e) [f](g)", {"g": "h"}.get) == "a `b`  [f](h)"
    assert summary("# T\n\n![i](p)\n\n**A** [b](c)\nd. E.\n") == "A b d."


# The site.


def test_every_page_is_in_the_navigation() -> None:
    found = {each.page for each in entries()}
    assert found - PLANNED == {name for name in site.sources() if name.endswith(".md")} - PLANNED


class Page(HTMLParser):
    """The links, anchors and titles of a page, and what a browser loads for it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.add(given.get("id", ""))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag in {"script", "img", "link", "iframe", "source"}:
            self.loaded += [given[each] for each in ("src", "href") if each in given]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("built") / "site"
    site.build_site(out)
    return out


def html(built: Path) -> Iterator[tuple[str, Page]]:
    for file in sorted(built.rglob("*.html")):
        if file.name != "404.html" and file.parent.name != "playground":  # which has tests of its own
            yield file.relative_to(built).as_posix(), Page(file.read_text())


def test_every_entry_of_the_navigation_is_a_page(built: Path) -> None:
    assert {name for name, _ in html(built)} == {each.page.replace(".md", ".html") for each in site.written()}


def test_every_link_of_the_site_holds(built: Path) -> None:
    parsed = dict(html(built))
    for name, page in parsed.items():
        for link in page.links:
            path, _, anchor = link.partition("#")
            if re.match("https?:", link):
                continue
            file = ((built / name).parent / path).resolve() if path else built / name
            target = file.relative_to(built.resolve()).as_posix()
            assert file.is_file(), f"{name}: {link}"
            if anchor:
                assert anchor in parsed[target].ids, f"{name}: {link}"


def test_nothing_is_loaded_from_elsewhere(built: Path) -> None:
    for name, page in html(built):
        assert page.loaded
        for each in page.loaded:
            assert not re.match("(https?:)?//", each), f"{name}: {each}"
            assert ((built / name).parent / each.partition("?")[0]).exists() or each.startswith("data:"), (
                f"{name}: {each}"
            )
    for file in built.rglob("*.css"):
        assert not re.search(r"url\((?!['\"]?data:)['\"]?https?:", file.read_text()), file


def test_models_get_a_list_of_all_pages(built: Path) -> None:
    text = (built / "llms.txt").read_text()
    listed = re.findall(r"^- \[[^\]]+\]\(([^)]+)\): (.+)$", text, re.MULTILINE)
    assert [page for page, _ in listed] == [each.page for each in site.written()]
    for page, sentence in listed:
        assert re.search(r"[.?!]$|\w$", sentence), page
        assert (built / page).read_text().startswith("# ")
