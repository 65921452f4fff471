"""Writes the arguments of a client's method as a request."""

from collections.abc import Sequence
from typing import NamedTuple

import libcst as cst

from ... import ir
from .code import literal_text
from .edits import Edits, Group
from .models import Kind, ServiceModels
from .names import Names


class UnwritableError(Exception):
    """Why arguments cannot be written as a request."""


class Requests:
    """The requests of one file."""

    def __init__(self, edits: Edits, names: Names, received: set[cst.CSTNode]) -> None:
        self._edits = edits
        self._names = names
        self._received = received  # expressions that come of a response, and are objects of our classes already

    def plan(
        self, arguments: Sequence[cst.Arg], name: str, models: ServiceModels, group: Group, *, validates: bool
    ) -> "RequestPlan":
        """Decide how arguments become a request of a class. `validates`: whether it is made of a dictionary.

        Raises:
            UnwritableError: if they cannot.
        """
        fields = models.sent_fields(name)
        given = set()
        is_plain = not validates
        for each in arguments:
            if each.star:
                raise UnwritableError("its arguments are unpacked from a dictionary or a list")
            if each.keyword is None:
                raise UnwritableError("it has arguments without names")
            field = fields.get(each.keyword.value)
            if field is None:
                raise UnwritableError(f"{name} has no member {each.keyword.value}")
            given.add(field.name)
            is_plain &= self._is_writable(each.value, field.type, models)
        missing = sorted(each.name for each in fields.values() if not each.may_be_none and each.name not in given)
        if missing:
            raise UnwritableError(f"it gives no {missing[0]}, which {name} needs")
        if is_plain:
            for each in arguments:
                assert each.keyword
                self._write(each.value, fields[each.keyword.value].type, models, group)
        return RequestPlan(name, models, is_plain, self._names)

    def _is_writable(self, node: cst.BaseExpression, type_: ir.Type, models: ServiceModels) -> bool:
        """Whether an argument can be written with objects of our classes in place of dictionaries."""
        if node in self._received or (isinstance(node, cst.Name) and node.value == "None"):
            return True
        if isinstance(node, cst.IfExp):
            return self._is_writable(node.body, type_, models) and self._is_writable(node.orelse, type_, models)
        kind = models.kind(type_)
        if kind is Kind.PLAIN:
            _check_value(node, type_, models)
            return True
        if kind is None:
            is_text = isinstance(node, cst.SimpleString | cst.ConcatenatedString | cst.FormattedString)
            return is_text or (isinstance(node, cst.Dict) and _alternative(node, type_, models) is not None)
        if kind is Kind.CLASS:
            return not isinstance(node, cst.Dict) or self._is_writable_class(node, type_, models)
        parts = _parts(node, models.resolved(type_))
        if parts is None:
            return not models.holds_classes(type_)
        return all(self._is_writable(part, part_type, models) for part, part_type in parts)

    def _is_writable_class(self, node: cst.Dict, type_: ir.Type, models: ServiceModels) -> bool:
        name = models.class_name(type_)
        fields = models.sent_fields(name)
        for each in node.elements:
            key = literal_text(each.key) if isinstance(each, cst.DictElement) else None
            if key is None:
                return False
            if key not in fields:
                raise UnwritableError(f"{name} has no member {key}")
            if not self._is_writable(each.value, fields[key].type, models):
                return False
        return True

    def _write(self, node: cst.BaseExpression, type_: ir.Type, models: ServiceModels, group: Group) -> None:
        """Note the changes that make objects of our classes of dictionaries."""
        if node in self._received or (isinstance(node, cst.Name) and node.value == "None"):
            return
        if isinstance(node, cst.IfExp):
            self._write(node.body, type_, models, group)
            self._write(node.orelse, type_, models, group)
            return
        resolved = models.resolved(type_)
        kind = models.kind(type_)
        if kind is None and isinstance(node, cst.Dict):
            resolved, kind = _alternative(node, type_, models) or resolved, Kind.CLASS
        if kind is Kind.CLASS and isinstance(node, cst.Dict):
            self._write_class(node, models.class_name(resolved), models, group)
        elif kind is Kind.CLASS:
            name = models.class_name(resolved)
            self._edits.add(node, group, "send", lambda updated: self._validated(updated, name, models))
        elif kind in {Kind.LIST, Kind.MAP}:
            for part, part_type in _parts(node, resolved) or ():
                self._write(part, part_type, models, group)

    def _write_class(self, node: cst.Dict, name: str, models: ServiceModels, group: Group) -> None:
        fields = models.sent_fields(name)
        members = []
        for each in node.elements:
            assert isinstance(each, cst.DictElement)
            field = fields[literal_text(each.key) or ""]
            members.append(field.name)
            self._write(each.value, field.type, models, group)
        self._edits.add(node, group, "send", lambda updated: self._constructed(updated, name, members, models))

    def _constructed(
        self, node: cst.Dict, name: str, members: Sequence[str], models: ServiceModels
    ) -> cst.BaseExpression:
        """`Delete(objects=…)` in place of `{"Objects": …}`."""
        arguments = []
        for member, element in zip(members, node.elements, strict=True):
            comma = element.comma
            arguments.append(_argument(member, element.value, comma))
        if arguments:
            arguments[-1] = _with_end(arguments[-1], node.rbrace.whitespace_before)
        return cst.Call(
            cst.Name(local_name(self._names, name, models)),
            arguments,
            whitespace_before_args=node.lbrace.whitespace_after,
            lpar=node.lpar,
            rpar=node.rpar,
        )

    def _validated(self, node: cst.BaseExpression, name: str, models: ServiceModels) -> cst.BaseExpression:
        return validated(self._names, node, name, models)


