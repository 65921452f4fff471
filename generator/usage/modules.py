"""Finds the files to scan, and parses the modules among them."""

import ast
import os
import re
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from ..diagnostics import Report, Source
from ..output import MANIFEST
from .flow.definitions import Definition, SourceModule

PYTHON = frozenset({".py"})
PAGES = frozenset({".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".vue", ".svelte"})
_SKIPPED = frozenset({"node_modules", "site-packages", "__pycache__"})
_AWS = re.compile(
    rb"\b(?:boto3|botocore|aiobotocore|aioboto3|aws_lambda_powertools|pydantic_models|dataclass_models"
    rb"|mypy_boto3_\w+|types_boto3\w*|types_aiobotocore\w*|types_aioboto3\w*)\b"
)


def find_files(paths: Iterable[Path], report: Report) -> list[Path]:
    """The files of Python and TypeScript at `paths` and below, without what was installed or generated."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(_files_in(path)))
        elif path.is_file():
            found[path] = None
        else:
            report.error("no-such-file", Source(str(path)), "no such file or folder")
    return list(found)


def _files_in(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not _is_skipped(Path(place), each))
        yield from (Path(place, name) for name in sorted(names) if Path(name).suffix in PYTHON | PAGES)


def _is_skipped(place: Path, name: str) -> bool:
    """Whether a folder holds no code of the user's own: hidden folders, environments, and our output."""
    return (
        name.startswith(".")
        or name in _SKIPPED
        or (place / name / "pyvenv.cfg").is_file()
        or (place / name / MANIFEST).is_file()
    )


def parse_modules(files: Iterable[tuple[Path, bytes]], report: Report) -> list[SourceModule]:
    """The modules in Python files. One that cannot be parsed is left out, with a warning."""
    return [module for file, content in files if (module := _parse(file, content, report))]


def _parse(file: Path, content: bytes, report: Report) -> SourceModule | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape in the user's code is not our concern
            tree = ast.parse(content)
        names, package = _names(file)
        path = PurePosixPath(file.absolute().as_posix())
        module = SourceModule(str(file), path, tree, names, package, imports_aws=bool(_AWS.search(content)))
        _Definitions(module).visit(tree)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", 0) or 0
        message = f"cannot be parsed, so it was not scanned: {getattr(error, 'msg', error)}"
        report.warning("not-scanned", Source(str(file), line), message)
        return None
    except RecursionError:
        report.warning("not-scanned", Source(str(file)), "nested too deeply to be parsed, so it was not scanned")
        return None
    return module


def _names(file: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The dotted names by which a file may be imported, and the parts of the name of its package.

    The folder of the outermost `__init__.py` must be part of a name. Any folder above may be.
    """
    parts = list(file.absolute().with_suffix("").parts[1:])
    folder = file.absolute().parent
    count = 1
    while (folder / "__init__.py").is_file() and count < len(parts):
        count += 1
        folder = folder.parent
    if parts[-1] == "__init__":
        del parts[-1]
        count = max(count - 1, 1)
    package = parts if file.stem == "__init__" else parts[:-1]
    return tuple(".".join(parts[-length:]) for length in range(count, len(parts) + 1)), tuple(package)


class _Definitions(ast.NodeVisitor):
    """Collects the functions and classes of a module, with the names that each binds."""

    def __init__(self, module: SourceModule) -> None:
        self._module = module
        self._stack: list[Definition] = []
        self._names: list[set[str]] = []
        self._globals: list[set[str]] = []

    def _enter(self, node: ast.AST, name: str = "") -> None:
        parent = self._stack[-1] if self._stack else None
        definition = Definition(node, self._module, parent, name)
        self._module.definitions[id(node)] = definition
        if parent:
            parent.has_inner = True
        self._stack.append(definition)
        self._names.append(set())
        self._globals.append(set())

    def _leave(self) -> None:
        definition = self._stack.pop()
        definition.global_names = frozenset(self._globals.pop())
        definition.own_names = frozenset(self._names.pop()) - definition.global_names

    def visit_Module(self, node: ast.Module) -> None:
        self._enter(node)
        self.generic_visit(node)
        self._leave()

    def _visit_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        outer: list[ast.expr] = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
        if not isinstance(node, ast.Lambda):
            self._names[-1].add(node.name)
            outer += node.decorator_list
        for each in outer:
            self.visit(each)
        self._enter(node, "" if isinstance(node, ast.Lambda) else node.name)
        arguments = node.args
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            self._names[-1].add(argument.arg)
        for extra in (arguments.vararg, arguments.kwarg):
            if extra:
                self._names[-1].add(extra.arg)
        body: Iterable[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else node.body
        for statement in body:
            self.visit(statement)
        self._leave()

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = _visit_function  # noqa: N815

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._names[-1].add(node.name)
        for each in (*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)):
            self.visit(each)
        self._enter(node, node.name)
        for statement in node.body:
            self.visit(statement)
        self._leave()

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self._names[-1].add(node.id)

    def _visit_import(self, node: ast.Import | ast.ImportFrom) -> None:
        self._names[-1].update((each.asname or each.name.split(".")[0]) for each in node.names)

    visit_Import = visit_ImportFrom = _visit_import  # noqa: N815

    def visit_Global(self, node: ast.Global | ast.Nonlocal) -> None:
        self._globals[-1].update(node.names)

    visit_Nonlocal = visit_Global  # noqa: N815

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self._names[-1].add(node.name)
        self.generic_visit(node)

    def _visit_yield(self, node: ast.Yield | ast.YieldFrom) -> None:
        self._stack[-1].is_generator = True
        self.generic_visit(node)

    visit_Yield = visit_YieldFrom = _visit_yield  # noqa: N815

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        if node.name:
            self._names[-1].add(node.name)
        self.generic_visit(node)
