"""Import a module and everything in it, or one name of it: `python -m benchmarks.user.touch MODULE [NAME]`."""

import importlib
import sys

module = importlib.import_module(sys.argv[1])
for name in sys.argv[2:] or getattr(module, "__all__", dir(module)):
    getattr(module, name)
