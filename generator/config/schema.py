"""The JSON Schema of the configuration, for editors."""

import json
from pathlib import Path
from typing import Any

_NAME = "configuration.schema.json"
_PACKAGE = Path(__file__).parents[1]
# In the wheel the file is in the package, in a checkout among the documentation.
_FILES = (_PACKAGE / _NAME, _PACKAGE.parent / "docs" / _NAME)


def pyproject_schema() -> dict[str, Any]:
    """A JSON Schema of `pyproject.toml` that says what `[tool.shapewright]` may have, and allows everything else."""
    file = next(each for each in _FILES if each.is_file())
    table = json.loads(file.read_text(encoding="utf-8"), object_hook=_referring_to_table)
    dialect, definitions = table.pop("$schema"), table.pop("definitions")
    del table["$id"]
    tool = {"type": "object", "properties": {"shapewright": {"$ref": "#/definitions/table"}}}
    return {
        "$schema": dialect,
        "type": "object",
        "properties": {"tool": tool},
        "definitions": {**definitions, "table": table},
    }


def _referring_to_table(value: dict[str, Any]) -> dict[str, Any]:
    """The table is not the whole document any more."""
    return {**value, "$ref": "#/definitions/table"} if value.get("$ref") == "#" else value
