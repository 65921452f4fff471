"""`diff` against the oracle: what fails beside the new side, and what the report calls *breaks*, are the same set.

Where they differ, a row of a table names the cause, with its exact count.
"""

from itertools import pairwise
from pathlib import Path

import pytest

from support.upgrade_agreement import ONLY_THE_ORACLE, ONLY_THE_REPORT, Upgrade, explained
from support.upgrade_oracle import compare, compare_releases
from support.upgrade_sides import BUILT, OPTIONS, RELEASES, SERVICES, WHEELS, build, unpacked

HERE = Path(__file__).parent
OWN = ["notes", "tasks"]


def causes(upgrade: Upgrade, languages: tuple[str, ...] = ("python", "typescript")) -> dict[str, int]:
    """How often each known cause of a difference holds. There must be no other difference."""
    counts: dict[str, int] = {}
    for language in languages:
        found = upgrade.disagreements(language)
        for places, known in ((found.oracle, ONLY_THE_ORACLE), (found.report, ONLY_THE_REPORT)):
            causes, unexplained = explained(places, known, upgrade)
            assert not unexplained, (language, unexplained)
            for name, count in causes.items():
                counts[f"{language}: {name}"] = count
    return counts


def test_sides_written_by_hand(tmp_path: Path) -> None:
    old, new = (build(HERE / each, OWN, tmp_path / each) for each in ("old", "new"))
    upgrade = Upgrade.of(old, new, OWN, compare(old, new, OWN, tmp_path / "programs"))
    assert causes(upgrade) == {
        "python: empty table": 2,
        "python: made by hand": 2,
        "python: read-back": 1,
        "python: tables of errors": 2,
        "python: value in a field": 2,
        "typescript: made by hand": 1,
        "typescript: read-back": 1,
    }


# By pair of releases: how often each cause holds.
EXPECTED: dict[tuple[str, str], dict[str, int]] = {
    ("1.36.0", "1.37.0"): {"python: read-back": 1, "typescript: read-back": 1},
    ("1.37.0", "1.38.0"): {},
    ("1.38.0", "1.39.0"): {"python: read-back": 4, "typescript: read-back": 2},
    ("1.39.0", "1.40.0"): {"python: read-back": 1, "typescript: read-back": 1},
    ("1.40.0", "1.40.30"): {"python: read-back": 7, "typescript: read-back": 7},
    ("1.40.30", "1.41.0"): {
        "python: made by hand": 2,
        "python: read-back": 7,
        "python: value in a field": 5,
        "typescript: read-back": 5,
    },
    ("1.41.0", "1.42.1"): {"python: read-back": 3, "typescript: read-back": 1},
    ("1.42.1", "1.42.40"): {},
    ("1.42.40", "1.43.0"): {
        "python: made by hand": 2,
        "python: read-back": 14,
        "typescript: read-back": 14,
        "typescript: made by hand": 1,
    },
    ("1.43.0", "1.43.40"): {
        "python: read-back": 8,
        "python: class of another name": 1,
        "typescript: read-back": 8,
        "typescript: type of a class that is gone": 1,
    },
    ("1.43.40", "1.43.80"): {"python: read-back": 4, "typescript: read-back": 2},
    ("1.43.80", "1.43.119"): {"python: read-back": 11, "python: made by hand": 1, "typescript: read-back": 6},
    ("1.43.119", "1.44.0"): {"python: read-back": 7},
}


@pytest.mark.parametrize(("old", "new"), list(pairwise(RELEASES)))
def test_releases_of_botocore(old: str, new: str, request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--all-services"):
        pytest.skip("needs the wheels of `make test-all`")
    failures = compare_releases(old, new, SERVICES, "default")
    before, after = (
        build(unpacked(each, SERVICES, WHEELS, BUILT / "data" / each), SERVICES, BUILT / "default" / "all" / each)
        for each in (old, new)
    )
    assert causes(Upgrade.of(before, after, SERVICES, failures)) == EXPECTED[old, new]


# The same if all bounds are checked. Most that changed only exclude values that no random value has.
EXPECTED_OF_ALL: dict[tuple[str, str], dict[str, int]] = {
    ("1.36.0", "1.37.0"): {"python: read-back": 1},
    ("1.37.0", "1.38.0"): {},
    ("1.38.0", "1.39.0"): {"python: read-back": 4, "python: bound that was not tried": 18},
    ("1.39.0", "1.40.0"): {"python: read-back": 1, "python: bound that was not tried": 69},
    ("1.40.0", "1.40.30"): {"python: read-back": 7},
    ("1.40.30", "1.41.0"): {
        "python: made by hand": 1,
        "python: read-back": 7,
        "python: value in a field": 5,
        "python: bound that was not tried": 40,
    },
    ("1.41.0", "1.42.1"): {"python: read-back": 3, "python: bound that was not tried": 69},
    ("1.42.1", "1.42.40"): {"python: bound that was not tried": 13},
    ("1.42.40", "1.43.0"): {
        "python: made by hand": 2,
        "python: read-back": 14,
        "python: bound that was not tried": 19,
    },
    ("1.43.0", "1.43.40"): {"python: read-back": 8, "python: bound that was not tried": 185},
    ("1.43.40", "1.43.80"): {"python: read-back": 4, "python: bound that was not tried": 39},
    ("1.43.80", "1.43.119"): {
        "python: read-back": 11,
        "python: made by hand": 1,
        "python: bound that was not tried": 47,
    },
    ("1.43.119", "1.44.0"): {"python: read-back": 7},
}


@pytest.mark.parametrize(("old", "new"), list(EXPECTED_OF_ALL))
def test_releases_of_botocore_with_all_bounds(old: str, new: str, request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--all-services"):
        pytest.skip("needs the wheels of `make test-all`")
    failures = compare_releases(old, new, SERVICES, "all")
    before, after = (
        build(
            unpacked(each, SERVICES, WHEELS, BUILT / "data" / each),
            SERVICES,
            BUILT / "all" / "all" / each,
            OPTIONS["all"],
        )
        for each in (old, new)
    )
    upgrade = Upgrade.of(before, after, SERVICES, failures, is_all=True)
    assert causes(upgrade, ("python",)) == EXPECTED_OF_ALL[old, new]
