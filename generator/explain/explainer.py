"""Explains parts of one service: an operation, a class or a member."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .. import ir, naming
from ..diagnostics import Source
from ..pipeline import Request
from .history import History
from .names import Subject
from .places import Place, find_places
from .reasons import Judge, changes_of_class, changes_of_member, verdict_of_class
from .words import first_few, type_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The answer to "where does this come from, and why is it so?"."""

    name: str  # "s3.GetObjectRequest.Key"
    kind: str  # "operation", "structure", "union", "enum", "alias" or "member"
    source: Source  # where the spec declares it
    specs: tuple[str, ...]  # what the service was read from: "botocore 1.44.5"
    declared: str  # what the spec declares, in words
    steps: tuple[tuple[str, str], ...] = ()  # a pass, and what it changed
    verdict: tuple[str, ...] = ()  # how values are judged, and why
    operations: tuple[tuple[str, str], ...] = ()  # an operation that reaches it, and on which side
    places: tuple[Place, ...] = ()  # where it stands in the output


class Explainer:
    """Explains parts of one service."""

    def __init__(self, history: History, request: Request) -> None:
        self.history = history
        self.request = request
        self.service = history.named()
        labels = [*history.result.ingredients, *(history.read.model.ingredients if history.read.model else ())]
        self.specs = tuple(dict.fromkeys(each.label for each in labels))

    def explain(self, subject: Subject) -> Explanation:
        """Explain an operation, a class or a member."""
        if subject.operation:
            return self._operation(subject.operation)
        assert subject.shape
        return self._member(subject.shape, subject.member) if subject.member else self._shape(subject.shape)

    def _operation(self, operation: ir.Operation) -> Explanation:
        """Explain an operation: its classes, and whether the client has it."""
        final = next((each for each in self.service.operations if each.name == operation.name), None)
        declared = f"takes {_named(operation.input)}, returns {_named(operation.output)}"
        return Explanation(
            name=f"{self.service.name}.{operation.name}",
            kind="operation",
            source=operation.source,
            specs=self.specs,
            declared=declared,
            steps=tuple(self._steps_of_operation(operation, final)),
            verdict=tuple(self._classes_of_operation(final)) if final else (),
            operations=(),
            places=self._places(final.input.name) if final and final.input else (),
        )

    def _steps_of_operation(self, operation: ir.Operation, final: ir.Operation | None) -> Iterator[tuple[str, str]]:
        kept = {each.name for each in self.history.result.operations}
        if final and not final.has_method:
            yield "client_habits", "the client has no method for it, because it cannot send event streams"
        if final and (final.input != operation.input or final.output != operation.output):
            yield (
                "vocabulary",
                f"takes {_named(final.input)}, returns {_named(final.output)}, as in the published stubs",
            )
        if operation.name not in kept:
            reason = "it is not selected" if final is None or final.has_method else "the client has no method for it"
            yield "keep_operations", f"left out: {reason}"

    def _classes_of_operation(self, operation: ir.Operation) -> Iterator[str]:
        if operation.has_method:
            yield f"method: {naming.snake_case(operation.name)}"
        yield f"request: {_named(operation.input)}"
        yield f"response: {_named(operation.output)}"
        if operation.paginator:
            yield f"paginator: {_named(operation.paginator.input)}"
        for each in self.service.waiters:
            if each.operation == operation.name:
                yield f"waiter {each.name}: {_named(each.input)}"
        if operation.errors:
            yield f"errors: {first_few([each.name for each in operation.errors])}"

    def _shape(self, shape: ir.Shape) -> Explanation:
        """Explain a class."""
        steps = [
            (name, change + self._configured_reason(name, before, None))
            for name, before, after in self.history.shapes(shape.name)
            for change in changes_of_class(name, before, after)
        ]
        final = self.history.result.shapes.get(shape.name)
        return Explanation(
            name=f"{self.service.name}.{shape.name}",
            kind=type(shape).__name__.lower(),
            source=shape.source,
            specs=self.specs,
            declared=self._declared(shape),
            steps=tuple(steps),
            verdict=tuple(verdict_of_class(final)) if final else (),
            operations=self._operations(shape.name),
            places=self._places(shape.name) if final else (),
        )

    def _member(self, shape: ir.Shape, member: ir.Member) -> Explanation:
        """Explain a member of a class."""
        steps = []
        declared = _same_member(self.history.read.shapes.get(self.history.raw_name(shape.name)), member)
        for name, before, after in self.history.shapes(shape.name):
            old, new = _same_member(before, member), _same_member(after, member)
            reason = self._configured_reason(name, before, member)
            steps += [(name, change + reason) for change in changes_of_member(name, old, new)]
        final = self.history.result.shapes.get(shape.name)
        judged = _same_member(final, member)
        verdict: Iterable[str] = ()
        if isinstance(final, ir.Structure | ir.Union) and judged:
            unjudged = _same_member(self.history.after("required_first").shapes.get(shape.name), member)
            verdict = Judge(self.service, self.request.options).member(unjudged or judged, judged, final)
        return Explanation(
            name=f"{self.service.name}.{shape.name}.{member.name}",
            kind="member",
            source=member.source,
            specs=self.specs,
            declared=_member_in_words(declared) if declared else "nowhere",
            steps=tuple(steps),
            verdict=tuple(verdict),
            operations=self._operations(shape.name),
            places=self._places(shape.name, member.name) if judged else (),
        )

    def _configured_reason(self, pass_name: str, shape: ir.Shape | None, member: ir.Member | None) -> str:
        """The reason that the user gave for a correction of a class or a member, with a comma before it."""
        if pass_name != "corrections" or shape is None:
            return ""
        reasons = [
            each.reason
            for each in self.history.options.corrections
            if naming.service_name(each.path[0]) == self.service.name and each.path[1] == shape.name
            if not each.path[2] or (member and each.path[2] in {member.name, naming.field_name(member.name)})
        ]
        return f", as the configuration corrects it: {reasons[0]}" if reasons else ""

    def _declared(self, shape: ir.Shape) -> str:
        raw = self.history.read.shapes.get(self.history.raw_name(shape.name))
        called = self._shape_in_words(raw.name, shape.name) if raw and self.history.read.is_raw else ""
        match raw or shape:
            case ir.Structure(members=members) | ir.Union(members=members):
                words = f"members: {first_few([each.name for each in members]) or 'none'}"
            case ir.Enum(values=values):
                words = f"values: {first_few(values)}"
            case ir.Alias(type=type_):
                words = f"another name for {type_in_words(type_)}"
        if raw is None:
            return f"nowhere: {words}"
        return "; ".join(filter(None, (called, words)))

    def _shape_in_words(self, raw_name: str, name: str) -> str:
        others = [each for each in self.history.classes_of_shape(raw_name) if each != name]
        return f"the shape {raw_name}" + (f" (also the classes {', '.join(others)})" if others else "")

    def _operations(self, name: str) -> tuple[tuple[str, str], ...]:
        """The operations that lead to a class, and on which side they do."""
        users = self._users_of(name)
        found = []
        for each in self.service.operations:
            paginators = (each.paginator.input,) if each.paginator else ()
            waiters = (waiter.input for waiter in self.service.waiters if waiter.operation == each.name)
            sides: dict[str, Iterable[ir.Ref | None]] = {
                "request": (each.input, *paginators, *waiters),
                "response": (each.output,),
                "error": each.errors,
            }
            for side, refs in sides.items():
                if any(ref and ref.name in users for ref in refs):
                    found.append((each.name, side))
        return tuple(found)

    def _users_of(self, name: str) -> set[str]:
        """The names of the shapes that lead to `name`, with itself."""
        users: dict[str, set[str]] = {}
        for user, names in ir.references_by_shape(self.service).items():
            shape = self.service.shapes[user]
            stand_ins = shape.stand_ins if isinstance(shape, ir.Alias) else ()
            for each in (*names, *(ref.name for ref in stand_ins)):
                users.setdefault(each, set()).add(user)
        found: set[str] = set()
        waiting = [name]
        while waiting:
            if (each := waiting.pop()) not in found:
                found.add(each)
                waiting += users.get(each, ())
        return found

    def _places(self, name: str, member: str = "") -> tuple[Place, ...]:
        found = find_places(self.history.result, self.request.targets, self.request.options, name, member)
        return tuple(found)


def _same_member(shape: ir.Shape | None, member: ir.Member) -> ir.Member | None:
    names = {member.name, *member.other_names}
    members = shape.members if isinstance(shape, ir.Structure | ir.Union) else ()
    return next((each for each in members if names & {each.name, *each.other_names}), None)


def _member_in_words(member: ir.Member) -> str:
    required = "required" if member.required else "not required"
    shape_name = f", of the shape {member.shape}" if member.shape else ""
    return f"{type_in_words(member.type)}, {required}{shape_name}"


def _named(ref: ir.Ref | None) -> str:
    return ref.name if ref else "nothing"
