"""Write stubs as documents: the same types in the other grammar, to compare the two readers on all of AWS.

This module reads stubs with `ast` and imports nothing from `generator`, so that it cannot make the two readers agree.
The grammar is that of the types-aiobotocore documentation, in which no class body is valid Python.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

_DOTTED = {
    "datetime": "datetime.datetime",
    "Decimal": "decimal.Decimal",
    "StreamingBody": "aiobotocore.response.StreamingBody",
    "EventStream": "aiobotocore.eventstream.AioEventStream",
    "BaseClient": "aiobotocore.client.AioBaseClient",
    "TransferConfig": "boto3.s3.transfer.TransferConfig",
    "ConditionBase": "boto3.dynamodb.conditions.ConditionBase",
}
_KIND = {True: "material-code-braces", False: "material-code-brackets"}


def write_documents(package: Path, folder: Path) -> None:
    """Write the `type_defs.md` and `literals.md` of the stub `package` into `folder`."""
    literals = _literals(package / "literals.pyi")
    types = _Stub(package, {values[0]: name for name, values in literals.items() if len(values) == 1})
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "type_defs.md").write_text("".join(types.document()), encoding="utf-8")
    (folder / "literals.md").write_text("".join(_literals_document(package.name, literals)), encoding="utf-8")


def _literals(file: Path) -> dict[str, list[str]]:
    found = {}
    for statement in ast.parse(file.read_text()).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Subscript):
            index = statement.value.slice
            elements = index.elts if isinstance(index, ast.Tuple) else [index]
            assert isinstance(statement.targets[0], ast.Name)
            found[statement.targets[0].id] = [ast.literal_eval(each) for each in elements]
    return found


def _literals_document(package: str, literals: dict[str, list[str]]) -> Iterator[str]:
    yield "# Literals\n\n"
    for name, values in literals.items():
        yield f"## {name}\n\n```python\n# {name} usage example\nfrom {package}.literals import {name}\n\n"
        yield f'def get_value() -> {name}:\n    return "{values[0]}"\n```\n\n```python\n# {name} definition\n'
        yield (
            f"{name} = Literal[\n"
            + "".join(f'    "{value}",\n' for value in sorted(values, key=str.lower))
            + "]\n```\n"
        )


class _Stub:
    """The declarations of a stub as the documentation prints them: unions, then classes."""

    def __init__(self, package: Path, named: dict[str, str]) -> None:
        self.package = package.name
        self.named = named  # value -> the literal that has only this value
        self.unions: dict[str, list[str]] = {}
        self.classes: dict[str, dict[str, str]] = {}
        for statement in ast.parse((package / "type_defs.pyi").read_text()).body:
            if isinstance(statement, ast.ClassDef):
                fields = [each for each in statement.body if isinstance(each, ast.AnnAssign)]
                self.classes[statement.name] = {_id(each.target): self._text(each.annotation) for each in fields}
            elif isinstance(statement, ast.Assign):
                self._assign(_id(statement.targets[0]), statement.value)

    def _assign(self, name: str, value: ast.expr) -> None:
        if isinstance(value, ast.Call):
            entries = value.args[1]
            assert isinstance(entries, ast.Dict)
            keys = [ast.literal_eval(key) for key in entries.keys if key]
            texts = [self._text(each) for each in entries.values]
            self.classes[name] = dict(zip(keys, texts, strict=True))
        elif isinstance(value, ast.Subscript):
            assert _id(value.value) == "Union"
            elements = value.slice.elts if isinstance(value.slice, ast.Tuple) else [value.slice]
            self.unions[name] = [self._text(each) for each in elements]

    def _text(self, annotation: ast.expr) -> str:
        """An annotation with dotted names, and with the names of literals of one value."""
        return ast.unparse(_Dotted(self.named).visit(annotation))

    def document(self) -> Iterator[str]:
        yield "# Type definitions\n\n"
        for name, alternatives in self.unions.items():
            yield self._example(name)
            notes = _Footnotes(self)
            yield f"{name} = Union[\n" + "".join(f"    {each},{notes.mark(each)}\n" for each in alternatives)
            yield f"]\n```\n{notes}\n"
        for name, fields in self.classes.items():
            yield self._example(name)
            notes = _Footnotes(self)
            yield f"class {name}(TypedDict):\n"
            yield from (f"    {member}: {text},{notes.mark(text)}\n" for member, text in fields.items())
            yield f"```\n{notes}\n"

    def _example(self, name: str) -> str:
        """The usage example above a definition."""
        lines = (
            f"from {self.package}.type_defs import {name}\n\n\ndef get_value() -> {name}:\n"
            f'    return {{\n        "{next(iter(self.classes.get(name, ["x"])), "x")}": ...,\n    }}\n'
        )
        return f"## {name}\n\n```python\n# {name} usage example\n\n{lines}\n\n# {name} definition\n\n"


class _Footnotes:
    """`# (1)` after an annotation that names a type, and the list below. Equal annotations share a number."""

    def __init__(self, stub: _Stub) -> None:
        self.stub = stub
        self.texts: list[str] = []

    def mark(self, text: str) -> str:
        plain = text.removeprefix("NotRequired[").removesuffix("]") if text.startswith("NotRequired[") else text
        if "TypeDef" not in plain and not plain.endswith("Type") and "Type]" not in plain:
            return ""
        if plain not in self.texts:
            self.texts.append(plain)
        return f"  # ({self.texts.index(plain) + 1})"

    def __str__(self) -> str:
        notes = ""
        for number, text in enumerate(self.texts, 1):
            link = f"[:{_KIND[text.endswith('TypeDef')]}: {text}](./type_defs.md#{text.lower()})"
            notes += f"\n{number}. See " + (link if text.isidentifier() else f"`{text}`")
        return f"{notes}\n" if notes else ""


class _Dotted(ast.NodeTransformer):
    def __init__(self, named: dict[str, str]) -> None:
        self.named = named

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Name(_DOTTED.get(node.id, node.id))

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        if _id(node.value) == "Literal" and isinstance(node.slice, ast.Constant):
            return ast.Name(self.named[str(node.slice.value)])
        self.generic_visit(node)
        return node


def _id(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""
