"""Follows what comes of a response, and decides how each read of it is written with attributes.

A value is followed from the call to every place that can see it, by variables, loops and functions of Python. If one of
these places needs the dictionary of boto3, the whole group is left alone: the dictionary is returned, passed on, stored
or changed there. A value without objects of our classes in it may go anywhere, because it is the same in both.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

import libcst as cst

from ... import ir, naming
from .code import Code, is_method, literal_key, literal_text
from .edits import Edits, Group
from .functions import PrivateFunction, PrivateFunctions
from .models import Field, Kind, ServiceModels
from .names import Names
from .narrowing import catches_key_error, is_narrowed, is_tested
from .requests import local_name
from .variables import Variable


class Absence(StrEnum):
    """What boto3 does at a place where AWS may have left the value out."""

    NEVER = "never"  # the value is there
    RAISES = "raises"  # a KeyError; here it is None, or empty
    NONE = "none"  # it is None, as it is here
    NONE_FOR_EMPTY = "none for empty"  # it is None, where it is an empty list or map here
    EMPTY = "empty"  # it is an empty dictionary, where it is None here


class Value(NamedTuple):
    """What is known of an expression that comes of a response."""

    models: ServiceModels
    type: ir.Type
    group: Group
    absence: Absence = Absence.NEVER

    @property
    def kind(self) -> Kind | None:
        """What it is in Python."""
        return self.models.kind(self.type)

    @property
    def holds_classes(self) -> bool:
        """Whether boto3 has a dictionary in it where we have an object of a class."""
        return self.models.holds_classes(self.type)

    @property
    def may_be_none(self) -> bool:
        """Whether it may be None here."""
        return self.absence in {Absence.NONE, Absence.EMPTY} or (
            self.absence is Absence.RAISES and self.kind in {Kind.CLASS, Kind.PLAIN}
        )

    def part(self, type_: ir.Type, absence: Absence = Absence.NEVER) -> "Value":
        """Something that is read of it."""
        return Value(self.models, type_, self.group, absence)


class _Held:
    """A variable that holds what comes of responses."""

    def __init__(self, variable: Variable, value: Value, name: cst.Name) -> None:
        self.variable = variable
        self.value = value
        self.name = name  # one of its names in the code
        self.bound: set[cst.CSTNode] = set()  # what binds it to such a value


_INDEX = ir.Scalar(ir.ScalarKind.INTEGER)
_KEY = ir.Scalar(ir.ScalarKind.STRING)
_SAME_LIST = frozenset({"sorted", "list", "reversed", "iter", "tuple"})
_ONE_OF_LIST = frozenset({"max", "min", "next"})
_ONLY_LOOKS = frozenset({"len", "bool", "any", "all"})
_CHANGES = frozenset("append extend insert remove pop clear sort reverse update setdefault popitem".split())


class Reads:
    """The reads of one file."""

    def __init__(
        self,
        code: Code,
        edits: Edits,
        names: Names,
        functions: PrivateFunctions,
        find_call: Callable[[cst.CSTNode], Group | None],
    ) -> None:
        self._code = code
        self._edits = edits
        self._names = names
        self._find_call = find_call  # the group of a call of an operation that is to be changed
        self._variables: dict[cst.CSTNode, _Held] = {}  # by their first binding
        self._functions = functions
        self._expected: dict[cst.CSTNode, tuple[set[cst.CSTNode], Value]] = {}  # by parameter or function
        self._passed: dict[cst.CSTNode, set[cst.CSTNode]] = {}
        self._returned: set[tuple[cst.CSTNode, Absence]] = set()
        self._followed: dict[cst.CSTNode, Value] = {}
        self.arguments: set[cst.CSTNode] = set()  # what comes of a response and is sent by a call

    def follow(self, node: cst.BaseExpression, value: Value) -> None:
        """Follow a value from the expression that it is."""
        known = self._followed.setdefault(node, value)
        known.group.join(value.group)
        if known.type != value.type or known.models is not value.models:
            self._leave(node, value, "may also be one of another operation")
            return
        parent = self._code.parent(node)
        match parent:
            case cst.Expr() | cst.Del():
                pass
            case cst.Assign():
                self._assign(parent, node, value)
            case cst.AnnAssign():
                self._annotated(parent, node, value)
            case cst.NamedExpr():
                self._require(node, value)
                self._bind(parent.target, value._replace(absence=_after_check(value)))
                self.follow(parent, value._replace(absence=_after_check(value)))
            case cst.Return():
                self._return(parent, node, value)
            case cst.AugAssign():
                self._augmented(parent, node, value)
            case cst.Subscript():
                self._subscript(parent, node, value)
            case cst.Attribute():
                self._attribute(parent, node, value)
            case cst.For() | cst.CompFor():
                self._loop(parent, node, value)
            case cst.Arg():
                self._argument(parent, node, value)
            case cst.Comparison() | cst.ComparisonTarget():
                self._comparison(parent, node, value)
            case cst.BooleanOperation():
                self._boolean(parent, node, value)
            case cst.IfExp() if parent.test is not node:
                self._choice(parent, node, value)
            case cst.ListComp() | cst.GeneratorExp() | cst.SetComp():
                self._comprehension(parent, node, value)
            case cst.DictComp() if parent.value is node:
                self._require(node, value)
                self.follow(parent, value.part(ir.Map(_KEY, value.type)))
            case _ if is_tested(self._code, node):
                pass
            case _:
                self._escape(node, value)

    def finish(self) -> None:
        """Leave alone what is bound to a variable that also holds something else, and rename what would clash."""
        for held in self._variables.values():
            for node in held.variable.bindings:
                if node not in held.bound and _neutral(self._code, node) is None:
                    line = self._code.line(node)
                    held.value.group.leave(f"{held.variable.name} also holds something else, line {line}")
        for parameter, (expected, value) in self._expected.items():
            for node in expected - self._passed.get(parameter, set()):
                where = f", line {self._code.line(node)}"
                value.group.leave(
                    f"the response goes through a function that is also called with something else{where}"
                )
        for held in self._variables.values():
            if held.variable.siblings > 1 and held.value.holds_classes:
                self._rename(held)
            self._annotate_neutral(held)

    def _annotate_neutral(self, held: _Held) -> None:
        """Replace the annotation of a variable that begins as nothing: `found: list[dict[str, Any]] = []`."""
        for node in held.variable.bindings:
            statement = self._code.parent(node)
            if isinstance(statement, cst.AnnAssign) and node not in held.bound and held.value.holds_classes:
                self._annotate(statement.annotation, held.value)

    def _rename(self, held: _Held) -> None:
        """Give a variable a name of its own, if others of the same name in the function have another type."""
        others = self._code.others(held.variable)
        known = [self._variables.get(each.bindings[0]) for each in others]
        is_first = self._code.line(held.variable.bindings[0]) <= min(
            self._code.line(each.bindings[0]) for each in others
        )
        types = {repr(each.value.type) if each and not each.value.group.is_left else "" for each in known}
        if types == {repr(held.value.type)} or (is_first and "" not in types):
            return
        base = _noun(held.value)
        new = self._code.unused_name(held.name, f"{base}_{held.variable.name}", f"{base}_{held.variable.name}_")
        for node in (*held.bound, *held.variable.bindings, *held.variable.references):
            if isinstance(node, cst.Name):
                self._edits.add(node, held.value.group, "name", _renamed(new), is_first=True)

    # Reads

    def _subscript(self, parent: cst.Subscript, node: cst.BaseExpression, value: Value) -> None:
        if parent.value is not node:
            self._escape(node, value)
        elif self._is_target(parent):
            self._leave(node, value, "is changed")
        elif value.kind is Kind.CLASS:
            self._read_member(parent, node, literal_key(parent), value)
        elif value.kind is Kind.LIST:
            self._require(node, value)
            element = value.type if _is_slice(parent) else _element(value)
            self.follow(parent, value.part(element))
        elif value.kind is Kind.MAP:
            self._require(node, value)
            self.follow(parent, value.part(_value_type(value)))
        else:
            self._escape(node, value)

    def _read_member(self, parent: cst.Subscript, node: cst.BaseExpression, key: str | None, value: Value) -> None:
        """`response["Key"]`."""
        field = self._find_field(node, key, value)
        if field is None:
            return
        self._require(node, value)
        self._edits.add(parent, value.group, "read", lambda updated: _attribute_of(updated.value, field.name, updated))
        is_certain = not field.may_be_none and value.models.kind(field.type) not in {Kind.LIST, Kind.MAP}
        self.follow(parent, value.part(field.type, Absence.NEVER if is_certain else Absence.RAISES))

    def _find_field(self, node: cst.CSTNode, key: str | None, value: Value) -> Field | None:
        """The field that a key reads. Leaves the group alone if there is none."""
        name = value.models.class_name(value.type)
        if key is None:
            self._leave(node, value, "is read with a key that is not in the code")
            return None
        field = value.models.received_fields(name).get(key)
        if field is None:
            self._leave(node, value, f"is read with {key!r}, which {name} does not have")
        elif value.models.kind(field.type) is None:
            self._leave(node, value, f"has values of several types in {key!r}")
            return None
        return field

    def _attribute(self, parent: cst.Attribute, node: cst.BaseExpression, value: Value) -> None:
        call = self._code.parent(parent)
        name = parent.attr.value
        is_called = isinstance(call, cst.Call) and call.func is parent
        if value.kind in {Kind.LIST, Kind.MAP} and name in _CHANGES:
            if value.holds_classes or value.kind is Kind.MAP or not isinstance(node, cst.Name):
                self._leave(node, value, "is changed")
        elif value.kind is Kind.CLASS:
            if is_called and isinstance(call, cst.Call) and name == "get":
                self._get_member(call, node, value)
            else:
                self._leave(node, value, f"is used as a dictionary (`{name}`)")
        elif value.kind is Kind.MAP and is_called and isinstance(call, cst.Call):
            self._read_map(call, name, node, value)
        elif value.kind is Kind.LIST and is_called and name in {"index", "count"} and not value.holds_classes:
            self._require(node, value)
        elif value.kind is Kind.LIST and is_called and isinstance(call, cst.Call) and name == "copy":
            self._require(node, value)
            self.follow(call, value._replace(absence=Absence.NEVER))
        else:
            self._escape(node, value, is_used=True)

    def _read_map(self, call: cst.Call, name: str, node: cst.BaseExpression, value: Value) -> None:
        self._require(node, value)
        element = _value_type(value)
        if name == "get":
            default = _default(call)
            if default != "none" and value.part(element).holds_classes:
                self._leave(node, value, "has a default that is no member")
                return
            absence = Absence.NONE if default == "none" else Absence.NEVER
            self.follow(call, value.part(element, absence))
        elif name == "values":
            self.follow(call, value.part(ir.List(element)))
        elif name == "items":
            self.follow(call, value.part(ir.List(ir.Tuple((_KEY, element)))))
        elif name == "copy":
            self.follow(call, value._replace(absence=Absence.NEVER))
        elif name != "keys":
            self._escape(node, value)

    def _get_member(self, call: cst.Call, node: cst.BaseExpression, value: Value) -> None:
        """`response.get("Key", default)`."""
        key = literal_text(call.args[0].value) if call.args else None
        field = self._find_field(node, key, value)
        if field is None:
            return
        kind = value.models.kind(field.type)
        default = _default(call)
        fits = {
            Kind.LIST: {"none", "list"},
            Kind.MAP: {"none", "map"},
            Kind.CLASS: {"none", "map"},
            Kind.PLAIN: {"none", "text", "number", "false", "other"},
        }
        if kind is None or default not in fits.get(kind, set()):
            self._leave(node, value, f"has a default for {key!r} that is no such value")
            return
        is_safe = value.absence in {Absence.NEVER, Absence.RAISES} or is_narrowed(self._code, node)
        if value.absence is Absence.NONE and not is_safe:
            is_safe = True
            self._require(node, value)
        elif value.absence is Absence.RAISES:
            self._require(node, value)
        if not is_safe and not _is_pure(node):
            self._leave(node, value, "is read twice, through a call")
            return
        absence = _after_get(kind, default, field)
        default_node = call.args[1].value if len(call.args) > 1 else None
        change = _Get(field, kind, default, default_node, is_safe=is_safe, is_pure=_is_pure(node))
        if not change.is_possible:
            self._leave(node, value, f"has a default for {key!r} that is no simple value")
            return
        self._edits.add(call, value.group, "read", lambda updated: change.apply(updated, self._needs_parentheses(call)))
        if not is_safe and absence is Absence.NEVER and kind in {Kind.LIST, Kind.MAP}:
            absence = Absence.NEVER
        self.follow(call, value.part(field.type, absence))

    def _needs_parentheses(self, node: cst.CSTNode) -> bool:
        """Whether an operation in place of a node must be in parentheses."""
        parent = self._code.parent(node)
        return not isinstance(
            parent,
            cst.Assign | cst.AnnAssign | cst.Arg | cst.Return | cst.Index | cst.Expr | cst.FormattedStringExpression,
        )

    # Places that a value comes to

    def _loop(self, parent: cst.For | cst.CompFor, node: cst.BaseExpression, value: Value) -> None:
        if parent.iter is not node:
            self._escape(node, value)
            return
        if value.kind is Kind.LIST:
            self._require(node, value)
            self._bind_target(parent.target, value.part(_element(value)))
        elif value.kind is Kind.MAP:
            self._require(node, value)
        else:
            self._escape(node, value)

    def _bind_target(self, target: cst.BaseExpression, value: Value) -> None:
        if isinstance(target, cst.Name):
            self._bind(target, value)
        elif isinstance(target, cst.Tuple | cst.List) and value.kind is Kind.TUPLE:
            resolved = value.models.resolved(value.type)
            assert isinstance(resolved, ir.Tuple)
            for element, type_ in zip(target.elements, resolved.elements, strict=False):
                self._bind_target(element.value, value.part(type_))
        elif value.holds_classes:
            self._leave(target, value, "is taken apart")

    def _assign(self, parent: cst.Assign, node: cst.BaseExpression, value: Value) -> None:
        self._require(node, value)
        for each in parent.targets:
            target = each.target
            if isinstance(target, cst.Name):
                self._copy_if_changed(target, node, value)
                self._bind(target, value._replace(absence=_after_check(value)))
            elif isinstance(target, cst.Tuple | cst.List) and value.kind is Kind.LIST:
                for element in target.elements:
                    self._bind_target(element.value, value.part(_element(value)))
            elif value.holds_classes or value.absence is Absence.NONE_FOR_EMPTY:
                self._leave(target, value, "is stored")

    def _copy_if_changed(self, target: cst.Name, node: cst.BaseExpression, value: Value) -> None:
        """Copy a list that the code adds to later: one that is absent cannot be changed."""
        variable = self._code.variable(target)
        if variable is None or value.kind is not Kind.LIST:
            return
        is_added_to = any(isinstance(self._code.parent(each), cst.AugAssign) for each in variable.bindings)
        if is_added_to or any(map(self._is_changed, variable.references)):
            self._edits.add(node, value.group, "copy", lambda updated: cst.Call(cst.Name("list"), [cst.Arg(updated)]))

    def _is_changed(self, name: cst.Name) -> bool:
        """Whether a method is called that changes a list."""
        parent = self._code.parent(name)
        return isinstance(parent, cst.Attribute) and parent.value is name and parent.attr.value in _CHANGES

    def _annotated(self, parent: cst.AnnAssign, node: cst.BaseExpression, value: Value) -> None:
        if not isinstance(parent.target, cst.Name) or parent.value is not node:
            self._escape(node, value)
            return
        self._require(node, value)
        self._copy_if_changed(parent.target, node, value)
        value = value._replace(absence=_after_check(value))
        if value.holds_classes:
            self._annotate(parent.annotation, value)
        self._bind(parent.target, value)

    def _annotate(self, annotation: cst.Annotation | None, value: Value) -> None:
        """Replace an annotation by the type that a value has here."""
        if annotation is None:
            return
        if not value.models.is_spelled(value.type):
            self._leave(annotation, value, "has a type that was written by hand")
            return
        may_be_none = value.may_be_none and value.kind is Kind.CLASS

        def change(updated: cst.BaseExpression) -> cst.BaseExpression:
            spelled = value.models.spelled(value.type, lambda name: local_name(self._names, name, value.models))
            return cst.parse_expression(f"{spelled} | None" if may_be_none else spelled)

        self._edits.add(annotation.annotation, value.group, "type", change)

    def _augmented(self, parent: cst.AugAssign, node: cst.BaseExpression, value: Value) -> None:
        if parent.target is node:
            if value.holds_classes and not isinstance(parent.operator, cst.AddAssign):
                self._leave(node, value, "is changed")
        elif isinstance(parent.target, cst.Name) and value.kind is Kind.LIST and value.holds_classes:
            self._require(node, value)
            self._collect(parent.target, value)
        else:
            self._escape(node, value)

    def _collect(self, name: cst.Name, value: Value) -> None:
        """Follow a list that begins empty, and to which a value is added."""
        if not self._code.assignments(name):
            self._leave(name, value, "is stored")
            return
        self._bind(name, value._replace(absence=Absence.NEVER), is_assignment=False)

    def _argument(self, argument: cst.Arg, node: cst.BaseExpression, value: Value) -> None:
        call = self._code.parent(argument)
        assert isinstance(call, cst.Call | cst.ClassDef)
        if isinstance(call, cst.ClassDef) or argument.star:
            self._escape(node, value)
            return
        function = call.func
        if group := self._find_call(call):
            self._send(node, value, group)
        elif isinstance(function, cst.Name) and not argument.keyword and self._pass_to_builtin(call, node, value):
            pass
        elif value.holds_classes and (called := self._functions.called_by(call)):
            self._pass_to_function(called, argument, node, value)
        elif isinstance(function, cst.Attribute) and isinstance(function.value, cst.Name) and value.holds_classes:
            collected = function.attr.value
            if collected == "append":
                self._require(node, value)
                self._collect(function.value, value.part(ir.List(value.type)))
            elif collected == "extend" and value.kind is Kind.LIST:
                self._require(node, value)
                self._collect(function.value, value)
            else:
                self._escape(node, value)
        else:
            self._escape(node, value)

    def _pass_to_function(
        self, function: PrivateFunction, argument: cst.Arg, node: cst.BaseExpression, value: Value
    ) -> None:
        """Follow a value into a function all of whose calls pass such a value."""
        call = self._code.parent(argument)
        assert isinstance(call, cst.Call)
        parameter = function.parameter_of(argument, call)
        if parameter is None or function.is_unpacked:
            self._escape(node, value)
            return
        self._require(node, value)
        value = value._replace(absence=_after_check(value))
        others: set[cst.CSTNode] = set()
        for each in function.calls:
            found = function.argument_for(parameter, each)
            default = parameter.default or each  # a call without the argument is one with something else
            others.add(found.value if found else default)
        if any(map(_is_none, others)) and value.absence is Absence.NEVER:
            value = value._replace(absence=Absence.NONE)
        self._expected[parameter] = {each for each in others if not _is_none(each)}, value
        self._passed.setdefault(parameter, set()).add(node)
        self._annotate(parameter.annotation, value)
        self._bind(parameter, value)

    def _return(self, parent: cst.Return, node: cst.BaseExpression, value: Value) -> None:
        """Follow a value out of a function all of whose returns are such values."""
        function = self._functions.around(parent) if value.holds_classes else None
        if function is None or function.is_generator:
            self._escape(node, value)
            return
        self._require(node, value)
        value = value._replace(absence=_after_check(value))
        returned = [each.value for each in function.returns]
        kinds = {None if each is None else _default_kind(each) for each in returned} | (
            set() if _ends_with_return(function.node) else {None}
        )
        if kinds & {None, "none"}:
            value = value._replace(absence=Absence.NONE)
        neutral = {Kind.LIST: "list", Kind.MAP: "map"}.get(value.kind) if value.kind else None
        others = [each for each in returned if each is not None and _default_kind(each) not in {"none", neutral}]
        self._expected[function.node] = set(others), value
        self._passed.setdefault(function.node, set()).add(node)
        self._annotate(function.node.returns, value)
        for call in function.calls:
            result = self._code.parent(call) if function.node.asynchronous else call
            if function.node.asynchronous and not isinstance(result, cst.Await):
                self._escape(node, value)
            elif isinstance(result, cst.BaseExpression) and (result, value.absence) not in self._returned:
                self._returned.add((result, value.absence))
                self.follow(result, value)

    def _pass_to_builtin(self, call: cst.Call, node: cst.BaseExpression, value: Value) -> bool:
        """Pass a list to a function of Python. Returns whether it is one that is known."""
        assert isinstance(call.func, cst.Name)
        name = call.func.value
        if value.kind not in {Kind.LIST, Kind.MAP} or self._code.variable(call.func):
            return False
        if name in _ONLY_LOOKS:
            self._require(node, value)
            return True
        if value.kind is not Kind.LIST or not value.holds_classes:
            return False
        element = _element(value)
        for each in call.args:
            if each.keyword and each.keyword.value == "key":
                if not isinstance(each.value, cst.Lambda):  # a function that expects dictionaries
                    return False
                for parameter in each.value.params.params[:1]:
                    self._bind(parameter, value.part(element))
        if name in _SAME_LIST:
            self._require(node, value)
            self.follow(call, value.part(value.type))
        elif name in _ONE_OF_LIST:
            self._require(node, value)
            default = next((each.value for each in call.args[1:] if not each.keyword or _is_default(each)), None)
            if default is not None and not _is_none(default):
                return False
            self.follow(call, value.part(element, Absence.NONE if default is not None else Absence.NEVER))
        elif name == "enumerate":
            self._require(node, value)
            self.follow(call, value.part(ir.List(ir.Tuple((_INDEX, element)))))
        else:
            return False
        return True

    def _send(self, node: cst.BaseExpression, value: Value, group: Group) -> None:
        """A value is an argument of another call, which must be changed, too."""
        if value.absence is Absence.RAISES:
            self._require(node, value)
        if value.holds_classes:
            value.group.join(group)
            self.arguments.add(node)

    def _comparison(self, parent: cst.CSTNode, node: cst.BaseExpression, value: Value) -> None:
        comparison = parent if isinstance(parent, cst.Comparison) else self._code.parent(parent)
        assert isinstance(comparison, cst.Comparison)
        target = comparison.comparisons[0]
        is_single = len(comparison.comparisons) == 1
        operator = target.operator
        if target.comparator is node and is_single and isinstance(operator, cst.In | cst.NotIn):
            self._membership(comparison, node, value)
        elif isinstance(operator, cst.Is | cst.IsNot) and value.absence in {Absence.NONE, Absence.NEVER}:
            pass
        elif isinstance(operator, cst.Equal) or (isinstance(operator, cst.In) and comparison.left is node):
            if value.holds_classes or value.absence is Absence.NONE_FOR_EMPTY:
                self._escape(node, value)
            elif catches_key_error(self._code, node) or not _is_constant(
                target.comparator if comparison.left is node else comparison.left
            ):
                self._require(node, value)
        else:
            self._escape(node, value, is_used=isinstance(operator, cst.LessThan | cst.GreaterThan))

    def _membership(self, comparison: cst.Comparison, node: cst.BaseExpression, value: Value) -> None:
        """`"Key" in response`."""
        if value.kind is not Kind.CLASS:
            if value.holds_classes and value.kind is Kind.LIST:
                self._leave(node, value, "is searched for a dictionary")
            else:
                self._require(node, value)
            return
        field = self._find_field(node, literal_text(comparison.left), value)
        if field is None:
            return
        if value.absence is Absence.EMPTY and not is_narrowed(self._code, node):
            self._leave(node, value, "is searched for a key, and may be absent itself")
            return
        self._require(node, value)
        is_in = isinstance(comparison.comparisons[0].operator, cst.In)
        is_none = value.models.kind(field.type) in {Kind.CLASS, Kind.PLAIN}
        quote = "'" if any(isinstance(each, cst.FormattedString) for each, _ in self._code.above(node)) else '"'
        text = f"{quote}{field.name}{quote}" if not is_none else ""
        self._edits.add(
            comparison,
            value.group,
            "read",
            lambda updated: self._presence(updated, field.name, text, is_in, value.models),
        )

    def _presence(
        self, updated: cst.Comparison, field: str, text: str, is_in: bool, models: ServiceModels
    ) -> cst.BaseExpression:
        receiver = updated.comparisons[0].comparator
        if not text:  # it is None if it is absent
            operator = cst.IsNot() if is_in else cst.Is()
            read = _attribute_of(receiver, field, None)
            return updated.with_changes(left=read, comparisons=[cst.ComparisonTarget(operator, cst.Name("None"))])
        function = cst.Name(self._names.use(models.root, "is_absent", "is_member_absent"))
        call = cst.Call(function, [cst.Arg(receiver), cst.Arg(cst.SimpleString(text))])
        if not is_in:
            return call.with_changes(lpar=updated.lpar, rpar=updated.rpar)
        return cst.UnaryOperation(cst.Not(), call, lpar=updated.lpar, rpar=updated.rpar)

    def _boolean(self, parent: cst.BooleanOperation, node: cst.BaseExpression, value: Value) -> None:
        if is_tested(self._code, node):
            if catches_key_error(self._code, node):
                self._require(node, value)
        elif parent.right is node:
            self.follow(parent, value)
        elif isinstance(parent.operator, cst.And):
            self._escape(node, value)
        else:
            self._or(parent, node, value)

    def _or(self, parent: cst.BooleanOperation, node: cst.BaseExpression, value: Value) -> None:
        """`response.get("Items") or []`."""
        default = _default_kind(parent.right)
        fits = {Kind.LIST: "list", Kind.MAP: "map", Kind.CLASS: "map"}
        if value.kind is Kind.PLAIN or value.kind is None:
            self._escape(node, value)
        elif default == fits.get(value.kind):
            self._edits.add(parent, value.group, "read", lambda updated: _in_place_of(updated.left, updated))
            absence = (
                Absence.EMPTY if value.kind is Kind.CLASS and value.absence is not Absence.NEVER else Absence.NEVER
            )
            self.follow(parent, value._replace(absence=absence))
        else:
            self._leave(node, value, "has a default that is no such value")

    def _choice(self, parent: cst.IfExp, node: cst.BaseExpression, value: Value) -> None:
        """`response["Items"] if … else []`."""
        other = parent.orelse if parent.body is node else parent.body
        called = other.expression if isinstance(other, cst.Await) else other
        self._require(node, value)
        value = value._replace(absence=_after_check(value))
        default = _default_kind(other)
        if not value.holds_classes:
            self._escape(node, value)
        elif group := self._find_call(called):  # another call, whose response comes here as well
            value.group.join(group)
            self.follow(parent, value)
        elif default == "none":
            self.follow(parent, value._replace(absence=Absence.NONE))
        elif (value.kind, default) in {(Kind.LIST, "list"), (Kind.MAP, "map")}:
            self.follow(parent, value)
        else:
            self._leave(node, value, "may also be something else")

    def _comprehension(
        self, parent: cst.ListComp | cst.GeneratorExp | cst.SetComp, node: cst.BaseExpression, value: Value
    ) -> None:
        if not value.holds_classes:
            self._escape(node, value)
        elif isinstance(parent, cst.SetComp):
            self._leave(node, value, "is put into a set")
        else:
            self._require(node, value)
            self.follow(parent, value.part(ir.List(value.type)))

    def _escape(self, node: cst.BaseExpression, value: Value, *, is_used: bool = False) -> None:
        """A value comes to a place that is not followed. `is_used`: where it must not be None."""
        if group := self._enclosing_call(node):
            self._send(node, value, group)
        elif value.holds_classes:
            self._leave(node, value, _what_happens(self._code, node))
        elif value.absence is Absence.NONE_FOR_EMPTY:
            self._leave(node, value, "would be empty, where boto3 has None")
        elif value.absence is Absence.RAISES or is_used:
            self._require(node, value)

    def _enclosing_call(self, node: cst.CSTNode) -> Group | None:
        """The call that a value is sent by, as a part of a dictionary or a list that stands there."""
        for parent, _ in self._code.above(node):
            if isinstance(parent, cst.Arg):
                call = self._code.parent(parent)
                return self._find_call(call) if call and parent.keyword else None
            if not isinstance(parent, cst.DictElement | cst.Dict | cst.Element | cst.List):
                return None
        return None

    # Variables

    def _bind(self, name: cst.BaseExpression | cst.Param, value: Value, *, is_assignment: bool = True) -> None:
        """A variable holds a value. Follow it to all places that read the variable."""
        plain = name.name if isinstance(name, cst.Param) else name
        found = self._code.variable(plain) if isinstance(plain, cst.Name) else None
        if found is None or not isinstance(plain, cst.Name):
            self._leave(plain, value, "is stored")
            return
        if value.holds_classes and not all(map(self._code.is_followed, self._code.assignments(plain))):
            self._leave(plain, value, "is stored in a class")
            return
        is_global = any(map(self._code.is_global, self._code.assignments(plain)))
        if value.holds_classes and is_global and self._functions.is_imported(plain.value):
            self._leave(plain, value, "is in a variable that another file imports")
            return
        value = value._replace(absence=self._absence_in(found, value))
        key = found.bindings[0]
        known = self._variables.get(key)
        if known is None:
            known = self._variables[key] = _Held(found, value, plain)
            self._add_bound(known, name if is_assignment else None)
            self._follow_references(known)
            return
        self._add_bound(known, name if is_assignment else None)
        known.value.group.join(value.group)
        if known.value.type != value.type:
            self._leave(plain, value, f"is in {plain.value}, which also holds another type")
        elif list(Absence).index(value.absence) > list(Absence).index(known.value.absence):
            known.value = value
            self._follow_references(known)

    def _absence_in(self, variable: Variable, value: Value) -> Absence:
        """The absence of a value in a variable that may begin as None or as an empty dictionary."""
        others = {_neutral(self._code, each) for each in variable.bindings}
        if "map" in others and value.kind is Kind.CLASS:
            return Absence.EMPTY
        if "none" in others and value.absence is Absence.NEVER:
            return Absence.NONE
        return value.absence

    def _add_bound(self, held: _Held, node: cst.CSTNode | None) -> None:
        if node is not None:
            held.bound.add(node)

    def _follow_references(self, held: _Held) -> None:
        for node in held.variable.references:
            if not self._is_collecting(node):
                self.follow(node, held.value)

    def _is_collecting(self, name: cst.Name) -> bool:
        """Whether a name stands in `items.append(…)`, which `_collect` sees, or before `+=`."""
        parent = self._code.parent(name)
        if isinstance(parent, cst.Attribute) and parent.value is name and parent.attr.value in {"append", "extend"}:
            call = self._code.parent(parent)
            return isinstance(call, cst.Call) and call.func is parent
        return False

    # What follows from a place

    def _require(self, node: cst.BaseExpression, value: Value) -> None:
        """Have the code say that a value must be there, if it may be absent here."""
        if value.kind is Kind.LIST:
            is_needed = value.absence is Absence.RAISES and catches_key_error(self._code, node)
        elif value.kind is Kind.MAP:
            is_needed = value.absence is Absence.RAISES and not self._is_key_read(node)
        elif value.absence is Absence.RAISES:
            is_needed = True
        else:
            is_needed = value.may_be_none and self._is_read(node, value)
        if is_needed and not is_narrowed(self._code, node):
            self._edits.add(node, value.group, "present", lambda updated: self._present(updated, value.models))

    def _is_key_read(self, node: cst.BaseExpression) -> bool:
        """Whether a key of a map is read at a place, which raises a KeyError if the map is empty."""
        parent = self._code.parent(node)
        return isinstance(parent, cst.Subscript) and parent.value is node

    def _is_read(self, node: cst.BaseExpression, value: Value) -> bool:
        """Whether something is read of a value at a place, so that it must not be None there."""
        parent = self._code.parent(node)
        if isinstance(parent, cst.Comparison | cst.ComparisonTarget):
            return value.kind is Kind.CLASS
        return isinstance(parent, cst.Subscript | cst.Attribute)

    def _present(self, node: cst.BaseExpression, models: ServiceModels) -> cst.BaseExpression:
        function = cst.Name(self._names.use(models.root, "present", "present_member"))
        return cst.Call(function, [cst.Arg(node)])

    def _is_target(self, node: cst.CSTNode) -> bool:
        parent = self._code.parent(node)
        return isinstance(parent, cst.AssignTarget | cst.Del) or (
            isinstance(parent, cst.AugAssign | cst.AnnAssign) and parent.target is node
        )

    def _leave(self, node: cst.CSTNode, value: Value, what: str) -> None:
        value.group.leave(f"the response {what}, line {self._code.line(node)}")


class _Get(NamedTuple):
    """How `x.get("Key", default)` is written."""

    field: Field
    kind: Kind
    default: str
    default_node: cst.BaseExpression | None
    is_safe: bool  # whether `x` cannot be None
    is_pure: bool  # whether `x` may be written twice

    @property
    def is_possible(self) -> bool:
        """Whether it can be written at all."""
        return not self._is_conditional or (self.is_pure and _is_simple(self.default_node))

    @property
    def _is_conditional(self) -> bool:
        return not self.is_safe or self.default == "other"

    def apply(self, call: cst.Call, needs_parentheses: bool) -> cst.BaseExpression:
        """The expression in place of the call."""
        receiver = test = cst.ensure_type(call.func, cst.Attribute).value
        if not self.is_safe and isinstance(receiver, cst.IfExp):  # what `get` before this one has become
            test = cst.BooleanOperation(receiver.test, cst.And(), receiver.body)
            receiver = receiver.body
        read = _attribute_of(receiver, self.field.name, None)
        if self.is_safe and (self.default == "none" or self.kind is not Kind.PLAIN or not self.field.may_be_none):
            return _in_place_of(read, call)
        made: cst.BaseExpression
        if not self.is_safe:
            otherwise = call.args[1].value if len(call.args) > 1 else cst.Name("None")
            if self.kind is Kind.CLASS:
                otherwise = cst.Name("None")
            if self.kind is Kind.PLAIN and self.default not in {"none"}:
                read = cst.BooleanOperation(read, cst.Or(), otherwise)
            made = cst.IfExp(test=test, body=read, orelse=otherwise)
        elif self.default == "other":
            test = cst.Comparison(read, [cst.ComparisonTarget(cst.Is(), cst.Name("None"))])
            made = cst.IfExp(test=test, body=call.args[1].value, orelse=read)
        else:
            made = cst.BooleanOperation(read, cst.Or(), call.args[1].value)
        if needs_parentheses or call.lpar:
            made = made.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        return made


def _after_check(value: Value) -> Absence:
    """The absence of a value that the code has required."""
    return Absence.NEVER if value.absence is Absence.RAISES else value.absence


def _after_get(kind: Kind, default: str, field: Field) -> Absence:
    """The absence of what `get` returns."""
    if kind is Kind.CLASS:
        return Absence.EMPTY if default == "map" else Absence.NONE
    if kind in {Kind.LIST, Kind.MAP}:
        return Absence.NONE_FOR_EMPTY if default == "none" else Absence.NEVER
    return Absence.NONE if default == "none" and field.may_be_none else Absence.NEVER


def _default(call: cst.Call) -> str:
    """The kind of the default of a call of `get`."""
    return _default_kind(call.args[1].value) if len(call.args) > 1 else "none"


def _default_kind(node: cst.BaseExpression) -> str:
    """What a default is: "none", "list", "map", a falsy "text", "number" or "false", or "other"."""
    text = literal_text(node)
    match node:
        case cst.Name(value="None"):
            return "none"
        case cst.Name(value="False"):
            return "false"
        case cst.List(elements=[]) | cst.Tuple(elements=[]):
            return "list"
        case cst.Dict(elements=[]):
            return "map"
        case cst.Integer() | cst.Float() if not float(node.value.replace("_", "0")):
            return "number"
        case cst.Call(func=cst.Name(value="dict"), args=[]):
            return "map"
        case cst.Call(func=cst.Name(value="list"), args=[]):
            return "list"
    return "text" if text == "" else "other"


def _neutral(code: Code, node: cst.CSTNode | None) -> str | None:
    """The kind of the nothing that an assignment binds a variable to at first. None if it is something."""
    target = code.parent(node) if node is not None else None
    statement = code.parent(target) if isinstance(target, cst.AssignTarget) else target
    if isinstance(statement, cst.Assign | cst.AnnAssign) and statement.value is not None:
        kind = _default_kind(statement.value)
        return kind if kind in {"none", "list", "map"} else None
    if isinstance(statement, cst.AugAssign):
        return "added"
    return None


def _is_constant(node: cst.BaseExpression) -> bool:
    """Whether an expression is a constant that is not None, or a list of such."""
    if isinstance(node, cst.Tuple | cst.List | cst.Set):
        return all(_is_constant(each.value) for each in node.elements)
    return isinstance(node, cst.SimpleString | cst.ConcatenatedString | cst.Integer | cst.Float) or (
        isinstance(node, cst.Name) and node.value in {"True", "False"}
    )


def _noun(value: Value) -> str:
    """A word for what a value is, for the name of a variable: `user_policies` for a response of ListUserPolicies."""
    name = value.models.class_name(value.type)
    for operation in value.models.operations.values():
        if operation.output and operation.output.name == name:
            return naming.snake_case(operation.name).partition("_")[2] or naming.snake_case(operation.name)
    return naming.snake_case(name) if name else "other"


def _renamed(name: str) -> Callable[[cst.Name], cst.Name]:
    return lambda updated: updated.with_changes(value=name)


def _ends_with_return(function: cst.FunctionDef) -> bool:
    last = function.body.body[-1] if function.body.body else None
    if isinstance(last, cst.SimpleStatementLine):
        last = last.body[-1] if last.body else None
    return isinstance(last, cst.Return | cst.Raise)


def _is_none(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"


def _is_default(argument: cst.Arg) -> bool:
    return argument.keyword is not None and argument.keyword.value == "default"


def _is_slice(node: cst.Subscript) -> bool:
    return any(isinstance(each.slice, cst.Slice) for each in node.slice)


def _element(value: Value) -> ir.Type:
    resolved = value.models.resolved(value.type)
    assert isinstance(resolved, ir.List)
    return resolved.element


def _value_type(value: Value) -> ir.Type:
    resolved = value.models.resolved(value.type)
    assert isinstance(resolved, ir.Map)
    return resolved.value


def _is_pure(node: cst.BaseExpression) -> bool:
    """Whether an expression may be evaluated twice."""
    match node:
        case cst.Name():
            return True
        case cst.Attribute(value=inner):
            return _is_pure(inner)
        case cst.Subscript(value=inner):
            return _is_pure(inner) and all(
                isinstance(each.slice, cst.Index)
                and isinstance(each.slice.value, cst.SimpleString | cst.Integer | cst.Name)
                for each in node.slice
            )
    return is_method(node, "get") and isinstance(node, cst.Call) and _is_pure_call(node)


def _is_pure_call(node: cst.Call) -> bool:
    return (
        isinstance(node.func, cst.Attribute)
        and _is_pure(node.func.value)
        and all(_is_simple(each.value) for each in node.args)
    )


def _is_simple(node: cst.BaseExpression | None) -> bool:
    """Whether it does not matter when, and how often, a default is evaluated."""
    if isinstance(node, cst.List | cst.Dict | cst.Tuple):
        return not node.elements
    return (
        node is None
        or isinstance(node, cst.SimpleString | cst.ConcatenatedString | cst.Integer | cst.Float | cst.Name)
        or (isinstance(node, cst.UnaryOperation) and _is_simple(node.expression))
        or (isinstance(node, cst.Attribute) and _is_simple(node.value))
    )


def _attribute_of(receiver: cst.BaseExpression, field: str, replaced: cst.BaseExpression | None) -> cst.BaseExpression:
    """`receiver.field`, in the parentheses of what it replaces."""
    if isinstance(receiver, cst.Await | cst.BooleanOperation | cst.IfExp | cst.NamedExpr) and not receiver.lpar:
        receiver = receiver.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    read = cst.Attribute(receiver, cst.Name(field))
    return _in_place_of(read, replaced) if replaced is not None else read


def _in_place_of(node: cst.BaseExpression, replaced: cst.BaseExpression) -> cst.BaseExpression:
    return node.with_changes(lpar=[*replaced.lpar, *node.lpar], rpar=[*node.rpar, *replaced.rpar])


_HAPPENINGS: Mapping[type[cst.CSTNode], str] = {
    cst.Return: "is returned as a dictionary",
    cst.Yield: "is yielded as a dictionary",
    cst.Arg: "is passed on as a dictionary",
    cst.DictElement: "is stored in a dictionary",
    cst.Element: "is stored in a list",
    cst.FormattedStringExpression: "is printed as a dictionary",
    cst.StarredDictElement: "is copied as a dictionary",
    cst.Lambda: "is returned as a dictionary",
}


def _what_happens(code: Code, node: cst.CSTNode) -> str:
    parent = code.parent(node)
    return _HAPPENINGS.get(type(parent), "is used as a dictionary") if parent else ""
