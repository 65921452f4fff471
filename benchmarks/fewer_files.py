"""What fewer files would change: the models of a service as they are, and the same classes in one module.

A service has a module for each operation, and for each type that several share. In the other layout one module has
all of them. The classes, and the shared modules that they import, are the same.
"""

import ast
import graphlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from benchmarks import peers
from benchmarks.measure import ROOT, WORK, Command, medians, run
from benchmarks.table import Block, Row
from benchmarks.using import make

_SERVICES = {"sns": "PublishInput", "s3": "GetObjectRequest"}  # and a class of theirs
_OTHERS = {"__init__", "_clients", "_literals", "_operations"}  # have no classes
_ONE = "_one"  # the module that has all classes
_HEADER = "# pyright: reportPrivateUsage=false\n"


def blocks() -> list[Block]:
    """Writing, importing and checking both layouts."""
    return [block for service, name in _SERVICES.items() for block in _of_service(service, name)]


def _of_service(service: str, name: str) -> list[Block]:
    make(peers.PYDANTIC, service)
    several, one = peers.PYDANTIC.out.format(service=service), f"one-module/{service}"
    count = _join(WORK / several, WORK / one, service)
    work: dict[str, Callable[[str], Command]] = {
        "written": lambda out: _user(out, f"written {out}/pydantic_models/{service}"),
        f"{name} imported": lambda out: _user(out, f"touch pydantic_models.{service} {name}"),
        "all imported": lambda out: _user(out, f"touch pydantic_models.{service}"),
        "mypy, cold": _mypy,
    }
    return [
        _block(f"{service}, {count} modules: {what}", {f"{count} modules": command(several), "1 module": command(one)})
        for what, command in work.items()
    ]


def _block(title: str, commands: dict[str, Command]) -> Block:
    for command in commands.values():
        run(command)  # compiles the modules
    return Block(title, [Row(layout, cost) for layout, cost in medians(commands).items()])


def _user(out: str, program: str) -> Command:
    line = f"python -m benchmarks.user.{program}"
    return Command(line=line, programs=peers.RUNTIME, modules=(str(ROOT), out))


def _mypy(out: str) -> Command:
    line = f"mypy --strict --config-file= --cache-dir {out}/cache {out}/pydantic_models"
    return Command(line=line, programs=peers.OURS, fresh=(f"{out}/cache",))


def _join(several: Path, one: Path, service: str) -> int:
    """Copy the models of a service, with all its classes in one module. Returns how many modules there were."""
    shutil.rmtree(one, ignore_errors=True)
    shutil.copytree(several, one, ignore=shutil.ignore_patterns("cache", "__pycache__"))
    folder = one / "pydantic_models" / service
    modules = {file.stem: ast.parse(file.read_text()) for file in folder.glob("*.py") if file.stem not in _OTHERS}
    needs = {name: {each for each in map(_sibling, module.body) if each in modules} for name, module in modules.items()}
    order = [*graphlib.TopologicalSorter(needs).static_order()]
    statements = [each for name in order for each in modules[name].body if _sibling(each) not in modules]
    (folder / f"{_ONE}.py").write_text(_HEADER + "\n".join(map(ast.unparse, statements)) + "\n")
    for name in modules:
        (folder / f"{name}.py").unlink()
    names = "|".join(modules)
    for file in folder.glob("*.py*"):
        text = re.sub(rf"from \.({names}) import", f"from .{_ONE} import", file.read_text())
        file.write_text(re.sub(rf"^(\w+) ({names})$", rf"\1 {_ONE}", text, flags=re.MULTILINE))
    return len(modules)


def _sibling(statement: ast.stmt) -> str:
    """The module of the same service that an import names. Empty for any other statement."""
    match statement:
        case ast.ImportFrom(module=str(name), level=1):
            return name
    return ""
