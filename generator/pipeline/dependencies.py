"""What a run reads and what it writes, for build systems."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .. import source_files
from ..diagnostics import Report
from ..output import MANIFEST, OutputFolder
from .artifacts import Artifacts
from .cache import Cache
from .make_service import find_specs, make_services, make_shared_files, no_garbage_collection
from .request import Request


@dataclass(slots=True)
class Dependencies:
    """Paths, relative to the current folder where they lie below it."""

    inputs: set[str] = field(default_factory=set)  # files whose content matters
    folders: set[str] = field(default_factory=set)  # folders in which a new file would matter
    outputs: set[str] = field(default_factory=set)  # files, with the manifest
    manifest: str = ""


@no_garbage_collection()
def find_dependencies(request: Request, report: Report) -> Dependencies:
    """What `request` reads and would write. Writes nothing."""
    cache = Cache.load(request)
    specs = find_specs(request, report)
    cached = {spec: found for spec, name in specs.items() if cache and (found := cache.get(spec, name))}
    all_artifacts = [each for each in make_services(specs, cached, request, report) if each.service]
    dependencies = Dependencies(manifest=str(request.out / MANIFEST))
    read = (path for each in all_artifacts for path in source_files.files_read(each.observations))
    dependencies.inputs = {_relative(path) for path in (*request.configuration, *_user_templates(request), *read)}
    dependencies.folders = set(_folders(request, all_artifacts))
    dependencies.outputs = {dependencies.manifest} | {
        str(request.out / path) for path in _outputs(all_artifacts, request, report)
    }
    return dependencies


def _user_templates(request: Request) -> Iterator[Path]:
    if request.options.templates:
        yield from (each for each in Path(request.options.templates).rglob("*") if each.is_file())


def _folders(request: Request, all_artifacts: list[Artifacts]) -> Iterator[str]:
    """The folders among the sources, and those below them in which a file was read."""
    for source in request.sources:
        if Path(source).is_dir():
            yield source
            read = (path for each in all_artifacts for path in source_files.files_read(each.observations))
            yield from (str(path.parent) for path in read if path.is_relative_to(source))


def _outputs(all_artifacts: list[Artifacts], request: Request, report: Report) -> Iterator[str]:
    """Paths below the output folder, without the manifest."""
    for each in all_artifacts:
        yield from each.paths
    services = {each.service for each in all_artifacts}
    before = OutputFolder.load(request.out).manifest
    others = {target: () if request.whole else before.services(target) for target in request.targets}
    by_target = {target: services.union(others[target]) for target in request.targets}
    kept = () if request.whole else before.targets
    for file_set in make_shared_files(by_target, kept, request.options, report):
        yield from file_set.files


class UnwritablePathError(ValueError):
    """A path that cannot be written in a rule of Make."""


def depfile(all_dependencies: Iterable[Dependencies]) -> bytes:
    """The rule for Make and Ninja by which each manifest depends on its inputs.

    Each input also has a rule without a recipe, so that a file that is gone counts as changed and is not an error.

    Raises:
        UnwritablePathError: Make has no way to write one of the paths.
    """
    all_dependencies = list(all_dependencies)
    needed = sorted({path for each in all_dependencies for path in each.inputs | each.folders})
    manifests = " ".join(_escaped(each.manifest) for each in all_dependencies)
    rule = " \\\n  ".join([f"{manifests}:", *map(_escaped, needed)])
    return os.fsencode("\n\n".join([rule, *(f"{_escaped(path)}:" for path in needed)]) + "\n")


_UNWRITABLE = re.compile(r"[\n\r;=|*?\[\\]|&$")  # Make reads a recipe, an assignment or a wildcard here


def _escaped(path: str) -> str:
    drive = Path(path).drive  # of Windows, whose colon Make and Ninja know
    path = Path(path).as_posix()
    if _UNWRITABLE.search(path):
        raise UnwritablePathError(path)
    return path[: len(drive)] + re.sub(r"([ \t#:])", r"\\\1", path[len(drive) :]).replace("$", "$$")


def _relative(path: str | Path) -> str:
    """`path`, relative to the current folder if it lies below it."""
    absolute = Path.cwd() / path
    return str(absolute.relative_to(Path.cwd()) if absolute.is_relative_to(Path.cwd()) else absolute)
