"""What an upgrade of botocore breaks for users of the generated code, as mypy and the generated code itself say.

    python -m support.upgrade_oracle [OLD NEW [SERVICE]...] [--constraints all]

It prints a JSON line for each failure. OLD and NEW are two of the releases in `botocore_releases.txt`; without them,
each is compared with the next (`make upgrades`). The oracle reads the generated files and runs them. It knows nothing
of our IR, nor of what compares two sides with it.

It writes the maximal program of a user of the old packages, in Python (`upgrade_program`) and in TypeScript
(`upgrade_page`), and makes values that are right beside them (`upgrade_values`). What fails beside the new packages is
broken. Kinds of failures:

    service        the package of the service is gone
    class          a class, an alias or an enum cannot be imported
    constant       nor can a table such as `WAITERS`
    operation      OPERATIONS lacks it
    page           PAGINATORS lacks it, or `pages` refuses its request or no longer yields the old class
    waiter         WAITERS lacks it, or `wait` refuses its request
    call           the request of an operation is another class, or `call` no longer returns the old class
    error          a class is no error, or ERROR_CODES or ERRORS lacks what it had
    member         a class has no such field
    required       a request lacks this member now
    sent-type      an argument of the old type is refused
    received-type  what is read does not have the old type
    value          a value of an enum is refused
    bound          a value is refused for its size or its pattern

Three more are about code that is rarely written. They are reported only where no failure above has the same place:

    read-back      a field of a request, which is read, does not have the old type
    made-type      an argument of the old type is refused when a response is made by hand, as in a test
    made-required  a response that is made by hand lacks this member now

What follows is reported as well: if a class is gone, so is the type of each member that had it. What may break is not
among these: a `match` over an enum that was exhaustive, or a subclass with a field that AWS now adds.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

from support.upgrade_failures import Failure, deduplicated
from support.upgrade_package import Package
from support.upgrade_page import Page, declarations
from support.upgrade_page import failures as refused_pages
from support.upgrade_program import Program, complaints, failures
from support.upgrade_sides import BUILT, OPTIONS, RELEASES, SERVICES, WHEELS, Side, build, package_name, unpacked
from support.upgrade_values import load_model, refused, values


@dataclass(frozen=True)
class Pair:
    """A service of botocore on both sides, and the names of the old package that a failure can be about."""

    service: str
    old: Package
    new: Package
    names: frozenset[str]


def compare(old: Side, new: Side, services: Iterable[str], folder: Path, *, everything: bool = False) -> list[Failure]:
    """What fails beside the new side. `folder` is for the programs.

    Names whose code is the same on both sides are left out, which saves most of the time, unless `everything` is asked.
    """
    had = [each for each in services if old.has(each)]
    kept = [each for each in had if new.has(each)]
    found = [Failure(package_name(each), package_name(each), "", "service") for each in had if each not in kept]
    pairs = [_pair(each, old, new, everything) for each in kept]
    found += [each for pair in pairs for each in _lost_entries(pair.old, pair.new)]
    pairs = [each for each in pairs if each.names]
    found += _refused_code(pairs, old, new, folder)
    found += _refused_pages(pairs)
    for each in pairs:
        wanted = list(values(each.old, each.names, load_model(old.data, each.service), old.data))
        found += refused(each.old, each.new, wanted)
    return deduplicated(found)


def _pair(service: str, old: Side, new: Side, everything: bool) -> Pair:
    mine, other = Package(old.out, package_name(service)), Package(new.out, package_name(service))
    return Pair(service, mine, other, frozenset(mine.names) if everything else mine.changed(other))


def _refused_code(pairs: Iterable[Pair], old: Side, new: Side, folder: Path) -> Iterator[Failure]:
    """The lines of the maximal programs that mypy refuses beside the new side."""
    folder.mkdir(parents=True, exist_ok=True)
    # mypy keeps what it knows of a module by its name, so programs of several releases have several names.
    prefix = f"user_of_{old.out.parent.name.replace('.', '_')}"
    programs = {f"{prefix}_{each.old.service}": Program(each.old, each.names) for each in pairs}
    files = [folder / f"{each}.py" for each in programs]
    for file in files:
        file.write_text(programs[file.stem].text)
    if wrong := complaints(files, old.out):
        raise AssertionError(
            f"the program is wrong: {len(wrong)} lines fail beside the old side, the first: {wrong[0]}"
        )
    for each in complaints(files, new.out):
        yield from failures(programs[each.file], [each])


def _refused_pages(pairs: Sequence[Pair]) -> list[Failure]:
    """The same in TypeScript."""
    if not pairs:
        return []
    declared = declarations([each.old for each in pairs])
    pages = [Page(each.old, each.new, types, each.names) for each, types in zip(pairs, declared, strict=True)]
    if wrong := refused_pages(pages, pairs[0].old.out):
        raise AssertionError(f"the page is wrong: {len(wrong)} lines fail beside the old side, the first: {wrong[0]}")
    return refused_pages(pages, pairs[0].new.out)


# Tables of names, and the kind of failure of one that is gone.
_TABLES = {"OPERATIONS": "operation", "PAGINATORS": "page", "WAITERS": "waiter"}


def _lost_entries(old: Package, new: Package) -> Iterator[Failure]:
    """What the tables of the old package have, and those of the new one do not."""
    for table, kind in _TABLES.items():
        mine, other = old.table(table), new.table(table)
        yield from (Failure(old.service, each, "", kind, f"{table} lacks it") for each in mine.keys() - other.keys())
    for name, (request, _) in old.table("OPERATIONS").items():
        if name in new.table("OPERATIONS") and new.table("OPERATIONS")[name][0] != request:
            yield Failure(old.service, name, "", "call", f"its request is no longer {request}")
    codes = new.table("ERROR_CODES")
    for code, cls in old.table("ERROR_CODES").items():
        if codes.get(code) != cls:
            yield Failure(old.service, cls, code, "error", f"the code {code} has the class {codes.get(code)}")
    for name in old.table("ERRORS").keys() & new.table("OPERATIONS").keys() - new.table("ERRORS").keys():
        yield Failure(old.service, name, "", "error", "ERRORS lacks it")


def compare_releases(
    old: str, new: str, services: Sequence[str], options: str, wheels: Path = WHEELS, built: Path = BUILT
) -> list[Failure]:
    """What fails after an upgrade from one release of botocore to another."""

    # A side keeps what mypy knows of it, so each choice of services has sides of its own.
    folder = built / options / ("all" if [*services] == SERVICES else "_".join(sorted(services))[:200])

    def side(release: str) -> Side:
        data = unpacked(release, services, wheels, built / "data" / release)
        return build(data, services, folder / release, OPTIONS[options])

    return compare(side(old), side(new), services, folder / old / "programs")


def main() -> None:
    """Print the failures."""
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("old", nargs="?")
    parser.add_argument("new", nargs="?")
    parser.add_argument("services", nargs="*", default=SERVICES)
    parser.add_argument("--constraints", choices=OPTIONS, default="default")
    parser.add_argument("--wheels", type=Path, default=WHEELS)
    parser.add_argument("--built", type=Path, default=BUILT)
    asked = parser.parse_args()
    pairs = [(asked.old, asked.new)] if asked.new else list(pairwise(RELEASES))
    for old, new in pairs:
        found = compare_releases(old, new, asked.services, asked.constraints, asked.wheels, asked.built)
        for each in found:
            print(json.dumps({"old": old, "new": new, **asdict(each)}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
