"""Values of AWS's shapes, right and wrong, made from botocore's models and from nothing of ours."""

import base64
import datetime
import io
import math
from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

from botocore.response import StreamingBody

_LETTERS = "abcXYZ09 -é漢"
_UTC = datetime.UTC


class Maker:
    """Makes random values, in the Python form or the JSON form."""

    def __init__(self, random: Random, *, in_json: bool = False) -> None:
        self.random = random
        self.in_json = in_json

    def choose(self, *values: Any) -> Any:
        """One of these."""
        return self.random.choice(values)

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.random.random() < probability

    # Parameters, as the client accepts them.

    def sent(self, shape: Any, depth: int = 0) -> Any:
        """A value that the client accepts."""
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

    # Responses, as the client returns them.

    def received(self, shape: Any, depth: int = 0, *, is_response: bool = False) -> Any:
        """A value as services return it: new enum values and members occur, and required members may be absent.

        In the Python form, JSON of another type than the shape says occurs as well, which the client returns as it is.
        """
        if not self.in_json and depth and self.chance(0.03) and (others := _RETURNED_AS_IS.get(shape.type_name)):
            return self.choose(*others)
        match shape.type_name:
            case "structure":
                return self._received_structure(shape, depth, is_response)
            case "list":
                count = self.choose(0, 1, 2) if depth < 6 else 0
                values = [self.received(shape.member, depth + 1) for _ in range(count)]
                return [*values, None] if self.chance(0.1) else values
            case "map":
                count = self.choose(0, 1, 2) if depth < 6 else 0
                return {
                    self.choose("a key", self.received(shape.key)): self.received(shape.value, depth + 1)
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

    def _received_structure(self, shape: Any, depth: int, is_response: bool) -> Any:
        if shape.is_document_type:
            return self.choose({}, {"a": [1, None]}, [1], "x", 1.5)
        if shape.is_tagged_union and self.chance(0.2):
            return {"SDK_UNKNOWN_MEMBER": {"name": "unheard"}}
        members = dict(shape.members)
        if shape.is_tagged_union and members:
            members = dict([self.choose(*members.items())])
        few = 0.6 if len(members) < 8 else 5 / len(members)
        value = {
            name: self.received(member, depth + 1) for name, member in members.items() if depth < 5 and self.chance(few)
        }
        if is_response:
            self._finish_response(shape, value)
        if self.chance(0.1):
            value["BrandNewMember"] = {"a": 1}
        return value

    def _finish_response(self, shape: Any, value: dict[str, Any]) -> None:
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
        """`value` with one part of a kind that its shape never allows; None if it has no part to replace."""
        places = [place for place in each_place(shape, value) if place[0] and not _is_null_or_stream(place[2])]
        places = [place for place in places if _KINDS_OF_ANOTHER.get(place[1].type_name) and not _is_any(place[1])]
        if not places:
            return None
        path, inner, _ = self.choose(*places)
        kinds = _KINDS_OF_ANOTHER[inner.type_name]
        if inner.type_name == "string" and self.in_json:
            kinds += ({"a": 1}, 1, True)  # in the Python form they are as the client returns them
        return replaced(value, path, self.choose(*kinds))

    def faulty(self, shape: Any, value: Any) -> tuple[str, Any]:
        """The kind of a random change, and `value` with it. Most changes make the value invalid."""
        places = [place for place in each_place(shape, value) if place[0]]
        for _ in range(20):
            if not places:
                break
            path, inner, old = self.choose(*places, ((), shape, value))
            kind = self.choose("wrong kind", "dropped", "unknown", "not in the enum", "several", "too small")
            changed = getattr(self, f"_{kind.replace(' ', '_')}")(inner, old) if path or kind != "wrong kind" else _SAME
            if changed is not _SAME:
                return kind, replaced(value, path, changed)
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

# By type of shape: values of other types that botocore's JSON parser returns as they are (`botocore/parsers.py`).
_RETURNED_AS_IS: dict[str, tuple[Any, ...]] = {
    "string": (7, 1.5, True, {"a": 1}),
    "long": (12.5,),
    "integer": (12.5,),
    "boolean": ("true", 1),
}

# By type of shape: values that no response has in its place.
_KINDS_OF_ANOTHER: dict[str, tuple[Any, ...]] = {
    "structure": ("x", 1, ["x"]),
    "list": ("x", 1, {"a": 1}),
    "map": ("x", 1, ["x"]),
    "string": (["x"],),
    "integer": ("x", ["x"], {}),
    "long": ("x", ["x"], {}),
    "float": ("x", ["x"], {}),
    "double": ("x", ["x"], {}),
    "boolean": ("x", ["x"], 2),
    "timestamp": (["x"], {}, "x"),
    "blob": (["x"], {}, 1),
}


def _is_null_or_stream(value: Any) -> bool:
    return value is None or hasattr(value, "read") or hasattr(value, "__next__")


def _is_any(shape: Any) -> bool:
    """Whether any value is allowed: a document, JSON in a header, or text that the client decodes."""
    if _is_json_in_header(shape) or shape.name in {"policyDocumentType", "TemplateBody"}:
        return True
    return bool(shape.type_name == "structure" and shape.is_document_type)


def _is_json_in_header(shape: Any) -> bool:
    return bool(shape.serialization.get("jsonvalue")) and shape.serialization.get("location") == "header"


def _is_structure(shape: Any, value: Any) -> bool:
    return shape.type_name == "structure" and isinstance(value, dict) and not shape.is_document_type


def each_place(shape: Any, value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any, Any]]:
    """Every place in `value`: its path, its shape, and the value there."""
    yield path, shape, value
    if _is_structure(shape, value):
        for name, each in value.items():
            if name in shape.members:
                yield from each_place(shape.members[name], each, (*path, name))
    elif shape.type_name == "list" and isinstance(value, list | tuple):
        for number, each in enumerate(value):
            yield from each_place(shape.member, each, (*path, number))
    elif shape.type_name == "map" and isinstance(value, dict):
        for key, each in value.items():
            yield from each_place(shape.value, each, (*path, key))


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """`value` with `new` at a path."""
    if not path:
        return new
    first, *rest = path
    changed = value.copy() if isinstance(value, dict) else list(value)
    changed[first] = replaced(value[first], tuple(rest), new)
    return changed
