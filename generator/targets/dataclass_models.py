"""Dataclasses, in one package for each service.

A cattrs converter translates between them and what the client takes and returns.
"""

from collections.abc import Iterable, Iterator

from .. import ir
from ..diagnostics import Report
from ..options import Options
from .file import File
from .python.escaping import string
from .python.formatting import Call, Expression, Subscript, field_definition
from .python.package import CALL_NAMES, package_files, shared_files
from .python.spelling import COMMON_HELPERS, AliasParts, Dialect, FieldParts, UseName, absent_default, sent_mark, union


def generate(service: ir.Service, options: Options, report: Report) -> Iterator[File]:
    """The package of `service`."""
    return package_files(service, options, _DIALECT, report)


def generate_shared(services: Iterable[str], options: Options) -> Iterator[File]:
    """The files that the packages of all services share."""
    return shared_files(options, _DIALECT)


def _field(parts: FieldParts, use: UseName) -> tuple[Expression, Expression | None]:
    """`type = field(default=None, metadata=_wire("Name"))`."""
    member = parts.member
    is_stream = isinstance(member.type, ir.Stream)
    marks: list[Expression] = [*parts.bounds]
    if not member.required and member.absent is ir.Absent.UNEXPECTED and not is_stream:
        marks.append(use("_nullable"))
    if parts.sent:
        marks.append(sent_mark(parts, use))
    type_, default = parts.type, absent_default(member, use)
    if member.absent is ir.Absent.APART:
        type_, default = union((type_, use("Absent"))), use("ABSENT")
    arguments: list[Expression] = [] if default is None else [f"default={default}"]
    if member.sensitive or is_stream:
        arguments.append("repr=False")
    metadata = f"metadata={use('_stream' if is_stream else '_wire')}"
    arguments.append(Call(metadata, (parts.wire_names, *marks)))
    return string(type_) if parts.is_quoted else type_, Call(use("field"), tuple(arguments))


def _alias(parts: AliasParts, use: UseName) -> tuple[Expression, Expression]:
    """The type; if a value is sent as another, `Annotated[type, _sent(other)]`."""
    type_ = union((parts.type, *parts.stand_ins))
    marks = [*parts.bounds, Call(use("_sent"), (parts.sent,))] if parts.sent else parts.bounds
    if marks:
        type_ = Subscript(use("Annotated"), (type_, *marks))
    return type_, type_


def _unknown_members(type_: tuple[Expression, ...], fields: tuple[str, ...], is_quoted: bool, use: UseName) -> str:
    """`extra: dict[str, type] = field(default_factory=dict, metadata=_UNKNOWN)`."""
    name = "extra"
    while name in fields:
        name += "_"
    plain, *bounds = type_ or (use("Any"),)
    value = Subscript(use("Annotated"), (plain, *bounds)) if bounds else plain
    annotation = Subscript(use("dict"), (use("str"), value))
    default = Call(use("field"), (f"default_factory={use('dict')}", f"metadata={use('_UNKNOWN')}"))
    return field_definition(name, string(annotation) if is_quoted else annotation, default)


_DIALECT = Dialect(
    name="dataclass_models",
    target="dataclasses",
    public_names={
        **CALL_NAMES,
        "ABSENT": "_absent",
        "Absent": "_absent",
        "is_absent": "_absent",
        "present": "_absent",
    },
    templates="dataclasses",
    shared_modules=(
        "_absent",
        "_aliases",
        "_async_calls",
        "_bounds",
        "_calls",
        "_class_code",
        "_class_hooks",
        "_composite_hooks",
        "_converter",
        "_field_types",
        "_garbage",
        "_hooks",
        "_json_values",
        "_members",
        "_mistakes",
        "_models",
        "_patterns",
        "_recursion",
        "_requests",
        "_requirements",
        "_scalar_hooks",
        "_scalars",
        "_signatures",
        "_source_files",
        "_streams",
        "_unions",
        "aio",
        "testing",
    ),
    helpers={**COMMON_HELPERS, "_UNKNOWN": "_members", "_one_of": "_members", "_resolve_annotations": "_members"},
    field=_field,
    alias=_alias,
    unknown_members=_unknown_members,
    complete_class=lambda name, use: f"{use('_resolve_annotations')}({name})",
    can_run=lambda pattern: pattern.in_python,
    decorator="dataclass",
    user_base=lambda options: options.dataclass_base,
    package_modules=("converter",),
)
