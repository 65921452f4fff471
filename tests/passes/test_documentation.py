"""AWS's documentation: no word is lost when HTML becomes text, nor when a target writes the text."""

import ast
import inspect
import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from generator.passes.html_text import first_paragraph, html_to_text
from generator.readers.botocore.service_data import load_installed
from generator.targets.documentation import wrap
from generator.targets.python import escaping
from support.commands import python
from support.paths import BOTOCORE_DATA, CASES
from support.verdicts import Verdicts

CASE = CASES / "botocore_documentation" / "expected"


def strings(value: object) -> Iterator[str]:
    """Every documentation text in a service's JSON."""
    if isinstance(value, dict):
        if isinstance(text := value.get("documentation"), str):
            yield text
        for each in value.values():
            yield from strings(each)


class Words(HTMLParser):
    """The words of HTML, as the standard library parses it. A tag that is neither HTML's nor AWS's is text."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attributes: object) -> None:
        self.text.append(f" {self.get_starttag_text() or ''} " if tag not in TAGS else BETWEEN.get(tag, " "))

    def handle_endtag(self, tag: str) -> None:
        self.text.append(f" {tag} " if tag not in TAGS else BETWEEN.get(tag, " "))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


TAGS = frozenset(
    """a abbr b br caption caution center cite code dd div dl dt em emphasis fullname function h1 h2 h3 h4 h5 h6 i
    important li link note ol p para pre replaceable result section small span strong sub sup tip title tt ul var
    warning xhtml zonbook""".split()
)
BETWEEN = dict.fromkeys(
    "a abbr b cite code em emphasis function i link replaceable small span strong sub sup tt var".split(), ""
)
ADDED = re.compile(r"\]\(https?://\S*?\)|^ *[0-9]+\. |\b(?:Note|Important|Warning|Caution|Tip):", re.MULTILINE)


def words(text: str) -> str:
    """The letters and digits of a text, without the spaces between words."""
    return re.sub(r"\W", "", text)


def test_no_word_of_aws_is_lost(request: pytest.FixtureRequest) -> None:
    """Tests every tenth text; with `--all-services`, every text."""
    step = 1 if request.config.getoption("--all-services") else 10
    texts = sorted(
        {
            text
            for folder in BOTOCORE_DATA.iterdir()
            if (data := load_installed(folder.name))
            for text in strings(data.service)
        }
    )
    assert len(texts) > 200_000
    for text in texts[::step]:
        parser = Words()
        parser.feed(text)
        parser.close()
        found = html_to_text(text)
        assert words(ADDED.sub(" ", found)) == words(ADDED.sub(" ", "".join(parser.text))), text
        assert not re.search(r"</?(?:p|code|li|ul|a|note)\b", found) or "&lt;" in text, text
        assert all(line == line.rstrip() for line in found.split("\n")), text
        lines = wrap(found, 60)
        assert " ".join(" ".join(lines).split()) == " ".join(found.split()), text
        assert not [
            line for line in lines if len(line) > 60 and " " in line.strip(" -0123456789.") and "```" not in found
        ]


def test_docstrings_have_the_text_of_the_schema() -> None:
    """Quotes, backslashes and separators reach Python and JSON unchanged. Both wrap the same text."""
    schema = json.loads(next((CASE / "json_schema").iterdir()).read_text())["$defs"]
    for folder in ("pydantic_models", "dataclass_models"):
        for file in (CASE / folder / "botocore_documentation").glob("_*.py"):
            for definition in ast.parse(file.read_text()).body:
                if isinstance(definition, ast.ClassDef):
                    docstring = ast.get_docstring(definition) or ""
                    assert plain(docstring) == plain(schema[definition.name].get("description", ""))
                    members = list(schema[definition.name]["properties"].values())
                    fields = [each for each in definition.body if isinstance(each, ast.AnnAssign)]
                    assert len(fields) == len(members)
                    for field, member in zip(fields, members, strict=True):
                        after = definition.body[definition.body.index(field) + 1 :][:1]
                        text = ""
                        if after and isinstance(after[0], ast.Expr) and isinstance(after[0].value, ast.Constant):
                            text = str(after[0].value.value)
                        assert plain(text) == plain(member.get("description", ""))


def plain(text: str) -> str:
    """A text on one line, with the characters escaped that a docstring escapes."""
    return " ".join(
        "".join(
            each if each.isprintable() else each.encode("unicode_escape").decode()
            for each in inspect.cleandoc(text).replace("\n", " ")
        ).split()
    )


def test_pydantic_schema_has_the_documentation(tmp_path: Path) -> None:
    """A model's own JSON Schema, which FastAPI shows, has the documentation of each field."""
    shutil.copy(CASE.parent / "pyproject.toml", tmp_path)
    done = python(
        "-m", "generator", "build", "--source", CASE.parent / "service-2.json", "--out", tmp_path, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    models = Verdicts(tmp_path).package("pydantic_models", "botocore_documentation")

    class Mine(models.Choice):  # type: ignore[name-defined, misc]
        mine: str = ""
        """What I added."""

    schema = models.PutInput.model_json_schema()
    ours = json.loads(next((CASE / "json_schema").iterdir()).read_text())["$defs"]
    for name, member in ours["PutInput"]["properties"].items():
        assert plain(schema["properties"][name].get("description", "")) == plain(member.get("description", ""))
    assert schema["$defs"]["Choice"]["properties"]["A"]["description"] == "The one."
    described = {name: each.get("description") for name, each in Mine.model_json_schema()["properties"].items()}
    assert described["A"] == "The one."
    assert described["mine"] == "What I added."
    assert models.PutInput.__doc__.startswith("Parameters of `Put`.")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("", ""),
        ("plain", "plain"),
        ("<p> two \n words </p>", "two words"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("a<br>b", "a\n\nb"),
        ("<code></code><p></p>", ""),
        ("<a href='https://x.test/?a=1&amp;b'>x</a>", "[x](https://x.test/?a=1&b)"),
        ("<a>x</a> <a href='javascript:alert(1)'>y</a>", "x y"),
        ('<p><a href="https://x.test">\n<i>x</i></a> <code> y </code><code></code></p>', "[x](https://x.test) `y`"),
        ('<p><code>a`b</code>, <b>c</b>, <a href="https://x.test">https://x.test</a></p>', "`` a`b ``, c, https://x.test"),
        ('<p><a href="https://x.test"> x\ny </a><a href="https://y.test"> </a></p>', "[x y](https://x.test)"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>c", "- a\n  - b\n\nc"),
        ("<ol><li><p>a</p></li><li><p>b</p></li></ol>", "1. a\n2. b"),
        ("<important><p>a</p></important>", "Important: a"),
        ("</ul></li></code></p>x", "x"),
        ("<Region> &lt;b&gt; &amp;lt;", "<Region> <b> &lt;"),
        ("<pre>a\n  b</pre>c", "```\na\n  b\n```\n\nc"),
        ("x\xa0y", "x y"),
        ("line one &#10; line two", "line one line two"),
        ("<ul><li><p>a</p><pre>b</pre><p>c</p></li></ul>", "- a\n\n  ```\n  b\n  ```\n\n  c"),
    ],
)  # fmt: skip
def test_html_as_text(source: str, text: str) -> None:
    assert html_to_text(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>At most 500. Any number is fine - or none.</p><p>More.</p>", "At most 500. Any number is fine - or none."),
        ("<p>At most <code>x</code> 500. Or 1.</p>", "At most `x` 500. Or 1."),
        ("<ul><li>One - or 2. Or 3.</li></ul>", "One - or 2. Or 3."),
        ("<ol><li>a</li></ol>", "a"),
        ("<note><p>Never.</p></note>", "Note: Never."),
        ("<p>Note: a.</p>", "Note: a."),
        ("<p>One. Two of these:</p><ul><li>a</li></ul>", "One."),
        ("<p></p>", ""),
    ],
)  # fmt: skip
def test_first_paragraph_has_all_its_words(source: str, text: str) -> None:
    assert first_paragraph(source) == text


@pytest.mark.parametrize(
    "text",
    [
        "a", 'ends in "one"',
        '""""', "C:\\path\\", "\\", '"', '"a"', "x" * 76, "x" * 78, "x" * 82, "x" * 90, "word " * 40,
        "```\ncode\n```\n\n" + "word " * 40, "- " + "item " * 30, "a\n\n- b\n  - c", '\\"', "{x} %s \t",
    ],
)  # fmt: skip
def test_ruff_leaves_a_docstring_unchanged(tmp_path: Path, text: str) -> None:
    lines = escaping.docstring(text.strip(), "    ").split("\n")
    file = tmp_path / "module.py"
    file.write_text("\n".join(["class A:", *lines, "", "    a: int", *lines, ""]))
    done = python("-m", "ruff", "format", "--isolated", "--diff", file)
    assert done.returncode == 0, done.stdout
    docstring = ast.get_docstring(ast.parse(file.read_text()).body[0])  # type: ignore[arg-type]
    assert plain(docstring or "") == plain(text)
