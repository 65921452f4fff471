"""The tables of `docs/differences.md`, row by row: the targets differ as the row says, and not beside it.

`client_oracle.py` holds the table "Beside the client".
"""

import datetime
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cattrs
import pydantic
import pytest

from support.commands import node, python
from support.paths import CASES, ROOT
from support.verdicts import AGREEING_ARGUMENTS, Verdicts

pytestmark = pytest.mark.pinned_botocore

SPEC = """
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, NotRequired, TypedDict
from uuid import UUID

from annotated_types import Gt, MultipleOf

class Whole(TypedDict):
    number: int

class Text(TypedDict):
    text: str

class Tree(TypedDict):
    tree: Any

class Map(TypedDict):
    map: dict[str, int]

class One(TypedDict):
    one: Literal[1]

class Exact(TypedDict):
    exact: Annotated[Decimal, Gt(0)]

class Ids(TypedDict):
    ids: set[UUID]

class Span(TypedDict):
    span: timedelta

class Tenths(TypedDict):
    tenths: Annotated[float, MultipleOf(0.1)]

class Values(TypedDict):
    at: NotRequired[datetime]
    data: NotRequired[bytes]
    price: NotRequired[Decimal]
"""

CONFIGURATION = """
[tool.shapewright]
sources = ["kinds.py", "aws/service-2.json"]
out = "out"

[tool.shapewright.requests]
constraints = "all"
"""

_ID = "123e4567-e89b-12d3-a456-426614174000"

# By row of the table: class, JSON, and the verdicts of pydantic, of the converter and of JSON Schema.
ROWS = {
    "`1.0` for an integer": ("Whole", '{"number": 1.0}', (False, False, True)),
    "a lone surrogate in a string": ("Text", r'{"text": "\ud800"}', (False, True, True)),
    "a key that stands twice in a map": ("Map", '{"map": {"a": "x", "a": 1}}', (False, True, True)),
    "a value nested over 200 deep": ("Tree", '{"tree": ' + "[" * 201 + "]" * 201 + "}", (False, True, True)),
    "a pattern that `re` and ECMAScript might take forever over (80 of AWS's 4,876)": (
        "PutInput",
        '{"Doubling": "-"}',
        (False, True, True),
    ),
    "a pattern with `\\p{…}` in it (93)": ("PutInput", '{"Letters": "!"}', (False, False, True)),
    "a pattern that RE2 cannot run, as it looks around or repeats over 1,000 times (197)": (
        "PutInput",
        '{"Looks": "aws:"}',
        (False, False, True),
    ),
    "a string that ends in a line feed, of a pattern of AWS that ends in `$`": (
        "PutInput",
        r'{"Digits": "12\n"}',
        (False, False, True),
    ),
    "bounds of a `Decimal`": ("Exact", '{"exact": "-1.5"}', (False, False, True)),
    "one value that a set has in two spellings": ("Ids", json.dumps({"ids": [_ID, _ID.upper()]}), (False, False, True)),
    "a duration of millions of years": ("Span", '{"span": "P9999999Y"}', (False, False, True)),
}
# By row of the table of zod: class, JSON, and the verdicts of ajv and of zod.
ROWS_OF_ZOD = {
    "a key `__proto__`": ("Map", '{"map": {"__proto__": "x"}}', (False, True)),
    "a number over 10²¹ times another, of which it has to be a multiple": (
        "Tenths",
        '{"tenths": 1e300}',
        (False, True),
    ),
}
ALIKE = [
    ("Whole", '{"number": 1}', True),
    ("Whole", '{"number": 1.5}', False),
    ("Text", r'{"text": "\ud83d\ude00"}', True),
    ("Tree", '{"tree": ' + "[" * 150 + "]" * 150 + "}", True),
    ("One", '{"one": 1}', True),
    ("One", '{"one": 2}', False),
    ("One", '{"one": true}', False),
    ("Exact", '{"exact": "1.5"}', True),
    ("Ids", json.dumps({"ids": [_ID]}), True),
    ("Ids", json.dumps({"ids": [_ID, _ID]}), False),
    ("Span", '{"span": "P2Y"}', True),
    ("PutInput", '{"Looks": "aws"}', True),
    ("Values", '{"at": "2020-01-02T03:04:05.6+07:00", "data": "YWI=", "price": "-1.5e3"}', True),
    ("Values", '{"at": "2020-01-02T23:59:60Z"}', False),
    ("Values", '{"at": "0000-01-02T03:04:05Z"}', False),
    ("Tenths", '{"tenths": 0.2}', True),
    ("Tenths", '{"tenths": 0.25}', False),
    ("Tenths", '{"tenths": "NaN"}', False),
    ("Values", '{"at": null, "data": null, "price": null}', True),
    ("Values", r'{"at": "2020-01-02T03:04:05Z\n"}', False),
    ("Values", '{"at": "٢٠٢٠-01-02T03:04:05Z"}', False),
    ("Values", r'{"data": "YWI=\n"}', False),
    ("Values", r'{"data": "\n"}', False),
    ("Values", '{"data": ""}', True),
    ("Values", r'{"price": "1.5\n"}', False),
    ("PutInput", '{"Digits": "12"}', True),
]


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    folder = tmp_path_factory.mktemp("differences")
    (folder / "kinds.py").write_text(SPEC)
    (folder / "aws").mkdir()
    shutil.copy(CASES / "profile_requests_patterns" / "service-2.json", folder / "aws")
    (folder / "pyproject.toml").write_text(CONFIGURATION)
    done = python("-m", "generator", "build", *AGREEING_ARGUMENTS, cwd=folder)
    assert done.returncode == 0, done.stderr
    return Verdicts(folder / "out")


