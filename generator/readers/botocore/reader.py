"""Reads a service of botocore: `service-2.json`, with its paginators and waiters.

Shapes keep the names of botocore, and each is declared once, whether it is sent, received or both: the pass
`vocabulary` derives the names of the stubs and the directions. Members have the name that a caller writes, never the
one on the wire (`locationName`). Only the traits that some target uses reach the service.
"""

import functools
import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from ... import ir, naming
from ...diagnostics import Report, did_you_mean
from .service_data import (
    SCHEME,
    ServiceData,
    UnreadableError,
    api_versions,
    installed_services,
    load_file,
    load_installed,
)

_T = TypeVar("_T")

_SCALARS = {
    "string": ir.ScalarKind.STRING,
    "character": ir.ScalarKind.STRING,
    "char": ir.ScalarKind.STRING,
    "boolean": ir.ScalarKind.BOOLEAN,
    "byte": ir.ScalarKind.INTEGER,
    "short": ir.ScalarKind.INTEGER,
    "integer": ir.ScalarKind.INTEGER,
    "long": ir.ScalarKind.LONG,
    "bigInteger": ir.ScalarKind.LONG,
    "float": ir.ScalarKind.FLOAT,
    "double": ir.ScalarKind.DOUBLE,
    "bigDecimal": ir.ScalarKind.DOUBLE,
    "timestamp": ir.ScalarKind.TIMESTAMP,
    "blob": ir.ScalarKind.BLOB,
}
_DOCUMENT = ir.Scalar(ir.ScalarKind.DOCUMENT)
_JSON_VALUE = "jsonvalue"  # the trait of a member that is JSON in text
_MAX_DEPTH = 30  # of lists in lists; AWS has at most four


def read(spec: str, report: Report) -> ir.Service | None:
    """The service that `spec` names: `botocore:<name>`, `botocore:<name>/<API version>`, or the path of a file."""
    try:
        data = _load(spec, report)
    except UnreadableError as error:
        report.error("bad-service-file", ir.Source(str(error.file), error.line), error.reason)
        return None
    service = _Reader(data, ir.Source(spec), report).service() if data else None
    return None if report.has_errors else service


def _load(spec: str, report: Report) -> ServiceData | None:
    if not spec.startswith(SCHEME):
        return load_file(Path(spec))
    name, _, version = spec.removeprefix(SCHEME).partition("/")
    if data := load_installed(name, version):
        return data
    versions = api_versions(name)
    if versions:
        message = f"botocore has no API version {version} of {name}"
        hint = f"it has {', '.join(versions)}"
    else:
        message = f"botocore has no service {name}" if name else "the name of the service is missing"
        hint = did_you_mean(name.lower(), installed_services())
    report.error("unknown-service", ir.Source(spec), message, hint=hint)
    return None


