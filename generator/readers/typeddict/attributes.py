"""Reads the attributes of dataclasses, attrs classes and pydantic models: which are members, and which are optional."""

import re

from .declared import RawField
from .functional_forms import read_call, string_literal
from .statements import inside_brackets, split_outside_brackets

_NO_MEMBERS = re.compile(r"[\"']?(?:\w+\.)*(?:ClassVar|KW_ONLY|PrivateAttr)\b")
_FIELD_FUNCTION = re.compile(r"(?:\w+\.)*(?:Field|field|ib|attrib)\(")
_ANNOTATED = re.compile(r"(?:\w+\.)*Annotated\s*\[")
_BOUNDS = frozenset({"gt", "ge", "lt", "le", "multiple_of", "min_length", "max_length", "pattern"})


def read_attribute(raw: RawField, *, is_model: bool) -> RawField | None:
    """The member that `name: annotation = default` declares. None if it declares none.

    The member is optional if it has a default. In a model, `Field(…)` may give it another name.
    """
    if _NO_MEMBERS.match(raw.annotation) or (is_model and (raw.name.startswith("_") or raw.name == "model_config")):
        return None
    is_default = bool(_FIELD_FUNCTION.match(raw.default))
    call = raw.default if is_default else _field_of(raw.annotation)
    if not call:
        return raw
    arguments, keywords = read_call(call)
    if keywords.get("init") == "False":
        return None
    is_optional = bool({"default", "default_factory", "factory"} & keywords.keys())
    is_optional |= bool(arguments) and arguments[0][1] != "..."
    is_optional |= bool(raw.default) and not is_default
    alias = next((keywords[each] for each in ("validation_alias", "alias") if each in keywords), "") if is_model else ""
    has_bounds = is_default and _BOUNDS & keywords.keys()
    annotation = f"Annotated[{raw.annotation}, {call}]" if has_bounds else raw.annotation
    return RawField(
        string_literal(alias) or raw.name,
        annotation,
        raw.line,
        raw.documentation or string_literal(keywords.get("description", "")),
        (raw.default or call) if is_optional else "",
    )


def _field_of(annotation: str) -> str:
    """The call of `Field` in `Annotated[int, Field(alias="n")]`. Empty if there is none."""
    inside = inside_brackets(annotation) if _ANNOTATED.match(annotation) else None
    parts = [text for _, text in split_outside_brackets(inside[0])] if inside else []
    return next((each for each in parts[1:] if _FIELD_FUNCTION.match(each)), "")
