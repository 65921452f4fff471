"""The imports between packages, and rules that the code of `generator/` follows."""

import ast
import re
from collections.abc import Callable, Iterator
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path

import pytest

from support.paths import ROOT

PACKAGE = ROOT / "generator"

# Room -> the rooms it may import. `docs/architecture.md` shows the same table.
_LEAVES = {"diagnostics", "naming", "options", "output", "plugins", "source_files"}
_COMMANDS = {"explain", "upgrade", "usage"}
ARROWS: dict[str, set[str]] = {
    "__init__": set(),
    **{name: set() for name in sorted(_LEAVES)},
    "codes": set(),
    "options": {"diagnostics", "naming"},
    "ir": {"diagnostics"},
    "config": {"diagnostics", "options"},
    "readers": {"ir", "diagnostics", "naming", "plugins", "source_files"},
    "passes": {"ir", "diagnostics", "naming", "options"},
    "targets": {"ir", "diagnostics", "naming", "options", "plugins"},
    "pipeline": _LEAVES | {"ir", "readers", "passes", "targets"},
    "explain": _LEAVES | {"codes", "ir", "readers", "passes", "targets", "pipeline"},
    "upgrade": _LEAVES | {"ir", "readers", "passes", "targets", "pipeline"},
    "usage": _LEAVES | {"ir", "readers", "passes", "targets", "pipeline"},
    "cli": _LEAVES | {"__init__", "codes", "config", "ir", "readers", "passes", "targets", "pipeline"} | _COMMANDS,
    "__main__": {"cli"},
}


def room(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(file: Path) -> set[str]:
    """The modules of ours that `file` imports, wherever in it: `readers.botocore.reader`."""
    package = file.relative_to(PACKAGE).parts[:-1]
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            assert not any(each.name.split(".")[0] in {"generator", "shapewright"} for each in node.names), file
        if not isinstance(node, ast.ImportFrom):
            continue
        if not node.level:
            assert (node.module or "").split(".")[0] not in {"generator", "shapewright"}, f"{file} names the package"
            continue
        base = [*package[: len(package) + 1 - node.level], *filter(None, (node.module or "").split("."))]
        for each in node.names:
            path = PACKAGE.joinpath(*base, each.name)
            is_module = path.is_dir() or path.with_suffix(".py").is_file()
            found.add(".".join([*base, each.name] if is_module else base) or "__init__")
    return found


def rooms(file: Path) -> set[str]:
    return {each.split(".")[0] for each in imports(file)} - {room(file)}


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_room_imports_only_what_it_may(file: Path) -> None:
    assert rooms(file) <= ARROWS[room(file)]


def test_every_room_is_in_the_table() -> None:
    assert {room(file) for file in FILES} == set(ARROWS)


def test_the_table_is_the_one_in_the_docs() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    described: dict[str, set[str]] = {}
    for names, allowed in rows:
        for name in names.replace("`", "").split(", "):
            described[name] = set() if allowed.startswith("nothing") else set(re.findall(r"`(\w+)`", allowed))
    assert described == {name: each - {"__init__"} for name, each in ARROWS.items() if name != "__init__"}


def test_a_family_does_not_import_its_siblings() -> None:
    """Readers, passes and targets are listed in their registries, and know neither these nor one another."""
    targets = {
        "pydantic_models",
        "dataclass_models",
        "json_schema",
        "typescript",
        "zod",
        "typed_dicts",
        "documents",
        "ir_json",
    }
    for file in FILES:
        own = ".".join(file.relative_to(PACKAGE).with_suffix("").parts)
        for each in imports(file):
            if own.startswith("targets.") and each != own:
                assert each.removeprefix("targets.") not in targets, f"{own} imports {each}"
            if own.startswith("readers.") and not own.endswith("__init__"):
                assert each != "readers", f"{own} imports the registry"
            if own.startswith("passes.") and not own.endswith("__init__"):
                assert each != "passes", f"{own} imports the registry"
    for file in (PACKAGE / "readers" / "botocore").glob("*.py"):
        assert not [each for each in imports(file) if each.startswith("readers.typeddict")], file


def test_no_room_imports_in_a_circle() -> None:
    """Neither do the rooms, nor the modules in them."""
    graph: dict[str, set[str]] = {}
    for file in FILES:
        parts = file.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts) or "__init__"
        graph[name] = imports(file) - {name}
    tuple(TopologicalSorter(graph).static_order())  # raises CycleError


