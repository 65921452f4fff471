"""Calls of values."""

import ast
import itertools
from collections.abc import Callable, Iterable, Mapping

from ... import naming
from ..findings import Certainty, Unknown
from . import libraries
from .attributes import Attributes, CallForm
from .invocations import Call
from .values import (
    ANY,
    ANYTHING,
    NOTHING,
    OTHER,
    Anything,
    Bound,
    ByName,
    Class,
    Client,
    ClientMethod,
    Collection,
    Container,
    External,
    Function,
    Instance,
    Member,
    Partial,
    Position,
    Resource,
    ResourceMethod,
    Session,
    Text,
    Value,
    Values,
    join,
    texts_in,
)

_MAX_TEXTS = 64  # how many strings a text with gaps may become
_LONGEST_TEXT = 200
_MAX_DEPTH = 4  # of objects that call one another
_CHANGES_OF_TEXT: Mapping[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "strip": str.strip,
    "title": str.title,
    "capitalize": str.capitalize,
}
_WITHOUT: Mapping[str, Callable[[str, str], str]] = {
    "removeprefix": str.removeprefix,
    "removesuffix": str.removesuffix,
}
_CALLABLE = (Function, Bound, Partial, Class)


class Calls(Attributes):
    """Knows what calls return."""

    _depth = 0  # of calls that are made by calls

    def call(self, values: Values, call: Call, node: ast.AST) -> Values:
        """What a call of any of `values` returns."""
        if self._depth > _MAX_DEPTH:  # an object whose `__call__` is an object of its own class
            return ANYTHING
        self._depth += 1
        try:
            return join(*(self._call(each, call, node) for each in values))
        finally:
            self._depth -= 1

    def _call(self, value: Value, call: Call, node: ast.AST) -> Values:
        match value:
            case Function():
                return self.invoke(value, call)
            case Bound():
                return self.invoke(value.function, call.with_first(frozenset({value.receiver})))
            case Class():
                return self.instantiate(value, call)
            case Instance():
                return self.call(self.instance_attribute(value, "__call__"), call, node)
            case Partial():
                return self.call(frozenset({value.function}), self._with_partial(value, call), node)
            case External():
                return self._call_external(value, call, node)
            case ClientMethod():
                return self._call_client_method(value, call, node)
            case ResourceMethod():
                return frozenset({value.result})
            case Member():
                return self._call_member(value, call, node)
            case ByName():
                return self.call(
                    self.attribute(call.get(0), value.name, node, CallForm(is_complete=False)), Call(), node
                )
            case Anything():
                self._pass_functions(call, node)
                return ANYTHING
        return OTHER

    def _with_partial(self, partial: Partial, call: Call) -> Call:
        """The call with the arguments that a `Partial` has already."""
        first = dict(self.program.arguments[partial.arguments])
        numbered = [
            first[f"*{number}"] for number in itertools.takewhile(lambda n: f"*{n}" in first, itertools.count())
        ]
        named = {name: each for name, each in first.items() if not name.startswith("*")}
        others = call.others | first.get("*", NOTHING)
        return Call([*numbered, *call.positional], {**named, **call.keywords}, others)

    # Clients

    def _call_client_method(self, method: ClientMethod, call: Call, node: ast.AST) -> Values:
        """`get_paginator`, `get_waiter` and what else takes a name."""
        parameters = {
            "get_paginator": "operation_name",
            "get_waiter": "waiter_name",
            "generate_presigned_url": "ClientMethod",
            "_make_api_call": "operation_name",
        }
        names, is_complete = texts_in(call.get(0, parameters[method.name]))
        for name in sorted(names):
            self.use_named(method.service, method.name, name, node)
        if not is_complete:
            reason = f"{method.name} takes a name that is not in the code"
            unknown = Unknown(self.source(node), reason, service=method.service)
            self.add_unknown(unknown, node, is_answered_by_a_use=False)
        return OTHER

    def _make(self, call: Call, make: Callable[[str], Value]) -> Values:
        """The clients or resources of the services that an argument names."""
        names, is_complete = texts_in(call.get(0, "service_name"))
        services = {service for each in names if (service := self.program.catalog.find_service(each))}
        self.module.services.update(services)
        if not is_complete and call.get(0, "service_name"):
            services.add("")
        return frozenset(map(make, services))

    # Libraries

    def _call_external(self, value: External, call: Call, node: ast.AST) -> Values:
        path = value.path
        if path in libraries.SESSIONS:
            return frozenset({Session()})
        if path in libraries.CLIENTS:
            return self._make(call, Client)
        if path in libraries.RESOURCES:
            return self._make(call, lambda service: Resource(service) if service else Anything())
        if path in libraries.FIRST_ARGUMENT:
            return call.get(0)
        if path in libraries.SECOND_ARGUMENT:
            return call.get(1, "val")
        for each in libraries.called_by(path):
            service, _, operation = each.partition(".")
            self.add_use(service, operation, node, f"{path.rpartition('.')[2]} of a library", Certainty.LIKELY)
        if special := _SPECIAL.get(path):
            return special(self, call, node)
        if path in libraries.CALLS_ARGUMENT:
            return self.enter(self.call(call.get(0, "dependency"), Call(), node), node)
        for name in ("default_factory", "factory"):
            if name in call.keywords:
                return self.call(call.keywords[name], Call(), node)
        self._pass_functions(call, node)
        if value.path.endswith(("enter_context", "enter_async_context")):
            return self.enter(call.get(0), node)
        return frozenset({External(f"{path}()", id(node))}) if path.count("(") < 3 else ANYTHING

    def _pass_functions(self, call: Call, node: ast.AST) -> None:
        """Call the functions that are passed to a library, with the arguments that follow: `pool.submit(f, x)`."""
        if not any(
            isinstance(each, _CALLABLE) for values in (*call.positional, *call.keywords.values()) for each in values
        ):
            return
        for position, values in enumerate(call.positional):
            functions = frozenset(each for each in values if isinstance(each, _CALLABLE))
            if functions:
                rest = call.after(position + 1)
                self.call(functions, rest, node)
                if rest.positional:  # `map(f, xs)`
                    self.call(functions, Call([self.iterate(each, node) for each in rest.positional]), node)
        for name in ("target", "func", "function", "callback"):
            functions = frozenset(each for each in call.keywords.get(name, NOTHING) if isinstance(each, _CALLABLE))
            if functions:
                passed = [each for each in call.keywords.get("args", NOTHING) if isinstance(each, Container)]
                self.call(functions, self._unpacked(passed), node)

    def _unpacked(self, containers: Iterable[Container]) -> Call:
        """The call that `f(*args)` is, for these containers."""
        call = Call()
        for each in containers:
            position = 0
            while found := self.program.read((each, "item", position), self.unit):
                if position == len(call.positional):
                    call.positional.append(NOTHING)
                call.positional[position] |= found
                position += 1
            call.others |= self.program.read((each, "item", None), self.unit)
        return call

    # Texts and containers

    def _call_member(self, member: Member, call: Call, node: ast.AST) -> Values:
        if isinstance(member.receiver, Container):
            return self._call_container(member.receiver, member.name, call, node)
        return self._call_text(member.receiver.text, member.name, call, node)

    def _call_text(self, text: str, name: str, call: Call, node: ast.AST) -> Values:
        arguments = [sorted(texts_in(each)[0]) for each in call.positional]
        if name in _CHANGES_OF_TEXT:
            return frozenset({Text(_CHANGES_OF_TEXT[name](text))})
        if len(arguments) == 2 and name == "replace":
            pairs = itertools.product(arguments[0], arguments[1])
            return frozenset(Text(text.replace(old, new)) for old, new in pairs) or ANYTHING
        if len(arguments) == 1 and name in _WITHOUT:
            return frozenset(Text(_WITHOUT[name](text, each)) for each in arguments[0]) or ANYTHING
        if name == "split":
            separator = next((each[0] for each in arguments[:1] if each and each[0]), None)
            parts = text.split(separator)
            return self.new_container(node, {number: frozenset({Text(each)}) for number, each in enumerate(parts)})
        if name == "format":
            pieces = [*call.positional, *call.keywords.values()]
            return self.format_text(text, pieces, call.keywords)
        return ANYTHING if name in {"join", "format_map"} else OTHER

    def format_text(self, text: str, pieces: list[Values], keywords: Mapping[str, Values]) -> Values:
        """The strings that `text.format(…)` may give."""
        names = [*map(str, range(len(pieces) - len(keywords))), *keywords]
        found = []
        for each in self._combinations(pieces):
            try:
                positional = [value for name, value in zip(names, each, strict=True) if name.isdigit()]
                named = {name: value for name, value in zip(names, each, strict=True) if not name.isdigit()}
                found.append(Text(text.format(*positional, **named)))
            except (ValueError, LookupError, AttributeError):
                return ANYTHING
        return frozenset(found) or ANYTHING

    def concatenate(self, pieces: list[Values]) -> Values:
        """The strings that texts behind one another may give."""
        found = frozenset(Text("".join(each)) for each in self._combinations(pieces))
        is_complete = all(texts_in(each)[1] for each in pieces)
        return found if is_complete or any(not each for each in pieces) else found | ANYTHING

    def _combinations(self, pieces: list[Values]) -> list[tuple[str, ...]]:
        choices = [sorted(texts_in(each)[0]) for each in pieces]
        combinations = itertools.islice(itertools.product(*choices), _MAX_TEXTS)
        return [each for each in combinations if sum(map(len, each)) <= _LONGEST_TEXT]

    def _call_container(self, container: Container, name: str, call: Call, node: ast.AST) -> Values:
        if name in {"get", "pop", "setdefault"}:
            if name == "setdefault":
                self.put_at(frozenset({container}), call.get(0), call.get(1, "default"))
            if not call.positional:
                return self.items(container)
            return self.item_at(frozenset({container}), call.get(0), node) | call.get(1, "default")
        if name in {"append", "add", "appendleft", "insert", "put", "put_nowait"}:
            self.put(container, None, join(*call.positional))
        elif name in {"extend", "update", "union"}:
            for each in call.get(0):
                if isinstance(each, Container):
                    self.copy_items(container, each)
            for key, values in call.keywords.items():
                self.put(container, key, values)
        if name == "values":
            return self.new_container(node, {None: self.items(container)})
        if name == "keys":
            return self.new_container(node, {None: self.keys(container)})
        if name == "items":
            return self.pairs(self.keys(container), self.items(container), node)
        if name in {"copy", "union"}:
            return frozenset({container})
        return OTHER

    def copy_items(self, container: Container, other: Container) -> None:
        """Put what `other` holds into `container`."""
        keys = texts_in(self.keys(other))[0]
        for key in keys:
            self.put(container, key, self.item(other, key))
        if not keys:
            self.put(container, None, self.items(other))

    def pairs(self, first: Values, second: Values, node: ast.AST) -> Values:
        """A container of pairs."""
        pair = Container(id(node), self.unit)
        self.put(pair, 0, first)
        self.put(pair, 1, second)
        outer = Container(-id(node), self.unit)
        self.put(outer, None, frozenset({pair}))
        return frozenset({outer})

    def item_at(self, values: Values, key: Values, node: ast.AST) -> Values:
        """`values[key]`."""
        found = []
        for each in values:
            match each:
                case Container():
                    found.append(self._item_of(each, key))
                case Instance():
                    methods = self.instance_attribute(each, "__getitem__")
                    fields = [self.instance_attribute(each, text) for text in texts_in(key)[0]]
                    found += [self.call(methods, Call([key]), node), *fields]
                case Class():  # `Service["S3"]` of an enum
                    found += [self.class_attribute(each, text) for text in texts_in(key)[0]]
                case External() | Anything():
                    found.append(ANYTHING)
                case _:
                    found.append(OTHER)
        return join(*found)

    def _item_of(self, container: Container, key: Values) -> Values:
        keys, is_complete = texts_in(key)
        numbers = [each.number for each in key if isinstance(each, Position)]
        if (is_complete or numbers) and (keys or numbers):
            return join(*(self.item(container, each) for each in (*keys, *numbers)))
        return self.items(container) if key else NOTHING

    def put_at(self, values: Values, key: Values, stored: Values) -> None:
        """`values[key] = stored`."""
        keys, is_complete = texts_in(key)
        for each in values:
            if isinstance(each, Container):
                for text in keys:
                    self.put(each, text, stored)
                if not is_complete:
                    self.put(each, None, stored)
            elif isinstance(each, Instance):
                for text in keys:
                    self.program.write((each, "attribute", text), stored)
                call = Call([frozenset({each}), key, stored])
                for method in self.class_attribute(each.cls, "__setitem__"):
                    if isinstance(method, Function):
                        self.invoke(method, call)

    # Protocols of Python

    def iterate(self, values: Values, node: ast.AST) -> Values:
        """What a loop over `values` sees."""
        found = []
        for each in values:
            match each:
                case Container():
                    found.append(self.keys(each) if each.is_mapping else self.items(each))
                    if each.is_mapping and self.program.read((each, "item", None), self.unit):
                        found.append(ANYTHING)
                case Collection():
                    found.append(frozenset({each.element}))
                case Instance():
                    iterators = self.call(self.instance_attribute(each, "__iter__"), Call(), node)
                    found.append(self.iterate(iterators - {each}, node))
                    found.append(self.call(self.instance_attribute(each, "__next__"), Call(), node))
                case Class():
                    found.append(self._members(each))
                case External() | Anything():
                    found.append(ANYTHING)
                case _:
                    found.append(OTHER)
        return join(*found)

    def _members(self, cls: Class) -> Values:
        """The texts that the members of an enum have."""
        names = [
            target.id
            for statement in getattr(cls.definition.node, "body", ())
            if isinstance(statement, ast.Assign)
            for target in statement.targets
            if isinstance(target, ast.Name)
        ]
        return join(*(self.class_attribute(cls, each) for each in names))

    def enter(self, values: Values, node: ast.AST) -> Values:
        """What `with values as x` gives."""
        found = []
        for each in values:
            match each:
                case Container():
                    found.append(self.items(each))
                case Instance():
                    methods = join(*(self.instance_attribute(each, name) for name in ("__enter__", "__aenter__")))
                    found.append(self.call(methods, Call(), node))
                case _:
                    found.append(frozenset({each}))
        return join(*found)

    def get_attribute(self, call: Call, node: ast.AST, form: CallForm | None = None) -> Values:
        """`getattr(x, "name")`."""
        receivers = call.get(0)
        names, is_complete = texts_in(call.get(1))
        found = [self.attribute(receivers, each, node, form) for each in sorted(names)]
        if not is_complete and call.get(1):
            self._ask_for_name(receivers, node)
        return join(*found, call.get(2))

    def _ask_for_name(self, receivers: Values, node: ast.AST) -> None:
        for each in receivers:
            if isinstance(each, Client | Resource):
                what = "client" if isinstance(each, Client) else "resource"
                of = f" of {each.service}" if each.service else ""
                reason = f"getattr takes a method of a {what}{of} by a name that is not in the code"
                unknown = Unknown(self.source(node), reason, service=each.service)
                self.add_unknown(unknown, node, is_answered_by_a_use=False)


