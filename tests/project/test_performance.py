"""`docs/performance.md` and its drawings are what their record, `docs/performance.json`, says."""

import pytest

from support.paths import ROOT

pytest.importorskip("benchmarks", reason="a source distribution has no benchmarks")

from benchmarks import bars, page, record
from benchmarks.measure import Cost, Failed
from benchmarks.record import Chapter, Origin
from benchmarks.table import Block, Row

DOCS = ROOT / "docs"
WORK = "50 instances of EC2"
BAR = f"{WORK}: the models, over the best peer"
OURS, PEER, OTHER_PEER = (
    "Shapewright: pydantic",
    "aws-resource-validator: pydantic",
    "datamodel-code-generator: pydantic",
)


def test_the_page_and_its_drawings_are_made_of_the_record() -> None:
    made = page.render(record.load())
    committed = {file.name: file.read_text() for file in DOCS.glob("performance*") if file != record.FILE}
    assert made.keys() == committed.keys()
    for name, text in made.items():
        assert text == committed[name], f"docs/{name} is another: python -m benchmarks --render"


def test_the_bars_of_the_record_follow_from_its_rows() -> None:
    assert record.text(record.judged(record.load().runs)) == record.FILE.read_text()


def test_the_record_names_the_machine_and_the_commit() -> None:
    runs = record.load().runs
    assert runs
    for run in runs:
        assert "cores" in run.origin.machine
        assert run.origin.commit


def verdict(*rows: Row) -> bars.Verdict:
    (found,) = [each for each in bars.judge({"validate": [Block(WORK, list(rows))]}) if each.what == BAR]
    return found


def test_a_bar_is_held_up_to_the_best_peer() -> None:
    rows = [Row(PEER, Cost(2.0, 1)), Row(OTHER_PEER, Cost(4.0, 1))]
    held, missed = verdict(Row(OURS, Cost(2.0, 1)), *rows), verdict(Row(OURS, Cost(3.0, 1)), *rows)
    assert (held.measured, held.holds) == (1.0, True)
    assert (missed.measured, missed.holds) == (1.5, False)


def test_a_peer_whose_output_is_wrong_is_no_measure() -> None:
    wrong = Row(PEER, Cost(1.0, 1), "its dump is not what was validated")
    assert verdict(Row(OURS, Cost(2.0, 1)), wrong, Row(OTHER_PEER, Cost(4.0, 1))).measured == 0.5


def test_a_bar_without_its_rows_is_neither_measured_nor_held() -> None:
    for rows in ([], [Row(OURS, Cost(1.0, 1))], [Row(OURS, Cost(1.0, 1)), Row(PEER, Failed("no memory"))]):
        assert (verdict(*rows).measured, verdict(*rows).holds) == (None, False)


def chapter(seconds: float) -> Chapter:
    return Chapter(blocks=[Block("work", [Row("floor", Cost(seconds, 1.0))])])


def test_a_chapter_that_is_measured_again_leaves_the_others() -> None:
    before, after = (Origin("2 cores", commit, {"Python": "3.11"}) for commit in ("before", "after"))
    first = record.updated(record.judged([]), before, {"import": chapter(1.0), "types": chapter(2.0)})
    second = record.updated(first, after, {"import": chapter(3.0)})
    assert [(run.origin, run.chapters) for run in second.runs] == [
        (before, {"types": chapter(2.0)}),
        (after, {"import": chapter(3.0)}),
    ]
    third = record.updated(second, after, {"types": chapter(4.0)})
    assert [(run.origin, run.chapters) for run in third.runs] == [
        (after, {"import": chapter(3.0), "types": chapter(4.0)})
    ]
    assert record.parse(record.text(third)).runs == third.runs


def test_the_page_says_of_each_bar_whether_it_holds() -> None:
    rows = [Row(OURS, Cost(3.0, 1.0)), Row(PEER, Cost(2.0, 1.0))]
    measured = {"validate": Chapter(blocks=[Block(WORK, rows)])}
    made = page.render(record.updated(record.judged([]), Origin("2 cores", "abc", {}), measured))
    lines = made[page.PAGE].splitlines()
    assert f"| {BAR} | 1 | 1.5 | missed |" in lines
    assert "| mypy, ec2, warm | 1 s |  | not measured |" in lines
