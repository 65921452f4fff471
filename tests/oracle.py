"""Values of AWS's shapes, right and wrong, and the client's own verdict on them. Everything here is botocore's.

`Api.client` says what the client makes of parameters: its handlers first, then its `ParamValidator`. `Api.expected` is
the same validator with the rows of "Beside the client" in `docs/differences.md` written into it, each counted where it
makes a difference: what the models are to say.
"""

import base64
import copy
import datetime
import functools
import io
import math
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

import botocore.session
from botocore.exceptions import AliasConflictParameterError, ParamValidationError
from botocore.model import ServiceModel, Shape
from botocore.response import StreamingBody
from botocore.utils import hyphenize_service_id
from botocore.validate import ParamValidator, ValidationErrors

_SESSION = botocore.session.get_session()
_HANDLERS = _SESSION.get_component("event_emitter")
_LETTERS = "abcXYZ09 -é漢"
_UTC = datetime.UTC


class Api:
    """A service as botocore declares it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.model = ServiceModel(_SESSION.get_service_data(name), name)
        self._event = f"before-parameter-build.{hyphenize_service_id(self.model.service_id)}"
        self._declared: dict[str, Any] = _SESSION.get_service_data(name)["shapes"]

    def input(self, operation: str) -> Shape:
        """The shape of an operation's parameters."""
        return self.model.operation_model(operation).input_shape

    def output(self, operation: str) -> Shape | None:
        """The shape of its answer."""
        return self.model.operation_model(operation).output_shape

    # Which structures travel both ways, in one class.

    @functools.cached_property
    def shared(self) -> frozenset[str]:
        """Structures that are sent and received, and look alike either way: nothing but scalars in them."""
        operations = [self.model.operation_model(name) for name in self.model.operation_names]
        sent = self._reached([each.input_shape.name for each in operations if each.input_shape])
        errors = [name for name, body in self._declared.items() if body.get("exception")]
        received = self._reached([*(each.output_shape.name for each in operations if each.output_shape), *errors])
        return frozenset(each for each in sent & received if self._is_alike(each))

    def _references(self, name: str) -> list[str]:
        body = self._declared[name]
        parts = [body[part] for part in ("member", "key", "value") if part in body]
        return [each["shape"] for each in (*body.get("members", {}).values(), *parts)]

    def _reached(self, roots: list[str]) -> set[str]:
        """All that `roots` lead to; themselves only if something leads to them."""
        found: set[str] = set()
        waiting = [inner for name in roots for inner in self._references(name)]
        while waiting:
            if (name := waiting.pop()) not in found:
                found.add(name)
                waiting += self._references(name)
        return found

    def _is_alike(self, name: str, above: tuple[str, ...] = ()) -> bool:
        body = self._declared[name]
        if body["type"] != "structure":
            return body["type"] not in {"list", "map", "timestamp", "blob"}
        if name in above or body.get("document") or (above and not body.get("members")):
            return False
        return all(self._is_alike(each, (*above, name)) for each in self._references(name))

    # Verdicts.

    def client(self, operation: str, parameters: dict[str, Any]) -> bool | None:
        """Whether the client would send the parameters; None where it falls over them."""
        return self._judge(operation, parameters, ParamValidator())

    def expected(self, operation: str, parameters: dict[str, Any], rows: Counter[str]) -> bool | None:
        """Whether the models are to take them; a row that makes a difference is counted in `rows`."""
        absent = _absent(self.input(operation), parameters)
        rows["null"] += len(absent)
        given = {name: value for name, value in parameters.items() if name not in absent}
        if self.name == "s3" and (plain := _as_s3_wants_it(given)) != given:
            rows["s3"] += 1
            given = plain
        return self._judge(operation, given, _Expected(self.shared, rows))

    def _judge(self, operation: str, parameters: dict[str, Any], validator: ParamValidator) -> bool | None:
        model = self.model.operation_model(operation)
        parameters = _copied(parameters)
        try:
            _HANDLERS.emit(f"{self._event}.{operation}", params=parameters, model=model, context={})
        except (ParamValidationError, AliasConflictParameterError):
            return False
        except (TypeError, AttributeError):
            return None  # a handler met a kind that it did not think of
        return not validator.validate(parameters, model.input_shape).has_errors()


