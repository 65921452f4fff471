"""All of AWS, four targets, beside the floor: what it costs at least to load, render and write as much text.

    python benchmarks/generate.py [--documentation] [SERVICE]...

Both run in one process, in an empty folder; user CPU seconds, and their ratio. The floor decodes each service's JSON,
renders every file that the generator made with a template that loops over its lines, and writes it.
"""

import argparse
import gzip
import json
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import jinja2

from generator.options import Options
from generator.output import Output
from generator.pipeline import DEFAULT_TARGETS, _make_one
from generator.readers.service_data import installed_services

_LINES = "{% for line in lines %}\n{{ line }}\n{% endfor %}"


def _seconds(work: Callable[[], object]) -> float:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    work()
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime - before


def main(services: list[str], *, documentation: bool) -> None:
    """Print both, and the ratio."""
    import botocore

    data = Path(botocore.__file__).parent / "data"
    options = Options(documentation=documentation)
    template = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True).from_string(_LINES)
    ours = floor = 0.0
    files = 0
    with tempfile.TemporaryDirectory() as folder:
        output = Output.open(Path(folder) / "ours")
        for number, service in enumerate(services):
            made = []

            def generate(service: str = service, made: list[object] = made) -> None:
                made.append(_make_one((f"botocore:{service}", DEFAULT_TARGETS, options)))
                output.write(made[0].units)  # type: ignore[attr-defined]

            ours += _seconds(generate)
            texts = [text for unit in made[0].units for text in unit.files.values()]  # type: ignore[attr-defined]
            lines = [text.split("\n")[:-1] for text in texts]
            place = Path(folder) / "floor" / str(number)
            place.mkdir(parents=True)
            files += len(lines)

            def least(service: str = service, lines: list[list[str]] = lines, place: Path = place) -> None:
                json.loads(gzip.decompress(max((data / service).glob("*/service-2.json.gz")).read_bytes()))
                for name, each in enumerate(lines):
                    (place / str(name)).write_text(template.render(lines=each))

            floor += _seconds(least)
        ours += _seconds(output.save)
    kind = "with" if documentation else "without"
    print(f"{len(services)} services, {files} files, {kind} documentation, user CPU seconds")
    print(f"  floor      {floor:6.1f}")
    print(f"  generator  {ours:6.1f}   {ours / floor:.2f} times the floor")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=sys.modules[__name__].__doc__)
    parser.add_argument("services", nargs="*")
    parser.add_argument("--documentation", action="store_true")
    asked = parser.parse_args()
    main(asked.services or installed_services(), documentation=asked.documentation)
