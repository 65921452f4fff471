"""The lowest release of every dependency that `pyproject.toml` allows, as constraints for pip.

    python tests/support/lowest_releases.py > constraints.txt

Dependencies of the tests alone keep the release that `pyproject.toml` pins. `make floor` runs this file before anything
is installed, so it imports only the standard library.
"""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


def constraints(pyproject: str) -> dict[str, str]:
    """The release to install of each dependency, by name."""
    table = tomllib.loads(pyproject)
    project = table["project"]
    lowest = _first([*table["build-system"]["requires"], *project["dependencies"]], ">=")
    pinned = _first(project["optional-dependencies"]["dev"], "==")
    return {**pinned, **lowest, "boto3": lowest["botocore"]}  # the two are released together, under one number


def _first(requirements: Iterable[str], sign: str) -> dict[str, str]:
    """The release after `sign` in each requirement, by name.

    Raises:
        ValueError: A requirement has no `sign`.
    """
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
