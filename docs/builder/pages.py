"""The pages that are made from the code, and the samples in those that people write."""

from . import command_line, diagnostics, options
from .filling import filled
from .paths import DOCS

MADE = {"command-line.md": command_line.page, "diagnostics.md": diagnostics.page, "options.md": options.page}


def pages() -> dict[str, str]:
    """Every page of `docs/` as it should be, by its path there."""
    written = [each for each in sorted(DOCS.rglob("*.md")) if each.name not in MADE]
    found = {each.relative_to(DOCS).as_posix(): filled(each.read_text(encoding="utf-8")) for each in written}
    return {**found, **{name: make() for name, make in MADE.items()}}


def write_pages() -> None:
    """Write the pages that differ."""
    for name, text in pages().items():
        file = DOCS / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            print(f"docs/{name}")
