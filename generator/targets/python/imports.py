"""Import statements, sorted and laid out as ruff's isort rules and `ruff format` would."""

import functools
import re

from .formatting import INDENT, WIDTH, cached


@functools.lru_cache(maxsize=4096)  # many modules import the same, and both packages of a service do
def import_statements(names: frozenset[tuple[str, str]], indent: str = "") -> str:
    """Import statements for pairs of a module and a name, which may be `name as other`.

    A name that is imported under another name gets a statement of its own.
    """
    plain: dict[str, list[str]] = {}
    statements: list[tuple[str, list[str]]] = []
    for module, name in names:
        if " as " in name:
            statements.append((module, [name]))
        else:
            plain.setdefault(module, []).append(name)
    statements += [(module, sorted(each, key=_name_key)) for module, each in plain.items()]
    statements.sort(key=lambda statement: (_module_key(statement[0]), _name_key(statement[1][0])))
    return "\n".join([_import_statement(module, members, indent) for module, members in statements])


def _import_statement(module: str, names: list[str], indent: str) -> str:
    line = f"{indent}from {module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"{indent}from {module} import (", *(f"{indent}{INDENT}{name}," for name in names), f"{indent})"])


@cached
def _module_key(module: str) -> tuple[int, list[tuple[int, int, str]]]:
    """The sort key of a module. The furthest comes first: `..a` before `.a`."""
    return -(len(module) - len(module.lstrip("."))), _natural_key(module)


@cached
def _name_key(name: str) -> tuple[int, list[tuple[int, int, str]], str]:
    """The sort key of an imported name. Constants come first, then classes, then the rest, told apart by their case."""
    plain = name.split(" ")[0]
    kind = 0 if plain.isupper() and len(plain) > 1 else 1 if plain[:1].isupper() else 2
    return kind, _natural_key(plain), plain


def _natural_key(text: str) -> list[tuple[int, int, str]]:
    """A sort key by which `a2` comes before `a10`. Numbers that begin with a zero come first, digit by digit."""
    if not _NUMBER.search(text):
        return [(0, 0, text.lower())]
    parts = _NUMBER.split(text.lower())
    return [(1, int(each), "") if number % 2 and each[0] != "0" else (0, 0, each) for number, each in enumerate(parts)]


_NUMBER = re.compile("([0-9]+)")
