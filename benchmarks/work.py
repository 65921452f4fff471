"""The work that all have in common: services of botocore, and the same as JSON Schema for those that read that."""

import gzip
import json
import subprocess
from pathlib import Path
from typing import Any

import botocore

SERVICES = ("connectparticipant", "dynamodb", "s3", "ec2")
Json = dict[str, Any]

_DATA = Path(botocore.__file__).parent / "data"
_SCALARS: dict[str, Json] = {
    "string": {"type": "string"},
    "character": {"type": "string"},
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "long": {"type": "integer"},
    "float": {"type": "number"},
    "double": {"type": "number"},
    "timestamp": {"type": "string", "format": "date-time"},
    "blob": {"type": "string", "contentEncoding": "base64"},
}
_BOUNDS = {
    "string": ("minLength", "maxLength"),
    "list": ("minItems", "maxItems"),
    "map": ("minProperties", "maxProperties"),
}
_ECMASCRIPT = """
const valid = (pattern) => { try { return new RegExp(pattern, "u") } catch { return false } };
console.log(JSON.stringify(JSON.parse(require("fs").readFileSync(0)).filter(valid)));
"""


def spec(service: str) -> Json:
    """What botocore says of a service, in its newest API version."""
    newest = max((_DATA / service).glob("*/service-2.json.gz"))
    decoded: Json = json.loads(gzip.decompress(newest.read_bytes()))
    return decoded


def all_services() -> list[str]:
    """The names of all services of botocore."""
    return sorted(folder.name for folder in _DATA.iterdir() if any(folder.glob("*/service-2.json.gz")))


def members(service: str) -> int:
    """How many members its structures have."""
    return sum(len(shape.get("members", ())) for shape in spec(service)["shapes"].values())


def schema(service: str) -> Json:
    """One JSON Schema with a definition for every shape, documentation and bounds included.

    Its root refers to every structure, for some generators leave out what nothing refers to. A pattern that is none in
    ECMAScript, which JSON Schema prescribes, is left out.
    """
    shapes: Json = spec(service)["shapes"]
    patterns = _valid({shape["pattern"] for shape in shapes.values() if "pattern" in shape})
    structures = [name for name, shape in shapes.items() if shape["type"] == "structure"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Everything",
        "type": "object",
        "properties": {name: _reference(name) for name in structures},
        "$defs": {name: _definition(shape, patterns) for name, shape in shapes.items()},
    }


def _valid(patterns: set[str]) -> set[str]:
    asked = json.dumps(sorted(patterns))
    done = subprocess.run(["node", "-e", _ECMASCRIPT], input=asked, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def _definition(shape: Json, patterns: set[str]) -> Json:
    kind = shape["type"]
    described = {"description": shape["documentation"]} if "documentation" in shape else {}
    low, high = _BOUNDS.get(kind, ("minimum", "maximum"))
    bounds = {name: shape[key] for name, key in ((low, "min"), (high, "max")) if key in shape}
    match kind:
        case "structure" if shape.get("document"):
            return described
        case "structure":
            properties = {name: _member(member) for name, member in shape["members"].items()}
            return {"type": "object", "properties": properties, "required": shape.get("required", [])} | described
        case "list":
            return {"type": "array", "items": _reference(shape["member"]["shape"])} | bounds | described
        case "map":
            values = _reference(shape["value"]["shape"])
            return {"type": "object", "additionalProperties": values} | bounds | described
    closed = {"enum": shape["enum"]} if "enum" in shape else {}
    matched = {"pattern": shape["pattern"]} if shape.get("pattern") in patterns else {}
    return _SCALARS[kind] | closed | matched | (bounds if kind != "blob" else {}) | described


def _member(member: Json) -> Json:
    described = {"description": member["documentation"]} if "documentation" in member else {}
    return _reference(member["shape"]) | described


def _reference(shape: str) -> Json:
    return {"$ref": f"#/$defs/{shape}"}
