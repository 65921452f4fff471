"""Import one response class of EC2 and validate one response with it, from process start.

This is what a function that starts cold pays. Everything runs in one environment, whichever generator it is from, and
has been compiled to bytecode before. pydantic alone builds a class with one field, and validates one value. Below
that, all classes of a service of middle size are imported.
"""

from benchmarks import peers, work
from benchmarks.measure import ROOT, Command, medians, run
from benchmarks.table import Block, Row
from benchmarks.using import TOOLS, make, use

_ALONE = Command(line="python -m benchmarks.user.alone", programs=peers.RUNTIME, modules=(str(ROOT),))


_WHOLE = "sns"


def blocks() -> list[Block]:
    """One response, with one instance; and a whole service."""
    first = {name: use("first", tool, "ec2", "DescribeInstancesResult") for tool, name in TOOLS.items()}
    return [
        _block("DescribeInstancesResult with one instance", first | {"pydantic alone": _ALONE}),
        _block(f"all of {_WHOLE}, {len(work.spec(_WHOLE)['operations'])} operations", _whole()),
    ]


def _whole() -> dict[str, Command]:
    make(peers.PYDANTIC, _WHOLE)
    packages = {
        peers.PYDANTIC.name: f"pydantic_models.{_WHOLE}",
        TOOLS["aws-resource-validator"]: f"aws_resource_validator.pydantic_models.{_WHOLE}",
    }
    modules = (str(ROOT), peers.PYDANTIC.modules.format(service=_WHOLE))
    return {
        name: Command(line=f"python -m benchmarks.user.touch {package}", programs=peers.RUNTIME, modules=modules)
        for name, package in packages.items()
    }


def _block(title: str, commands: dict[str, Command]) -> Block:
    for command in commands.values():
        run(command)  # compiles the modules
    return Block(title, [Row(name, cost) for name, cost in medians(commands, repeats=5).items()])
