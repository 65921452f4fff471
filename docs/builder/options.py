"""The page of options: every key of the configuration, with what it changes in the output.

The keys, their defaults and their descriptions are those of `docs/configuration.schema.json`. An example is run twice,
without the option and with it. A key without an example fails.
"""

import difflib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .paths import DOCS
from .runs import generate, project

_HEAD = """# Options

Every key of `[tool.shapewright]` in `pyproject.toml`, with its default and what it changes. The differences are real:
they come from building the example without the option and with it.

Editors complete and check the table with [a JSON Schema](in-your-repository.md#help-from-your-editor).

The examples are built from services of botocore, or from this module, `shop/orders.py`:

```python
{shop}```
"""

_SHOP = """# shop/orders.py
from datetime import datetime
from typing import Literal, NotRequired, TypedDict

State = Literal["open", "paid"]


class Line(TypedDict):
    sku: str
    count: int


class Order(TypedDict):
    id: str
    state: State
    placed: datetime
    lines: NotRequired[list[Line]]
"""
_ODD = """from typing import TypedDict

class Line(TypedDict):
    sku: Strng

class Order(TypedDict):
    id: str
"""
_TEMPLATE = """// Copyright of the company.
{% include "shapewright/typescript/service.ts.jinja" %}
"""


class Option(NamedTuple):
    """A key of the configuration, as the schema describes it."""

    name: str  # "requests.enums"
    description: str
    values: tuple[Any, ...]  # all that it can have, or none if there are too many
    default: Any


@dataclass(frozen=True, kw_only=True)
class Example:
    """What an option changes."""

    setting: str  # as it stands in the table
    effect: str = ""  # a sentence in place of the comparison
    file: str = ""  # whose lines are compared; empty: the names of the files are
    lines: str = ""  # a pattern: only changes with such a line are shown
    source: str = ""
    operation: str = ""
    more: str = ""  # another key, on both sides
    files: Mapping[str, str] = field(default_factory=dict)


def _of_shop(setting: str, file: str = "", **more: Any) -> Example:
    files = {"shop/orders.py": _SHOP, **more.pop("files", {})}
    return Example(setting=setting, file=file, source="shop", operation="", files=files, **more)


def _of_service(setting: str, operation: str, file: str = "", **more: Any) -> Example:
    service = operation.partition(".")[0]
    return Example(setting=setting, file=file, source=f"botocore:{service}", operation=operation, **more)


