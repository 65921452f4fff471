"""What the published stubs of AWS call the shapes of a service, for targets that write the same."""

from collections.abc import Mapping

from .. import ir


def stub_names(service: ir.Service) -> Mapping[str, str]:
    """The name of each shape in the stubs. Those of a team have their own names."""
    if is_of_a_team(service):
        return {name: name for name in service.shapes}
    referenced = set().union(*ir.references_by_shape(service).values())
    of_waiters = {each.input.name: each.stub_name for each in service.waiters if each.input and each.stub_name}
    names = {}
    for name, shape in service.shapes.items():
        reserved = name.removesuffix("_")  # `None`, which is no name without an ending
        stem = of_waiters.get(name, name if reserved in service.shapes else reserved)
        ending = "TypeDef"
        if isinstance(shape, ir.Enum):
            ending = "Type" if name in referenced else ""  # else it lists names, such as those of waiters
        names[name] = f"{stem}{ending}"
    return names


def is_of_a_team(service: ir.Service) -> bool:
    """Whether the types are a team's own."""
    shapes = service.shapes.values()
    return any(shape.use is ir.Use.WRITTEN for shape in shapes if isinstance(shape, ir.Structure | ir.Union))


def written_shapes(service: ir.Service) -> set[str]:
    """The names of the shapes that a dictionary may have. Errors are none, and what has no parameters needs none."""
    shapes = service.shapes
    errors = {name for name, each in shapes.items() if isinstance(each, ir.Structure) and each.use is ir.Use.ERROR}
    others = ir.reachable(service, shapes.keys() - ir.reachable(service, errors), stand_ins=True)
    requests = {each.input.name for each in service.operations if each.input}
    empty = {name for name in requests if not any(True for _ in ir.types_of(shapes[name]))}
    return others - empty.difference(*ir.references_by_shape(service).values())
