"""One vocabulary: a service of botocore in the classes of the published TypedDict stubs."""

from collections.abc import Callable, Mapping

from .. import ir
from ..diagnostics import Report
from ..options import Options
from .stub_names import Parameters, StubNames, stub_names

_Class = ir.Structure | ir.Union

_STRING = ir.Scalar(ir.ScalarKind.STRING)
_INTEGER = ir.Scalar(ir.ScalarKind.INTEGER)

# Structures that the client adds, and no service declares. `RequestId` is absent where the header is.
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
_WAITER_CONFIG = ir.Structure(
    name="WaiterConfig",
    members=(ir.Member(name="Delay", type=_INTEGER), ir.Member(name="MaxAttempts", type=_INTEGER)),
    use=ir.Use.REQUEST,
)
_METADATA = ir.Member(name="ResponseMetadata", type=ir.Ref(_RESPONSE_METADATA.name))
_PAGINATION = ir.Member(name="PaginationConfig", type=ir.Ref(_PAGINATOR_CONFIG.name))
_WAITING = ir.Member(name="WaiterConfig", type=ir.Ref(_WAITER_CONFIG.name))
_CONFIGS = {_PAGINATION.name: _PAGINATOR_CONFIG, _WAITING.name: _WAITER_CONFIG}
_EMPTY_RESPONSE = ir.Structure(name="EmptyResponseMetadata", members=(_METADATA,), use=ir.Use.RESPONSE)


