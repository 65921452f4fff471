"""Pydantic v2 models: one package a service, which validate as the real client does."""

from collections.abc import Iterable, Iterator, Mapping

from .. import ir
from ..diagnostics import Report
from ..ir import ScalarKind
from ..options import Options
from .file import File
from .patterns import Translation
from .python.formatting import Expression, Subscript
from .python.package import CALLS, package, shared
from .python.spelling import Dialect, FieldView, UseName

_EITHER_WAY: Mapping[ScalarKind, str] = {
    ScalarKind.STRING: "str",
    ScalarKind.BOOLEAN: "bool",
    ScalarKind.ANY: "Any",
}
_SENT: Mapping[ScalarKind, str] = {
    **_EITHER_WAY,
    ScalarKind.INTEGER: "_IntIn",
    ScalarKind.LONG: "_IntIn",
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
    ScalarKind.INTEGER: "int",
    ScalarKind.LONG: "int",
    ScalarKind.FLOAT: "_FloatOut",
    ScalarKind.DOUBLE: "_FloatOut",
    ScalarKind.TIMESTAMP: "_TimestampOut",
    ScalarKind.BLOB: "_BlobOut",
    ScalarKind.DOCUMENT: "Any",
}


def generate(service: ir.Service, options: Options, report: Report) -> Iterator[File]:
    """The package `pydantic_models/<service>`."""
    return package(service, options, _DIALECT, report)


def combine(services: Iterable[str], options: Options) -> Iterator[File]:
    """The files in `pydantic_models` that the packages of all services share."""
    return shared(options, _DIALECT)


def _field(view: FieldView, use: UseName) -> tuple[Expression, Expression | None]:
    """`Annotated[type, _wire("Name"), _min(1)] = None`."""
    member = view.member
    wire = use("_stream" if isinstance(member.type, ir.Stream) else "_wire")
    traits = ["nullable=True"] if member.required and ir.allows_null(member.type) else []
    traits += [f"{trait}=True" for trait in ("sensitive", "deprecated") if getattr(member, trait)]
    name = Subscript(wire, (view.wire, *traits), "()")
    annotation = Subscript(use("Annotated"), (view.type, name, *view.bounds))
    return annotation, None if member.required else "None"


def _how(pattern: Translation) -> tuple[str, ...]:
    """Which engine runs it; and whether JSON Schema may say it, whose engines are others."""
    engine = () if pattern.in_rust else ('engine="python"',)
    return engine if pattern.in_ecmascript else (*engine, "described=False")


def _stand_in(strict: Expression, every: Expression, use: UseName) -> Expression:
    return Subscript(use("Annotated"), (every, Subscript(use("_judged_by"), (strict,), "()")))


_DIALECT = Dialect(
    folder="pydantic_models",
    root={**dict.fromkeys(CALLS, "_calls"), "JsonForm": "_runtime"},
    templates="pydantic",
    sent=_SENT,
    received=_RECEIVED,
    shared_scalars=_SHARED,
    lists=("_ListIn", "_ListOut"),
    maps=("_MapIn", "_MapOut"),
    field=_field,
    stand_in=_stand_in,
    bounds_beside=True,
    base=lambda options: options.pydantic_base,
    runs=lambda pattern: pattern.in_rust or pattern.in_python,
    how=_how,
    secret="hide_input_in_errors=True",
    complete=lambda name, use: f"{name}.model_rebuild()",
)
