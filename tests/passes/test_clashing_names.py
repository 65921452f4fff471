"""Shapes whose names differ only in case or underscores: each has a class of its own, with a name that stays."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import ir
from generator.diagnostics import Report
from generator.options import Options
from generator.passes import PASSES
from generator.passes.vocabulary import vocabulary
from generator.readers.botocore.reader import read
from generator.targets.python.fields import field_names

# Names that clash with one another, with what the vocabulary derives from them, and with what the client adds.
NAMES = """Tag tag _tag __Tag Tag_ TagOutput tagOutput TagUnion TagExtra TagRequest tagRequest TagResponse TagType
tagType TagWait TagPaginate ResponseMetadata responseMetadata EmptyResponseMetadata PaginatorConfig
WaiterConfig""".split()
MARKS = {name: f"Is{index}" for index, name in enumerate(NAMES)}  # a member or a value that only this shape has


@st.composite
def services(draw: st.DrawFn) -> dict[str, Any]:
    """A service of botocore whose names clash."""
    mixed = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=8, unique=True))
    enums = draw(st.lists(st.sampled_from(mixed[1:]), max_size=3, unique=True))
    names = [name for name in mixed if name not in enums]
    errors = draw(st.sets(st.sampled_from(names), max_size=1))
    shapes: dict[str, Any] = {"S": {"type": "string"}, "L": {"type": "list", "member": {"shape": "S"}}}
    for name in enums:
        values = [MARKS[name]] if draw(st.booleans()) else ["same"]
        shapes[name] = {"type": "string", "enum": values, "documentation": name}
    for name in names:
        inner = draw(st.lists(st.sampled_from([*names, *enums, "L"]), max_size=4, unique=True))
        members = {f"Of{each}": {"shape": each} for each in inner}
        is_marked = draw(st.booleans())
        if inner or is_marked:
            members[MARKS[name]] = {"shape": "S"}
        shapes[name] = {"type": "structure", "members": members}
        if name in errors:
            shapes[name]["exception"] = True
        elif draw(st.booleans()):
            shapes[name]["union"] = True
    operations: dict[str, Any] = {}
    for name in draw(st.lists(st.sampled_from(["Get", "get", "GET", "Put"]), min_size=1, max_size=3, unique=True)):
        sides = {side: draw(st.none() | st.sampled_from(names)) for side in ("input", "output")}
        operations[name] = {side: {"shape": shape} for side, shape in sides.items() if shape}
        operations[name]["errors"] = [{"shape": each} for each in sorted(errors)]
    return {"metadata": {}, "operations": operations, "shapes": shapes}


def read_service(folder: Path, service: dict[str, Any]) -> ir.Service:
    file = folder / "service-2.json"
    file.write_text(json.dumps(service))
    operations = list(service["operations"])
    pages = {name: {"input_token": "Nothing"} for name in operations[:1]}
    (folder / "paginators-1.json").write_text(json.dumps({"pagination": pages}))
    waiters = {name: {"operation": name} for name in operations[-1:]}
    (folder / "waiters-2.json").write_text(json.dumps({"waiters": waiters}))
    report = Report()
    found = read(str(file), report)
    assert found, list(report)
    return found


def expected_pairs(service: dict[str, Any], classes: ir.Service) -> Iterator[tuple[str, str]]:
    """Each shape with the name of each class that stands for it, found by following members from the operations."""
    shapes = service["shapes"]
    waiting: list[tuple[str, str]] = []
    for each in classes.operations:
        body = service["operations"][each.name]
        inputs = [each.input, each.paginator and each.paginator.input]
        inputs += [waiter.input for waiter in classes.waiters if waiter.operation == each.name]
        waiting += [(body["input"]["shape"], ref.name) for ref in inputs if ref and "input" in body]
        if "output" in body and each.output and shapes[body["output"]["shape"]]["members"]:
            waiting.append((body["output"]["shape"], each.output.name))
        waiting += zip([error["shape"] for error in body["errors"]], [ref.name for ref in each.errors], strict=True)
    done = set()
    while waiting:
        pair = waiting.pop()
        if pair in done:
            continue
        done.add(pair)
        yield pair
        shape, name = pair
        cls = classes.shapes[name]
        if isinstance(cls, ir.Alias):
            assert isinstance(cls.type, ir.Ref)
            waiting += [(shape, ref.name) for ref in (cls.type, *cls.stand_ins)]
        elif isinstance(cls, ir.Structure | ir.Union):
            types = {member.name: member.type for member in cls.members}
            for member, body in shapes[shape]["members"].items():
                if isinstance(type_ := types[member], ir.Ref):
                    waiting.append((body["shape"], type_.name))


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(service=services())
def test_each_shape_has_its_own_classes(tmp_path: Path, service: dict[str, Any]) -> None:
    raw = read_service(tmp_path, service)
    report = Report()
    classes = raw
    for rewrite in PASSES:
        classes = rewrite(classes, Options(), report)
    assert not report.has_errors, list(report)
    shape_of: dict[str, str] = {}
    for shape, name in expected_pairs(service, classes):
        cls = classes.shapes[name]
        if isinstance(cls, ir.Enum):
            assert list(cls.values) == service["shapes"][shape]["enum"]
            continue
        assert shape_of.setdefault(name, shape) == shape
        if isinstance(cls, ir.Structure | ir.Union):
            own = {member.name for member in cls.members} & set(MARKS.values())
            assert own == set(service["shapes"][shape]["members"]) & set(MARKS.values())


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(service=services())
def test_names_do_not_depend_on_the_order_of_the_file(tmp_path: Path, service: dict[str, Any]) -> None:
    again = {**service, "shapes": dict(reversed(service["shapes"].items()))}
    first, second = (vocabulary(read_service(tmp_path, each), Options(), Report()) for each in (service, again))
    assert first == ir.replace(second, ingredients=first.ingredients)


CLASSES = {
    ("Tag", "tag"): {"Tag": "Tag", "tag": "TagExtra"},
    ("iPAddress", "IPAddress"): {"IPAddress": "IPAddress", "iPAddress": "IPAddressExtra"},
    ("tag", "_tag"): {"_tag": "Tag", "tag": "TagExtra"},
    ("Tag_日", "Tag日"): {"Tag日": "Tag日", "Tag_日": "Tag日Extra"},
    ("tag", "Tag", "TagExtra"): {"Tag": "Tag", "TagExtra": "TagExtra", "tag": "TagExtraExtra"},
    ("tag_item", "Tag_item", "TagItem"): {
        "TagItem": "TagItem",
        "Tag_item": "TagItemExtra",
        "tag_item": "TagItemExtraExtra",
    },
    ("ResponseMetadata",): {"ResponseMetadata": "ResponseMetadataExtra"},
}


@pytest.mark.parametrize("shapes", CLASSES, ids=" ".join)
def test_the_shape_that_is_spelled_like_the_class_keeps_the_name(tmp_path: Path, shapes: tuple[str, ...]) -> None:
    members = {name: {"shape": name} for name in shapes}
    declared: dict[str, Any] = {name: {"type": "structure", "members": {name: {"shape": "S"}}} for name in shapes}
    declared |= {"S": {"type": "string"}, "GetInput": {"type": "structure", "members": members}}
    operations = {"Get": {"input": {"shape": "GetInput"}}}
    report = Report()
    service = vocabulary(read_service(tmp_path, {"operations": operations, "shapes": declared}), Options(), report)
    request = service.shapes["GetInput"]
    assert isinstance(request, ir.Structure)
    assert {each.name: each.type.name for each in request.members if isinstance(each.type, ir.Ref)} == CLASSES[shapes]
    notes = {each.shape: each.message for each in report}
    others = {shape: name for shape, name in CLASSES[shapes].items() if name.endswith("Extra") and shape != name}
    assert notes.keys() == others.keys()
    assert all(f"the class is named {name}" in notes[shape] for shape, name in others.items())


@pytest.mark.parametrize("names", [("Id", "ID", "id"), ("Id", "ID"), ("TagSet", "tag_set", "Tag_Set")])
def test_members_have_the_same_fields_in_any_order(names: tuple[str, ...]) -> None:
    """What is required decides the order, and may change."""
    found = set()
    for order in itertools.permutations(names):
        members = tuple(ir.Member(name=each, type=ir.Scalar(ir.ScalarKind.STRING)) for each in order)
        fields = field_names(ir.Structure(name="Tag", members=members))
        assert len(set(fields)) == len(fields)
        assert all(name == field for name, field in zip(order, fields, strict=True) if field in names)
        found.add(frozenset(zip(order, fields, strict=True)))
    assert len(found) == 1