def test_the_ir_knows_no_language() -> None:
    words = {
        "pydantic",
        "typescript",
        "dataclass_models",
        "jinja",
        "template",
        "annotation",
        "BaseModel",
        "snake_case(",
    }
    for file in (PACKAGE / "ir").glob("*.py"):
        text = file.read_text().lower()
        assert not [word for word in words if word.lower() in text], file


def test_nothing_but_output_writes() -> None:
    for file in FILES:
        if room(file) != "output":
            text = file.read_text()
            for call in (".write_text(", ".write_bytes(", ".unlink(", ".mkdir(", "os.replace(", ".rmdir("):
                assert call not in text, f"{file} has {call}"
            for found in re.finditer(r"(?<!def )(?<![\w.])open\((.*)\)", text):
                assert found[1].endswith('"rb"'), f"{file} has {found[0]}"


TARGETS = sorted((PACKAGE / "targets").rglob("*.py"))
QUOTES = tuple("\"'`")

# In which functions something that varies is put between quotes: of each language, those that escape.
QUOTING = {
    "documents.py": {"_as_code", "_in_single_quotes"},
    "escaping.py": {"string", "raw_string"},
    "typescript_code.py": {"string"},
}

# In which functions a value is spelled as Python or JSON spells it: text in those that escape; numbers in others.
SPELLING = {
    "escaping.py": {"string"},
    "ir_json.py": {"dumps"},
    "json_schema.py": {"_as_json"},
    "spelling.py": {"_bounds", "literal"},
    "schemas.py": {"_number"},
    "typescript_code.py": {"string", "literal"},
}


def within(node: ast.AST, function: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Everything in `node`, with the name of the function that it is in."""
    for each in ast.iter_child_nodes(node):
        inner = each.name if isinstance(each, ast.FunctionDef) else function
        yield inner, each
        yield from within(each, inner)


def puts_quotes(node: ast.AST) -> bool:
    """Whether it is an f-string or a sum with quotes around something that varies, or right before or behind it."""
    if isinstance(node, ast.BinOp):
        return any(isinstance(each, ast.Constant) and each.value in QUOTES for each in (node.left, node.right))
    if not isinstance(node, ast.JoinedStr):
        return False
    return any(
        (isinstance(first, ast.Constant) and isinstance(second, ast.FormattedValue) and ends_open(first.value))
        or (isinstance(second, ast.FormattedValue) and second.conversion != -1)
        for first, second in pairwise([ast.Constant(""), *node.values])
    )


def ends_open(text: object) -> bool:
    """Whether a string is open where `text` ends."""
    without = re.sub(r"\"[^\"]*\"|'[^']*'|`[^`]*`", "", str(text))
    return any(quote in without for quote in QUOTES)


def spells(node: ast.AST) -> bool:
    """Whether it is a call of what writes a value down, or puts it into a text in another way."""
    if (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Mod)
        and isinstance(node.left, ast.Constant | ast.JoinedStr)
    ):
        return True
    called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
    return called in {"repr", "ascii", "json.dumps"} or called.endswith(".format")


def functions(test: Callable[[ast.AST], bool]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for file in TARGETS:
        for function, node in within(ast.parse(file.read_text())):
            if test(node):
                found.setdefault(file.name, set()).add(function)
    return found


def test_text_reaches_a_language_through_one_function() -> None:
    assert functions(puts_quotes) == QUOTING
    assert functions(spells) == SPELLING


def test_templates_put_no_quotes_around_what_they_are_given() -> None:
    for file in sorted((ROOT / "templates").rglob("*.jinja")):
        for line in file.read_text().splitlines():
            fixed = re.sub(r"\{\{.*?\}\}", "{{}}", line)
            for found in re.finditer("{{}}", fixed):
                assert not ends_open(fixed[: found.start()]), f"{file}: {line}"
