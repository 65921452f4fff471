"""The operations of a spec that only declares types: finds the request and the response that belong together."""

from collections.abc import Iterable, Mapping

from ... import ir, naming
from ...diagnostics import Report

# What the stubs append to the name of an input or output shape if the name is taken, in the order in which they try.
# If several operations have the same input shape, they append `Extra`, as often as necessary.
_INPUT_ENDINGS = ("", "Request", *(f"Request{'Extra' * times}" for times in range(1, 9)), "Extra")
_PAGINATE_ENDINGS = tuple(f"Paginate{'Extra' * times}" for times in range(9))
_WAIT_ENDINGS = tuple(f"Wait{'Extra' * times}" for times in range(9))
_OUTPUT_ENDINGS = ("", "Response", "ResponseExtra", "Extra")
_HINT = "OPERATIONS omits them, or has None in place of the class"


def pair_operations(
    shapes: Mapping[str, ir.Shape], model: ir.Service | None, source: ir.Source, report: Report
) -> tuple[ir.Operation, ...]:
    """Operations of the service whose classes are among `shapes`. `model` is the service as botocore describes it.

    Without a model, a request and a response belong together if the stems of their names are equal.
    """
    requests = {name for name, shape in shapes.items() if _has_use(shape, ir.Use.REQUEST)}
    responses = {name for name, shape in shapes.items() if _has_use(shape, ir.Use.RESPONSE)} - {"ResponseMetadata"}
    if model is None:
        return _pair_stems(requests, responses, source, report)
    operations = []
    unpaired = []
    unused = set(requests)  # each request class belongs to one method
    for each in model.operations:
        takes_parameters = _has_members(each.input, model)
        input_ = _take_request(each, unused) if takes_parameters else None
        output = _find_response(each, model, responses)
        if (takes_parameters and not input_) or (_has_response_class(each, model) and not output):
            unpaired.append(each.name)
        if input_ or output or not takes_parameters:
            paginator = _take_paginator(each, unused) if takes_parameters else None
            operations.append(
                ir.Operation(
                    name=each.name,
                    input=input_,
                    request_name="" if takes_parameters else _request_name(each),
                    output=output if _has_response_class(each, model) else _find_empty_response(responses),
                    paginator=paginator,
                    source=source,
                )
            )
    if unpaired:
        message = f"{model.ingredients[0].label} has operations whose request or response is missing here"
        report.note("unpaired-operation", source, f"{message}: {_first_few(unpaired)}", hint=_HINT)
    return tuple(operations)


def find_waiters(shapes: Mapping[str, ir.Shape], model: ir.Service | None) -> tuple[ir.Waiter, ...]:
    """Waiters of the service whose request classes are among `shapes`."""
    if model is None:
        return ()
    inputs = {each.name: each.input for each in model.operations if _has_members(each.input, model)}
    unused = set(shapes)
    waiters = []
    for each in model.waiters:
        if (shape := inputs.get(each.operation)) and (input_ := _take([shape.name], _WAIT_ENDINGS, unused)):
            waiters.append(ir.Waiter(name=each.name, operation=each.operation, input=input_))
    return tuple(waiters)


def _request_name(operation: ir.Operation) -> str:
    """The name for the request class of an operation without parameters."""
    return naming.pascal_case(operation.input.name if operation.input else f"{operation.name}Request")


def _has_members(ref: ir.Ref | None, model: ir.Service) -> bool:
    shape = model.shapes.get(ref.name) if ref else None
    return isinstance(shape, ir.Structure | ir.Union) and bool(shape.members)


def _take_request(operation: ir.Operation, unused: set[str]) -> ir.Ref | None:
    assert operation.input
    hand_written = f"Client{operation.name}Request"  # in the stubs of EC2, for CreateTags and DeleteTags
    return _take([operation.input.name], _INPUT_ENDINGS, unused) or _take([hand_written], ("",), unused)


def _take_paginator(operation: ir.Operation, unused: set[str]) -> ir.Paginator | None:
    """The paginator of an operation, without tokens: its request class has no members for them."""
    if not (operation.input and operation.paginator):
        return None
    return ir.Paginator(tokens=(), input=_take([operation.input.name], _PAGINATE_ENDINGS, unused))


def _has_response_class(operation: ir.Operation, model: ir.Service) -> bool:
    """Whether the stubs have a class for the response. If its shape has no members, they say no more than `dict`."""
    return operation.output is None or _has_members(operation.output, model)


def _find_response(operation: ir.Operation, model: ir.Service, responses: set[str]) -> ir.Ref | None:
    if operation.output is None:
        return _find_empty_response(responses)
    if not _has_members(operation.output, model):
        return None
    name = operation.output.name
    return _find([name, name.removesuffix("Output")], _OUTPUT_ENDINGS, responses)


def _find_empty_response(responses: set[str]) -> ir.Ref | None:
    return _find(["EmptyResponseMetadata"], ("",), responses)


def _pair_stems(requests: set[str], responses: set[str], source: ir.Source, report: Report) -> tuple[ir.Operation, ...]:
    inputs = {name.removesuffix("Request"): name for name in requests if name.endswith("Request")}
    outputs = {
        name.removesuffix(ending): name
        for ending in ("Response", "Result", "Output")
        for name in responses
        if name.endswith(ending)
    }
    stems = sorted(inputs.keys() & outputs.keys())
    unpaired = sorted(requests - {inputs[stem] for stem in stems} | responses - {outputs[stem] for stem in stems})
    if unpaired:
        message = f"requests and responses without a counterpart: {_first_few(unpaired)}"
        report.note("unpaired-operation", source, message, hint=_HINT)
    may_be_paginated = ir.Paginator(tokens=())  # nothing says that an operation is not
    return tuple(
        ir.Operation(
            name=stem,
            input=ir.Ref(inputs[stem]),
            output=ir.Ref(outputs[stem]),
            paginator=may_be_paginated,
            source=source,
        )
        for stem in stems
    )


def _find(shapes: Iterable[str], endings: Iterable[str], names: set[str]) -> ir.Ref | None:
    """The first shape, as the stubs spell it, with the first ending for which the result is one of `names`."""
    stems = [naming.pascal_case(shape) for shape in shapes]
    return next((ir.Ref(stem + ending) for stem in stems for ending in endings if stem + ending in names), None)


def _take(shapes: Iterable[str], endings: Iterable[str], names: set[str]) -> ir.Ref | None:
    """Like `_find`, and removes the name from `names` so that it is not used twice."""
    found = _find(shapes, endings, names)
    names -= {found.name} if found else set()
    return found


def _has_use(shape: ir.Shape, use: ir.Use) -> bool:
    return isinstance(shape, ir.Structure) and shape.use is use


def _first_few(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
