"""Tells apart the variables that a function gives one name, one after another.

Code often assigns what it gets next to the same name: `page` of one loop, and `page` of the next one. Each of them is a
variable of its own here, if no place can see both.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import libcst as cst

_State = frozenset[cst.CSTNode]  # what a name may be bound to at a place
_UNREACHED: _State = frozenset()


class Variable(NamedTuple):
    """What binds a variable, and where it is read."""

    name: str
    bindings: Sequence[cst.CSTNode]
    references: Sequence[cst.Name]
    siblings: int = 1  # how many variables of the scope have the name


class NotSeparableError(Exception):
    """A name is bound or read in a way that is not followed."""


def separate(
    whole: Variable, body: Iterable[cst.CSTNode], parameters: Iterable[cst.CSTNode] = ()
) -> Sequence[Variable]:
    """The variables that a name is in a function. `body`: its statements."""
    if len(whole.bindings) < 2:
        return [whole]
    flow = _Flow(whole)
    try:
        flow.run(list(body), frozenset(set(parameters) & set(whole.bindings)))
    except NotSeparableError:
        return [whole]
    return flow.variables()


class _Flow:
    """Goes through the statements of a function, with what a name may be bound to at each of them."""

    def __init__(self, whole: Variable) -> None:
        self._whole = whole
        self._bindings = set(whole.bindings)
        self._references = set(whole.references)
        self._seen: dict[cst.Name, set[cst.CSTNode]] = {}
        self._groups: dict[cst.CSTNode, set[cst.CSTNode]] = {each: {each} for each in whole.bindings}

    def run(self, body: Sequence[cst.CSTNode], state: _State) -> None:
        """Go through the body of a function."""
        self._block(body, state)
        for bindings in self._seen.values():
            self._join(bindings)
        if len(self._seen) != len(self._references) or not all(self._seen.values()):
            raise NotSeparableError

    def variables(self) -> Sequence[Variable]:
        """The variables that were found, in the order in which they are bound."""
        groups = list({id(each): each for each in self._groups.values()}.values())
        return [
            Variable(
                self._whole.name,
                [each for each in self._whole.bindings if each in group],
                [each for each in self._whole.references if self._seen[each] <= group],
                len(groups),
            )
            for group in groups
        ]

    def _join(self, bindings: Iterable[cst.CSTNode]) -> None:
        joined = set().union(*(self._groups[each] for each in bindings))
        for each in joined:
            self._groups[each] = joined

    def _block(self, statements: Sequence[cst.CSTNode], state: _State) -> _State:
        for statement in statements:
            state = self._statement(statement, state)
        return state

    def _suite(self, suite: cst.BaseSuite, state: _State) -> _State:
        return self._block(suite.body, state)

    def _statement(self, node: cst.CSTNode, state: _State) -> _State:
        match node:
            case cst.SimpleStatementLine():
                return self._block(node.body, state)
            case cst.If():
                self._read(node.test, state)
                body = self._suite(node.body, state)
                return body | (self._statement(node.orelse, state) if node.orelse else state)
            case cst.Else() | cst.Finally():
                return self._suite(node.body, state)
            case cst.For():
                return self._for(node, state)
            case cst.While():
                return self._while(node, state)
            case cst.Try():
                return self._try(node, state)
            case cst.With():
                for item in node.items:
                    self._read(item.item, state)
                    state = self._bind(item.asname.name, state) if item.asname else state
                return self._suite(node.body, state)
            case cst.Match():
                self._read(node.subject, state)
                states = [self._case(each, state) for each in node.cases]
                return state.union(*states)
            case cst.FunctionDef() | cst.ClassDef() | cst.TryStar():
                self._refuse(node)
                return state
        return self._small_statement(node, state)

    def _case(self, case: cst.MatchCase, state: _State) -> _State:
        self._refuse(case.pattern)
        if case.guard:
            self._read(case.guard, state)
        return self._suite(case.body, state)

    def _small_statement(self, node: cst.CSTNode, state: _State) -> _State:
        match node:
            case cst.Assign():
                self._read(node.value, state)
                for target in node.targets:
                    state = self._bind(target.target, state)
                return state
            case cst.AnnAssign():
                if node.value is None:
                    return state
                self._read(node.value, state)
                return self._bind(node.target, state)
            case cst.AugAssign():
                self._read(node.value, state)
                before, state = state, self._bind(node.target, state)
                self._join({*before, *state} if before != state else ())
                return state
            case cst.Return() | cst.Raise() | cst.Break() | cst.Continue():
                self._read(node, state)
                return _UNREACHED
        self._read(node, state)
        return state

    def _for(self, node: cst.For, state: _State) -> _State:
        self._read(node.iter, state)
        inside = self._bound_in(node.body)
        entered = state | inside
        after = self._suite(node.body, self._bind(node.target, entered))
        target = self._bound_in(node.target)
        left = state | after | inside | target
        return self._suite(node.orelse.body, left) if node.orelse else left

    def _while(self, node: cst.While, state: _State) -> _State:
        entered = state | self._bound_in(node.body)
        self._read(node.test, entered)
        left = entered | self._suite(node.body, entered)
        return self._suite(node.orelse.body, left) if node.orelse else left

    def _try(self, node: cst.Try, state: _State) -> _State:
        failed = state | self._bound_in(node.body)
        done = self._suite(node.body, state)
        if node.orelse:
            done = self._suite(node.orelse.body, done)
        for handler in node.handlers:
            if handler.type:
                self._read(handler.type, failed)
            if handler.name:
                self._refuse(handler.name)
            done |= self._suite(handler.body, failed)
        return self._suite(node.finalbody.body, done | failed) if node.finalbody else done

    def _bind(self, target: cst.CSTNode, state: _State) -> _State:
        bound = self._bound_in(target)
        self._read(target, state)
        return bound or state

    def _bound_in(self, node: cst.CSTNode) -> _State:
        return frozenset(each for each in _parts(node) if each in self._bindings)

    def _read(self, node: cst.CSTNode, state: _State) -> None:
        for part in _parts(node):
            if isinstance(part, cst.Lambda) or (isinstance(part, cst.NamedExpr) and part.target in self._bindings):
                self._refuse(part)
            if isinstance(part, cst.Name) and part in self._references:
                self._seen.setdefault(part, set()).update(state)

    def _refuse(self, node: cst.CSTNode) -> None:
        """Raise an error if the name occurs in a node that is not followed."""
        if any(part in self._bindings or part in self._references for part in _parts(node)):
            raise NotSeparableError


def _parts(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield node
    for each in node.children:
        yield from _parts(each)
