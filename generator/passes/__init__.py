"""Passes: from a service to a service. Each is one file with one function, named for what it does.

A new pass is one file and one line in `PASSES`, at the place where what it needs holds and what it ends is over.
"""

from collections.abc import Callable

from .. import ir
from ..diagnostics import Report
from ..options import Options
from .client_habits import client_habits
from .directions import directions
from .documentation import documentation
from .keep_operations import keep_operations
from .legal_names import legal_names
from .rename import rename
from .required_first import required_first
from .settle import settle
from .vocabulary import vocabulary

Pass = Callable[[ir.Service, Options, Report], ir.Service]

PASSES: tuple[Pass, ...] = (
    client_habits,  # shapes are what the client takes and returns, where that is not what the service declares
    vocabulary,  # every shape is a class of the stubs, by its name there
    directions,  # every structure and union knows where it travels from here on
    legal_names,  # every shape has a name that every language can write
    rename,  # … and some the one that the user wants
    keep_operations,  # only what the wanted operations reach; after naming, so that leaving out renames nothing
    documentation,  # what is said of them is text; of what was left out, nothing is said any more
    required_first,  # members are in the order in which they are written
    settle,  # what is required, open and unknown is decided; targets only spell it
)


def rewrite(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Run every pass, in order."""
    for each in PASSES:
        service = each(service, options, report)
    return service
