"""Members as the configuration names them."""

from .. import ir, naming


def members_named(shape: ir.Structure | ir.Union, name: str) -> list[ir.Member]:
    """The member `name`, or those whose fields in Python have this name."""
    found = [each for each in shape.members if each.name == name]
    return found or [each for each in shape.members if naming.field_name(each.name) == name]
