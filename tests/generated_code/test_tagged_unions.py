"""Unions whose classes a literal tells apart: one mistake is one error, of the class that was meant."""

import json
import sys
import types
from enum import Enum
from pathlib import Path
from typing import Any

import jsonschema
import pydantic
import pytest
from cattrs import transform_error
from cattrs.errors import BaseValidationError

from support.commands import node, python
from support.paths import CASES
from support.verdicts import Verdicts

MODULE = CASES / "team_tagged_unions" / "shapes.py"
VALUES = json.loads((MODULE.parent / "values.json").read_text())
CIRCLE: dict[str, Any] = {"kind": "circle", "radius": 1}
SQUARE: dict[str, Any] = {"kind": "square", "side": 1}
# A drawing with one mistake; where it is; what a place in JSON says of it.
MISTAKES: list[tuple[dict[str, Any], tuple[str | int, ...], str]] = [
    ({"shape": {"kind": "circle", "radius": "x"}}, ("shape", "circle", "radius"), "$.shape.radius"),
    ({"shape": {"kind": "circle"}}, ("shape", "circle", "radius"), "$.shape"),
    ({"shape": {**CIRCLE, "side": 1}}, ("shape", "circle", "side"), "$.shape"),
    ({"shape": {"kind": "hexagon", "radius": 1}}, ("shape",), "$.shape.kind"),
    ({"shape": {"radius": 1}}, ("shape",), "$.shape"),
    ({"shape": CIRCLE, "shapes": [{"kind": "huge", "size": "x"}]}, ("shapes", 0, "huge", "size"), "$.shapes[0].size"),
    (
        {"shape": CIRCLE, "rows": {"a": {"class_": "rows", "rows": [{"class_": "row", "value": "x"}]}}},
        ("rows", "a", "rows", "rows", 0, "row", "value"),
        "$.rows.a.rows[0].value",
    ),
    ({"shape": CIRCLE, "result": {"ok": False, "error": 1}}, ("result", 0, "error"), "$.result.error"),
]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tagged")
    (folder / "team").mkdir()
    (folder / "team" / "shapes.py").write_text(MODULE.read_text())
    done = python("-m", "generator", "build", "--source", str(folder / "team" / "shapes.py"), "--out", folder / "out")
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.mark.parametrize(("value", "loc", "path"), MISTAKES)
def test_one_mistake_is_one_error(out: Path, value: Any, loc: tuple[str | int, ...], path: str) -> None:
    verdicts = Verdicts(out)
    model = verdicts.package("pydantic_models", "team_shapes").Drawing
    for validate, given in ((model.model_validate_json, json.dumps(value)), (model.model_validate, value)):
        with pytest.raises(pydantic.ValidationError) as refused:
            validate(given)
        assert [each["loc"] for each in refused.value.errors()] == [loc]
    converter = verdicts.package("dataclass_models", "team_shapes.converter")
    data = verdicts.package("dataclass_models", "team_shapes").Drawing
    with pytest.raises(BaseValidationError) as error:
        converter.structure(value, data)
    assert len(transform_error(error.value)) == 1
    schema = json.loads((out / "json_schema" / "team_shapes.schema.json").read_text())
    validator = jsonschema.Draft202012Validator({**schema, "$ref": "#/$defs/Drawing"})
    found = [leaf.json_path for each in validator.iter_errors(value) for leaf in leaves(each)]
    assert found == [path]


def leaves(error: jsonschema.ValidationError) -> list[jsonschema.ValidationError]:
    """What is wrong in the end. That null, too, would be right, is no mistake."""
    inner = [each for each in error.context or () if each.validator_value not in ("null", ["null"])]
    return [leaf for each in inner for leaf in leaves(each)] or [error]


def test_the_message_names_the_values(out: Path) -> None:
    verdicts = Verdicts(out)
    value = {"shape": {"kind": "hexagon"}}
    with pytest.raises(pydantic.ValidationError) as refused:
        verdicts.package("pydantic_models", "team_shapes").Drawing.model_validate(value)
    (error,) = refused.value.errors()
    assert (error["type"], error["msg"]) == (
        "wrong_tag",
        "Input should have one of 'circle', 'square', 'rect' for 'kind'",
    )
    converter = verdicts.package("dataclass_models", "team_shapes.converter")
    with pytest.raises(BaseValidationError) as of_converter:
        converter.structure(value, verdicts.package("dataclass_models", "team_shapes").Drawing)
    (inner,) = of_converter.value.exceptions
    assert str(inner) == "expected one of 'circle', 'square', 'rect' for kind, got 'hexagon'"


