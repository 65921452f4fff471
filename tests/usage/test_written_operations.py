"""`operations` in the text of a configuration: everything else stays as it was."""

import tomllib

import pytest

from generator.config import UneditableError, table_with_operations, with_operations
from generator.config.tables import TABLE

OUTPUT = (*TABLE, "outputs", 0)
NEW = ["s3.GetObject", "s3.PutObject"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            '# a\n[tool.shapewright] # b\noperations = ["s3.A"] # c\nout="x"\n',
            '# a\n[tool.shapewright] # b\noperations = ["s3.GetObject", "s3.PutObject"] # c\nout="x"\n',
            id="one line",
        ),
        pytest.param(
            '[tool.shapewright]\noperations = [\n    "s3.PutObject", # why\n    "s3.X", # gone\n    # all\n]\n',
            '[tool.shapewright]\noperations = [\n    "s3.GetObject",\n    "s3.PutObject", # why\n    # all\n]\n',
            id="comments",
        ),
        pytest.param(
            "[tool.shapewright]\noperations = [\n\t's3.GetObject'\n]\n",
            "[tool.shapewright]\noperations = [\n\t's3.GetObject',\n\t\"s3.PutObject\",\n]\n",
            id="no comma at the end",
        ),
        pytest.param(
            '[tool.shapewright]\nsources = ["a"] # here\n\n[tool.other]\nx = 1\n',
            '[tool.shapewright]\nsources = ["a"] # here\noperations = ["s3.GetObject", "s3.PutObject"]\n\n'
            "[tool.other]\nx = 1\n",
            id="no key yet",
        ),
        pytest.param(
            '[tool.shapewright]\r\nsources = [\r\n  "a",\r\n]\r\nout = "x"',
            '[tool.shapewright]\r\nsources = [\r\n  "a",\r\n]\r\n'
            'operations = ["s3.GetObject", "s3.PutObject"]\r\nout = "x"',
            id="lines that end in CRLF",
        ),
        pytest.param(
            '[tool.shapewright]\nsources = ["a"]',
            '[tool.shapewright]\nsources = ["a"]\noperations = ["s3.GetObject", "s3.PutObject"]\n',
            id="no line break at the end",
        ),
        pytest.param(
            '[tool]\nshapewright.sources = ["a"]\nother.x = 1\n',
            '[tool]\nshapewright.sources = ["a"]\n'
            'shapewright.operations = ["s3.GetObject", "s3.PutObject"]\nother.x = 1\n',
            id="dotted keys",
        ),
    ],
)
def test_only_the_list_changes(before: str, after: str) -> None:
    assert with_operations(before, TABLE, NEW) == after


def test_a_long_list_has_a_line_for_each() -> None:
    names = [f"s3.Operation{number}" for number in range(10)]
    text = with_operations('[tool.shapewright]\noperations = ["s3.A"]\n', TABLE, names)
    assert text.count("\n") == 13
    assert tomllib.loads(text)["tool"]["shapewright"]["operations"] == names


def test_an_output_of_several() -> None:
    text = '[[tool.shapewright.outputs]]\nout = "a"\nsources = ["x"]\n\n[[tool.shapewright.outputs]]\nout = "b"\n'
    changed = with_operations(text, OUTPUT, NEW)
    assert changed == text.replace('["x"]\n', '["x"]\noperations = ["s3.GetObject", "s3.PutObject"]\n')


@pytest.mark.parametrize(
    "text",
    [
        '[tool]\nshapewright = {sources = ["a"], out = "b"}\n',  # a line cannot be added
        '[tool.shapewright]\noperations = ["s3.A", # why\n  "s3.B"]\n',  # whose comment it is, nobody can tell
    ],
)
def test_what_cannot_be_changed_is_left_as_it_is(text: str) -> None:
    with pytest.raises(UneditableError):
        with_operations(text, TABLE, NEW)


def test_the_table_whose_operations_count() -> None:
    common = '[tool.shapewright]\noperations = ["a.A"]\n[[tool.shapewright.outputs]]\nout = "a"\n'
    assert table_with_operations(common, OUTPUT) == TABLE
    assert table_with_operations(f'{common}operations = ["a.B"]\n', OUTPUT) == OUTPUT
    assert table_with_operations('[tool.shapewright]\n[[tool.shapewright.outputs]]\nout = "a"\n', OUTPUT) == OUTPUT
