"""What pages in TypeScript import of an output."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from ..diagnostics import Source
from .findings import Certainty, ClassUse, Findings, Use
from .outputs import OutputClass, Outputs

_IMPORT = re.compile(
    r"""\b(?:import|export)\s+(?:type\s+)?(?P<what>\{[^}]*\}|\*\s+as\s+\w+|\w+)\s*from\s*["'](?P<path>[^"']+)["']"""
)
_INLINE = re.compile(r"""\bimport\(\s*["'](?P<path>[^"']+)["']\s*\)\s*\.\s*(?P<name>\w+)""")
_NAME = re.compile(r"(?:type\s+)?(\w+)(?:\s+as\s+(\w+))?")
_ENDING = re.compile(r"\.(?:d\.)?[cm]?[jt]sx?$")


def scan_pages(files: Iterable[tuple[Path, bytes]], outputs: Outputs) -> Findings:
    """The operations whose classes pages import."""
    findings = Findings()
    for file, content in files:
        text = content.decode(errors="replace")
        for found, position in _classes(text, file, outputs):
            add_class(found, Source(str(file), text.count("\n", 0, position) + 1), findings)
    return findings


def add_class(found: OutputClass, source: Source, findings: Findings) -> None:
    """Add a class of an output that code names."""
    if len(found.operations) == 1:
        evidence = f"{found.service}.{found.name}"
        use = Use(found.service, found.operations[0], Certainty.EXACT, source, evidence, found.output)
        findings.uses.append(use)
    else:
        findings.classes.append(ClassUse(found.output, found.service, found.name, found.operations, source))


def _classes(text: str, file: Path, outputs: Outputs) -> Iterator[tuple[OutputClass, int]]:
    for imported in _INLINE.finditer(text):
        parts = (*_parts(imported["path"], file), imported["name"])
        if found := outputs.find_class(parts, is_package=False):
            yield found, imported.start()
    for imported in _IMPORT.finditer(text):
        parts = _parts(imported["path"], file)
        for name, alias in _names(imported["what"]):
            if name and (found := outputs.find_class((*parts, name), is_package=False)):
                yield found, imported.start()
            else:
                yield from _members(text, alias or name, (*parts, name) if name else parts, outputs)


def _names(what: str) -> Iterator[tuple[str, str]]:
    """The names of an import, each with the name that the page gives it. `* as s3` has only the latter."""
    if what.startswith("*"):
        yield "", what.split()[-1]
    elif what.startswith("{"):
        yield from ((each[1], each[2] or each[1]) for each in _NAME.finditer(what))


def _members(text: str, name: str, parts: tuple[str, ...], outputs: Outputs) -> Iterator[tuple[OutputClass, int]]:
    """The classes that a page names as members: `s3.GetObjectOutput`, for a module that it calls `s3`."""
    is_service = outputs.is_folder(parts[:-1], is_package=False)
    is_index = outputs.is_folder(parts, is_package=False)
    if is_service:
        for each in re.finditer(rf"\b{re.escape(name)}\s*\.\s*(\w+)", text):
            if found := outputs.find_class((*parts, each[1]), is_package=False):
                yield found, each.start()
    elif is_index:
        for each in re.finditer(rf"\b{re.escape(name)}\s*\.\s*(\w+)\s*\.\s*(\w+)", text):
            if found := outputs.find_class((*parts, each[1], each[2]), is_package=False):
                yield found, each.start()


def _parts(path: str, file: Path) -> tuple[str, ...]:
    """The parts of the path that an import names, without its ending and `index`."""
    path = _ENDING.sub("", path)
    parts = PurePosixPath(path).parts
    if path.startswith("."):
        place = list(file.absolute().parent.parts[1:])
        for each in parts:
            if each == "..":
                del place[-1:]
            else:
                place.append(each)
        parts = tuple(place)
    return parts[:-1] if parts and parts[-1] == "index" else parts
