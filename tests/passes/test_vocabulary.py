"""The classes made from botocore are those of the published stubs: every difference has a cause in a table.

The services are `EVERY_DIFFERENCE`; with `--all-services`, all of AWS.
"""

from collections import Counter

import pytest

from support.published_stubs import packages
from support.services import EVERY_DIFFERENCE
from support.vocabulary import TABLE, compare

# How many differences each row explains: (over EVERY_DIFFERENCE, over all 434).
COUNTS = {
    "recursion": (145, 261),
    "paginators": (119, 223),
    "no parameters": (61, 313),
    "empty": (662, 1976),
    "document": (56, 285),
    "sparse": (20, 21),
    "errors": (901, 4605),
    "messages": (10, 17),
    "nothing returned": (16, 215),
    "waiters": (316, 806),
    "JSON in a header": (13, 13),
    "tokens": (20, 190),
    "one event at a time": (1, 1),
    "RequestId": (51, 434),
    "accountId": (6, 6),
    "policies": (9, 9),
    "templates": (1, 1),
    "ExpiresString": (2, 2),
    "UserData": (2, 2),
    "no method": (49, 66),
    "SSE": (20, 20),
    "ContentMD5": (12, 12),
    "transfers": (23, 23),
    "made by hand": (83, 83),
    "literals by hand": (10, 10),
    "AttributeValue": (25, 25),
    "resources": (293, 293),
    "may be lacking": (992, 3813),
    "unions by accident": (53, 61),
}
# How many types and members of the stubs are compared.
COMPARED = {"types": (26091, 83043), "members": (92327, 277577)}


def test_every_difference_has_a_cause(request: pytest.FixtureRequest) -> None:
    everything = bool(request.config.getoption("--all-services"))
    explained: Counter[str] = Counter()
    compared: Counter[str] = Counter()
    for service in sorted(packages()) if everything else EVERY_DIFFERENCE:
        comparison = compare(service)
        assert not comparison.unexplained, [(each.name, each.ours, each.theirs) for each in comparison.unexplained]
        assert not comparison.disordered, service
        explained += comparison.explained
        compared.update(types=comparison.types, members=comparison.members)
    assert compared == {name: counts[everything] for name, counts in COMPARED.items()}
    assert explained == {name: counts[everything] for name, counts in COUNTS.items()}
    assert COUNTS.keys() == {row.name for row in TABLE}
