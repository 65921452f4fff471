"""What AWS says of its shapes: nothing of it is lost, in the text and in what is written of it."""

import ast
import inspect
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import ROOT, python
from test_patterns import DATA
from verdicts import Verdicts

from generator.passes.documentation import readable
from generator.readers.botocore.service_data import load_installed
from generator.targets.prose import wrap
from generator.targets.python import formatting

CASE = ROOT / "tests" / "cases" / "botocore_documentation" / "expected"


def strings(value: object) -> Iterator[str]:
    """Every documentation in a service's JSON."""
    if isinstance(value, dict):
        if isinstance(text := value.get("documentation"), str):
            yield text
        for each in value.values():
            yield from strings(each)


class Words(HTMLParser):
    """The words of HTML, as the standard library reads it; what is no tag of HTML, or of AWS, is text."""

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
    """Its letters and digits, wherever words end."""
    return re.sub(r"\W", "", text)


def test_no_word_of_aws_is_lost(request: pytest.FixtureRequest) -> None:
    """Of every tenth text; with `--all-services`, of all."""
    step = 1 if request.config.getoption("--all-services") else 10
    texts = sorted(
        {text for folder in DATA.iterdir() if (data := load_installed(folder.name)) for text in strings(data.service)}
    )
    assert len(texts) > 200_000
    for text in texts[::step]:
        parser = Words()
        parser.feed(text)
        parser.close()
        found = readable(text)
        assert words(ADDED.sub(" ", found)) == words(ADDED.sub(" ", "".join(parser.text))), text
        assert not re.search(r"</?(?:p|code|li|ul|a|note)\b", found) or "&lt;" in text, text
        assert all(line == line.rstrip() for line in found.split("\n")), text
        lines = wrap(found, 60)
        assert " ".join(" ".join(lines).split()) == " ".join(found.split()), text
        assert not [
            line for line in lines if len(line) > 60 and " " in line.strip(" -0123456789.") and "```" not in found
        ]


def test_docstrings_say_exactly_what_the_schema_says() -> None:
    """Quotes, backslashes and separators reach Python whole, and JSON; both are wrapped from one text."""
    schema = json.loads(next((CASE / "json_schema").iterdir()).read_text())["$defs"]
    for folder in ("pydantic_models", "dataclass_models"):
        for file in (CASE / folder / "botocore_documentation").glob("_*.py"):
            for definition in ast.parse(file.read_text()).body:
                if isinstance(definition, ast.ClassDef):
                    said = ast.get_docstring(definition) or ""
                    assert plain(said) == plain(schema[definition.name].get("description", ""))
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
    """Words and what is between them, wherever lines end; the characters that stand escaped in a docstring."""
    return " ".join(
        "".join(
            each if each.isprintable() else each.encode("unicode_escape").decode()
            for each in inspect.cleandoc(text).replace("\n", " ")
        ).split()
    )


def test_pydantic_shows_what_is_said(tmp_path: Path) -> None:
    """In its schemas, of each field; as FastAPI then does."""
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
def test_how_it_reads(source: str, text: str) -> None:
    assert readable(source) == text


@pytest.mark.parametrize(
    "text",
    [
        "a", 'ends in "one"',
        '""""', "C:\\path\\", "\\", '"', '"a"', "x" * 76, "x" * 78, "x" * 82, "x" * 90, "word " * 40,
        "```\ncode\n```\n\n" + "word " * 40, "- " + "item " * 30, "a\n\n- b\n  - c", '\\"', "{x} %s \t",
    ],
)  # fmt: skip
def test_a_docstring_is_as_ruff_leaves_it(tmp_path: Path, text: str) -> None:
    lines = formatting.docstring(text.strip(), "    ").split("\n")
    file = tmp_path / "module.py"
    file.write_text("\n".join(["class A:", *lines, "", "    a: int", *lines, ""]))
    done = python("-m", "ruff", "format", "--isolated", "--diff", file)
    assert done.returncode == 0, done.stdout
    said = ast.get_docstring(ast.parse(file.read_text()).body[0])  # type: ignore[arg-type]
    assert plain(said or "") == plain(text)
