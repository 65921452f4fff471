"""Requests are judged as the client judges them, and answers of any kind that conform are taken.

Values come from botocore's own model of each service; so do the verdicts (`oracle.py`). With `--all-services`: all of
AWS; else some sixty services over its six protocols.
"""

import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judges import Judges
from oracle import Api, Maker
from verdicts import Verdicts

VALUES = 100  # of an operation
BATCH = 20  # in one example of hypothesis, which costs far more than a value


def examples(count: int) -> settings:
    return settings(
        max_examples=count, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )


@dataclass
class Tally:
    """What came of judging values."""

    verdicts: Counter[bool] = field(default_factory=Counter)  # of the client
    kinds: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)  # of the table, where they made a difference
    fell_over: int = 0  # the client itself did
    wrong: list[str] = field(default_factory=list)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.verdicts + other.verdicts,
            self.kinds + other.kinds,
            self.rows + other.rows,
            self.fell_over + other.fell_over,
            self.wrong + other.wrong,
        )


def judge_requests(judges: Judges, api: Api, count: int) -> Tally:
    """The client and the models, on `count` values of every operation."""
    tally = Tally()
    for operation, (request, _) in judges.operations.items():
        if request:
            judge_operation(judges, api, operation, request, count, tally)
    return tally


def judge_operation(judges: Judges, api: Api, operation: str, request: str, count: int, tally: Tally) -> None:
    """The client and the models, on values for the parameters of one operation."""
    shape = api.input(operation)

    @examples(count // BATCH)
    @given(random=st.randoms(use_true_random=True))
    def judge(random: Random) -> None:
        make = Maker(random)
        for number in range(BATCH):
            kind, value = "valid", make.sent(shape)
            if number % 2:
                kind, value = make.faulty(shape, value)
            client, expected = api.client(operation, value), api.expected(operation, value, tally.rows)
            if client is None or expected is None:
                tally.fell_over += 1
                continue
            tally.kinds[kind] += 1
            tally.verdicts[client] += 1
            for judged_by, verdict in judges.verdicts(request, value).items():
                if verdict is not expected:
                    told = f"{judges.service}.{operation} {judged_by}: {verdict}, client: {client}, {kind}: {value}"
                    tally.wrong.append(told[:600])

    judge()


def test_requests_are_judged_as_the_client_judges_them(judged_services: list[str], judged: Verdicts) -> None:
    total = Tally()
    protocols = set()
    for service in judged_services:
        judges, api = Judges(judged, service), Api(service)
        protocols.add(api.model.protocol)
        total += judge_requests(judges, api, VALUES)
        judges.forget()
        assert not total.wrong, "\n".join(total.wrong[:10])
    count = sum(total.verdicts.values())
    assert len(judged_services) >= 60
    assert protocols == {"ec2", "json", "query", "rest-json", "rest-xml", "smithy-rpc-v2-cbor"}
    assert count > 150_000
    assert total.fell_over < count / 100
    assert total.verdicts[False] > count / 3
    assert total.verdicts[True] > count / 3
    for kind in ("wrong kind", "dropped", "unknown", "not in the enum", "too small"):
        assert total.kinds[kind] > 1_000, total.kinds
    assert total.kinds["several"] > 50, total.kinds  # few structures are unions
    for row in ("enum", "null", "shared", "s3"):
        assert total.rows[row] > 100, total.rows


# That the test bites.

SABOTAGE = {
    "unknown members": ("pydantic_models/_runtime.py", 'strict=True, extra="forbid"', 'strict=True, extra="ignore"'),
    "bounds": ("pydantic_models/_runtime.py", "schema = {**schema, self._length: int(self._bound)}", "pass"),
    "unions": ("pydantic_models/_runtime.py", "if len(members) != 1:", "if not members:"),
    "unknown members, converter": (
        "dataclass_models/_runtime.py",
        "_refuses_unknown = True",
        "_refuses_unknown = False",
    ),
    "bounds, converter": ("dataclass_models/_converter.py", "if size < each.bound if", "if False if"),
    "unions, converter": (
        "dataclass_models/_converter.py",
        "if count != 1 or None in value.values():",
        "if not count:",
    ),
}


@pytest.mark.parametrize("what", SABOTAGE)
def test_a_check_that_is_gone_is_missed(judged: Verdicts, tmp_path: Path, what: str) -> None:
    service = "bedrock-runtime"
    for folder in ("pydantic_models", "dataclass_models"):
        (tmp_path / folder).mkdir()
        for file in (judged.out / folder).glob("*.py"):
            shutil.copy(file, tmp_path / folder)
        shutil.copytree(judged.out / folder / "bedrock_runtime", tmp_path / folder / "bedrock_runtime")
    path, check, nothing = SABOTAGE[what]
    text = (tmp_path / path).read_text()
    assert check in text
    (tmp_path / path).write_text(text.replace(check, nothing))
    tally = judge_requests(Judges(Verdicts(tmp_path), service), Api(service), 200)
    judge = "converter" if "converter" in what else "pydantic"
    assert tally.wrong
    assert all(f" {judge}: True" in each for each in tally.wrong)


# Answers.


def judge_answers(judges: Judges, api: Api, count: int) -> Tally:
    """The models, on `count` answers of every operation: all conform, and half of them have one wrong kind in them."""
    tally = Tally()
    for operation, (_, answer) in judges.operations.items():
        shape = api.output(operation)
        if answer and shape and shape.members:
            judge_answer(judges, api, shape, answer, count, tally)
    return tally


def judge_answer(judges: Judges, api: Api, shape: Any, answer: str, count: int, tally: Tally) -> None:
    """The models, on answers of one shape."""

    @examples(max(1, count // BATCH))
    @given(random=st.randoms(use_true_random=True))
    def judge(random: Random) -> None:
        make = Maker(random)
        for number in range(BATCH):
            value = make.received(shape, is_answer=True, whole=api.shared)
            wanted = True
            if number % 2 and (wrong := make.of_another_kind(shape, value)) is not None:
                value, wanted = wrong, False
            tally.verdicts[wanted] += 1
            for judged_by, verdict in judges.verdicts(answer, value).items():
                if verdict is not wanted:
                    tally.wrong.append(f"{judges.service} {answer} {judged_by}: {verdict}: {value}"[:600])

    judge()


def test_answers_that_conform_are_taken_and_no_others(judged_services: list[str], judged: Verdicts) -> None:
    total = Tally()
    for service in judged_services:
        judges, api = Judges(judged, service), Api(service)
        total += judge_answers(judges, api, 40)
        judges.forget()
        assert not total.wrong, "\n".join(total.wrong[:10])
    assert total.verdicts[True] > 25_000
    assert total.verdicts[False] > 10_000
