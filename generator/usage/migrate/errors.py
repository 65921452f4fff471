"""Writes handlers of errors with `read_error`.

A handler is changed if the `try` has calls of one service, all of which are changed. What the handler tells apart must
be errors that this service declares.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import libcst as cst

from .code import Code, literal_text
from .edits import Edits, Group
from .models import ServiceModels
from .names import Names
from .requests import local_name

_CODE = re.compile(  # without spaces, and with single quotes
    r"(?P<error>\w+)\.response(?:\['Error'\]|\.get\('Error'(?:,\{\})?\))(?:\['Code'\]|\.get\('Code'(?:,(?:''|None))?\))"
)
_CATCHES_ALL = frozenset({"Exception", "BaseException", "ClientError", "BotoCoreError"})


class CalledOperation(NamedTuple):
    """A call of a client in a `try`."""

    node: cst.CSTNode
    client: str  # the text of the client
    models: ServiceModels
    operation: str
    group: Group


class Handled(NamedTuple):
    """What becomes of one place that handles an error."""

    line: int
    reason: str  # why it is left alone; empty if it is changed


class Errors:
    """The handlers of one file."""

    def __init__(self, code: Code, edits: Edits, names: Names) -> None:
        self._code = code
        self._edits = edits
        self._names = names
        self._group = Group()  # a handler is changed by itself

    def plan(self, calls: Sequence[CalledOperation]) -> list[Handled]:
        """Decide what becomes of the handlers around some calls."""
        by_try: dict[cst.Try, list[CalledOperation]] = {}
        for call in calls:
            for parent, part in self._code.above(call.node):
                if isinstance(parent, cst.FunctionDef | cst.Lambda):
                    break
                if isinstance(parent, cst.Try) and parent.body is part:
                    by_try.setdefault(parent, []).append(call)
        return [handled for node, several in by_try.items() for handled in self._plan_try(node, several)]

    def _plan_try(self, node: cst.Try, calls: Sequence[CalledOperation]) -> Iterator[Handled]:
        services = {each.models.service.name for each in calls}
        if any(each.group.is_left for each in calls):  # which is listed
            return
        for handler in node.handlers:
            for place in self._places(handler):
                line = self._code.line(place)
                if len(services) > 1:
                    yield Handled(line, "the `try` calls several services")
                else:
                    yield Handled(line, self._plan_code(handler, place, calls))
        exceptions = [each for each in node.handlers if self._exception_names(each, calls)]
        if exceptions and len(services) == 1:
            reason = self._plan_exceptions(node, exceptions, calls)
            for each in exceptions:
                yield Handled(self._code.line(each), reason)

    def _places(self, handler: cst.ExceptHandler) -> Sequence[cst.BaseExpression]:
        """The places in a handler that read the code of the error."""
        name = _name_of(handler)
        if name and handler.type and self._code.text(handler.type).rpartition(".")[2] == "ClientError":
            finder = _CodeFinder(self._code, name)
            handler.body.visit(finder)
            return finder.found
        return ()

    # e.response["Error"]["Code"]

    def _plan_code(
        self, handler: cst.ExceptHandler, place: cst.BaseExpression, calls: Sequence[CalledOperation]
    ) -> str:
        """Plan how a read of a code is written. Returns why it is left alone."""
        parent = self._code.parent(place)
        if isinstance(parent, cst.Comparison) and parent.left is place:
            return self._plan_comparisons(handler, [parent], calls)
        if isinstance(parent, cst.Assign) and len(parent.targets) == 1:
            target = parent.targets[0].target
            if isinstance(target, cst.Name):
                return self._plan_variable(handler, place, target, calls)
        return "the code of the error is used otherwise than in a comparison"

    def _plan_variable(
        self,
        handler: cst.ExceptHandler,
        place: cst.BaseExpression,
        target: cst.Name,
        calls: Sequence[CalledOperation],
    ) -> str:
        assignments = self._code.assignments(target)
        references = [each for assignment in assignments for each in self._code.references(assignment)]
        comparisons = [self._code.parent(each) for each in references]
        plain = [each for each in comparisons if isinstance(each, cst.Comparison) and each.left in references]
        if len(assignments) != 1 or len(plain) != len(references):
            return "the code of the error is used otherwise than in a comparison"
        found = self._code.unused_name(place, "found", "found_error")
        if reason := self._plan_comparisons(handler, plain, calls, cst.Name(found)):
            return reason
        name, models = _name_of(handler), calls[0].models
        self._edits.add(target, self._group, "name", lambda updated: updated.with_changes(value=found))
        self._edits.add(place, self._group, "error", lambda updated: self._read_error(name, models))
        return ""

    def _plan_comparisons(
        self,
        handler: cst.ExceptHandler,
        comparisons: Sequence[cst.Comparison],
        calls: Sequence[CalledOperation],
        found: cst.Name | None = None,
    ) -> str:
        planned = []
        for comparison in comparisons:
            codes, is_equal = _compared_codes(comparison)
            if not codes:
                return "the code of the error is compared with no text that stands in the code"
            classes = [self._class_of(each, calls) for each in codes]
            if None in classes:
                unknown = codes[classes.index(None)]
                return f"{calls[0].models.service.name} declares no error for the code {unknown!r}"
            planned.append((comparison, list(dict.fromkeys(filter(None, classes))), is_equal))
        models, name = calls[0].models, _name_of(handler)
        for comparison, names, is_equal in planned:
            self._edits.add(
                comparison,
                self._group,
                "error",
                self._test(name if found is None else "", found, names, is_equal, models),
            )
        return ""

    def _test(
        self, name: str, found: cst.Name | None, classes: Sequence[str], is_equal: bool, models: ServiceModels
    ) -> Callable[[cst.Comparison], cst.BaseExpression]:
        """`isinstance(read_error(error, s3), NoSuchKey)` in place of a comparison."""

        def change(updated: cst.Comparison) -> cst.BaseExpression:
            error = found or self._read_error(name, models)
            several: list[cst.BaseExpression] = [cst.Name(local_name(self._names, each, models)) for each in classes]
            cls = several[0] if len(several) == 1 else cst.Tuple([cst.Element(each) for each in several])
            test = cst.Call(cst.Name("isinstance"), [cst.Arg(error), cst.Arg(cls)])
            if is_equal:
                return test.with_changes(lpar=updated.lpar, rpar=updated.rpar)
            return cst.UnaryOperation(cst.Not(), test, lpar=updated.lpar, rpar=updated.rpar)

        return change

    def _class_of(self, code: str, calls: Sequence[CalledOperation]) -> str | None:
        """The class of the errors with a code. The bare 404 of a HEAD request stands for the one error it declares."""
        declared = {
            ref.name for each in calls for ref in each.models.operations[each.operation].errors if _is_head(each)
        }
        if all(map(_is_head, calls)) and len(declared) == 1:
            return declared.pop() if code == "404" else None
        if any(map(_is_head, calls)):
            return None
        return calls[0].models.error_codes.get(code)

    # client.exceptions.NoSuchKey

    def _exception_names(self, handler: cst.ExceptHandler, calls: Sequence[CalledOperation]) -> list[str]:
        """The names of the exceptions of a client that a handler catches. None if it catches anything else."""
        types = _types_of(handler)
        found = []
        for each in types:
            if not isinstance(each, cst.Attribute):
                return []
            text = self._code.text(each.value)
            if text not in {f"{call.client}.exceptions" for call in calls}:
                return []
            if each.attr.value == "ClientError":  # botocore's own class, under another name
                return []
            found.append(each.attr.value)
        return found

    def _plan_exceptions(
        self, node: cst.Try, handlers: Sequence[cst.ExceptHandler], calls: Sequence[CalledOperation]
    ) -> str:
        """Plan how handlers of exceptions of the client are written. Returns why they are left alone."""
        first = node.handlers.index(handlers[0])
        run = list(node.handlers[first : first + len(handlers)])
        after = list(node.handlers[first + len(handlers) :])
        if run != list(handlers):
            return "another handler stands between those of the client's exceptions"
        last = after[0] if after and _catches(after[0]) == {"ClientError"} else None
        if any(_catches(each) & _CATCHES_ALL for each in after if each is not last) or (
            last is None and any(_catches(each) & {"Exception", "BaseException"} for each in after)
        ):
            return "a later handler catches what this one would raise again"
        if any(map(_is_head, calls)):
            return "`read_error` also takes the bare 404 of a HEAD request"
        models = calls[0].models
        known = set(models.error_codes.values())
        names = [self._exception_names(each, calls) for each in handlers]
        if unknown := [each for several in names for each in several if each not in known]:
            return f"{models.service.name} has no class for {unknown[0]}"
        variables = {_name_of(each) for each in (*handlers, *([last] if last else []))} - {""}
        if len(variables) > 1:
            return "the handlers have different names for the error"
        variable = variables.pop() if variables else self._code.unused_name(node, "error", "client_error")
        plan = _Handlers(variable, names, models, self._names, self._read_error)
        is_last = last is not None
        self._edits.add(node, self._group, "error", lambda updated: plan.change(updated, first, len(handlers), is_last))
        return ""

    def _read_error(self, name: str, models: ServiceModels) -> cst.Call:
        function = self._names.use(models.root, "read_error", "read_error_of_aws")
        service = self._names.use(models.root, models.service.name, f"{models.service.name}_models")
        return cst.Call(cst.Name(function), [cst.Arg(cst.Name(name)), cst.Arg(cst.Name(service))])


class _Handlers(NamedTuple):
    """One handler in place of several."""

    variable: str
    exceptions: Sequence[Sequence[str]]  # of each handler
    models: ServiceModels
    names: Names
    read_error: Callable[[str, ServiceModels], cst.Call]

    def change(self, node: cst.Try, first: int, count: int, has_last: bool) -> cst.Try:
        """A `try` with the one handler."""
        handlers = list(node.handlers[first : first + count])
        last = node.handlers[first + count] if has_last else None
        body = self._only(handlers[0]) if count == 1 and not last else self._match(handlers, last)
        made = cst.ExceptHandler(
            type=cst.Name(self.names.use("botocore.exceptions", "ClientError", "BotoClientError")),
            name=cst.AsName(cst.Name(self.variable)),
            body=body,
            leading_lines=handlers[0].leading_lines,
        )
        behind = first + count + has_last
        return node.with_changes(handlers=[*node.handlers[:first], made, *node.handlers[behind:]])

    def _only(self, handler: cst.ExceptHandler) -> cst.BaseSuite:
        """`if not isinstance(…): raise`, before what the handler does."""
        classes: list[cst.BaseExpression] = [self._class(each) for each in self.exceptions[0]]
        cls = classes[0] if len(classes) == 1 else cst.Tuple([cst.Element(each) for each in classes])
        error = self.read_error(self.variable, self.models)
        test = cst.Call(cst.Name("isinstance"), [cst.Arg(error), cst.Arg(cls)])
        guard = cst.If(cst.UnaryOperation(cst.Not(), test), _block([_raise()]))
        return (
            handler.body.with_changes(body=[guard, *_statements(handler.body)])
            if isinstance(handler.body, cst.IndentedBlock)
            else _block([guard, *_statements(handler.body)])
        )

    def _match(self, handlers: Sequence[cst.ExceptHandler], last: cst.ExceptHandler | None) -> cst.BaseSuite:
        """`match read_error(…):` with a case for each handler."""
        cases = [
            cst.MatchCase(self._pattern(names), _as_block(handler.body), leading_lines=_comments(handler))
            for names, handler in zip(self.exceptions, handlers, strict=True)
        ]
        rest = _as_block(last.body) if last else _block([_raise()])
        cases.append(cst.MatchCase(cst.MatchAs(), rest, leading_lines=_comments(last) if last else []))
        return _block([cst.Match(self.read_error(self.variable, self.models), cases)])

    def _pattern(self, names: Sequence[str]) -> cst.MatchPattern:
        patterns = [cst.MatchClass(self._class(each)) for each in names]
        if len(patterns) == 1:
            return patterns[0]
        elements = [
            cst.MatchOrElement(each, separator=cst.BitOr() if each is not patterns[-1] else cst.MaybeSentinel.DEFAULT)
            for each in patterns
        ]
        return cst.MatchOr(elements)

    def _class(self, name: str) -> cst.Name:
        return cst.Name(local_name(self.names, name, self.models))


class _CodeFinder(cst.CSTVisitor):
    """Finds `error.response["Error"]["Code"]`."""

    def __init__(self, code: Code, error: str) -> None:
        super().__init__()
        self._code = code
        self._error = error
        self.found: list[cst.BaseExpression] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Visit a node, and its parts unless it is found."""
        if isinstance(node, cst.Subscript | cst.Call):
            text = self._code.text(node).replace('"', "'").replace(" ", "")
            found = _CODE.fullmatch(text)
            if found and found["error"] == self._error:
                self.found.append(node)
                return False
        return True


