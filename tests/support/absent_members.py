"""How often responses lack a member that the service's model requires.

    python -m support.absent_members        print the counts of the examples of AWS, and of the tests' own responses

Members of structures that are only received, and of those that are also sent, are counted apart. Everything here is
botocore's: an example says what a response contains, and the shapes say what is required.
"""

import copy
import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from support.aws_examples import examples
from support.client_oracle import Api
from support.paths import ROOT
from support.stubbed_client import StubbedClient

# These have the real client parse responses that are written by hand.
_TESTS = (
    "docs/test_daily_use.py",
    "generated_code/test_errors_and_paginators.py",
    "passes/test_client_habits.py",
)

Received = tuple[str, Any, Any]  # the service, the shape of a response, and its value


@dataclass
class Count:
    """Required members of some structures, and the responses that have such structures."""

    responses: int = 0
    responses_lacking: int = 0  # responses without at least one of the members
    members: int = 0
    members_absent: int = 0


def counts(responses: Iterable[Received]) -> dict[str, Count]:
    """By kind of structure, `"only received"` or `"also sent"`, the count over the responses."""
    total = {"only received": Count(), "also sent": Count()}
    for service, shape, value in responses:
        places = list(_required_members(shape, value))
        shared = _api(service).shared
        for kind, count in total.items():
            present = [is_there for name, is_there in places if (name in shared) == (kind == "also sent")]
            count.responses += bool(present)
            count.responses_lacking += not all(present)
            count.members += len(present)
            count.members_absent += present.count(False)
    return total


@functools.cache
def _api(service: str) -> Api:
    return Api(service)


def _required_members(shape: Any, value: Any) -> Iterator[tuple[str, bool]]:
    """The structure of each required member in a value, and whether the member is there."""
    match shape.type_name:
        case "structure" if isinstance(value, dict) and not shape.is_document_type:
            for name in shape.required_members:
                yield shape.name, value.get(name) is not None
            for name, member in shape.members.items():
                yield from _required_members(member, value.get(name))
        case "list" if isinstance(value, list):
            for element in value:
                yield from _required_members(shape.member, element)
        case "map" if isinstance(value, dict):
            for each in value.values():
                yield from _required_members(shape.value, each)


def examples_of_aws() -> Iterator[Received]:
    """The responses among AWS's examples."""
    for example in examples():
        shape = _api(example.service).output(example.operation) if example.side == "output" else None
        if shape:
            yield example.service, shape, example.value


def responses_of_tests() -> list[Received]:
    """The responses that the real client returns while tests run that write them by hand."""
    found: list[Received] = []
    real = StubbedClient.__init__

    def record(http_response: Any, parsed: Any, model: Any, **_: Any) -> None:
        if model.output_shape and http_response.status_code < 300:
            found.append((model.service_model.service_name, model.output_shape, copy.copy(parsed)))

    def start(self: StubbedClient, *arguments: Any) -> None:
        real(self, *arguments)
        self.client.meta.events.register("after-call.*", record)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StubbedClient, "__init__", start)
        failed = pytest.main(["-q", "-p", "no:xdist", *(str(ROOT / "tests" / test) for test in _TESTS)])
    assert not failed
    return found


def main() -> None:
    """Print the counts."""
    of_tests = responses_of_tests()
    print(table("examples of AWS", counts(examples_of_aws())))
    print(table("responses of our tests", counts(of_tests)))


def table(title: str, total: dict[str, Count]) -> str:
    """The rows of a table in Markdown."""
    return "\n".join(
        f"| {title} | {kind} | {each.responses_lacking:,} of {each.responses:,} | "
        f"{each.members_absent:,} of {each.members:,} |"
        for kind, each in total.items()
    )


if __name__ == "__main__":
    main()
