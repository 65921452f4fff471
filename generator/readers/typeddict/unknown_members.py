"""What a class says of members that it does not declare: `closed` and `extra_items` (PEP 728); pydantic's `extra`."""

import re
from typing import NamedTuple

from ... import ir
from .classes import Ancestor, Classes, Kind, Member
from .declared import RawClass, RawDefinition, RawField
from .functional_forms import read_call
from .imports import Imports, SourceFile
from .statements import DOTTED_NAME

EXTRA_ITEMS = "extra_items"
_CONFIGURATIONS = frozenset({"__pydantic_config__", "model_config"})
_EXTRA = re.compile(r"""(?:\bextra\s*=|["']extra["']\s*:)\s*["'](allow|forbid|ignore)["']""")
_NOTHING = frozenset({"Never", "NoReturn"})


class UnknownMembers(NamedTuple):
    """What becomes of unknown members, and the type of those that are kept. None: the class does not say."""

    verdict: ir.Unknown | None = None
    type: Member | None = None


def read_unknown_members(classes: Classes, file: SourceFile, raw: RawClass) -> UnknownMembers:
    """What a class or the nearest of its bases says. `closed` and `extra_items` count for more than a configuration."""
    ancestors = list(classes.with_bases(file, raw))
    kind = classes.kind(file, raw)
    stated = next((each for each in ancestors if each.raw.keywords.keys() & {"closed", EXTRA_ITEMS}), None)
    if stated and kind is Kind.TYPED_DICT:
        if stated.raw.keywords.get("closed") == "True" or _is_nothing(stated.raw.keywords.get(EXTRA_ITEMS, "")):
            return UnknownMembers(ir.Unknown.FORBID)
        if annotation := stated.raw.keywords.get(EXTRA_ITEMS):
            field = RawField(EXTRA_ITEMS, annotation, stated.raw.line)
            return UnknownMembers(ir.Unknown.ALLOW, Member(field, stated.file, True, stated.arguments))
    configured = (_configuration(classes.imports, each) for each in ancestors)
    if configuration := next((each for each in configured if each), None):
        extra = _EXTRA.search(configuration)
        return UnknownMembers(ir.Unknown(extra[1]) if extra else None)
    is_open = stated and stated.raw.keywords.get("closed") == "False"
    return UnknownMembers(ir.Unknown.IGNORE if is_open else None)


def _is_nothing(annotation: str) -> bool:
    """Whether no value has the type."""
    return annotation.rpartition(".")[2] in _NOTHING


def _configuration(imports: Imports, ancestor: Ancestor) -> str:
    """The source of the pydantic configuration in the class itself. Empty if it has none."""
    file, raw, _ = ancestor
    for name, value in raw.body.constants:
        if name in _CONFIGURATIONS:
            return _followed(imports, file, value)
    for each in raw.decorators:
        if "(" in each and imports.original_name(file, each.lstrip("@ ").partition("(")[0].strip()) in _DECORATORS:
            arguments, keywords = read_call(each)
            if keywords and "config" not in keywords:
                return each
            return _followed(imports, file, arguments[0][1] if arguments else keywords.get("config", ""))
    if "extra" in raw.keywords:  # of a model
        return f"extra={raw.keywords['extra']}"
    return ""


_DECORATORS = frozenset({"pydantic.with_config", "pydantic.config.with_config", "pydantic.dataclasses.dataclass"})


def _followed(imports: Imports, file: SourceFile, text: str) -> str:
    """`text`, or the value of the name that it is."""
    found = imports.find(file, text) if re.fullmatch(DOTTED_NAME, text) else None
    return found.value.expression if found and isinstance(found.value, RawDefinition) else text
