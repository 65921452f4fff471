"""`init`: a starter configuration, made from what a repository holds."""

import json
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from .. import config
from ..diagnostics import Report, Source, printable
from ..output import write_file
from ..readers import READERS
from ..readers.botocore.service_data import SCHEME, installed_services
from ..readers.typeddict.text import has_lone_surrogate
from ..targets.templates import load_templates
from ..usage import scan

_SKIPPED = {"node_modules", "generated", "dist", "build", "venv", "site-packages"}  # and folders with a leading dot
_OUT = "generated"  # as in the template
_CLIENT = re.compile(r"""\b(?:client|resource)\(\s*["']([a-z0-9-]+)["']""")  # `boto3.client("s3")`


def write_configuration(folder: Path, report: Report) -> str:
    """Add a table to the `pyproject.toml` in `folder`. Returns what to print; an error is reported if there is one."""
    file = folder / "pyproject.toml"
    before = ""
    try:
        before = file.read_bytes().decode() if file.is_file() else ""
        tomllib.loads(before)
    except (OSError, ValueError) as error:  # `ValueError`: not UTF-8, or not TOML
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else 0
        report.error("bad-toml", Source(str(file), line), str(error), hint=config.hint_for_toml(before, line))
        return ""
    if config.find(folder.absolute()) == file.absolute():  # a table in a folder above configures other packages
        report.error("configured-already", Source(str(file)), "the table [tool.shapewright] already exists")
        return ""
    files = list(_files(folder))
    specs = sorted({path.relative_to(folder).parts[0] for path in files if _is_spec(path)})
    findings = scan([folder], [], None, report).findings
    operations = list(findings.operations)
    services = sorted(_services(files) | {each.service for each in findings.uses})
    sources = [*specs, *(f"{SCHEME}{name}" for name in services)]
    for name in sources:
        if has_lone_surrogate(name):
            report.error("not-text", Source(name), "not valid text, so it cannot be written to pyproject.toml")
            return ""
    has_page = any(path.name in {"package.json", "tsconfig.json"} for path in files)
    table = load_templates("")(
        "init/pyproject.toml.jinja",
        sources=[_toml_string(each) for each in sources],
        operations=[_toml_string(each) for each in operations],
        targets=json.dumps(["pydantic", "typescript"] if has_page else ["pydantic"]),
    )
    end = "\r\n" if "\r\n" in before else "\n"
    table = table.replace("\n", end)
    after = f"{before.rstrip()}{end}{end}{table}" if before.strip() else table
    try:
        tomllib.loads(after)
        write_file(file, after.encode())
    except tomllib.TOMLDecodeError:
        message = "[tool.shapewright] cannot be added behind this file: its key `tool` is no table of its own"
        report.error("bad-toml", Source(str(file)), message, hint="write the table [tool.shapewright] by hand")
        return ""
    except OSError as error:
        report.error("unusable-output", Source(str(file)), str(error))
        return ""
    lines = [*_summary(file, specs, services, operations), *_left_alone(folder, files)]
    return "".join(f"{printable(line)}\n" for line in lines)


def _toml_string(text: str) -> str:
    literal = json.dumps(text, ensure_ascii=False)
    return "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in literal)


def _summary(file: Path, specs: list[str], services: list[str], operations: list[str]) -> Iterator[str]:
    yield f"{file}: added the table [tool.shapewright]"
    if specs:
        yield f"specs found: {', '.join(specs)}"
    if services:
        yield f"clients found in your code: {', '.join(services)}"
    if operations:
        yield f"operations found in your code: {len(operations)}; `shapewright scan` says where"
    if specs or services:
        yield "Read it, then run: shapewright"
    else:
        yield "No specs or clients were found. Add your sources to the table, then run: shapewright"


_TOOLS = {  # that would lay the output out anew: what a repository has if it uses one, and how it leaves a folder alone
    "prettier": (
        re.compile(r"\.prettier.*|prettier\.config\..*"),
        f"add the lines `{_OUT}/` and `.shapewright_cache/` to .prettierignore",
    ),
    "biome": (re.compile(r"biome\.jsonc?"), f'add "!{_OUT}" to `files.includes` in biome.json'),
    "dprint": (re.compile(r"\.?dprint\.jsonc?"), f'add "{_OUT}/**" to `excludes` in dprint.json'),
    "pre-commit": (re.compile(r"\.pre-commit-config\.yaml"), f"add `exclude: ^{_OUT}/` to .pre-commit-config.yaml"),
}


def _left_alone(folder: Path, files: list[Path]) -> Iterator[str]:
    """How the repository's tools leave the output alone. Those for Python and ESLint read the files' first lines."""
    names = {each.name for each in (*folder.iterdir(), *files)}
    packages = "".join(
        each.read_text(encoding="utf-8", errors="replace") for each in files if each.name == "package.json"
    )
    for tool, (its_files, advice) in _TOOLS.items():
        if any(map(its_files.fullmatch, names)) or f'"{tool}"' in packages:
            yield f"{tool} changes files that it finds: {advice}"


def _files(folder: Path) -> Iterator[Path]:
    """The files of the user's own."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith(".") and each not in _SKIPPED)
        yield from (Path(place, name) for name in sorted(names))


def _is_spec(path: Path) -> bool:
    """Whether a file is a spec by its name. Whether a Python module is one, only the user knows."""
    return path.suffix != ".py" and path.name != "literals.pyi" and any(each.discovers(path) for each in READERS)


def _services(files: list[Path]) -> set[str]:
    """The services for which the code makes clients."""
    named = {
        name
        for path in files
        if path.suffix == ".py"
        for name in _CLIENT.findall(path.read_text(encoding="utf-8", errors="replace"))
    }
    return named.intersection(installed_services())
