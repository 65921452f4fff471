"""What differs between a service and what a reader finds in the output that a target made of it.

The other tests judge our readers. This one asks whether a target leaves anything out that its reader would need.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from generator import ir
from generator.diagnostics import Report
from generator.options import Options
from generator.passes import configure, decide, rewrite, settle
from generator.readers import expand
from generator.targets import TARGETS
from generator.targets.ir_json import dumps

# Where a service was read from. No two sources have these in common.
_ABOUT_THE_SOURCE = frozenset({"enrichment", "ingredients", "origin", "source"})


class Difference(NamedTuple):
    """A value that is another one when it is read back. None: there is none."""

    place: str  # "/shapes/Tag/members/Key/required"
    before: Any
    after: Any


def read(spec: str) -> tuple[ir.Service, list[str]]:
    """The service of a spec, as its reader says; and the codes of the diagnostics."""
    report = Report()
    ((reader, path),) = expand(spec, report)
    service = reader.read(path, report)
    assert service, [str(each) for each in report]
    return service, [each.code for each in report]


def write(service: ir.Service, target: str, out: Path) -> ir.Service:
    """Write what a target makes of a service below `out`. Returns the service as most targets get it."""
    options, report = Options(), Report()
    configured = configure(settle(service, options, report), options, report)
    chosen = TARGETS[target]
    for file in chosen.generate(decide(configured, options, report, chosen.judgement), options, report):
        (out / file.path).parent.mkdir(parents=True, exist_ok=True)
        (out / file.path).write_text(file.text, encoding="utf-8")
    return decide(configured, options, report)


def differences(before: ir.Service, spec: Path) -> Iterator[Difference]:
    """What differs between a service and the one that `spec` gives. A diagnostic is a difference, too."""
    found, codes = read(str(spec))
    yield from (Difference(f"/diagnostics/{each}", None, each) for each in codes)
    yield from _compare(_plain(before), _plain(rewrite(found, Options(), Report())), "")


def _plain(service: ir.Service) -> Any:
    return _without_source(json.loads(dumps(service)))


def _without_source(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_source(each) for name, each in value.items() if name not in _ABOUT_THE_SOURCE}
    return [_without_source(each) for each in value] if isinstance(value, list) else value


def _compare(before: Any, after: Any, place: str) -> Iterator[Difference]:
    if isinstance(before, list) and isinstance(after, list) and all(map(_is_named, before + after)):
        if [each["name"] for each in before] != [each["name"] for each in after]:
            yield Difference(f"{place}/order", before, after)
        before, after = ({each["name"]: each for each in values} for values in (before, after))
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted({*before, *after}):
            yield from _compare(before.get(name), after.get(name), f"{place}/{name}")
    elif before != after:
        yield Difference(place, before, after)


def _is_named(value: Any) -> bool:
    return isinstance(value, dict) and "name" in value