def _absent(shape: Any, value: dict[str, Any]) -> set[str]:
    """Members that are null, which means that they are not there; but null is a value of a document that must be."""

    def is_value(name: str) -> bool:
        member = shape.members[name]
        return name in shape.required_members and member.type_name == "structure" and member.is_document_type

    return {name for name, each in value.items() if each is None and name in shape.members and not is_value(name)}


def _as_s3_wants_it(parameters: dict[str, Any]) -> dict[str, Any]:
    """Parameters that pass the client's own checks: of buckets' names, of metadata, of keys whose MD5 is given."""

    def in_ascii(value: Any) -> Any:
        return value.encode("ascii", "replace").decode() if isinstance(value, str) else value

    plain = {
        name: "bucket" if name == "Bucket" and isinstance(value, str) else value for name, value in parameters.items()
    }
    for key in ("SSECustomerKey", "CopySourceSSECustomerKey"):
        if f"{key}MD5" in plain and isinstance(plain.get(key), bytes):
            plain[key] = "base64"
    if isinstance(metadata := plain.get("Metadata"), dict):
        plain["Metadata"] = {in_ascii(key): in_ascii(value) for key, value in metadata.items()}
    return plain


def _copied(value: Any) -> Any:
    """A copy for the handlers to change; file objects stay what they are."""
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_copied, value))
    return value if hasattr(value, "read") else copy.copy(value)


class _Excusing(ValidationErrors):  # type: ignore[misc]  # botocore is untyped
    """Passes on what is wrong in a structure that travels both ways, but for what such a class leaves to the client."""

    def __init__(self, errors: ValidationErrors, rows: Counter[str]) -> None:
        super().__init__()
        self._outer, self._rows = errors, rows

    def report(self, name: str, reason: str, **details: Any) -> None:
        if reason in {"unknown field", "invalid length", "invalid range", "more than one input", "empty input"}:
            self._rows["shared"] += 1
        else:
            self._outer.report(name, reason, **details)


class _Expected(ParamValidator):  # type: ignore[misc]  # botocore is untyped
    """The client's validator, as the models are to judge."""

    def __init__(self, shared: frozenset[str], rows: Counter[str]) -> None:
        self._shared, self._rows = shared, rows
        self._is_inside = False  # a structure that travels both ways

    def _validate_structure(self, params: Any, shape: Any, errors: Any, name: str) -> None:
        is_whole = shape.is_tagged_union and shape.name not in self._shared  # null stands for a member there
        if is_whole and isinstance(params, dict) and list(params.values()) == [None]:
            self._rows["null of a union"] += 1
            errors.report(name, "null")
        elif isinstance(params, dict) and None in params.values() and not is_whole:
            absent = _absent(shape, params)
            params = {key: value for key, value in params.items() if key not in absent}
            self._rows["null"] += len(absent)
        outer = self._is_inside
        if shape.name in self._shared and name:  # parameters themselves have a class of their own
            self._is_inside, errors = True, _Excusing(errors, self._rows)
        super()._validate_structure(params, shape, errors, name)
        self._is_inside = outer

    def _validate_string(self, param: Any, shape: Any, errors: Any, name: str) -> None:
        super()._validate_string(param, shape, errors, name)
        if isinstance(param, str) and shape.enum and param not in shape.enum and not self._is_inside:
            self._rows["enum"] += 1
            errors.report(name, "not in the enum")

    def _shape_has_constraints(self, shape: Any) -> bool:
        return bool(super()._shape_has_constraints(shape) or getattr(shape, "enum", None))

    def _validate_jsonvalue_string(self, params: Any, shape: Any, errors: Any, name: str) -> None:
        super()._validate_jsonvalue_string(params, shape, errors, name)
        if isinstance(params, tuple):
            self._rows["tuple in a header"] += 1
            errors.report(name, "a tuple")


