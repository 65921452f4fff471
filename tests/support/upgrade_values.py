"""Values that were right beside an old package, and what the new one says of them.

They are made from botocore's model of the old release and from AWS's examples. Each class of the package is judged by
itself: every member has each value of its enum, and values at its bounds. So no value is wrong for two reasons, and a
mistake has a place.
"""

import contextlib
import datetime
import functools
import itertools
import pickle
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Literal

import re2
from botocore.loaders import Loader
from botocore.model import ServiceModel
from hypothesis import HealthCheck, given, settings, strategies

from support.aws_examples import Example, examples
from support.paths import SUPPORT
from support.shape_values import Maker
from support.upgrade_failures import Failure
from support.upgrade_judge import Mistake
from support.upgrade_package import Package, Way

# Longer ones are not tried. Without a maximum, these show that there is one now.
_LONGEST_TEXT = 1_100_000
_LONGEST_MATCH = 20_000  # of a pattern, which Python may try in many ways
_LONGEST_LIST = 2_000
_GREATEST_NUMBER = 10**9
_DEEPEST = 8
_TIME = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
_RANDOM_VALUES = 5  # for each operation and direction


@dataclass(frozen=True)
class Value:
    """A value of the class `name`."""

    name: str
    value: Any
    way: Literal["sent", "received", "made"]  # made: a response that the user makes, in a test for example
    in_json: bool = False


def load_model(data: Path, service: str) -> ServiceModel:
    """The model of a service in a folder with botocore's data, with what botocore itself adds to it."""
    loader = Loader(extra_search_paths=[str(data)], include_default_search_paths=False)
    return ServiceModel(loader.load_service_model(service, "service-2"), service)


@dataclass(frozen=True)
class Found:
    """The shape of a class, and a response in which the class is found."""

    shape: Any
    response: str
    steps: tuple[tuple[str, Any], ...] = ()  # the names of members, and their shapes

    def received(self, value: Any) -> Value:
        for name, shape in reversed(self.steps):
            value = {name: _nested(shape, value)}
        return Value(self.response, value, "received")


def _nested(shape: Any, value: Any) -> Any:
    match shape.type_name:
        case "list":
            return [_nested(shape.member, value)]
        case "map":
            return {shape.key.enum[0] if shape.key.enum else "key": _nested(shape.value, value)}
    return value


def values(package: Package, names: Set[str], model: ServiceModel, data: Path) -> Iterator[Value]:
    """Values of the classes of these names. Most are right as botocore sees it; the package decides."""
    places: dict[tuple[str, bool], Found] = {}
    for cls, shape, is_sent in _roots(package, model):
        if shape is not None and cls in package.classes:
            _collect(package, cls, is_sent, Found(shape, cls), places)
            if cls in names:
                yield from _random_values(cls, shape, is_sent)
    for (cls, is_sent), place in places.items():
        if cls not in names:
            continue
        members = {field.wire for field in package.classes[cls].fields}
        if is_sent:
            yield from (Value(cls, each, "sent") for each in Sent().structures(place.shape, members))
            continue
        for each in Received().structures(place.shape, members):
            yield place.received(each)
            if package.classes[cls].way is Way.RECEIVED:
                yield Value(cls, each, "made")
    yield from _examples(package, model, data)


def _roots(package: Package, model: ServiceModel) -> Iterator[tuple[str, Any, bool]]:
    """The classes that operations, paginators and waiters name, each with its shape and with whether it is sent."""
    for name, (request, response) in package.table("OPERATIONS").items():
        operation = model.operation_model(name)
        yield request, operation.input_shape, True
        yield response, operation.output_shape, False
        yield from ((each.name, each, False) for each in operation.error_shapes)
    for name, request in package.table("PAGINATORS").items():
        yield request, model.operation_model(name).input_shape, True
    for request, name in package.table("WAITERS").values():
        yield request, model.operation_model(name).input_shape, True


