"""Fail unless what is dumped equals what was validated: `python -m benchmarks.user.agree TOOL SERVICE CLASS SAMPLE`."""

import sys

from benchmarks.user import samples
from benchmarks.user.tools import codec

tool, service, name, sample = sys.argv[1:]
response = getattr(samples, sample)(3)
validate, dump = codec(tool, service, name)
if dump(validate(response)) != response:
    sys.exit("its dump is not what was validated")
