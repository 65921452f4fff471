"""What the installed botocore and boto3 say of clients and resources."""

import functools
import gzip
import hashlib
import importlib.util
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .. import naming, source_files
from ..passes.transfers import METHODS
from ..pipeline.cache import write_to_cache
from ..readers.botocore.service_data import (
    UnreadableError,
    api_versions,
    botocore_version,
    installed_services,
    load_installed,
    search_path,
)

_INDEX = "methods.json"  # in the folder for caches
# Required members that the client fills in.
_FILLED_IN = {"accountId"}


class Operation(NamedTuple):
    """An operation, and the parameters of its method."""

    name: str
    members: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()

    def takes(self, keywords: Iterable[str], *, is_complete: bool) -> bool:
        """Whether the method can be called with these keywords. `is_complete`: there are no others."""
        given = set(keywords)
        return given <= self.members and (not is_complete or given >= self.required)


class ClientModel(NamedTuple):
    """The methods of a client."""

    service: str
    operations: Mapping[str, Operation]  # by method
    waiters: Mapping[str, str]  # the name that `get_waiter` takes -> the method of its operation
    others: Mapping[str, str]  # methods that are no operations -> the method that each is for: `upload_file`

    def find(self, method: str) -> Operation | None:
        """The operation that a method is, or is for."""
        return self.operations.get(self.others.get(method, method))


class Action(NamedTuple):
    """What a method of a resource calls, and what comes of it."""

    operation: str
    type: str = ""  # of the resources that come of it; empty if none do
    is_loaded: bool = False  # whether these have their attributes


class ResourceModel(NamedTuple):
    """A resource, as `resources-1.json` of boto3 describes it. Operations have the names of the API."""

    actions: Mapping[str, "Action"]  # by method
    subresources: Mapping[str, str]  # method -> type
    references: Mapping[str, str]  # attribute, which has to be loaded -> type
    collections: Mapping[str, "Action"]  # by attribute
    batches: Mapping[str, str]  # method of a collection of these -> operation
    waiters: Mapping[str, str]  # method -> the name that `get_waiter` takes
    attributes: frozenset[str]
    load: str = ""  # the operation that gets the attributes


class Catalog:
    """Looks services up when they are asked for, each once."""

    def __init__(self, cache: Path | None = None) -> None:
        self._cache = cache  # the folder for caches
        self.find_service = functools.cache(self._find_service)
        self.client = functools.cache(self._client)
        self.resource = functools.cache(self._resource)

    @functools.cached_property
    def services(self) -> list[str]:
        """The services of the installed botocore."""
        return installed_services()

    def _find_service(self, name: str) -> str:
        """The service that code or a stub package calls `name`. Empty if there is none."""
        return name if api_versions(name) else naming.find_service(name, self.services) or ""

    def _client(self, service: str) -> ClientModel | None:
        try:
            data = load_installed(service)
        except UnreadableError:
            return None
        if data is None:
            return None
        shapes = data.service.get("shapes", {})
        operations = {
            naming.method_name(name): _operation(name, shapes.get(each.get("input", {}).get("shape"), {}), shapes)
            for name, each in data.service.get("operations", {}).items()
        }
        waiters = {
            naming.method_name(name): naming.method_name(each["operation"]) for name, each in data.waiters.items()
        }
        others = {each.name: naming.method_name(each.operation) for each in METHODS} if service == "s3" else {}
        return ClientModel(service, operations, waiters, others)

    def services_with(self, method: str) -> list[str]:
        """The services whose clients have a method."""
        return self._methods.get(method, [])

    @functools.cached_property
    def _methods(self) -> Mapping[str, list[str]]:
        """Method -> the services that have it, over all of AWS. Takes a second to make, so the cache keeps it."""
        key = hashlib.sha256(repr((botocore_version(), search_path(), self.services)).encode()).hexdigest()
        file = self._cache / _INDEX if self._cache else None
        try:
            data = json.loads(file.read_bytes()) if file else {}
            if data.get("key") == key:
                return {str(name): list(services) for name, services in data["methods"].items()}
        except (OSError, ValueError, AttributeError, KeyError, TypeError):
            pass  # it is made again
        methods: dict[str, list[str]] = {}
        for service in self.services:
            for name in _operation_names(service):
                methods.setdefault(naming.method_name(name), []).append(service)
        if file:
            write_to_cache(file, json.dumps({"key": key, "methods": methods}).encode())
        return methods

    @functools.cached_property
    def resource_methods(self) -> frozenset[str]:
        """The methods of all resources that call an operation."""
        data = _boto3_data()
        found: set[str] = set()
        for service in source_files.folders(str(data)) if data else ():
            definitions = _resource_definitions(service)
            for each in (definitions.get("service", {}), *definitions.get("resources", {}).values()):
                found.update(map(naming.method_name, each.get("actions", {})))
        return frozenset(found)

    @property
    def has_resources(self) -> bool:
        """Whether boto3 is installed, which describes resources."""
        return _boto3_data() is not None

    def _resource(self, service: str, type_: str) -> ResourceModel | None:
        """A type of resource of a service. The empty type is the service resource."""
        definitions = _resource_definitions(service)
        client = self.client(service)
        if not definitions or not client:
            return None
        resources = definitions.get("resources", {})
        definition = resources.get(type_) if type_ else definitions.get("service")
        if definition is None:
            return None
        return _resource_model(service, type_, definition, resources, _members_of_shapes(service))