def _collect(package: Package, cls: str, is_sent: bool, place: Found, found: dict[tuple[str, bool], Found]) -> None:
    """Find the shape of each class, by walking through both at once."""
    if (cls, is_sent) in found or place.shape.type_name != "structure":
        return
    found[cls, is_sent] = place
    for field in package.classes[cls].fields:
        member = place.shape.members.get(field.wire)
        name = _class_in(package, field.types)
        if member is None or name is None:
            continue
        inner = member
        while inner.type_name in {"list", "map"}:
            inner = inner.member if inner.type_name == "list" else inner.value
        steps = (*place.steps, (field.wire, member))
        _collect(package, name, is_sent, Found(inner, place.response, steps), found)


def _class_in(package: Package, names: tuple[str, ...]) -> str | None:
    """The class in a type; a union of a class and its output twin counts as the class."""
    candidates = [*names, *(each.removesuffix("Union") for each in names)]
    return next((each for each in candidates if each in package.classes), None)


def _random_values(cls: str, shape: Any, is_sent: bool) -> Iterator[Value]:
    random = Random(cls)
    for _ in range(_RANDOM_VALUES):
        maker = Maker(random, in_json=not is_sent)
        value = maker.sent(shape) if is_sent else maker.received(shape, is_response=True)
        yield Value(cls, value, "sent" if is_sent else "received", in_json=not is_sent)


def _examples(package: Package, model: ServiceModel, data: Path) -> Iterator[Value]:
    for each in _all_examples(data):
        if each.service != model.service_name:
            continue
        request, response = package.table("OPERATIONS").get(each.operation, (None, None))
        name = request if each.side == "input" else response
        if name:
            yield Value(name, each.value, "sent" if each.side == "input" else "received", in_json=True)


@functools.cache
def _all_examples(data: Path) -> tuple[Example, ...]:
    return tuple(examples(data))


class Sent:
    """Values that are sent."""

    def structures(self, shape: Any, members: Set[str]) -> Iterator[Any]:
        """The smallest value of a structure, and one for each value of each of these members."""
        smallest = {} if shape.is_tagged_union else self.smallest(shape)
        if not shape.is_tagged_union:
            yield smallest
        for name in (each for each in shape.members if each in members):
            yield from ({**smallest, name: each} for each in self.each_value(shape.members[name]))

    def smallest(self, shape: Any, depth: int = 0) -> Any:
        """A value with what it must have."""
        match shape.type_name:
            case "structure":
                return self._smallest_structure(shape, depth)
            case "list":
                count = min(int(shape.metadata.get("min", 0)), _LONGEST_LIST)
                return [self.smallest(shape.member, depth + 1)] * count
            case "map":
                keys = itertools.islice(self._keys(shape.key), int(shape.metadata.get("min", 0)))
                return {each: self.smallest(shape.value, depth + 1) for each in keys}
        return next(iter(self.scalars(shape)))

    def _smallest_structure(self, shape: Any, depth: int) -> Any:
        names = shape.required_members
        if shape.is_tagged_union:
            names = [min(shape.members, key=lambda name: shape.members[name].type_name in {"structure", "list"})]
        return {name: self.smallest(shape.members[name], depth + 1) for name in names if depth < _DEEPEST}

    def each_value(self, shape: Any) -> Iterator[Any]:
        """Values that show what a member takes. What a structure in it takes is shown by its own class."""
        match shape.type_name:
            case "structure":
                yield {"a": 1} if shape.is_document_type else self.smallest(shape)
            case "list":
                yield from self._lists(shape)
            case "map":
                yield self.smallest(shape)
                for key in shape.key.enum or itertools.islice(self._keys(shape.key), 3):
                    yield {key: self.smallest(shape.value)}
                yield from ({next(self._keys(shape.key)): each} for each in self.each_value(shape.value))
            case _:
                yield from self.scalars(shape)

    def _lists(self, shape: Any) -> Iterator[Any]:
        least, most = int(shape.metadata.get("min", 0)), shape.metadata.get("max")
        element = self.smallest(shape.member)
        yield from ([element] * count for count in (least, *_greatest(least, most, _LONGEST_LIST)))
        for each in self.each_value(shape.member):
            yield [each, *[element] * (least - 1)]

    def _keys(self, shape: Any) -> Iterator[Any]:
        yield from self.scalars(shape)
        yield from (f"key{number}" for number in itertools.count())

    def scalars(self, shape: Any) -> tuple[Any, ...]:
        """Values of a scalar, the plainest first."""
        least, most = shape.metadata.get("min"), shape.metadata.get("max")
        match shape.type_name:
            case "string" | "character":
                if shape.enum:
                    return tuple(shape.enum)
                if shape.serialization.get("jsonvalue"):
                    return ({"a": 1}, "x")
                return texts(shape.metadata.get("pattern"), int(least or 0), int(most) if most is not None else None)
            case "integer" | "long":
                return _numbers(least, most, 1)
            case "float" | "double":
                return _numbers(least, most, 0.5)
            case "boolean":
                return True, False
            case "timestamp":
                return self.times()
        return self.blobs(int(least or 0), int(most) if most is not None else None)

    def times(self) -> tuple[Any, ...]:
        return _TIME, "2020-01-01T00:00:00Z", 1577836800

    def blobs(self, least: int, most: int | None) -> tuple[Any, ...]:
        sizes = {max(least, 1), least, *_greatest(least, most, _LONGEST_TEXT)}
        return *(b"x" * each for each in sorted(sizes, reverse=True)), "x" * max(least, 1)


