"""All of AWS, four targets, beside the floor: what it costs at least to load, render and write as much text.

    python benchmarks/generate.py [--documentation] [SERVICE]...

Both run in one process, in an empty folder; user CPU seconds, and their ratio. The floor decodes each service's JSON,
renders every file that the generator made with a template that loops over its lines, and writes it.
"""

import argparse
import gzip
import json
import tempfile
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import botocore
import jinja2

from generator.options import Options
from generator.pipeline import Made, Request, Watch, Written, build
from generator.readers.service_data import installed_services

_LINES = "{% for line in lines %}\n{{ line }}\n{% endfor %}"
_DATA = Path(botocore.__file__).parent / "data"


class _Silent(Watch):
    def begin(self, specs: int) -> None:
        """Say nothing."""

    def made(self, made: Made, written: Written | None) -> None:
        """Say nothing."""


def seconds() -> float:
    """Of user CPU time, so far."""
    return getrusage(RUSAGE_SELF).ru_utime


def floor(services: list[str], made: Path, out: Path) -> float:
    """What the least costs that gives the files in `made`; reading these does not count."""
    template = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True).from_string(_LINES)
    start = seconds()
    for service in services:
        json.loads(gzip.decompress(max((_DATA / service).glob("*/service-2.json.gz")).read_bytes()))
    spent = seconds() - start
    for number, file in enumerate(path for path in sorted(made.rglob("*")) if path.is_file()):
        lines = file.read_text().split("\n")[:-1]
        start = seconds()
        (out / str(number)).write_text(template.render(lines=lines))
        spent += seconds() - start
    return spent


def main() -> None:
    """Print both, and the ratio."""
    parser = argparse.ArgumentParser()
    parser.add_argument("services", nargs="*")
    parser.add_argument("--documentation", action="store_true")
    asked = parser.parse_args()
    services = asked.services or installed_services()
    sources = tuple(f"botocore:{service}" for service in services)
    with tempfile.TemporaryDirectory() as folder:
        made, least = Path(folder) / "made", Path(folder) / "least"
        least.mkdir()
        request = Request(sources=sources, out=made, options=Options(documentation=asked.documentation), jobs=1)
        start = seconds()
        build(request, _Silent())
        ours, theirs = seconds() - start, floor(services, made, least)
    print(f"{len(services)} services, {'with' if asked.documentation else 'without'} documentation, user CPU seconds")
    print(f"  floor      {theirs:6.2f}")
    print(f"  generator  {ours:6.2f}   {ours / theirs:.1f} times the floor")


if __name__ == "__main__":
    main()
