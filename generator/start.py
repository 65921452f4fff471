"""A configuration to start from, made of what is found in a repository."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from generator import config
from generator.diagnostics import Report, Source, printable
from generator.output import put
from generator.readers import READERS
from generator.readers.service_data import SCHEME, installed_services
from generator.readers.text import has_half_a_character
from generator.targets.render import layout

_PASSED_OVER = {"node_modules", "generated", "dist", "build", "venv", "site-packages"}  # and what begins with a dot
_CLIENT = re.compile(r"""\b(?:client|resource)\(\s*["']([a-z0-9-]+)["']""")  # as boto3 and aiobotocore make one


def start(folder: Path, report: Report) -> str:
    """Add a table to the `pyproject.toml` in `folder`, and say what was found; an error, if there is one already."""
    file = folder / "pyproject.toml"
    if config.find(folder.absolute()) == file.absolute():  # one of a folder above is about other packages
        report.error("configured-already", Source(str(file)), "it has a table [tool.shapewright]")
        return ""
    files = list(_files(folder))
    specs = sorted({_top(path.relative_to(folder)) for path in files if _is_spec(path)})
    services = sorted(_services(files))
    sources = [*specs, *(f"{SCHEME}{name}" for name in services)]
    for name in sources:
        if has_half_a_character(name):
            report.error("not-text", Source(name), "its name is not text, which a configuration could hold")
            return ""
    has_page = any(path.name in {"package.json", "tsconfig.json"} for path in files)
    table = layout("")(
        "start/pyproject.toml.jinja",
        sources=[_string(each) for each in sources],
        targets=json.dumps(["pydantic", "typescript"] if has_page else ["pydantic"]),
    )
    try:
        before = file.read_text(encoding="utf-8") if file.is_file() else ""
        put(file, (f"{before.rstrip()}\n\n{table}" if before.strip() else table).encode())
    except (OSError, UnicodeDecodeError) as error:
        report.error("unusable-output", Source(str(file)), str(error))
        return ""
    return "".join(f"{printable(line)}\n" for line in _told(file, specs, services))


def _string(text: str) -> str:
    """`text` as a string of TOML."""
    literal = json.dumps(text, ensure_ascii=False)
    return "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in literal)


def _told(file: Path, specs: list[str], services: list[str]) -> Iterator[str]:
    yield f"{file}: a table [tool.shapewright] was added"
    if specs:
        yield f"specs found: {', '.join(specs)}"
    if services:
        yield f"clients found in your code: {', '.join(services)}"
    if specs or services:
        yield "read it, then run: python -m generator"
    else:
        yield "found neither a spec nor a client: name your sources in it, then run: python -m generator"


def _files(folder: Path) -> Iterator[Path]:
    """The files that are the user's own."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith(".") and each not in _PASSED_OVER)
        yield from (Path(place, name) for name in sorted(names))


def _is_spec(path: Path) -> bool:
    """Whether it is one by its name. What a Python file holds is for the user to say."""
    return path.suffix != ".py" and path.name != "literals.pyi" and any(each.finds(path) for each in READERS)


def _top(path: Path) -> str:
    """The folder to name so that what is added beside it is read as well; the file itself, where it has none."""
    return path.parts[0]


def _services(files: list[Path]) -> set[str]:
    """Services whose clients the code makes."""
    named = {
        name
        for path in files
        if path.suffix == ".py"
        for name in _CLIENT.findall(path.read_text(encoding="utf-8", errors="replace"))
    }
    return named.intersection(installed_services())
