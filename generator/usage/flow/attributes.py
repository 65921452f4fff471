"""Attributes of values: the methods of clients and resources, which are what a scan looks for."""

import ast
import re
from typing import NamedTuple

from ..catalog import Action
from ..findings import Unknown
from ..outputs import Outputs
from .definitions import Guess
from .invocations import Invocations
from .program import Program, known
from .values import (
    ANYTHING,
    NOTHING,
    OTHER,
    Anything,
    Class,
    Client,
    ClientMethod,
    Collection,
    Container,
    External,
    Instance,
    Member,
    Meta,
    ModuleValue,
    Other,
    Resource,
    ResourceMethod,
    Session,
    Super,
    Text,
    Unit,
    Value,
    Values,
    join,
)

# Methods of a client that take the name of an operation, of a waiter or of a method.
_TAKING_NAMES = frozenset({"get_paginator", "get_waiter", "generate_presigned_url", "_make_api_call"})
_OF_SESSIONS = frozenset({"client", "resource", "create_client"})
_STUBS = re.compile(r"(?:mypy_boto3|types_boto3|types_aiobotocore|types_aioboto3)_(\w+?)(?:\.\w+)?\.(\w+)")
# Mocks stand in for clients, and use nothing.
_HARMLESS = re.compile(r"(?:unittest\.)?mock\.|builtins\.|re\.|json\.|os\.|sys\.|logging\.|pathlib\.|datetime\.")


_MAX_DEPTH = 10  # of a path through a library


class CallForm(NamedTuple):
    """How a method is called, as far as that tells which operation it may be."""

    keywords: frozenset[str] = frozenset()
    has_positional: bool = False
    is_complete: bool = True  # whether no `**` passes more


