"""The types of a team against `pydantic.TypeAdapter` of the real classes.

hypothesis writes modules, values of their classes, and values that are almost such. Each value gets the verdict of the
real class from all targets, in the Python form and in JSON, and comes back as the real class writes it. What differs
stands in `docs/differences.md`, and has a predicate here.
"""

import functools
import json
import sys
import types
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pydantic
import pytest
from cattrs.errors import BaseValidationError
from hypothesis import HealthCheck, Phase, given, settings
from pydantic_core import PydanticSerializationError
from typing_extensions import is_typeddict

from support import team_modules
from support.commands import node, python
from support.paths import ROOT
from support.verdicts import AGREEING_ARGUMENTS, Verdicts
from support.zod_types import compare_types

_CONFIG = pydantic.ConfigDict(
    extra="forbid", ser_json_bytes="base64", val_json_bytes="base64", ser_json_inf_nan="strings"
)
_CHANGES = 6  # of each value


@dataclass(frozen=True)
class Case:
    """A value of one form, and what each of the others makes of it. None: it is refused."""

    source: str  # of its class
    name: str
    value: Any  # in JSON: the text
    in_json: bool
    real: tuple[Any, Any] | None  # in the Python form, and in JSON
    found: dict[str, Any]  # by target: the same; or the verdict, of one that only judges

    @property
    def others(self) -> list[str]:
        """The targets that differ in the verdict, or in one of the two forms."""
        return [name for name, found in self.found.items() if found not in (self.real, self.real is not None)]

    @property
    def is_written_alike(self) -> bool:
        """Whether all accept the value, and write the same JSON."""
        forms = [self.real, *(self.found[name] for name in self.others)]
        written = [each[1] for each in forms if isinstance(each, tuple)]
        return len(written) == len(forms) and all(each == written[0] for each in written)

    @property
    def is_alike(self) -> bool:
        """Whether all targets agree with the real class."""
        return not self.others

    def __str__(self) -> str:
        found = "".join(f"\n{name}: {self.found[name]}" for name in self.others)
        return f"{self.source}\n{self.value}\nreal: {self.real}{found}"


def _build(folder: Path, modules: dict[str, str]) -> None:
    """Build the modules, each a service, without any warning."""
    for name, text in modules.items():
        (folder / f"{name}.py").write_text(text)
    done = python("-m", "generator", "build", "--source", folder, *AGREEING_ARGUMENTS, "--out", folder / "out")
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr, done.stderr


def _drawn(count: int) -> list[team_modules.Module]:
    """The same modules in each run."""
    found: list[team_modules.Module] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(team_modules.modules())
    def collect(module: team_modules.Module) -> None:
        found.append(module)

    collect()
    return found


class _Adapter:
    """The real class. In a tuple, because only a type without a configuration of its own takes one for its dumps."""

    def __init__(self, cls: Any) -> None:
        self.adapter = pydantic.TypeAdapter(tuple[cls], config=_CONFIG)

    def validate_python(self, value: Any) -> Any:
        return self.adapter.validate_python((value,), strict=True)[0]

    def validate_json(self, text: str) -> Any:
        return self.adapter.validate_json(f"[{text}]", strict=True)[0]

    def dump_json(self, value: Any) -> str:
        return self.adapter.dump_json((value,)).decode()[1:-1]


