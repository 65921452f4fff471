"""Pydantic v2 models that validate as the real client does, in one package for each service."""

from collections.abc import Iterable, Iterator, Mapping

from .. import ir
from ..diagnostics import Report
from ..ir import ScalarKind
from ..options import Options
from .file import File
from .patterns import Translation
from .python.escaping import string
from .python.formatting import Call, Expression, Subscript
from .python.package import CALL_FUNCTIONS, package_files, shared_files
from .python.spelling import COMMON_HELPERS, Dialect, FieldParts, UseName, absent_default

_BOTH_WAYS: Mapping[ScalarKind, str] = {
    ScalarKind.STRING: "str",
    ScalarKind.BOOLEAN: "bool",
    ScalarKind.ANY: "Any",
}
_SENT: Mapping[ScalarKind, str] = {
    **_BOTH_WAYS,
    ScalarKind.INTEGER: "_IntIn",
    ScalarKind.LONG: "_IntIn",
    ScalarKind.FLOAT: "_FloatIn",
    ScalarKind.DOUBLE: "_FloatIn",
    ScalarKind.TIMESTAMP: "_TimestampIn",
    ScalarKind.BLOB: "_BlobIn",
    ScalarKind.DOCUMENT: "_DocumentIn",
}
_RECEIVED: Mapping[ScalarKind, str] = {
    **_BOTH_WAYS,
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
    return package_files(service, options, _DIALECT, report)


def generate_shared(services: Iterable[str], options: Options) -> Iterator[File]:
    """The files in `pydantic_models` that the packages of all services share."""
    return shared_files(options, _DIALECT)


def _field(parts: FieldParts, use: UseName) -> tuple[Expression, Expression | None]:
    """`Annotated[type, _wire("Name"), _min(1)] = None`."""
    member = parts.member
    traits = ["nullable=True"] if member.required and ir.allows_null(member.type) else []
    traits += [f"{trait}=True" for trait in ("sensitive", "deprecated") if getattr(member, trait)]
    name = Call(use(_name_function(member)), (parts.wire_names, *traits))
    type_, *sent = [string(each) if parts.is_quoted else each for each in (parts.type, *parts.sent[:1])]
    marks = [*parts.bounds]
    if not member.required and member.absent is ir.Absent.EMPTY:
        marks.append(use("_or_empty"))
    if not member.required and member.absent is ir.Absent.UNEXPECTED and not isinstance(member.type, ir.Stream):
        marks.append(use("_nullable"))
    if sent:
        marks.append(Call(use("_sent"), (*sent, *parts.sent[1:])))
    if parts.is_shared:
        marks.append(use("_revalidated"))
    return Subscript(use("Annotated"), (type_, name, *marks)), absent_default(member, use)


def _name_function(member: ir.Member) -> str:
    """The function that gives a field its name on the wire."""
    if isinstance(member.type, ir.Stream):
        return "_stream"
    if member.required or member.absent is not ir.Absent.EMPTY:
        return "_wire"
    return "_wire_list" if isinstance(member.type, ir.List) else "_wire_map"


def _pattern_arguments(pattern: Translation) -> tuple[str, ...]:
    """The engine that runs the pattern, and whether the JSON Schema of a model may contain it."""
    engine = () if pattern.in_rust else ('engine="python"',)
    return engine if pattern.in_ecmascript else (*engine, "described=False")


_DIALECT = Dialect(
    folder="pydantic_models",
    public_names={**dict.fromkeys(CALL_FUNCTIONS, "_calls"), "JsonForm": "_json_form", "is_absent": "_absent"},
    templates="pydantic",
    shared_modules=(
        "_absent",
        "_aliases",
        "_bounds",
        "_calls",
        "_containers",
        "_documentation",
        "_json_form",
        "_json_values",
        "_models",
        "_patterns",
        "_received",
        "_recursion",
        "_scalars",
        "_streams",
        "_unexpected",
    ),
    helpers={
        **COMMON_HELPERS,
        "_BlobOut": "_scalars",
        "_FloatOut": "_scalars",
        "_IntIn": "_scalars",
        "_revalidated": "_models",
        "_wire_list": "_models",
        "_wire_map": "_models",
    },
    sent_scalars=_SENT,
    received_scalars=_RECEIVED,
    lists=("_ListIn", "_ListOut"),
    maps=("_MapIn", "_MapOut"),
    field=_field,
    has_separate_bounds=True,
    user_base=lambda options: options.pydantic_base,
    can_run=lambda pattern: pattern.in_rust or pattern.in_python,
    pattern_arguments=_pattern_arguments,
    secret_argument="hide_input_in_errors=True",
    complete_class=lambda name, use: f"{name}.model_rebuild()",
)
