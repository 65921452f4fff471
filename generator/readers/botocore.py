"""A service of botocore: `service-2.json`, with its paginators and waiters.

Shapes keep the names that botocore gives them, and stand once each, wherever they travel: names and directions are
made by the pass `vocabulary`. Members have the name that a caller writes, never the one on the wire (`locationName`).
Of the traits, those reach the service that some target uses.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from generator import ir, naming
from generator.diagnostics import Report, nearest
from generator.readers.service_data import (
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
_NULL = ir.Literal((None,))
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
        message, hint = f"botocore has no service {name}", nearest(name, installed_services())
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
        self._open: list[str] = []  # shapes whose types are being read, the outermost first

    def service(self) -> ir.Service | None:
        """Read everything."""
        operations = self.data.service.get("operations")
        if not isinstance(operations, dict) or not isinstance(self.declared, dict):
            hint = "the file wanted is the service-2.json of botocore"
            self.report.error("no-operations", self.source, "no operations and shapes in this file", hint=hint)
            return None
        declared: tuple[ir.Shape, ...] = self._all(self._shape, self.declared)
        shapes = {each.name: each for each in (*self._enums.values(), *declared)}
        return ir.Service(
            name=naming.service_name(self.data.name),
            origin=self.data.ingredient.name if self._is_installed else f"service-2.json of {self.data.name}",
            ingredients=(self.data.ingredient,),
            operations=self._all(self._operation, dict(sorted(operations.items()))),
            waiters=self._all(self._waiter, self.data.waiters),
            shapes=dict(sorted(shapes.items())),
            is_raw=True,
            source=self.source,
        )

    @property
    def _is_installed(self) -> bool:
        return self.data.ingredient.name.startswith(SCHEME)

    def _all(self, read: Callable[[str, Any], _Found | None], table: Mapping[str, Any]) -> tuple[_Found, ...]:
        """What `read` makes of each entry, where it makes something of it; an error where one is malformed."""
        found: list[_Found | None] = []
        for name, body in table.items():
            try:
                found.append(read(name, body))
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                message = f"not as botocore writes it: {type(error).__name__} {error}"
                self.report.error("bad-service-file", self.source, message, shape=name)
        return tuple(each for each in found if each is not None)

    def _operation(self, name: str, body: Any) -> ir.Operation:
        return ir.Operation(
            name=name,
            input=self._ref(name, body.get("input")),
            output=self._ref(name, body.get("output")),
            errors=tuple(ref for each in body.get("errors", ()) if (ref := self._ref(name, each))),
            paginator=self._paginator(self.data.paginators.get(name)),
            deprecated=bool(body.get("deprecated")),
            source=self.source,
        )

    def _waiter(self, name: str, body: Any) -> ir.Waiter:
        return ir.Waiter(name=name, operation=body["operation"])

    def _ref(self, user: str, body: Mapping[str, Any] | None) -> ir.Ref | None:
        if body is None:
            return None
        return ir.Ref(body["shape"]) if self._knows(body["shape"], user) else None

    def _paginator(self, body: Mapping[str, Any] | None) -> ir.Paginator | None:
        if body is None:
            return None
        tokens = body["input_token"]
        return ir.Paginator(
            tokens=tuple(tokens) if isinstance(tokens, list) else (tokens,), limit=body.get("limit_key")
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
        if "enum" in body:
            values = tuple(sorted({str(value) for value in body["enum"]}))
            return ir.Enum(name=name, values=values, deprecated=bool(body.get("deprecated")), source=self.source)
        if body["type"] != "structure" or body.get("document"):
            return None
        required = frozenset(body.get("required", ()))
        members = tuple(
            self._member(f"{name}.{member}", member, each, member in required)
            for member, each in body.get("members", {}).items()
        )
        if body.get("union") or body.get("eventstream"):
            return ir.Union(name=name, members=members, deprecated=bool(body.get("deprecated")), source=self.source)
        return ir.Structure(
            name=name,
            members=members,
            use=ir.Use.ERROR if body.get("exception") else ir.Use.EVENT if body.get("event") else None,
            payload=body.get("payload", ""),
            deprecated=bool(body.get("deprecated")),
            source=self.source,
        )

    def _member(self, place: str, name: str, body: Mapping[str, Any], required: bool) -> ir.Member:
        target = body["shape"]
        return ir.Member(
            name=name,
            type=self._member_type(place, body),
            required=required,
            shape=target,
            idempotency_token=bool(body.get("idempotencyToken")),
            deprecated=bool(body.get("deprecated")) or bool(self.declared.get(target, {}).get("deprecated")),
            sensitive=bool(body.get("sensitive")) or self._is_secret(target),
            source=self.source,
        )

    def _member_type(self, place: str, body: Mapping[str, Any]) -> ir.Type:
        """What the member holds, which is its shape's to say; but for three things."""
        if "enum" in body:
            values = tuple(sorted(set(map(str, body["enum"]))))
            name = "".join(f"{value[:1].upper()}{value[1:]}" for value in values)  # as the stubs call it
            self._enums[name] = ir.Enum(name=name, values=values, source=self.source)
            return ir.Ref(name)
        if body.get("jsonvalue") and body.get("location") == "header":
            return _DOCUMENT  # the client encodes and decodes it there, and only there
        type_ = self._type(body["shape"], place)
        if body.get("hostLabel") and isinstance(type_, ir.Scalar) and type_.constraints.minimum is None:
            return replace(type_, constraints=replace(type_.constraints, minimum=1))  # `botocore/validate.py`
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
        if "enum" in body:
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
        return ir.Scalar(_SCALARS[kind], _constraints(body))

    def _nullable(self, body: Mapping[str, Any], element: ir.Type) -> ir.Type:
        """In a sparse list or map, null is a value."""
        return ir.one_of([element, _NULL]) if body.get("sparse") else element


def _constraints(body: Mapping[str, Any]) -> ir.Constraints:
    minimum, maximum, pattern = body.get("min"), body.get("max"), body.get("pattern")
    if minimum is None and maximum is None and pattern is None:
        return ir.UNCONSTRAINED
    return ir.Constraints(minimum=minimum, maximum=maximum, pattern=pattern)