# Values.


class Maker:
    """Makes values: of one source of chance, in one of two forms."""

    def __init__(self, random: Random, *, in_json: bool = False) -> None:
        self.random = random
        self.in_json = in_json

    def choose(self, *values: Any) -> Any:
        """One of these."""
        return self.random.choice(values)

    def chance(self, probability: float) -> bool:
        """Whether it comes about."""
        return self.random.random() < probability

    # Parameters, as the client takes them.

    def sent(self, shape: Any, depth: int = 0) -> Any:
        """A value that the client takes."""
        match shape.type_name:
            case "structure":
                return self._sent_structure(shape, depth)
            case "list":
                least = min(int(shape.metadata.get("min", 0)), 30)
                count = max(least, self.choose(0, 1, 1, 2) if depth < 6 else 0)
                values = [self.sent(shape.member, depth + 1) for _ in range(count)]
                return tuple(values) if self.chance(0.1) and not self.in_json else values
            case "map":
                count = self.choose(0, 1, 2) if depth < 6 else 0
                return {self.sent(shape.key): self.sent(shape.value, depth + 1) for _ in range(count)}
            case "string" | "character":
                if _is_json_in_header(shape):
                    return self.choose({"a": 1}, [1], "x")
                return self.choose(*shape.enum) if shape.enum else self._text(shape)
            case "integer" | "long":
                least = int(shape.metadata.get("min", 0))
                more = [True] if least <= 1 and not self.in_json else []
                return self.choose(least, least + 1, least + 10**5, least + 10**12, *more)
            case "float" | "double":
                return self._real(shape.metadata.get("min", 0))
            case "boolean":
                return self.choose(True, False)
        return self._sent_time() if shape.type_name == "timestamp" else self._sent_bytes()

    def _sent_structure(self, shape: Any, depth: int) -> Any:
        if shape.is_document_type:
            return self.choose({}, {"a": 1}, {"b": [None, "x", 1.5, True]}, [1], "x")
        if shape.is_tagged_union:
            name, member = self.choose(*shape.members.items())
            return {name: self.sent(member, depth + 1)}
        few = 0.5 if len(shape.members) < 8 else 4 / len(shape.members)
        return {
            name: self.sent(member, depth + 1)
            for name, member in shape.members.items()
            if name in shape.required_members or (depth < 4 and self.chance(few))
        }

    def _text(self, shape: Any) -> str:
        length = max(int(shape.metadata.get("min", 0)), shape.serialization.get("hostLabel", 0), self.choose(0, 1, 5))
        return "".join(self.random.choices(_LETTERS, k=length))

    def _real(self, least: float) -> Any:
        finite = (least, least + 0.5, int(least) + 1)
        if self.in_json:
            return self.choose(*finite, "NaN", "Infinity")
        return self.choose(*finite, Decimal(least) + Decimal("1.5"), math.nan, math.inf)

    def _sent_time(self) -> Any:
        if self.in_json:
            return self.choose("2020-01-01T00:00:00Z", "2020-02-29T23:59:59.123+05:30")
        naive = datetime.datetime(2020, 1, 1)  # the client takes such
        return self.choose(
            naive, naive.replace(tzinfo=_UTC), 1577836800, 1.5, Decimal("1.5"), "2020-01-01T00:00:00Z", "1577836800"
        )

    def _sent_bytes(self) -> Any:
        if self.in_json:
            return base64.b64encode(self.choose(b"", b"x", b"\xff\x00\xfe")).decode()
        return self.choose(b"", b"x", bytearray(b"y"), "text", io.BytesIO(b"z"))

    # Answers, as the client returns them.

    def received(
        self, shape: Any, depth: int = 0, *, is_answer: bool = False, whole: frozenset[str] = frozenset()
    ) -> Any:
        """A value that conforms to a shape, or is as liberal as services are; only `whole` structures lack nothing."""
        match shape.type_name:
            case "structure":
                return self._received_structure(shape, depth, is_answer, whole)
            case "list":
                count = self.choose(0, 1, 2) if depth < 6 else 0
                values = [self.received(shape.member, depth + 1, whole=whole) for _ in range(count)]
                return [*values, None] if self.chance(0.1) else values
            case "map":
                count = self.choose(0, 1, 2) if depth < 6 else 0
                return {
                    self.choose("a key", self.received(shape.key)): self.received(shape.value, depth + 1, whole=whole)
                    for _ in range(count)
                }
            case "string" | "character":
                if _is_json_in_header(shape):
                    return self.choose({"a": 1}, [1], "x")
                return self.choose(*shape.enum, "brand new") if shape.enum else self.choose("", "x", "漢" * 300)
            case "integer" | "long":
                return self.choose(0, -1, 2**62)
            case "float" | "double":
                return self.choose(0.5, 1, "NaN") if self.in_json else self.choose(0.5, 1, math.nan)
            case "boolean":
                return self.choose(True, False)
            case "timestamp":
                return "2020-01-01T00:00:00Z" if self.in_json else datetime.datetime(2020, 1, 1, tzinfo=_UTC)
        return "/wA=" if self.in_json else b"\xff\x00"

    def _received_structure(self, shape: Any, depth: int, is_answer: bool, whole: frozenset[str]) -> Any:
        if shape.is_document_type:
            return self.choose({}, {"a": [1, None]}, [1], "x", 1.5)
        if shape.is_tagged_union and self.chance(0.2):
            return {"SDK_UNKNOWN_MEMBER": {"name": "unheard"}}
        members = dict(shape.members)
        if shape.is_tagged_union and members:
            members = dict([self.choose(*members.items())])
        few = 0.6 if len(members) < 8 else 5 / len(members)
        value = {
            name: self.received(member, depth + 1, whole=whole)
            for name, member in members.items()
            if (name in shape.required_members and shape.name in whole) or (depth < 5 and self.chance(few))
        }
        if is_answer:
            self._finish_answer(shape, value)
        if self.chance(0.1):
            value["BrandNewMember"] = {"a": 1}
        return value

    def _finish_answer(self, shape: Any, value: dict[str, Any]) -> None:
        for name, member in shape.members.items():
            is_body = shape.serialization.get("payload") == name and member.type_name == "blob"
            if is_body or member.serialization.get("eventstream"):
                value.pop(name, None)
                if not self.in_json:
                    value[name] = StreamingBody(io.BytesIO(b"x"), 1) if is_body else iter(())
        value["ResponseMetadata"] = self.choose(
            {}, {"HTTPStatusCode": 200, "HTTPHeaders": {"a": "b"}, "RetryAttempts": 0}
        )

    # Faults.

    def of_another_kind(self, shape: Any, value: Any) -> Any:
        """An answer with something in it that no reading of its shape allows; None where there is no place for it."""
        places = [place for place in spots(shape, value) if place[0] and not _is_nothing_or_a_stream(place[2])]
        places = [place for place in places if _KINDS_OF_ANOTHER.get(place[1].type_name) and not _is_any(place[1])]
        if not places:
            return None
        path, inner, _ = self.choose(*places)
        return put(value, path, self.choose(*_KINDS_OF_ANOTHER[inner.type_name]))

    def faulty(self, shape: Any, value: Any) -> tuple[str, Any]:
        """`value` with one thing changed, often for the worse, and what kind of change that is."""
        places = [place for place in spots(shape, value) if place[0]]
        for _ in range(20):
            if not places:
                break
            path, inner, old = self.choose(*places, ((), shape, value))
            kind = self.choose("wrong kind", "dropped", "unknown", "not in the enum", "several", "too small")
            changed = getattr(self, f"_{kind.replace(' ', '_')}")(inner, old) if path or kind != "wrong kind" else _SAME
            if changed is not _SAME:
                return kind, put(value, path, changed)
        return "none", value

    def _wrong_kind(self, shape: Any, old: Any) -> Any:
        plain: tuple[Any, ...] = (None, 1, "x", 1.5, True, [], {}, {"Zzz": 1}, [None], ["x"], -(10**9), "")
        return self.choose(*plain) if self.in_json else self.choose(*plain, b"x", set(), Decimal(1), (), object())

    def _dropped(self, shape: Any, old: Any) -> Any:
        if not _is_structure(shape, old) or not old:
            return _SAME
        gone = self.choose(*old)
        return {name: each for name, each in old.items() if name != gone}

    def _unknown(self, shape: Any, old: Any) -> Any:
        return {**old, self.choose("Zzz", "connection_token", ""): 1} if _is_structure(shape, old) else _SAME

    def _not_in_the_enum(self, shape: Any, old: Any) -> Any:
        return self.choose("SIDEWAYS", "") if shape.type_name == "string" and shape.enum else _SAME

    def _several(self, shape: Any, old: Any) -> Any:
        if not _is_structure(shape, old) or not shape.is_tagged_union:
            return _SAME
        members = list(shape.members.items())
        return {name: self.sent(member, 5) for name, member in members[: self.choose(0, 2)]}

    def _too_small(self, shape: Any, old: Any) -> Any:
        if "min" not in shape.metadata:
            return _SAME
        if shape.type_name in {"integer", "long", "float", "double"}:
            return shape.metadata["min"] - 1
        return {"string": "", "list": []}.get(shape.type_name, _SAME)


