"""Follows clients through Python code: where they are made, where they are kept, and what is called on them.

Nothing is imported or executed. `values` declares what an expression may be, as far as a scan needs to know. Each
function is evaluated once for each set of arguments that the code passes (a `Unit`), statement after statement, until
nothing new comes out. `program` holds the units and all variables that outlive one of them.

The evaluation of a unit is one class, in layers: `invocations` calls the code's own functions and classes,
`attributes` and `calls` know clients, resources and libraries, `expressions` and `statements` know Python.
"""

from .program import Program as Program
from .statements import evaluate as evaluate
