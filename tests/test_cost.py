"""What work costs, counted in calls: seconds differ from machine to machine, calls do not."""

import cProfile
from dataclasses import replace
from pathlib import Path

import pytest

from generator.diagnostics import Report
from generator.pipeline import Listener, Request, build
from generator.readers import expand
from generator.targets import DEFAULT_TARGETS

# Calls for each member of a service's structures, all four targets, its documentation left out: what it was when this
# was written, and a tenth more.
_MOST = {"dynamodb": 475, "ec2": 400}


def calls(request: Request) -> int:
    """How many functions are called to build it, those written in C among them."""
    profile = cProfile.Profile()
    profile.enable()
    result = build(request, Listener())
    profile.disable()
    assert result.services, list(result.report)
    return sum(each.callcount for each in profile.getstats())


def members(service: str) -> int:
    """Of its structures, as botocore declares them."""
    ((reader, spec),) = expand(f"botocore:{service}", Report())
    found = reader.read(spec, Report())
    assert found
    return sum(len(getattr(shape, "members", ())) for shape in found.shapes.values())


def of(service: str, folder: Path) -> Request:
    request = Request(sources=(f"botocore:{service}",), out=folder / "out", jobs=1, cache=folder / "cache", whole=True)
    return replace(request, options=replace(request.options, documentation=False), targets=DEFAULT_TARGETS)


@pytest.mark.parametrize("service", _MOST)
def test_to_make_a_service(tmp_path: Path, service: str) -> None:
    build(of("account", tmp_path / "first"), Listener())  # what is loaded once is no part of it
    each = calls(of(service, tmp_path)) / members(service)
    assert each < _MOST[service]


def test_to_see_that_nothing_has_changed(tmp_path: Path) -> None:
    """A few calls for each file, and none for what is in it."""
    request = of("ec2", tmp_path)
    build(request, Listener())
    files = sum(1 for each in request.out.rglob("*") if each.is_file())
    assert calls(request) < 5 * files
