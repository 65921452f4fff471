"""AWS's documentation, which is HTML, as plain text with a little Markdown.

A paragraph or a list item is one line of any length, which targets wrap. A blank line separates paragraphs, but not
list items. The contents of an item are indented. What looks like a tag but is none (`<region>`) is text. Entities are
resolved last, so that a tag that they spell is text, too.
"""

import functools
import re

_TAGS = frozenset(
    """a abbr b br caption caution center cite code dd div dl dt em emphasis fullname function h1 h2 h3 h4 h5 h6 i
    important li link note ol p para pre replaceable result section small span strong sub sup tip title tt ul var
    warning xhtml zonbook""".split()
)
_BLOCK_TAGS = frozenset("dd div fullname h1 h2 h3 h4 h5 h6 p para section title".split())
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:\s[^<>]*)?)/?>")
_SINGLE_PARAGRAPH = re.compile(r"\s*<p>([^<&]*(?:<(?!/?p>)[^<&]*)*)</p>\s*")
_INLINE = re.compile(r"""<code>([^<&`]*)</code>|<a href="(https?://[^"'\s]+)">([^<&]*)</a>|</?[bi]>""")
_HREF = re.compile(r"""href\s*=\s*["'](https?://[^"'\s]+)["']""")
_LEADING_PARAGRAPH = re.compile(r"\s*<p>(?:([^<&]*)|.*?)</p>", re.DOTALL)  # its text, if it is nothing but that
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)(?<!etc\.)\s+(?=[A-Z`\[(])")
_ADMONITIONS = {"note": "Note:", "important": "Important:", "warning": "Warning:", "caution": "Caution:", "tip": "Tip:"}
_NOTES = tuple(_ADMONITIONS.values())


def html_to_text(source: str) -> str:
    """Convert HTML as AWS writes it to plain text.

    >>> print(html_to_text("<p>The <code>Id</code>.</p><ul><li><p>one</p></li><li>&lt;two&gt; of <region></li></ul>"))
    The `Id`.
    <BLANKLINE>
    - one
    - <two> of <region>
    """
    if paragraph := _SINGLE_PARAGRAPH.fullmatch(source):  # the most frequent case, so it has a fast path
        text = _INLINE.sub(_inline_text, paragraph[1])
        if "<" not in text:
            return " ".join(text.split())
    writer = _TextWriter()
    end = 0
    for tag in _TAG.finditer(source):
        if (name := tag[2].lower()) in _TAGS:
            writer.write(source[end : tag.start()])
            writer.tag(name, tag[3], closes=bool(tag[1]))
            end = tag.end()
    writer.write(source[end:])
    return writer.text()


def _inline_text(tag: re.Match[str]) -> str:
    """The text of code or a link that contains no other tags. Other tags in a line have none."""
    code, address, link = tag.groups("")
    return _code(" ".join(code.split())) or _link(" ".join(link.split()), address)


def _code(content: str) -> str:
    if not content:
        return ""
    return f"`` {content} ``" if "`" in content else f"`{content}`"


def _link(content: str, address: str) -> str:
    return f"[{content}]({address})" if content and address and address != content else content


@functools.lru_cache(maxsize=4096)  # two passes ask for the same
def first_paragraph(source: str) -> str:
    """The first paragraph of HTML, as text. A note is passed over, unless there is nothing else.

    >>> first_paragraph("<note><p>Not for buckets.</p></note><p>Gets an object. These are the headers:</p><ul>…</ul>")
    'Gets an object.'
    """
    leading = _LEADING_PARAGRAPH.match(source)
    if leading and leading[1] is not None:
        text = " ".join(leading[1].split())
    else:
        lines = [line for line in html_to_text(leading[0] if leading else source).split("\n") if line]
        text = next((line for line in lines if not line.startswith(_NOTES)), "".join(lines[:1]))
    if mark := _ITEM.match(text):
        text = text[mark.end() :]
    if not text.endswith(":"):
        return text
    *sentences, introduction = sentences_of(text)
    return " ".join(sentences) or f"{introduction[:-1]} …"


def sentences_of(text: str) -> list[str]:
    """The sentences of a paragraph.

    >>> sentences_of("Use S3, e.g. for files. `Key` is a name.")
    ['Use S3, e.g. for files.', '`Key` is a name.']
    """
    return _BETWEEN_SENTENCES.split(text)


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
        self.line[start:] = [_link(content, address) if name == "a" else _code(content)]

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
