"""Runs the `main` of each file that is named, against moto, and prints what it returns as JSON."""

import importlib.util
import json
import os
import sys
from pathlib import Path

from moto import mock_aws

sys.path.insert(0, str(Path.cwd()))  # the generated classes
os.environ |= {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1"}


def run(file: Path) -> object:
    """What `main` of a file returns. None if the file has none."""
    spec = importlib.util.spec_from_file_location(f"{file.parent.name}_{file.stem}", file)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    with mock_aws():
        spec.loader.exec_module(module)
        return module.main()


results = {}
for name in sys.argv[1:]:
    try:
        results[name] = repr(run(Path(name)))
    except Exception as error:
        results[name] = f"{type(error).__name__}: {error}"
print(json.dumps(results))