_SMALL = 'targets = ["typescript"]'
_SHOP_TS = "generated/typescript/shop_orders.ts"
_SHOP_PY = "generated/pydantic_models/shop_orders/_order.py"
EXAMPLES: dict[str, Example] = {
    "sources": _of_shop('sources = ["shop", "botocore:sts"]', more=_SMALL),
    "out": _of_shop('out = "src/aws"', more=_SMALL),
    "targets": _of_shop('targets = ["typescript"]'),
    "folders": _of_shop('[folders]\ntypescript = "types"', more=_SMALL),
    "operations": Example(
        setting='operations = ["sqs.SendMessage"]', source="botocore:sqs", more='targets = ["pydantic"]'
    ),
    "documentation": _of_service(
        'documentation = "none"', "sqs.GetQueueUrl", "generated/pydantic_models/sqs/_get_queue_url.py"
    ),
    "names": _of_shop('[names]\n"shop/orders.py" = "orders"', more=_SMALL),
    "client": _of_service('client = "aiobotocore"', "s3.GetObject", "generated/pydantic_models/_streams.py"),
    "baseline": _of_shop("baseline = true", more=_SMALL),
    "strict": _of_shop("strict = true", more=_SMALL, files={"shop/orders.py": _ODD}),
    "requests.enums": _of_service(
        '[requests]\nenums = "open"',
        "sqs.GetQueueAttributes",
        "generated/pydantic_models/sqs/_get_queue_attributes.py",
        lines="attribute_names",
    ),
    "requests.constraints": _of_service(
        '[requests]\nconstraints = "all"',
        "kms.CreateAlias",
        "generated/pydantic_models/kms/_create_alias.py",
        lines="alias_name",
    ),
    "requests.unknown": _of_service(
        '[requests]\nunknown = "allow"', "sqs.GetQueueUrl", "generated/pydantic_models/_models.py"
    ),
    "responses.enums": _of_service(
        '[responses]\nenums = "closed"',
        "dynamodb.DescribeTable",
        "generated/typescript/dynamodb.ts",
        lines="TableStatus",
    ),
    "responses.constraints": _of_service(
        '[responses]\nconstraints = "all"', "kms.ListAliases", "generated/pydantic_models/kms/_list_aliases.py"
    ),
    "responses.unknown": _of_service(
        '[responses]\nunknown = "forbid"', "sqs.GetQueueUrl", "generated/pydantic_models/_models.py"
    ),
    "responses.required": _of_service(
        '[responses]\nrequired = "typed"',
        "connectparticipant.GetAttachment",
        "generated/pydantic_models/connectparticipant/_get_attachment.py",
    ),
    "types.unknown": _of_shop('[types]\nunknown = "allow"', _SHOP_TS),
    "pydantic.base": _of_shop('[pydantic]\nbase = "company.models:Base"', "generated/pydantic_models/_models.py"),
    "dataclasses.base": _of_shop(
        '[dataclasses]\nbase = "company.models:Mixin"', "generated/dataclass_models/_models.py"
    ),
    "rename": _of_shop('[rename]\nshop_orders.Order = "Purchase"', _SHOP_TS),
    "map": _of_shop('[map]\n"shop_orders.Line.sku" = "company.types:Sku"', _SHOP_PY),
    "accepted": Example(
        setting='[[accepted]]\nchange = "sent-member-required"\nat = "shop_orders.Order.placed"\n'
        'reason = "we always set it"\nuntil = "2099-12-31"',
        effect="Nothing changes in the output. `shapewright diff` no longer counts this change.",
    ),
    "corrections": _of_shop(
        '[[corrections]]\nat = "shop_orders.Order.note"\nreason = "the service takes it"\nadd = "string"', _SHOP_TS
    ),
    "runtime": _of_shop('runtime = "acme.aws_runtime"', _SHOP_PY, more='targets = ["pydantic"]'),
    "templates": _of_shop(
        'templates = "templates"',
        _SHOP_TS,
        files={"templates/typescript/service.ts.jinja": _TEMPLATE},
    ),
    "python.enums": _of_shop(
        '[python]\nenums = "StrEnum"',
        "generated/pydantic_models/shop_orders/_literals.py",
        more='targets = ["pydantic"]',
    ),
    "json_schema.tool_calls": _of_service(
        "[json_schema]\ntool_calls = true", "sqs.SendMessage", more='targets = ["json-schema"]'
    ),
    "typescript.declarations": _of_shop('[typescript]\ndeclarations = "type"', _SHOP_TS, lines="Order"),
    "typescript.enum_values": _of_shop("[typescript]\nenum_values = true", _SHOP_TS),
    "typescript.timestamps": _of_shop('[typescript]\ntimestamps = "Date"', _SHOP_TS),
    "typescript.blobs": _of_service(
        '[typescript]\nblobs = "Uint8Array"', "kms.Encrypt", "generated/typescript/kms.ts", lines="Plaintext"
    ),
    "typescript.longs": _of_service(
        '[typescript]\nlongs = "bigint"', "sqs.ListMessageMoveTasks", "generated/typescript/sqs.ts"
    ),
    "typescript.readonly": _of_shop("[typescript]\nreadonly = true", _SHOP_TS, lines="Order"),
    "outputs": _of_shop(
        '[[outputs]]\nout = "api/aws"\ntargets = ["pydantic"]\n\n[[outputs]]\nout = "web/aws"\ntargets = ["typescript"]'
    ),
}


def options() -> list[Option]:
    """The keys that the schema describes."""
    schema = json.loads((DOCS / "configuration.schema.json").read_text(encoding="utf-8"))
    return list(_options_in(schema, ""))


def _options_in(schema: Mapping[str, Any], prefix: str) -> Iterator[Option]:
    for name, each in schema["properties"].items():
        if "properties" in each and "default" not in each:
            yield from _options_in(each, f"{prefix}{name}.")
        else:
            values = tuple(each.get("enum", (True, False) if each.get("type") == "boolean" else ()))
            yield Option(prefix + name, each["description"], values, each["default"])


