"""The least that making these files can cost: load each service's JSON, render every line by a template, write as many.

    python -m benchmarks.floor MADE OUT SERVICE...

Prints the user CPU seconds of that; reading the files that were made, to know their lines, does not count. The template
only loops: whatever a generator does beyond it is its own.
"""

import sys
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import jinja2

from benchmarks import work

_LINES = "{% for line in lines %}\n{{ line }}\n{% endfor %}"


def floor(services: list[str], made: Path, out: Path) -> float:
    """What it costs, in user CPU seconds."""
    out.mkdir(parents=True)
    template = jinja2.Environment(trim_blocks=True, keep_trailing_newline=True).from_string(_LINES)
    start = _seconds()
    for service in services:
        work.spec(service)
    spent = _seconds() - start
    files = sorted(path for path in made.rglob("[!.]*") if path.is_file())
    for number, file in enumerate(files):
        lines = file.read_text().split("\n")[:-1]
        start = _seconds()
        (out / str(number)).write_text(template.render(lines=lines))
        spent += _seconds() - start
    return spent


def _seconds() -> float:
    return getrusage(RUSAGE_SELF).ru_utime


if __name__ == "__main__":
    print(floor(sys.argv[3:], Path(sys.argv[1]), Path(sys.argv[2])))
