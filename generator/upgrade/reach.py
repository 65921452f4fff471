"""Which operations lead to a class."""

from collections.abc import Iterable
from dataclasses import dataclass

from .. import ir


@dataclass(frozen=True, slots=True)
class Reach:
    """The operations of one service, and the classes that refer to each class."""

    operations_of: dict[str, tuple[str, ...]]  # class -> the operations that name it
    users: dict[str, tuple[str, ...]]  # class -> the classes that refer to it

    @classmethod
    def of(cls, service: ir.Service) -> "Reach":
        """What leads to what in `service`."""
        operations: dict[str, dict[str, None]] = {}
        for each in service.operations:
            page = each.paginator.input if each.paginator else None
            _note(operations, each.name, (each.input, each.output, page, *each.errors))
        for waiter in service.waiters:
            _note(operations, waiter.operation, (waiter.input,))
        for method in service.methods:
            _note(operations, method.operation, (method.input, method.output))
        users: dict[str, dict[str, None]] = {}
        for name, names in ir.references_by_shape(service).items():
            shape = service.shapes[name]
            stand_ins = [each.name for each in shape.stand_ins] if isinstance(shape, ir.Alias) else []
            for each_name in (*names, *stand_ins):
                users.setdefault(each_name, {})[name] = None
        return cls({name: tuple(each) for name, each in operations.items()}, {k: tuple(v) for k, v in users.items()})

    def operations(self, name: str) -> tuple[str, ...]:
        """The operations that lead to a class, sorted."""
        found: set[str] = set()
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            if (each := waiting.pop()) not in seen:
                seen.add(each)
                found.update(self.operations_of.get(each, ()))
                waiting += self.users.get(each, ())
        return tuple(sorted(found))


def _note(operations: dict[str, dict[str, None]], operation: str, refs: Iterable[ir.Ref | None]) -> None:
    for ref in refs:
        if ref:
            operations.setdefault(ref.name, {})[operation] = None