class Received(Sent):
    """Values that are received, where any member may be absent and any enum may have a new value."""

    def structures(self, shape: Any, members: Set[str]) -> Iterator[Any]:
        yield {}
        for name in (each for each in shape.members if each in members):
            if not shape.members[name].serialization.get("eventstream"):
                yield from ({name: each} for each in self.each_value(shape.members[name]))

    def scalars(self, shape: Any) -> tuple[Any, ...]:
        found = super().scalars(shape)
        return (*found, "brand new") if shape.type_name == "string" and shape.enum else found

    def times(self) -> tuple[Any, ...]:
        return (_TIME,)


def _numbers(least: Any, most: Any, plain: Any) -> tuple[Any, ...]:
    first = plain if least is None and most is None else most if least is None else least
    smallest = -_GREATEST_NUMBER if least is None else least
    greatest = _GREATEST_NUMBER if most is None else most
    return tuple(dict.fromkeys((first, smallest, greatest)))


@functools.cache
def texts(pattern: str | None, least: int, most: int | None) -> tuple[str, ...]:
    """Strings of these lengths that the pattern may match, the plainest first."""
    middle = max(least, 5 if most is None else min(5, most))
    lengths = [middle, least, *_greatest(least, most, _LONGEST_MATCH if pattern else _LONGEST_TEXT)]
    plain = ["a" * each for each in lengths]
    if pattern is None:
        return tuple(dict.fromkeys([*plain, "é " * (middle // 2) + "é" * (middle % 2)]))
    drawn = [each for each in _drawn(pattern) if least <= len(each) <= (most or _LONGEST_TEXT)]
    stretched = [long for each in drawn[:3] for size in lengths if (long := _stretched(pattern, each, size))]
    matching = [each for each in plain if _matches(pattern, each)]
    return tuple(dict.fromkeys([*matching, *drawn, *stretched])) or tuple(plain)


def _greatest(least: int, most: int | None, longest: int) -> list[int]:
    """The greatest size that is allowed, if it is not too great to be tried."""
    greatest = max(least, longest) if most is None else most
    return [greatest] if greatest <= longest else []


def _drawn(pattern: str) -> list[str]:
    """Strings that hypothesis draws from a pattern; none if Python does not know what the pattern means."""
    try:
        compiled = re.compile(_for_python(pattern), re.ASCII)
    except (re.error, ValueError, OverflowError, RecursionError):
        return []
    found: list[str] = []
    # A pattern without anchors matches in the middle of a text.
    strategy = strategies.from_regex(compiled, fullmatch=True) | strategies.from_regex(compiled)

    @settings(max_examples=30, database=None, derandomize=True, deadline=None, suppress_health_check=[*HealthCheck])
    @given(strategy)
    def draw(text: str) -> None:
        found.append(text)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            draw()
        except Exception:  # hypothesis gives up on a pattern that it cannot fulfil
            return found
    return sorted(
        set(found), key=lambda each: (not _matches(pattern, each), not each.isascii(), len(each) < 3, len(each))
    )


def _for_python(pattern: str) -> str:
    return re.sub(r"\\p\{\w+\}", "a-zA-Z", pattern)


def _stretched(pattern: str, text: str, size: int) -> str | None:
    """A string of this length that starts as `text` does, if repeating a character makes one."""
    if len(text) >= size:
        return None
    for each in [*text[-1:], *"aA0/-. "]:
        long: str = text + each * (size - len(text))
        if _matches(pattern, long):
            return long
    return None


def _matches(pattern: str, text: str) -> bool:
    compiled = _compiled(pattern)
    return compiled is None or compiled.fullmatch(text) is not None


@functools.cache
def _compiled(pattern: str) -> Any:
    """With re2 if it can: some of AWS's patterns keep Python busy for hours. None if neither knows the pattern."""
    quiet = re2.Options()
    quiet.log_errors = False
    for compile_ in (functools.partial(re2.compile, options=quiet), re.compile):
        with contextlib.suppress(re2.error, re.error):
            return compile_(_for_python(pattern))
    return None


# The verdicts.


def judge(out: Path, service: str, wanted: list[Value]) -> list[list[Mistake] | None]:
    """The mistakes that the package of a service finds in each value; None if it has no such class."""
    script = SUPPORT / "upgrade_judge.py"
    tasks = pickle.dumps([(each.name, each.value, each.in_json) for each in wanted])
    command = [sys.executable, "-P", str(script), str(out), service]
    done = subprocess.run(command, input=tasks, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode()[-2000:])
    return list(pickle.loads(done.stdout))


def refused(old: Package, new: Package, wanted: list[Value]) -> Iterator[Failure]:
    """What the new package refuses of the values that the old one accepts."""
    verdicts = judge(old.out, old.service, wanted)
    accepted = [value for value, found in zip(wanted, verdicts, strict=True) if found == []]
    for value, found in zip(accepted, judge(new.out, new.service, accepted), strict=True):
        for loc, type_, message in found or ():
            yield _failure(old, new, value, loc, type_, message)


_BOUNDS = re.compile(r"too_(short|long|small|large)|(greater|less)_than|pattern")  # in the types of pydantic's errors


def _failure(old: Package, new: Package, value: Value, loc: tuple[int | str, ...], type_: str, text: str) -> Failure:
    cls, member = _place(new, value.name, loc)
    kind = _kind(value, type_)
    if kind == "member":
        cls, member = _place(old, value.name, loc)
    return Failure(old.service, cls, member, kind, f"{type_} at {'.'.join(str(each)[:60] for each in loc)}: {text}")


def _kind(value: Value, type_: str) -> str:
    if type_ == "missing":
        return "made-required" if value.way == "made" else "required"
    if value.way == "made":
        return "made-type"
    if type_ == "extra_forbidden":
        return "member"
    if _BOUNDS.search(type_):
        return "bound"
    return "value" if type_ == "literal_error" else f"{value.way}-type"


def _place(package: Package, name: str, loc: tuple[int | str, ...]) -> tuple[str, str]:
    """The class and the field that a path leads to, from a class."""
    cls = inner = package.classes[name]
    member, keys = "", 0
    for step in loc:
        if isinstance(step, int):
            continue
        if keys:
            keys -= 1
        elif field := next((each for each in inner.fields if each.wire == step), None):
            cls, member = inner, field.name
            keys = len(re.findall(r"dict\[|Mapping\[", field.type))
            inner = package.classes[_class_in(package, field.types) or inner.name]
    return cls.name, member
