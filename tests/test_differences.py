"""The table of `docs/differences.md`, row by row: each difference is real, and there for the reason given."""

from pathlib import Path

import pytest
from conftest import ROOT, python
from verdicts import Verdicts

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

# Row of the table -> class, JSON, and the verdicts of pydantic, of the converter and of JSON Schema.
ROWS = {
    "`1.0` for an integer": ("Whole", '{"number": 1.0}', (False, False, True)),
    "a lone surrogate in a string": ("Text", r'{"text": "\ud800"}', (False, True, True)),
    "a key that stands twice in a map": ("Map", '{"map": {"a": "x", "a": 1}}', (False, True, True)),
    "a value nested over 200 deep": ("Tree", '{"tree": ' + "[" * 201 + "]" * 201 + "}", (False, True, True)),
    "`true` for `Literal[1]`": ("One", '{"one": true}', (True, False, False)),
}
ALIKE = [
    ("Whole", '{"number": 1}', True),
    ("Whole", '{"number": 1.5}', False),
    ("Text", r'{"text": "\ud83d\ude00"}', True),
    ("Tree", '{"tree": ' + "[" * 150 + "]" * 150 + "}", True),
    ("One", '{"one": 1}', True),
    ("One", '{"one": 2}', False),
]


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    folder = tmp_path_factory.mktemp("differences")
    (folder / "kinds.py").write_text(SPEC)
    done = python("-m", "generator", "build", "--source", "kinds.py", "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    return Verdicts(folder / "out")


def service(verdicts: Verdicts) -> str:
    return next(Path(verdicts.out, "typescript").iterdir()).stem


@pytest.mark.parametrize("row", ROWS)
def test_a_row_is_true(verdicts: Verdicts, row: str) -> None:
    name, text, wanted = ROWS[row]
    found = verdicts.of(service(verdicts), name, text)
    assert tuple(found.values()) == wanted


@pytest.mark.parametrize(("name", "text", "accepted"), ALIKE)
def test_what_is_beside_a_row_is_judged_alike(verdicts: Verdicts, name: str, text: str, accepted: bool) -> None:
    assert set(verdicts.of(service(verdicts), name, text).values()) == {accepted}


def test_the_table_is_the_one_in_the_docs() -> None:
    lines = (ROOT / "docs" / "differences.md").read_text().splitlines()
    start = lines.index("|---|---|---|---|---|")
    rows = [line.split("|")[1].strip() for line in lines[start + 1 :] if line.startswith("|") and line.count("|") == 6]
    assert rows == list(ROWS)
