"""Passes: from a service to a service. Each is one file with one function, named for what it does.

A new pass is one file and one line in `PASSES`, at the place where what it needs holds and what it ends is over.
"""

from collections.abc import Callable

from generator import ir
from generator.diagnostics import Report
from generator.options import Options
from generator.passes.client_habits import client_habits
from generator.passes.directions import directions
from generator.passes.documentation import documentation
from generator.passes.keep_operations import keep_operations
from generator.passes.legal_names import legal_names
from generator.passes.rename import rename
from generator.passes.required_first import required_first
from generator.passes.settle import settle
from generator.passes.vocabulary import vocabulary

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