class Attributes(Invocations):
    """Knows what values have under a name."""

    def __init__(self, program: Program, unit: Unit, outputs: Outputs) -> None:
        super().__init__(program, unit)
        self.outputs = outputs

    def attribute(self, values: Values, name: str, node: ast.AST, form: CallForm | None) -> Values:
        """What values have under a name. `form`: how it is called at once; None if it is not."""
        receivers = self._fitting(values, name, form)
        if not known(receivers) or any(isinstance(each, External) for each in receivers):
            self._ask_by_name(receivers, name, node, form)
        return join(*(self._attribute(each, name, node, form) for each in receivers))

    def _fitting(self, values: Values, name: str, form: CallForm | None) -> Values:
        """`values`, of several clients only those for which the call makes sense."""
        clients = [each for each in values if isinstance(each, Client) and each.service]
        if len(clients) < 2:
            return values
        fitting = [each for each in clients if self._takes(each, name, form)]
        named = [each for each in clients if self._has_method(each, name)]
        return frozenset({*(values - frozenset(clients)), *(fitting or named)})

    def _takes(self, client: Client, name: str, form: CallForm | None) -> bool:
        model = self.program.catalog.client(client.service)
        operation = model.operations.get(name) if model else None
        if operation is None or form is None:
            return self._has_method(client, name)
        return operation.takes(form.keywords, is_complete=form.is_complete)

    def _has_method(self, client: Client, name: str) -> bool:
        model = self.program.catalog.client(client.service)
        return name in _TAKING_NAMES or bool(model and model.find(name))

    def _attribute(self, value: Value, name: str, node: ast.AST, form: CallForm | None) -> Values:
        match value:
            case Client():
                return self._client_attribute(value, name, node, form)
            case Resource():
                return self._resource_attribute(value, name, node)
            case Collection():
                return self._collection_attribute(value, name, node)
            case Meta():
                return frozenset({Client(value.service)}) if name == "client" else OTHER
            case Session():
                return frozenset({External(f"session.{name}")}) if name in _OF_SESSIONS else OTHER
            case Instance():
                return self.instance_attribute(value, name)
            case Class():
                return self.bind(self.class_attribute(value, name), value)
            case Super():
                return self.super_attribute(value, name)
            case ModuleValue():
                return self.global_value(value, name)
            case External():
                return self._external_attribute(value, name, node)
            case Text():
                return frozenset({value}) if name == "value" else frozenset({Member(value, name)})
            case Container():
                stored = self.program.read((value, "item", name), self.unit)  # `SimpleNamespace(s3=…)`
                return stored or frozenset({Member(value, name)})
            case Anything():
                return ANYTHING
        return OTHER

    def global_value(self, module: ModuleValue, name: str) -> Values:
        """A global variable of a scanned module, or a module below it."""
        definition = module.definition
        found = self.program.read((definition, "global", name), self.unit)
        for other in () if found else self.program.read((definition, "stars"), self.unit):
            if isinstance(other, ModuleValue) and other != module:
                found |= self.global_value(other, name)
        if found:
            return found
        submodule = self.program.find_module(f"{definition.module.names[-1]}.{name}", definition.module)
        return frozenset({ModuleValue(submodule.definition)}) if submodule else NOTHING

    def _external_attribute(self, value: External, name: str, node: ast.AST) -> Values:
        if stored := self.program.read((value, "attribute", name), self.unit):
            return stored
        path = f"{value.path}.{name}"
        if path.count(".") > _MAX_DEPTH:  # `node = node.parent` would go on for ever
            return ANYTHING
        self.note_import(path, node)
        module = None if value.site else self.program.find_module(path, self.module)
        return frozenset({ModuleValue(module.definition) if module else External(path, value.site)})

    def note_import(self, path: str, node: ast.AST) -> None:
        """Note a class of ours, or a stub package, whose name an import or an expression says."""
        parts = tuple(path.split("."))
        if len(parts) > 2 and (found := self.outputs.find_class(parts, is_package=True)):
            self.program.add_class(found, self.source(node))
        if stub := _STUBS.fullmatch(path):
            self.module.services.add(self.program.catalog.find_service(stub[1]))

    # Clients

    def _client_attribute(self, client: Client, name: str, node: ast.AST, form: CallForm | None) -> Values:
        if name in _TAKING_NAMES:
            return frozenset({ClientMethod(client.service, name)})
        if not client.service:
            self._ask_by_name(frozenset({client}), name, node, form)
            return OTHER
        model = self.program.catalog.client(client.service)
        if operation := model.find(name) if model else None:
            self.add_use(client.service, operation.name, node, f"{client.service}.{name}")
        return OTHER

    def use_named(self, service: str, method: str, name: str, node: ast.AST) -> None:
        """Note the operation that a method names: `get_paginator("list_objects_v2")`."""
        model = self.program.catalog.client(service) if service else None
        if model is None:
            reason = f"{method}({name!r}) of a client whose service nobody can tell"
            self.add_unknown(Unknown(self.source(node), reason), node)
            return
        by_name = {each.name: each for each in model.operations.values()}
        found = by_name.get(name) if method == "_make_api_call" else model.find(name)
        if method == "get_waiter":
            found = model.find(model.waiters.get(name, ""))
        if found:
            self.add_use(service, found.name, node, f"{service}.{method}({name!r})")

    # Resources

    def _resource_attribute(self, resource: Resource, name: str, node: ast.AST) -> Values:
        service, type_ = resource.service, resource.type
        if name == "meta":
            return frozenset({Meta(service)})
        model = self.program.catalog.resource(service, type_)
        if model is None:
            reason = f"{name} of a resource of {service}, which boto3 describes, and it is not installed"
            unknown = Unknown(self.source(node), reason, service=service)
            if not self.program.catalog.has_resources:
                self.add_unknown(unknown, node)
            return OTHER
        label = f"{service}.{type_ or 'ServiceResource'}.{name}"
        if action := model.actions.get(name):
            self.add_use(service, action.operation, node, label)
            return frozenset({ResourceMethod(_resource_of(service, action))})
        if collection := model.collections.get(name):
            self.add_use(service, collection.operation, node, label)
            return frozenset({Collection(service, Resource(service, collection.type, is_loaded=True))})
        if waiter := model.waiters.get(name):
            client = self.program.catalog.client(service)
            if operation := client.find(client.waiters.get(waiter, "")) if client else None:
                self.add_use(service, operation.name, node, label)
        elif below := model.subresources.get(name):
            return frozenset({ResourceMethod(Resource(service, below))})
        elif name in {"load", "reload"} or name in {*model.attributes, *model.references}:
            if model.load and (name in {"load", "reload"} or not resource.is_loaded):
                self.add_use(service, model.load, node, label)
            if name in model.references:
                return frozenset({Resource(service, model.references[name])})
        return OTHER

    def _collection_attribute(self, collection: Collection, name: str, node: ast.AST) -> Values:
        if name in {"all", "filter", "limit", "page_size", "pages"}:
            return frozenset({ResourceMethod(collection)})
        model = self.program.catalog.resource(collection.service, collection.element.type)
        if model and name in model.batches:
            label = f"{collection.service}.{collection.element.type}.{name}"
            self.add_use(collection.service, model.batches[name], node, label)
        return OTHER

    # Receivers of which nothing is known

    def _ask_by_name(self, receivers: Values, name: str, node: ast.AST, form: CallForm | None) -> None:
        """Find out by its name alone which operation a method may be, if it is called as an operation is."""
        is_client = any(isinstance(each, Client) for each in receivers)
        if any(isinstance(each, External) and _HARMLESS.match(each.path) for each in receivers):
            return
        if form is None:
            form = CallForm(is_complete=False)
            if not is_client:
                return
        if form.has_positional:
            return
        guess = Guess(self.source(node), self.site(node), node, name, is_client, form.keywords, form.is_complete)
        self.unit.guesses.add(guess)


def _resource_of(service: str, action: Action) -> Value:
    return Resource(service, action.type, action.is_loaded) if action.type else Other()
