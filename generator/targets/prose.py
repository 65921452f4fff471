"""Text in lines of a width: paragraphs and items of lists, as the pass `documentation` writes them."""

import functools
import re
from collections.abc import Callable, Iterable, Iterator

_MARK = re.compile(r" *(?:- |[0-9]+\. )?")
_FENCE = "```"


def wrap(text: str, width: int) -> list[str]:
    """The lines of `text`, none longer than `width` unless a word is; what goes on in an item is indented."""
    return list(_lines(text, width))


def apart(entries: Iterable[tuple[list[str], bool]]) -> list[str]:
    """The lines of entries one below the other; one of which something is said (True) has a blank line around it."""
    lines: list[str] = []
    was_said = False
    for entry, is_said in entries:
        if lines and (was_said or is_said):
            lines.append("")
        lines += entry
        was_said = is_said
    return lines


def _lines(text: str, width: int) -> Iterator[str]:
    is_code = False
    for line in map(str.rstrip, text.split("\n")):
        if line.strip() == _FENCE:
            is_code = not is_code
        if is_code or len(line) <= width:
            yield line
            continue
        mark = _MARK.match(line)
        assert mark
        first, *others = _splitter(max(width - mark.end(), 1))(line[mark.end() :])
        yield mark[0] + first
        yield from (" " * mark.end() + each for each in others)


@functools.cache
def _splitter(width: int) -> Callable[[str], list[str]]:
    """Splits a line at spaces: as much as fits, or one word that does not."""
    expression = re.compile(rf"(?:\S.{{0,{width - 1}}}(?<! )(?= |$)|\S+)")
    return expression.findall
