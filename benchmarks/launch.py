"""Run a program, and print what it cost: `python launch.py PROGRAM ARGUMENT...`.

The last line has its user CPU seconds, its peak memory in kilobytes and its exit code. It is a process of its own, and
small, because Linux counts the memory of whoever starts a program as the program's.
"""

import os
import sys

_, status, usage = os.wait4(os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ), 0)
print(usage.ru_utime, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
