"""The arrows between the rooms, and what the IR may know."""

import ast
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from generator import ir

PACKAGE = Path(__file__).parent.parent / "generator"

# Room -> the rooms it may import. `docs/architecture.md` shows the same table.
ARROWS = {
    "__init__": set(),
    "ir": {"diagnostics"},
    "options": set(),
    "naming": set(),
    "output": set(),
    "inputs": set(),
    "workers": set(),
    "diagnostics": set(),
    "config": {"diagnostics", "options"},
    "readers": {"ir", "diagnostics", "inputs", "naming"},
    "passes": {"ir", "diagnostics", "naming", "options"},
    "targets": {"ir", "diagnostics", "naming", "options"},
    "check": {"ir", "diagnostics", "output"},
    "made": {"diagnostics", "inputs", "output"},
    "request": {"options", "targets"},
    "result": {"diagnostics", "made", "output"},
    "memory": {"diagnostics", "inputs", "made", "options", "output", "readers", "request"},
    "making": {
        "diagnostics",
        "inputs",
        "ir",
        "made",
        "options",
        "output",
        "passes",
        "readers",
        "request",
        "targets",
        "workers",
    },
    "survey": {"diagnostics", "inputs", "made", "making", "memory", "output", "request"},
    "pipeline": {
        "check",
        "diagnostics",
        "made",
        "making",
        "memory",
        "options",
        "output",
        "passes",
        "readers",
        "request",
        "result",
        "targets",
    },
    "start": {"config", "diagnostics", "output", "readers", "targets"},
    "cli": {"__init__", "config", "diagnostics", "memory", "output", "pipeline", "start", "survey"},
    "__main__": {"cli"},
}


def room(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(file: Path) -> set[str]:
    """Rooms that `file` imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            names = [f"{node.module}.{each.name}" for each in node.names]
        elif isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        else:
            continue
        for name in names:
            head, *rest = name.split(".")
            if head == "generator":
                known = rest and ((PACKAGE / rest[0]).is_dir() or (PACKAGE / f"{rest[0]}.py").is_file())
                found.add(rest[0] if known else "__init__")
    return found - {room(file)}


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_room_imports_only_what_it_may(file: Path) -> None:
    assert imports(file) <= ARROWS[room(file)]


def test_every_room_is_in_the_table() -> None:
    assert {room(file) for file in FILES} == set(ARROWS)


def test_the_table_is_the_one_in_the_docs() -> None:
    text = (PACKAGE.parent / "docs" / "architecture.md").read_text()
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    told = {}
    for rooms, may in rows:
        for name in rooms.replace("`", "").split(", "):
            told[name] = set() if may.startswith("nothing") else set(may.replace("`", "").rstrip(" |").split(", "))
    assert told == {
        name: {each for each in may if each != "__init__"} for name, may in ARROWS.items() if name != "__init__"
    }


def test_readers_and_targets_are_independent() -> None:
    """Within a room, the registry knows its members, and members do not know the registry."""
    for folder in ("readers", "targets", "passes"):
        for file in (PACKAGE / folder).glob("[a-z]*.py"):
            assert f"from generator.{folder} import" not in file.read_text().replace(
                "from generator.readers import annotations", ""
            ).replace("from generator.targets import code", "")


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
    text = Path(ir.__file__).read_text().lower()
    assert not [word for word in words if word.lower() in text]


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
QUOTING = {"code.py": {"string", "raw_string"}, "typescript.py": {"string"}}

# In which functions a value is spelled as Python or JSON spells it: text in those that escape; numbers in others.
SPELLING = {
    "code.py": {"string"},
    "ir_json.py": {"dumps"},
    "json_schema.py": {"_text"},
    "spelling.py": {"_bounds", "literal"},
    "typescript.py": {"string", "_union_of"},
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
    for file in sorted((PACKAGE.parent / "templates").rglob("*.jinja")):
        for line in file.read_text().splitlines():
            fixed = re.sub(r"\{\{.*?\}\}", "{{}}", line)
            for found in re.finditer("{{}}", fixed):
                assert not ends_open(fixed[: found.start()]), f"{file}: {line}"