def service(verdicts: Verdicts, name: str) -> str:
    """The service that has the class."""
    files = Path(verdicts.out, "json_schema").iterdir()
    return next(file.name.split(".")[0] for file in files if name in json.loads(file.read_text())["$defs"])


@pytest.mark.parametrize("row", ROWS)
def test_a_row_is_true(verdicts: Verdicts, row: str) -> None:
    name, text, expected = ROWS[row]
    found = verdicts.of(service(verdicts, name), name, text)
    assert tuple(found.values()) == expected


@pytest.mark.parametrize(("name", "text", "accepted"), ALIKE)
def test_similar_values_get_one_verdict(verdicts: Verdicts, name: str, text: str, accepted: bool) -> None:
    assert set(verdicts.of(service(verdicts, name), name, text).values()) == {accepted}


def in_node(verdicts: Verdicts, *values: tuple[str, str]) -> list[tuple[bool, ...]]:
    """The verdicts of ajv and zod on JSON texts of classes."""
    judged = verdicts.in_node((service(verdicts, name), name, json.loads(text)) for name, text in values)
    return [(each["ajv"], each["zod"]) for each in judged]


def test_zod_differs_from_ajv_only_in_its_rows(verdicts: Verdicts) -> None:
    rows = [(name, text) for name, text, _ in ROWS_OF_ZOD.values()]
    assert in_node(verdicts, *rows) == [expected for _, _, expected in ROWS_OF_ZOD.values()]
    assert in_node(verdicts, *((name, text) for name, text, _ in ALIKE)) == [(each, each) for *_, each in ALIKE]
    others = {row: (name, text, expected[2]) for row, (name, text, expected) in ROWS.items()}
    line_feed = "a string that ends in a line feed, of a pattern of AWS that ends in `$`"
    others[line_feed] = (*others[line_feed][:2], False)
    found = in_node(verdicts, *((name, text) for name, text, _ in others.values()))
    assert found == [(each, each) for *_, each in others.values()]