def _compared_codes(comparison: cst.Comparison) -> tuple[list[str], bool]:
    """The codes that a comparison is about, and whether it asks for them or for others. None if they are not texts."""
    if len(comparison.comparisons) != 1:
        return [], True
    target = comparison.comparisons[0]
    other = target.comparator
    if isinstance(target.operator, cst.Equal | cst.NotEqual):
        text = literal_text(other)
        return ([text] if text else []), isinstance(target.operator, cst.Equal)
    if isinstance(target.operator, cst.In | cst.NotIn) and isinstance(other, cst.Tuple | cst.List | cst.Set):
        texts = [literal_text(each.value) for each in other.elements]
        found = [each for each in texts if each]
        return (found if len(found) == len(texts) else []), isinstance(target.operator, cst.In)
    return [], True


def _is_head(call: CalledOperation) -> bool:
    return call.operation.startswith("Head")


def _types_of(handler: cst.ExceptHandler) -> list[cst.BaseExpression]:
    if isinstance(handler.type, cst.Tuple):
        return [each.value for each in handler.type.elements]
    return [handler.type] if handler.type else []


def _catches(handler: cst.ExceptHandler) -> set[str]:
    """The last parts of the names of what a handler catches. A bare one catches a BaseException."""
    types = _types_of(handler)
    names = {each.attr.value if isinstance(each, cst.Attribute) else getattr(each, "value", "") for each in types}
    return names or {"BaseException"}


def _name_of(handler: cst.ExceptHandler) -> str:
    name = handler.name.name if handler.name else None
    return name.value if isinstance(name, cst.Name) else ""


def _raise() -> cst.SimpleStatementLine:
    return cst.SimpleStatementLine([cst.Raise()])


def _block(statements: Sequence[cst.BaseStatement]) -> cst.IndentedBlock:
    return cst.IndentedBlock(list(statements))


def _as_block(body: cst.BaseSuite) -> cst.IndentedBlock:
    return body if isinstance(body, cst.IndentedBlock) else _block(_statements(body))


def _statements(body: cst.BaseSuite) -> list[cst.BaseStatement]:
    if isinstance(body, cst.IndentedBlock):
        return list(body.body)
    assert isinstance(body, cst.SimpleStatementSuite)
    return [cst.SimpleStatementLine(body.body)]


def _comments(handler: cst.ExceptHandler) -> Sequence[cst.EmptyLine]:
    return [each for each in handler.leading_lines if each.comment]
