"""Import a module and everything in it: `python -m benchmarks.user.touch MODULE`."""

import importlib
import sys

module = importlib.import_module(sys.argv[1])
for name in getattr(module, "__all__", dir(module)):
    getattr(module, name)
