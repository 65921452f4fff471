"""The documentation of AWS, which is HTML, as text that people read: in Markdown's plainest form.

A paragraph or an item of a list is one line, however long; paragraphs stand apart, items below one another, and what is
inside an item is indented. Targets wrap it. What looks like a tag and is none (`<region>`) is text; entities are
resolved at last, so that what they spell is text, too.
"""

import re
from typing import NamedTuple

from .. import ir, naming
from ..diagnostics import Report
from ..options import Options


def documentation(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Make what is said of shapes and members readable, or leave it out if it is not wanted; and say what is whose.

    What is said of an operation is said of its parameters, or of its answer if it takes none.
    """
    known = {"": ""}

    def text(source: str) -> str:
        if not options.documentation:
            return ""
        if source not in known:
            known[source] = readable(source) if service.is_html else source
        return known[source]

    roles = _roles(service)

    def documented(shape: ir.Shape) -> ir.Shape:
        role = roles.get(shape.name, _Role("", "", shape.documentation))
        said = "\n\n".join(filter(None, (role.title, _worth_saying(text(role.said), role.operation))))
        if isinstance(shape, ir.Structure | ir.Union) and any(each.documentation for each in shape.members):
            members = tuple([ir.replace(each, documentation=text(each.documentation)) for each in shape.members])
            return ir.replace(shape, documentation=said, members=members)
        return shape if said == shape.documentation else ir.replace(shape, documentation=said)

    shapes = {name: documented(shape) for name, shape in service.shapes.items()}
    return ir.replace(service, shapes=shapes, is_html=False)


_COMMON = frozenset(
    """a about action additional all an and any api are by call complex container contains data describes documentation
    element elements encapsulates following for from if in includes information is it made message object of on
    operation output parameters placeholder properties provides received represents request requests response responses
    result results returned returns s sent structure successful that the this to type when which with""".split()
)


def _worth_saying(text: str, operation: str) -> str:
    """Nothing, where `text` says in other words that an answer is the answer of its operation."""
    if not operation or not text or len(text) > 200:
        return text
    known = _COMMON.union(naming.snake_case(operation).split("_"))
    words = re.findall(r"\w+", re.sub(r"\(https?:\S+\)", "", text).lower())
    is_idle = all(word in known or word.removesuffix("s").startswith(operation.lower()) for word in words)
    return "" if is_idle else text


class _Role(NamedTuple):
    """What a shape is to an operation."""

    title: str
    operation: str  # its name
    said: str  # of the shape, in the source


def _roles(service: ir.Service) -> dict[str, _Role]:
    """What parameters and answers are, by the names of their shapes."""
    roles = {}
    for waiter in service.waiters:
        if waiter.input:
            roles[waiter.input.name] = _Role(f"Parameters of the waiter `{waiter.name}`.", waiter.operation, "")
    for each in service.operations:
        if each.paginator and each.paginator.input:
            roles[each.paginator.input.name] = _Role(f"Parameters of the paginator of `{each.name}`.", each.name, "")
        if each.input:
            roles[each.input.name] = _Role(f"Parameters of `{each.name}`.", each.name, each.documentation)
        if each.output and each.output.name != "EmptyResponseMetadata":
            said = service.shapes[each.output.name].documentation if each.input else each.documentation
            roles[each.output.name] = _Role(f"What `{each.name}` returns.", each.name, said)
    return roles


_TAGS = frozenset(
    """a abbr b br caption caution center cite code dd div dl dt em emphasis fullname function h1 h2 h3 h4 h5 h6 i
    important li link note ol p para pre replaceable result section small span strong sub sup tip title tt ul var
    warning xhtml zonbook""".split()
)
_BLOCKS = frozenset("dd div fullname h1 h2 h3 h4 h5 h6 p para section title".split())
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:\s[^<>]*)?)/?>")
_PARAGRAPH = re.compile(r"\s*<p>([^<&]*)</p>\s*")
_HREF = re.compile(r"""href\s*=\s*["'](https?://[^"'\s]+)["']""")
_WORDS = {"note": "Note:", "important": "Important:", "warning": "Warning:", "caution": "Caution:", "tip": "Tip:"}


def readable(source: str) -> str:
    """HTML of AWS as text.

    >>> print(readable("<p>The <code>Id</code>.</p><ul><li><p>one</p></li><li>&lt;two&gt; of <region></li></ul>"))
    The `Id`.
    <BLANKLINE>
    - one
    - <two> of <region>
    """
    if plain := _PARAGRAPH.fullmatch(source):  # most are no more than this
        return " ".join(plain[1].split())
    writer = _Writer()
    end = 0
    for tag in _TAG.finditer(source):
        if (name := tag[2].lower()) in _TAGS:
            writer.write(source[end : tag.start()])
            writer.tag(name, tag[3], closes=bool(tag[1]))
            end = tag.end()
    writer.write(source[end:])
    return writer.text()


class _Writer:
    """Puts lines together while tags come and go; a tag that was never opened, or never closed, does no harm."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.inline: list[str] = []  # of the line at work
        self.lists: list[int] = []  # those that are open: 0, or the number of the last item
        self.item = ""  # what is to stand before the next line
        self.opened: list[tuple[str, int, str]] = []  # inline tags: name, where in the line, and a link's address
        self.is_code = False  # whether lines are kept as they are

    def write(self, text: str) -> None:
        """Text between tags."""
        if text:
            self.inline.append(text)

    def tag(self, name: str, attributes: str, *, closes: bool) -> None:
        """A tag."""
        match name:
            case "code" | "tt" | "a":
                self._close(name) if closes else self._open(name, attributes)
            case "ul" | "ol" | "dl":
                self._flush()
                if not closes:
                    self.lists.append(name == "ol")
                elif self.lists:
                    self.lists.pop()
                self.item = ""
            case "li" | "dt":
                self._flush()
                self.item = "" if closes else self._next_item()
            case "pre":
                self._flush()
                self.is_code = not closes
            case "br" if not self.is_code:
                self._flush()
            case "note" | "important" | "warning" | "caution" | "tip":
                self._flush()
                if not closes:
                    self.inline.append(f"{_WORDS[name]} ")
            case "p" if not closes and "".join(self.inline).strip() in _WORDS.values():
                pass  # of a note
            case _ if name in _BLOCKS:
                self._flush()

    def text(self) -> str:
        """All of it."""
        self._flush()
        return "\n".join(self.lines)

    def _open(self, name: str, attributes: str) -> None:
        href = _HREF.search(attributes) if name == "a" else None
        self.opened.append((name, len(self.inline), href[1] if href else ""))

    def _close(self, name: str) -> None:
        if not self.opened or self.opened[-1][0] != name:
            return
        _, start, address = self.opened.pop()
        inside = " ".join("".join(self.inline[start:]).split())
        if inside and name == "a":
            inside = f"[{inside}]({address})" if address and address != inside else inside
        elif inside:
            inside = f"`` {inside} ``" if "`" in inside else f"`{inside}`"
        self.inline[start:] = [inside]

    def _next_item(self) -> str:
        if not self.lists or not self.lists[-1]:
            return "- "
        self.lists[-1] += 1
        return f"{self.lists[-1] - 1}. "

    def _flush(self) -> None:
        """End the line, if there is anything on it."""
        text = "".join(self.inline)
        self.inline.clear()
        self.opened.clear()
        if self.is_code:
            if text.strip():
                self._begin()
                depth = "  " * len(self.lists)
                code = ["```", *_unescaped(text).strip("\n").splitlines(), "```"]
                self.lines += [f"{depth}{line}".rstrip() for line in code]
            return
        text = " ".join(_unescaped(text).split())
        if text and text not in _WORDS.values():
            depth = "  " * (len(self.lists) - bool(self.item))
            self._begin()
            self.lines.append(f"{depth}{self.item}{text}")
            self.item = ""

    def _begin(self) -> None:
        """Keep apart what is not an item below an item."""
        if self.lines and not (self.item and _ITEM.match(self.lines[-1])):
            self.lines.append("")


_ITEM = re.compile(r" *(?:- |[0-9]+\. )")


def _unescaped(text: str) -> str:
    """`text` with what its entities spell."""
    if "&" not in text:
        return text
    import html  # it knows more than two thousand, and few services name one

    return html.unescape(text)