class RequestPlan(NamedTuple):
    """How arguments become a request."""

    name: str
    models: ServiceModels
    is_plain: bool  # whether each argument becomes one of the class; else a dictionary of all is validated
    names: Names

    def build(self, arguments: Sequence[cst.Arg], whitespace: cst.BaseParenthesizableWhitespace) -> cst.Call:
        """The request, of arguments that were changed."""
        fields = self.models.sent_fields(self.name)
        if self.is_plain:
            renamed = [
                each.with_changes(
                    keyword=cst.Name(fields[each.keyword.value].name), equal=_EQUAL if each.equal else each.equal
                )
                for each in arguments
                if each.keyword
            ]
            function = cst.Name(local_name(self.names, self.name, self.models))
            return cst.Call(function, renamed, whitespace_before_args=whitespace)
        return validated(self.names, _dictionary(arguments, whitespace), self.name, self.models)


_EQUAL = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))


def local_name(names: Names, name: str, models: ServiceModels) -> str:
    """What a file calls a class of a service."""
    service = "".join(word.capitalize() for word in models.service.name.split("_"))
    return names.use(models.package, name, f"{service}{name}")


def validated(names: Names, node: cst.BaseExpression, name: str, models: ServiceModels) -> cst.Call:
    """`Tag.model_validate(…)`, or `structure(…, Tag)` of the converter of dataclasses."""
    cls = cst.Name(local_name(names, name, models))
    if models.is_pydantic:
        return cst.Call(cst.Attribute(cls, cst.Name("model_validate")), [cst.Arg(node)])
    function = names.use(f"{models.package}.converter", "structure", f"structure_{models.service.name}")
    return cst.Call(cst.Name(function), [cst.Arg(node), cst.Arg(cls)])


def _dictionary(arguments: Sequence[cst.Arg], whitespace: cst.BaseParenthesizableWhitespace) -> cst.Dict:
    """`{"Bucket": b}` for `(Bucket=b)`."""
    elements = []
    end: cst.BaseParenthesizableWhitespace = cst.SimpleWhitespace("")
    for position, each in enumerate(arguments):
        assert each.keyword
        comma = each.comma
        if position == len(arguments) - 1:
            end = each.whitespace_after_arg
            if isinstance(comma, cst.Comma):
                end, comma = comma.whitespace_after, comma.with_changes(whitespace_after=cst.SimpleWhitespace(""))
        elements.append(cst.DictElement(cst.SimpleString(f'"{each.keyword.value}"'), each.value, comma=comma))
    return cst.Dict(elements, lbrace=cst.LeftCurlyBrace(whitespace), rbrace=cst.RightCurlyBrace(whitespace_before=end))


def _argument(name: str, value: cst.BaseExpression, comma: cst.Comma | cst.MaybeSentinel) -> cst.Arg:
    return cst.Arg(value, keyword=cst.Name(name), equal=_EQUAL, comma=comma)


def _with_end(argument: cst.Arg, whitespace: cst.BaseParenthesizableWhitespace) -> cst.Arg:
    """The last argument, with what stands before the closing parenthesis."""
    if isinstance(argument.comma, cst.Comma):
        return argument.with_changes(comma=argument.comma.with_changes(whitespace_after=whitespace))
    return argument.with_changes(whitespace_after_arg=whitespace)


def _parts(node: cst.BaseExpression, type_: ir.Type) -> list[tuple[cst.BaseExpression, ir.Type]] | None:
    """The elements of a list or a dictionary that stands in the code. None if it stands elsewhere."""
    if isinstance(type_, ir.List):
        match node:
            case cst.List() | cst.Tuple():
                if all(isinstance(each, cst.Element) for each in node.elements):
                    return [(each.value, type_.element) for each in node.elements]
            case cst.ListComp():
                return [(node.elt, type_.element)]
    if isinstance(type_, ir.Map):
        match node:
            case cst.Dict():
                if all(isinstance(each, cst.DictElement) for each in node.elements):
                    return [(each.value, type_.value) for each in node.elements]
            case cst.DictComp():
                return [(node.value, type_.value)]
    return None


def _alternative(node: cst.Dict, type_: ir.Type, models: ServiceModels) -> ir.Type | None:
    """The class among several types that has the keys of a dictionary."""
    resolved = models.resolved(type_)
    keys = {literal_text(each.key) if isinstance(each, cst.DictElement) else None for each in node.elements}
    for each in resolved.alternatives if isinstance(resolved, ir.OneOf) else ():
        name = models.class_name(each)
        if name and keys <= set(models.sent_fields(name)):
            return models.resolved(each)
    return None


def _check_value(node: cst.BaseExpression, type_: ir.Type, models: ServiceModels) -> None:
    """Raise an error for a text that stands in the code and that a request refuses."""
    allowed = models.allowed_values(type_)
    text = literal_text(node)
    if allowed is not None and text is not None and text not in allowed:
        raise UnwritableError(f"{text!r} is none of the values that a request takes there")
