"""Decides whether declarations are those of AWS or those of a team, and turns them into a service."""

from ... import ir
from ...diagnostics import Report
from .assembly import AwsAssembly, Declarations, FindModel
from .packages import METADATA
from .team import TeamAssembly


def assemble(declarations: Declarations, find_model: FindModel, report: Report) -> ir.Service:
    """The service that `declarations` describe.

    `find_model` finds what botocore says of a service of AWS. It supplies the literals and operations that a document
    leaves out, and the pass `enrich` takes the rest from it.
    """
    if METADATA in declarations.typed_dicts:
        return AwsAssembly(declarations, find_model, report).service()
    return TeamAssembly(declarations, report).service()