def rows_of(head: str) -> list[str]:
    """The first cells of the table in the docs that has this head."""
    lines = (ROOT / "docs" / "differences.md").read_text().splitlines()
    table = lines[lines.index(head) + 2 :]
    return [line.split("|")[1].strip() for line in table[: table.index("")]]


def test_the_table_is_the_one_in_the_docs() -> None:
    assert rows_of("| difference | pydantic | converter | JSON Schema | why |") == list(ROWS)
    assert rows_of("| difference | ajv | zod | why |") == list(ROWS_OF_ZOD)


# The table of differences that are no verdicts.

BOTH = {
    "metadata": {"protocol": "json"},
    "operations": {"Put": {"name": "Put", "input": {"shape": "PutInput"}, "output": {"shape": "PutOutput"}}},
    "shapes": {
        "Choice": {"type": "structure", "union": True, "members": {"A": {"shape": "Text"}, "B": {"shape": "Text"}}},
        "Flag": {"type": "boolean"},
        "Key": {"type": "string", "min": 2, "pattern": "^[a-z]+$"},
        "Kind": {"type": "string", "enum": ["USER", "SYSTEM"]},
        "Long": {"type": "long"},
        "Map": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}},
        "PutInput": {
            "type": "structure",
            "required": ["Text"],
            "members": {"Text": {"shape": "Key"}, "Tag": {"shape": "Tag"}, "Choice": {"shape": "Choice"}},
        },
        "PutOutput": {
            "type": "structure",
            "required": ["Text"],
            "members": {
                "Text": {"shape": "Text"},
                "Count": {"shape": "Long"},
                "Flag": {"shape": "Flag"},
                "Time": {"shape": "Time"},
                "Map": {"shape": "Map"},
                "Tags": {"shape": "Tags"},
                "Choice": {"shape": "Choice"},
            },
        },
        "Tag": {
            "type": "structure",
            "required": ["Key"],
            "members": {"Key": {"shape": "Key"}, "Kind": {"shape": "Kind"}},
        },
        "Tags": {"type": "list", "member": {"shape": "Tag"}},
        "Text": {"type": "string"},
        "Time": {"type": "timestamp"},
    },
}

MORE = """
[tool.shapewright]
sources = ["both/service-2.json", "botocore:ec2", "botocore:s3"]
operations = ["ec2.DescribeFlowLogs", "s3.GetObject"]
out = "out"
"""


@dataclass
class Output:
    """What was generated, as a user sees it."""

    verdicts: Verdicts

    def __post_init__(self) -> None:
        self.models, self.dataclasses, self.converter = self.service("both")

    def service(self, name: str) -> tuple[Any, Any, Any]:
        """The models, the dataclasses and the converter of a service."""
        package = self.verdicts.package
        return (
            package("pydantic_models", name),
            package("dataclass_models", name),
            package("dataclass_models", f"{name}.converter"),
        )

    def in_json(self, name: str, value: Any, service: str = "both") -> set[bool]:
        """The verdicts on a value in the JSON form."""
        return set(self.verdicts.of(service, name, json.dumps(value)).values())

    def compiles(self, name: str, *values: Any, service: str = "both") -> list[bool]:
        """Whether TypeScript takes each value as a literal of a type."""
        script = self.verdicts.out / "page.ts"
        lines = [f'import type * as types from "./typescript/{service}";']
        lines += [f"export const v{number}: types.{name} = {json.dumps(each)};" for number, each in enumerate(values)]
        script.write_text("\n".join(lines))
        options = ("--strict", "--noEmit", "--exactOptionalPropertyTypes", "--pretty", "false")
        errors = [line for line in node("tsc", *options, script).stdout.splitlines() if "error" in line]
        return [not any(f"page.ts({number + 2}," in line for line in errors) for number in range(len(values))]

    def received(self, value: Any) -> tuple[Any, Any]:
        """The response of `Put`, in the Python form: as a model, and as a dataclass."""
        return (
            self.models.PutOutput.model_validate(value),
            self.converter.structure(value, self.dataclasses.PutOutput),
        )

    def json_of(self, response: tuple[Any, Any]) -> list[Any]:
        """What both Python targets write for the response of `Put`."""
        model, data = response
        return [json.loads(model.model_dump_json()), json.loads(self.converter.to_json(data))]

    def schema(self, service: str = "both") -> Any:
        """All definitions of JSON Schema."""
        return json.loads((self.verdicts.out / "json_schema" / f"{service}.schema.json").read_text())["$defs"]


