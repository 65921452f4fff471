"""Which request goes with which response, where the spec is a set of types and says nothing of operations."""

from collections.abc import Iterable, Mapping

from ... import ir, naming
from ...diagnostics import Report
from .installed import InstalledOperation, InstalledService

# What the stubs put behind the name of an input or output shape when it is taken, in the order in which they try.
# `Extra`, and as many of it, where several operations take the same shape.
_INPUT_ENDINGS = ("", "Request", *(f"Request{'Extra' * times}" for times in range(1, 9)), "Extra")
_PAGINATE_ENDINGS = tuple(f"Paginate{'Extra' * times}" for times in range(9))
_WAIT_ENDINGS = tuple(f"Wait{'Extra' * times}" for times in range(9))
_OUTPUT_ENDINGS = ("", "Response", "ResponseExtra", "Extra")
_HINT = "OPERATIONS leaves them out, or says None"


def pair_operations(
    shapes: Mapping[str, ir.Shape], installed: InstalledService | None, source: ir.Source, report: Report
) -> tuple[ir.Operation, ...]:
    """Operations of the installed botocore whose classes are among `shapes`; without it, stems that match exactly."""
    requests = {name for name, shape in shapes.items() if _used(shape, ir.Use.REQUEST)}
    responses = {name for name, shape in shapes.items() if _used(shape, ir.Use.RESPONSE)} - {"ResponseMetadata"}
    if installed is None:
        return _pair_stems(requests, responses, source, report)
    operations = []
    unpaired = []
    free = set(requests)  # each class of parameters is one method's
    for each in installed.operations:
        input_ = _input(each, free)
        output = _output(each, responses)
        if (each.input and not input_) or (each.returns_members and not output):
            unpaired.append(each.name)
        if input_ or output or not each.input:
            paginator = _paginator(each, free)
            operations.append(
                ir.Operation(name=each.name, input=input_, output=output, paginator=paginator, source=source)
            )
    if unpaired:
        message = f"botocore {installed.ingredient.version} has operations whose request or response is not here"
        report.note("unpaired-operation", source, f"{message}: {_some(unpaired)}", hint=_HINT)
    return tuple(operations)


def find_waiters(shapes: Mapping[str, ir.Shape], installed: InstalledService | None) -> tuple[ir.Waiter, ...]:
    """Waiters of the installed botocore whose classes are among `shapes`."""
    if installed is None:
        return ()
    inputs = {each.name: each.input for each in installed.operations}
    free = set(shapes)
    found = []
    for name, operation in installed.waiters:
        if (shape := inputs.get(operation)) and (input_ := _take([shape], _WAIT_ENDINGS, free)):
            found.append(ir.Waiter(name=name, operation=operation, input=input_))
    return tuple(found)


def _input(operation: InstalledOperation, free: set[str]) -> ir.Ref | None:
    if operation.input is None:
        return None
    written_by_hand = f"Client{operation.name}Request"  # EC2's CreateTags and DeleteTags
    return _take([operation.input], _INPUT_ENDINGS, free) or _take([written_by_hand], ("",), free)


def _paginator(operation: InstalledOperation, free: set[str]) -> ir.Paginator | None:
    """Which members it fills in is nothing to a class that leaves them out already."""
    if not (operation.input and operation.is_paginated):
        return None
    input_ = _take([operation.input], _PAGINATE_ENDINGS, free)
    return ir.Paginator(tokens=(), input=input_) if input_ else None


def _output(operation: InstalledOperation, responses: set[str]) -> ir.Ref | None:
    if operation.output is None:
        return _find(["EmptyResponseMetadata"], ("",), responses)
    if not operation.returns_members:
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
    both = sorted(inputs.keys() & outputs.keys())
    alone = sorted(requests - {inputs[stem] for stem in both} | responses - {outputs[stem] for stem in both})
    if alone:
        report.note("unpaired-operation", source, f"no request and response of one name: {_some(alone)}", hint=_HINT)
    return tuple(
        ir.Operation(name=stem, input=ir.Ref(inputs[stem]), output=ir.Ref(outputs[stem]), source=source)
        for stem in both
    )


def _find(shapes: Iterable[str], endings: Iterable[str], names: set[str]) -> ir.Ref | None:
    """The first name there is, each shape's written as the stubs do, with each of the endings."""
    stems = [naming.pascal_case(shape) for shape in shapes]
    return next((ir.Ref(stem + ending) for stem in stems for ending in endings if stem + ending in names), None)


def _take(shapes: Iterable[str], endings: Iterable[str], names: set[str]) -> ir.Ref | None:
    """The same, and nobody finds it again."""
    found = _find(shapes, endings, names)
    names -= {found.name} if found else set()
    return found


def _used(shape: ir.Shape, use: ir.Use) -> bool:
    return isinstance(shape, ir.Structure) and shape.use is use


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
