"""Text in lines of a width: paragraphs and items of lists, as the pass `documentation` writes them."""

import functools
import re
from collections.abc import Callable, Iterable

_MARK = re.compile(r" *(?:- |[0-9]+\. )?")
_FENCE = "```"


def wrap(text: str, width: int) -> list[str]:
    """The lines of `text`, none longer than `width` unless a word is; what goes on in an item is indented."""
    lines: list[str] = []
    is_code = False
    for line in map(str.rstrip, text.split("\n")):
        if line.endswith(_FENCE) and line.strip() == _FENCE:
            is_code = not is_code
        if is_code or len(line) <= width:
            lines.append(line)
        elif (mark := _MARK.match(line)) and (indent := mark.end()):
            first, *others = _splitter(max(width - indent, 1))(line[indent:])
            lines.append(mark[0] + first)
            lines += [" " * indent + each for each in others]
        else:
            lines += _splitter(width)(line)
    return lines


def join_entries(entries: Iterable[tuple[str, bool]]) -> str:
    """Entries one below the other; one of which something is said (True) has a blank line around it."""
    text = ""
    was_said = False
    for entry, is_said in entries:
        if text:
            text += "\n\n" if was_said or is_said else "\n"
        text += entry
        was_said = is_said
    return text


@functools.cache
def _splitter(width: int) -> Callable[[str], list[str]]:
    """Splits a line at spaces: as much as fits, or one word that does not."""
    expression = re.compile(rf"(?:\S.{{0,{width - 1}}}(?<! )(?= |$)|\S+)")
    return expression.findall
