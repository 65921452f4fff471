"""What a run reads and what it writes, for build systems that want to know."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from generator import inputs
from generator.diagnostics import Report
from generator.made import Made
from generator.making import find_specs, make, together, without_collector
from generator.memory import Memory
from generator.output import MANIFEST, Output
from generator.request import Request


@dataclass(slots=True)
class Survey:
    """Paths, as one would name them from where the configuration is."""

    inputs: set[str] = field(default_factory=set)  # files whose content counts
    folders: set[str] = field(default_factory=set)  # in which a new file would count
    outputs: set[str] = field(default_factory=set)  # files, the manifest among them
    manifest: str = ""


@without_collector()
def survey(request: Request, report: Report) -> Survey:
    """Look at what `request` reads, and say what it would write. Writes nothing."""
    specs = find_specs(request, report)
    memory = Memory.of(request)
    known = {spec: made for spec in specs if memory and (made := memory.recall(spec))}
    all_made = [made for made in make(specs, known, request, report) if made.service]
    found = Survey(manifest=str(request.out / MANIFEST))
    read = (path for made in all_made for path in inputs.contents(made.seen))
    found.inputs = {_from_here(path) for path in (*request.read_besides, *_templates(request), *read)}
    found.folders = set(_folders(request, specs))
    found.outputs = {found.manifest} | {str(request.out / path) for path in _written(all_made, request, report)}
    return found


def _templates(request: Request) -> Iterator[Path]:
    if request.options.templates:
        yield from (each for each in Path(request.options.templates).rglob("*") if each.is_file())


def _folders(request: Request, specs: list[str]) -> Iterator[str]:
    """The folders among the sources, and those in them that have a spec."""
    for source in request.sources:
        if Path(source).is_dir():
            yield source
            yield from (str(Path(spec).parent) for spec in specs if Path(spec).is_relative_to(source))


def _written(all_made: list[Made], request: Request, report: Report) -> Iterator[str]:
    """Paths below the output folder, the manifest aside."""
    for made in all_made:
        yield from made.paths
    services = {made.service for made in all_made}
    before = Output.look(request.out).manifest
    others = {target: () if request.whole else before.services(target) for target in request.targets}
    named = {target: services.union(others[target]) for target in request.targets}
    for unit in together(named, request.options, report):
        yield from unit.files


class UnsayableError(ValueError):
    """The name of a file that no rule can hold."""


def depfile(surveys: Iterable[Survey]) -> bytes:
    """What the manifests depend on, as a rule for Make and Ninja; a file that is gone is no error, but a change.

    Raises:
        UnsayableError: there is a path among them that Make would not take for one.
    """
    surveys = list(surveys)
    needed = sorted({path for each in surveys for path in each.inputs | each.folders})
    rule = " \\\n  ".join([f"{' '.join(_escaped(each.manifest) for each in surveys)}:", *map(_escaped, needed)])
    return os.fsencode("\n\n".join([rule, *(f"{_escaped(path)}:" for path in needed)]) + "\n")


_UNSAYABLE = re.compile(r"[\n\r;=|*?\[\\]|&$")  # a recipe, an assignment or a wildcard, whatever is before it


def _escaped(path: str) -> str:
    path = Path(path).as_posix()
    if _UNSAYABLE.search(path):
        raise UnsayableError(path)
    return re.sub(r"([ \t#:])", r"\\\1", path).replace("$", "$$")


def _from_here(path: str | Path) -> str:
    """`path`, relative if it lies below the working folder."""
    whole = Path.cwd() / path
    return str(whole.relative_to(Path.cwd()) if whole.is_relative_to(Path.cwd()) else whole)
