"""Splits Python source into statements and their parts, without parsing them.

Of a large file, a reader needs a few declarations. To find them takes a hundredth of the time that parsing the file
takes. Only strings, comments and brackets matter: what is in them belongs to the statement around them. Text that is
not Python may be split anywhere, because whoever reads a part finds that out.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

MAX_DEPTH = 200  # of brackets: more would overflow the stack of a parser

# A name may contain combining characters, which `\w` does not match.
NAME = r"[\w\x80-\U0010ffff]+"
DOTTED_NAME = rf"{NAME}(?:\.{NAME})*"

_STRING = r'''"""(?:[^"\\]|\\.|"(?!""))*(?:"""|\Z)|\'\'\'(?:[^'\\]|\\.|'(?!''))*(?:\'\'\'|\Z)'''
_STRING += r"""|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?"""
_SKIPPED = rf"{_STRING}|\#[^\n]*|\\\n"
_BOUNDARY = re.compile(rf"{_SKIPPED}|[()\[\]{{}}]|\n(?=[^\s#)\]}}])", re.S)
_PUNCTUATION = re.compile(rf"{_SKIPPED}|[()\[\]{{}},:;=|]|\n", re.S)
_COMMENT = re.compile(rf"({_STRING})|\#[^\n]*|\\\n", re.S)
_CONTINUES = re.compile(r"(?:else|elif|except|finally)\b")  # the statement before it
_INDENTATION = re.compile(r"^([ \t]+)[^\s#]", re.M)
_OPERATORS = frozenset({":=", "==", "!=", "<=", ">="})


class NotPythonError(ValueError):
    """A bracket is never closed, or too many are open."""

    def __init__(self, line: int, reason: str, code: str = "not-python") -> None:
        super().__init__(reason)
        self.line = line
        self.code = code


class Statement(NamedTuple):
    """A statement with everything that belongs to it: decorators, its block, `else`, and the comments below."""

    text: str
    line: int  # where it begins


class Block(NamedTuple):
    """A part of a compound statement: a header and the statements below it."""

    header: str  # without the colon: `if sys.version_info >= (3, 11)`
    statements: tuple[Statement, ...]


def split_statements(text: str, line: int = 1) -> list[Statement]:
    """The statements at the outermost level of `text`, which begins on `line`.

    Raises:
        NotPythonError: a bracket is never closed.
    """
    statements: list[Statement] = []
    for each in _lines_without_indentation(text, line):
        if statements and (_CONTINUES.match(each.text) or _is_decorator(statements[-1].text)):
            before = statements.pop()
            each = Statement(before.text + each.text, before.line)
        statements.append(each)
    return statements


def _is_decorator(text: str) -> bool:
    return text[0] == "@" and not re.search(r"^(?:class|def|async)\b", text, re.M)


def _lines_without_indentation(text: str, line: int) -> Iterator[Statement]:
    """Each line that begins without indentation, with all lines up to the next one."""
    start = None if text[:1].isspace() or text[:1] in {"", "#"} else 0
    first_line = line  # of the text from `position` on
    position = 0
    opened: list[int] = []
    for found in _BOUNDARY.finditer(text):
        place = found.start()
        character = text[place]
        if character == "\n" and not opened:
            if start is not None:
                yield Statement(text[start : place + 1], first_line)
            start = place + 1
            first_line += text.count("\n", position, start)
            position = start
        elif character in "([{":
            opened.append(place)
            if len(opened) > MAX_DEPTH:
                reason = f"brackets are nested more than {MAX_DEPTH} levels deep"
                raise NotPythonError(line + text.count("\n", 0, place), reason, code="too-deep")
        elif character in ")]}" and opened:
            opened.pop()
    if opened:
        reason = f"the bracket {text[opened[-1]]} is never closed"
        raise NotPythonError(line + text.count("\n", 0, opened[-1]), reason)
    if start is not None:
        yield Statement(text[start:], first_line)


def split_blocks(statement: Statement) -> Iterator[Block]:
    """The blocks of a compound statement: of `if`, `elif` and `else`, or of `try`, `except` and `finally`."""
    yield from map(read_block, _lines_without_indentation(*statement))


def read_block(statement: Statement) -> Block:
    """A header, and what follows its colon: simple statements on the same line, or an indented block."""
    text, line = statement
    colon = find_outside_brackets(text, ":")
    if colon < 0:
        return Block(text.strip(), ())
    header = without_comments(text[:colon]).strip()
    rest_of_line, newline, below = text[colon + 1 :].partition("\n")
    line += text.count("\n", 0, colon)
    if without_comments(rest_of_line).strip():
        return Block(header, tuple(split_simple_statements(Statement(text[colon + 1 :].lstrip(), line))))
    found = _INDENTATION.search(below)
    indentation = found[1] if found else ""
    body = re.sub(rf"^{indentation}", "", below, flags=re.M) if indentation else ""
    return Block(header, tuple(split_statements(body, line + 1)) if newline else ())


def split_simple_statements(statement: Statement) -> Iterator[Statement]:
    """The simple statements of one line, between its semicolons."""
    text, line = statement
    if ";" not in text:
        yield statement
        return
    start = 0
    for end in [*_places_outside_brackets(text, ";"), len(text)]:
        part = text[start:end]
        if part.strip():
            yield Statement(part.lstrip(), line + text.count("\n", 0, start))
        start = end + 1


def split_outside_brackets(text: str, separator: str = ",") -> Iterator[tuple[int, str]]:
    """The parts of `text` between separators that are in no brackets, stripped, each with its position.

    Comments are left out, and so is an empty part after the last separator.
    """
    start = 0
    for end in [*_places_outside_brackets(text, separator), len(text)]:
        part = without_comments(text[start:end])
        if part.strip() or end < len(text):
            yield start + len(text[start:end]) - len(text[start:end].lstrip()), part.strip()
        start = end + 1


def find_outside_brackets(text: str, character: str) -> int:
    """The position of the first `character` that is in no brackets, string or comment. -1 if there is none."""
    return next(_places_outside_brackets(text, character), -1)


def _places_outside_brackets(text: str, character: str) -> Iterator[int]:
    depth = 0
    for found in _PUNCTUATION.finditer(text):
        place = found.start()
        match text[place]:
            case "(" | "[" | "{":
                depth += 1
            case ")" | "]" | "}":
                depth -= 1
            case each if each == character and not depth and found.end() == place + 1:
                if not {text[place : place + 2], text[place - 1 : place + 1]} & _OPERATORS:
                    yield place


def inside_brackets(text: str) -> tuple[str, int] | None:
    """What is in the first brackets of `text`, and the position behind them. None if they do not close."""
    depth = 0
    start = 0
    for found in _BOUNDARY.finditer(text):
        place = found.start()
        match text[place]:
            case "(" | "[" | "{":
                start = start or place + 1
                depth += 1
            case ")" | "]" | "}":
                depth -= 1
                if not depth:
                    return text[start:place], place + 1
    return None


def without_comments(text: str) -> str:
    """`text` without comments, and without backslashes that continue a line."""
    return _COMMENT.sub(lambda found: found[1] or "", text) if "#" in text or "\\" in text else text
