"""Classes of the user's, to which strings and numbers are mapped."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .. import ir
from ..diagnostics import Report, did_you_mean
from ..options import Mapped, Options
from .members import members_named

_MAPPABLE = frozenset(
    {
        ir.ScalarKind.STRING,
        ir.ScalarKind.INTEGER,
        ir.ScalarKind.LONG,
        ir.ScalarKind.FLOAT,
        ir.ScalarKind.DOUBLE,
        ir.ScalarKind.DECIMAL,
    }
)
_ONLY = "only strings, numbers, and lists and maps of them, can be mapped to a class"


def own_classes(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Note the classes that the user maps members to. Python targets spell them; the others do not know them."""
    entries = list(options.mapped(service.name))
    if not entries:
        return service
    mapper = _Mapper(service, options, report)
    for each in entries:
        mapper.find(each)
    return ir.replace(service, shapes=mapper.shapes(), mapped=tuple(mapper.found))


@dataclass(slots=True)
class _Mapper:
    """Finds the places in one service that `map` is about. A place is a class and a member, or an alias."""

    service: ir.Service
    options: Options
    report: Report
    found: dict[str, None] = field(default_factory=dict)  # the keys that are about something
    _classes: dict[tuple[str, str], Mapped] = field(default_factory=dict)  # by place

    def find(self, entry: Mapped) -> None:
        """Find the places of one entry. An entry for all services need not be about anything in this one."""
        places = dict(self._places(entry))
        usable = [place for place, type_ in places.items() if _with_class(type_, entry.own_class)]
        if usable:
            self.found[entry.key] = None
        elif entry.service != "*":
            self._report_unusable(entry, is_known=bool(places))
        for place in usable:
            other = self._classes.setdefault(place, entry)
            if other.own_class != entry.own_class and other.precision == entry.precision:
                message = f"this is mapped to {other.own_class}, too"
                self._refuse(entry, "duplicate-map", message, shape=".".join(filter(None, place)))
            self._classes[place] = max(entry, other, key=lambda each: each.precision)

    def shapes(self) -> dict[str, ir.Shape]:
        """The shapes, with the classes."""
        shapes = dict(self.service.shapes)
        for (name, member), entry in self._classes.items():
            shape = shapes[name]
            if isinstance(shape, ir.Alias):
                shapes[name] = ir.replace(shape, type=_with_class(shape.type, entry.own_class) or shape.type)
            elif isinstance(shape, ir.Structure | ir.Union):
                members = [
                    ir.replace(each, type=_with_class(each.type, entry.own_class) or each.type)
                    if each.name == member
                    else each
                    for each in shape.members
                ]
                shapes[name] = ir.replace(shape, members=tuple(members))
        return shapes

    def _places(self, entry: Mapped) -> Iterator[tuple[tuple[str, str], ir.Type]]:
        """The places that an entry names, whether or not they can be mapped, with their types."""
        shape = self.service.shapes.get(entry.name)
        if not entry.member and isinstance(shape, ir.Alias):
            yield (shape.name, ""), shape.type
        for each in self._with_members():
            if not entry.member:
                members: Iterable[ir.Member] = [member for member in each.members if member.shape == entry.name]
            elif entry.name in {"*", each.name}:
                members = members_named(each, entry.member)
            else:
                continue
            yield from (((each.name, member.name), member.type) for member in members)

    def _with_members(self) -> list[ir.Structure | ir.Union]:
        return [each for each in self.service.shapes.values() if isinstance(each, ir.Structure | ir.Union)]

    def _report_unusable(self, entry: Mapped, *, is_known: bool) -> None:
        shape = self.service.shapes.get(entry.name)
        place = ".".join(filter(None, (entry.name, entry.member)))
        if is_known or (shape and not entry.member):
            self._refuse(entry, "bad-map", _ONLY, shape=place)
        elif not entry.member:
            shapes = {member.shape for each in self._with_members() for member in each.members}
            message = f"{self.service.name} has no string and no number of the shape {entry.name}"
            self._refuse(entry, "unknown-class", message, hint=did_you_mean(entry.name, shapes))
        elif entry.name == "*" or shape:
            owners = [each for each in self._with_members() if entry.name in {"*", each.name}]
            known = {member.name for each in owners for member in each.members}
            message = f"{self.service.name if entry.name == '*' else entry.name} has no member {entry.member}"
            self._refuse(entry, "unknown-member", message, hint=did_you_mean(entry.member, known))
        else:
            message = f"{self.service.name} has no class {entry.name}"
            self._refuse(entry, "unknown-class", message, hint=did_you_mean(entry.name, self.service.shapes))

    def _refuse(self, entry: Mapped, code: str, message: str, *, shape: str = "", hint: str = "") -> None:
        source = self.options.origin.source("map", entry.key) or self.service.source
        self.report.error(code, source, message, shape=shape, hint=hint)


def _with_class(type_: ir.Type, own_class: str) -> ir.Type | None:
    """`type_` with a class for its values; for those in it, if it is a list or a map. None if it cannot have one."""
    match type_:
        case ir.Scalar(kind) if kind in _MAPPABLE:
            return ir.replace(type_, own_class=own_class)
        case ir.List(element):
            inner = _with_class(element, own_class)
            return inner and ir.replace(type_, element=inner)
        case ir.Map(_, value):
            inner = _with_class(value, own_class)
            return inner and ir.replace(type_, value=inner)
        case ir.OneOf((one, other)) if ir.NULL in {one, other}:
            inner = _with_class(one if other == ir.NULL else other, own_class)
            return inner and ir.OneOf((inner, ir.NULL))
    return None
