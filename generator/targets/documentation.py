"""Wraps documentation, and puts blank lines around documented entries."""

import functools
import re
from collections.abc import Callable, Iterable

_ITEM_MARK = re.compile(r" *(?:- |[0-9]+\. )?")
_FENCE = "```"


def wrap(text: str, width: int) -> list[str]:
    """The lines of `text`, which has one line for each paragraph and list item (see the pass `documentation`).

    No line is longer than `width` unless a single word is, or it is code. The second and later lines of a list item are
    indented.
    """
    if len(text) <= width and "\n" not in text:
        return [text.rstrip()]
    lines: list[str] = []
    is_code = False
    for line in map(str.rstrip, text.split("\n")):
        if line.endswith(_FENCE) and line.strip() == _FENCE:
            is_code = not is_code
        if is_code or len(line) <= width:
            lines.append(line)
        elif (mark := _ITEM_MARK.match(line)) and (indent := mark.end()):
            first, *others = _splitter(max(width - indent, 1))(line[indent:])
            lines.append(mark[0] + first)
            lines += [" " * indent + each for each in others]
        else:
            lines += _splitter(width)(line)
    return lines


def join_entries(entries: Iterable[tuple[str, bool]]) -> str:
    """`entries`, one below the other. One that is documented (True) has a blank line around it."""
    text = ""
    was_documented = False
    for entry, is_documented in entries:
        if text:
            text += "\n\n" if was_documented or is_documented else "\n"
        text += entry
        was_documented = is_documented
    return text


@functools.cache
def _splitter(width: int) -> Callable[[str], list[str]]:
    """A function that splits a line at spaces into parts of at most `width`. A longer word is a part of its own."""
    expression = re.compile(rf"(?:\S.{{0,{width - 1}}}(?<! )(?= |$)|\S+)")
    return expression.findall
