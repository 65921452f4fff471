"""Measure, and write `docs/performance.json` and the page that is made of it.

python -m benchmarks             everything
python -m benchmarks import      one chapter, or several; the others stay as they are
python -m benchmarks --render    nothing: only write the page again
python -m benchmarks history     what AWS changed over releases of botocore (see `history`)
"""

import sys

import click

from benchmarks import history, page, peers, record
from benchmarks.chapters import CHAPTERS
from benchmarks.measure import console
from benchmarks.record import Chapter, Record
from benchmarks.table import table


@click.command()
@click.argument("chapters", nargs=-1, type=click.Choice(list(CHAPTERS)))
@click.option("--render", is_flag=True, help="Measure nothing; write the page again from its record.")
def main(chapters: tuple[str, ...], render: bool) -> None:
    """Measure what Shapewright costs, and what its output does, beside its peers. Without CHAPTERS: everything."""
    if render:
        _write(record.judged(record.load().runs))
        return
    peers.install()
    origin = record.origin()
    measured = {}
    for name in chapters or CHAPTERS:
        chapter = _measured(name)
        if chapter:
            measured[name] = chapter
            _write(record.updated(record.load(), origin, {name: chapter}))
    tables = {name: chapter.blocks for name, chapter in measured.items() if chapter.blocks}
    if tables:
        console.print(table(tables))
    missing = [name for name in chapters or CHAPTERS if name not in measured]
    if missing:
        sys.exit(f"Not measured: {', '.join(missing)}. To try again: python -m benchmarks {' '.join(missing)}")


def _measured(name: str) -> Chapter | None:
    """A chapter. None if measuring it broke off, which the others need not suffer from."""
    try:
        return CHAPTERS[name]()
    except Exception:
        console.print_exception()
        return None


def _write(measured: Record) -> None:
    """The record, and what is made of it: as it is read again, for its numbers are rounded."""
    text = record.text(measured)
    record.FILE.write_text(text)
    for name, content in page.render(record.parse(text)).items():
        record.FILE.with_name(name).write_text(content)


if __name__ == "__main__":
    if sys.argv[1:2] == ["history"]:
        history.main(sys.argv[2:], prog_name="python -m benchmarks history")
    main(prog_name="python -m benchmarks")
