"""Dataclasses: one package a service, and a cattrs converter between them and what the client takes and returns."""

from collections.abc import Iterable, Iterator, Mapping

from .. import ir
from ..diagnostics import Report
from ..ir import ScalarKind
from ..options import Options
from .file import File
from .python.formatting import Expression, Subscript
from .python.package import CALLS, package, shared
from .python.spelling import Dialect, FieldView, UseName

_EITHER_WAY: Mapping[ScalarKind, str] = {
    ScalarKind.STRING: "str",
    ScalarKind.BOOLEAN: "bool",
    ScalarKind.INTEGER: "int",
    ScalarKind.LONG: "int",
    ScalarKind.ANY: "Any",
}
_SENT: Mapping[ScalarKind, str] = {
    **_EITHER_WAY,
    ScalarKind.FLOAT: "_FloatIn",
    ScalarKind.DOUBLE: "_FloatIn",
    ScalarKind.TIMESTAMP: "_TimestampIn",
    ScalarKind.BLOB: "_BlobIn",
    ScalarKind.DOCUMENT: "_DocumentIn",
}
_SHARED: Mapping[ScalarKind, str] = {
    **_SENT,
    ScalarKind.FLOAT: "_FloatShared",
    ScalarKind.DOUBLE: "_FloatShared",
}
_RECEIVED: Mapping[ScalarKind, str] = {
    **_EITHER_WAY,
    ScalarKind.FLOAT: "float",
    ScalarKind.DOUBLE: "float",
    ScalarKind.TIMESTAMP: "_Timestamp",
    ScalarKind.BLOB: "bytes",
    ScalarKind.DOCUMENT: "Any",
}


def generate(service: ir.Service, options: Options, report: Report) -> Iterator[File]:
    """The package `dataclass_models/<service>`."""
    return package(service, options, _DIALECT, report)


def combine(services: Iterable[str], options: Options) -> Iterator[File]:
    """The files in `dataclass_models` that the packages of all services share."""
    return shared(options, _DIALECT)


def _field(view: FieldView, use: UseName) -> tuple[Expression, Expression | None]:
    """`type = field(default=None, metadata=_wire("Name"))`."""
    member = view.member
    wire = use("_stream" if isinstance(member.type, ir.Stream) else "_wire")
    arguments: list[Expression] = [] if member.required else ["default=None"]
    if member.sensitive or isinstance(member.type, ir.Stream):
        arguments.append("repr=False")
    arguments.append(Subscript(f"metadata={wire}", (view.wire,), "()"))
    return view.type, Subscript(use("field"), tuple(arguments), "()")


def _stand_in(strict: Expression, every: Expression, use: UseName) -> Expression:
    return Subscript(use("Annotated"), (every, Subscript(use("_judged_by"), (strict,), "()")))


_DIALECT = Dialect(
    folder="dataclass_models",
    root=dict.fromkeys(CALLS, "_calls"),
    templates="dataclasses",
    sent=_SENT,
    received=_RECEIVED,
    shared_scalars=_SHARED,
    lists=("_ListIn", "_ListOut"),
    maps=("_MapIn", "_MapOut"),
    field=_field,
    stand_in=_stand_in,
    complete=lambda name, use: f"{use('_resolve')}({name})",
    runs=lambda pattern: pattern.in_python,
    decorator="dataclass",
    base=lambda options: options.dataclass_base,
    modules=("converter",),
    shared=("_aliases", "_calls", "_converter", "_runtime"),
)