class _Judge:
    """Judges values of one module."""

    def __init__(self, folder: Path, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self._adapters: dict[str, _Adapter] = {}
        self.real = types.ModuleType(f"real_{name}")
        sys.modules[self.real.__name__] = self.real
        exec(compile(text, f"{name}.py", "exec"), vars(self.real))
        for each in vars(self.real).values():
            if is_typeddict(each):
                each.__pydantic_config__ = _CONFIG
        self.output = Verdicts(folder / "out")
        (self.schema,) = (folder / "out" / "json_schema").glob(f"*_{name}.schema.json")
        self.service = self.schema.name.removesuffix(".schema.json")
        self.models = self.output.package("pydantic_models", self.service)
        self.classes = self.output.package("dataclass_models", self.service)
        self.converter = self.output.package("dataclass_models", f"{self.service}.converter")

    def cases(self, values: list[tuple[str, Any]]) -> Iterator[Case]:
        """Each value in the Python form and in JSON, and changes of it."""
        random = Random(self.name)
        for name, drawn in values:
            value = team_modules.in_module(drawn, self.real)
            yield self.in_python(name, value)
            text = self._adapter(name).dump_json(value)
            for each in (text, *(team_modules.changed(random, text) for _ in range(_CHANGES))):
                yield self.in_json(name, each)

    def _adapter(self, name: str) -> _Adapter:
        if name not in self._adapters:
            self._adapters[name] = _Adapter(getattr(self.real, name))
        return self._adapters[name]

    def _source(self, name: str) -> str:
        return self.text[self.text.index(f"class {name}(") :].partition("\n\n")[0].strip()

    def explanation(self, case: Case) -> str:
        """The difference after whose removal all agree. Empty if there is none."""
        if self._is_another_alternative(case):
            return ANOTHER_ALTERNATIVE
        value = json.loads(case.value)
        repaired = {name: repair(value) for name, repair in EXPLANATIONS.items()}
        repaired["several of these"] = functools.reduce(lambda each, repair: repair(each), EXPLANATIONS.values(), value)
        for name, each in repaired.items():
            if _text(each) != _text(value):
                found = self.in_json(case.name, json.dumps(each))
                if found.is_alike or self._is_another_alternative(found):
                    return name
        return ""

    def _is_another_alternative(self, case: Case) -> bool:
        """Whether all write the same JSON, and one read text or a list in it as another alternative of a union."""
        return case.is_written_alike and "Union[" in self.text

    def in_python(self, name: str, value: Any) -> Case:
        adapter, converter = self._adapter(name), self.converter
        model, cls = getattr(self.models, name), getattr(self.classes, name)
        real = _made(lambda: adapter.validate_python(value), lambda each: each, adapter.dump_json)
        found = {
            "pydantic": _made(lambda: model.model_validate(value), *_DUMPS),
            "converter": _made(lambda: converter.structure(value, cls), converter.unstructure, converter.to_json),
        }
        return Case(self._source(name), name, value, False, real, found)

    def in_json(self, name: str, text: str) -> Case:
        adapter, converter = self._adapter(name), self.converter
        model, cls = getattr(self.models, name), getattr(self.classes, name)
        real = _made(lambda: adapter.validate_json(text), lambda each: each, adapter.dump_json)
        found = {
            "pydantic": _made(lambda: model.model_validate_json(text, by_alias=True, by_name=False), *_DUMPS),
            "converter": _made(lambda: converter.from_json(text, cls), converter.unstructure, converter.to_json),
            "json-schema": self.output.json_schema(self.service, name, text),
        }
        return Case(self._source(name), name, text, True, real, found)


_DUMPS: tuple[Callable[[Any], Any], Callable[[Any], Any]] = (
    lambda model: model.model_dump(),
    lambda model: model.model_dump_json(),
)


def _made(
    read: Callable[[], Any], to_python: Callable[[Any], Any], to_json: Callable[[Any], str | bytes]
) -> tuple[Any, Any] | None:
    """What a value becomes in both forms. None if it is refused."""
    try:
        value = read()
    except (pydantic.ValidationError, BaseValidationError, ValueError, TypeError):
        return None
    try:
        written = _sorted(json.loads(to_json(value)))
    except PydanticSerializationError:  # before 2.14, pydantic has no JSON for a `deque` that is any value
        written = PydanticSerializationError
    return _plain(to_python(value)), written


def _plain(value: Any) -> Any:
    """Something that is equal only for equal values of the same types. A member of an enum is its value."""
    match value:
        case Enum():
            return _plain(value.value)
        case dict():
            return sorted(repr((_plain(key), _plain(each))) for key, each in value.items())
        case set() | frozenset():
            return type(value), sorted(map(repr, map(_plain, value)))
        case list() | tuple():
            return type(value), [*map(_plain, value)]
        case _ if hasattr(value, "tzinfo"):
            return type(value), value.isoformat()
    return type(value), repr(value)


def _sorted(value: Any) -> Any:
    """JSON in which the order of elements does not count: that of a set is any."""
    if isinstance(value, dict):
        return {key: _sorted(each) for key, each in value.items()}
    return sorted(map(_sorted, value), key=_text) if isinstance(value, list) else value


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


ANOTHER_ALTERNATIVE = "which alternative of a union reads text"


# What differs, and a change of the JSON after which nothing does.

_TIME = "2020-01-02T03:04:05Z"


def _everywhere(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A change of all parts of a JSON value, the innermost first."""

    def change_everywhere(value: Any) -> Any:
        if isinstance(value, dict):
            value = {key: change_everywhere(each) for key, each in value.items()}
        elif isinstance(value, list):
            value = [*map(change_everywhere, value)]
        return change(value)

    return change_everywhere


def _without_null(value: Any) -> Any:
    return {key: each for key, each in value.items() if each is not None} if isinstance(value, dict) else value


def _without_duplicates(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [each for index, each in enumerate(value) if each not in value[:index]]


def _one_for_true(value: Any) -> Any:
    return 1 if value is True else value


def _with_written_times(value: Any) -> Any:
    return _TIME if isinstance(value, str) and value.isdecimal() else value


EXPLANATIONS: dict[str, Callable[[Any], Any]] = {
    "`null` for an optional member": _everywhere(_without_null),
    "an element that stands twice in a set, in JSON": _everywhere(_without_duplicates),
    "`true` for `Literal[1]`, 1 for `Literal[True]`": _everywhere(_one_for_true),
    "a time in JSON that is not RFC 3339": _everywhere(_with_written_times),
}


@dataclass(frozen=True)
class Written:
    """What hypothesis wrote, and what became of it."""

    folder: Path
    judges: list[_Judge]
    cases: list[tuple[_Judge, Case]]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Written:
    count = 60 if request.config.getoption("--all-services") else 10
    folder = tmp_path_factory.mktemp("team")
    modules = {f"team{number}": each for number, each in enumerate(_drawn(count))}
    _build(folder, {name: module.text for name, module in modules.items()})
    judges = [_Judge(folder, name, module.text) for name, module in modules.items()]
    cases = [(judge, case) for judge in judges for case in judge.cases(modules[judge.name].values)]
    return Written(folder, judges, cases)


def test_verdicts_and_dumps_are_those_of_the_real_class(written: Written) -> None:
    different = [(judge, case) for judge, case in written.cases if not case.is_alike]
    unexplained = [case for judge, case in different if not (case.in_json and judge.explanation(case))]
    assert not unexplained, f"{len(unexplained)}, the first:\n" + "\n\n".join(map(str, unexplained[:3]))
    counts = Counter((case.in_json, case.real is not None) for _, case in written.cases)
    assert min(counts[False, True], counts[True, True], counts[True, False]) >= 200, counts
    assert not counts[False, False]  # what hypothesis draws are values
    assert len(different) < len(written.cases) / 20


def test_ajv_and_zod_agree_with_jsonschema(written: Written) -> None:
    cases = [(judge, case) for judge, case in written.cases if case.in_json]
    values = [(judge.service, case.name, json.loads(case.value)) for judge, case in cases]
    in_node = written.judges[0].output.in_node(values)
    wrong = [
        (case.source, case.value, verdicts)
        for verdicts, (_, case) in zip(in_node, cases, strict=True)
        if set(verdicts.values()) != {case.found["json-schema"]}
    ]
    assert not wrong


def test_schemas_of_zod_have_the_types_of_typescript(written: Written) -> None:
    assert compare_types(written.folder / "out") > 100


def test_typescript_has_all_values(written: Written) -> None:
    """A value that all accept is one of the TypeScript type. Integers of more than 53 bits are no literals there."""
    scripts = []
    for judge in written.judges:
        alike = [case for each, case in written.cases if each is judge and case.in_json and case.real and case.is_alike]
        lines = [f'import type * as types from "./out/typescript/{judge.service}";']
        lines += [f"export const v{number}: types.{case.name} = {case.value};" for number, case in enumerate(alike)]
        scripts.append(written.folder / f"{judge.name}.ts")
        scripts[-1].write_text("\n".join(lines))
    done = node("tsc", "--strict", "--noEmit", "--exactOptionalPropertyTypes", "--pretty", "false", *scripts)
    assert not done.stdout, done.stdout[:2000]


def test_the_output_is_typed(written: Written) -> None:
    folders = [str(written.folder / "out" / each) for each in ("pydantic_models", "dataclass_models")]
    done = python("-m", "mypy", "--strict", "--config-file=", *folders, cwd=written.folder)
    assert done.returncode == 0, done.stdout[-2000:]
    done = python("-m", "ruff", "format", "--isolated", "--check", written.folder / "out")
    assert done.returncode == 0, done.stdout[-2000:]


# Every type, by itself, with every value below. `docs/differences.md` counts what differs.

_TYPES = (
    *(each.text for each in team_modules.LEAVES),
    *("Literal[True]", "Literal[Color.RED]", "Optional[int]", "NotRequired[int]", "Sequence[int]"),
    *("list[int]", "set[int]", "frozenset[int]", "set[UUID]", "tuple[int, ...]", "tuple[int, str]"),
    *("dict[str, int]", "dict[int, int]", "dict[Level, int]", "dict[Literal[0, 1], int]", "dict[Union[int, str], int]"),
    *(
        "Union[datetime, str]",
        "Union[date, str]",
        "Union[Decimal, float]",
        "Union[int, float]",
        "Union[float, int]",
        "Union[bytes, str]",
    ),
    *("Union[tuple[int, ...], list[int]]", "Annotated[Decimal, Gt(0)]", "Annotated[float, MultipleOf(0.1)]"),
)
_ID = "123e4567-e89b-12d3-a456-426614174000"
_IN_JSON = (
    *("null", "true", "false", "0", "1", "-1", "2", "7", "1.0", "1.5", "0.3", "12345678901234567890123"),
    *('"a"', '""', '"red"', '"1"', '" 1"', '"01"', '"1.10"', '".5"', '"1_0"', '"NaN"', '"true"', '"xyz!"'),
    *('"aGVsbG8="', '"aGVsbG8"', '"aGVs bG8="', '"-_-_"', '"2020-12-31"', '"2020-12-31T00:00:00Z"', '"2020-02-30"'),
    *('"2020-12-31T00:00:00"', '"2020-12-31 00:00:00Z"', '"2020-12-31T00:00Z"', '"0000-01-01"', '"100000"'),
    *('"10:00"', '"10:00:00"', '"10:00:00+02:00"', '"24:00:00"', '"PT1S"', '"PT36H"', '"P1Y"', '"-P1D"', '"P"'),
    *('"P1W"', '"P1M"', '"+P1D"', '"P9999999Y"', '"1 day, 0:00:00"', f'"{_ID}"', f'"{_ID.upper()}"'),
    *(f'"{_ID.replace("-", "")}"', f'"urn:uuid:{_ID}"', '"a/../b/"', "[]", "[1]", "[1, 1]", "[1, true]", '[1, "a"]'),
    *('["a"]', "[[1], 2]", f'["{_ID}", "{_ID.upper()}"]', "{}", '{"a": 1}', '{"1": 1}', '{"01": 1}', '{"1.0": 1}'),
)
_IN_PYTHON: tuple[Any, ...] = (
    *(None, True, 0, 1, -1, 5, 1.5, 1.0, "a", "red", "1", b"a", bytearray(b"a"), Decimal("1.5"), Decimal("NaN")),
    *(datetime(2020, 1, 1), datetime(2020, 1, 1, tzinfo=UTC), date(2020, 1, 1), time(1), timedelta(1)),
    *(UUID(int=1), Path("a"), [], [1], (), (1,), (1, "a"), {1}, frozenset({1}), {}, {"a": 1}, {1: 1}, {"1": 1}),
    *(team_modules.Member("Color", "RED"), team_modules.Member("Level", "LOW"), team_modules.Member("Name", "UP")),
    *(team_modules.AsDict(((team_modules.Member("Level", "LOW"), 1),)), deque([1])),
)


@dataclass(frozen=True)
class Difference:
    """A type and a value of which not all make the same."""

    type: str
    value: Any  # in JSON: its text
    case: Case

    def has(self, *values: Any) -> bool:
        """Whether the value is one of these."""
        return any(type(each) is type(self.value) and each == self.value for each in values)


def _is_of(*types: str) -> Callable[[Difference], bool]:
    return lambda difference: any(each in difference.type for each in types)


# By row of the table. A difference belongs to the first row whose predicate holds.
_ROWS: dict[str, Callable[[Difference], bool]] = {
    "`1.0` for an integer, or for a literal that is one": lambda each: each.has("1.0", 1.0),
    "`true` for `Literal[1]`, 1 for `Literal[True]`": lambda each: (
        (_is_of("Literal", "Level")(each) and each.has("true", "1", True)) or each.type == "Literal[True]"
    ),
    "the value of a member of an enum, in the Python form": lambda each: (
        not each.case.in_json and _is_of("Color", "Level")(each)
    ),
    "`Literal[Color.RED]` in JSON": lambda each: each.type == "Literal[Color.RED]",
    "an element that stands twice in a set, in JSON": lambda each: _is_of("set[int]")(each),
    "one value that a set has in two spellings": _is_of("set[UUID]"),
    "the key of an integer with other characters than its digits": lambda each: each.has('{"01": 1}', '{"1.0": 1}'),
    "`dict[Literal[0, 1], X]` in JSON": _is_of("dict[Literal"),
    "`null` for an optional member": lambda each: each.has("null", None),
    "which alternative of a union reads text": lambda each: each.case.is_written_alike and _is_of("Union")(each),
    'a `Decimal` as `" 1"`, `".5"` or `"1_0"`': lambda each: (
        _is_of("Decimal")(each) and each.has('" 1"', '".5"', '"1_0"')
    ),
    '`"NaN"` for a float': lambda each: each.has('"NaN"', Decimal("NaN")) or repr(each.value) == "Decimal('NaN')",
    "a number for a union of `Decimal` and `float`": _is_of("Union[Decimal, float]"),
    "bounds of a `Decimal`": _is_of("Annotated[Decimal"),
    "`MultipleOf(0.1)`": _is_of("MultipleOf(0.1)"),
    "base64 that is not in the standard alphabet with padding": _is_of("bytes"),
    "a time in JSON that is not RFC 3339": lambda each: each.case.in_json and _is_of("datetime")(each),
    "a time without an offset, in the Python form": lambda each: each.has(datetime(2020, 1, 1)),
    "a duration of millions of years": lambda each: each.has('"P9999999Y"'),
    "a duration in JSON that is not ISO 8601 with days": _is_of("timedelta"),
    "a UUID in JSON without hyphens": _is_of("UUID"),
    "bytes or a `deque` where anything is accepted": _is_of("Any"),
}


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> _Judge:
    """Judges values of `Of0`, `Of1` and so on, each of which has one member of a type."""
    folder = tmp_path_factory.mktemp("types")
    classes = "".join(f"\n\nclass Of{n}(TypedDict):\n    value: {type_}\n" for n, type_ in enumerate(_TYPES))
    text = team_modules.HEAD + classes
    _build(folder, {"team": text})
    return _Judge(folder, "team", text)


def test_zod_agrees_with_ajv_about_each_type(judge: _Judge) -> None:
    places = [(f"Of{number}", value) for number in range(len(_TYPES)) for value in _IN_JSON]
    verdicts = judge.output.in_node((judge.service, name, {"value": json.loads(value)}) for name, value in places)
    counts = Counter(each["zod"] for each in verdicts)
    wrong = [place for place, each in zip(places, verdicts, strict=True) if each["ajv"] != each["zod"]]
    numbers = {f"Of{number}" for number, type_ in enumerate(_TYPES) if "MultipleOf" in type_}
    assert {name for name, _ in wrong} <= numbers, wrong  # a row in `docs/differences.md`
    assert [value for _, value in wrong] == ["12345678901234567890123"] * 2
    assert min(counts.values()) > 400, counts


@pytest.fixture(scope="module")
def differences(judge: _Judge) -> list[Difference]:
    found = []
    for number, type_ in enumerate(_TYPES):
        for value in _IN_JSON:
            found.append(Difference(type_, value, judge.in_json(f"Of{number}", f'{{"value": {value}}}')))
        for value in _IN_PYTHON:
            real = team_modules.in_module(value, judge.real)
            found.append(Difference(type_, value, judge.in_python(f"Of{number}", {"value": real})))
    assert len(found) == len(_TYPES) * (len(_IN_JSON) + len(_IN_PYTHON))
    return [each for each in found if not each.case.is_alike]


class _Small(IntEnum):
    ONE = 1


def _only_of_newer_pydantic() -> Counter[str]:
    """By row, the differences that an older pydantic does not have: there the real class does what we do."""
    try:
        pydantic.TypeAdapter(_Small).validate_json("true", strict=True)
    except pydantic.ValidationError:
        return Counter({"`true` for `Literal[1]`, 1 for `Literal[True]`": 1})  # of `Level`
    return Counter()


def test_differences_are_those_of_the_docs(differences: list[Difference]) -> None:
    rows = [next((name for name, holds in _ROWS.items() if holds(each)), str(each.case)) for each in differences]
    text = (ROOT / "docs" / "differences.md").read_text()
    assert f"for each of {len(_TYPES)} types with each of {len(_IN_JSON) + len(_IN_PYTHON)} values" in text
    lines = text.splitlines()
    table = lines[lines.index("| what | the real class | the types made of it | values |") + 2 :]
    cells = [[cell.strip() for cell in line.split("|")] for line in table[: table.index("")]]
    assert Counter(rows) + _only_of_newer_pydantic() == {each[1]: int(each[-2]) for each in cells}
    assert [each[1] for each in cells] == list(_ROWS)
    assert {ANOTHER_ALTERNATIVE, *EXPLANATIONS} <= _ROWS.keys()


_OWN_CLASSES = """
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from typing_extensions import TypedDict
from pydantic_core import core_schema


class Id(str):
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.str_schema(pattern="^id-")


@dataclass
class Point:
    x: int


class Values(TypedDict):
    numbers: Iterable[int]
    id: Id
    point: Point
"""


@pytest.mark.parametrize(
    ("change", "of_real", "of_ours"),
    [
        ({}, True, True),
        ({"numbers": ["a"]}, True, False),
        ({"numbers": iter([1])}, True, False),
        ({"id": "a"}, False, True),
        ({"point": "an instance"}, True, False),
    ],
)
def test_what_no_value_of_the_table_shows(tmp_path: Path, change: dict[str, Any], of_real: bool, of_ours: bool) -> None:
    _build(tmp_path, {"own": _OWN_CLASSES})
    judge = _Judge(tmp_path, "own", _OWN_CLASSES)
    value = {"numbers": [1], "id": "id-1", "point": {"x": 1}, **change}
    if value["point"] == "an instance":
        value["point"] = judge.real.Point(1)
    real = {**value, "point": judge.real.Point(1)}  # in the strict Python form it takes the instance only
    adapter, converter = pydantic.TypeAdapter(judge.real.Values), judge.converter
    verdicts = {
        "real": _accepts(lambda: adapter.validate_python(real, strict=True)),
        "pydantic": _accepts(lambda: judge.models.Values.model_validate(value)),
        "converter": _accepts(lambda: converter.structure(value, judge.classes.Values)),
    }
    assert verdicts == {"real": of_real, "pydantic": of_ours, "converter": of_ours}


def _accepts(read: Callable[[], Any]) -> bool:
    try:
        read()
    except (pydantic.ValidationError, BaseValidationError, ValueError, TypeError):
        return False
    return True
