"""The documentation of AWS, which is HTML, as plain text with a little Markdown.

A paragraph or a list item is one line of any length, which targets wrap. A blank line separates paragraphs, but not
list items. The contents of an item are indented. What looks like a tag but is none (`<region>`) is text. Entities are
resolved last, so that a tag that they spell is text, too.
"""

import re
from typing import NamedTuple

from .. import ir, naming
from ..diagnostics import Report
from ..options import Options


def documentation(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Convert the documentation of shapes and members to plain text, or remove it if the options turn it off.

    The documentation of an operation goes to its request class, or to its response class if it has none.
    The documentation of either starts with a sentence that names the operation.
    """
    text_by_source = {"": ""}

    def text_of(source: str) -> str:
        if not options.documentation:
            return ""
        if source not in text_by_source:
            text_by_source[source] = html_to_text(source) if service.is_html else source
        return text_by_source[source]

    roles = _roles(service)

    def document(shape: ir.Shape) -> ir.Shape:
        role = roles.get(shape.name, _Role("", "", shape.documentation))
        body = _drop_restatement(text_of(role.source), role.operation)
        text = "\n\n".join(filter(None, (role.title, body)))
        if isinstance(shape, ir.Structure | ir.Union) and any(each.documentation for each in shape.members):
            members = tuple([ir.replace(each, documentation=text_of(each.documentation)) for each in shape.members])
            return ir.replace(shape, documentation=text, members=members)
        return shape if text == shape.documentation else ir.replace(shape, documentation=text)

    shapes = {name: document(shape) for name, shape in service.shapes.items()}
    return ir.replace(service, shapes=shapes, is_html=False)


_FILLER_WORDS = frozenset(
    """a about action additional all an and any api are by call complex container contains data describes documentation
    element elements encapsulates following for from if in includes information is it made message object of on
    operation output parameters placeholder properties provides received represents request requests response responses
    result results returned returns s sent structure successful that the this to type when which with""".split()
)


def _drop_restatement(text: str, operation: str) -> str:
    """Return `text`, or nothing if it only restates that this is the request or response of `operation`."""
    if not operation or not text or len(text) > 200:
        return text
    expected = _FILLER_WORDS.union(naming.snake_case(operation).split("_"))
    words = re.findall(r"\w+", re.sub(r"\(https?:\S+\)", "", text).lower())
    is_restatement = all(word in expected or word.removesuffix("s").startswith(operation.lower()) for word in words)
    return "" if is_restatement else text


class _Role(NamedTuple):
    """The role that a shape has for an operation."""

    title: str  # the first sentence of its documentation
    operation: str
    source: str  # the documentation in the source


def _roles(service: ir.Service) -> dict[str, _Role]:
    """The roles of requests and responses, by the names of their shapes."""
    roles = {}
    for waiter in service.waiters:
        if waiter.input:
            roles[waiter.input.name] = _Role(f"Parameters of the waiter `{waiter.name}`.", waiter.operation, "")
    for method in service.methods:
        title = f"Arguments of the method `{method.name}` of {f'a `{method.owner}`' if method.owner else 'the client'}."
        roles[method.input.name] = _Role(title, method.operation, "")
    for each in service.operations:
        if each.paginator and each.paginator.input:
            roles[each.paginator.input.name] = _Role(f"Parameters of the paginator of `{each.name}`.", each.name, "")
        if each.input:
            roles[each.input.name] = _Role(f"Parameters of `{each.name}`.", each.name, each.documentation)
        if each.output and each.output.name != "EmptyResponseMetadata":
            source = service.shapes[each.output.name].documentation if each.input else each.documentation
            roles[each.output.name] = _Role(f"Response of `{each.name}`.", each.name, source)
    return roles


_TAGS = frozenset(
    """a abbr b br caption caution center cite code dd div dl dt em emphasis fullname function h1 h2 h3 h4 h5 h6 i
    important li link note ol p para pre replaceable result section small span strong sub sup tip title tt ul var
    warning xhtml zonbook""".split()
)
_BLOCK_TAGS = frozenset("dd div fullname h1 h2 h3 h4 h5 h6 p para section title".split())
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:\s[^<>]*)?)/?>")
_SINGLE_PARAGRAPH = re.compile(r"\s*<p>([^<&]*)</p>\s*")
_HREF = re.compile(r"""href\s*=\s*["'](https?://[^"'\s]+)["']""")
_ADMONITIONS = {"note": "Note:", "important": "Important:", "warning": "Warning:", "caution": "Caution:", "tip": "Tip:"}


def html_to_text(source: str) -> str:
    """Convert HTML as AWS writes it to plain text.

    >>> print(html_to_text("<p>The <code>Id</code>.</p><ul><li><p>one</p></li><li>&lt;two&gt; of <region></li></ul>"))
    The `Id`.
    <BLANKLINE>
    - one
    - <two> of <region>
    """
    if paragraph := _SINGLE_PARAGRAPH.fullmatch(source):  # the most frequent case, so it has a fast path
        return " ".join(paragraph[1].split())
    writer = _TextWriter()
    end = 0
    for tag in _TAG.finditer(source):
        if (name := tag[2].lower()) in _TAGS:
            writer.write(source[end : tag.start()])
            writer.tag(name, tag[3], closes=bool(tag[1]))
            end = tag.end()
    writer.write(source[end:])
    return writer.text()


class _TextWriter:
    """Builds lines from a stream of tags and text. Tolerates a tag that is closed but not opened, or not closed."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []  # the parts of the current line
        self.lists: list[int] = []  # the open lists: 0 if unordered, else the number of the next item
        self.marker = ""  # the marker of the current item, until its first line is written
        self.inline_tags: list[tuple[str, int, str]] = []  # the open ones: name, index in `line`, address of a link
        self.is_code = False  # whether the text is code, whose lines are kept

    def write(self, text: str) -> None:
        """Add the text between two tags."""
        if text:
            self.line.append(text)

    def tag(self, name: str, attributes: str, *, closes: bool) -> None:
        """Handle an opening or closing tag."""
        match name:
            case "code" | "tt" | "a":
                self._close(name) if closes else self._open(name, attributes)
            case "ul" | "ol" | "dl":
                self._flush()
                if not closes:
                    self.lists.append(name == "ol")
                elif self.lists:
                    self.lists.pop()
                self.marker = ""
            case "li" | "dt":
                self._flush()
                self.marker = "" if closes else self._next_marker()
            case "pre":
                self._flush()
                self.is_code = not closes
            case "br" if not self.is_code:
                self._flush()
            case "note" | "important" | "warning" | "caution" | "tip":
                self._flush()
                if not closes:
                    self.line.append(f"{_ADMONITIONS[name]} ")
            case "p" if not closes and "".join(self.line).strip() in _ADMONITIONS.values():
                pass  # the first paragraph of a note stays on the line of "Note:"
            case _ if name in _BLOCK_TAGS:
                self._flush()

    def text(self) -> str:
        """Finish the last line, and return the text."""
        self._flush()
        return "\n".join(self.lines)

    def _open(self, name: str, attributes: str) -> None:
        href = _HREF.search(attributes) if name == "a" else None
        self.inline_tags.append((name, len(self.line), href[1] if href else ""))

    def _close(self, name: str) -> None:
        if not self.inline_tags or self.inline_tags[-1][0] != name:
            return
        _, start, address = self.inline_tags.pop()
        content = " ".join("".join(self.line[start:]).split())
        if content and name == "a":
            content = f"[{content}]({address})" if address and address != content else content
        elif content:
            content = f"`` {content} ``" if "`" in content else f"`{content}`"
        self.line[start:] = [content]

    def _next_marker(self) -> str:
        if not self.lists or not self.lists[-1]:
            return "- "
        self.lists[-1] += 1
        return f"{self.lists[-1] - 1}. "

    def _flush(self) -> None:
        """Finish the current line, unless it is empty."""
        text = "".join(self.line)
        self.line.clear()
        self.inline_tags.clear()
        if self.is_code:
            if text.strip():
                self._separate()
                indent = "  " * len(self.lists)
                code = ["```", *_unescape(text).strip("\n").splitlines(), "```"]
                self.lines += [f"{indent}{line}".rstrip() for line in code]
            return
        text = " ".join(_unescape(text).split())
        if text and text not in _ADMONITIONS.values():
            indent = "  " * (len(self.lists) - bool(self.marker))
            self._separate()
            self.lines.append(f"{indent}{self.marker}{text}")
            self.marker = ""

    def _separate(self) -> None:
        """Add a blank line before the next line, unless an item follows an item."""
        if self.lines and not (self.marker and _ITEM.match(self.lines[-1])):
            self.lines.append("")


_ITEM = re.compile(r" *(?:- |[0-9]+\. )")


def _unescape(text: str) -> str:
    """Resolve entities."""
    if "&" not in text:
        return text
    import html  # imports slowly, because it knows more than 2,000 entities, and few services use one

    return html.unescape(text)