def _set_attribute(calls: Calls, call: Call, node: ast.AST) -> Values:
    for each in call.get(0):
        if isinstance(each, Instance | External):
            for name in texts_in(call.get(1))[0]:
                calls.program.write((each, "attribute", name), call.get(2))
    return OTHER


def _dict(calls: Calls, call: Call, node: ast.AST) -> Values:
    items: dict[object, Values] = dict(call.keywords.items())
    made = calls.new_container(node, items, is_mapping=True)
    for container in made:
        for each in call.get(0):
            if isinstance(container, Container) and isinstance(each, Container):
                calls.copy_items(container, each)
    return made


def _zip(calls: Calls, call: Call, node: ast.AST) -> Values:
    row = calls.new_container(node, {number: calls.iterate(each, node) for number, each in enumerate(call.positional)})
    outer = Container(-id(node), calls.unit)
    calls.put(outer, None, row)
    return frozenset({outer})


def _map(calls: Calls, call: Call, node: ast.AST) -> Values:
    elements = [calls.iterate(each, node) for each in call.positional[1:]]
    return calls.new_container(node, {None: calls.call(call.get(0), Call(elements), node)})


def _filter(calls: Calls, call: Call, node: ast.AST) -> Values:
    elements = calls.iterate(call.get(1), node)
    calls.call(call.get(0), Call([elements]), node)
    return calls.new_container(node, {None: elements})


