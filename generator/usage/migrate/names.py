"""The names of the generated packages that migrated code uses, and the import statements for them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import libcst as cst
from libcst.helpers import get_full_name_for_node

from .code import Code
from .unused_imports import without_unused


class Names:
    """Which names a file imports from the generated packages. One that means something else there gets an alias."""

    def __init__(self, code: Code) -> None:
        self._module = code.module
        self._taken = code.bound_names()
        self._imported = dict(_imported_names(code.module))
        self._new: dict[tuple[str, str], str] = {}

    def use(self, module: str, name: str, alias: str) -> str:
        """What the file calls a name of a module. `alias`: what to call it where the name is taken."""
        key = module, name
        if key in self._imported:
            return self._imported[key]
        if key not in self._new:
            local = name
            while local in self._taken:
                local = alias if local == name else f"{local}_"
            self._taken.add(local)
            self._new[key] = local
        return self._new[key]

    def update_imports(self, module: cst.Module) -> cst.Module:
        """A module with import statements for what it uses, without those that it does not need any more."""
        return without_unused(self._module, self._add_imports(module))

    def _add_imports(self, module: cst.Module) -> cst.Module:
        wanted: dict[str, dict[str, str]] = {}
        for (source, name), local in self._new.items():
            wanted.setdefault(source, {})[name] = local
        body = [_extended(statement, wanted) for statement in module.body]
        libraries = _statements({source: names for source, names in wanted.items() if _package(source) == _LIBRARY})
        ours = _statements({source: names for source, names in wanted.items() if _package(source) != _LIBRARY})
        position = _before_relative(body, _position(body))
        before = [*body[:position], *libraries]
        if ours and before and not _is_import_of(before[-1], set(map(_package, wanted)) - {_LIBRARY}):
            ours[0] = ours[0].with_changes(leading_lines=[cst.EmptyLine(indent=False)])
        after = body[position:]
        if not position and after and (ours or libraries) and not module.header:
            after = [_after_blank_line(after[0]), *after[1:]]
        return module.with_changes(body=[*before, *ours, *after])


_LIBRARY = "botocore"


def _package(source: str) -> str:
    return source.partition(".")[0]


def _after_blank_line(statement: cst.BaseStatement) -> cst.BaseStatement:
    assert isinstance(statement, cst.SimpleStatementLine | cst.BaseCompoundStatement)
    return statement.with_changes(leading_lines=[cst.EmptyLine(indent=False), *statement.leading_lines])


def _imported_names(module: cst.Module) -> Iterator[tuple[tuple[str, str], str]]:
    """What the import statements at the top of a file import: module and name, with what the file calls it."""
    for statement in module.body:
        for each in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
            if isinstance(each, cst.ImportFrom) and not isinstance(each.names, cst.ImportStar) and not each.relative:
                source = get_full_name_for_node(each.module) if each.module else None
                for name in each.names:
                    local = name.evaluated_alias or name.evaluated_name
                    yield (source or "", name.evaluated_name), local


def _extended(statement: cst.BaseStatement, wanted: dict[str, dict[str, str]]) -> cst.BaseStatement:
    """An import statement with more names of its module, which are taken out of `wanted`."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return statement
    (imported,) = statement.body
    if not isinstance(imported, cst.ImportFrom) or isinstance(imported.names, cst.ImportStar) or imported.relative:
        return statement
    source = get_full_name_for_node(imported.module) if imported.module else None
    has_comments = "#" in cst.Module([]).code_for_node(imported)
    names = wanted.pop(source, None) if source and not has_comments else None
    if not names:
        return statement
    present = {each.evaluated_name: each.evaluated_alias or each.evaluated_name for each in imported.names}
    return statement.with_changes(body=[imported.with_changes(names=_aliases({**present, **names}))])


def _statements(wanted: Mapping[str, Mapping[str, str]]) -> list[cst.SimpleStatementLine]:
    return [_statement(source, part) for source, names in sorted(wanted.items()) for part in _by_statement(names)]


def _by_statement(names: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """The names of each import statement. One with an alias has a statement of its own, as isort has it."""
    plain = {name: local for name, local in names.items() if name == local}
    if plain:
        yield plain
    yield from ({name: local} for name, local in sorted(names.items()) if name != local)


def _statement(source: str, names: Mapping[str, str]) -> cst.SimpleStatementLine:
    module = cst.parse_expression(source)
    assert isinstance(module, cst.Name | cst.Attribute)
    imported = cst.ImportFrom(module=module, names=_aliases(names))
    one_line = cst.Module([]).code_for_node(imported)
    if len(one_line) > _LINE:
        imported = _in_several_lines(imported)
    return cst.SimpleStatementLine([imported])


_LINE = 100  # of an import statement; one that is longer has a line for each name


def _in_several_lines(imported: cst.ImportFrom) -> cst.ImportFrom:
    assert not isinstance(imported.names, cst.ImportStar)
    indented = cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace("    "))
    closing = cst.ParenthesizedWhitespace(indent=True)
    names = [each.with_changes(comma=cst.Comma(whitespace_after=indented)) for each in imported.names]
    names[-1] = names[-1].with_changes(comma=cst.Comma(whitespace_after=closing))
    return imported.with_changes(names=names, lpar=cst.LeftParen(whitespace_after=indented), rpar=cst.RightParen())


def _aliases(names: Mapping[str, str]) -> list[cst.ImportAlias]:
    ordered = sorted(names, key=lambda each: (not each.isupper(), not each[:1].isupper(), each))
    return [
        cst.ImportAlias(cst.Name(each), asname=cst.AsName(cst.Name(names[each])) if names[each] != each else None)
        for each in ordered
    ]


def _position(body: Iterable[cst.BaseStatement]) -> int:
    """Where import statements go: behind the first ones at the top level of a file, or behind its docstring."""
    found = 0
    for position, statement in enumerate(body):
        parts = statement.body if isinstance(statement, cst.SimpleStatementLine) else ()
        is_import = any(isinstance(each, cst.Import | cst.ImportFrom) for each in parts)
        is_text = any(isinstance(each, cst.Expr) and isinstance(each.value, cst.SimpleString) for each in parts)
        if is_import or (is_text and position == 0):
            found = position + 1
        elif found and not isinstance(statement, cst.If | cst.Try):
            break
    return found


def _before_relative(body: Sequence[cst.BaseStatement], position: int) -> int:
    """The place before the relative imports in front of a position, which come last."""
    while position and _is_relative(body[position - 1]):
        position -= 1
    return position


def _is_relative(statement: cst.BaseStatement) -> bool:
    parts = statement.body if isinstance(statement, cst.SimpleStatementLine) else ()
    return any(isinstance(each, cst.ImportFrom) and bool(each.relative) for each in parts)


def _is_import_of(statement: cst.BaseStatement, packages: set[str]) -> bool:
    """Whether a statement imports from one of some packages."""
    for each in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
        if isinstance(each, cst.ImportFrom):
            source = get_full_name_for_node(each.module) if each.module else None
            return _package(source or "") in packages
    return False
