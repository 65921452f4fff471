"""Unions of alternatives that can be confused: their order, and which alternative writes a value in JSON.

typing caches types, and `A | B` equals `B | A` in its cache. So what was imported before must not matter.
"""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from support.commands import python
from support.verdicts import Verdicts

pytestmark = pytest.mark.filterwarnings("error")

MODULE = """
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Literal, NotRequired, TypedDict

class One(TypedDict):
    x: str

class Other(TypedDict):
    x: str

class First(TypedDict):
    data: NotRequired[bytes | str]
    when: NotRequired[datetime | str | int]
    switch: NotRequired[int | bool]
    part: NotRequired[One | Other]
    parts: NotRequired[list[One | Other]]
    marked: NotRequired[One | Other | Literal["x"]]

class Second(TypedDict):
    data: NotRequired[str | bytes]
    when: NotRequired[str | datetime | int]
    switch: NotRequired[bool | int]
    part: NotRequired[Other | One]
    parts: NotRequired[list[Other | One]]
    marked: NotRequired[Other | One | Literal["x"]]

class Circle(TypedDict):
    part: NotRequired[One | Other]
    inner: NotRequired[Circle | One]

class Values(TypedDict):
    time_or_number: NotRequired[datetime | int]
    word_or_bytes: NotRequired[bytes | Literal["abcd"]]
    lists: NotRequired[list[bytes] | list[str]]
    maps: NotRequired[dict[str, int] | dict[str, bool]]
    number_or_class: NotRequired[int | list[One]]
    time_or_class: NotRequired[datetime | One]
    exact: NotRequired[Decimal]
    exact_or_float: NotRequired[Decimal | float]
    names: NotRequired[set[str]]
    keys: NotRequired[set[bytes] | list[str]]
"""

TIME = datetime(2020, 1, 1, tzinfo=UTC)
SHOW = """
import sys
from importlib import import_module

folder, service_name, package, order = sys.argv[1:]
sys.path.insert(0, folder)
service = import_module(f"{package}.{service_name}")
for name in order.split(","):
    getattr(service, name)
if package == "pydantic_models":
    read = lambda cls, text: cls.model_validate_json(text)
    write = lambda value: value.model_dump_json()
else:
    converter = import_module(f"dataclass_models.{service_name}.converter")
    read = lambda cls, text: converter.from_json(text, cls)
    write = lambda value: converter.to_json(value).replace(": ", ":").replace(", ", ",")
TEXTS = (
    '{"data":"aGVsbG8="}',
    '{"when":"2020-01-01T00:00:00Z"}',
    '{"switch":true}',
    '{"part":{"x":"a"}}',
    '{"parts":[{"x":"a"}]}',
    '{"marked":{"x":"a"}}',
)
for name in ("First", "Second", "Circle"):
    cls = getattr(service, name)
    for text in TEXTS[3:4] if name == "Circle" else TEXTS:
        value = read(cls, text)
        print(name, text, getattr(value, text.split('"')[1]))
        assert write(value) == text
    if package == "pydantic_models":
        print(cls.model_json_schema())
print(write(service.First(data="hello")), write(service.Second(data="hello")))
"""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unions")
    (folder / "orders.py").write_text(MODULE)
    done = python("-m", "generator", "build", "--source", str(folder / "orders.py"), "--out", str(folder / "out"))
    assert done.returncode == 0, done.stderr
    return folder / "out"


def show(out: Path, package: str, order: str) -> str:
    """What a program prints that imports the classes in this order."""
    done = python("-W", "error", "-c", SHOW, out, _service(out), package, order)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("package", ["pydantic_models", "dataclass_models"])
def test_order_does_not_depend_on_what_was_imported_before(out: Path, package: str) -> None:
    orders = ("First,Second,Circle", "Second,First", "Circle,Second,First")
    first, *others = [show(out, package, order) for order in orders]
    assert others == [first, first]
    lines = [line for line in first.splitlines() if not line.startswith("{'")]
    one, other = ("x='a'", "x='a'") if package == "pydantic_models" else ("One(x='a')", "Other(x='a')")
    assert lines == [
        """First {"data":"aGVsbG8="} aGVsbG8=""",
        f"""First {{"when":"2020-01-01T00:00:00Z"}} {TIME}""",
        """First {"switch":true} True""",
        f"""First {{"part":{{"x":"a"}}}} {one}""",
        """First {"parts":[{"x":"a"}]} [One(x='a')]""",
        f"""First {{"marked":{{"x":"a"}}}} {one}""",
        """Second {"data":"aGVsbG8="} aGVsbG8=""",
        """Second {"when":"2020-01-01T00:00:00Z"} 2020-01-01T00:00:00Z""",
        """Second {"switch":true} True""",
        f"""Second {{"part":{{"x":"a"}}}} {other}""",
        """Second {"parts":[{"x":"a"}]} [Other(x='a')]""",
        f"""Second {{"marked":{{"x":"a"}}}} {other}""",
        f"""Circle {{"part":{{"x":"a"}}}} {one}""",
        """{"data":"hello"} {"data":"hello"}""",
    ]


