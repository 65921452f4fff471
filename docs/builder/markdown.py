"""Reads Markdown: its fences, headings and links, as a code host shows them."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

_FENCE = re.compile(r"(?:^<!-- (?P<remark>[^\n]*) -->\n)?^```(?P<language>\S*)\n(?P<text>.*?)^```$", re.M | re.S)
_HEADING = re.compile(r"^#{1,6} (.+)$", re.M)
_LINK = re.compile(r"(?P<before>!?\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\])\((?P<target>[^()\s]+)\)")


class Fence(NamedTuple):
    """A block of code."""

    section: str  # the last heading above it
    language: str
    text: str
    remark: str  # the comment on the line above it
    line: int  # of its first line of text, from 1


class Link(NamedTuple):
    """A link or an image to another page, file or site."""

    target: str
    line: int


def fences(page: str) -> list[Fence]:
    """The blocks of code of a page."""
    return [
        Fence(
            _section(page[: found.start()]),
            found["language"],
            found["text"],
            found["remark"] or "",
            page.count("\n", 0, found.start("text")) + 1,
        )
        for found in _FENCE.finditer(page)
    ]


def _section(before: str) -> str:
    headings = _HEADING.findall(without_code(before))
    return headings[-1] if headings else ""


def without_code(page: str) -> str:
    """A page with spaces in place of its code, so that lines and places stay."""
    blank = re.compile(r"[^\n]")
    without_blocks = re.sub(r"^```.*?^```$", lambda found: blank.sub(" ", found[0]), page, flags=re.M | re.S)
    return re.sub(r"`[^`\n]+`", lambda found: " " * len(found[0]), without_blocks)


def links(page: str) -> Iterator[Link]:
    """The links and images of a page."""
    text = without_code(page)
    for found in _LINK.finditer(text):
        yield Link(page[found.start("target") : found.end("target")], text.count("\n", 0, found.start()) + 1)


def with_links(page: str, new_target: Callable[[str], str | None]) -> str:
    """A page whose links lead elsewhere. None as the new target leaves only the text of the link."""
    text, parts, end = without_code(page), [], 0
    for found in _LINK.finditer(text):
        before, target = (
            page[found.start("before") : found.end("before")],
            page[found.start("target") : found.end("target")],
        )
        new = new_target(target)
        link = page[found.start("text") : found.end("text")] if new is None else f"{before}({new})"
        parts += [page[end : found.start()], "" if new is None and before.startswith("!") else link]
        end = found.end()
    return "".join([*parts, page[end:]])


def anchors(page: str) -> set[str]:
    """The anchors of the headings of a page."""
    taken: Counter[str] = Counter()
    found = set()
    for heading in _HEADING.findall(re.sub(r"^```.*?^```$", "", page, flags=re.M | re.S)):
        slug = (
            re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()).strip().replace(" ", "-")
        )
        found.add(f"{slug}-{taken[slug]}" if taken[slug] else slug)
        taken[slug] += 1
    return found


def summary(page: str) -> str:
    """The first sentence below the first heading, as plain text."""
    paragraphs = re.split(r"\n{2,}", without_comments(page))
    text = next((each for each in paragraphs if each[:1].isalnum() or each[:1] in "`*["), "")
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(text.split()))
    return re.split(r"(?<=[.:])\s", plain)[0].rstrip(":").replace("**", "")


def without_comments(page: str) -> str:
    """A page without its comments."""
    return re.sub(r"^<!--.*?-->\n", "", page, flags=re.M | re.S)