def compared() -> list[Any]:
    """All values but 1 for `Literal[True]`, which the real class takes (`docs/differences.md`)."""
    values = [*VALUES["accepted"]["Drawing"], *VALUES["refused"]["Drawing"]]
    return [each for each in values if type(each.get("result", {}).get("ok")) is not int]


@pytest.mark.parametrize("value", compared())
def test_verdicts_and_values_of_the_real_class(out: Path, value: Any) -> None:
    module = types.ModuleType("real_shapes")
    sys.modules[module.__name__] = module  # where pydantic looks up names
    exec(MODULE.read_text(), module.__dict__)
    drawing: Any = module.Drawing
    adapter: Any = pydantic.TypeAdapter(tuple[drawing], config=pydantic.ConfigDict(extra="forbid"))
    text = json.dumps(value)
    try:
        real = adapter.dump_python(adapter.validate_json(f"[{text}]", strict=True), mode="json")[0]
    except pydantic.ValidationError:
        real = None
    verdicts = Verdicts(out)
    assert set(verdicts.of("team_shapes", "Drawing", text).values()) == {real is not None}
    if real is not None:
        model = verdicts.package("pydantic_models", "team_shapes").Drawing
        data = verdicts.package("dataclass_models", "team_shapes").Drawing
        converter = verdicts.package("dataclass_models", "team_shapes.converter")
        assert json.loads(model.model_validate_json(text).model_dump_json()) == real
        assert json.loads(converter.to_json(converter.from_json(text, data))) == real


def test_instances_and_members_of_enums(out: Path) -> None:
    class Kind(Enum):
        HUGE = "huge"

    verdicts = Verdicts(out)
    models = verdicts.package("pydantic_models", "team_shapes")
    circle = models.Circle(kind="circle", radius=1)
    drawing = models.Drawing(shape=circle, shapes=[{"kind": Kind.HUGE, "size": 1}, circle], maybe=None)
    assert drawing.shape is circle
    assert drawing.model_dump() == {"shape": CIRCLE, "shapes": [{"kind": "huge", "size": 1}, CIRCLE], "maybe": None}
    with pytest.raises(pydantic.ValidationError):
        models.Drawing(shape=models.Big(kind="big", size=1))

    class Mine(models.Circle):  # type: ignore[name-defined, misc]
        pass

    assert type(models.Drawing(shape=Mine(kind="circle", radius=1)).shape) is Mine
    classes = verdicts.package("dataclass_models", "team_shapes")
    converter = verdicts.package("dataclass_models", "team_shapes.converter")
    data = converter.structure({"shape": SQUARE, "shapes": [{"kind": Kind.HUGE, "size": 1}]}, classes.Drawing)
    assert data.shape == classes.Square(kind="square", side=1)
    assert converter.unstructure(data) == {"shape": SQUARE, "shapes": [{"kind": "huge", "size": 1}]}
    assert converter.structure({"shape": data.shape}, classes.Drawing).shape is data.shape


def test_the_schema_of_a_model(out: Path) -> None:
    model = Verdicts(out).package("pydantic_models", "team_shapes").Drawing
    for mode in ("validation", "serialization"):
        validator = jsonschema.Draft202012Validator(model.model_json_schema(mode=mode))
        for value in VALUES["accepted"]["Drawing"]:
            assert validator.is_valid(value)
        assert not validator.is_valid({"shape": {"kind": "big", "size": 1}})


def test_typescript_narrows(out: Path) -> None:
    script = out / "page.ts"
    script.write_text(
        'import type { AnyShape, Drawing } from "./typescript/team_shapes";\n'
        "export function area(shape: AnyShape): number {\n"
        "  switch (shape.kind) {\n"
        '    case "circle":\n      return shape.radius;\n'
        '    case "square":\n    case "rect":\n      return shape.side;\n'
        "    default:\n      return shape.size;\n"
        "  }\n}\n"
        "export const error = (drawing: Drawing): string | undefined =>\n"
        "  drawing.result && !drawing.result.ok ? drawing.result.error : undefined;\n"
        "// @ts-expect-error a circle has no side\n"
        'export const wrong: AnyShape = { kind: "circle", side: 1 };\n'
    )
    assert node("tsc", "--strict", "--noEmit", "--pretty", "false", script).stdout == ""
