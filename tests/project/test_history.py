"""`docs/history.md` and its drawing are what their record, `docs/history.json`, says."""

import json

import pytest

from support.paths import ROOT

pytest.importorskip("benchmarks", reason="a source distribution has no benchmarks")

from benchmarks import history


def test_the_page_and_its_drawing_are_made_of_the_record() -> None:
    made = history.render(json.loads(history.RECORD.read_text()))
    assert made.keys() == {"history.md", "history.svg"}
    for name, text in made.items():
        assert text == (ROOT / "docs" / name).read_text(), (
            f"docs/{name} is another: python -m benchmarks history --render"
        )


def test_the_record_has_every_release() -> None:
    record = json.loads(history.RECORD.read_text())
    assert (record["first"], *record["releases"]) == history.RELEASES
    assert all(record["releases"].values())