# A value -> how JSON has it, and what is read from there if it is not the value.
WRITTEN: list[tuple[str, Any, Any, Any]] = [
    ("First", {"data": "abcd"}, "abcd", None),
    ("First", {"data": b"abcd"}, "YWJjZA==", "YWJjZA=="),  # text comes first
    ("First", {"when": TIME}, "2020-01-01T00:00:00Z", None),
    ("First", {"when": 5}, 5, None),
    ("First", {"when": "5"}, "5", None),
    ("First", {"switch": True}, True, None),
    ("First", {"switch": 1}, 1, None),
    ("Second", {"switch": True}, True, None),
    ("Second", {"switch": 1}, 1, None),
    ("Values", {"time_or_number": 5}, 5, None),
    ("Values", {"time_or_number": TIME}, "2020-01-01T00:00:00Z", None),
    ("Values", {"word_or_bytes": "abcd"}, "abcd", None),
    ("Values", {"word_or_bytes": b"abcd"}, "YWJjZA==", None),
    ("Values", {"lists": ["abcd"]}, ["abcd"], [b"i\xb7\x1d"]),  # the spec says bytes first
    ("Values", {"lists": [b"abcd"]}, ["YWJjZA=="], None),
    ("Values", {"maps": {"a": True}}, {"a": True}, None),
    ("Values", {"maps": {"a": 1}}, {"a": 1}, None),
    ("Values", {"number_or_class": [{"x": "a"}]}, [{"x": "a"}], None),
    ("Values", {"time_or_class": {"x": "a"}}, {"x": "a"}, None),
    (
        "Values",
        {"exact": Decimal("1234567890123456789.0123456789012345678")},
        "1234567890123456789.0123456789012345678",
        None,
    ),
    ("Values", {"exact": Decimal("1E+300")}, "1E+300", None),
    ("Values", {"exact_or_float": Decimal("0.1")}, "0.1", None),
    ("Values", {"exact_or_float": 0.5}, 0.5, None),
    ("Values", {"names": {"a"}}, ["a"], None),
    ("Values", {"names": set()}, [], None),
    ("Values", {"keys": ["a", "a"]}, ["a", "a"], None),
    ("Values", {"keys": {b"abcd"}}, ["YWJjZA=="], ["YWJjZA=="]),  # lists come first
]


@pytest.mark.parametrize(("name", "value", "in_json", "read"), WRITTEN)
def test_a_value_is_written_as_its_own_alternative_does(
    out: Path, name: str, value: dict[str, Any], in_json: Any, read: Any
) -> None:
    service = _service(out)
    output = Verdicts(out)
    (member,) = value
    expected = value if read is None else {member: read}
    model = getattr(output.package("pydantic_models", service), name)
    instance = model.model_validate(value)
    assert _same(instance.model_dump(), value)
    assert json.loads(instance.model_dump_json()) == {member: in_json}
    assert _same(model.model_validate_json(instance.model_dump_json()).model_dump(), expected)

    cls = getattr(output.package("dataclass_models", service), name)
    converter = output.package("dataclass_models", f"{service}.converter")
    made = converter.structure(value, cls)
    assert _same(converter.unstructure(made), value)
    assert json.loads(converter.to_json(made)) == {member: in_json}
    assert _same(converter.unstructure(converter.from_json(converter.to_json(made), cls)), expected)
    assert output.json_schema(service, name, converter.to_json(made))


# JSON that all targets refuse, and JSON that all accept.
@pytest.mark.parametrize(
    ("value", "is_accepted"),
    [
        ({"names": ["a", "a"]}, False),
        ({"names": "a"}, False),
        ({"names": [1]}, False),
        ({"exact": 12.5}, True),
        ({"exact": 12345678901234567890123}, True),
        ({"exact": "12.5"}, True),
        ({"exact": "-0.5e-3"}, True),
        ({"exact": "NaN"}, False),
        ({"exact": "Infinity"}, False),
        ({"exact": ""}, False),
        ({"exact": "1_0"}, False),
        ({"exact": " 1"}, False),
        ({"exact": "1\n"}, False),
        ({"exact": True}, False),
    ],
)
def test_targets_agree_about_sets_and_decimals(out: Path, value: Any, is_accepted: bool) -> None:
    assert set(Verdicts(out).of(_service(out), "Values", json.dumps(value)).values()) == {is_accepted}


@pytest.mark.parametrize(
    "value",
    [
        {"names": ["a"]},
        {"names": {1}},
        {"exact": 1.5},
        {"exact": 1},
        {"exact": "1"},
        {"exact": Decimal("NaN")},
        {"exact": Decimal("Infinity")},
    ],
)
def test_python_values_of_another_type_are_refused(out: Path, value: Any) -> None:
    service, output = _service(out), Verdicts(out)
    with pytest.raises(ValueError, match="validation error"):
        output.package("pydantic_models", service).Values.model_validate(value)
    converter = output.package("dataclass_models", f"{service}.converter")
    with pytest.raises(Exception, match="While structuring Values"):
        converter.structure(value, output.package("dataclass_models", service).Values)


def _service(out: Path) -> str:
    (name,) = [each.stem.removesuffix(".schema") for each in (out / "json_schema").iterdir()]
    return name


def _same(one: Any, other: Any) -> bool:
    """Whether values are equal and of the same types: True is no 1."""
    return repr(one) == repr(other)
