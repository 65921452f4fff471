"""The cost of a build in function calls, which do not differ between machines as seconds do."""

import cProfile
import gc
from dataclasses import replace
from pathlib import Path

import pytest

from generator.diagnostics import Report
from generator.options import Options
from generator.pipeline import Listener, Request, build
from generator.pipeline.make_service import make_service
from generator.readers import expand
from generator.targets import DEFAULT_TARGETS

# Limits: calls per member of a service's structures, for all four targets without documentation. Each is a tenth above
# the number when this was written.
_MOST = {"dynamodb": 475, "ec2": 400}


def calls(request: Request) -> int:
    """The number of function calls of a build, including functions written in C."""
    profile = cProfile.Profile()
    profile.enable()
    result = build(request, Listener())
    profile.disable()
    assert result.services, list(result.report)
    return sum(each.callcount for each in profile.getstats())


def members(service: str) -> int:
    """The number of members of a service's structures."""
    ((reader, spec),) = expand(f"botocore:{service}", Report())
    found = reader.read(spec, Report())
    assert found
    return sum(len(getattr(shape, "members", ())) for shape in found.shapes.values())


def request_for(service: str, folder: Path) -> Request:
    request = Request(sources=(f"botocore:{service}",), out=folder / "out", jobs=1, cache=folder / "cache", whole=True)
    return replace(request, options=replace(request.options, documentation="none"), targets=DEFAULT_TARGETS)


@pytest.mark.parametrize("service", _MOST)
def test_cost_of_making_a_service(tmp_path: Path, service: str) -> None:
    build(request_for("account", tmp_path / "first"), Listener())  # loads what a process loads once
    each = calls(request_for(service, tmp_path)) / members(service)
    assert each < _MOST[service]


def test_cost_of_a_run_without_changes(tmp_path: Path) -> None:
    """A few calls for each file, whatever its content."""
    request = request_for("ec2", tmp_path)
    build(request, Listener())
    files = sum(1 for each in request.out.rglob("*") if each.is_file())
    assert calls(request) < 5 * files


def test_service_is_freed_without_the_garbage_collector() -> None:
    """The collector is off during a build, so all that is left of each service would stay in memory."""
    work = ("botocore:sqs", "", DEFAULT_TARGETS, Options(), False)
    make_service(work)  # loads what a process loads once
    gc.collect()
    gc.disable()
    try:
        make_service(work)
        assert gc.collect() == 0
    finally:
        gc.enable()