def _partial(calls: Calls, call: Call, node: ast.AST) -> Values:
    rest = call.after(1)
    arguments = [(f"*{number}", each) for number, each in enumerate(rest.positional)]
    arguments += [*sorted(rest.keywords.items()), ("*", rest.others)]
    number = calls.program.number_for_partial(node, tuple(arguments))
    return frozenset(Partial(each, number) if number != ANY else each for each in call.get(0))


def _by_name(calls: Calls, call: Call, node: ast.AST) -> Values:
    return frozenset(ByName(each) for each in texts_in(call.get(0))[0])


def _gather(calls: Calls, call: Call, node: ast.AST) -> Values:
    return calls.new_container(node, {**dict(enumerate(call.positional)), None: call.others})


_SPECIAL: Mapping[str, Callable[[Calls, Call, ast.AST], Values]] = {
    "builtins.getattr": lambda calls, call, node: calls.get_attribute(call, node),
    "builtins.setattr": _set_attribute,
    "builtins.dict": _dict,
    "builtins.zip": _zip,
    "builtins.map": _map,
    "builtins.filter": _filter,
    "builtins.enumerate": lambda calls, call, node: calls.pairs(OTHER, calls.iterate(call.get(0), node), node),
    "builtins.next": lambda calls, call, node: calls.iterate(call.get(0), node) | call.get(1),
    "builtins.anext": lambda calls, call, node: calls.iterate(call.get(0), node) | call.get(1),
    "functools.partial": _partial,
    "functools.partialmethod": _partial,
    "operator.methodcaller": _by_name,
    "operator.attrgetter": _by_name,
    "asyncio.gather": _gather,
    "botocore.xform_name": lambda calls, call, node: frozenset(
        Text(naming.method_name(each)) for each in texts_in(call.get(0))[0]
    ),
}
