"""Type checkers over the output: what a user's own `mypy` or `tsc` pays for it.

mypy judges our pydantic models, and beside them the same classes with bare annotations: names on the wire and bounds
taken out, so that `name: str | None = None` is left. Cold, its cache is empty; warm, nothing has changed; or a comment
was added to one file.
"""

import ast
import shutil

from benchmarks import peers
from benchmarks.measure import WORK, Command, medians
from benchmarks.table import Block, Row
from benchmarks.using import make

_SERVICES = {"s3": "_get_object.py", "ec2": "_describe_instances.py"}  # and a file of theirs to add a comment to
_TYPESCRIPT = (peers.TYPESCRIPT, peers.QUICKTYPE, peers.JSON2TS)


def blocks() -> list[Block]:
    """mypy over two services, and the TypeScript compiler over the larger."""
    return [block for service in _SERVICES for block in _python(service)] + [_typescript("ec2")]


def _python(service: str) -> list[Block]:
    make(peers.PYDANTIC, service)
    ours = peers.PYDANTIC.out.format(service=service)
    _strip(ours, f"bare/{service}", service)
    folders = {"bare annotations": f"bare/{service}", peers.PYDANTIC.name: ours}
    cold = medians({name: _mypy(folder, fresh=(f"{folder}/cache",)) for name, folder in folders.items()})
    warm = medians({name: _mypy(folder) for name, folder in folders.items()})
    file = f"pydantic_models/{service}/{_SERVICES[service]}"
    changed = medians({name: _mypy(folder, changed=f"{folder}/{file}") for name, folder in folders.items()})
    return [
        Block(f"mypy, {service}, {state}", [Row(name, cost) for name, cost in costs.items()])
        for state, costs in {"cold": cold, "warm": warm, "one file changed": changed}.items()
    ]


def _mypy(folder: str, *, fresh: tuple[str, ...] = (), changed: str = "") -> Command:
    line = f"mypy --strict --config-file= --cache-dir {folder}/cache {folder}/pydantic_models"
    return Command(line=line, programs=peers.OURS, fresh=fresh, changed=changed)


def _typescript(service: str) -> Block:
    for generator in _TYPESCRIPT:
        make(generator, service)
    costs = medians({each.name: each.proof(service) for each in _TYPESCRIPT})
    return Block(f"tsc, {service}", [Row(name, cost) for name, cost in costs.items()])


class _Bare(ast.NodeTransformer):
    """`Annotated[X, …]` becomes `X`."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.generic_visit(node)
        match node:
            case ast.Subscript(ast.Name("Annotated"), ast.Tuple([first, *_])):
                return first
        return node


def _strip(made: str, bare: str, service: str) -> None:
    """Copy a folder of models, the classes of the service with bare annotations."""
    shutil.rmtree(WORK / bare, ignore_errors=True)
    shutil.copytree(WORK / made, WORK / bare)
    for file in (WORK / bare / "pydantic_models" / service).glob("*.py"):
        file.write_text(ast.unparse(_Bare().visit(ast.parse(file.read_text()))))
