"""Folders and files of the checkout that tests read."""

from pathlib import Path

import botocore

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"
NODE = ROOT / "tests" / "node"
BUILD_SYSTEMS = ROOT / "tests" / "build_systems" / "node_modules"  # the large ones: Nx and Bazel
SUPPORT = ROOT / "tests" / "support"  # some of its modules run as scripts, in a process of their own
SEED = ROOT / "specs" / "connectparticipant" / "type_defs.md"  # the first spec of the project
BOTOCORE_DATA = Path(botocore.__file__).parent / "data"  # the `service-2.json` files of the installed botocore
