"""One vocabulary for all sources: gives a service from botocore the classes of the published TypedDict stubs."""

from collections.abc import Mapping

from .. import ir, naming
from ..diagnostics import Report
from ..options import Options
from .stub_names import RequestClass, StubNames, stub_names

_STRING = ir.Scalar(ir.ScalarKind.STRING)
_INTEGER = ir.Scalar(ir.ScalarKind.INTEGER)

# Structures that the client adds and no service declares. `RequestId` is absent if the response has no such header.
_RESPONSE_METADATA = ir.Structure(
    name="ResponseMetadata",
    members=(
        ir.Member(name="RequestId", type=_STRING),
        ir.Member(name="HTTPStatusCode", type=_INTEGER, required=True),
        ir.Member(name="HTTPHeaders", type=ir.Map(_STRING, _STRING), required=True),
        ir.Member(name="RetryAttempts", type=_INTEGER, required=True),
        ir.Member(name="HostId", type=_STRING),
    ),
    use=ir.Use.RESPONSE,
)
_PAGINATOR_CONFIG = ir.Structure(
    name="PaginatorConfig",
    members=(
        ir.Member(name="MaxItems", type=_INTEGER),
        ir.Member(name="PageSize", type=_INTEGER),
        ir.Member(name="StartingToken", type=_STRING),
    ),
    use=ir.Use.REQUEST,
)
WAITER_CONFIG = ir.Structure(
    name="WaiterConfig",
    members=(ir.Member(name="Delay", type=_INTEGER), ir.Member(name="MaxAttempts", type=_INTEGER)),
    use=ir.Use.REQUEST,
)
_METADATA_MEMBER = ir.Member(name="ResponseMetadata", type=ir.Ref(_RESPONSE_METADATA.name))
_PAGINATOR_MEMBER = ir.Member(name="PaginationConfig", type=ir.Ref(_PAGINATOR_CONFIG.name))
WAITER_MEMBER = ir.Member(name="WaiterConfig", type=ir.Ref(WAITER_CONFIG.name))
_CONFIGS = {_PAGINATOR_MEMBER.name: _PAGINATOR_CONFIG, WAITER_MEMBER.name: WAITER_CONFIG}
_EMPTY_RESPONSE = ir.Structure(name="EmptyResponseMetadata", members=(_METADATA_MEMBER,), use=ir.Use.RESPONSE)
_ADDED_CLASSES = tuple(each.name for each in (_RESPONSE_METADATA, _PAGINATOR_CONFIG, WAITER_CONFIG, _EMPTY_RESPONSE))


