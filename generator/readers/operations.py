"""Which request goes with which response, where the spec is a set of types and says nothing of operations."""

from collections.abc import Iterable, Mapping

from generator import ir
from generator.diagnostics import Report
from generator.readers.installed import InstalledOperation, InstalledService

# How the stubs call the class of an operation's input shape when its own name is taken, in the order they try.
# The same for output shapes (the builder's shape parser; `X` first, for most names are free).
_INPUT_ENDINGS = ("", "Request", "RequestExtra", "Extra")
_OUTPUT_ENDINGS = ("", "Response", "Extra")
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
    for each in installed.operations:
        input_ = _find(each.input, _INPUT_ENDINGS, requests)
        output = _output(each, responses)
        if (each.input and not input_) or (each.returns_members and not output):
            unpaired.append(each.name)
        if input_ or output or not each.input:
            operations.append(ir.Operation(name=each.name, input=input_, output=output, source=source))
    if unpaired:
        message = f"botocore {installed.ingredient.version} has operations whose request or response is not here"
        report.note("unpaired-operation", source, f"{message}: {_some(unpaired)}", hint=_HINT)
    return tuple(operations)


def _output(operation: InstalledOperation, responses: set[str]) -> ir.Ref | None:
    if operation.output is None:
        return _find("EmptyResponseMetadata", ("",), responses)
    return _find(operation.output, _OUTPUT_ENDINGS, responses) if operation.returns_members else None


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


def _find(shape: str | None, endings: Iterable[str], names: set[str]) -> ir.Ref | None:
    if shape is None:
        return None
    stem = "".join(part[:1].upper() + part[1:] for part in shape.split("_"))
    return next((ir.Ref(stem + ending) for ending in endings if stem + ending in names), None)


def _used(shape: ir.Shape, use: ir.Use) -> bool:
    return isinstance(shape, ir.Structure) and shape.use is use


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