def build(folder: Path, configuration: str) -> Output:
    (folder / "both").mkdir()
    (folder / "both" / "service-2.json").write_text(json.dumps(BOTH))
    (folder / "pyproject.toml").write_text(configuration)
    done = python("-m", "generator", cwd=folder)
    assert done.returncode == 0, done.stderr
    return Output(Verdicts(folder / "out"))


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Output:
    return build(tmp_path_factory.mktemp("more"), MORE)


def null(output: Output) -> None:
    value = {"Text": "text", "Tag": None}
    assert output.in_json("PutInput", value) == {True}
    assert output.compiles("PutInput", value, {"Text": "text"}) == [False, True]
    assert output.json_of(output.received({"Text": None, "Flag": True})) == [{"Flag": True}] * 2


def null_element(output: Output) -> None:
    value = {"Tags": [None, {"Key": "ab"}], "Map": {"a": None, "b": "c"}}
    assert output.in_json("PutOutput", value) == {True}
    written = {"Tags": [{"Key": "ab"}], "Map": {"b": "c"}}
    assert output.json_of(output.received(value)) == [written] * 2
    assert output.compiles("PutOutput", {"Tags": value["Tags"]}, {"Map": value["Map"]}, written) == [False, False, True]


def two_names(output: Output) -> None:
    filters = [{"Name": "a", "Values": ["b"]}]
    for name, in_typescript in (("Filter", False), ("Filters", True)):
        value = {name: filters}
        assert output.in_json("DescribeFlowLogsRequest", value, "ec2") == {True}
        assert output.compiles("DescribeFlowLogsRequest", value, service="ec2") == [in_typescript]


def bounds(output: Output) -> None:
    value = {"Text": ""}
    assert output.in_json("PutInput", value) == {False}
    assert output.compiles("PutInput", value) == [True]


def unknown_members(output: Output) -> None:
    value = {"Unheard": 1}
    assert output.in_json("PutOutput", value) == {True}
    assert output.compiles("PutOutput", value, {}) == [False, True]


def kept_of_one_type(output: Output) -> None:
    (types,) = (CASES / "team_unknown_members" / "expected" / "typescript").glob("team*.ts")
    with tempfile.TemporaryDirectory() as folder:
        verdicts = []
        for number, other in enumerate(('"text"', "1", "true")):
            script = Path(folder) / f"use{number}.ts"
            header = f'import type {{ Numbers }} from "{types.with_suffix("")}";\n'
            script.write_text(f'{header}export const value: Numbers = {{ name: "a", other: {other} }};\n')
            verdicts.append(node("tsc", "--strict", "--noEmit", script).returncode == 0)
    assert verdicts == [True, True, False]  # the others refuse the text


def shared_in_typescript(output: Output) -> None:
    unheard = {"Key": "ab", "Kind": "UNHEARD"}
    both = {"A": "a", "B": "b"}
    requests: list[dict[str, Any]] = [{"Tag": unheard}, {"Choice": both}, {"Choice": {}}]
    for members in requests:
        request: dict[str, Any] = {"Text": "text", **members}
        assert output.in_json("PutInput", request) == {False}
        assert output.compiles("PutInput", request) == [True]
    response = {"Tags": [unheard], "Choice": both}
    assert output.in_json("PutOutput", response) == {True}
    assert output.compiles("PutOutput", response) == [True]
    assert output.in_json("PutOutput", {"Tags": [{}]}) == {True}
    assert output.compiles("PutOutput", {"Tags": [{}]}, {"Tags": [{"Key": "ab"}]}) == [False, True]
    for wrong in ({"Key": "ab", "Kind": 1}, {"Key": "ab", "Unheard": "x"}, {"Kind": "USER"}):
        assert output.in_json("PutInput", {"Text": "text", "Tag": wrong}) == {False}
        assert output.compiles("PutInput", {"Text": "text", "Tag": wrong}) == [False]