_SAME = object()

# What an answer never has where such a shape is, however liberal one is.
_KINDS_OF_ANOTHER: dict[str, tuple[Any, ...]] = {
    "structure": ("x", 1, ["x"]),
    "list": ("x", 1, {"a": 1}),
    "map": ("x", 1, ["x"]),
    "string": (["x"], {"a": 1}),
    "integer": ("x", ["x"], {}),
    "long": ("x", ["x"], {}),
    "float": ("x", ["x"], {}),
    "double": ("x", ["x"], {}),
    "boolean": ("x", ["x"], 2),
    "timestamp": (["x"], {}, "x"),
    "blob": (["x"], {}, 1),
}


def _is_nothing_or_a_stream(value: Any) -> bool:
    return value is None or hasattr(value, "read") or hasattr(value, "__next__")


def _is_any(shape: Any) -> bool:
    """Whether nothing is said of a value: a document, JSON in a header, what the client decodes itself."""
    if _is_json_in_header(shape) or shape.name in {"policyDocumentType", "TemplateBody"}:
        return True
    return bool(shape.type_name == "structure" and shape.is_document_type)


def _is_json_in_header(shape: Any) -> bool:
    return bool(shape.serialization.get("jsonvalue")) and shape.serialization.get("location") == "header"


def _is_structure(shape: Any, value: Any) -> bool:
    return shape.type_name == "structure" and isinstance(value, dict) and not shape.is_document_type


def spots(shape: Any, value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any, Any]]:
    """Every place in `value`: how to get there, its shape, and what is there."""
    yield path, shape, value
    if _is_structure(shape, value):
        for name, each in value.items():
            if name in shape.members:
                yield from spots(shape.members[name], each, (*path, name))
    elif shape.type_name == "list" and isinstance(value, list | tuple):
        for number, each in enumerate(value):
            yield from spots(shape.member, each, (*path, number))
    elif shape.type_name == "map" and isinstance(value, dict):
        for key, each in value.items():
            yield from spots(shape.value, each, (*path, key))


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """`value` with `new` at a place."""
    if not path:
        return new
    first, *rest = path
    changed = value.copy() if isinstance(value, dict) else list(value)
    changed[first] = put(value[first], tuple(rest), new)
    return changed
