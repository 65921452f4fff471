"""The published stubs of AWS (`types-boto3-full`), and botocore's models of the release that they were made from."""

import functools
import re
import sys
from importlib.metadata import files
from pathlib import Path

from generator import ir
from generator.diagnostics import Report
from generator.readers import Read
from generator.readers.typeddict import stubs

RELEASE = "1.43.119"  # of types-boto3-full, and of the botocore that it was made from
DATA = Path(sys.prefix) / f"botocore-{RELEASE}" / "botocore" / "data"  # installed by the Makefile


def read(read_spec: Read, path: Path) -> ir.Service:
    """Read the service at `path`, without errors."""
    report = Report()
    service = read_spec(str(path), report)
    assert service
    assert not report.has_errors, [str(each) for each in report]
    return service


@functools.cache
def packages() -> dict[str, Path]:
    """The folder of every stub package, by service."""
    found = {}
    for file in files("types-boto3-full") or ():
        if file.name == "type_defs.pyi":
            path = Path(str(file.locate()))
            found[path.parent.name.removeprefix("types_boto3_")] = path.parent
    return found


@functools.cache
def stub(service: str) -> ir.Service:
    """A service as the stubs have it."""
    return read(stubs.read, packages()[service] / "type_defs.pyi")


def waiter_classes(service: str) -> dict[str, str]:
    """The name of the class that each waiter takes."""
    file = packages()[service] / "waiter.pyi"
    text = file.read_text() if file.is_file() else ""
    return dict(re.findall(r"^class (\w+)Waiter\(Waiter\):.*?Unpack\[(\w+)TypeDef\]", text, re.M | re.S))


def model_file(service: str) -> Path:
    """The `service-2.json[.gz]` of the release, in its newest API version."""
    folders = {folder.name.replace("-", "_"): folder for folder in DATA.iterdir()}
    return max(folders[service].glob("*/service-2.json*"), key=lambda file: file.parent.name)
