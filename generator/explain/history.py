"""What each pass made of a service, and under which names a class stood before them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from .. import ir, naming
from ..diagnostics import Report
from ..options import Options
from ..passes import PASSES
from ..passes.stub_names import RequestClass, StubNames, stub_names


@dataclass(slots=True)
class History:
    """A service before the first pass, and after each."""

    read: ir.Service
    options: Options
    steps: list[tuple[str, ir.Service]] = field(default_factory=list)  # the name of a pass, and its result
    report: Report = field(default_factory=Report)

    @classmethod
    def of(cls, service: ir.Service, options: Options) -> "History":
        """Run every pass over `service`."""
        history = cls(service, options)
        for each in PASSES:
            service = each(service, options, history.report)
            history.steps.append((each.__name__, service))
        return history

    @property
    def result(self) -> ir.Service:
        """The service as targets get it."""
        return self.steps[-1][1]

    def after(self, name: str) -> ir.Service:
        """The service after the pass `name`."""
        return next(service for each, service in self.steps if each == name)

    def named(self) -> ir.Service:
        """The service when all names are final and nothing is left out yet."""
        return self.after("rename")

    def shapes(self, name: str) -> Iterator[tuple[str, ir.Shape | None, ir.Shape | None]]:
        """For each pass: its name, and the class that is called `name` in the end before and after it.

        A class that botocore declares begins as the shape that it is made of.
        """
        names = self._earlier_names(name)
        before = self.read.shapes.get(names[0])
        for (each, service), after_name in zip(self.steps, names[1:], strict=True):
            after = service.shapes.get(after_name)
            yield each, before, after
            before = after

    def raw_name(self, name: str) -> str:
        """The name in the spec of the class that is called `name` in the end."""
        return self._earlier_names(name)[0]

    def _earlier_names(self, name: str) -> list[str]:
        """The name before the first pass, and after each."""
        names = [name]
        services = [self.read, *(service for _, service in self.steps)]
        for number in reversed(range(len(self.steps))):
            name = self._name_before(self.steps[number][0], services[number], name)
            names.insert(0, name)
        return names

    def _name_before(self, pass_name: str, before: ir.Service, name: str) -> str:
        if pass_name == "rename":
            old_names = {new: old for old, new in self.options.renamed_classes(self.read.name).items()}
            return old_names.get(name, name)
        if pass_name == "legal_names" and name not in before.shapes:
            made_of = (each for each in before.shapes if naming.class_name(each).rstrip("_") == name.rstrip("_"))
            return next(made_of, name)
        if pass_name == "vocabulary" and before.is_raw:
            return _shape_of_class(stub_names(before), name)
        return name

    def classes_of_shape(self, shape: str) -> list[str]:
        """The classes that are made of a shape of botocore, each once, by their names in the stubs."""
        names = stub_names(self.after("client_habits"))
        found = [each.name for each in _requests(names) if each.shape == shape]
        return list(dict.fromkeys(found + [table[shape] for table in _tables(names) if shape in table]))


def _shape_of_class(names: StubNames, name: str) -> str:
    """The shape of botocore that the class `name` is made of. `name` itself if there is none."""
    shapes = {each.name: each.shape for each in _requests(names)}
    for table in _tables(names):
        shapes |= {class_name: shape for shape, class_name in table.items() if class_name not in shapes}
    return shapes.get(name, name)


def _requests(names: StubNames) -> tuple[RequestClass, ...]:
    return (*names.operations.values(), *names.waiters.values(), *names.paginators.values())


def _tables(names: StubNames) -> tuple[dict[str, str], ...]:
    return (names.responses, names.sent, names.received, names.unions, names.empty, names.enums)
