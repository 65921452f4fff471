"""The files at the top of an output folder, which say to people, to git and to Python what is in it."""

from collections.abc import Collection, Iterator

from ..options import Options
from . import TARGETS
from .file import File
from .python.package import file_header
from .templates import load_templates


def generate(targets: Collection[str], options: Options) -> Iterator[File]:
    """`README.md`, `.gitattributes`, and Amazon's notice if the output may have Amazon's documentation.

    A folder that is part of a package, and has Python `targets` below it, also gets an `__init__.py`.
    """
    render = load_templates(options.templates)
    has_notice = options.documentation != "none"
    yield File(".gitattributes", render("folder/gitattributes.jinja"))
    yield File("README.md", render("folder/README.md.jinja", notice=has_notice))
    if has_notice:
        yield File("NOTICE", render("folder/NOTICE.jinja"))
    found = [TARGETS[name] for name in sorted(targets) if name in TARGETS]  # it may be of a plugin that is gone
    packages = [each.folder(options) for each in found if each.is_package]
    if options.in_package and packages and "." not in packages:
        yield File("__init__.py", render("folder/__init__.py.jinja", header=file_header("")))
