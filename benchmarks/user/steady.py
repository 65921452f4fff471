"""Validate and dump one response, over and over: `python -m benchmarks.user.steady TOOL SERVICE CLASS SAMPLE COUNT`.

Prints the user CPU seconds of one round, after a first that is not counted.
"""

import sys
from resource import RUSAGE_SELF, getrusage

from benchmarks.user import samples
from benchmarks.user.tools import codec

ENOUGH = 0.5  # seconds


def seconds() -> float:
    """Of user CPU, so far."""
    return getrusage(RUSAGE_SELF).ru_utime


tool, service, name, sample, count = sys.argv[1:]
response = getattr(samples, sample)(int(count))
validate, dump = codec(tool, service, name)
dump(validate(response))
rounds, start = 0, seconds()
while seconds() - start < ENOUGH:
    dump(validate(response))
    rounds += 1
print((seconds() - start) / rounds)
