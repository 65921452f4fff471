"""Pydantic, the converter and JSON Schema give the same verdict on every value of the seed, and it is the right one.

The values come from `support/seed_types.py`, which shares no code with the readers.
"""

import json
import typing
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support import seed_types as seed
from support.paths import ROOT
from support.verdicts import Verdicts

pytestmark = pytest.mark.pinned_botocore

SERVICE = "connectparticipant"
VERDICTS = Verdicts(ROOT / "generated")
CLASSES = sorted(seed.types())
_fast = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def verdict(name: str, value: object) -> bool:
    """The verdict of all targets, which must be the same."""
    text = json.dumps(value)
    verdicts = VERDICTS.of(SERVICE, name, text)
    assert len(set(verdicts.values())) == 1, f"{name} {text}: {verdicts}"
    return verdicts["pydantic"]


def mutate(draw: Callable[..., Any], name: str, kind: str) -> dict[str, Any] | None:
    """A valid value with one fault of this kind; None if the class has no place for it."""
    type_ = seed.types()[name]
    hints = typing.get_type_hints(type_, include_extras=True)
    value: dict[str, Any] = draw(seed.values(type_))
    match kind:
        case "missing":
            if not (required := sorted(type_.__required_keys__)):
                return None
            del value[draw(st.sampled_from(required))]
        case "unknown":
            value[draw(st.sampled_from(["Unheard", "connection_token", "contentType", ""]))] = draw(st.text())
        case "wrong kind":
            member = draw(st.sampled_from(sorted(hints)))
            value[member] = draw(seed.wrong_kind(hints[member]))
        case "bad enum":
            if not (enums := sorted(member for member, hint in hints.items() if "Literal[" in str(hint))):
                return None
            member = draw(st.sampled_from(enums))
            value[member] = ["SIDEWAYS"] if "Sequence" in str(hints[member]) else "SIDEWAYS"
    return value


# Whether values with a fault of each kind are accepted, in a request and in a response.
ACCEPTED = {
    "missing": {"request": False, "response": True},
    "unknown": {"request": False, "response": True},
    "wrong kind": {"request": False, "response": False},
    "bad enum": {"request": False, "response": True},
}


@pytest.mark.parametrize("name", CLASSES)
def test_valid_values_are_accepted_and_round_trip(name: str) -> None:
    model = getattr(VERDICTS.package("pydantic_models", SERVICE), name)

    @_fast
    @given(value=seed.values(seed.types()[name]))
    def accepted(value: dict[str, Any]) -> None:
        assert verdict(name, value)
        once = model.model_validate_json(json.dumps(value))
        assert json.loads(once.model_dump_json()) == value
        assert model.model_validate_json(once.model_dump_json()) == once
        assert once.model_dump() == value

    accepted()


def count_verdicts(name: str, kind: str) -> Counter[bool]:
    """The verdicts on values of one class with faults of one kind. Each must be the expected one."""
    direction = "response" if seed.is_response(name) else "request"
    counts: Counter[bool] = Counter()

    @_fast
    @given(data=st.data())
    def judge(data: st.DataObject) -> None:
        value = mutate(data.draw, name, kind)
        if value is not None:
            accepted = verdict(name, value)
            assert accepted is ACCEPTED[kind][direction], f"{name} {value}"
            counts[accepted] += 1

    judge()
    return counts


@pytest.mark.parametrize("kind", ACCEPTED)
def test_faults_get_the_same_verdict(kind: str) -> None:
    counts: Counter[bool] = Counter()
    for name in CLASSES:
        counts += count_verdicts(name, kind)
    assert counts[False] >= 50, counts  # in each target, for the verdicts are one
    assert counts[True] > 0 or not any(ACCEPTED[kind].values()), counts
