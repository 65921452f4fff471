"""What becomes of members that a team's type does not declare, judged by `pydantic.TypeAdapter` of the real class."""

import functools
import json
import sys
import types
from pathlib import Path
from typing import Any

import pydantic
import pytest
from cattrs.errors import BaseValidationError

from support.commands import node, python
from support.verdicts import Verdicts

MODULE = """
from typing import Generic, Literal, Never, TypeVar

from pydantic import ConfigDict, with_config
from typing_extensions import NotRequired, ReadOnly, TypedDict

T = TypeVar("T")
CONFIG = ConfigDict(extra="allow")


class Plain(TypedDict):
    x: int


class Closed(TypedDict, closed=True):
    x: int


class Open(TypedDict, closed=False):
    x: int


class Numbers(TypedDict, extra_items=int):
    name: str
    anOther: NotRequired[int]


class Inherits(Numbers):
    more: str


class ClosedAgain(Numbers, closed=True):
    more: str


class Nothing(TypedDict, extra_items=Never):
    x: int


class Fixed(TypedDict, extra_items=ReadOnly[Literal["a", "b"]]):
    x: int


class Rows(TypedDict, Generic[T], extra_items=T):
    x: int


class TextRows(Rows[list[str]]):
    y: NotRequired[int]


class Tree(TypedDict, extra_items="Tree"):
    x: int


Functional = TypedDict("Functional", {"x": int}, extra_items=dict[str, bytes])


@with_config(ConfigDict(extra="allow"))
class Kept(TypedDict):
    extra: str
    x: NotRequired[int]


@with_config(extra="ignore")
class Ignored(TypedDict):
    x: int


@with_config({"extra": "forbid"})
class Forbidden(TypedDict):
    x: int


class Configured(TypedDict):
    __pydantic_config__ = CONFIG
    x: int


class Outer(TypedDict):
    __pydantic_config__ = CONFIG
    inner: Plain


class InheritsConfiguration(Configured):
    y: int
"""
# What three of these mean, in words that every pydantic knows. Older ones forget the `extra_items` of a base, and have
# no schema for `Never` and `ReadOnly` in it.
STAND_INS = """
class Inherits(TypedDict, extra_items=int):
    name: str
    anOther: NotRequired[int]
    more: str


class Nothing(TypedDict, closed=True):
    x: int


class Fixed(TypedDict, extra_items=Literal["a", "b"]):
    x: int
"""
NAMES = """Plain Closed Open Numbers Inherits ClosedAgain Nothing Fixed Functional Kept Ignored Forbidden Configured
InheritsConfiguration""".split()
MEMBERS = {"x": 1, "y": 2, "name": "n", "more": "m", "extra": "e", "anOther": 3}
EXTRAS: list[dict[str, Any]] = [
    {},
    {"z": 1},
    {"z": "a"},
    {"z": None},
    {"z": ["a"], "an_other": 5},
    {"z": {"x": 1, "z": {"x": 2}}},
    {"z": {"a": "aGVsbG8="}, "extra_": 1.5},
]
OPTIONS = ("forbid", "ignore", "allow")
_SPELLINGS = {"ser_json_bytes": "base64", "val_json_bytes": "base64"}


@functools.cache
def real_module() -> Any:
    module = types.ModuleType("real_unknown_members")
    sys.modules[module.__name__] = module  # where pydantic looks up names
    exec(MODULE, module.__dict__)
    return module


@functools.cache
def stand_ins() -> dict[str, Any]:
    """Classes that mean the same as the real ones of these names."""
    names = vars(real_module()).copy()
    exec(STAND_INS, names)
    return {name: names[name] for name in ("Inherits", "Nothing", "Fixed")}


@functools.cache
def knows_extra_items() -> bool:
    """Whether this pydantic knows all that `extra_items` may be, so that it can judge by the real classes."""
    try:
        pydantic.TypeAdapter(real_module().Nothing)
    except pydantic.errors.PydanticSchemaGenerationError:
        return False
    return True


