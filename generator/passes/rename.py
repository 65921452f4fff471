"""The names of classes and fields that the user configures."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .. import ir, naming
from ..diagnostics import Report, did_you_mean
from ..options import Options, Rename
from .members import members_named


def rename(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Give classes, in every target, and fields, in Python, the names that the user configured.

    Both are found by the names that they have without this pass.
    """
    renamer = _Renamer(service, options, report)
    renames = list(options.renames(service.name))
    for each in renames:
        if each.member:
            renamer.rename_member(each)
    renamer.check_fields()
    if renamer.shapes:
        service = ir.replace(service, shapes={**service.shapes, **renamer.shapes})
    for each in renames:
        if not each.member:
            renamer.rename_class(each)
    return rename_shapes(service, renamer.new_names) if renamer.new_names else service


@dataclass(slots=True)
class _Renamer:
    """Collects the new names of one service."""

    service: ir.Service
    options: Options
    report: Report
    new_names: dict[str, str] = field(default_factory=dict)  # of classes, by their old names
    shapes: dict[str, ir.Structure | ir.Union] = field(default_factory=dict)  # those that have members with new names
    _origins: dict[tuple[str, str], Rename] = field(default_factory=dict)  # by class and member
    _configured: Mapping[str, str] = field(init=False)  # like `new_names`, also those that cannot be used

    def __post_init__(self) -> None:
        self._configured = self.options.renamed_classes(self.service.name)

    def rename_class(self, rename: Rename) -> None:
        """Note the new name of a class, if it can be used."""
        old, new, shapes = rename.name, rename.new, self.service.shapes
        if old not in shapes:
            message = f"cannot rename {old} to {new}: {self.service.name} has no class {old}"
            self._refuse(rename, "unknown-class", message, hint=did_you_mean(old, shapes))
        elif (legal := naming.class_name(new)) != new:
            message = f"{new} is not a legal class name"
            self._refuse(rename, "illegal-name", message, shape=old, hint=f"use {legal} instead")
        elif (new in shapes and new not in self._configured) or new in self.new_names.values():
            self._refuse(rename, "name-clash", f"another class is named {new}", shape=old)
        else:
            self.new_names[old] = new

    def rename_member(self, rename: Rename) -> None:
        """Give the field of a member its new name."""
        if not naming.is_legal_field_name(rename.new):
            hint = f"use {naming.field_name(rename.new)} instead"
            place = f"{rename.name}.{rename.member}"
            self._refuse(rename, "illegal-name", f"{rename.new} is not a legal field name", shape=place, hint=hint)
            return
        for shape in self._shapes_with_member(rename):
            self._rename_in(shape, rename)

    def _shapes_with_member(self, rename: Rename) -> list[ir.Structure | ir.Union]:
        """The classes that have the member. Reports it if there are none."""
        shapes = self.service.shapes
        with_members = [each for each in shapes.values() if isinstance(each, ir.Structure | ir.Union)]
        if rename.name == "*":
            found = [each for each in with_members if members_named(each, rename.member)]
            known = {member.name for each in with_members for member in each.members}
            where = self.service.name
        elif rename.name not in shapes:
            message = f"{self.service.name} has no class {rename.name}"
            self._refuse(rename, "unknown-class", message, hint=self._hint_for_class(rename.name))
            return []
        else:
            found = [each for each in with_members if each.name == rename.name and members_named(each, rename.member)]
            known = {member.name for each in with_members if each.name == rename.name for member in each.members}
            where = rename.name
        if not found:
            message = f"{where} has no member {rename.member}"
            self._refuse(rename, "unknown-member", message, hint=did_you_mean(rename.member, known))
        return found

    def _hint_for_class(self, name: str) -> str:
        if old := next((old for old, new in self._configured.items() if new == name), ""):
            return f"`rename` gives this name to {old}: use the name {old} for its members, too"
        return did_you_mean(name, self.service.shapes)

    def _rename_in(self, shape: ir.Structure | ir.Union, rename: Rename) -> None:
        member, *others = members_named(shape, rename.member)
        place = f"{shape.name}.{member.name}"
        if others:
            message = f"{rename.member} may stand for {' and '.join(each.name for each in (member, *others))}"
            self._refuse(rename, "unknown-member", message, shape=shape.name, hint="use the name of the member")
        elif shape.use is ir.Use.ERROR and naming.field_name(member.name) == "message":
            self._refuse(rename, "illegal-name", "the message of every error has the same name", shape=place)
        elif (first := self._origins.setdefault((shape.name, member.name), rename)) is not rename:
            hint = f"the other name is {first.new}"
            self._refuse(rename, "name-clash", "this field gets two names", shape=place, hint=hint)
        else:
            shape = self.shapes.get(shape.name, shape)
            members = [
                ir.replace(each, field=rename.new) if each.name == member.name else each for each in shape.members
            ]
            self.shapes[shape.name] = ir.replace(shape, members=tuple(members))

    def check_fields(self) -> None:
        """Report new names that another member of the class has, as its field or as its own name."""
        for (name, member_name), rename in self._origins.items():
            for other in self.shapes[name].members:
                fields = {other.field} if other.field else {naming.field_name(other.name)}
                if other.name != member_name and rename.new in fields | {other.name, *other.other_names}:
                    message = f"another member is named {rename.new}: {other.name}"
                    self._refuse(rename, "name-clash", message, shape=f"{name}.{member_name}")

    def _refuse(self, rename: Rename, code: str, message: str, *, shape: str = "", hint: str = "") -> None:
        source = self.options.origin.source("rename", rename.key) or self.service.source
        self.report.error(code, source, message, shape=shape, hint=hint)


def rename_shapes(service: ir.Service, new_names: dict[str, str]) -> ir.Service:
    """Give the shapes in `new_names` their new names, and update everything that refers to them."""

    @ir.everywhere
    def rename_ref(type_: ir.Type) -> ir.Type:
        return ir.Ref(new_names[type_.name]) if isinstance(type_, ir.Ref) and type_.name in new_names else type_

    def renamed(ref: ir.Ref) -> ir.Ref:
        return ir.Ref(new_names.get(ref.name, ref.name))

    shapes = {
        (new := new_names.get(name, name)): ir.replace(ir.map_types(shape, rename_ref), name=new)
        for name, shape in service.shapes.items()
    }
    return ir.replace(
        service,
        operations=tuple(
            ir.replace(
                each,
                input=each.input and renamed(each.input),
                output=each.output and renamed(each.output),
                errors=tuple(map(renamed, each.errors)),
                paginator=each.paginator
                and ir.replace(each.paginator, input=each.paginator.input and renamed(each.paginator.input)),
            )
            for each in service.operations
        ),
        waiters=tuple(ir.replace(each, input=each.input and renamed(each.input)) for each in service.waiters),
        methods=tuple(
            ir.replace(each, input=renamed(each.input), output=each.output and renamed(each.output))
            for each in service.methods
        ),
        shapes=dict(sorted(shapes.items())),
    )
