"""Passes: functions from a service to a service. Each has a module of its own, named for what it does.

To add a pass, write its module and add the function to `SETTLING`, `CONFIGURING` or `DECIDING`, at the place where its
preconditions hold.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from .. import ir
from ..diagnostics import Report
from ..options import Judgement, Options
from .client_habits import client_habits
from .corrections import corrections
from .directions import directions
from .documentation import documentation
from .enrich import enrich
from .keep_operations import keep_operations
from .legal_names import legal_names
from .own_classes import own_classes
from .rename import rename
from .request_classes import request_classes
from .required_first import required_first
from .strictness import strictness
from .tables import tables
from .transfers import transfers
from .vocabulary import vocabulary

Pass = Callable[[ir.Service, Options, Report], ir.Service]

# What follows from the spec and the client alone.
SETTLING: tuple[Pass, ...] = (
    client_habits,  # shapes are what the client takes and returns, even where the service declares something else
    vocabulary,  # every shape is a class of the stubs, with the name that it has there
    enrich,  # a document says all that botocore says of its classes, so the passes below treat both alike
    request_classes,  # every operation and every waiter has a request class; before the passes that look at classes
    transfers,  # the client's methods that are no operations have classes
    tables,  # so have the methods of boto3's resources of DynamoDB, if the spec declares their classes
    legal_names,  # every shape has a name that is legal in every language
)
# What the user decides.
CONFIGURING: tuple[Pass, ...] = (
    corrections,  # shapes are as the user corrected them; these names are what a user finds in the output
    own_classes,  # strings and numbers have the classes of the user's; by the names that corrections use, too
    directions,  # every structure and union has a `use`
    rename,  # shapes have the names that the user configured
    keep_operations,  # only what the selected operations need is left; after naming, so that no name depends on it
    documentation,  # documentation is plain text; after `keep_operations`, so that only what is left is converted
)
# What is judged. A target may have this done in another way than the user configured (`Judgement`).
DECIDING: tuple[Pass, ...] = (
    required_first,  # members are in the order in which targets write them
    strictness,  # required members, open enums and unknown members are decided; targets only spell them
)
PASSES = SETTLING + CONFIGURING + DECIDING


def settle(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Run the passes that make of a spec what its service is, whatever the user configured."""
    return _run(SETTLING, service, options, report)


def configure(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Run the passes that make of a settled service what the user configured, up to how strict it is."""
    return _run(CONFIGURING, service, options, report)


def decide(service: ir.Service, options: Options, report: Report, judgement: Judgement = "configured") -> ir.Service:
    """Run the passes that make a configured service as strict as `judgement` says."""
    if judgement == "declared":
        return service
    if judgement == "static" and options.responses.required in ("none", "typed"):
        options = replace(options, responses=replace(options.responses, required="model"))
    return _run(DECIDING, service, options, report)


def rewrite(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Run every pass, in order."""
    return decide(configure(settle(service, options, report), options, report), options, report)


def _run(passes: Iterable[Pass], service: ir.Service, options: Options, report: Report) -> ir.Service:
    for each in passes:
        service = each(service, options, report)
    return service
