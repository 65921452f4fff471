"""The calls of clients in one file, and the calls of our functions that take their place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import libcst as cst

from ... import ir, naming
from ..findings import Certainty, Site, Use
from .code import Code, is_method, literal_text
from .edits import Edits, Group
from .errors import CalledOperation
from .functions import Elsewhere, PrivateFunctions
from .models import Models, ServiceModels
from .names import Names
from .reads import Reads, Value
from .requests import RequestPlan, Requests, UnwritableError


@dataclass(eq=False, slots=True)
class Call:
    """One call of a client that is to be changed."""

    use: Use
    site: Site
    group: Group
    node: cst.Call | None = None  # what sends the request; None if there is no such call
    function: str = "call"
    is_awaited: bool = False
    client: Callable[[cst.Call], cst.BaseExpression] | None = None  # the client, of the changed node
    client_text: str = ""
    request: str = ""  # the name of its class
    arguments: Sequence[cst.Arg] = ()
    models: ServiceModels | None = None
    options: Sequence[cst.Arg] = ()  # more arguments of our function
    changed_lines: frozenset[int] = frozenset()  # those that change with it

    @property
    def line(self) -> int:
        """The line of its use."""
        return self.use.source.line


class Verdicts(NamedTuple):
    """What is known of some sites because mypy refused what they would become."""

    left: dict[Site, str]  # those that are left alone, with the reason
    validated: set[Site]  # those whose request is made of a dictionary


class _Paged(NamedTuple):
    """Where the object of a paginator or a waiter is used."""

    call: cst.Call  # `paginator.paginate(…)`
    client: cst.BaseExpression | None  # the client, if the object is in a variable


class Calls:
    """The calls of one file."""

    def __init__(self, code: Code, edits: Edits, names: Names, models: Models, elsewhere: Elsewhere) -> None:
        self._code = code
        self._edits = edits
        self._names = names
        self._models = models
        self._calls: list[Call] = []
        self._by_node: dict[cst.CSTNode, Group] = {}
        functions = PrivateFunctions(code, elsewhere)
        self._reads = Reads(code, edits, names, functions, self._by_node.get)
        self._requests = Requests(edits, names, self._reads.arguments)
        self._imports_async = "aiobotocore" in code.module.code or "aioboto3" in code.module.code

    def plan(self, sites: Mapping[Site, set[Use]], verdicts: Verdicts) -> list[Call]:
        """Decide what becomes of the uses of clients. Returns their calls, in order."""
        for site, uses in sorted(sites.items(), key=lambda each: each[0]):
            self._find(site, sorted(uses), verdicts.left.get(site, ""))
        for each in self._calls:
            self._follow(each)
        self._reads.finish()
        for each in self._calls:
            self._send(each, validates=each.site in verdicts.validated)
        for each in self._calls:
            each.changed_lines = frozenset(map(self._code.line, self._edits.nodes_of(each.group)))
        return self._calls

    # Sites

    def called_operations(self) -> list[CalledOperation]:
        """The calls of operations, for the handlers of their errors."""
        return [
            CalledOperation(each.node, each.client_text, each.models, each.use.operation, each.group)
            for each in self._calls
            if each.node and each.models and each.use.operation in each.models.operations
        ]

    def _find(self, site: Site, uses: Sequence[Use], reason: str) -> None:
        """Find the call at a site. `reason`: why it is left alone, if that is known."""
        call = Call(uses[0], site, Group(reason))
        self._calls.append(call)
        if uses[0].evidence.count(".") > 1 and "(" not in uses[0].evidence:
            call.group.leave("a resource of boto3 stays as it is")
        if uncertain := self._why_uncertain(uses):
            call.group.leave(uncertain)
        for node in self._code.nodes_at(site):
            self._find_at(call, node)
        if call.node is None:
            call.group.leave("it is no plain call of a method")
        else:
            self._by_node[call.node] = call.group

    def _why_uncertain(self, uses: Sequence[Use]) -> str:
        names = sorted({f"{each.service}.{each.operation}" for each in uses})
        if len(names) > 1:
            return f"it may be {' or '.join(names)}"
        if uses[0].certainty is not Certainty.EXACT:
            return "only the name of the method says that it is a client's"
        models = self._models.find_service(uses[0].service)
        if models is None:
            return f'no source has {uses[0].service}: add "botocore:{uses[0].service}" to `sources`'
        if uses[0].operation not in models.operations:
            return f"`operations` leaves out {names[0]}: `shapewright scan --write` adds it"
        return ""

    def _find_at(self, call: Call, node: cst.Attribute | cst.Call) -> None:
        call.models = self._models.find_service(call.use.service)
        parent = self._code.parent(node)
        if isinstance(node, cst.Attribute) and isinstance(parent, cst.Call) and parent.func is node:
            self._find_method(call, node, parent)
        elif isinstance(node, cst.Attribute):
            call.group.leave(f"{node.attr.value} is passed on, and not called here")
        elif is_method(node, "get_paginator"):
            self._find_paginator(call, node)
        elif is_method(node, "get_waiter"):
            self._find_waiter(call, node)
        elif is_method(node, "generate_presigned_url"):
            self._find_presigned(call, node)

    def _find_method(self, call: Call, method: cst.Attribute, node: cst.Call) -> None:
        name = method.attr.value
        if name in _TRANSFERS:
            self._find_transfer(call, name, node)
            return
        if name != naming.method_name(call.use.operation) or "." not in call.use.evidence:
            call.group.leave(f"{name} is no operation")
            call.node = node
            return
        self._set(call, node, "call", node.args)
        operation = self._operation(call)
        call.request = operation.input.name if operation and operation.input else ""

    def _find_transfer(self, call: Call, name: str, node: cst.Call) -> None:
        """`client.upload_file("a", "bucket", "key")`, whose arguments may have no names."""
        self._set(call, node, "call", _named(node.args, _TRANSFERS[name]))
        methods = call.models.service.methods if call.models else ()
        found = next((each for each in methods if each.name == name and not each.owner), None)
        if found is None:
            call.group.leave(f"there is no class for {name}")
            return
        call.request = found.input.name

    def _find_presigned(self, call: Call, node: cst.Call) -> None:
        self._set(call, node, "presign", ())
        operation = self._operation(call)
        call.request = operation.input.name if operation and operation.input else ""
        by_name = {each.keyword.value: each for each in node.args if each.keyword}
        positional = [each for each in node.args if not each.keyword and not each.star]
        names = ["ClientMethod", "Params", "ExpiresIn", "HttpMethod"]
        by_name.update(zip(names, positional, strict=False))
        parameters = by_name.get("Params")
        if not set(by_name) <= set(names) or any(each.star for each in node.args):
            call.group.leave("its arguments are unpacked")
        elif parameters is None or not isinstance(parameters.value, cst.Dict):
            call.group.leave("`Params` is no dictionary that stands in the code")
        else:
            call.arguments = _as_arguments(parameters.value)
            if len(call.arguments) != len(parameters.value.elements):
                call.group.leave("`Params` is unpacked")
        call.options = [
            cst.Arg(by_name[wire].value, keyword=cst.Name(ours), equal=_EQUAL)
            for wire, ours in (("ExpiresIn", "expires_in"), ("HttpMethod", "http_method"))
            if wire in by_name
        ]

    def _find_paginator(self, call: Call, node: cst.Call) -> None:
        self._set_object(call, node, "paginate", "pages")
        operation = self._operation(call)
        if operation is None or call.node is None:
            return
        has_config = any(each.keyword and each.keyword.value == "PaginationConfig" for each in call.arguments)
        paginated = operation.paginator.input if operation.paginator else None
        if operation.paginator is None or (has_config and paginated is None):
            call.group.leave(f"no source says how {operation.name} is paginated")
            return
        request = paginated if has_config else operation.input
        call.request = request.name if request else ""

    def _find_waiter(self, call: Call, node: cst.Call) -> None:
        self._set_object(call, node, "wait", "wait")
        name = literal_text(node.args[0].value) if node.args else None
        waiters = call.models.waiters.values() if call.models else ()
        found = next((each for each in waiters if naming.method_name(each.name) == name), None)
        if found is None or found.input is None:
            call.group.leave("there is no class for this waiter")
            return
        call.request = found.input.name

    def _set(self, call: Call, node: cst.Call, function: str, arguments: Sequence[cst.Arg]) -> None:
        call.node, call.function, call.arguments = node, function, arguments
        call.is_awaited = isinstance(self._code.parent(node), cst.Await)
        call.client = lambda updated: cst.ensure_type(updated.func, cst.Attribute).value
        call.client_text = self._code.text(call.client(node)) if isinstance(node.func, cst.Attribute) else ""

    def _set_object(self, call: Call, node: cst.Call, method: str, function: str) -> None:
        """Find where the object that `node` makes is used."""
        used = self._uses_of_object(call, node, method)
        if used is None:
            return
        self._set(call, used.call, function, used.call.args)
        if used.client is None:
            call.client = _client_of_chain
        else:
            client = used.client
            call.client_text = self._code.text(client)
            call.client = lambda updated: client.deep_clone()
        if function == "pages":
            parent = self._code.parent(used.call)
            call.is_awaited = isinstance(parent, cst.For | cst.CompFor) and parent.asynchronous is not None

    def _uses_of_object(self, call: Call, node: cst.Call, method: str) -> _Paged | None:
        what = "paginator" if method == "paginate" else "waiter"
        parent = self._code.parent(node)
        chained = self._code.parent(parent) if isinstance(parent, cst.Attribute) else None
        if isinstance(chained, cst.Call) and is_method(chained, method):
            return _Paged(chained, None)
        client = cst.ensure_type(node.func, cst.Attribute).value
        target = parent.targets[0].target if isinstance(parent, cst.Assign) and len(parent.targets) == 1 else None
        statement = self._code.parent(parent) if parent else None
        if not isinstance(target, cst.Name) or not isinstance(statement, cst.SimpleStatementLine):
            call.group.leave(f"the {what} is neither used at once nor in a variable")
            return None
        used = self._only_use(target)
        used_in = self._code.parent(used) if used else None
        found = self._code.parent(used_in) if used_in else None
        if not isinstance(found, cst.Call) or not is_method(found, method):
            call.group.leave(f"the {what} is used otherwise than for one `{method}`")
            return None
        if not self._is_stable(client) or self._code.function_of(found) is not self._code.function_of(node):
            call.group.leave(f"the client of the {what} may be another one where it is used")
            return None
        self._edits.add(statement, call.group, "remove", lambda updated: updated.with_changes(body=[]))
        return _Paged(found, client)

    def _only_use(self, target: cst.Name) -> cst.CSTNode | None:
        """The one place that reads a variable which is assigned once."""
        variable = self._code.variable(target)
        is_used_once = variable and len(variable.bindings) == len(variable.references) == 1
        return variable.references[0] if variable and is_used_once else None

    def _is_stable(self, client: cst.BaseExpression) -> bool:
        """Whether an expression is the same client wherever it stands in a function."""
        if isinstance(client, cst.Attribute):
            return isinstance(client.value, cst.Name)
        return isinstance(client, cst.Name) and len(self._code.assignments(client)) <= 1

    def _operation(self, call: Call) -> ir.Operation | None:
        return call.models.operations.get(call.use.operation) if call.models else None

    # What comes of a call

    def _follow(self, call: Call) -> None:
        if call.node is None or call.models is None or call.group.is_left:
            return
        if self._imports_async and not call.is_awaited and self._is_in_coroutine(call.node):
            call.group.leave("it is not awaited here")
            return
        result = self._code.parent(call.node) if call.is_awaited and call.function != "pages" else call.node
        operation = self._operation(call)
        assert isinstance(result, cst.BaseExpression) and operation
        is_transfer = isinstance(call.node.func, cst.Attribute) and call.node.func.attr.value in _TRANSFERS
        if call.function == "call" and not is_transfer:
            self._follow_response(result, operation.output, call)
        elif call.function == "pages" and operation.output:
            self._follow_pages(result, operation.output, call)

    def _is_in_coroutine(self, node: cst.CSTNode) -> bool:
        function = self._code.function_of(node)
        return isinstance(function, cst.FunctionDef) and function.asynchronous is not None

    def _follow_response(self, result: cst.BaseExpression, output: ir.Ref | None, call: Call) -> None:
        assert call.models
        if output:
            self._reads.follow(result, Value(call.models, output, call.group))
        elif not isinstance(self._code.parent(result), cst.Expr):
            call.group.leave("its response has no class, and is used")

    def _follow_pages(self, result: cst.BaseExpression, output: ir.Ref, call: Call) -> None:
        assert call.models
        value = Value(call.models, ir.List(output), call.group)
        parent = self._code.parent(result)
        if isinstance(parent, cst.Attribute):
            call.group.leave(f"{parent.attr.value} of a paginator stays as it is")
        elif isinstance(parent, cst.For | cst.CompFor | cst.Arg):
            self._reads.follow(result, value)
        elif isinstance(parent, cst.Assign) and isinstance(parent.targets[0].target, cst.Name):
            used = self._only_use(parent.targets[0].target)
            user = self._code.parent(used) if used else None
            is_iterated = isinstance(user, cst.For | cst.CompFor) and user.iter is used
            if is_iterated and used and self._loop_of(used, user) is self._loop_of(result, None):
                self._reads.follow(result, value)
            else:
                call.group.leave("its pages are used otherwise than in one loop")
        else:
            call.group.leave("its pages are used otherwise than in one loop")

    def _loop_of(self, node: cst.CSTNode, without: cst.CSTNode | None) -> cst.CSTNode | None:
        """The loop or the function that a place is in."""
        for each, _ in self._code.above(node):
            if each is not without and isinstance(each, cst.For | cst.While | cst.FunctionDef | cst.Lambda):
                return each
        return None

    # What a call sends

    def _send(self, call: Call, *, validates: bool) -> None:
        if call.node is None or call.models is None or call.group.is_left:
            return
        if self._catches_invalid_parameters(call.node):
            call.group.leave("a ParamValidationError is caught, which a request does not raise")
            return
        try:
            plan = self._requests.plan(call.arguments, call.request, call.models, call.group, validates=validates)
        except UnwritableError as error:
            call.group.leave(str(error))
            return
        self._edits.add(call.node, call.group, "call", lambda updated: self._changed(updated, call, plan))

    def _changed(self, updated: cst.Call, call: Call, plan: RequestPlan) -> cst.BaseExpression:
        """`call(client, GetObjectRequest(…))` in place of `client.get_object(…)`."""
        assert call.models and call.client
        function = self._function(call, call.models)
        method = updated.func.attr.value if isinstance(updated.func, cst.Attribute) else ""
        arguments = _named(updated.args, _TRANSFERS.get(method, ()))
        if call.function == "presign":
            parameters = next(each.value for each in updated.args if isinstance(each.value, cst.Dict))
            arguments = _as_arguments(parameters)
        request = plan.build(arguments, updated.whitespace_before_args)
        ours = [cst.Arg(call.client(updated)), cst.Arg(request), *call.options]
        return cst.Call(function, ours, lpar=updated.lpar, rpar=updated.rpar)

    def _function(self, call: Call, models: ServiceModels) -> cst.BaseExpression:
        if call.is_awaited:
            module = self._names.use(models.root, "aio", "aws_aio")
            return cst.Attribute(cst.Name(module), cst.Name(call.function))
        return cst.Name(self._names.use(models.root, call.function, f"aws_{call.function}"))

    def _catches_invalid_parameters(self, node: cst.CSTNode) -> bool:
        for parent, part in self._code.above(node):
            if isinstance(parent, cst.FunctionDef):
                return False
            if isinstance(parent, cst.Try) and parent.body is part:
                types = [self._code.text(each.type) for each in parent.handlers if each.type]
                if any("ParamValidationError" in each for each in types):
                    return True
        return False


def _client_of_chain(updated: cst.Call) -> cst.BaseExpression:
    """The client in `client.get_paginator("…").paginate(…)`."""
    made = cst.ensure_type(cst.ensure_type(updated.func, cst.Attribute).value, cst.Call)
    return cst.ensure_type(made.func, cst.Attribute).value


def _as_arguments(node: cst.Dict) -> list[cst.Arg]:
    """The items of a dictionary as arguments. Those that are no members are left out."""
    return [
        cst.Arg(each.value, keyword=cst.Name(key), equal=_EQUAL, comma=each.comma)
        for each in node.elements
        if isinstance(each, cst.DictElement) and (key := literal_text(each.key)) and key.isidentifier()
    ]


def _named(arguments: Sequence[cst.Arg], names: Sequence[str]) -> Sequence[cst.Arg]:
    """Arguments with the names that their positions stand for."""
    positional = [each for each in arguments if not each.keyword and not each.star]
    if len(positional) > len(names):
        return arguments
    named = [
        each.with_changes(keyword=cst.Name(name), equal=_EQUAL) for each, name in zip(positional, names, strict=False)
    ]
    return [*named, *arguments[len(named) :]]


_OTHERS = ("ExtraArgs", "Callback", "Config")
_TRANSFERS: Mapping[str, Sequence[str]] = {  # methods of S3 that are no operations, with their parameters
    "upload_file": ("Filename", "Bucket", "Key", *_OTHERS),
    "download_file": ("Bucket", "Key", "Filename", *_OTHERS),
    "upload_fileobj": ("Fileobj", "Bucket", "Key", *_OTHERS),
    "download_fileobj": ("Bucket", "Key", "Fileobj", *_OTHERS),
    "copy": ("CopySource", "Bucket", "Key", "ExtraArgs", "Callback", "SourceClient", "Config"),
}
_EQUAL = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
