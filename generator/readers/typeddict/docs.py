"""Reads `type_defs.md`, and the `literals.md` next to it, of the types-aiobotocore and types-boto3 documentation.

The code blocks are not Python: `a: str,` ends with a comma, a member may have the name `from`, and `lambda: str,` even
parses, but as a lambda. So members are read line by line, and only their annotations go to the Python parser. This
misses nothing, because in these documents a member never spans two lines.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ... import ir, naming, source_files
from ...diagnostics import Report
from ..botocore.model import find_model
from .assemble import assemble
from .assembly import Declarations, Definition, Field, TypedDict
from .text import read_text

_SERVICE = re.compile(r"^from types_(?:aiobotocore|boto3)_(\w+)\.type_defs import ")
_CLASS = re.compile(r"^class (\w+)\(TypedDict\):\s*$")
_DEFINITION = re.compile(r"^(\w+) = (.*)$")
_MEMBER = re.compile(r"^    ([^:\s]+): (.+?),?(?:  # \(\d+\))?$")
_FOOTNOTE = re.compile(r",  # \(\d+\)$")
_DEFINITION_COMMENT = re.compile(r"^# (\w+) definition$")
# Fences as in CommonMark, section 4.5: the text behind an opening fence says which language the block is in.
_FENCE = re.compile(r"^( {0,3})(?:(`{3,})([^`]*)|(~{3,})(.*))$")
_PYTHON = frozenset({"", "py", "pyi", "python", "python3"})


def read(spec: str, report: Report) -> ir.Service | None:
    """The service that the document at the path `spec` describes. None, with an error reported, if there is none."""
    path = Path(spec)
    document = _Document(path, report)
    if not document.lines:
        return None
    literals = path.with_name("literals.md")
    documents = [document, *([_Document(literals, report)] if source_files.is_file(literals) else [])]
    service = naming.service_name(_service_name(document.lines, path))
    declarations = Declarations(
        service=service,
        origin=f"{source_files.display_name(path)} of {service}",
        file=document.file,
        ingredients=tuple(each.ingredient for each in documents),
    )
    for each in documents:
        each.add_to(declarations)
    if not declarations.typed_dicts:
        if not report.has_errors:
            hint = "expected the type_defs.md of the types-aiobotocore or types-boto3 documentation"
            report.error("no-types", ir.Source(document.file), "no TypedDict in this document", hint=hint)
        return None
    return assemble(declarations, find_model, report)


def _service_name(lines: list[str], path: Path) -> str:
    """The `<x>` of the import line of the example, or of the folder of the package. Else the folder, else the file."""
    for line in lines:
        if found := _SERVICE.match(line):
            return found[1]
    folder = path.absolute().parent.name
    return re.sub(r"^types_(?:aiobotocore|boto3)_", "", folder) or path.stem


class _Document:
    """A Markdown file, and the declarations in its code blocks."""

    def __init__(self, path: Path, report: Report) -> None:
        self.file = path.as_posix()
        self.report = report
        found = read_text(path, report)
        self.lines = found[0].split("\n") if found else []
        self.ingredient = ir.Ingredient(source_files.display_name(path), found[1] if found else "")

    def add_to(self, declarations: Declarations) -> None:
        """Add the declarations of this file to `declarations`."""
        for lines in self._code_blocks():
            self._read_block(_Lines(lines), declarations)

    def _code_blocks(self) -> Iterator[list[tuple[int, str]]]:
        """The numbered lines of each code block, but for those in other languages than Python."""
        opening: _Fence | None = None
        for number, line in enumerate(self.lines, 1):
            fence = _Fence.read(line, number)
            if opening is None:
                opening = fence
            elif fence and fence.closes(opening):
                if opening.language in _PYTHON:
                    block = self.lines[opening.line : number - 1]
                    yield [(opening.line + 1 + place, opening.without_indent(each)) for place, each in enumerate(block)]
                opening = None
        if opening:
            hint = "the document is truncated: download it again"
            self._error("truncated", opening.line, "this code block is not closed", hint=hint)

    def _read_block(self, lines: "_Lines", declarations: Declarations) -> None:
        announced: dict[str, int] = {}  # name of a definition -> line of the comment that announces it
        while (numbered := lines.next()) is not None:
            number, line = numbered
            if found := _CLASS.match(line):
                self._read_class(found[1], number, lines, declarations)
            elif found := _DEFINITION.match(line):
                self._read_definition(found[1], found[2], number, lines, declarations)
            elif line.startswith(("def ", "async def ")):
                lines.skip_indented()
            elif found := _DEFINITION_COMMENT.match(line):
                announced[found[1]] = number
            elif line.strip() and not line.startswith(("from ", "import ", "#")):
                self._error("unreadable-line", number, f"expected a class or a definition, got: {line[:60]}")
        for name, number in announced.items():
            if name not in declarations.typed_dicts and name not in declarations.definitions:
                hint = "the document is damaged: download it again"
                self._error("truncated", number, "the definition below this comment is missing", shape=name, hint=hint)

    def _read_class(self, name: str, first_line: int, lines: "_Lines", declarations: Declarations) -> None:
        fields: dict[str, Field] = {}
        for number, line in lines.indented():
            found = _MEMBER.match(line)
            if not found:
                self._error("unreadable-member", number, f"expected a member, got: {line.strip()[:60]}", shape=name)
            elif first := fields.get(found[1]):
                hint = f"first declared on line {first.source.line}"
                self._error("duplicate-member", number, f"duplicate member {found[1]}", shape=name, hint=hint)
            else:
                fields[found[1]] = Field(found[1], found[2], ir.Source(self.file, number))
        if self._check_new(name, first_line, declarations):
            declarations.typed_dicts[name] = TypedDict(name, tuple(fields.values()), ir.Source(self.file, first_line))

    def _read_definition(
        self, name: str, start: str, first_line: int, lines: "_Lines", declarations: Declarations
    ) -> None:
        """Read `name = <start>` and, if `start` opens a bracket, the lines up to the one that closes it."""
        if not start.startswith(("Union[", "Literal[")):
            self._error("unreadable-line", first_line, f"expected a union or a literal, got: {start[:60]}", shape=name)
            lines.skip_indented()
            return
        parts = [start]
        if start.endswith("["):
            parts += [_FOOTNOTE.sub(",", line) for _, line in lines.indented()]
            closing = lines.next()
            parts.append(closing[1] if closing else "")
        if self._check_new(name, first_line, declarations):
            source = ir.Source(self.file, first_line)
            is_union = start.startswith("Union[")
            declarations.definitions[name] = Definition(name, "\n".join(parts), source, is_type=is_union)

    def _check_new(self, name: str, line: int, declarations: Declarations) -> bool:
        """Whether `name` is not declared yet. Reports an error if it is."""
        first = declarations.typed_dicts.get(name) or declarations.definitions.get(name)
        if first:
            hint = f"first declared on line {first.source.line}"
            self._error("duplicate-type", line, "declared twice", shape=name, hint=hint)
        return first is None

    def _error(self, code: str, line: int, message: str, *, shape: str = "", hint: str = "") -> None:
        self.report.error(code, ir.Source(self.file, line), message, shape=shape, hint=hint)


class _Fence(NamedTuple):
    """A line that opens or closes a code block."""

    line: int
    indent: int
    mark: str  # three backticks or tildes, or more
    info: str  # what stands behind it

    @classmethod
    def read(cls, text: str, line: int) -> "_Fence | None":
        """The fence that a line is. None for any other line."""
        found = _FENCE.match(text)
        return cls(line, len(found[1]), found[2] or found[4], (found[3] or found[5] or "").strip()) if found else None

    @property
    def language(self) -> str:
        """The language of the block that it opens. Empty if it does not say."""
        words: list[str] = re.findall(r"[\w+#-]+", self.info.lower())
        return words[0] if words else ""

    def closes(self, opening: "_Fence") -> bool:
        """Whether it ends the block that `opening` begins."""
        return not self.info and self.mark.startswith(opening.mark)

    def without_indent(self, text: str) -> str:
        """A line of the block, without the indentation of the fence."""
        return re.sub(rf"^ {{0,{self.indent}}}", "", text) if self.indent else text


class _Lines:
    """The numbered lines of a code block, and how far they have been read."""

    def __init__(self, lines: list[tuple[int, str]]) -> None:
        self._lines = lines
        self._position = 0

    def next(self) -> tuple[int, str] | None:
        """The next line. None at the end."""
        if self._position == len(self._lines):
            return None
        self._position += 1
        return self._lines[self._position - 1]

    def indented(self) -> Iterator[tuple[int, str]]:
        """The indented lines that follow, without the blank lines among them."""
        while self._position < len(self._lines):
            number, line = self._lines[self._position]
            is_blank = not line.strip()
            if not is_blank and line[0] != " ":
                return
            self._position += 1
            if not is_blank:
                yield number, line

    def skip_indented(self) -> None:
        """Skip the indented lines that follow."""
        for _ in self.indented():
            pass