def judge(name: str) -> Any:
    """The real class of this name, or what stands in for it."""
    real_class = getattr(real_module(), name)
    return real_class if knows_extra_items() else stand_ins().get(name, real_class)


@pytest.fixture(scope="module", params=OPTIONS)
def option(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture(scope="module")
def out(option: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(option) / "folder"
    folder.mkdir()
    (folder / "unknown.py").write_text(MODULE)
    lines = ["[tool.shapewright]", 'sources = ["unknown.py"]', 'out = "out"']
    (folder / "pyproject.toml").write_text("\n".join([*lines, "[tool.shapewright.types]", f'unknown = "{option}"']))
    done = python("-m", "generator", "build", "-C", str(folder))
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr, done.stderr
    return folder / "out"


def values(cls: Any) -> list[dict[str, Any]]:
    declared = {name: value for name, value in MEMBERS.items() if name in cls.__annotations__}
    declared |= {name: MEMBERS[name] for name in cls.__required_keys__}
    return [{**declared, **extra} for extra in EXTRAS]


def real(cls: Any, option: str, text: str) -> Any:
    """What the real class makes of JSON, as JSON. None: it is refused."""
    config: Any = {**_SPELLINGS, "extra": option}
    adapter = pydantic.TypeAdapter(tuple[cls], config=config)  # a class with a configuration takes none by itself
    try:
        return adapter.dump_python(adapter.validate_json(f"[{text}]", strict=True), mode="json")[0]
    except pydantic.ValidationError:
        return None


@pytest.mark.filterwarnings("ignore::UserWarning")  # pydantic says which of `closed` and its configuration counts
@pytest.mark.parametrize("name", NAMES)
def test_as_the_real_class(out: Path, option: str, name: str) -> None:
    cls = judge(name)
    verdicts = Verdicts(out)
    model = getattr(verdicts.package("pydantic_models", "folder_unknown"), name)
    data = getattr(verdicts.package("dataclass_models", "folder_unknown"), name)
    converter = verdicts.package("dataclass_models", "folder_unknown.converter")
    for value in values(cls):
        text = json.dumps(value)
        # `closed=False` alone says more than pydantic takes from it: unknown members are never refused.
        expected = real(cls, "ignore" if name == "Open" else option, text)
        found: dict[str, Any] = {}
        try:
            found["pydantic"] = json.loads(model.model_validate_json(text).model_dump_json())
        except pydantic.ValidationError:
            found["pydantic"] = None
        try:
            made = converter.from_json(text, data)
            found["converter"] = json.loads(converter.to_json(made))
            assert converter.structure(converter.unstructure(made), data) == made
        except BaseValidationError:
            found["converter"] = None
        assert found == {"pydantic": expected, "converter": expected}, (name, value)
        assert verdicts.json_schema("folder_unknown", name, text) is (expected is not None), (name, value)


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("unknown", OPTIONS)
@pytest.mark.parametrize("name", [*stand_ins()])
def test_what_stands_in_judges_alike(name: str, unknown: str) -> None:
    if not knows_extra_items():
        pytest.skip(f"pydantic {pydantic.VERSION} cannot judge by a class with these `extra_items`")
    cls = getattr(real_module(), name)
    texts = [json.dumps(value) for value in values(cls)]
    expected = [real(cls, unknown, text) for text in texts]
    assert [real(stand_ins()[name], unknown, text) for text in texts] == expected
    assert None in expected
    assert expected != [None] * len(texts)


@pytest.mark.parametrize(
    ("name", "extra", "is_accepted"),
    [
        ("TextRows", ["a"], True),  # pydantic forgets `extra_items` of a generic base
        ("TextRows", "a", False),
        ("TextRows", [1], False),
        ("Tree", {"x": 1, "deeper": {"x": 2}}, True),  # pydantic cannot resolve the name of the class itself
        ("Tree", {"x": 1, "deeper": 2}, False),
        ("Tree", 1, False),
    ],
)
def test_what_pydantic_cannot_judge(out: Path, name: str, extra: Any, is_accepted: bool) -> None:
    verdicts = Verdicts(out).of("folder_unknown", name, json.dumps({"x": 1, "z": extra}))
    assert set(verdicts.values()) == {is_accepted}


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_rows_of_differences() -> None:
    module = real_module()
    generic, plain = {"x": 1, "z": 1}, {"x": 1, "z": 1}
    assert real(module.Open, "forbid", json.dumps(plain)) is None
    assert real(module.TextRows, "allow", json.dumps(generic)) == generic
    with pytest.raises(pydantic.errors.PydanticUserError, match="not fully defined"):
        real(module.Tree, "forbid", "{}")
    assert real(module.Plain, "forbid", json.dumps(plain)) is None
    assert real(module.Outer, "forbid", json.dumps({"inner": plain})) == {"inner": plain}


def test_a_class_is_the_same_in_others(out: Path, option: str) -> None:
    verdicts = Verdicts(out).of("folder_unknown", "Outer", json.dumps({"inner": {"x": 1, "z": 1}}))
    assert set(verdicts.values()) == {option != "forbid"}


def test_what_is_kept_can_be_read(out: Path) -> None:
    verdicts = Verdicts(out)
    models = verdicts.package("pydantic_models", "folder_unknown")
    classes = verdicts.package("dataclass_models", "folder_unknown")
    converter = verdicts.package("dataclass_models", "folder_unknown.converter")
    value = {"name": "n", "z": 5}
    model = models.Numbers.model_validate(value)
    assert model.model_extra == {"z": 5}
    assert model.model_dump() == value
    data = converter.structure(value, classes.Numbers)
    assert data == classes.Numbers(name="n", extra={"z": 5})
    assert converter.unstructure(data) == value
    kept = converter.structure({"extra": "e", "z": None}, classes.Kept)
    assert (kept.extra, kept.extra_) == ("e", {"z": None})
    clash = classes.Numbers(name="n", extra={"name": 5, "z": 1})
    assert converter.unstructure(clash) == {"name": "n", "z": 1}  # what is declared counts
    tree = converter.structure({"x": 1, "z": {"x": 2, "y": {"x": 3}}}, classes.Tree)
    assert tree.extra["z"].extra["y"].x == 3
    functional = converter.from_json('{"x": 1, "z": {"a": "aGVsbG8="}}', classes.Functional)
    assert functional.extra == {"z": {"a": b"hello"}}


def test_typescript(out: Path, option: str) -> None:
    verdict = {"forbid": "// @ts-expect-error unknown", "ignore": "// @ts-expect-error unknown", "allow": ""}[option]
    lines = [
        'import type { Closed, Kept, Numbers, Plain, Tree } from "./typescript/folder_unknown";',
        'export const a: Numbers = { name: "n", z: 1 };',
        "// @ts-expect-error no number",
        'export const b: Numbers = { name: "n", z: true };',
        'export const c: Kept = { extra: "e", z: [null] };',
        "export const d: Tree = { x: 1, z: { x: 2 } };",
        "// @ts-expect-error closed",
        "export const e: Closed = { x: 1, z: 1 };",
        verdict,
        "export const f: Plain = { x: 1, z: 1 };",
        "export const g: string = a.name;",
    ]
    script = out / "page.ts"
    script.write_text("\n".join(lines))
    assert node("tsc", "--strict", "--noEmit", "--exactOptionalPropertyTypes", "--pretty", "false", script).stdout == ""


def test_a_value_of_closed_that_cannot_be_read(tmp_path: Path) -> None:
    text = "from typing_extensions import TypedDict\nX = True\n\nclass A(TypedDict, closed=X):\n    x: int\n\n"
    (tmp_path / "a.py").write_text(f"{text}class B(TypedDict):\n    x: int\n")
    done = python("-m", "generator", "build", "--source", str(tmp_path / "a.py"), "--out", str(tmp_path / "out"))
    assert done.returncode == 0
    assert "expected True or False for closed, got X; A is left out [unreadable-closed]" in done.stderr