class _Reader:
    """Reads one service. Shapes of the same name share one type."""

    def __init__(self, data: ServiceData, source: ir.Source, report: Report) -> None:
        self.data = data
        self.source = source
        self.report = report
        self.declared: Mapping[str, Any] = data.service.get("shapes") or {}
        self._types: dict[str, ir.Type] = {}
        self._sensitive: dict[str, bool] = {}  # by the name of the shape
        self._inline_enums: dict[str, ir.Enum] = {}  # declared by a member, not by a shape
        self._errors: frozenset[str] = frozenset()  # the shapes that operations name as their errors
        self._in_progress: list[str] = []  # shapes whose types are being read, the outermost first

    def service(self) -> ir.Service | None:
        """The service. None, with an error reported, if the file is not a service file."""
        operations = self.data.service.get("operations")
        if not isinstance(operations, dict) or not isinstance(self.declared, dict):
            hint = "expected a service-2.json of botocore"
            self.report.error("no-operations", self.source, "no operations and shapes in this file", hint=hint)
            return None
        read_operations = self._read_all(self._operation, dict(sorted(operations.items())))
        self._errors = frozenset(ref.name for each in read_operations for ref in each.errors)
        declared: tuple[ir.Shape, ...] = self._read_all(self._shape, self.declared)
        shapes = {each.name: each for each in (*self._inline_enums.values(), *declared)}
        return ir.Service(
            name=naming.service_name(self.data.name),
            client_name="" if self._is_installed else self._service_id,
            client_class=self._client_class,
            origin=self.data.ingredient.name if self._is_installed else f"service-2.json of {self.data.name}",
            ingredients=(self.data.ingredient,),
            operations=read_operations,
            waiters=self._read_all(self._waiter, self.data.waiters),
            shapes=dict(sorted(shapes.items())),
            is_raw=True,
            is_html=True,
            reference=self._reference,
            source=self.source,
        )

    @property
    def _service_id(self) -> str:
        """The name of the service in its own file, because a folder may have any name."""
        return self._metadata("serviceId")

    @property
    def _client_class(self) -> str:
        """botocore makes it of the name of the service, without the name of the company (`get_service_module_name`)."""
        name = self._metadata("serviceAbbreviation") or self._metadata("serviceFullName") or self.data.name
        return re.sub(r"Amazon|AWS|\W", "", name)

    @property
    def _reference(self) -> str:
        """The pages of the API reference. The SDKs of AWS lead to them by these addresses."""
        uid = self._metadata("uid")
        return f"https://docs.aws.amazon.com/goto/WebAPI/{uid}/" if uid else ""

    def _metadata(self, key: str) -> str:
        metadata = self.data.service.get("metadata")
        value = metadata.get(key) if isinstance(metadata, dict) else None
        return value if isinstance(value, str) else ""

    @property
    def _is_installed(self) -> bool:
        return self.data.ingredient.name.startswith(SCHEME)

    def _read_all(self, read: Callable[[str, Any], _T | None], table: Any) -> tuple[_T, ...]:
        """The results of `read` for the entries of `table`, without None. Reports malformed entries as errors."""
        results: list[_T | None] = []
        if not isinstance(table, dict):
            self.report.error("bad-service-file", self.source, f"expected an object, got {_shortened(table)}")
            return ()
        for name, body in table.items():
            self._in_progress.clear()
            try:
                results.append(read(name, body))
            except KeyError as error:
                self.report.error("bad-service-file", self.source, f"the key {error} is missing", shape=name)
            except (TypeError, AttributeError, ValueError) as error:
                self.report.error("bad-service-file", self.source, f"malformed: {error}", shape=name)
        return tuple(each for each in results if each is not None)

    def _operation(self, name: str, body: Any) -> ir.Operation:
        return ir.Operation(
            name=name,
            input=self._ref(name, body.get("input")),
            output=self._ref(name, body.get("output")),
            errors=tuple(ref for each in body.get("errors", ()) if (ref := self._ref(name, each))),
            paginator=self._paginator(self.data.paginators.get(name)),
            documentation=_string(body.get("documentation", "")),
            deprecated=bool(body.get("deprecated")),
            source=self.source,
        )

    def _waiter(self, name: str, body: Any) -> ir.Waiter:
        return ir.Waiter(name=name, operation=_string(body["operation"]))

    def _ref(self, operation: str, body: Mapping[str, Any] | None) -> ir.Ref | None:
        """The input, output or an error of an operation, which must be a structure."""
        if body is None:
            return None
        name = _string(body["shape"])
        if not self._check_declared(name, operation):
            return None
        shape = self.declared[name]
        if shape["type"] != "structure" or shape.get("document") or shape.get("eventstream"):
            raise ValueError(f"{name} is not a structure")
        return ir.Ref(name)

    def _paginator(self, body: Mapping[str, Any] | None) -> ir.Paginator | None:
        if body is None:
            return None
        tokens, limit = body["input_token"], body.get("limit_key")
        return ir.Paginator(
            tokens=_strings(tokens) if isinstance(tokens, list) else (_string(tokens),),
            limit=None if limit is None else _string(limit),
        )

    def _check_declared(self, name: str, referrer: str) -> bool:
        """Whether there is a shape `name`. Reports an error at `referrer` if not."""
        if name not in self.declared:
            hint = did_you_mean(name, self.declared)
            self.report.error("unknown-shape", self.source, f"unknown shape {name}", shape=referrer, hint=hint)
        return name in self.declared

    # Shapes.

    def _shape(self, name: str, body: Mapping[str, Any]) -> ir.Shape | None:
        """The enum, structure or union `name`. None for other shapes: the members that use them hold their types."""
        if _is_enum(body):
            deprecated = bool(body.get("deprecated"))
            text = _string(body.get("documentation", ""))
            return ir.Enum(name=name, values=_enum(body), documentation=text, deprecated=deprecated, source=self.source)
        if body["type"] != "structure" or body.get("document"):
            return None
        required = frozenset(_strings(body.get("required", [])))
        is_union = bool(body.get("union") or body.get("eventstream"))
        members = tuple(
            self._member(f"{name}.{member}", member, each, member in required and not is_union)
            for member, each in body.get("members", {}).items()
        )
        if unknown := required - {each.name for each in members}:
            raise ValueError(f"the required member {min(unknown)} is not declared")
        if is_union:
            return ir.Union(
                name=name,
                members=members,
                documentation=_string(body.get("documentation", "")),
                deprecated=bool(body.get("deprecated")),
                source=self.source,
            )
        use = self._use(name, body)
        return ir.Structure(
            name=name,
            members=members,
            use=use,
            payload=_string(body.get("payload", "")),
            documentation=_string(body.get("documentation", "")),
            error_code=_string(body.get("error", {}).get("code") or name) if use is ir.Use.ERROR else "",
            deprecated=bool(body.get("deprecated")),
            source=self.source,
        )

    def _use(self, name: str, body: Mapping[str, Any]) -> ir.Use | None:
        if body.get("exception") or name in self._errors:
            return ir.Use.ERROR
        return ir.Use.EVENT if body.get("event") else None

    def _member(self, path: str, name: str, body: Mapping[str, Any], required: bool) -> ir.Member:
        target = _string(body["shape"])
        return ir.Member(
            name=name,
            type=self._member_type(path, body),
            required=required,
            shape=target,
            habit=_JSON_VALUE if _is_json_header(body) else "",
            idempotency_token=bool(body.get("idempotencyToken")),
            documentation=_string(body.get("documentation") or self._documentation_of(target)),
            deprecated=bool(body.get("deprecated")) or bool(self.declared.get(target, {}).get("deprecated")),
            sensitive=bool(body.get("sensitive")) or self._is_sensitive(target),
            source=self.source,
        )

    def _documentation_of(self, name: str) -> str:
        """The documentation of a shape that has no class. Empty for structures and enums: their classes have it."""
        body = self.declared.get(name, {})
        return "" if body.get("type") == "structure" or "enum" in body else body.get("documentation", "")

    def _member_type(self, path: str, body: Mapping[str, Any]) -> ir.Type:
        """The type of a member: that of its shape, unless the member has an enum, a JSON value or a host label."""
        if "enum" in body:
            values = _enum(body)
            name = "".join(f"{value[:1].upper()}{value[1:]}" for value in values)  # the name in the stubs
            enum = ir.Enum(name=name, values=values, source=self.source)
            while name in self.declared or self._inline_enums.setdefault(name, enum).values != values:
                name = f"{name}_"
                enum = ir.replace(enum, name=name)
            return ir.Ref(name)
        if _is_json_header(body):
            return _DOCUMENT
        type_ = self._type(body["shape"], path)
        if body.get("hostLabel") and isinstance(type_, ir.Scalar) and type_.constraints.minimum is None:
            return ir.replace(type_, constraints=ir.replace(type_.constraints, minimum=1))  # `botocore/validate.py`
        return type_

    def _is_sensitive(self, name: str) -> bool:
        """Whether a shape is sensitive, or what its lists and maps contain."""
        if name not in self._sensitive:
            self._sensitive[name] = False  # ends the recursion of a list that contains itself
            body = self.declared.get(name, {})
            inner = [body[part]["shape"] for part in ("member", "key", "value") if part in body]
            self._sensitive[name] = bool(body.get("sensitive")) or any(map(self._is_sensitive, inner))
        return self._sensitive[name]

    # Types.

    def _type(self, name: str, referrer: str) -> ir.Type:
        """The type of the shape `name`. `referrer` is the shape or member that refers to it, for diagnostics."""
        if name not in self._types:
            if not self._check_declared(name, referrer):
                return _DOCUMENT
            if name in self._in_progress or len(self._in_progress) == _MAX_DEPTH:
                is_cycle = name in self._in_progress
                message = "contains itself" if is_cycle else f"is nested more than {_MAX_DEPTH} levels deep"
                self.report.error("endless-type", self.source, f"this list or map {message}", shape=name)
                return _DOCUMENT
            self._in_progress.append(name)
            self._types[name] = self._read_type(name, self.declared[name])
            self._in_progress.pop()
        return self._types[name]

    def _read_type(self, name: str, body: Mapping[str, Any]) -> ir.Type:
        kind = body["type"]
        if _is_enum(body):
            return ir.Ref(name)
        if kind == "structure":
            if body.get("document"):
                return _DOCUMENT
            return ir.Stream(ir.Ref(name)) if body.get("eventstream") else ir.Ref(name)
        if kind == "list":
            element = self._type(body["member"]["shape"], name)
            return ir.List(_with_null_if_sparse(body, element), _constraints(body))
        if kind == "map":
            key, value = (self._type(body[part]["shape"], name) for part in ("key", "value"))
            return ir.Map(key, _with_null_if_sparse(body, value), _constraints(body))
        if kind not in _SCALARS:
            hint = f"the types are {', '.join(_SCALARS)}"
            self.report.error("unknown-type", self.source, f"unknown type {kind}", shape=name, hint=hint)
            return _DOCUMENT
        bounds = _constraints(body)
        return _scalar(_SCALARS[kind], bounds.minimum, bounds.maximum, bounds.pattern)