def _operation(name: str, shape: Mapping[str, Any], shapes: Mapping[str, Any]) -> Operation:
    members = shape.get("members", {})
    filled_in = {member for member, each in members.items() if each.get("idempotencyToken")} | _FILLED_IN
    also = {"Filters"} if "Filter" in members else set()  # what the client of EC2 takes in its place
    return Operation(name, frozenset(members) | also, frozenset(shape.get("required", ())) - filled_in)


def _operation_names(service: str) -> Iterable[str]:
    try:
        data = load_installed(service)
    except UnreadableError:
        return ()
    return data.service.get("operations", {}) if data else ()


def _members_of_shapes(service: str) -> Mapping[str, frozenset[str]]:
    data = load_installed(service)
    shapes = data.service.get("shapes", {}) if data else {}
    return {name: frozenset(shape.get("members", ())) for name, shape in shapes.items()}


@functools.cache
def _boto3_data() -> Path | None:
    spec = importlib.util.find_spec("boto3")
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) / "data" if places else None


@functools.cache
def _resource_definitions(service: str) -> dict[str, Any]:
    """The newest `resources-1.json` of a service. Empty if it has no resources."""
    data = _boto3_data()
    for version in reversed(source_files.folders(f"{data}/{service}") if data else ()):
        for ending in (".json", ".json.gz"):
            file = Path(f"{data}/{service}/{version}/resources-1{ending}")
            try:
                content = source_files.read(file)
                found = json.loads(gzip.decompress(content) if ending.endswith(".gz") else content)
            except (OSError, ValueError, EOFError):
                continue
            if isinstance(found, dict):
                return found
    return {}


# What boto3 adds to resources in Python (`boto3/session.py`): service, type -> method -> operation.
_TRANSFERS = {each.name: each.operation for each in METHODS if each.name != "generate_presigned_post"}
_ADDED: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("s3", "Bucket"): _TRANSFERS,
    ("s3", "Object"): _TRANSFERS,
    ("dynamodb", "Table"): {"batch_writer": "BatchWriteItem"},
    ("ec2", ""): {"create_tags": "CreateTags"},
    ("ec2", "Instance"): {"delete_tags": "DeleteTags"},
}
_ADDED_LOADS = {("s3", "Bucket"): "ListBuckets", ("s3", "ObjectSummary"): "HeadObject"}


def _resource_model(
    service: str,
    type_: str,
    definition: Mapping[str, Any],
    resources: Mapping[str, Any],
    members: Mapping[str, frozenset[str]],
) -> ResourceModel:
    """What `boto3/resources/factory.py` makes of a definition."""
    load = definition.get("load", {}).get("request", {}).get("operation", "")
    has = definition.get("has", {})
    if not type_:
        has = {**{name: {"resource": {"type": name}} for name in resources}, **has}
    identifiers = {
        naming.method_name(each.get(key, ""))
        for each in definition.get("identifiers", ())
        for key in ("name", "memberName")
    }
    types = {name: each["resource"]["type"] for name, each in has.items()}
    needs_data = {name for name, each in has.items() if "data" in _sources_of_identifiers(each)}
    added = {method: Action(operation) for method, operation in _ADDED.get((service, type_), {}).items()}
    return ResourceModel(
        actions=_actions(definition.get("actions", {})) | added,
        subresources={name: each for name, each in types.items() if name not in needs_data},
        references={naming.method_name(name): each for name, each in types.items() if name in needs_data},
        collections=_actions(definition.get("hasMany", {})),
        batches={name: each.operation for name, each in _actions(definition.get("batchActions", {})).items()},
        waiters={
            f"wait_until_{naming.method_name(name)}": naming.method_name(each["waiterName"])
            for name, each in definition.get("waiters", {}).items()
        },
        attributes=frozenset(map(naming.method_name, members.get(definition.get("shape", ""), ()))) - identifiers,
        load=_ADDED_LOADS.get((service, type_), load),
    )


def _sources_of_identifiers(definition: Mapping[str, Any]) -> set[str]:
    return {each.get("source", "") for each in definition["resource"].get("identifiers", ())}


def _actions(definitions: Mapping[str, Any]) -> dict[str, Action]:
    return {naming.method_name(name): _action(each) for name, each in definitions.items()}


def _action(definition: Mapping[str, Any]) -> Action:
    resource = definition.get("resource", {})
    return Action(definition["request"]["operation"], resource.get("type", ""), "path" in resource)