def vocabulary(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Turn botocore's shapes into the classes of the stubs, and add a class for the parameters of each method.

    A service that was read from documents or stubs already has these classes.
    """
    if not service.is_raw:
        return service
    return _Builder(service, stub_names(service, _ADDED_CLASSES), report).build()


class _Builder:
    """Builds the classes that `names` lists."""

    def __init__(self, service: ir.Service, names: StubNames, report: Report) -> None:
        self.raw = service
        self.names = names
        self.report = report
        self.shapes: dict[str, ir.Shape] = {}
        both_directions = names.enums | names.empty
        self._to_sent = ir.everywhere(_drop_null(service.shapes, _rename_refs({**both_directions, **names.sent})))
        self._to_sent_with_unions = ir.everywhere(
            _drop_null(service.shapes, _rename_refs({**both_directions, **names.sent, **names.unions}))
        )
        self._to_received = ir.everywhere(_rename_refs({**both_directions, **names.received}))

    def build(self) -> ir.Service:
        """Build the whole service."""
        names = self.names
        self._report_stems()
        for shape in self.raw.shapes.values():
            if isinstance(shape, ir.Enum) and names.enums[shape.name] not in self.shapes:  # equal values: one enum
                self._add(ir.replace(shape, name=names.enums[shape.name]))
        for shape_name, name in names.sent.items():
            change = self._to_sent_with_unions if shape_name in names.sent_with_unions else self._to_sent
            self._add_class(shape_name, name, change, None)
        for shape_name, name in {**names.received, **names.empty}.items():
            if names.sent.get(shape_name) != name:
                self._add_class(shape_name, name, self._to_received, self._raw_shape(shape_name).use)
        for shape_name, name in names.unions.items():
            sent, received = ir.Ref(names.sent[shape_name]), ir.Ref(names.received[shape_name])
            self._add(ir.Alias(name=name, type=sent, stand_ins=(received,), source=self.raw.source))
        for shape_name, name in names.responses.items():
            self._add_response(shape_name, name)
        operations = tuple(map(self._build_operation, self.raw.operations))
        waiters = tuple(
            ir.replace(each, input=self._add_request(names.waiters.get(each.name), WAITER_MEMBER))
            for each in self.raw.waiters
        )
        self._add(ir.replace(_RESPONSE_METADATA, source=self.raw.source))
        service = ir.replace(self.raw, operations=operations, waiters=waiters, shapes=self.shapes, is_raw=False)
        roots = (ir.Use.REQUEST, ir.Use.RESPONSE, ir.Use.ERROR)
        reachable = ir.reachable(
            service,
            [name for name, each in self.shapes.items() if not isinstance(each, ir.Enum) and each.use in roots],
            stand_ins=True,
        )
        return ir.replace(service, shapes={name: self.shapes[name] for name in sorted(reachable)})

    def _report_stems(self) -> None:
        """Report the shapes whose classes cannot have the names that they would have in the stubs."""
        requests = (*self.names.operations.values(), *self.names.paginators.values())
        inner = (self.names.sent, self.names.received, self.names.responses, self.names.empty)
        for name in {each.shape for each in requests}.union(*inner):
            stem, plain = self.names.stems[name], naming.pascal_case(name)
            if stem != plain:
                message = f"the class is named {stem}, because another one is named {plain}"
                self.report.note("renamed", self.raw.shapes[name].source, message, shape=name)

    def _build_operation(self, operation: ir.Operation) -> ir.Operation:
        names = self.names
        response = names.responses.get(operation.output.name) if operation.output else None
        if response is None:
            self._add(ir.replace(_EMPTY_RESPONSE, source=self.raw.source))
        paginator = operation.paginator
        request = names.operations.get(operation.name)
        shape = operation.input.name if operation.input else f"{operation.name}Request"
        return ir.replace(
            operation,
            input=self._add_request(request),
            request_name="" if request else naming.pascal_case(shape),
            output=ir.Ref(response or _EMPTY_RESPONSE.name),
            errors=tuple(ir.Ref(names.received.get(each.name) or names.empty[each.name]) for each in operation.errors),
            paginator=paginator
            and ir.replace(paginator, input=self._add_request(names.paginators.get(operation.name), _PAGINATOR_MEMBER)),
        )

    def _add_class(self, shape_name: str, name: str, change: ir.Change, use: ir.Use | None) -> None:
        """Add a class for a shape. Only received classes get `use` of the shape, which marks errors and events."""
        shape = self._raw_shape(shape_name)
        members = ir.map_members(shape.members, change)
        if use is ir.Use.ERROR:
            members = _with_message(members, shape.source)
        self._add(ir.replace(shape, name=name, members=members, use=use))

    def _add_response(self, shape_name: str, name: str) -> None:
        """Add a class for the response of an operation. The client adds metadata, and streams a payload of bytes."""
        shape = self._raw_shape(shape_name)
        members = tuple(
            ir.replace(each, type=ir.Stream(each.type))
            if isinstance(shape, ir.Structure) and each.name == shape.payload and _is_blob(each.type)
            else each
            for each in ir.map_members(shape.members, self._to_received)
        )
        if all(each.name != _METADATA_MEMBER.name for each in members):
            members += (ir.replace(_METADATA_MEMBER, source=shape.source),)
        self._add(ir.replace(shape, name=name, members=members, use=ir.Use.RESPONSE))

    def _add_request(self, request: RequestClass | None, *added: ir.Member) -> ir.Ref | None:
        """Add a class for the parameters of a method, with members of the client's own, and return a reference to it.

        Idempotency tokens are not required, because the client generates those that the caller does not give.
        """
        if request is None:
            return None
        members = tuple(
            ir.replace(each, required=False) if each.required and each.idempotency_token else each
            for each in ir.map_members(request.members, self._to_sent_with_unions)
        )
        shape = self._raw_shape(request.shape)
        added_names = {each.name for each in added}
        members = tuple(each for each in members if each.name not in added_names)
        members += tuple(ir.replace(each, source=shape.source) for each in added)
        self._add(ir.replace(shape, name=request.name, members=members, use=ir.Use.REQUEST))
        for each in added:
            self._add(ir.replace(_CONFIGS[each.name], source=self.raw.source))
        return ir.Ref(request.name)

    def _raw_shape(self, name: str) -> ir.Structure | ir.Union:
        shape = self.raw.shapes[name]
        assert isinstance(shape, ir.Structure | ir.Union)
        return shape

    def _add(self, shape: ir.Shape) -> None:
        first = self.shapes.setdefault(shape.name, shape)
        if first is not shape and first != shape:
            self.report.error("name-clash", shape.source, "two declarations result in this name", shape=shape.name)


def _with_message(members: tuple[ir.Member, ...], source: ir.Source) -> tuple[ir.Member, ...]:
    """The members of an error, with a `message`, which the client finds for every error. It may be absent."""
    if not any(_is_message(each) for each in members):
        return (*members, ir.Member(name="message", type=_STRING, source=source))
    return tuple(ir.replace(each, required=False) if _is_message(each) else each for each in members)


def _is_message(member: ir.Member) -> bool:
    return naming.field_name(member.name) == "message"


def _rename_refs(new_names: Mapping[str, str]) -> ir.Change:
    """A change that gives references the new names of their shapes."""
    refs = {old: ir.Ref(new) for old, new in new_names.items() if old != new}

    def change(type_: ir.Type) -> ir.Type:
        return refs.get(type_.name, type_) if isinstance(type_, ir.Ref) else type_

    return change


def _drop_null(shapes: Mapping[str, ir.Shape], then: ir.Change) -> ir.Change:
    """A change that drops null from lists and maps, even sparse ones (the client does not send it), or does `then`."""

    def change(type_: ir.Type) -> ir.Type:
        match type_:
            case ir.List(element=element) if ir.allows_null(element, shapes):
                return ir.replace(type_, element=_without_null(element))
            case ir.Map(value=value) if ir.allows_null(value, shapes):
                return ir.replace(type_, value=_without_null(value))
        return then(type_)

    return change


def _without_null(type_: ir.Type) -> ir.Type:
    return ir.one_of(each for each in type_.alternatives if each != ir.NULL) if isinstance(type_, ir.OneOf) else type_


def _is_blob(type_: ir.Type) -> bool:
    return isinstance(type_, ir.Scalar) and type_.kind is ir.ScalarKind.BLOB
