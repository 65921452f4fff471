"""The table of `docs/differences.md`, row by row: the targets differ as the row says, and not beside it."""

import json
import shutil
from pathlib import Path

import pytest

from support.commands import node, python
from support.paths import CASES, ROOT
from support.verdicts import Verdicts

pytestmark = pytest.mark.pinned_botocore

SPEC = """
from typing import Any, Literal, TypedDict

class Whole(TypedDict):
    number: int

class Text(TypedDict):
    text: str

class Tree(TypedDict):
    tree: Any

class Map(TypedDict):
    map: dict[str, int]

class One(TypedDict):
    one: Literal[1]
"""

CONFIGURATION = """
[tool.shapewright]
sources = ["kinds.py", "aws/service-2.json"]
out = "out"

[tool.shapewright.requests]
constraints = "all"
"""

# By row of the table: class, JSON, and the verdicts of pydantic, of the converter and of JSON Schema.
ROWS = {
    "`1.0` for an integer": ("Whole", '{"number": 1.0}', (False, False, True)),
    "a lone surrogate in a string": ("Text", r'{"text": "\ud800"}', (False, True, True)),
    "a key that stands twice in a map": ("Map", '{"map": {"a": "x", "a": 1}}', (False, True, True)),
    "a value nested over 200 deep": ("Tree", '{"tree": ' + "[" * 201 + "]" * 201 + "}", (False, True, True)),
    "a pattern that `re` and ECMAScript might take forever over (80 of AWS's 4,876)": (
        "PutInput",
        '{"Doubling": "-"}',
        (False, True, True),
    ),
    "a pattern with `\\p{…}` in it (93)": ("PutInput", '{"Letters": "!"}', (False, False, True)),
    "a string that ends in a line feed, of a pattern that ends in `$`": (
        "PutInput",
        r'{"Digits": "12\n"}',
        (False, False, True),
    ),
    "`true` for `Literal[1]`": ("One", '{"one": true}', (True, False, False)),
}
ALIKE = [
    ("Whole", '{"number": 1}', True),
    ("Whole", '{"number": 1.5}', False),
    ("Text", r'{"text": "\ud83d\ude00"}', True),
    ("Tree", '{"tree": ' + "[" * 150 + "]" * 150 + "}", True),
    ("One", '{"one": 1}', True),
    ("One", '{"one": 2}', False),
    ("PutInput", '{"Looks": "aws"}', True),
    ("PutInput", '{"Looks": "aws:"}', False),
    ("PutInput", '{"Digits": "12"}', True),
]


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    folder = tmp_path_factory.mktemp("differences")
    (folder / "kinds.py").write_text(SPEC)
    (folder / "aws").mkdir()
    shutil.copy(CASES / "profile_requests_patterns" / "service-2.json", folder / "aws")
    (folder / "pyproject.toml").write_text(CONFIGURATION)
    done = python("-m", "generator", cwd=folder)
    assert done.returncode == 0, done.stderr
    return Verdicts(folder / "out")


def service(verdicts: Verdicts, name: str) -> str:
    """The service that has the class."""
    files = Path(verdicts.out, "json_schema").iterdir()
    return next(file.name.split(".")[0] for file in files if name in json.loads(file.read_text())["$defs"])


@pytest.mark.parametrize("row", ROWS)
def test_a_row_is_true(verdicts: Verdicts, row: str) -> None:
    name, text, expected = ROWS[row]
    found = verdicts.of(service(verdicts, name), name, text)
    assert tuple(found.values()) == expected


@pytest.mark.parametrize(("name", "text", "accepted"), ALIKE)
def test_similar_values_get_one_verdict(verdicts: Verdicts, name: str, text: str, accepted: bool) -> None:
    assert set(verdicts.of(service(verdicts, name), name, text).values()) == {accepted}


def test_ajv_sees_a_trailing_line_feed(verdicts: Verdicts) -> None:
    name, text, _ = ROWS["a string that ends in a line feed, of a pattern that ends in `$`"]
    file = verdicts.out / "json_schema" / f"{service(verdicts, name)}.schema.json"
    lines = [[str(file), name, each] for each in (json.loads(text), {"Digits": "12"})]
    assert node("judge.mjs", text="\n".join(map(json.dumps, lines))).stdout == "false\ntrue\n"


def test_the_table_is_the_one_in_the_docs() -> None:
    lines = (ROOT / "docs" / "differences.md").read_text().splitlines()
    start = lines.index("|---|---|---|---|---|")
    rows = [line.split("|")[1].strip() for line in lines[start + 1 :] if line.startswith("|") and line.count("|") == 6]
    assert rows == list(ROWS)
