"""Releases of botocore, and what we generate from each: the two sides of an upgrade."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import naming
from support.paths import ROOT, SUPPORT

RELEASES = (SUPPORT / "botocore_releases.txt").read_text().split()  # the oldest first
WHEELS = ROOT / ".venv" / "botocore-releases"  # `make upgrades` downloads them
BUILT = ROOT / ".venv" / "upgrade-sides"

# Popular services, and some that are known to break.
SERVICES = """
    s3 dynamodb ec2 lambda sqs sns iam sts rds cloudformation cloudwatch logs ecs eks kms secretsmanager ssm
    stepfunctions events cognito-idp aiops bedrock-agentcore devicefarm securityhub
""".split()

OPTIONS = {
    "default": "",
    "all": '[tool.shapewright.requests]\nconstraints = "all"\n\n[tool.shapewright.responses]\nconstraints = "all"\n',
}

_TARGETS = ["pydantic", "typescript"]


@dataclass(frozen=True)
class Side:
    """What was generated from one release. Both sides have the same name, `sdk`, so that one program fits both."""

    data: Path  # the folder with botocore's data
    out: Path

    def has(self, service: str) -> bool:
        return (self.out / "pydantic_models" / package_name(service)).is_dir()


def package_name(service: str) -> str:
    """The name of the package of a service of botocore."""
    return naming.service_name(service)


def unpacked(release: str, services: Iterable[str], wheels: Path, folder: Path) -> Path:
    """The data of these services in a release, as far as it has them."""
    wheel = next(wheels.glob(f"botocore-{release}-*.whl"), None)
    if wheel is None:
        raise FileNotFoundError(f"{wheels} has no wheel of botocore {release}; `make upgrades` downloads it")
    prefixes = tuple(f"botocore/data/{each}/" for each in services)
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.startswith(prefixes) and not (folder / name).exists():
                archive.extract(name, folder)
    return folder / "botocore" / "data"


def build(data: Path, services: Sequence[str], folder: Path, options: str = "") -> Side:
    """Generate the packages of these services, as far as `data` has them, below `folder`."""
    newest = [max((data / each).iterdir()) for each in services if (data / each).is_dir()]
    sources = [str(next(each.glob("service-2.json*"))) for each in newest]
    folder.mkdir(parents=True, exist_ok=True)
    head = f'[tool.shapewright]\nout = "sdk"\nsources = {json.dumps(sources)}\ntargets = {json.dumps(_TARGETS)}\n'
    (folder / "pyproject.toml").write_text(f"{head}\n{options}")
    command = [sys.executable, "-m", "generator", "build", "--jobs", "2"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"no side of {data}: {done.stderr[-2000:]}")
    return Side(data, folder / "sdk")
