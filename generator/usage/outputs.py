"""The classes of our outputs, and the operations that each is for."""

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from .. import ir
from ..diagnostics import Report
from ..options import Options
from ..passes import rewrite
from ..pipeline import Request
from ..pipeline.make_service import find_specs, read_service
from ..readers.botocore.service_data import SCHEME
from ..targets import TARGETS, Target
from .catalog import Catalog
from .findings import ServiceOperations


class OutputClass(NamedTuple):
    """A class of an output."""

    output: str  # the folder; empty if it is not configured
    service: str  # as botocore spells it
    name: str
    operations: tuple[str, ...]  # whose request or response it is; if there are none, those that need it


class Output:
    """One output, and the services that its sources have."""

    def __init__(self, request: Request, catalog: Catalog) -> None:
        self.request = request
        self.out = request.out.as_posix()
        self.catalog = catalog
        self.report = Report()  # what the readers report of the sources

    @functools.cached_property
    def operations(self) -> Mapping[str, ServiceOperations]:
        """The operations of each service of AWS, by botocore's names of the services."""
        return {
            service: ServiceOperations(found.name, tuple(each.name for each in found.operations))
            for service, found in self._services.items()
        }

    @functools.cached_property
    def _services(self) -> Mapping[str, ir.Service]:
        """The services of AWS, as they were read."""
        found = {}
        for spec, name in find_specs(self.request, self.report).items():
            service = read_service(spec, name, self.report)
            if service and service.operations:
                known = self.catalog.find_service(service.client_name or service.name)
                found[known or service.name] = service
        return found

    @functools.cache  # noqa: B019 - an output lives as long as the scan
    def folders(self, *, is_package: bool) -> list[tuple[str, ...]]:
        """The parts of the paths of its Python packages, or of its TypeScript."""
        targets = [TARGETS[each] for each in self.request.targets]
        folders = [each.folder(self.request.options) for each in targets if _is_wanted(each, is_package)]
        return [Path(self.request.out.absolute(), each).parts[1:] for each in folders]

    def find_class(self, service: str, name: str) -> OutputClass | None:
        """A class of a service."""
        known = self.catalog.find_service(service) or service
        operations = self._classes(known).get(name)
        return OutputClass(self.out, known, name, operations) if operations else None

    @functools.cache  # noqa: B019 - an output lives as long as the scan
    def generated_service(self, service: str) -> ir.Service | None:
        """A service as its classes are, with those operations that are configured."""
        found = self._services.get(service)
        return rewrite(found, self.request.options, Report()) if found else None

    @functools.cache  # noqa: B019 - an output lives as long as the scan
    def _classes(self, service: str) -> Mapping[str, tuple[str, ...]]:
        if not (found := self._services.get(service)):
            return {}
        options = replace(self.request.options, operations=(), corrections=(), map=())
        return _operations_by_class(rewrite(found, options, Report()))


class Outputs:
    """All configured outputs. A package that looks like ours counts as well, if nothing is configured for it."""

    def __init__(self, requests: Iterable[Request], catalog: Catalog) -> None:
        self.configured = [Output(each, catalog) for each in requests if not each.options.is_runtime]
        self._catalog = catalog

    @functools.cache  # noqa: B019 - there is one object in a scan
    def find_class(self, parts: tuple[str, ...], *, is_package: bool) -> OutputClass | None:
        """The class that an import names. The last of its parts is the name, the one before it is the service."""
        public = [each for each in parts if not each.startswith("_")]
        if len(public) < 2:
            return None
        *folder, service, name = public
        for output in self.configured:
            if any(_is_end(folder, each) for each in output.folders(is_package=is_package)):
                return output.find_class(service, name)
        if folder and folder[-1] in _default_folders(is_package=is_package):
            return self._unconfigured(service).find_class(service, name)
        return None

    def is_folder(self, parts: Sequence[str], *, is_package: bool) -> bool:
        """Whether services lie in a folder or a package."""
        folders = [each for output in self.configured for each in output.folders(is_package=is_package)]
        is_default = bool(parts) and parts[-1] in _default_folders(is_package=is_package)
        return is_default or any(_is_end(parts, each) for each in folders)

    @functools.cache  # noqa: B019 - there is one object in a scan
    def _unconfigured(self, service: str) -> Output:
        request = Request(sources=(f"{SCHEME}{self._catalog.find_service(service)}",), out=Path())
        output = Output(request, self._catalog)
        output.out = ""
        return output


def _is_wanted(target: Target, is_package: bool) -> bool:
    return target.is_package if is_package else target.name == "typescript"


@functools.cache
def _default_folders(*, is_package: bool) -> set[str]:
    return {each.folder(Options()) for each in TARGETS.values() if _is_wanted(each, is_package)}


def _is_end(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one of two paths is the end of the other."""
    length = min(len(one), len(other))
    return length > 0 and tuple(one[-length:]) == tuple(other[-length:])


def _operations_by_class(service: ir.Service) -> Mapping[str, tuple[str, ...]]:
    """The operations whose request or response each class is, or else those that need it."""
    own: dict[str, set[str]] = {}
    for name, operation in _own_classes(service):
        own.setdefault(name, set()).add(operation)
    needed: dict[str, set[str]] = {}
    roots = dict[str, set[str]]()
    for name, operation in [*_own_classes(service), *_errors(service)]:
        roots.setdefault(operation, set()).add(name)
    for operation, names in roots.items():
        for name in ir.reachable(service, names, stand_ins=True):
            needed.setdefault(name, set()).add(operation)
    return {name: tuple(sorted(each)) for name, each in {**needed, **own}.items()}


def _own_classes(service: ir.Service) -> Iterator[tuple[str, str]]:
    """The requests and responses of a service, each with its operation."""
    for each in service.operations:
        paginated = each.paginator.input if each.paginator else None
        yield from ((ref.name, each.name) for ref in (each.input, each.output, paginated) if ref)
    for waiter in service.waiters:
        if waiter.input:
            yield waiter.input.name, waiter.operation
    for method in service.methods:
        yield from ((ref.name, method.operation) for ref in (method.input, method.output) if ref)


def _errors(service: ir.Service) -> Iterator[tuple[str, str]]:
    yield from ((ref.name, each.name) for each in service.operations for ref in each.errors)
