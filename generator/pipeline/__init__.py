"""The pipeline: from a request to files on the disk.

`run` is the whole program on one page: it builds, checks or cleans an output folder. `make_service` turns one spec into
files, in worker processes if there are several specs. `cache` knows what the last run did, `dependencies` tells build
systems what a run reads and writes, and `type_check` runs mypy over the output.
"""

from .artifacts import Artifacts as Artifacts
from .request import Request as Request
from .result import Listener as Listener
from .result import Result as Result
from .result import ServiceResult as ServiceResult
from .run import build as build
from .run import check as check
from .run import clean as clean