def _is_json_header(member: Mapping[str, Any]) -> bool:
    """Whether the client encodes and decodes the value of a member: it does so in headers, and nowhere else."""
    return bool(member.get(_JSON_VALUE)) and member.get("location") == "header"


def _with_null_if_sparse(body: Mapping[str, Any], element: ir.Type) -> ir.Type:
    """The type of the values of a list or map. If it is sparse, they may be null."""
    return ir.one_of([element, ir.NULL]) if body.get("sparse") else element


@functools.lru_cache(maxsize=4096, typed=True)  # many shapes are equal; `typed`, because 1 and 1.0 differ
def _scalar(
    kind: ir.ScalarKind, minimum: int | float | None, maximum: int | float | None, pattern: str | None
) -> ir.Scalar:
    bounds = ir.Constraints(minimum=minimum, maximum=maximum, pattern=pattern)
    return ir.Scalar(kind) if bounds == ir.UNCONSTRAINED else ir.Scalar(kind, bounds)


_LENGTHS = frozenset({"string", "character", "char", "list", "map", "blob"})
_UNBOUNDED = frozenset({"boolean", "timestamp", "structure"})
_LARGEST_LENGTH = 2**63


def _constraints(body: Mapping[str, Any]) -> ir.Constraints:
    minimum, maximum, pattern = body.get("min"), body.get("max"), body.get("pattern")
    if (minimum is None and maximum is None and pattern is None) or body["type"] in _UNBOUNDED:
        return ir.UNCONSTRAINED
    for bound in (minimum, maximum):
        if bound is not None:
            _check_bound(bound, is_length=body["type"] in _LENGTHS)
    return ir.Constraints(minimum=minimum, maximum=maximum, pattern=None if pattern is None else _string(pattern))


def _check_bound(bound: object, *, is_length: bool) -> None:
    if isinstance(bound, bool) or not isinstance(bound, int | float) or not -math.inf < bound < math.inf:
        raise ValueError(f"expected a number as a bound, got {_shortened(bound)}")
    if is_length and not (0 <= bound < _LARGEST_LENGTH and bound == int(bound)):
        raise ValueError(f"expected a non-negative whole number as a length, got {_shortened(bound)}")


def _is_enum(body: Mapping[str, Any]) -> bool:
    """Whether a shape is an enum. The values of other types have no names, so their `enum` is ignored."""
    return "enum" in body and body["type"] in {"string", "character", "char"}


def _enum(body: Mapping[str, Any]) -> tuple[str, ...]:
    values = _strings(body["enum"])
    if not values:
        raise ValueError("the enum has no values")
    return tuple(sorted(set(values)))


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected a string, got {_shortened(value)}")
    return value


def _strings(values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError(f"expected a list, got {_shortened(values)}")
    return tuple(map(_string, values))


def _shortened(value: object) -> str:
    text = str(value) if isinstance(value, int | float) else repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
