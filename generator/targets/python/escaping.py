"""How text gets into generated Python: as a string literal, a docstring or a comment."""

import re

from ..documentation import wrap
from .formatting import WIDTH, cached


@cached
def string(value: str) -> str:
    """`value` as a string literal, in the quotes that ruff prefers. All text gets into Python expressions this way.

    >>> print(string("plain"), string('say "x"'), string("it's"), string("\\u202e"))
    "plain" 'say "x"' "it's" "\\u202e"
    """
    if value.isalnum() and value.isascii():  # most names are
        return f'"{value}"'
    literal = repr(value)
    body = literal[1:-1].replace("\\'", "'") if literal[0] == "'" else literal[1:-1]
    if value.count('"') > value.count("'"):
        return "'" + body.replace("'", "\\'") + "'"
    return '"' + body.replace('"', '\\"') + '"'


def raw_string(value: str) -> str:
    """`value` as a raw string literal if it has backslashes and can be written so, else like `string`.

    >>> print(raw_string(r"\\d"), raw_string("d"))
    r"\\d" "d"
    """
    is_raw = "\\" in value and value.isascii() and value.isprintable() and not value.endswith("\\")
    return f'r"{value}"' if is_raw and '"' not in value else string(value)


@cached
def docstring(text: str, indent: str) -> str:
    """`text`, wrapped, as a docstring at `indent`. Text that does not fit on one line with its quotes is wrapped."""
    width = WIDTH - len(indent)
    if len(text) <= width - 2 * len(_QUOTES) and text.isprintable() and not _SPECIAL.search(text):
        return f"{indent}{_QUOTES}{text}{_QUOTES}"
    lines = wrap(text if text.startswith("```") else f"{_QUOTES}{text}", width)
    if len(lines) == 1:
        lines = wrap(f"{_QUOTES}{text}", width - len(_QUOTES))
    lines[0] = lines[0].removeprefix(_QUOTES)
    if "\\" in text or _QUOTES in text or not text.replace("\n", "").isprintable():
        lines = list(map(_escape_in_docstring, lines))
    opening = f"{indent}{_QUOTES} " if lines[0].startswith('"') else f"{indent}{_QUOTES}"
    if len(lines) == 1:
        space = " " if _FINAL_QUOTE.search(lines[0]) else ""
        return f"{opening}{lines[0]}{space}{_QUOTES}"
    others = [f"{indent}{each}" if each else "" for each in lines[1:]]
    if all(each.startswith(" ") for each in lines[1:] if each):  # a formatter would take this indentation away
        return "\n".join([f"{indent}{_QUOTES}", f"{indent}{lines[0]}", *others, f"{indent}{_QUOTES}"])
    return "\n".join([f"{opening}{lines[0]}", *others, f"{indent}{_QUOTES}"])


_QUOTES = '"""'
_SPECIAL = re.compile(r'["\\]| $')
_FINAL_QUOTE = re.compile(r'(?<!\\)(?:\\\\)*"$')  # not escaped


def _escape_in_docstring(line: str) -> str:
    return _escape_unprintable(line.replace("\\", "\\\\").replace(_QUOTES, '\\"\\"\\"'))


def comment(text: str) -> str:
    """`text` as part of a comment. In the first line of a file, `coding:` would declare an encoding (PEP 263).

    >>> print(comment("coding=utf-7"))
    coding\\x3dutf-7
    """
    return _escape_unprintable(_CODING.sub(lambda found: f"\\x{ord(found[0]):x}", text))


_CODING = re.compile("(?<=coding)[:=]")


def _escape_unprintable(text: str) -> str:
    """`text` without the characters that could end a line."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