def page() -> str:
    """The page."""
    return "\n".join([_HEAD.format(shop=_SHOP), *(_entry(each, EXAMPLES[each.name]) for each in options())])


def _entry(option: Option, example: Example) -> str:
    parts = [f"## {option.name}\n", f"{option.description}\n"]
    if option.values:
        values = ", ".join(f"`{json.dumps(each)}`" for each in option.values)
        parts.append(f"Values: {values}. Default: `{json.dumps(option.default)}`.\n")
    else:
        parts.append(f"Default: `{json.dumps(option.default)}`.\n")
    parts.append(f"```toml\n{_as_written(example.setting)}\n```\n")
    parts.append(f"{example.effect}\n" if example.effect else _shown(example))
    return "\n".join(parts)


def _shown(example: Example) -> str:
    source = f"`{example.operation}` of botocore" if example.operation else f"`{example.source}`"
    return "\n".join([f"For {source}, this changes:\n", "```diff", *difference(example), "```\n"])


def difference(example: Example) -> list[str]:
    """What an option changes in the output of its example, as a unified diff."""
    if example.effect:
        return []
    before, messages_before = _run(example, "")
    after, messages_after = _run(example, example.setting)
    if not example.file:
        return [*_changed_files(before, after), *_changed_messages(messages_before, messages_after)]
    chosen = [
        each
        for each in _hunks(before[example.file].splitlines(), after[example.file].splitlines())
        if re.search(example.lines, "\n".join(each))
    ]
    return [f"--- {example.file}", *(line for each in chosen[:_MOST_HUNKS] for line in each)]


_MOST_HUNKS = 2


def _run(example: Example, setting: str) -> tuple[dict[str, str], list[str]]:
    with project(example.files) as folder:
        return generate(folder, _configuration(example, setting))


def _configuration(example: Example, setting: str) -> str:
    """The file, which leaves documentation out unless that is what the example is about."""
    keys = {"sources": f'["{example.source}"]', "documentation": '"none"'}
    if example.operation:
        keys["operations"] = f'["{example.operation}"]'
    name, _, value = example.more.partition(" = ")
    keys |= {name: value} if name else {}
    name, _, value = setting.partition(" = ")
    if setting and not setting.startswith("["):
        keys[name] = value
        setting = ""
    elif not setting and "documentation" in example.setting:
        del keys["documentation"]
    table = "\n".join(f"{name} = {value}" for name, value in keys.items())
    return f"[tool.shapewright]\n{table}\n\n{_with_full_headings(setting)}\n"


def _as_written(setting: str) -> str:
    return _with_full_headings(setting) if setting.startswith("[") else f"[tool.shapewright]\n{setting}"


def _with_full_headings(tables: str) -> str:
    return re.sub(r"^(\[+)(?=\w)", r"\1tool.shapewright.", tables, flags=re.M)


def _hunks(old: list[str], new: list[str]) -> list[list[str]]:
    """The changes of a file, each with a line of context on both sides."""
    lines = list(difflib.unified_diff(old, new, lineterm="", n=1))[2:]
    starts = [number for number, line in enumerate(lines) if line.startswith("@@")]
    return [["@@", *lines[start + 1 : end]] for start, end in zip(starts, [*starts[1:], len(lines)], strict=False)]


def _changed_files(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The files that are gone, and those that are new. Folders stand for many."""
    old, new = before.keys() - after.keys(), after.keys() - before.keys()
    return [*(f"-{each}" for each in _folded(old)), *(f"+{each}" for each in _folded(new))]


def _folded(paths: Iterable[str]) -> list[str]:
    """Paths, with folders in place of their files if there are many."""
    names = sorted(paths)
    if len(names) <= _MOST_FILES:
        return names
    counts = Counter("/".join(each.split("/")[:2]) if each.count("/") > 1 else each for each in names)
    return [name if name in names else f"{name}/ ({count} file{'s' * (count > 1)})" for name, count in counts.items()]


_MOST_FILES = 6


def _changed_messages(before: list[str], after: list[str]) -> list[str]:
    gone = [f"-{line}" for each in before if each not in after for line in each.splitlines()]
    return gone + [f"+{line}" for each in after if each not in before for line in each.splitlines()]