def shared_in_json_schema(output: Output) -> None:
    schema = output.schema()
    assert set(schema) == {
        *("Choice", "ChoiceReceived", "Kind", "PutInput", "PutOutput", "ResponseMetadata", "Tag", "TagReceived")
    }
    assert "#/$defs/Tag" in json.dumps(schema["PutInput"])
    assert "TagReceived" not in json.dumps(schema["PutInput"])
    assert "#/$defs/TagReceived" in json.dumps(schema["PutOutput"])
    assert schema["Tag"]["required"] == ["Key"]
    assert "required" not in schema["TagReceived"]
    assert set(output.models.PutOutput.model_json_schema()["$defs"]) >= {"ChoiceReceived", "TagReceived"}


def shared_in_python(output: Output) -> None:
    for response in output.received({"Tags": [{"Kind": "USER"}]}):
        assert response.tags[0].key is None
    kinds = {"pydantic_models": 'Annotated[str, _wire("Key"), ', "dataclass_models": "str = field("}
    for folder, kind in kinds.items():
        text = "".join(file.read_text() for file in (output.verdicts.out / folder / "both").glob("*.py"))
        assert f"    key: {kind}" in text


def typed(output: Output) -> None:
    folder = output.verdicts.out.parent / "typed"
    folder.mkdir()
    other = build(
        folder,
        '[tool.shapewright]\nsources = ["both/service-2.json"]\nout = "out"\n'
        '[tool.shapewright.responses]\nrequired = "typed"\n',
    )
    for value in ({}, {"Text": None}):
        assert other.in_json("PutOutput", value) == {True}
        for response in other.received(value):
            assert response.text is None
        assert other.compiles("PutOutput", value, {"Text": "a"}) == [False, True]
    assert output.compiles("PutOutput", {}) == [True]


def streams(output: Output) -> None:
    assert "Body" not in output.schema("s3")["GetObjectOutput"]["properties"]
    assert "ETag" in output.schema("s3")["GetObjectOutput"]["properties"]
    assert output.compiles("GetObjectOutput", {"Body": "x"}, {"ETag": "x"}, service="s3") == [False, True]
    assert "body" in output.service("s3")[0].GetObjectOutput.model_fields


def bytes_or_text(output: Output) -> None:
    models, classes, converter = output.service("s3")
    arguments = {"bucket": "b", "key": "k", "sse_customer_key": b"ab"}
    model, data = models.GetObjectRequest(**arguments), classes.GetObjectRequest(**arguments)
    assert models.GetObjectRequest.model_validate_json(model.model_dump_json()).sse_customer_key == "YWI="
    assert converter.from_json(converter.to_json(data), classes.GetObjectRequest).sse_customer_key == "YWI="


VALUES = """
from decimal import Decimal
from typing import TypedDict

class Values(TypedDict):
    tags: set[str] | list[str]
    price: Decimal | str
"""


READ_BACK = """
from decimal import Decimal
from dataclass_models.values_shop import Values as Data
from dataclass_models.values_shop.converter import from_json, to_json
from pydantic_models.values_shop import Values

value = {"tags": {"a"}, "price": Decimal("1.5")}
model, data = Values(**value), Data(**value)
for read in (Values.model_validate_json(model.model_dump_json()), from_json(to_json(data), Data)):
    print(read.tags, read.price.__class__.__name__)
"""


