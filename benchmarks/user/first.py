"""Import one response class and validate a response with it: `python -m benchmarks.user.first TOOL SERVICE CLASS`."""

import sys

from benchmarks.user.samples import instances
from benchmarks.user.tools import codec

validate, _ = codec(*sys.argv[1:])
validate(instances(1))
