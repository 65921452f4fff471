"""Samples of specs and of generated code for the pages."""

import ast
import json
import re
from pathlib import Path
from typing import Any

from generator.readers.botocore.service_data import load_installed


def declarations(file: Path, names: list[str]) -> str:
    """The declarations of classes in a file: a document, Python, TypeScript, a JSON Schema or the IR.

    Raises:
        LookupError: the file does not declare one of them.
    """
    text = file.read_text(encoding="utf-8")
    find = {".md": _in_document, ".py": _in_python, ".pyi": _in_python, ".ts": _in_typescript, ".json": _in_json}[
        file.suffix
    ]
    separator = "\n\n\n" if file.suffix in {".py", ".pyi"} else ",\n" if file.suffix == ".json" else "\n\n"
    return separator.join(find(text, name) for name in names) + "\n"


def _in_document(text: str, name: str) -> str:
    return _match(rf"^class {name}\(.*?\):\n.*?(?=^\n|^```)", text, name)


def _in_typescript(text: str, name: str) -> str:
    interface = rf"^(?:/\*\*(?:(?!\*/).)*\*/\n)?export interface {name} {{\n.*?^}}$"
    alias = rf"^(?:/\*\*(?:(?!\*/).)*\*/\n)?export type {name} =.*?;$"
    schema = rf"^(?:/\*\*(?:(?!\*/).)*\*/\n)?export const {name} =.*?^export type {name} = [^\n]*;$"  # of zod
    return _match(f"{interface}|{schema}|{alias}", text, name)


def _match(pattern: str, text: str, name: str) -> str:
    if not (found := re.search(pattern, text, re.M | re.S)):
        raise LookupError(name)
    return found[0].rstrip()


def _in_python(text: str, name: str) -> str:
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            return "\n".join(text.splitlines()[first - 1 : node.end_lineno])
    raise LookupError(name)


def _in_json(text: str, name: str) -> str:
    document = json.loads(text)
    declared = document.get("$defs") or document["shapes"]
    return f'"{name}": {json.dumps(declared[name], indent=2)}'


def shapes_of_botocore(service: str, names: str) -> str:
    """Shapes in a service file of the installed botocore, without their documentation."""
    data = load_installed(service, "")
    assert data
    shapes = {name: _without_documentation(data.service["shapes"][name]) for name in names.split(", ")}
    return ",\n".join(f'"{name}": {json.dumps(shape, indent=2)}' for name, shape in shapes.items()) + "\n"


def _without_documentation(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_documentation(each) for key, each in value.items() if key != "documentation"}
    return value
