"""Measure; print the table; and if everything was measured, write `docs/performance.md`.

python -m benchmarks             everything
python -m benchmarks import      one chapter, or several
"""

from types import ModuleType

import click

from benchmarks import checking, fewer_files, generation, importing, page, peers, starting, unchanged, validating
from benchmarks.measure import console
from benchmarks.table import table

CHAPTERS: dict[str, ModuleType] = {
    "generate": generation,
    "start": starting,
    "nothing-changed": unchanged,
    "import": importing,
    "validate": validating,
    "types": checking,
    "fewer-files": fewer_files,
}


@click.command()
@click.argument("chapters", nargs=-1, type=click.Choice(list(CHAPTERS)))
def main(chapters: tuple[str, ...]) -> None:
    """Measure what Shapewright costs, and what its output does, beside its peers. Without CHAPTERS: everything."""
    peers.install()
    measured = {name: CHAPTERS[name].blocks() for name in chapters or CHAPTERS}
    if not chapters:
        page.write(CHAPTERS, measured)
    console.print(table(measured))


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
