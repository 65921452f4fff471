"""Programs that use what was generated: those in `user/`, given the output of every generator."""

import functools

from benchmarks import peers
from benchmarks.measure import ROOT, WORK, Command, run

# What `user/tools.py` calls them, and what the tables do. The models of aws-resource-validator are installed, not made.
TOOLS = {
    "pydantic": peers.PYDANTIC.name,
    "dataclasses": peers.DATACLASSES.name,
    "aws-resource-validator": "aws-resource-validator: pydantic",
    "datamodel-code-generator": peers.DATAMODEL.name,
}
_MADE = (peers.PYDANTIC, peers.DATACLASSES, peers.DATAMODEL)


def use(program: str, tool: str, service: str, *more: str, tells: bool = False) -> Command:
    """A program of `user/`, with a tool, a service, and whatever else it wants to know."""
    for generator in _MADE:
        make(generator, service)
    line = " ".join(["python", f"-m benchmarks.user.{program}", tool, service, *more])
    modules = (str(ROOT), *(each.modules.format(service=service) for each in _MADE))
    return Command(line=line, programs=peers.RUNTIME, modules=modules, tells=tells)


@functools.cache
def make(generator: peers.Generator, service: str) -> None:
    """Have a generator's output: a peer's, which is pinned, if it is missing; ours in any case, once."""
    command = generator.command(service)
    if generator.programs == peers.OURS or not all((WORK / each).exists() for each in command.fresh):
        run(command)
