"""The private functions of a file, into which a value can be followed because all of their calls are known."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import libcst as cst

from .code import Code


class PrivateFunction(NamedTuple):
    """A function that only this file calls, and never passes on."""

    node: cst.FunctionDef
    calls: tuple[cst.Call, ...]
    is_method: bool

    def parameter_of(self, argument: cst.Arg, call: cst.Call) -> cst.Param | None:
        """The parameter that takes an argument of a call."""
        if argument.keyword:
            parameters = (*self._positional, *self.node.params.kwonly_params)
            return next((each for each in parameters if each.name.value == argument.keyword.value), None)
        position = call.args.index(argument)
        is_plain = not any(each.star or each.keyword for each in call.args[:position])
        return self._positional[position] if is_plain and position < len(self._positional) else None

    def argument_for(self, parameter: cst.Param, call: cst.Call) -> cst.Arg | None:
        """The argument of a call that a parameter takes."""
        return next((each for each in call.args if self.parameter_of(each, call) is parameter), None)

    @property
    def is_unpacked(self) -> bool:
        """Whether a call has arguments that nobody can tell apart."""
        return any(each.star for call in self.calls for each in call.args)

    @property
    def returns(self) -> list[cst.Return]:
        """Its return statements."""
        return [each for each in _own_parts(self.node.body) if isinstance(each, cst.Return)]

    @property
    def is_generator(self) -> bool:
        """Whether it yields."""
        return any(isinstance(each, cst.Yield) for each in _own_parts(self.node.body))

    @property
    def _positional(self) -> tuple[cst.Param, ...]:
        parameters = (*self.node.params.posonly_params, *self.node.params.params)
        return parameters[1:] if self.is_method else parameters


class Elsewhere(NamedTuple):
    """What other files have of a name of this one."""

    is_named: Callable[[str], bool]  # whether they have the word
    is_imported: Callable[[str], bool]  # whether they import it from this file
    is_application: bool = False  # whether only these files call the functions of this one, public ones as well


class PrivateFunctions:
    """Finds them."""

    def __init__(self, code: Code, elsewhere: Elsewhere) -> None:
        self._code = code
        self._elsewhere = elsewhere
        self._methods: dict[str, list[cst.FunctionDef]] = {}
        self._attributes: dict[str, list[cst.Attribute]] = {}
        for node in code.nodes():
            if isinstance(node, cst.Attribute):
                self._attributes.setdefault(node.attr.value, []).append(node)
            elif isinstance(node, cst.FunctionDef) and code.class_of(node):
                self._methods.setdefault(node.name.value, []).append(node)

    def called_by(self, call: cst.Call) -> PrivateFunction | None:
        """The private function that a call calls."""
        match call.func:
            case cst.Name():
                return self._plain(call.func)
            case cst.Attribute(value=cst.Name("self")):
                return self._method(call.func.attr.value)
        return None

    def is_imported(self, name: str) -> bool:
        """Whether another file imports a name of this one."""
        return self._elsewhere.is_imported(name)

    def around(self, node: cst.CSTNode) -> PrivateFunction | None:
        """The private function that a place is in."""
        function = self._code.function_of(node)
        if not isinstance(function, cst.FunctionDef):
            return None
        if self._code.class_of(function):
            return self._method(function.name.value)
        return self._plain(function.name)

    def _plain(self, name: cst.Name) -> PrivateFunction | None:
        variable = self._code.variable(name)
        node = variable.bindings[0] if variable and len(variable.bindings) == 1 else None
        if variable is None or not isinstance(node, cst.FunctionDef) or not self._is_private(node):
            return None
        return self._made(node, variable.references, is_method=False)

    def _method(self, name: str) -> PrivateFunction | None:
        nodes = self._methods.get(name, [])
        if len(nodes) != 1 or not self._is_private(nodes[0]):
            return None
        return self._made(nodes[0], self._attributes.get(name, []), is_method=True)

    def _is_private(self, node: cst.FunctionDef) -> bool:
        name = node.name.value
        is_inner = self._code.function_of(node) is not None
        is_named_so = (self._elsewhere.is_application or name.startswith("_")) and not name.startswith("__")
        return not node.decorators and (is_inner or (is_named_so and not self._elsewhere.is_named(name)))

    def _made(self, node: cst.FunctionDef, uses: Sequence[cst.CSTNode], *, is_method: bool) -> PrivateFunction | None:
        calls: list[cst.Call] = []
        for use in uses:
            call = self._code.parent(use)
            if not isinstance(call, cst.Call) or call.func is not use:
                return None
            calls.append(call)
        return PrivateFunction(node, tuple(calls), is_method) if calls else None


def _own_parts(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The nodes in a function, without those in functions inside it."""
    yield node
    for each in node.children:
        if not isinstance(each, cst.FunctionDef | cst.Lambda | cst.ClassDef):
            yield from _own_parts(each)
