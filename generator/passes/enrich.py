"""Adds to a document what it cannot say and botocore can.

Classes are matched by name, and members by the name that the client uses. The document decides which classes and
members there are, what they are called, and which members of requests are required. botocore decides which members of
responses are required, null in lists, tagged unions, bounds, flags, documentation and errors. What its client does to
a value (the pass `client_habits`) overrides the document. Where the two declare different kinds, the document wins.
"""

import hashlib
import html
import re
from collections.abc import Iterator

from .. import ir
from ..diagnostics import Report
from ..options import Options
from .client_habits import client_habits
from .html_text import first_paragraph
from .keep_operations import kept_operations, needed_shapes
from .merge_types import TypeMerger
from .vocabulary import vocabulary

_VARIANT = re.compile(r"(?:Client|Paginator|Waiter)(Output)?$")  # of a class, in documents
_NOT_IN_DOCUMENTS = frozenset({ir.Use.ERROR, ir.Use.EVENT})  # the uses that a document does not show


def enrich(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Add what the model of a document says. Keep a service that has no model."""
    if service.model is None:
        return service
    model = service.model
    for each in (client_habits, vocabulary):
        model = each(model, options, Report())  # a fault of the model is nothing that a user could mend
    return _Enrichment(service, model, options, report).enriched()


class _Enrichment:
    """The enrichment of one document. `model` has the classes of the stubs."""

    def __init__(self, document: ir.Service, model: ir.Service, options: Options, report: Report) -> None:
        self.document = document
        self.model = model
        self.options = options
        self.report = report
        self.twins = _twins(document, model)
        self.merger = TypeMerger(document.shapes, model.shapes)
        requests = [name for name, shape in document.shapes.items() if _use(shape) is ir.Use.REQUEST]
        self.sent = ir.reachable(document, requests)
        self.taken: dict[str, list[object]] = {}  # by the name of a class or an operation
        self.matched_members = 0

    def enriched(self) -> ir.Service:
        """The document with everything that the model adds."""
        shapes = {name: self._shape(shape) for name, shape in self.document.shapes.items()}
        shapes |= self._added_shapes()
        operations = tuple(self._operations())
        self._report_conflicts()
        service = ir.replace(
            self.document,
            operations=operations,
            shapes=dict(sorted(shapes.items())),
            is_html=True,
            client_class=self.model.client_class,
            reference=self.model.reference,
            overstates_required=False,
            model=None,
            enrichment=self._counts(),
        )
        return ir.replace(service, ingredients=(*service.ingredients, self._ingredient(service)))

    # Classes.

    def _shape(self, shape: ir.Shape) -> ir.Shape:
        match shape, self.twins.get(shape.name):
            case ir.Structure(), ir.Structure() | ir.Union() as twin:
                return self._structure(shape, twin)
            case ir.Enum(), ir.Enum() as twin:
                is_from_model = not shape.source.line  # the document has only its name
                values = shape.values if is_from_model else ()
                self._take(shape.name, self._documentation(twin), twin.deprecated, values)
                return ir.replace(shape, documentation=twin.documentation, deprecated=twin.deprecated)
            case ir.Structure(), _:
                return ir.replace(
                    shape,
                    documentation=html.escape(shape.documentation, quote=False),
                    members=tuple([self._unmatched(each, shape) for each in shape.members]),
                )
        return shape

    def _structure(self, shape: ir.Structure, twin: ir.Structure | ir.Union) -> ir.Structure | ir.Union:
        found = {each.name: each for each in twin.members}
        found |= {name: each for each in twin.members for name in each.other_names}
        members = [
            self._member(each, found[each.name], shape) if each.name in found else self._unmatched(each, shape)
            for each in shape.members
        ]
        members += self._members_of_habits(shape, twin)
        documentation = twin.documentation or html.escape(shape.documentation, quote=False)
        self._take(shape.name, type(twin).__name__, self._documentation(twin), twin.deprecated)
        if isinstance(twin, ir.Union):
            return ir.Union(
                name=shape.name,
                members=tuple([ir.replace(each, required=False) for each in members]),
                use=shape.use,
                documentation=documentation,
                deprecated=twin.deprecated,
                source=shape.source,
            )
        use = twin.use if twin.use in _NOT_IN_DOCUMENTS else shape.use
        self._take(shape.name, use, twin.payload, twin.error_code)
        return ir.replace(
            shape,
            members=tuple(members),
            use=use,
            payload=twin.payload,
            error_code=twin.error_code,
            documentation=documentation,
            deprecated=twin.deprecated,
        )

    def _member(self, member: ir.Member, twin: ir.Member, shape: ir.Structure) -> ir.Member:
        self.matched_members += 1
        type_, required = member.type, self._is_required(member, shape)
        if shape.name not in self.sent and self.options.responses.required != "spec":
            required = twin.required
        if twin.habit:
            type_ = self.merger.adopt(twin.type)
            required = required and twin.required
        elif (merged := self.merger.merge(member.type, twin.type, f"{shape.name}.{member.name}")) is not None:
            type_ = merged
        names = {twin.name, *twin.other_names} - {member.name}
        new = ir.replace(
            member,
            type=type_,
            required=required,
            shape=twin.shape,
            other_names=tuple(sorted(names)),
            habit=twin.habit,
            idempotency_token=twin.idempotency_token,
            documentation=twin.documentation or html.escape(member.documentation, quote=False),
            deprecated=twin.deprecated,
            sensitive=twin.sensitive,
        )
        self._take(
            shape.name,
            new.name,
            () if type_ == member.type else type_,
            required is member.required,
            new.other_names,
            (new.idempotency_token, new.deprecated, new.sensitive),
            self._documentation(twin),
        )
        return new

    def _unmatched(self, member: ir.Member, shape: ir.Structure) -> ir.Member:
        documentation = html.escape(member.documentation, quote=False)
        return ir.replace(member, required=self._is_required(member, shape), documentation=documentation)

    def _is_required(self, member: ir.Member, shape: ir.Structure) -> bool:
        """Whether the document requires a member. Of responses it requires all, which says nothing."""
        is_response = any(each.name == "ResponseMetadata" for each in shape.members)
        return member.required and (self.options.responses.required == "spec" or not is_response)

    def _members_of_habits(self, shape: ir.Structure, twin: ir.Structure | ir.Union) -> Iterator[ir.Member]:
        """Members that the client adds beside one that the document has, like `ExpiresString` beside `Expires`."""
        names = {each.name for each in shape.members}
        habits = {each.habit for each in twin.members if each.name in names and each.habit}
        for each in twin.members:
            if each.habit in habits and not names.intersection({each.name, *each.other_names}):
                self._take(shape.name, each.name, each.type)
                yield ir.replace(each, type=self.merger.adopt(each.type), source=shape.source)

    def _added_shapes(self) -> dict[str, ir.Shape]:
        """Errors, classes that types of the model refer to, and all that these lead to and the document lacks."""
        added: dict[str, ir.Shape] = {}
        waiting = [*self._errors(), *self.merger.adopted]
        while waiting:
            name = waiting.pop()
            if name not in added and name not in self.document.shapes:
                shape = ir.map_types(self.model.shapes[name], self.merger.adopt)
                added[name] = ir.replace(shape, source=self.document.source)
                self._take_all(added[name])
                waiting += self.merger.adopted - added.keys()
        return added

    def _errors(self) -> Iterator[str]:
        """The errors of the document's operations, and those that no operation names."""
        operations = {each.name for each in self.document.operations}
        of_others = {ref.name for each in self.model.operations if each.name not in operations for ref in each.errors}
        of_ours = {ref.name for each in self.model.operations if each.name in operations for ref in each.errors}
        for name, shape in self.model.shapes.items():
            if _use(shape) is ir.Use.ERROR and (name in of_ours or name not in of_others):
                yield name

    # Operations.

    def _operations(self) -> Iterator[ir.Operation]:
        """The operations of the document that the client has."""
        found = {each.name: each for each in self.model.operations}
        for each in self.document.operations:
            twin = found.get(each.name)
            if twin is None:
                yield each
            elif twin.has_method:
                paginator = each.paginator and twin.paginator and ir.replace(twin.paginator, input=each.paginator.input)
                self._take(each.name, twin.errors, paginator, self._documentation(twin), twin.deprecated)
                yield ir.replace(
                    each,
                    errors=twin.errors,
                    paginator=paginator,
                    documentation=twin.documentation,
                    deprecated=twin.deprecated,
                )

    # What the user is told.

    def _counts(self) -> ir.Enrichment:
        structures = [each for each in self.document.shapes.values() if isinstance(each, ir.Structure)]
        return ir.Enrichment(
            model=self.model.ingredients[0].label,
            classes=sum(isinstance(self.twins.get(each.name), ir.Structure | ir.Union) for each in structures),
            all_classes=len(structures),
            members=self.matched_members,
            all_members=sum(len(each.members) for each in structures),
        )

    def _report_conflicts(self) -> None:
        conflicts = self.merger.conflicts
        if conflicts:
            what = "1 member" if len(conflicts) == 1 else f"{len(conflicts)} members"
            first = ", ".join(conflicts[:3]) + (", …" if len(conflicts) > 3 else "")
            label = self.model.ingredients[0].label
            message = f"{label} declares another kind for {what}, where this document is followed: {first}"
            self.report.warning("botocore-disagrees", self.document.source, message)

    def _take(self, name: str, *facts: object) -> None:
        """Record facts that the model gives to a class or an operation."""
        self.taken.setdefault(name, []).append(facts)

    def _take_all(self, shape: ir.Shape) -> None:
        """Record everything that the model says of a class."""
        self._take(shape.name, type(shape).__name__, self._documentation(shape), shape.deprecated)
        match shape:
            case ir.Structure(members=members) | ir.Union(members=members):
                for each in members:
                    flags = (each.required, each.idempotency_token, each.deprecated, each.sensitive)
                    self._take(shape.name, each.name, each.type, each.other_names, flags, self._documentation(each))
            case ir.Enum(values=values):
                self._take(shape.name, values)
            case ir.Alias(type=type_):
                self._take(shape.name, type_)

    def _documentation(self, part: ir.Shape | ir.Member | ir.Operation) -> str:
        """The documentation of a part, if the output will have it."""
        match self.options.documentation:
            case "none":
                return ""
            case "short":
                return first_paragraph(part.documentation)
            case "full":
                return part.documentation

    def _ingredient(self, service: ir.Service) -> ir.Ingredient:
        """The model, with a digest of what was taken from it and reaches the output."""
        operations = kept_operations(service, self.options)
        names = needed_shapes(service, self.options) | {each.name for each in operations}
        digest = hashlib.sha256(repr([(each.name, each.input, each.output) for each in operations]).encode())
        for name in sorted(names & self.taken.keys()):
            digest.update(repr((name, self.taken[name])).encode())
        return ir.replace(self.model.ingredients[0], digest=digest.hexdigest())


def _twins(document: ir.Service, model: ir.Service) -> dict[str, ir.Shape]:
    """The shapes of the model, by the names of their twins in the document.

    A twin has the same name. A document may have a class twice, the second time under a longer name, because it cuts
    recursion at another place for paginators and waiters. Older documents have other names for what an operation takes.
    """
    twins = {}
    for name in document.shapes:
        if twin := model.shapes.get(name) or model.shapes.get(_VARIANT.sub(r"\1", name)):
            twins[name] = twin
    found = {each.name: each for each in model.operations}
    for each in document.operations:
        if counterpart := found.get(each.name):
            for ours, theirs in ((each.input, counterpart.input), (each.output, counterpart.output)):
                if ours and theirs:
                    twins.setdefault(ours.name, model.shapes[theirs.name])
    return twins


def _use(shape: ir.Shape) -> ir.Use | None:
    return None if isinstance(shape, ir.Enum) else shape.use
