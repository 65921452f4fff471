"""The files at the top of an output folder, which say to people and to git what is in it."""

from collections.abc import Iterator

from ..options import Options
from .file import File
from .templates import load_templates


def generate(options: Options) -> Iterator[File]:
    """`README.md`, `.gitattributes`, and Amazon's notice if the output may have Amazon's documentation."""
    render = load_templates(options.templates)
    has_notice = options.documentation != "none"
    yield File(".gitattributes", render("folder/gitattributes.jinja"))
    yield File("README.md", render("folder/README.md.jinja", notice=has_notice))
    if has_notice:
        yield File("NOTICE", render("folder/NOTICE.jinja"))
