"""Merges the type that a document gives to a member with the type that botocore gives to it."""

from collections.abc import Mapping

from .. import ir

_UNKNOWN_KINDS = frozenset({ir.ScalarKind.ANY, ir.ScalarKind.DOCUMENT})
# Kinds that a document writes alike.
_FAMILIES = {
    ir.ScalarKind.LONG: ir.ScalarKind.INTEGER,
    ir.ScalarKind.FLOAT: ir.ScalarKind.DOUBLE,
}


class TypeMerger:
    """Merges types of a document, which refer to `document`, with types of a model, which refer to `model`."""

    def __init__(self, document: Mapping[str, ir.Shape], model: Mapping[str, ir.Shape]) -> None:
        self.document = document
        self.model = model
        self.conflicts: list[str] = []  # members whose kinds differ, like "Item.Type"
        self.adopted: set[str] = set()  # shapes of the model that merged types refer to and the document lacks
        self._adopt_refs = ir.everywhere(self._adopt_ref)
        self._sent_twins = {
            received.name: shape.type
            for shape in model.values()
            if isinstance(shape, ir.Alias)
            for received in shape.stand_ins
        }
        self._cache: dict[tuple[int, int], tuple[ir.Type, ir.Type, ir.Type | None]] = {}

    def merge(self, ours: ir.Type, theirs: ir.Type, member: str) -> ir.Type | None:
        """The document's type `ours` with what the model's type `theirs` says beyond it.

        None, with a conflict recorded for `member`, if the two are of different kinds.
        """
        merged = self._merge(ours, theirs)
        if merged is None:
            self.conflicts.append(member)
        return merged

    def adopt(self, theirs: ir.Type) -> ir.Type:
        """A type of the model in place of one of the document. It refers to classes of the document where it can."""
        return self._adopt_refs(theirs)

    def _adopt_ref(self, type_: ir.Type) -> ir.Type:
        """A reference of the model. If the document has one class for both directions, it is that one."""
        if not isinstance(type_, ir.Ref) or type_.name in self.document:
            return type_
        alias = self.model[type_.name]
        sent = alias.type if isinstance(alias, ir.Alias) else self._sent_twins.get(type_.name)
        if isinstance(sent, ir.Ref) and sent.name in self.document:
            return sent
        self.adopted.add(type_.name)
        return type_

    def _merge(self, ours: ir.Type, theirs: ir.Type) -> ir.Type | None:
        key = (id(ours), id(theirs))
        if key not in self._cache:  # keeps both types, so that no other type gets their identity
            self._cache[key] = (ours, theirs, theirs if ours == theirs else self._merge_different(ours, theirs))
        return self._cache[key][2]

    def _merge_different(self, ours: ir.Type, theirs: ir.Type) -> ir.Type | None:
        match ours, theirs:
            case ir.Scalar(kind), _ if kind in _UNKNOWN_KINDS:
                return self.adopt(theirs)
            case ir.Map(value=ir.Scalar(ir.ScalarKind.ANY)), ir.Ref() | ir.Scalar(ir.ScalarKind.DOCUMENT):
                # How a document writes a structure that contains itself or is empty, and a document.
                return self.adopt(theirs)
            case ir.OneOf(), _:
                return self._merge_alternatives(ours, theirs)
            case _, ir.OneOf() if ir.allows_null(theirs, self.model):  # an element of a sparse list
                merged = self._merge(ours, _without_null(theirs))
                return None if merged is None else ir.one_of([merged, ir.NULL])
            case ir.Scalar(), ir.Scalar():
                same_family = _FAMILIES.get(ours.kind, ours.kind) == _FAMILIES.get(theirs.kind, theirs.kind)
                return theirs if same_family else None
            case ir.List(), ir.List():
                element = self._merge(ours.element, theirs.element)
                if element is theirs.element and not ours.is_set:
                    return theirs
                return None if element is None else ir.replace(ours, element=element, constraints=theirs.constraints)
            case ir.Map(), ir.Map():
                key, value = self._merge(ours.key, theirs.key), self._merge(ours.value, theirs.value)
                if key is theirs.key and value is theirs.value:
                    return theirs
                return None if key is None or value is None else ir.Map(key, value, theirs.constraints)
            case ir.Stream(ours_inside), ir.Stream(theirs_inside):
                element = self._merge(ours_inside, theirs_inside)
                return None if element is None else ir.Stream(element)
            case (ir.Stream(inside), _) | (_, ir.Stream(inside)) if _is_blob(inside):
                other = theirs if isinstance(ours, ir.Stream) else ours
                return theirs if _is_blob(other) else None
        return ours if self._is_same_kind(ours, theirs) else None

    def _merge_alternatives(self, ours: ir.OneOf, theirs: ir.Type) -> ir.Type | None:
        """The merged alternatives, null among them if it is one of `ours`. None if one is of another kind."""
        expected = _without_null(theirs)
        merged = [each if each == ir.NULL else self._merge(each, expected) for each in ours.alternatives]
        found = [each for each in merged if each is not None]
        return ir.one_of(found) if len(found) == len(merged) else None

    def _is_same_kind(self, ours: ir.Type, theirs: ir.Type) -> bool:
        """Whether one of the two is a name, and it stands for the kind of the other."""
        match ours, theirs:
            case ir.Ref(name), ir.Ref(other) if name == other:
                return True
            case ir.Ref(name), _ if isinstance(alias := self.document.get(name), ir.Alias):
                return self._merge(alias.type, theirs) is not None
            case _, ir.Ref(name) if isinstance(alias := self.model.get(name), ir.Alias):
                return self._merge(ours, alias.type) is not None
            case ir.Ref(name), ir.Ref(other) if self._are_structures(name, other):
                return True
        return self._is_text(ours, self.document) and self._is_text(theirs, self.model)

    def _are_structures(self, ours: str, theirs: str) -> bool:
        shapes = (self.document.get(ours), self.model.get(theirs))
        return all(isinstance(each, ir.Structure | ir.Union) for each in shapes)

    def _is_text(self, type_: ir.Type, shapes: Mapping[str, ir.Shape]) -> bool:
        match type_:
            case ir.Ref(name):
                return isinstance(shapes.get(name), ir.Enum)
            case ir.Literal(values):
                return all(isinstance(each, str) for each in values)
            case ir.Scalar(kind):
                return kind is ir.ScalarKind.STRING
        return False


def _without_null(type_: ir.Type) -> ir.Type:
    return ir.one_of(each for each in type_.alternatives if each != ir.NULL) if isinstance(type_, ir.OneOf) else type_


def _is_blob(type_: ir.Type) -> bool:
    return isinstance(type_, ir.Scalar) and type_.kind is ir.ScalarKind.BLOB
