"""The verdict of each target on a value in the JSON form: accepted or refused."""

import importlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jsonschema
import pydantic
from cattrs.errors import BaseValidationError

from support.commands import node
from support.converter_paths import check_both_paths

# The targets whose verdicts are compared, and TypeScript, whose types are compared with those of zod.
AGREEING = ("pydantic", "dataclasses", "json-schema", "typescript", "zod")
AGREEING_ARGUMENTS = tuple(argument for name in AGREEING for argument in ("--target", name))
# By judge that runs in Node: the file in the output that it judges by.
_IN_NODE = {"ajv": "json_schema/{}.schema.json", "zod": "zod/{}.ts"}


class Verdicts:
    """The output in one folder: its packages, and the verdicts of its targets."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self._schemas: dict[str, Any] = {}
        self._validators: dict[tuple[str, str], Any] = {}

    def of(self, service: str, name: str, text: str) -> dict[str, bool]:
        """By target, whether the JSON `text` is a value of the class `name`."""
        return {
            "pydantic": self.pydantic(service, name, text),
            "converter": self.converter(service, name, text),
            "json-schema": self.json_schema(service, name, text),
        }

    def in_node(self, values: Iterable[tuple[str, str, Any]]) -> list[dict[str, bool]]:
        """By judge, whether each value, of a service and a class, is accepted. One process judges them all."""
        lines = [
            json.dumps([str(self.out / file.format(service)), name, value])
            for service, name, value in values
            for file in _IN_NODE.values()
        ]
        done = node("judge.mjs", text="\n".join(lines))
        verdicts = [each == "true" for each in done.stdout.split()]
        assert len(verdicts) == len(lines), done.stderr
        size = len(_IN_NODE)
        return [dict(zip(_IN_NODE, verdicts[at : at + size], strict=True)) for at in range(0, len(verdicts), size)]

    def pydantic(self, service: str, name: str, text: str) -> bool:
        model = getattr(self.package("pydantic_models", service), name)
        try:
            model.model_validate_json(text, by_alias=True, by_name=False)
        except pydantic.ValidationError:
            return False
        return True

    def converter(self, service: str, name: str, text: str) -> bool:
        cls = getattr(self.package("dataclass_models", service), name)
        converter = self.package("dataclass_models", f"{service}.converter")
        check_both_paths(converter.json_converter, json.loads(text), cls)
        try:
            converter.from_json(text, cls)
        except (BaseValidationError, ValueError, TypeError):
            return False
        return True

    def json_schema(self, service: str, name: str, text: str) -> bool:
        key = (service, name)
        if key not in self._validators:
            if service not in self._schemas:
                self._schemas[service] = json.loads((self.out / "json_schema" / f"{service}.schema.json").read_text())
            schema = self._schemas[service]
            jsonschema.Draft202012Validator.check_schema(schema["$defs"][name])  # ajv, which is faster, checks the rest
            self._validators[key] = jsonschema.Draft202012Validator(
                {**schema, "$ref": f"#/$defs/{name}"}, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
            )
        return bool(self._validators[key].is_valid(json.loads(text)))

    def package(self, folder: str, service: str) -> Any:
        """The package of a service, from this output folder and no other."""
        if self._is_ours(found := sys.modules.get(f"{folder}.{service}")):
            return found
        for name in [each for each in sys.modules if each.split(".")[0] == folder]:
            if not self._is_ours(sys.modules[name]):
                del sys.modules[name]
        sys.path.insert(0, str(self.out))
        try:
            return importlib.import_module(f"{folder}.{service}")
        finally:
            sys.path.remove(str(self.out))

    def _is_ours(self, module: object) -> bool:
        return str(getattr(module, "__file__", "")).startswith(str(self.out))
