"""Dataclasses, in one package for each service.

A cattrs converter translates between them and what the client takes and returns.
"""

from collections.abc import Iterable, Iterator, Mapping

from .. import ir
from ..diagnostics import Report
from ..ir import ScalarKind
from ..options import Options
from .file import File
from .python.escaping import string
from .python.formatting import Call, Expression, Subscript
from .python.package import CALL_FUNCTIONS, package_files, shared_files
from .python.spelling import COMMON_HELPERS, Dialect, FieldParts, UseName, absent_default

_BOTH_WAYS: Mapping[ScalarKind, str] = {
    ScalarKind.STRING: "str",
    ScalarKind.BOOLEAN: "bool",
    ScalarKind.INTEGER: "int",
    ScalarKind.LONG: "int",
    ScalarKind.ANY: "Any",
}
_SENT: Mapping[ScalarKind, str] = {
    **_BOTH_WAYS,
    ScalarKind.FLOAT: "_FloatIn",
    ScalarKind.DOUBLE: "_FloatIn",
    ScalarKind.TIMESTAMP: "_TimestampIn",
    ScalarKind.BLOB: "_BlobIn",
    ScalarKind.DOCUMENT: "_DocumentIn",
}
_RECEIVED: Mapping[ScalarKind, str] = {
    **_BOTH_WAYS,
    ScalarKind.FLOAT: "float",
    ScalarKind.DOUBLE: "float",
    ScalarKind.TIMESTAMP: "_TimestampOut",
    ScalarKind.BLOB: "bytes",
    ScalarKind.DOCUMENT: "Any",
}


def generate(service: ir.Service, options: Options, report: Report) -> Iterator[File]:
    """The package `dataclass_models/<service>`."""
    return package_files(service, options, _DIALECT, report)


def generate_shared(services: Iterable[str], options: Options) -> Iterator[File]:
    """The files in `dataclass_models` that the packages of all services share."""
    return shared_files(options, _DIALECT)


def _field(parts: FieldParts, use: UseName) -> tuple[Expression, Expression | None]:
    """`type = field(default=None, metadata=_wire("Name"))`."""
    member = parts.member
    marks: list[Expression] = []
    if not member.required and member.absent is ir.Absent.EMPTY:
        marks.append(use("_or_empty"))
    if not member.required and member.absent is ir.Absent.UNEXPECTED and not isinstance(member.type, ir.Stream):
        marks.append(use("_nullable"))
    if parts.sent:
        marks.append(Call(use("_sent"), parts.sent))
    type_ = Subscript(use("Annotated"), (parts.type, *marks)) if marks else parts.type
    wire = use("_stream" if isinstance(member.type, ir.Stream) else "_wire")
    default = absent_default(member, use)
    arguments: list[Expression] = [] if default is None else [f"default={default}"]
    if member.sensitive or isinstance(member.type, ir.Stream):
        arguments.append("repr=False")
    arguments.append(Call(f"metadata={wire}", (parts.wire_names,)))
    return string(type_) if parts.is_quoted else type_, Call(use("field"), tuple(arguments))


_DIALECT = Dialect(
    folder="dataclass_models",
    public_names={**dict.fromkeys(CALL_FUNCTIONS, "_calls"), "is_absent": "_absent"},
    templates="dataclasses",
    shared_modules=(
        "_absent",
        "_aliases",
        "_bounds",
        "_calls",
        "_class_hooks",
        "_composite_hooks",
        "_containers",
        "_converter",
        "_json_values",
        "_models",
        "_patterns",
        "_recursion",
        "_scalar_hooks",
        "_scalars",
        "_streams",
    ),
    helpers={**COMMON_HELPERS, "_resolve_annotations": "_models"},
    sent_scalars=_SENT,
    received_scalars=_RECEIVED,
    lists=("_ListIn", "_ListOut"),
    maps=("_MapIn", "_MapOut"),
    field=_field,
    complete_class=lambda name, use: f"{use('_resolve_annotations')}({name})",
    can_run=lambda pattern: pattern.in_python,
    decorator="dataclass",
    user_base=lambda options: options.dataclass_base,
    package_modules=("converter",),
)
