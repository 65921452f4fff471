"""What AWS changed over releases of botocore: `diff` between each and the next, over all services.

    python -m benchmarks history [--jobs N] [--shard I/N]

It writes `docs/history.json`, and of that the page `docs/history.md` and its drawing. The releases come from PyPI,
once. A service is settled once for each content of its files, which most releases leave as it was. With `--shard`, one
machine does a part of the services; `history.json` then has this part, and the parts of earlier runs.
"""

import functools
import gzip
import hashlib
import json
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any

import click
import jinja2

from benchmarks.measure import ROOT, WORK, console
from generator.diagnostics import Report
from generator.options import Options
from generator.passes import settle
from generator.pipeline import Request
from generator.pipeline.baseline import pack, unpack
from generator.readers.botocore import reader
from generator.upgrade import Grade, Side, compare, message_of

RELEASES = (
    "1.36.0", "1.36.20", "1.37.0", "1.37.20", "1.38.0", "1.38.20", "1.39.0", "1.40.0", "1.40.20", "1.40.40",
    "1.40.60", "1.41.0", "1.42.1", "1.42.40", "1.42.80", "1.43.0", "1.43.40", "1.43.80", "1.44.0", "1.44.5",
)  # fmt: skip
RECORD = ROOT / "docs/history.json"
_FOLDER = WORK / "history"
_FILES = ("service-2", "paginators-1", "waiters-2")
_MAX_SHOWN = 12  # changes of one service in one release; AWS moved all of chime at once
_GRADES = (Grade.BREAKS, Grade.MAY_BREAK, Grade.ADDS)

Counts = dict[str, int]
Row = dict[str, Any]  # what one release changed in one service


@dataclass(frozen=True, slots=True)
class _Unit:
    """One service as one release has it."""

    name: str
    folder: Path  # with its files
    digest: str  # of their content


def units(release: str) -> dict[str, _Unit]:
    """The services of a release. Downloads and unpacks it if need be."""
    folder = _FOLDER / release
    if not folder.is_dir():
        _download(release, folder)
    found = {}
    for service in sorted(each for each in folder.iterdir() if each.is_dir()):
        newest = max(service.iterdir())
        digest = hashlib.sha256(_code())
        for file in sorted(newest.iterdir()):
            content = file.read_bytes()  # the same text is compressed anew for every release
            digest.update(gzip.decompress(content) if file.suffix == ".gz" else content)
        found[service.name] = _Unit(service.name, newest, digest.hexdigest())
    return found


def _download(release: str, folder: Path) -> None:
    """Unpack the files that services are read from."""
    command = ["pip", "download", "--quiet", "--no-deps", "--dest", str(_FOLDER), f"botocore=={release}"]
    subprocess.run([sys.executable, "-m", *command], check=True)
    wheel = _FOLDER / f"botocore-{release}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            path = PurePosixPath(name)
            if name.startswith("botocore/data/") and len(path.parts) == 5 and path.name.startswith(_FILES):
                place = folder.joinpath(*path.parts[2:])
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(archive.read(name))
    wheel.unlink()


@functools.cache
def _code() -> bytes:
    """A digest of what settles services."""
    digest = hashlib.sha256()
    for file in sorted((ROOT / "generator").rglob("*.py")):
        if file.relative_to(ROOT).parts[1] in {"readers", "passes", "ir", "naming.py", "pipeline"}:
            digest.update(file.read_bytes())
    return digest.digest()


def settled(unit: _Unit) -> str:
    """The baseline of a service, which is kept by the content of its files. Empty if it cannot be read."""
    file = _FOLDER / "settled" / unit.digest
    if not file.is_file():
        report = Report()
        (spec,) = unit.folder.glob("service-2.json*")
        service = reader.read(str(spec), report)
        text = pack(settle(service, Options(), report)) if service else ""
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    return file.read_text()


def _side(unit: _Unit | None) -> Side:
    service = unpack(text) if unit and (text := settled(unit)) else None
    return Side("", {service.name: service} if service else {})


