"""Reads the attributes of dataclasses, attrs classes and pydantic models: which are members, and which are optional."""

import re

from .declared import RawField
from .functional_forms import read_call, string_literal

_NO_MEMBERS = re.compile(r"[\"']?(?:\w+\.)*(?:ClassVar|KW_ONLY|PrivateAttr)\b")
_FIELD_FUNCTION = re.compile(r"(?:\w+\.)*(?:Field|field|ib|attrib)\(")
_BOUNDS = frozenset({"gt", "ge", "lt", "le", "multiple_of", "min_length", "max_length", "pattern"})


def read_attribute(raw: RawField, *, is_model: bool) -> RawField | None:
    """The member that `name: annotation = default` declares. None if it declares none.

    The member is optional if it has a default. In a model, `Field(…)` may give it another name.
    """
    if _NO_MEMBERS.match(raw.annotation) or (is_model and (raw.name.startswith("_") or raw.name == "model_config")):
        return None
    if not _FIELD_FUNCTION.match(raw.default):
        return raw
    arguments, keywords = read_call(raw.default)
    if keywords.get("init") == "False":
        return None
    is_optional = bool({"default", "default_factory", "factory"} & keywords.keys())
    is_optional |= bool(arguments) and arguments[0][1] != "..."
    alias = next((keywords[each] for each in ("validation_alias", "alias") if each in keywords), "") if is_model else ""
    annotation = f"Annotated[{raw.annotation}, {raw.default}]" if _BOUNDS & keywords.keys() else raw.annotation
    return RawField(
        string_literal(alias) or raw.name,
        annotation,
        raw.line,
        raw.documentation or string_literal(keywords.get("description", "")),
        raw.default if is_optional else "",
    )
