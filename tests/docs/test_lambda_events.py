"""The page `docs/lambda-events.md`: its examples run, and events get the verdict of `aws-lambda-typing`'s own classes.

The events in `lambda_events.json` are written by hand, in the shape that AWS documents.
"""

import importlib
import json
import re
import shutil
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pydantic
import pytest
import typing_extensions
from cattrs.errors import BaseValidationError

from support.commands import node, python
from support.paths import ROOT
from support.verdicts import Verdicts

PACKAGES = ROOT / ".venv" / "public-packages"
PAGE = (ROOT / "docs" / "lambda-events.md").read_text()
EVENTS: dict[str, Any] = json.loads(Path(__file__).with_name("lambda_events.json").read_text())
pytestmark = pytest.mark.skipif(
    not any((Path(each) / "aws_lambda_typing").is_dir() for each in [str(PACKAGES), *sys.path]),
    reason="needs the packages of support/public_packages.txt",
)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project as the page describes it, built."""
    folder = tmp_path_factory.mktemp("lambda")
    package = next(found for each in [str(PACKAGES), *sys.path] if (found := Path(each) / "aws_lambda_typing").is_dir())
    shutil.copytree(package, folder / "vendor" / "aws_lambda_typing")
    (folder / "pyproject.toml").write_text(blocks("toml")[0])
    done = python("-m", "generator", "build", "-C", folder)
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if "warning" in line and "MQEvent.messages" not in line] == []
    return folder


@pytest.fixture
def real(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The real modules. pydantic takes the TypedDict of `typing` from Python 3.12 on."""
    monkeypatch.setattr(typing, "TypedDict", typing_extensions.TypedDict)
    monkeypatch.syspath_prepend(folder / "vendor")
    yield lambda name: importlib.import_module(f"aws_lambda_typing.events.{name}")
    for name in [each for each in sys.modules if each.startswith("aws_lambda_typing")]:
        del sys.modules[name]


def changed(value: Any) -> Iterator[Any]:
    """`value`, with one part left out, added, or of another kind; in all places."""
    yield value
    if isinstance(value, dict):
        yield {**value, "aMemberOfTomorrow": [1]}
        for name, part in value.items():
            yield {other: each for other, each in value.items() if other != name}
            yield from ({**value, name: each} for each in changed(part))
    elif isinstance(value, list):
        yield from ([each] for part in value[:1] for each in changed(part))
    else:
        yield [value]
        yield 1.5 if isinstance(value, str) else "text"


@pytest.mark.parametrize("name", EVENTS)
def test_as_the_real_class(folder: Path, real: Any, name: str) -> None:
    module, _, cls = name.partition(".")
    adapter: Any = pydantic.TypeAdapter(getattr(real(module), cls))
    verdicts = Verdicts(folder / "generated")
    model = getattr(verdicts.package("pydantic_models", f"events_{module}"), cls)
    data = getattr(verdicts.package("dataclass_models", f"events_{module}"), cls)
    converter = verdicts.package("dataclass_models", f"events_{module}.converter")
    accepted = 0
    for value in changed(EVENTS[name]):
        text = json.dumps(value)
        try:
            expected = adapter.dump_python(adapter.validate_json(text, strict=True), mode="json")
        except pydantic.ValidationError:
            expected = None
        found: dict[str, Any] = {}
        try:
            found["pydantic"] = json.loads(model.model_validate_json(text).model_dump_json())
        except pydantic.ValidationError:
            found["pydantic"] = None
        try:
            found["converter"] = json.loads(converter.to_json(converter.from_json(text, data)))
        except BaseValidationError:
            found["converter"] = None
        assert found == {"pydantic": expected, "converter": expected}, text
        assert verdicts.json_schema(f"events_{module}", cls, text) is (expected is not None), text
        accepted += expected is not None
    assert accepted > 1  # the event, and the one with a new member


def test_typescript(folder: Path) -> None:
    lines = []
    for number, (name, event) in enumerate(EVENTS.items()):
        module, _, cls = name.partition(".")
        lines.append(f'import type {{ {cls} }} from "./generated/typescript/events_{module}";')
        lines.append(f"export const v{number}: {cls} = {json.dumps(event)};")
    (folder / "events.ts").write_text("\n".join(lines))
    (folder / "page.ts").write_text(blocks("typescript")[0])
    arguments = ("--strict", "--noEmit", "--pretty", "false", folder / "events.ts", folder / "page.ts")
    assert node("tsc", *arguments).stdout == ""


@pytest.mark.parametrize("number", [0, 1])
def test_python_examples(folder: Path, number: int) -> None:
    (folder / "page.py").write_text(blocks("python")[number])
    done = python("-W", "error", "page.py", cwd=folder)
    assert done.returncode == 0, done.stderr


def test_what_to_know(folder: Path) -> None:
    verdicts = Verdicts(folder / "generated")
    models = verdicts.package("pydantic_models", "events_sqs")
    with pytest.raises(pydantic.ValidationError) as refused:
        models.SQSEvent.model_validate({"Records": [{"body": 1}]})
    assert [each["loc"] for each in refused.value.errors()] == [("Records", 0, "body")]
    attribute = {"dataType": "String", "stringValue": "a", "stringListValues": [], "binaryListValues": []}
    assert set(verdicts.of("events_sqs", "SQSMessageAttribute", json.dumps(attribute)).values()) == {False}
