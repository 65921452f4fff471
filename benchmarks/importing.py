"""Importing one response class of EC2 and validating one response with it, from process start.

This is what a function that starts cold pays. Everything runs in one environment, whichever generator it is from, and
has been compiled to bytecode before. pydantic alone builds a class with one field, and validates one value.
"""

from benchmarks import peers
from benchmarks.measure import ROOT, Command, medians, run
from benchmarks.table import Block, Row
from benchmarks.using import TOOLS, use

_ALONE = Command(line="python -m benchmarks.user.alone", programs=peers.RUNTIME, modules=(str(ROOT),))


def blocks() -> list[Block]:
    """One response, with one instance."""
    commands = {name: use("first", tool, "ec2", "DescribeInstancesResult") for tool, name in TOOLS.items()}
    commands["pydantic alone"] = _ALONE
    for command in commands.values():
        run(command)
    rows = [Row(name, cost) for name, cost in medians(commands, repeats=5).items()]
    return [Block("DescribeInstancesResult with one instance", rows)]
