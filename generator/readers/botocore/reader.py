"""A service of botocore: `service-2.json`, with its paginators and waiters.

Shapes keep the names that botocore gives them, and stand once each, wherever they travel: names and directions are
made by the pass `vocabulary`. Members have the name that a caller writes, never the one on the wire (`locationName`).
Of the traits, those reach the service that some target uses.
"""

import functools
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from ... import ir, naming
from ...diagnostics import Report, nearest
from .service_data import (
    SCHEME,
    ServiceData,
    UnreadableError,
    api_versions,
    installed_services,
    load_file,
    load_installed,
)

_Found = TypeVar("_Found")

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
_DEEPEST = 30  # lists in lists; AWS has four


def read(spec: str, report: Report) -> ir.Service | None:
    """The service that `spec` names: `botocore:<name>`, `botocore:<name>/<API version>`, or the path of a file."""
    try:
        data = _find(spec, report)
    except UnreadableError as error:
        report.error("bad-service-file", ir.Source(str(error.file), error.line), error.why)
        return None
    service = _Reader(data, ir.Source(spec), report).service() if data else None
    return None if report.failed else service


def _find(spec: str, report: Report) -> ServiceData | None:
    if not spec.startswith(SCHEME):
        return load_file(Path(spec))
    name, _, version = spec.removeprefix(SCHEME).partition("/")
    if data := load_installed(name, version):
        return data
    versions = api_versions(name)
    if versions:
        message, hint = f"botocore has no {version} of {name}", f"it has {', '.join(versions)}"
    else:
        message, hint = (
            f"botocore has no service {name or 'without a name'}",
            nearest(name.lower(), installed_services()),
        )
    report.error("unknown-service", ir.Source(spec), message, hint=hint)
    return None


