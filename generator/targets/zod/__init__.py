"""Schemas of zod 4 for the JSON form. They give the verdicts of the JSON Schema, and have the types of TypeScript.

The schemas are those of `zod/mini`, of which a bundle contains only what it uses.
"""

from collections.abc import Iterable, Iterator

from ... import ir
from ...diagnostics import Report
from ...options import Options
from ..file import File
from ..patterns import report_unchecked
from ..templates import load_templates
from ..typescript_code import escape_in_comment
from .schemas import SchemaSpeller, can_run

# Functions of the template -> those that they call.
_CALLS = {
    "$typed": ("$Schema",),
    "$expected": ("$Schema", "$optional"),
    "$exactlyOne": ("$Schema", "$withOneMember"),
    "$long": ("$integer",),
    "$decimal": ("$decimalText",),
    "$timestamp": ("$timestampText",),
    "$timestampText": ("$isDay",),
    "$date": ("$isDay",),
    "$blob": ("$blobText",),
}


def generate(service: ir.Service, options: Options, report: Report) -> Iterator[File]:
    """The file `<service>.ts`."""
    report_unchecked(service, "not all of RE2, ECMAScript and Python", can_run, report)
    style = options.typescript
    speller = SchemaSpeller(service, style, report)
    text = load_templates(options.templates)(
        "zod/service.ts.jinja",
        origin=escape_in_comment(service.origin),
        declarations=speller.declarations(),
        functions=_with_called(speller.functions),
        style=style,
        converts=(style.timestamps, style.blobs, style.longs) != ("string", "string", "number"),
        readonly=speller.types.readonly,
        bytes=speller.types.scalars[ir.ScalarKind.BLOB],
    )
    yield File(f"{service.name}.ts", text)


def _with_called(functions: Iterable[str]) -> set[str]:
    """`functions` of the template, and those that they call."""
    found: set[str] = set()
    waiting = list(functions)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _CALLS.get(name, ())
    return found
