"""The lowest release that `pyproject.toml` allows of each thing it asks for, as constraints for pip.

    python tests/floors.py > constraints.txt

What only the tests use is as it is pinned there.
"""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"


def constraints(pyproject: str) -> dict[str, str]:
    """By name, the one release that may be installed."""
    table = tomllib.loads(pyproject)
    project = table["project"]
    lowest = _first([*table["build-system"]["requires"], *project["dependencies"]], ">=")
    pinned = _first(project["optional-dependencies"]["dev"], "==")
    return {**pinned, **lowest, "boto3": lowest["botocore"]}  # they come out together, under one number


def _first(requirements: Iterable[str], sign: str) -> dict[str, str]:
    """The release that stands behind `sign` in each requirement. Raises `ValueError` where there is none."""
    found = {}
    for requirement in requirements:
        parts = re.match(rf"([\w-]+)(?:\[.*\])?{sign}([\w.]+)", requirement)
        if not parts:
            raise ValueError(f"no {sign} in {requirement!r}")
        found[parts[1]] = parts[2]
    return found


if __name__ == "__main__":
    for name, release in constraints(PYPROJECT.read_text()).items():
        print(f"{name}=={release}")