class _Reader:
    """Reads the shapes of one service, each type once."""

    def __init__(self, data: ServiceData, source: ir.Source, report: Report) -> None:
        self.data = data
        self.source = source
        self.report = report
        self.declared: Mapping[str, Any] = data.service.get("shapes") or {}
        self._types: dict[str, ir.Type] = {}
        self._secrets: dict[str, bool] = {}
        self._enums: dict[str, ir.Shape] = {}  # declared where they are used
        self._errors: frozenset[str] = frozenset()  # what operations name as their errors
        self._open: list[str] = []  # shapes whose types are being read, the outermost first

    def service(self) -> ir.Service | None:
        """Read everything."""
        operations = self.data.service.get("operations")
        if not isinstance(operations, dict) or not isinstance(self.declared, dict):
            hint = "the file wanted is the service-2.json of botocore"
            self.report.error("no-operations", self.source, "no operations and shapes in this file", hint=hint)
            return None
        read_operations = self._all(self._operation, dict(sorted(operations.items())))
        self._errors = frozenset(ref.name for each in read_operations for ref in each.errors)
        declared: tuple[ir.Shape, ...] = self._all(self._shape, self.declared)
        shapes = {each.name: each for each in (*self._enums.values(), *declared)}
        return ir.Service(
            name=naming.service_name(self.data.name),
            origin=self.data.ingredient.name if self._is_installed else f"service-2.json of {self.data.name}",
            ingredients=(self.data.ingredient,),
            operations=read_operations,
            waiters=self._all(self._waiter, self.data.waiters),
            shapes=dict(sorted(shapes.items())),
            is_raw=True,
            is_html=True,
            source=self.source,
        )

    @property
    def _is_installed(self) -> bool:
        return self.data.ingredient.name.startswith(SCHEME)

    def _all(self, read: Callable[[str, Any], _Found | None], table: Any) -> tuple[_Found, ...]:
        """What `read` makes of each entry, where it makes something of it; an error where one is malformed."""
        found: list[_Found | None] = []
        if not isinstance(table, dict):
            self.report.error("bad-service-file", self.source, f"a table is wanted, not {_shortened(table)}")
            return ()
        for name, body in table.items():
            self._open.clear()
            try:
                found.append(read(name, body))
            except KeyError as error:
                self.report.error("bad-service-file", self.source, f"it has no {error}", shape=name)
            except (TypeError, AttributeError, ValueError) as error:
                message = f"not as botocore writes it: {error}"
                self.report.error("bad-service-file", self.source, message, shape=name)
        return tuple(each for each in found if each is not None)

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

    def _ref(self, user: str, body: Mapping[str, Any] | None) -> ir.Ref | None:
        """What an operation takes, returns or fails with: a structure."""
        if body is None:
            return None
        name = _string(body["shape"])
        if not self._knows(name, user):
            return None
        shape = self.declared[name]
        if shape["type"] != "structure" or shape.get("document") or shape.get("eventstream"):
            raise ValueError(f"{name} is no structure")
        return ir.Ref(name)

    def _paginator(self, body: Mapping[str, Any] | None) -> ir.Paginator | None:
        if body is None:
            return None
        tokens, limit = body["input_token"], body.get("limit_key")
        return ir.Paginator(
            tokens=_strings(tokens) if isinstance(tokens, list) else (_string(tokens),),
            limit=None if limit is None else _string(limit),
        )

    def _knows(self, name: str, user: str) -> bool:
        if name not in self.declared:
            self.report.error(
                "unknown-shape", self.source, f"no shape {name}", shape=user, hint=nearest(name, self.declared)
            )
        return name in self.declared

    # Shapes.

    def _shape(self, name: str, body: Mapping[str, Any]) -> ir.Shape | None:
        """The declaration `name`, if it is one; simple types, lists and maps are written out where they are used."""
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
            raise ValueError(f"it requires {min(unknown)}, which is none of its members")
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

    def _member(self, place: str, name: str, body: Mapping[str, Any], required: bool) -> ir.Member:
        target = _string(body["shape"])
        return ir.Member(
            name=name,
            type=self._member_type(place, body),
            required=required,
            shape=target,
            idempotency_token=bool(body.get("idempotencyToken")),
            documentation=_string(body.get("documentation") or self._said_of(target)),
            deprecated=bool(body.get("deprecated")) or bool(self.declared.get(target, {}).get("deprecated")),
            sensitive=bool(body.get("sensitive")) or self._is_secret(target),
            source=self.source,
        )

    def _said_of(self, name: str) -> str:
        """The documentation of a simple type; a structure and an enum have their own place for it."""
        body = self.declared.get(name, {})
        return "" if body.get("type") == "structure" or "enum" in body else body.get("documentation", "")

    def _member_type(self, place: str, body: Mapping[str, Any]) -> ir.Type:
        """What the member holds, which is its shape's to say; but for three things."""
        if "enum" in body:
            values = _enum(body)
            name = "".join(f"{value[:1].upper()}{value[1:]}" for value in values)  # as the stubs call it
            while name in self.declared:
                name = f"{name}_"
            self._enums[name] = ir.Enum(name=name, values=values, source=self.source)
            return ir.Ref(name)
        if body.get("jsonvalue") and body.get("location") == "header":
            return _DOCUMENT  # the client encodes and decodes it there, and only there
        type_ = self._type(body["shape"], place)
        if body.get("hostLabel") and isinstance(type_, ir.Scalar) and type_.constraints.minimum is None:
            return ir.replace(type_, constraints=ir.replace(type_.constraints, minimum=1))  # `botocore/validate.py`
        return type_

    def _is_secret(self, name: str) -> bool:
        """Whether a shape holds what may not be shown, in itself or in what its lists and maps hold."""
        if name not in self._secrets:
            self._secrets[name] = False  # while it is looked at: lists may lead back to themselves
            body = self.declared.get(name, {})
            inner = [body[part]["shape"] for part in ("member", "key", "value") if part in body]
            self._secrets[name] = bool(body.get("sensitive")) or any(map(self._is_secret, inner))
        return self._secrets[name]

    # Types.

    def _type(self, name: str, user: str) -> ir.Type:
        """What a member of the shape `name` holds."""
        if name not in self._types:
            if not self._knows(name, user):
                return _DOCUMENT
            if name in self._open or len(self._open) == _DEEPEST:
                why = "leads back to itself" if name in self._open else f"is nested more than {_DEEPEST} deep"
                self.report.error("endless-type", self.source, f"a list or map that {why}", shape=name)
                return _DOCUMENT
            self._open.append(name)
            self._types[name] = self._spell(name, self.declared[name])
            self._open.pop()
        return self._types[name]

    def _spell(self, name: str, body: Mapping[str, Any]) -> ir.Type:
        kind = body["type"]
        if _is_enum(body):
            return ir.Ref(name)
        if kind == "structure":
            if body.get("document"):
                return _DOCUMENT
            return ir.Stream(ir.Ref(name)) if body.get("eventstream") else ir.Ref(name)
        if kind == "list":
            element = self._type(body["member"]["shape"], name)
            return ir.List(self._nullable(body, element), _constraints(body))
        if kind == "map":
            key, value = (self._type(body[part]["shape"], name) for part in ("key", "value"))
            return ir.Map(key, self._nullable(body, value), _constraints(body))
        if kind not in _SCALARS:
            known = ", ".join(_SCALARS)
            self.report.error("unknown-type", self.source, f"no type {kind}", shape=name, hint=f"known are {known}")
            return _DOCUMENT
        bounds = _constraints(body)
        return _scalar(_SCALARS[kind], bounds.minimum, bounds.maximum, bounds.pattern)

    def _nullable(self, body: Mapping[str, Any], element: ir.Type) -> ir.Type:
        """In a sparse list or map, null is a value."""
        return ir.one_of([element, ir.NULL]) if body.get("sparse") else element


@functools.lru_cache(maxsize=4096, typed=True)  # many shapes say the same; typed, for 1 is not 1.0
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
        raise ValueError(f"a bound is a number, not {_shortened(bound)}")
    if is_length and not (0 <= bound < _LARGEST_LENGTH and bound == int(bound)):
        raise ValueError(f"a length is a whole number, not {_shortened(bound)}")


def _is_enum(body: Mapping[str, Any]) -> bool:
    """Only strings have names for their values."""
    return "enum" in body and body["type"] in {"string", "character", "char"}


def _enum(body: Mapping[str, Any]) -> tuple[str, ...]:
    values = _strings(body["enum"])
    if not values:
        raise ValueError("an enum without values")
    return tuple(sorted(set(values)))


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text is wanted, not {_shortened(value)}")
    return value


def _strings(values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError(f"a list is wanted, not {_shortened(values)}")
    return tuple(map(_string, values))


def _shortened(value: object) -> str:
    text = str(value) if isinstance(value, int | float) else repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