def set_or_list(output: Output) -> None:
    folder = output.verdicts.out.parent / "values"
    folder.mkdir()
    (folder / "shop.py").write_text(VALUES)
    done = python("-m", "generator", "build", "--source", "shop.py", "--out", ".", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert python("-c", READ_BACK, cwd=folder).stdout == "['a'] str\n" * 2


def text_for_a_number(output: Output) -> None:
    assert output.models.PutOutput.model_validate({"Count": "1"}).count == 1
    with pytest.raises(cattrs.BaseValidationError):
        output.converter.structure({"Count": "1"}, output.dataclasses.PutOutput)
    assert output.in_json("PutOutput", {"Count": "1"}) == {False}


def other_values_for_text(output: Output) -> None:
    found: list[Any] = [7, 1.5, True, {"a": 1}]
    for each in found:
        value = {"Text": each}
        response = output.received(value)
        assert [one.text for one in response] == [each, each]
        assert [type(one.text) for one in response] == [type(each)] * 2
        assert output.json_of(response) == [value, value]
        assert output.in_json("PutOutput", value) == {False}
        assert output.compiles("PutOutput", value) == [False]
    with pytest.raises(pydantic.ValidationError):
        output.models.PutOutput.model_validate({"Text": ["a"]})
    with pytest.raises(cattrs.BaseValidationError):
        output.converter.structure({"Text": ["a"]}, output.dataclasses.PutOutput)


def fraction(output: Output) -> None:
    value = {"Count": 12.5}
    response = output.received(value)
    assert [one.count for one in response] == [12.5, 12.5]
    assert output.json_of(response) == [value, value]
    assert output.in_json("PutOutput", value) == {False}


def other_values_for_a_boolean(output: Output) -> None:
    for each, flag in (("true", True), ("false", False), (1, True), (0, False)):
        value = {"Flag": each}
        model, data = output.received(value)
        assert model.flag is flag
        assert data.flag == each
        assert type(data.flag) is type(each)
        assert output.in_json("PutOutput", value) == {False}
        assert output.compiles("PutOutput", value) == [False]


def time_without_offset(output: Output) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        response = output.received({"Time": datetime.datetime(2020, 1, 2, 3, 4, 5)})
        written = [datetime.datetime.fromisoformat(each["Time"]) for each in output.json_of(response)]
    time.tzset()
    assert written == [datetime.datetime(2020, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)] * 2


OTHER_ROWS: dict[str, Callable[[Output], None]] = {
    "`null` for an optional member": null,
    "null in a list or a map of what is received": null_element,
    "a member with two names (`Filter`, `Filters` of EC2)": two_names,
    "bounds and patterns": bounds,
    "unknown members of what is received": unknown_members,
    "a member that is not declared, where the class keeps those of one type (`extra_items=int`)": kept_of_one_type,
    "a class that is sent and received (`Tag`)": shared_in_typescript,
    "the same class in JSON Schema": shared_in_json_schema,
    "the same class in Python": shared_in_python,
    'a required member that is absent or null, with `responses.required = "typed"`': typed,
    "streams": streams,
    "bytes where text is taken as well (`SSECustomerKey`, `UserData`)": bytes_or_text,
    "a set where a list is taken as well, a `Decimal` where text is (a *Table* of DynamoDB)": set_or_list,
    "text for a number, in the Python form of what is received": text_for_a_number,
    "a number, a boolean or an object for text, in the Python form of what is received": other_values_for_text,
    "a number with a fraction for an integer, there": fraction,
    '`"true"`, `"false"`, 1 or 0 for a boolean, there': other_values_for_a_boolean,
    "a received time without an offset": time_without_offset,
}


@pytest.mark.parametrize("row", OTHER_ROWS)
def test_a_row_without_verdicts_is_true(output: Output, row: str) -> None:
    OTHER_ROWS[row](output)


def test_the_other_table_is_the_one_in_the_docs() -> None:
    assert rows_of("| what | in which target | why |") == list(OTHER_ROWS)
