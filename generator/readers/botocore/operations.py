"""The operations of a spec that only declares types: finds the request and the response that belong together."""

from collections.abc import Iterable, Mapping

from ... import ir, naming
from ...diagnostics import Report
from .installed import InstalledOperation, InstalledService

# What the stubs append to the name of an input or output shape if the name is taken, in the order in which they try.
# If several operations have the same input shape, they append `Extra`, as often as necessary.
_INPUT_ENDINGS = ("", "Request", *(f"Request{'Extra' * times}" for times in range(1, 9)), "Extra")
_PAGINATE_ENDINGS = tuple(f"Paginate{'Extra' * times}" for times in range(9))
_WAIT_ENDINGS = tuple(f"Wait{'Extra' * times}" for times in range(9))
_OUTPUT_ENDINGS = ("", "Response", "ResponseExtra", "Extra")
_HINT = "OPERATIONS omits them, or has None in place of the class"


def pair_operations(
    shapes: Mapping[str, ir.Shape], installed: InstalledService | None, source: ir.Source, report: Report
) -> tuple[ir.Operation, ...]:
    """Operations of the installed botocore whose classes are among `shapes`.

    Without an installed service, a request and a response belong together if the stems of their names are equal.
    """
    requests = {name for name, shape in shapes.items() if _has_use(shape, ir.Use.REQUEST)}
    responses = {name for name, shape in shapes.items() if _has_use(shape, ir.Use.RESPONSE)} - {"ResponseMetadata"}
    if installed is None:
        return _pair_stems(requests, responses, source, report)
    operations = []
    unpaired = []
    unused = set(requests)  # each request class belongs to one method
    for each in installed.operations:
        input_ = _take_request(each, unused)
        output = _find_response(each, responses)
        if (each.input and not input_) or (each.has_response_class and not output):
            unpaired.append(each.name)
        if input_ or output or not each.input:
            paginator = _take_paginator(each, unused)
            operations.append(
                ir.Operation(name=each.name, input=input_, output=output, paginator=paginator, source=source)
            )
    if unpaired:
        message = f"botocore {installed.ingredient.version} has operations whose request or response is missing here"
        report.note("unpaired-operation", source, f"{message}: {_first_few(unpaired)}", hint=_HINT)
    return tuple(operations)


def find_waiters(shapes: Mapping[str, ir.Shape], installed: InstalledService | None) -> tuple[ir.Waiter, ...]:
    """Waiters of the installed botocore whose request classes are among `shapes`."""
    if installed is None:
        return ()
    inputs = {each.name: each.input for each in installed.operations}
    unused = set(shapes)
    waiters = []
    for name, operation in installed.waiters:
        if (shape := inputs.get(operation)) and (input_ := _take([shape], _WAIT_ENDINGS, unused)):
            waiters.append(ir.Waiter(name=name, operation=operation, input=input_))
    return tuple(waiters)


def _take_request(operation: InstalledOperation, unused: set[str]) -> ir.Ref | None:
    if operation.input is None:
        return None
    hand_written = f"Client{operation.name}Request"  # in the stubs of EC2, for CreateTags and DeleteTags
    return _take([operation.input], _INPUT_ENDINGS, unused) or _take([hand_written], ("",), unused)


def _take_paginator(operation: InstalledOperation, unused: set[str]) -> ir.Paginator | None:
    """The paginator of an operation, without tokens: its request class has no members for them."""
    if not (operation.input and operation.is_paginated):
        return None
    input_ = _take([operation.input], _PAGINATE_ENDINGS, unused)
    return ir.Paginator(tokens=(), input=input_) if input_ else None


def _find_response(operation: InstalledOperation, responses: set[str]) -> ir.Ref | None:
    if operation.output is None:
        return _find(["EmptyResponseMetadata"], ("",), responses)
    if not operation.has_response_class:
        return None
    return _find([operation.output, operation.output.removesuffix("Output")], _OUTPUT_ENDINGS, responses)


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
    return tuple(
        ir.Operation(name=stem, input=ir.Ref(inputs[stem]), output=ir.Ref(outputs[stem]), source=source)
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
