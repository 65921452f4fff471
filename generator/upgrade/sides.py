"""The two sides of a comparison: what the services were, and what they are now.

nothing                  what was built last, of which a build keeps a baseline
botocore==1.43.0         a release of botocore, from which the configured specs are read
main, v1.2, HEAD~3       a revision of the repository: its baselines, else its specs with the botocore of its output
a path                   a baseline folder, an output folder that has one, a wheel or a folder of botocore, or specs
"""

import contextlib
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from .. import ir
from ..diagnostics import Report, Severity, Source
from ..options import Options
from ..output import MANIFEST, ForeignManifestError, Manifest
from ..passes import settle
from ..pipeline import Request
from ..pipeline.baseline import FOLDER, BaselineError, pack, read_baselines, unpack
from ..pipeline.cache import baseline_folder
from ..pipeline.make_service import find_specs, no_garbage_collection, read_service
from ..readers.botocore.service_data import SCHEME, api_versions, botocore_version, using_botocore
from .accepted import numbers_of
from .releases import FetchError, Releases, find_botocore
from .repository import Repository, RevisionError

_RELEASE = re.compile(r"botocore\s*==\s*(\d+(?:\.\d+)+)")


class CannotCompareError(Exception):
    """A side that cannot be had. The hint says what to do about it."""

    def __init__(self, code: str, place: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.place, self.message, self.hint = code, place, message, hint


@dataclass(frozen=True, slots=True)
class Side:
    """The settled services of one side, by name. Their documentation is digests (see `pipeline.baseline`)."""

    label: str  # for people: "botocore 1.43.0"
    services: Mapping[str, ir.Service]
    sources: Mapping[tuple[str, str, str], Source] = field(default_factory=dict)  # by service, class and member
    options: Options | None = None  # of a configuration of its own


@dataclass(slots=True)
class Sides:
    """Finds the sides of comparisons of one output."""

    request: Request
    may_fetch: bool = False
    configured: Callable[[], list[Request]] | None = None  # by a revision, in the current folder

    def installed(self) -> Side:
        """What the specs give now."""
        return self._read(self.request)

    def built(self) -> Side:
        """What was built last.

        Raises:
            CannotCompareError: no baseline says what that was.
        """
        folders = [self.request.out / FOLDER, baseline_folder(self.request)]
        folder = next((each for each in folders if each and each.is_dir()), None)
        if folder is None:
            message = "nothing says what was built last"
            hint = (
                "build first; or compare with a release: --from botocore==<version> --fetch, which downloads it; "
                "`baseline = true` keeps what was built in the output folder"
            )
            raise CannotCompareError("no-baseline", str(self.request.out), message, hint)
        return self._baselines(folder, "")

    def named(self, name: str) -> Side:
        """The side that people call `name`. See this module.

        Raises:
            CannotCompareError: there is no such side.
        """
        if release := _RELEASE.fullmatch(name.strip()):
            return self._release(release[1])
        path = Path(name)
        if path.exists():
            return self._path(path)
        return self._revision(name)

    def _path(self, path: Path) -> Side:
        for folder in (path / FOLDER, path):
            if folder.is_dir() and _has_baselines(folder):
                return self._baselines(folder, str(path))
        with ExitStack() as stack:
            if botocore := find_botocore(path, stack):
                stack.enter_context(using_botocore(botocore))
                return self._read(self.request)
        if path.is_file() and path.suffix == ".whl":
            raise CannotCompareError("bad-side", str(path), "this wheel has no services of botocore")
        return self._read(replace(self.request, sources=(str(path),)), str(path))

    def _release(self, version: str) -> Side:
        if version == botocore_version():
            return self.installed()
        with using_botocore(self._fetched(version)):
            return self._read(self.request)

    def _fetched(self, version: str) -> Path:
        assert self.request.cache  # the command line always has one
        releases = Releases(self.request.cache)
        found = releases.find(version)
        if found is None and not self.may_fetch:
            message = f"botocore {version} is not here"
            hint = "add --fetch, which downloads it with pip; or give the path of its wheel"
            raise CannotCompareError("not-fetched", f"botocore=={version}", message, hint)
        try:
            return found or releases.fetch(version)
        except FetchError as error:
            raise CannotCompareError("not-fetched", f"botocore=={version}", str(error)) from error

    def _revision(self, name: str) -> Side:
        with tempfile.TemporaryDirectory() as folder:
            try:
                repository = Repository.at(Path.cwd())
                revision = repository.resolve(name)
                here = repository.unpack(revision, self.request.configuration, Path(folder))
                request = self._configured(here, name)
                paths = [*_local_paths(request.sources), request.out / FOLDER, request.out / MANIFEST]
                repository.unpack(revision, paths, Path(folder))
            except RevisionError as error:
                hint = "name a revision of this repository, a path, or botocore==<version>"
                raise CannotCompareError("bad-side", name, str(error), hint) from error
            label = f"{name} ({revision[:8]})" if not revision.startswith(name) else revision[:8]
            options = request.options if self.configured else None
            baselines = here / request.out / FOLDER
            if _has_baselines(baselines):
                return replace(self._baselines(baselines, label), options=options)
            with ExitStack() as stack:
                version = self._version_in(here / request.out, name)
                if version not in {"", botocore_version()}:
                    stack.enter_context(using_botocore(self._fetched(version)))
                stack.enter_context(contextlib.chdir(here))
                side = self._read(request)
                return replace(side, label=f"{label}, {side.label}", options=options)

    def _configured(self, here: Path, name: str) -> Request:
        """The request of a revision, if it is to be configured as it was itself; else the present one."""
        if self.configured is None:
            return self.request
        with contextlib.chdir(here):
            requests = self.configured()
        found = next((each for each in requests if each.out == self.request.out), None)
        if found is None:
            raise CannotCompareError("bad-side", name, f"its configuration has no output {self.request.out}")
        return replace(found, cache=self.request.cache)

    def _version_in(self, out: Path, name: str) -> str:
        """The botocore that an output was made with. Empty if it was made with none."""
        if not (out / MANIFEST).is_file():
            message = f"{name} has no output in {self.request.out}, so nothing says which botocore it was made with"
            hint = "name a release instead: --from botocore==<version>; `baseline = true` keeps what was built"
            raise CannotCompareError("no-baseline", name, message, hint)
        try:
            manifest = Manifest.load(out)
        except ForeignManifestError as error:
            hint = "name a release instead: --from botocore==<version>"
            raise CannotCompareError("bad-manifest", name, str(error), hint) from error
        versions = {
            version
            for service, _, _ in manifest.entries()
            for ingredient, _, version in manifest.ingredients(service)
            if ingredient.startswith("botocore:")
        }
        return max(versions, key=numbers_of, default="")

    def _baselines(self, folder: Path, label: str) -> Side:
        try:
            services = {name: unpack(text) for name, text in read_baselines(folder).items()}
        except BaselineError as error:
            hint = "build again with this version of Shapewright; or compare with a release: --from botocore==<version>"
            raise CannotCompareError("bad-baseline", str(folder), str(error), hint) from error
        return Side(label or f"what was built last ({_made_from(services) or 'specs'})", services)

    @no_garbage_collection()
    def _read(self, request: Request, label: str = "") -> Side:
        """Read and settle the specs of a request. A spec that is not there on this side is no service of it."""
        services: dict[str, ir.Service] = {}
        sources: dict[tuple[str, str, str], Source] = {}
        for spec, name in find_specs(request, Report()).items():
            report = Report(is_strict=request.options.strict)
            service = read_service(spec, name, report)
            if service is None:
                if spec.startswith(SCHEME) and not api_versions(spec.removeprefix(SCHEME).partition("/")[0]):
                    continue  # this release of botocore has no such service
                reason = next((each for each in report if each.severity is Severity.ERROR), None)
                message = reason.message if reason else "this spec cannot be read"
                raise CannotCompareError("bad-side", str(reason.source) if reason else spec, message)
            settled = settle(service, request.options, report)
            services[settled.name] = unpack(pack(settled))
            sources.update(_sources_of(settled))
        return Side(label or _made_from(services) or "the specs", services, sources)


def _made_from(services: Mapping[str, ir.Service]) -> str:
    """The releases that services were read from. Empty if there are none."""
    labels = {each.label for service in services.values() for each in service.ingredients if each.version}
    return ", ".join(sorted(labels))


def _has_baselines(folder: Path) -> bool:
    for file in (*folder.glob("*.json"), *folder.glob("*.json.z")):
        if file.suffix == ".z" or file.read_bytes()[:11] == b'{"format": ':
            return True
    return False


def _local_paths(sources: Iterable[str]) -> Iterator[Path]:
    return (Path(each) for each in sources if not each.startswith("botocore:"))


def _sources_of(service: ir.Service) -> Iterator[tuple[tuple[str, str, str], Source]]:
    """Where the classes and members of a service are declared. Not of botocore's, which has no lines."""
    if service.source.file.startswith("botocore:"):
        return
    for name, shape in service.shapes.items():
        yield (service.name, name, ""), shape.source
        for member in shape.members if isinstance(shape, ir.Structure | ir.Union) else ():
            yield (service.name, name, member.name), member.source