def vocabulary(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Make of botocore's shapes the classes that the stubs have for them, and of every method's parameters one more.

    A service of documents or stubs has these already.
    """
    if not service.is_raw:
        return service
    return _Builder(service, stub_names(service), report).service()


class _Builder:
    """Builds the classes that have been named."""

    def __init__(self, service: ir.Service, names: StubNames, report: Report) -> None:
        self.raw = service
        self.names = names
        self.report = report
        self.shapes: dict[str, ir.Shape] = {}
        either_way = names.enums | names.empty
        self._sent = ir.everywhere(_without_null(_renaming({**either_way, **names.sent})))
        self._uniting = ir.everywhere(_without_null(_renaming({**either_way, **names.sent, **names.unions})))
        self._received = ir.everywhere(_renaming({**either_way, **names.received}))

    def service(self) -> ir.Service:
        """The service, all of it built."""
        names = self.names
        for shape in self.raw.shapes.values():
            if isinstance(shape, ir.Enum):
                self._add(ir.replace(shape, name=names.enums[shape.name]))
        for shape_name, name in names.sent.items():
            self._class(shape_name, name, self._uniting if shape_name in names.unite else self._sent, None)
        for shape_name, name in {**names.received, **names.empty}.items():
            if names.sent.get(shape_name) != name:
                self._class(shape_name, name, self._received, self._raw(shape_name).use)
        for shape_name, name in names.unions.items():
            type_, twin = ir.Ref(names.sent[shape_name]), ir.Ref(names.received[shape_name])
            self._add(ir.Alias(name=name, type=type_, also=(twin,), source=self.raw.source))
        for shape_name, name in names.responses.items():
            self._response(shape_name, name)
        operations = tuple(map(self._operation, self.raw.operations))
        waiters = tuple(
            ir.replace(each, input=self._parameters(names.waiters.get(each.name), _WAITING))
            for each in self.raw.waiters
        )
        self._add(ir.replace(_RESPONSE_METADATA, source=self.raw.source))
        service = ir.replace(self.raw, operations=operations, waiters=waiters, shapes=self.shapes, is_raw=False)
        roots = (ir.Use.REQUEST, ir.Use.RESPONSE, ir.Use.ERROR)
        wanted = ir.reached(
            service,
            [name for name, each in self.shapes.items() if not isinstance(each, ir.Enum) and each.use in roots],
            stand_ins=True,
        )
        return ir.replace(service, shapes={name: self.shapes[name] for name in sorted(wanted)})

    def _operation(self, operation: ir.Operation) -> ir.Operation:
        names = self.names
        response = names.responses.get(operation.output.name) if operation.output else None
        if response is None:
            self._add(ir.replace(_EMPTY_RESPONSE, source=self.raw.source))
        paginator = operation.paginator
        return ir.replace(
            operation,
            input=self._parameters(names.operations.get(operation.name)),
            output=ir.Ref(response or _EMPTY_RESPONSE.name),
            errors=tuple(ir.Ref(names.received.get(each.name) or names.empty[each.name]) for each in operation.errors),
            paginator=paginator
            and ir.replace(paginator, input=self._parameters(names.paginators.get(operation.name), _PAGINATION)),
        )

    def _class(self, shape_name: str, name: str, rename: Callable[[ir.Type], ir.Type], use: ir.Use | None) -> None:
        """A class of a shape. That it is an error or an event says something only of what is received."""
        shape = self._raw(shape_name)
        self._add(ir.replace(shape, name=name, members=ir.map_members(shape.members, rename), use=use))

    def _response(self, shape_name: str, name: str) -> None:
        """What an operation returns: the client adds its metadata, and leaves a body of bytes to be read."""
        shape = self._raw(shape_name)
        members = tuple(
            ir.replace(each, type=ir.Stream(each.type))
            if isinstance(shape, ir.Structure) and each.name == shape.payload and _is_blob(each.type)
            else each
            for each in ir.map_members(shape.members, self._received)
        )
        if all(each.name != _METADATA.name for each in members):
            members += (ir.replace(_METADATA, source=shape.source),)
        self._add(ir.replace(shape, name=name, members=members, use=ir.Use.RESPONSE))

    def _parameters(self, parameters: Parameters | None, *more: ir.Member) -> ir.Ref | None:
        """What a method takes. A token that the client makes up is not required of its caller."""
        if parameters is None:
            return None
        members = tuple(
            ir.replace(each, required=False) if each.required and each.idempotency_token else each
            for each in ir.map_members(parameters.members, self._uniting)
        )
        shape = self._raw(parameters.shape)
        names = {each.name for each in more}
        members = tuple(each for each in members if each.name not in names)
        members += tuple(ir.replace(each, source=shape.source) for each in more)
        self._add(ir.replace(shape, name=parameters.name, members=members, use=ir.Use.REQUEST))
        for each in more:
            self._add(ir.replace(_CONFIGS[each.name], source=self.raw.source))
        return ir.Ref(parameters.name)

    def _raw(self, name: str) -> _Class:
        shape = self.raw.shapes[name]
        assert isinstance(shape, ir.Structure | ir.Union)
        return shape

    def _add(self, shape: ir.Shape) -> None:
        if self.shapes.setdefault(shape.name, shape) != shape:
            self.report.error("name-clash", shape.source, "two declarations come to this name", shape=shape.name)


def _renaming(names: Mapping[str, str]) -> Callable[[ir.Type], ir.Type]:
    """The change of a type that refers to shapes by other names."""
    refs = {old: ir.Ref(new) for old, new in names.items() if old != new}

    def rename(type_: ir.Type) -> ir.Type:
        return refs.get(type_.name, type_) if isinstance(type_, ir.Ref) else type_

    return rename


def _without_null(change: Callable[[ir.Type], ir.Type]) -> Callable[[ir.Type], ir.Type]:
    """`change`, and no null in lists and maps: the client does not send it, even where they are sparse."""

    def without(type_: ir.Type) -> ir.Type:
        match type_:
            case ir.List(element=held) if ir.allows_null(held):
                return ir.replace(type_, element=_not_null(held))
            case ir.Map(value=held) if ir.allows_null(held):
                return ir.replace(type_, value=_not_null(held))
        return change(type_)

    return without


def _not_null(type_: ir.Type) -> ir.Type:
    return ir.one_of(each for each in type_.alternatives if each != ir.NULL) if isinstance(type_, ir.OneOf) else type_


def _is_blob(type_: ir.Type) -> bool:
    return isinstance(type_, ir.Scalar) and type_.kind is ir.ScalarKind.BLOB
