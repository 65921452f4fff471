"""Every operation and every waiter has a request class, with one name whichever source the service was read from."""

import pytest

from generator import ir
from generator.diagnostics import Report
from generator.options import Options
from generator.passes import rewrite
from generator.readers.botocore import reader
from support.published_stubs import model_file, packages, read, stub
from support.services import EVERY_DIFFERENCE

# Requests that the stubs make by hand.
BY_HAND = {"ClientCreateTagsRequest", "ClientDeleteTagsRequest"}


def requests(service: ir.Service) -> dict[str, str | None]:
    """The request classes by what they are for: `GetObject`, `waiter BucketExists`."""
    refs: dict[str, ir.Ref | None] = {
        **{each.name: each.input for each in service.operations},
        **{f"paginator {each.name}": each.paginator.input for each in service.operations if each.paginator},
        **{f"waiter {each.name}": each.input for each in service.waiters},
        **{f"method {each.name}": each.input for each in service.methods},
    }
    return {name: ref.name if ref else None for name, ref in refs.items()}


def test_stubs_and_botocore_give_the_same_classes(request: pytest.FixtureRequest) -> None:
    """For the operations that the release of the stubs shares with the installed botocore."""
    everything = bool(request.config.getoption("--all-services"))
    empty = waiters = 0
    for name in sorted(packages()) if everything else EVERY_DIFFERENCE:
        report = Report()
        theirs = rewrite(stub(name), Options(), report)
        ours = rewrite(read(reader.read, model_file(name)), Options(), report)
        expected, found = requests(ours), requests(theirs)
        assert None not in expected.values(), name
        for key in expected.keys() & found.keys():
            if found[key] not in {*BY_HAND, None}:
                assert found[key] == expected[key], (name, key)
        for waiter in theirs.waiters:
            assert waiter.input == ir.Ref(waiter.name)
            waiters += 1
        for operation in theirs.operations:
            if operation.input and not members(theirs, operation.input):
                assert operation.name not in expected or not members(ours, operation.input)
                empty += 1
    assert empty > 50
    assert waiters > 100


def members(service: ir.Service, ref: ir.Ref) -> tuple[ir.Member, ...]:
    shape = service.shapes[ref.name]
    assert isinstance(shape, ir.Structure)
    return shape.members
