"""The result of the last scan, so that a scan of the same files need not be made again."""

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import source_files
from ..diagnostics import Diagnostic, Severity, Source
from ..pipeline.cache import write_to_cache
from ..source_files import DiskState, Observations
from .findings import Certainty, ClassUse, Findings, ServiceOperations, Unknown, Use

_PACKAGE = Path(__file__).parent.parent
_LIBRARIES = ("boto3", "mypy", "*stubs*", "*types_*boto*")  # whose releases may change what a scan finds


@dataclass(slots=True)
class StoredScan:
    """What a scan found, and what it saw on the disk besides the code."""

    findings: Findings = field(default_factory=Findings)
    operations: dict[str, Mapping[str, ServiceOperations]] = field(default_factory=dict)  # by output and service
    diagnostics: list[Diagnostic] = field(default_factory=list)
    observations: Observations = field(default_factory=dict)


def key_of(files: Iterable[tuple[Path, bytes]], settings: str) -> str:
    """A digest of everything that a scan depends on. `settings`: what else than the files."""
    digest = hashlib.sha256(repr((sys.version, str(Path.cwd()), os.environ.get("VIRTUAL_ENV"), settings)).encode())
    for file, content in files:
        digest.update(os.fsencode(file) + b"\0" + hashlib.sha256(content).digest())
    for place in sorted(_PACKAGE.rglob("*.py")):
        digest.update(source_files.digest(place).encode())
    for folder in _site_packages():
        for pattern in _LIBRARIES:
            for each in sorted(folder.glob(f"{pattern}-*.dist-info")):
                digest.update(os.fsencode(each.name))
    return digest.hexdigest()


def _site_packages() -> list[Path]:
    environment = os.environ.get("VIRTUAL_ENV")
    folders = [Path(each) for each in sys.path if each.endswith("site-packages")]
    return folders + (sorted(Path(environment).glob("lib/python*/site-packages")) if environment else [])


def load(file: Path, key: str) -> StoredScan | None:
    """The scan with this key, if the file has it and everything that it saw is as it was."""
    try:
        data: Any = json.loads(file.read_bytes())
        if data["key"] != key or not DiskState().matches(data["observations"]):
            return None
        findings = Findings(
            uses=[_use(each) for each in data["uses"]],
            unknowns=[Unknown(Source(*source), why, tuple(names), of) for source, why, names, of in data["unknowns"]],
            classes=[_class_use(each) for each in data["classes"]],
            files=data["files"],
        )
        operations = {
            out: {service: ServiceOperations(name, tuple(names)) for service, (name, names) in services.items()}
            for out, services in data["operations"].items()
        }
        diagnostics = [_diagnostic(each) for each in data["diagnostics"]]
        return StoredScan(findings, dict(operations), diagnostics, data["observations"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def save(file: Path, key: str, scan: StoredScan) -> None:
    """Write a scan to the disk."""
    findings = scan.findings
    data = {
        "key": key,
        "observations": scan.observations,
        "uses": [[*each[:3], _pair(each.source), each.evidence, each.output] for each in findings.uses],
        "unknowns": [[_pair(each.source), *each[1:]] for each in findings.unknowns],
        "classes": [[*each[:4], _pair(each.source)] for each in findings.classes],
        "files": findings.files,
        "diagnostics": [[*each[:2], _pair(each.source), *each[3:]] for each in scan.diagnostics],
        "operations": scan.operations,
    }
    write_to_cache(file, json.dumps(data).encode())


def _pair(source: Source) -> tuple[str, int]:
    return source.file, source.line


def _use(data: Sequence[Any]) -> Use:
    service, operation, certainty, source, evidence, output = data
    return Use(service, operation, Certainty(certainty), Source(*source), evidence, output)


def _class_use(data: Sequence[Any]) -> ClassUse:
    output, service, name, operations, source = data
    return ClassUse(output, service, name, tuple(operations), Source(*source))


def _diagnostic(data: Sequence[Any]) -> Diagnostic:
    code, severity, source, message, shape, hint = data
    return Diagnostic(code, Severity(severity), Source(*source), message, shape, hint)
