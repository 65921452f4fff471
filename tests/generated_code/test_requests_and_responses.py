"""In the Python form, models accept the requests that the client accepts, and every response that conforms.

Values and verdicts come from botocore's own model of each service (`support/client_agreement.py`). The services are
`EVERY_PROTOCOL`; with `--all-services`, all of AWS.
"""

import shutil
from pathlib import Path

import pytest

from support.client_agreement import Tally, judge_requests, judge_responses
from support.client_oracle import Api
from support.service_classes import ServiceClasses
from support.verdicts import Verdicts

pytestmark = pytest.mark.pinned_botocore

VALUES = 100  # of an operation


def test_requests_get_the_verdict_of_the_client(sample_services: list[str], sample_verdicts: Verdicts) -> None:
    total = Tally()
    protocols = set()
    for service in sample_services:
        classes, api = ServiceClasses(sample_verdicts, service), Api(service)
        protocols.add(api.model.protocol)
        total += judge_requests(classes, api, VALUES)
        classes.unload()
        assert not total.wrong, "\n".join(total.wrong[:10])
    count = sum(total.verdicts.values())
    assert len(sample_services) >= 60
    assert protocols == {"ec2", "json", "query", "rest-json", "rest-xml", "smithy-rpc-v2-cbor"}
    assert count > 150_000
    assert total.crashes < count / 100
    assert total.verdicts[False] > count / 3
    assert total.verdicts[True] > count / 3
    for kind in ("wrong kind", "dropped", "unknown", "not in the enum", "too small"):
        assert total.kinds[kind] > 1_000, total.kinds
    assert total.kinds["several"] > 50, total.kinds  # few structures are unions
    for row in ("enum", "null", "s3"):
        assert total.rows[row] > 100, total.rows


# The test fails if a check of the models is missing.

SABOTAGE = {
    "unknown members": ("pydantic_models/_models.py", 'strict=True, extra="forbid"', 'strict=True, extra="ignore"'),
    "bounds": ("pydantic_models/_bounds.py", "schema = {**schema, self._length: int(self._bound)}", "pass"),
    "unions": ("pydantic_models/_unions.py", "if len(members) != 1:", "if not members:"),
    "unknown members, converter": (
        "dataclass_models/_models.py",
        "_forbids_unknown = True",
        "_forbids_unknown = False",
    ),
    "bounds, converter": ("dataclass_models/_composite_hooks.py", "if size < minimum:", "if False:"),
    "unions, converter": (
        "dataclass_models/_class_hooks.py",
        "if self.has_one_member and len(value) != 1:",
        "if self.has_one_member and not value:",
    ),
}


@pytest.mark.parametrize("what", SABOTAGE)
def test_missing_check_is_found(sample_verdicts: Verdicts, tmp_path: Path, what: str) -> None:
    service = "bedrock-runtime"
    for folder in ("pydantic_models", "dataclass_models"):
        (tmp_path / folder).mkdir()
        for file in (sample_verdicts.out / folder).glob("*.py"):
            shutil.copy(file, tmp_path / folder)
        shutil.copytree(sample_verdicts.out / folder / "bedrock_runtime", tmp_path / folder / "bedrock_runtime")
    path, check, nothing = SABOTAGE[what]
    text = (tmp_path / path).read_text()
    assert check in text
    (tmp_path / path).write_text(text.replace(check, nothing))
    tally = judge_requests(ServiceClasses(Verdicts(tmp_path), service), Api(service), 200)
    judge = "converter" if "converter" in what else "pydantic"
    assert tally.wrong
    assert all(f" {judge}: True" in each for each in tally.wrong)


def test_conforming_responses_are_accepted_and_no_others(sample_services: list[str], sample_verdicts: Verdicts) -> None:
    total = Tally()
    for service in sample_services:
        classes, api = ServiceClasses(sample_verdicts, service), Api(service)
        total += judge_responses(classes, api, 40)
        classes.unload()
        assert not total.wrong, "\n".join(total.wrong[:10])
    assert total.verdicts[True] > 25_000
    assert total.verdicts[False] > 10_000
