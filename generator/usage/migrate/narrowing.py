"""What the code around a place says of a value: that it is only tested there, or that it is there for sure."""

import re
from collections.abc import Iterator, Sequence

import libcst as cst

from .code import Code

_KEY_ERRORS = frozenset({"KeyError", "LookupError", "Exception", "BaseException"})


def is_tested(code: Code, node: cst.CSTNode) -> bool:
    """Whether only the truth of an expression counts."""
    parent = code.parent(node)
    match parent:
        case cst.If() | cst.While() | cst.IfExp() | cst.Assert() | cst.CompIf():
            return parent.test is node
        case cst.UnaryOperation(operator=cst.Not()):
            return True
        case cst.BooleanOperation():
            return is_tested(code, parent)
    return False


def catches_key_error(code: Code, node: cst.CSTNode) -> bool:
    """Whether a `try` around a place, in the same function, catches a KeyError."""
    for parent, part in code.above(node):
        if isinstance(parent, cst.FunctionDef | cst.Lambda | cst.ClassDef):
            return False
        if isinstance(parent, cst.Try) and parent.body is part and any(map(_catches_key_error, parent.handlers)):
            return True
    return False


def _catches_key_error(handler: cst.ExceptHandler) -> bool:
    if isinstance(handler.type, cst.Tuple):
        types: list[cst.BaseExpression | None] = [each.value for each in handler.type.elements]
    else:
        types = [handler.type]
    return any(each is None or (isinstance(each, cst.Name) and each.value in _KEY_ERRORS) for each in types)


def is_narrowed(code: Code, node: cst.CSTNode) -> bool:
    """Whether a test has shown that an expression is there: `if response.get("Key"):` before `response["Key"]`."""
    wanted = _plain(code.text(node))
    for parent, part in code.above(node):
        match parent:
            case cst.If() | cst.While() if parent.body is part:
                if wanted in set(_shown(code, parent.test)):
                    return True
            case cst.IfExp() if parent.body is part:
                if wanted in set(_shown(code, parent.test)):
                    return True
            case cst.IfExp() if parent.orelse is part:
                if wanted in set(_shown_by_failure(code, parent.test)):
                    return True
            case cst.BooleanOperation(operator=cst.And()) if parent.right is part:
                if wanted in set(_shown(code, parent.left)):
                    return True
            case cst.BooleanOperation(operator=cst.Or()) if parent.right is part:
                if wanted in set(_shown_by_failure(code, parent.left)):
                    return True
            case cst.IndentedBlock() | cst.Module():
                if wanted in set(_shown_before(code, parent.body, part)):
                    return True
            case cst.ListComp() | cst.GeneratorExp() | cst.SetComp() if parent.elt is part:
                if any(wanted in set(_shown(code, each.test)) for each in parent.for_in.ifs):
                    return True
        if isinstance(parent, cst.FunctionDef | cst.Lambda | cst.ClassDef):
            return False
    return False


def _shown(code: Code, test: cst.BaseExpression) -> Iterator[str]:
    """The expressions that are there if a test succeeds."""
    match test:
        case cst.BooleanOperation(operator=cst.And()):
            yield from _shown(code, test.left)
            yield from _shown(code, test.right)
        case cst.UnaryOperation(operator=cst.Not()):
            yield from _shown_by_failure(code, test.expression)
        case cst.NamedExpr():
            yield _plain(code.text(test.target))
            yield _plain(code.text(test.value))
        case cst.Comparison(comparisons=[cst.ComparisonTarget(operator=cst.In(), comparator=searched)]):
            if isinstance(test.left, cst.SimpleString):
                yield _plain(f"{code.text(searched)}[{code.text(test.left)}]")
        case cst.Comparison(comparisons=[cst.ComparisonTarget(operator=cst.IsNot(), comparator=cst.Name("None"))]):
            yield _plain(code.text(test.left))
        case cst.Comparison(comparisons=[cst.ComparisonTarget(operator=cst.Equal(), comparator=other)]):
            if isinstance(other, cst.SimpleString | cst.Integer):
                yield _plain(code.text(test.left))
        case cst.Name() | cst.Attribute() | cst.Subscript() | cst.Call():
            yield _plain(code.text(test))


def _shown_by_failure(code: Code, test: cst.BaseExpression) -> Iterator[str]:
    """The expressions that are there if a test fails."""
    match test:
        case cst.BooleanOperation(operator=cst.Or()):
            yield from _shown_by_failure(code, test.left)
            yield from _shown_by_failure(code, test.right)
        case cst.UnaryOperation(operator=cst.Not()):
            yield from _shown(code, test.expression)
        case cst.Comparison(comparisons=[cst.ComparisonTarget(operator=cst.NotIn(), comparator=searched)]):
            if isinstance(test.left, cst.SimpleString):
                yield _plain(f"{code.text(searched)}[{code.text(test.left)}]")
        case cst.Comparison(comparisons=[cst.ComparisonTarget(operator=cst.Is(), comparator=cst.Name("None"))]):
            yield _plain(code.text(test.left))


def _shown_before(code: Code, body: Sequence[cst.CSTNode], part: cst.CSTNode) -> Iterator[str]:
    """What is there because a statement before has left the block otherwise: `if not item: return`."""
    for statement in body:
        if statement is part:
            return
        if isinstance(statement, cst.If) and statement.orelse is None and _leaves(statement.body):
            yield from _shown_by_failure(code, statement.test)


def _leaves(block: cst.BaseSuite) -> bool:
    last = block.body[-1] if block.body else None
    if isinstance(last, cst.SimpleStatementLine) and last.body:
        last = last.body[-1]
    return isinstance(last, cst.Return | cst.Raise | cst.Continue | cst.Break)


_GET = re.compile(r"\.get\((['\"][\w:-]+['\"])(?:,\s*(?:None|\[\]))?\)")


def _plain(text: str) -> str:
    """The text of an expression, the same for `x["Key"]` and `x.get("Key")`."""
    return _GET.sub(r"[\1]", text).replace("'", '"').replace(" ", "").strip("()")
