"""Compare the verdicts of the models with those of the client, on random values in the Python form."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.client_oracle import Api
from support.service_classes import ServiceClasses
from support.shape_values import Maker

_BATCH = 20  # values in one example of hypothesis, which takes far longer than a value


def _examples(count: int) -> settings:
    return settings(
        max_examples=count, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )


@dataclass
class Tally:
    """The verdicts on many values."""

    verdicts: Counter[bool] = field(default_factory=Counter)  # of the client
    kinds: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)  # of `docs/differences.md`, where they made a difference
    crashes: int = 0  # of the client
    wrong: list[str] = field(default_factory=list)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.verdicts + other.verdicts,
            self.kinds + other.kinds,
            self.rows + other.rows,
            self.crashes + other.crashes,
            self.wrong + other.wrong,
        )


def judge_requests(classes: ServiceClasses, api: Api, count: int) -> Tally:
    """Compare the models with the client, on `count` values for the parameters of every operation."""
    tally = Tally()
    for operation, (request, _) in classes.operations.items():
        if request and api.input(operation):
            _judge_operation(classes, api, operation, request, count, tally)
    return tally


def _judge_operation(classes: ServiceClasses, api: Api, operation: str, request: str, count: int, tally: Tally) -> None:
    """Compare the models with the client, on values for the parameters of one operation."""
    shape = api.input(operation)

    @_examples(count // _BATCH)
    @given(random=st.randoms(use_true_random=True))
    def judge(random: Random) -> None:
        make = Maker(random)
        for number in range(_BATCH):
            kind, value = "valid", make.sent(shape)
            if number % 2:
                kind, value = make.faulty(shape, value)
            client, expected = api.client(operation, value), api.expected(operation, value, tally.rows)
            if client is None or expected is None:
                tally.crashes += 1
                continue
            tally.kinds[kind] += 1
            tally.verdicts[client] += 1
            for judged_by, verdict in classes.verdicts(request, value).items():
                if verdict is not expected:
                    mistake = f"{classes.service}.{operation} {judged_by}: {verdict}, client: {client}, {kind}: {value}"
                    tally.wrong.append(mistake[:600])

    judge()


def judge_responses(classes: ServiceClasses, api: Api, count: int) -> Tally:
    """Validate `count` responses of every operation: half conform to the model, half have one part of a wrong kind."""
    tally = Tally()
    for operation, (_, response) in classes.operations.items():
        shape = api.output(operation)
        if response and shape and shape.members:
            _judge_response(classes, api, shape, response, count, tally)
    return tally


def _judge_response(classes: ServiceClasses, api: Api, shape: Any, response: str, count: int, tally: Tally) -> None:
    """Validate responses of one shape."""

    @_examples(max(1, count // _BATCH))
    @given(random=st.randoms(use_true_random=True))
    def judge(random: Random) -> None:
        make = Maker(random)
        for number in range(_BATCH):
            value = make.received(shape, is_response=True)
            expected = True
            if number % 2 and (wrong := make.of_another_kind(shape, value)) is not None:
                value, expected = wrong, False
            tally.verdicts[expected] += 1
            for judged_by, verdict in classes.verdicts(response, value).items():
                if verdict is not expected:
                    tally.wrong.append(f"{classes.service} {response} {judged_by}: {verdict}: {value}"[:600])

    judge()
