"""Where a class or a member stands in the output of each target."""

import ast
import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from .. import ir
from ..diagnostics import Report
from ..options import Options
from ..targets import TARGETS
from ..targets.python.fields import field_names


class Place(NamedTuple):
    """A declaration in the output."""

    target: str
    file: str  # below the output folder
    line: int
    code: str  # the declaration, as it stands there


def find_places(
    service: ir.Service, targets: tuple[str, ...], options: Options, name: str, member: str = ""
) -> Iterator[Place]:
    """The declarations of the class `name`, or of one of its members. Generates the files and looks into them."""
    field = _field(service.shapes.get(name), member)
    for target in targets:
        for file in TARGETS[target].generate(service, options, Report()):
            if name in file.text and (found := _find(file.path, file.text, name, member, field)):
                yield Place(target, file.path, *found)
                break


def _field(shape: ir.Shape | None, member: str) -> str:
    """The field of a member in Python. Empty for the shape itself."""
    fields = zip(shape.members, field_names(shape), strict=True) if isinstance(shape, ir.Structure | ir.Union) else ()
    return next((field for each, field in fields if each.name == member), "")


def _find(path: str, text: str, name: str, member: str, field: str) -> tuple[int, str] | None:
    if path.endswith(".py"):
        return _find_in_python(text, name, field)
    if path.endswith(".ts"):
        return _find_by_lines(text, rf"export (?:interface|type) {re.escape(name)}\b", member)
    return _find_in_schema(text, name, member) if path.endswith(".json") else None


def _find_in_python(text: str, name: str, field: str) -> tuple[int, str] | None:
    for statement in _definitions(ast.parse(text).body):
        match statement:
            case ast.ClassDef(name=found) if found == name:
                if not field:
                    bases = ", ".join(map(ast.unparse, statement.bases)).replace("'", '"')
                    return statement.lineno, f"class {name}({bases})"
                for each in statement.body:
                    if isinstance(each, ast.AnnAssign) and ast.unparse(each.target) == field:
                        return each.lineno, _on_one_line(each)
            case ast.Assign(targets=[ast.Name(id=found)]) if found == name and not field:
                return statement.lineno, _on_one_line(statement)
            case ast.AnnAssign(target=ast.Name(id=found), annotation=ast.Name("TypeAlias")) if found == name:
                return statement.lineno, _on_one_line(statement)
    return None


def _definitions(statements: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a module. Of an alias that type checkers see in another way, what they see."""
    for each in statements:
        yield from each.body if isinstance(each, ast.If) else [each]


def _on_one_line(statement: ast.stmt) -> str:
    return ast.unparse(statement).replace("'", '"')


def _find_in_schema(text: str, name: str, member: str) -> tuple[int, str] | None:
    """Like the others. The code is without documentation, and that of a class is without its members."""
    schema = json.loads(text).get("$defs", {}).get(name)
    if schema and member:
        schema = schema.get("properties", {}).get(member)  # a stream is not there
    found = _find_by_lines(text, rf'    "{re.escape(name)}": ', member)
    if schema is None or found is None:
        return None
    return found[0], json.dumps({key: each for key, each in schema.items() if key not in {"description", "properties"}})


def _find_by_lines(text: str, declaration: str, member: str) -> tuple[int, str] | None:
    """The line that matches `declaration`, or the line inside that block that declares `member`."""
    lines = text.splitlines()
    start = next((number for number, line in enumerate(lines) if re.match(declaration, line)), None)
    if start is None:
        return None
    found: int | None = start
    if member:
        indent = " " * (len(lines[start]) - len(lines[start].lstrip()))
        end = next((number for number in range(start, len(lines)) if lines[number].startswith(f"{indent}}}")), start)
        of_member = re.compile(rf'\s+(?:readonly )?"?{re.escape(member)}"?\??: ')
        found = next((number for number in range(start + 1, end) if of_member.match(lines[number])), None)
    return None if found is None else (found + 1, lines[found].strip().rstrip("{,; "))