def row(pair: tuple[_Unit | None, _Unit | None]) -> Row:
    """What changed in one service from one release to the next."""
    request = Request(sources=("botocore:*",), out=Path("sdk"))
    old, new = map(_side, pair)
    comparison = compare(old, new, request, Report(), whole=True)
    breaks = [each for each in comparison.changes if each.grade is Grade.BREAKS]
    return {
        **{grade.value: comparison.count(grade) for grade in _GRADES},
        "rules": dict(sorted(Counter(each.rule for each in breaks).items())),
        "changes": [f"{each.place} {message_of(each)}" for each in breaks[:_MAX_SHOWN]],
    }


def rows(services: frozenset[str], jobs: int) -> Iterator[tuple[str, str, Row]]:
    """For each release but the first, and each of these services that it changed: what it did."""
    with ProcessPoolExecutor(jobs) as pool:
        for before, after in pairwise(RELEASES):
            old, new = units(before), units(after)
            pairs = {
                name: (old.get(name), new.get(name))
                for name in sorted((old.keys() | new.keys()) & services)
                if name not in old or name not in new or old[name].digest != new[name].digest
            }
            for name, found in zip(pairs, pool.map(row, pairs.values()), strict=True):
                if any(found[grade.value] for grade in _GRADES):
                    yield after, name, found
            console.print(f"{after}: {len(pairs)} services changed")


def render(record: Mapping[str, Any]) -> dict[str, str]:
    """The page and its drawing, made of a record, by the names of the files."""
    releases: dict[str, dict[str, Row]] = record["releases"]
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), trim_blocks=True, keep_trailing_newline=True
    )
    breaks = Counter[str]()
    for found in releases.values():
        breaks.update({name: each["breaks"] for name, each in found.items() if each["breaks"]})
    services = [name for name, _ in sorted(breaks.items(), key=lambda each: (-each[1], each[0]))]
    rules = Counter[str]()
    for found in releases.values():
        for each in found.values():
            rules.update(each["rules"])
    page = templates.get_template("history.md.jinja").render(
        first=record["first"],
        totals={name: _total(found.values()) | {"services": len(found)} for name, found in releases.items()},
        releases=releases,
        services=services,
        all_services=record["services"],
        breaks=breaks,
        rules=sorted(rules.items(), key=lambda each: (-each[1], each[0])),
        max_shown=_MAX_SHOWN,
    )
    shown = services[:24]
    drawing = templates.get_template("history.svg.jinja").render(
        services=shown,
        releases=list(releases),
        counts={name: [releases[each].get(name, {}).get("breaks", 0) for each in releases] for name in shown},
    )
    return {"history.md": page, "history.svg": drawing}


def _total(found: Iterable[Row]) -> Counts:
    found = list(found)
    return {grade.value: sum(each[grade.value] for each in found) for grade in _GRADES}


def _parse_shard(context: click.Context, option: click.Parameter, value: str) -> tuple[int, int]:
    part, _, parts = value.partition("/")
    return int(part), int(parts)


@click.command()
@click.option("--jobs", type=int, default=2, help="Processes.")
@click.option("--shard", default="1/1", callback=_parse_shard, help="Only part I of N of the services.")
@click.option("--render", "is_rendered", is_flag=True, help="Compare nothing; write the page again from its record.")
def main(jobs: int, shard: tuple[int, int], is_rendered: bool) -> None:
    """Compare releases of botocore, and write the page of AWS's history."""
    record: dict[str, Any] = json.loads(RECORD.read_text()) if RECORD.is_file() else {}
    if not is_rendered:
        names = sorted({name for release in RELEASES for name in units(release)})
        part = frozenset(names[shard[0] - 1 :: shard[1]])
        kept = record.get("releases", {}) if record.get("first") == RELEASES[0] else {}
        releases = {each: {k: v for k, v in kept.get(each, {}).items() if k not in part} for each in RELEASES[1:]}
        for release, name, found in rows(part, jobs):
            releases[release][name] = found
        releases = {release: dict(sorted(found.items())) for release, found in releases.items()}
        record = {"first": RELEASES[0], "services": len(names), "releases": releases}
        RECORD.write_text(json.dumps(record, indent=1) + "\n")
    for name, text in render(record).items():
        RECORD.with_name(name).write_text(text)
