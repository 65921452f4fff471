"""Pydantic v2 models that validate as the real client does, in one package for each service."""

from collections.abc import Iterable, Iterator
from textwrap import indent

from .. import ir
from ..diagnostics import Report
from ..options import Options
from .file import File
from .patterns import Translation
from .python.escaping import string
from .python.formatting import INDENT, Call, Expression, Subscript, UnionExpression, field_definition
from .python.package import CALL_NAMES, package_files, shared_files
from .python.spelling import (
    COMMON_HELPERS,
    AliasParts,
    Dialect,
    FieldParts,
    UseName,
    absent_default,
    sent_mark,
    union,
)


def generate(service: ir.Service, options: Options, report: Report) -> Iterator[File]:
    """The package of `service`."""
    return package_files(service, options, _DIALECT, report)


def generate_shared(services: Iterable[str], options: Options) -> Iterator[File]:
    """The files that the packages of all services share."""
    return shared_files(options, _DIALECT)


def _field(parts: FieldParts, use: UseName) -> tuple[Expression, Expression | None]:
    """`Annotated[type, _wire("Name"), _min(1)] = None`."""
    member = parts.member
    traits = ["nullable=True"] if parts.keeps_null else []
    traits += [f"{trait}=True" for trait in ("sensitive", "deprecated") if getattr(member, trait)]
    name = Call(use(_name_function(parts)), (parts.wire_names, *traits))
    marks: list[Expression] = [*parts.bounds]
    if not member.required and member.absent is ir.Absent.UNEXPECTED and not isinstance(member.type, ir.Stream):
        marks.append(use("_nullable"))
    if parts.sent:
        is_empty = not member.required and member.absent is ir.Absent.EMPTY
        marks.append(sent_mark(parts, use, *([use("_or_empty")] if is_empty else [])))
    if isinstance(member.type, ir.Scalar) and member.type.kind is ir.ScalarKind.OBJECT:
        marks.append(use("_passed_on"))
    type_ = string(parts.type) if parts.is_quoted else parts.type
    return Subscript(use("Annotated"), (type_, name, *marks)), absent_default(member, use)


def _alias(parts: AliasParts, use: UseName) -> tuple[Expression, Expression]:
    """`Annotated[type, _typed]`. Type checkers see the stand-ins in a union; FastAPI would describe these."""
    marks: list[Expression] = [use("_typed"), *parts.bounds] if parts.has_rules else [*parts.bounds]
    if parts.stand_ins:
        marks.append(Call(use("_or_dumped"), parts.stand_ins))
    if parts.sent:
        marks.append(Call(use("_sent"), (parts.sent,)))
    validated = Subscript(use("Annotated"), (parts.type, *marks)) if marks else parts.type
    return validated, union((parts.type, *parts.stand_ins)) if parts.stand_ins else validated


def _unknown_members(type_: tuple[Expression, ...], fields: tuple[str, ...], is_quoted: bool, use: UseName) -> str:
    """`__pydantic_extra__: dict[str, type]`. Type checkers have that of `BaseModel`, which no class may narrow."""
    if not type_:
        return ""
    plain, *bounds = type_
    annotation = Subscript(use("dict"), (use("str"), Subscript(use("Annotated"), (plain, use("_typed"), *bounds))))
    definition = field_definition("__pydantic_extra__", string(annotation) if is_quoted else annotation, None)
    return f"{INDENT}if not {use('TYPE_CHECKING')}:\n{indent(definition, INDENT)}"


def _name_function(parts: FieldParts) -> str:
    """The function that gives a field its name on the wire."""
    member = parts.member
    if isinstance(member.type, ir.Stream):
        return "_stream"
    if parts.has_rules and not isinstance(parts.type, UnionExpression):  # Python would merge the marks of the two
        return "_wire_alias"
    if member.required or member.absent is not ir.Absent.EMPTY:
        return "_wire"
    return "_wire_list" if isinstance(member.type, ir.List) else "_wire_map"


def _pattern_arguments(pattern: Translation) -> tuple[str, ...]:
    """The engine that runs the pattern, and whether the JSON Schema of a model may contain it."""
    engine = () if pattern.in_rust else ('engine="python"',)
    return engine if pattern.in_json_schema else (*engine, "described=False")


_DIALECT = Dialect(
    name="pydantic_models",
    target="pydantic",
    public_names={
        **CALL_NAMES,
        "JsonForm": "_json_form",
        "TextForm": "_json_form",
        "is_absent": "_absent",
        "present": "_absent",
        "without_unused_components": "_json_schema",
    },
    templates="pydantic",
    shared_modules=(
        "_absent",
        "_aliases",
        "_async_calls",
        "_bounds",
        "_calls",
        "_directions",
        "_field_types",
        "_garbage",
        "_json_form",
        "_json_schema",
        "_json_values",
        "_members",
        "_models",
        "_patterns",
        "_received",
        "_recursion",
        "_requests",
        "_requirements",
        "_scalars",
        "_signatures",
        "_source_files",
        "_streams",
        "_types",
        "_unexpected",
        "_unions",
        "_written",
        "aio",
        "testing",
    ),
    helpers={
        **COMMON_HELPERS,
        **dict.fromkeys(("_RequestUnion", "_SharedUnion"), "_unions"),
        **dict.fromkeys(("_Written", "_WrittenAllow", "_WrittenForbid", "_WrittenIgnore"), "_written"),
        "_one_of": "_types",
        "_or_empty": "_types",
        "_or_dumped": "_types",
        "_passed_on": "_types",
        "_typed": "_types",
        "_wire_alias": "_members",
        "_wire_list": "_members",
        "_wire_map": "_members",
    },
    field=_field,
    alias=_alias,
    unknown_members=_unknown_members,
    requirements="_requirements",
    user_base=lambda options: options.pydantic_base,
    can_run=lambda pattern: pattern.in_rust or pattern.in_python,
    pattern_arguments=_pattern_arguments,
    secret_argument="hide_input_in_errors=True",
    complete_class=lambda name, use: f"{name}.model_rebuild()",
)
