"""How each tool validates a response, and makes plain data of it again."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

Codec = tuple[Callable[[Any], Any], Callable[[Any], Any]]


def codec(tool: str, service: str, name: str) -> Codec:
    """What `tool` has for the response class `name` of a service; importing it is what one pays for."""
    match tool:
        case "pydantic":
            model = getattr(import_module(f"pydantic_models.{service}"), name)
            return model.model_validate, model.model_dump
        case "dataclasses":
            converter = import_module(f"dataclass_models.{service}.converter")
            model = getattr(import_module(f"dataclass_models.{service}"), name)
            return lambda value: converter.structure(value, model), converter.unstructure
        case "aws-resource-validator":
            model = getattr(import_module(f"aws_resource_validator.pydantic_models.{service}"), f"{name}TypeDef")
        case "datamodel-code-generator":
            model = getattr(import_module(f"models_{service}"), name)
        case "by-hand":
            model = getattr(import_module("benchmarks.user.plain_items"), name)
        case _:
            return visit, visit
    # As ours do without being asked: absent members are left out, and names are AWS's.
    return model.model_validate, partial(model.model_dump, exclude_none=True, by_alias=True)


def visit(value: Any) -> Any:
    """Look at every value in plain data once."""
    if isinstance(value, dict):
        for each in value.values():
            visit(each)
    elif isinstance(value, list):
        for each in value:
            visit(each)
    return value
